package procedure_test

import (
	"os"
	"testing"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/law"
	"github.com/hengjian/hengjian/kernel/procedure"
)

func env(t testing.TB) kind.Env {
	t.Helper()
	lib, err := law.Load()
	if err != nil {
		t.Fatal(err)
	}
	roles := map[string]bool{"officer": true, "receiver": true, "head": true, "leader": true, "reviewer": true}
	known := func(name string) bool { return roles[name] }
	return kind.Env{Laws: law.Titles{Library: lib}, Roles: known, Sections: procedure.Sections(procedure.Env{Laws: law.Titles{Library: lib}, Roles: known})}
}

func good(t testing.TB) *kind.Set {
	t.Helper()
	var sources []kind.Source
	for _, dir := range []string{"practice/complaint", "practice/enforcement", "practice/licensing"} {
		sources = append(sources, kind.Source{FS: os.DirFS("testdata/good/" + dir), Dir: dir})
	}
	set, problems := kind.Load(env(t), sources...)
	if len(problems) > 0 {
		t.Fatalf("the good procedures are refused:\n%v", problems)
	}
	return set
}

// TestGood holds the grammar to the three procedures it was made for.
func TestGood(t *testing.T) {
	set := good(t)
	for name, want := range map[string][3]int{"complaint": {11, 20, 4}, "penalty_case": {9, 23, 6}, "seizure": {4, 5, 1}, "permit_application": {9, 12, 4}} {
		l := procedure.Of(set.Get(name))
		v := l.Versions[len(l.Versions)-1]
		if got := [3]int{len(v.Steps), len(v.Acts), len(v.Clocks)}; got != want {
			t.Errorf("%s has %v steps, acts and clocks; want %v", name, got, want)
		}
	}
}
