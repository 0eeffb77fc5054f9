package arch

import (
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	goTest      = regexp.MustCompile("`([a-z0-9_/.]+) ((?:Test|Fuzz)[A-Za-z0-9]+)(?:/([^`]+))?`")
	browserTest = regexp.MustCompile("`(test/e2e/[a-z]+\\.test\\.mjs)`")
)

// TestThreats holds that every promise of docs/threats.md is held by a test, and
// that the tests it names are there.
func TestThreats(t *testing.T) {
	s := read(t)
	text, err := os.ReadFile(filepath.Join(s.root, "docs", "threats.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| threat") || len(cells) < 3 {
			continue
		}
		rows++
		held := cells[len(cells)-1]
		named := goTest.FindAllStringSubmatch(held, -1)
		files := browserTest.FindAllStringSubmatch(held, -1)
		if len(cells) != 3 || len(named)+len(files) == 0 {
			t.Errorf("no test is named, or the row has not three cells: %.100s", line)
		}
		for _, m := range named {
			if !s.hasTest(m[1], m[2], m[3]) {
				t.Errorf("%s: there is no %s", strings.TrimSpace(cells[0]), strings.Trim(m[0], "`"))
			}
		}
		for _, m := range files {
			if _, err := os.Stat(filepath.Join(s.root, filepath.FromSlash(m[1]))); err != nil {
				t.Errorf("%s: there is no %s", strings.TrimSpace(cells[0]), m[1])
			}
		}
	}
	if rows < 30 {
		t.Errorf("only %d rows were read", rows)
	}
}

// hasTest reports whether a package has the test and, where one is named, a part
// of it under that name.
func (s *source) hasTest(pkg, name, part string) bool {
	there, named := false, part == ""
	for _, f := range s.files {
		if f.pkg != pkg || !f.test {
			continue
		}
		for _, d := range f.syntax.Decls {
			fn, ok := d.(*ast.FuncDecl)
			there = there || ok && fn.Recv == nil && fn.Name.Name == name
		}
		named = named || slices.ContainsFunc(literals(f.syntax), func(l literal) bool { return l.text == part })
	}
	return there && named
}
