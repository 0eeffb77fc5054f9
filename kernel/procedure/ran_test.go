package procedure_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

// TestRanIsReadFromAnIndex looks into SQLite's plan: the index of what has stopped
// holds nothing else, and is used only by a query that says so in its own words.
func TestRanIsReadFromAnIndex(t *testing.T) {
	d, ctx := dbtest.SQLite(t, db.Options{}), context.Background()
	if err := d.Migrate(ctx, procedure.Steps()); err != nil {
		t.Fatal(err)
	}
	yes, no := true, false
	for name, x := range map[string]struct {
		ran   procedure.Ran
		index string
	}{
		"began":         {procedure.Ran{}, "procedure_clock_start"},
		"ended":         {procedure.Ran{Ended: true}, "procedure_clock_stop"},
		"ended in time": {procedure.Ran{Ended: true, InTime: &yes}, "procedure_clock_stop"},
		"ended late":    {procedure.Ran{Ended: true, InTime: &no}, "procedure_clock_stop"},
	} {
		x.ran.Area, x.ran.Kind, x.ran.Clock, x.ran.From, x.ran.Until = "3710", "complaint", "accept", "2026-10-01", "2026-10-31"
		var args []any
		text := x.ran.Among(func(v any) string { args = append(args, v); return "$" + strconv.Itoa(len(args)) })
		if all := dbtest.Plan(t, d, text, args...); !strings.Contains(all, "COVERING INDEX "+x.index+" ") || !strings.Contains(all, "_on>") {
			t.Errorf("%s is read so: %s", name, all)
		}
	}
}
