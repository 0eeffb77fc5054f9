package arch

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// term is a Chinese word in brackets behind the English one: (期限).
var term = regexp.MustCompile(`[(（](\p{Han}+)[)）]`)

// TestTerms holds that the Chinese term in the first sentence of a kernel
// package's or exported type's comment stands in docs/terms.md.
func TestTerms(t *testing.T) {
	s := read(t)
	words, err := os.ReadFile(filepath.Join(s.root, "docs", "terms.md"))
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	check := func(f *file, n ast.Node, doc *ast.CommentGroup) {
		if doc == nil {
			return
		}
		first, _, _ := strings.Cut(doc.Text(), ".")
		for _, m := range term.FindAllStringSubmatch(first, -1) {
			found++
			if !strings.Contains(string(words), m[1]) {
				report(t, "term", f.at(s.set, n), m[1], "a term of the trade stands in docs/terms.md")
			}
		}
	}
	for _, f := range s.files {
		if f.test || part(f.pkg) != "kernel" {
			continue
		}
		check(f, f.syntax.Name, f.syntax.Doc)
		for _, d := range f.syntax.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.TYPE {
				continue
			}
			for _, spec := range g.Specs {
				x := spec.(*ast.TypeSpec)
				if !x.Name.IsExported() {
					continue
				}
				check(f, x, g.Doc)
				check(f, x, x.Doc)
			}
		}
	}
	if found == 0 {
		t.Error("no term found: the test looks for the wrong thing")
	}
}
