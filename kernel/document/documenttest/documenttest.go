// Package documenttest reads the templates of a matter and compares what they
// print with the texts that were read by a person.
package documenttest

import (
	"flag"
	"os"
	"path"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/kernel/document"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/law"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/paper/papertest"
)

var update = flag.Bool("update", false, "write the texts of the documents anew")

// Read reads the templates and kinds of a matter under practice, whose folder the
// test runs in, and holds its procedures to the templates. Kinds that its own name are
// read from the folders of other matters beside it.
func Read(t *testing.T, matter string, beside ...string) (*document.Set, *kind.Set) {
	t.Helper()
	laws := law.Titles{Library: law.MustLoad()}
	dir := path.Join("practice", matter)
	set, problems := document.Read(document.Source{FS: os.DirFS("documents"), Dir: dir + "/documents", Matter: matter})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	env := kind.Env{Laws: laws, Sections: procedure.Sections(procedure.Env{Laws: laws, Documents: set.Names})}
	sources := []kind.Source{{FS: os.DirFS("../../kernel/actor"), Dir: "kernel/actor"}, {FS: os.DirFS("."), Dir: dir}}
	if len(beside) > 0 {
		own := set.Names
		env.Sections = append(procedure.Sections(procedure.Env{Laws: laws, Documents: func(kind, law, template string) string {
			for _, x := range set.All() {
				if x.Kind == kind {
					return own(kind, law, template)
				}
			}
			return "" // another matter's
		}}), record.HearSection(procedure.Tellers))
	}
	for _, x := range beside {
		sources = append(sources, kind.Source{FS: os.DirFS("../" + x), Dir: path.Join("practice", x)})
	}
	kinds, problems := kind.Load(env, sources...)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if problems := set.Link(kinds, laws); len(problems) > 0 {
		t.Fatal(problems)
	}
	return set, kinds
}

// Text prints a document that is to lack nothing and compares it with
// testdata/documents/<name>.txt; -update writes that.
func Text(t *testing.T, tpl *document.Template, m document.Matter, name string) {
	t.Helper()
	sheet, gaps := tpl.Fill(m)
	if len(gaps) > 0 {
		t.Errorf("it lacks %v", gaps)
	}
	font := papertest.Font(t)
	for _, w := range sheet.Words() {
		if bad := font.Missing(w); len(bad) > 0 {
			t.Errorf("the font has no %q", bad)
		}
	}
	file, got := filepath.Join("testdata", "documents", name+".txt"), sheet.Text()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Error(d)
	}
}
