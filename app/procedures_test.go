package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/procedure"
)

// TestProcedures holds docs/procedures to the declarations.
func TestProcedures(t *testing.T) {
	a := open(t, app.Config{Data: t.TempDir()})
	const dir = "../docs/procedures"
	want := map[string]string{}
	var index strings.Builder
	index.WriteString("# Procedures of the product\nGenerated from the declarations by `go test ./app -run TestProcedures -update`; the grammar is [../procedures.md](../procedures.md).\nThe pictures are drawn by `kernel/procedure`, the same that the product shows under 适用程序.\n\n| 业务 | 程序 | 自 | 至 |\n|---|---|---|---|\n")
	for _, k := range a.Kinds.All() {
		l := procedure.Of(k)
		if l == nil {
			continue
		}
		for _, v := range l.Versions {
			s := a.Procedures.Sheet(k, v)
			want[s.File()+".md"], want[s.File()+".svg"] = s.Markdown(), s.Drawing()
			fmt.Fprintf(&index, "| %s | [《%s》](%s.md) | %s | %s |\n", s.Title, s.LawTitle, s.File(), s.From, s.Until)
		}
	}
	want["README.md"] = index.String()
	if *update {
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for name, text := range want {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	have, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range have {
		got, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(got), want[f.Name()]); diff != "" {
			t.Errorf("docs/procedures/%s is not what the declarations say; if meant, run go test ./app -run TestProcedures -update\n%s", f.Name(), diff)
		}
		delete(want, f.Name())
	}
	for name := range want {
		t.Errorf("docs/procedures/%s is missing; run go test ./app -run TestProcedures -update", name)
	}
}
