package report

import (
	"os"
	"testing"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/law"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
)

// visits is the text of the report of the tests.
func visits(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("testdata/visits.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// testKinds are the kinds that the report of the tests counts.
func testKinds(t testing.TB) *kind.Set {
	t.Helper()
	set, problems := kind.Load(kind.Env{}, kind.Source{FS: os.DirFS("testdata"), Dir: "practice/test", Files: []string{"visit.yaml", "whisper.yaml"}}, kind.Source{FS: os.DirFS("../actor"), Dir: "kernel/actor"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return set
}

// parsed reads and links a report that is right.
func parsed(t testing.TB, text string, kinds *kind.Set) *Definition {
	t.Helper()
	d, problems := Parse("practice/test/reports/visits.yaml", "test", []byte(text))
	if len(problems) == 0 {
		problems = d.Link(kinds, nil)
	}
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return d
}

// world runs f on every database with the kinds of the tests and that of reports.
func world(t *testing.T, f func(t *testing.T, w *recordtest.World)) {
	t.Helper()
	lib, err := law.Load()
	if err != nil {
		t.Fatal(err)
	}
	table, err := calendar.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	known := func(name string) bool { _, ok := actor.FindRole(name); return ok }
	recordtest.Each(t, f, nil,
		recordtest.Source{FS: os.DirFS("."), Dir: "kernel/report", Files: []string{"report.yaml"}, Governs: &recordtest.Governs{
			Sections: procedure.Sections(procedure.Env{Laws: law.Titles{Library: lib}, Roles: known}),
			Steps:    procedure.Steps(),
			New: func(set *kind.Set) (record.Life, record.Projection, func(*record.Engine)) {
				b := procedure.NewBook(set, lib, table)
				return b, b, b.On
			},
		}},
		recordtest.Source{FS: os.DirFS("testdata"), Dir: "practice/test", Files: []string{"visit.yaml", "whisper.yaml"}})
}
