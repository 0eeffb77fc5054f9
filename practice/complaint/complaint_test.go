package complaint_test

import (
	"os"
	"testing"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/law"
	"github.com/hengjian/hengjian/kernel/procedure"
)

func load(t *testing.T) (*kind.Set, *law.Library) {
	t.Helper()
	lib, err := law.Load()
	if err != nil {
		t.Fatal(err)
	}
	set, problems := kind.Load(kind.Env{Laws: law.Titles{Library: lib}, Sections: procedure.Sections(procedure.Env{Laws: law.Titles{Library: lib}})},
		kind.Source{FS: os.DirFS("../../kernel/actor"), Dir: "kernel/actor"}, kind.Source{FS: os.DirFS("."), Dir: "practice/complaint"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return set, lib
}

// TestLimitsAreThoseOfTheTexts holds every statutory limit of the declarations to
// the library of texts, which has each with its article and how sure it is: a
// limit is changed in both, or this says where they differ.
func TestLimitsAreThoseOfTheTexts(t *testing.T) {
	set, lib := load(t)
	for _, x := range []struct{ kind, version, clock, law, as string }{
		{"complaint", "samr-order-121", "accept", "samr-order-121", "accept"},
		{"complaint", "samr-order-121", "mediate", "samr-order-121", "mediate"},
		{"complaint", "samr-order-121", "tell", "samr-order-121", "term_notice"},
		{"complaint", "samr-order-20", "accept", "samr-order-20", "accept"},
		{"complaint", "samr-order-20", "mediate", "samr-order-20", "mediate"},
		{"complaint", "samr-order-20", "tell", "samr-order-20", "term_notice"},
		{"tipoff", "samr-order-121", "verify", "penalty-procedure", "verify"},
		{"tipoff", "samr-order-20", "verify", "penalty-procedure", "verify"},
	} {
		for _, v := range procedure.Of(set.Get(x.kind)).Versions {
			if v.Law != x.version {
				continue
			}
			on := v.From
			if x.law == "penalty-procedure" && v.Law == "samr-order-20" {
				on = v.Until
			}
			_, want, err := lib.Clock(x.law, x.as, on)
			if err != nil {
				t.Fatal(err)
			}
			c := v.Clock(x.clock)
			if got := c.Limits[0].Limit; len(c.Limits) != 1 || got != want.Limit {
				t.Errorf("%s.%s of %s: %s, the text says %s", x.kind, x.clock, v.Law, got, want.Limit)
			}
			if (len(c.Pauses) > 0) != (len(want.Pauses) > 0) || c.Expire != want.Expire {
				t.Errorf("%s.%s of %s: pauses or expiry differ from the text", x.kind, x.clock, v.Law)
			}
			most := 0
			for _, e := range c.Extends {
				most += e.Add.N * e.Times
			}
			allowed := 0
			for _, e := range want.Extends {
				allowed += e.Add.N * max(1, e.Times)
			}
			if most != allowed {
				t.Errorf("%s.%s of %s may be extended by %d, the text says %d", x.kind, x.clock, v.Law, most, allowed)
			}
		}
	}
}

// TestWhoTells: Order 121 has no general duty to tell who reported by name (it
// repealed art. 31 of Order 20); only special laws have one.
func TestWhoTells(t *testing.T) {
	set, _ := load(t)
	for _, v := range procedure.Of(set.Get("tipoff")).Versions {
		c := v.Clock("tell")
		if (v.Law == "samr-order-20") != (c != nil) {
			t.Errorf("%s: the general limit for telling: %v", v.Law, c)
		}
	}
}
