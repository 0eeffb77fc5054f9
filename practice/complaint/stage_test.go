package complaint

import (
	"os"
	"testing"
)

// Of a complaint filed away no step waits any more, whatever was left out on the way.
func TestStagesOf(t *testing.T) {
	src, err := os.ReadFile("data/stages.yaml")
	if err != nil {
		t.Fatal(err)
	}
	stages, err := ParseStages("stages.yaml", src)
	if err != nil {
		t.Fatal(err)
	}
	d := &Desk{stages: stages}
	now := func(done ...string) string {
		for _, s := range d.StagesOf(done) {
			if s.State == "now" {
				return s.Stage
			}
		}
		return ""
	}
	for _, x := range []struct {
		done []string
		now  string
	}{
		{[]string{"create"}, "send"},
		{[]string{"create", "dispatch", "settle"}, "reply"},
		{[]string{"create", "dispatch", "settle", "archive"}, ""},
	} {
		if got := now(x.done...); got != x.now {
			t.Errorf("after %v it is at %q, not %q", x.done, got, x.now)
		}
	}
}
