// Package papertest finds the font of documents for tests: in what the web build
// made, or where the packages of the web were installed.
package papertest

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/hengjian/hengjian/platform/paper"
)

// Font is the font that documents are printed in.
func Font(t testing.TB) *paper.Font {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	root := filepath.Join(filepath.Dir(here), "../../..")
	for _, p := range []string{"web/dist/fonts/serif.ttf", "web/node_modules/@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf"} {
		ttf, err := os.ReadFile(filepath.Join(root, p))
		if err != nil {
			continue
		}
		f, err := paper.ParseFont(ttf)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	t.Fatal("the font of documents is not there: run make web")
	return nil
}
