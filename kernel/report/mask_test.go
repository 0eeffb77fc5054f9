package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/kernel/record/recordtest"
)

// TestVeil: who does not answer for a report is shown of a secret kind no breakdown,
// no small number, no share, and nothing from which one of them follows.
func TestVeil(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		kinds := w.Engine.Kinds()
		d := parsed(t, visits(t), kinds)
		v := VeilOf(d, kinds, w.People, w.By["officer"])
		hidden := map[string]bool{"whispers": true, "all": true, "rate": true}
		if diff := cmp.Diff(hidden, v.hidden); diff != "" || !v.Any() {
			t.Error(diff)
		}
		for _, x := range []struct {
			row, column string
			n           int64
			want        bool
		}{
			{"total", "whispers", 0, false}, {"total", "whispers", 1, true}, {"total", "whispers", 4, true}, {"total", "whispers", 5, false},
			{"way", "whispers", 0, true}, {"way", "whispers", 50, true}, {"way", "all", 50, true}, {"long", "whispers", 9, true}, {"ways", "whispers", 9, true},
			{"total", "all", 4, true}, {"total", "all", 40, false}, {"total", "rate", 5000, true},
			{"way", "came", 1, false}, {"total", "paid", 1, false},
		} {
			if got := v.Hides(&Line{Row: x.row, Cells: cells{x.column: x.n}}, d.Column(x.column)); got != x.want {
				t.Errorf("%d of %s in %s: hidden is %v", x.n, x.column, x.row, got)
			}
		}
		if v.Hides(&Line{Row: "way", Cells: cells{}}, d.Column("whispers")) {
			t.Error("a cell that does not apply is hidden")
		}
		found := v.Findings([]Finding{{Key: "a", Text: "密报 3", columns: []string{"whispers", "came"}}, {Key: "b", Text: "来访 3", columns: []string{"came"}}})
		if found[0].Text == "密报 3" || found[1].Text != "来访 3" {
			t.Errorf("findings say %v", found)
		}
		if left := v.Differences([]Difference{{Column: "whispers"}, {Column: "came"}, {Column: "rate"}}); len(left) != 1 || left[0].Column != "came" {
			t.Errorf("differences say %v", left)
		}
		if VeilOf(d, kinds, w.People, w.By["head"]).Any() {
			t.Error("who answers for the report does not see it whole")
		}
	})
}
