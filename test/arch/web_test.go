package arch

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var webImport = regexp.MustCompile(`(?m)(?:from|import) ?\(?'(\.[^']*)'`)

// TestWebImports holds the folders of the desk apart as webFolders says.
func TestWebImports(t *testing.T) {
	src := filepath.Join(root(t), "web", "src")
	files := 0
	err := filepath.WalkDir(src, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !slices.Contains([]string{".ts", ".tsx"}, filepath.Ext(p)) {
			return err
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(src, p)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		files++
		for _, m := range webImport.FindAllStringSubmatch(string(text), -1) {
			if why := webForbidden(rel, path.Join(path.Dir(rel), m[1])); why != "" {
				report(t, "web", "web/src/"+rel, m[1], why)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 20 {
		t.Errorf("only %d files found in %s", files, src)
	}
}

// webForbidden returns why one file of web/src must not import another.
func webForbidden(from, to string) string {
	folder, _, inside := strings.Cut(from, "/")
	target, _, deep := strings.Cut(to, "/")
	if !inside || deep && folder == target {
		return "" // the root wires everything; a folder knows itself
	}
	may, named := webFolders[folder]
	if !named {
		may = webFolders["*"]
	}
	if slices.Contains(may, target) {
		return ""
	}
	return fmt.Sprintf("%s may import %q", folder, may)
}

// TestNoCity holds that what differs between two bureaus is data.
func TestNoCity(t *testing.T) {
	s := read(t)
	profiles, err := os.ReadDir(filepath.Join(s.root, "city"))
	if err != nil {
		t.Fatal(err)
	}
	names := slices.Clone(cityNames)
	for _, d := range profiles {
		if d.IsDir() {
			names = append(names, d.Name())
		}
	}
	for _, f := range s.files {
		if f.test || helper(f.pkg) || within(f.pkg, []string{"cmd", "test", "bench"}) { // help texts name the profiles
			continue
		}
		for _, lit := range literals(f.syntax) {
			for _, n := range names {
				if strings.Contains(lit.text, n) {
					report(t, "city", f.path, n, "nothing city-specific is ever in Go: it stands in city/<profile>")
				}
			}
		}
	}
}
