package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/app"
)

// TestExamplesOfPages holds the YAML that docs/documents.md and docs/declarations.md
// show: put into the folders of a bureau, the product opens with it.
func TestExamplesOfPages(t *testing.T) {
	dir := t.TempDir()
	for page, folder := range map[string]string{"documents.md": "documents/complaint/notice_accept", "declarations.md": "kinds/example"} {
		b, err := os.ReadFile(filepath.Join("..", "docs", page))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, block := range strings.Split(string(b), "```yaml\n")[1:] {
			text, _, _ := strings.Cut(block, "```")
			if strings.HasPrefix(text, "acts:") || strings.HasPrefix(text, "roots_file:") { // a part of a declaration; signing.yaml, which app/signing reads
				continue
			}
			n++
			file := filepath.Join(dir, filepath.FromSlash(folder)+strings.Repeat(".own", n)+".yaml")
			if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if n == 0 {
			t.Errorf("%s shows nothing", page)
		}
	}
	a, err := app.Open(t.Context(), app.Config{Data: dir, City: "weihai", Fleeting: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
}
