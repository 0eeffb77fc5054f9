package record_test

import (
	"strings"
	"testing"

	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

// A look-up of many values goes by the index of their field: walking the records
// of the area instead took an import of three million rows most of its time.
func TestLookUpsUseTheIndex(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		if w.DB.Dialect() != db.SQLite {
			t.Skip("PostgreSQL chooses by its statistics")
		}
		for _, field := range []string{"name", "status", "plate"} {
			query := w.Engine.HeldQuery("shop", field, 64)
			args := []any{string(recordtest.Area)}
			for range 64 {
				args = append(args, "x")
			}
			if plan := dbtest.Plan(t, w.DB, query, args...); !strings.Contains(plan, "=? AND ") {
				t.Errorf("%s: %q", field, plan)
			}
		}
	})
}
