package record_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/platform/db"
)

// Folding the kept totals changes no total and leaves one row for each value, none
// for a value nothing holds any more.
func TestFoldedTotals(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		ctx := context.Background()
		var made []*record.Record
		for i := range 7 {
			made = append(made, create(t, w, m{"name": "店" + string(rune('一'+i)), "plate": string(rune('a' + i))}))
		}
		for _, r := range made[:3] {
			q := on(r, record.Annul, nil)
			q.Annuls = r.Act
			must(t, w, "head", q)
		}
		shown := func() (all [][]record.Facet) {
			t.Helper()
			err := w.DB.Read(ctx, func(c db.Conn) error {
				for _, field := range []string{"", "status", "county"} {
					list, err := record.Facets(c, recordtest.Area, "shop", field)
					if err != nil {
						return err
					}
					all = append(all, list)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		rows := func() (most, empty int) {
			t.Helper()
			err := w.DB.Read(ctx, func(c db.Conn) error {
				if err := c.QueryRow(`SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM record_total GROUP BY area, kind, facet, value) x`).Scan(&most); err != nil {
					return err
				}
				return c.QueryRow(`SELECT count(*) FROM record_total WHERE n = 0`).Scan(&empty)
			})
			if err != nil {
				t.Fatal(err)
			}
			return most, empty
		}
		before := shown()
		if len(before[0]) != 1 || before[0][0].Count != 4 {
			t.Fatalf("total of the kind: %v, want 4", before[0])
		}
		if most, _ := rows(); most < 2 && w.DB.Dialect() == db.Postgres {
			t.Fatalf("nothing to fold: at most %d rows of one value", most)
		}
		for range 2 {
			if err := w.DB.Write(ctx, w.Engine.Compact); err != nil {
				t.Fatal(err)
			}
			if most, empty := rows(); most != 1 || empty != 0 {
				t.Errorf("%d rows of one value, %d of nothing", most, empty)
			}
			if d := cmp.Diff(before, shown()); d != "" {
				t.Errorf("folding changed totals: %s", d)
			}
		}
		create(t, w, m{"name": "后来的店", "plate": "z"})
		if n := shown()[0][0].Count; n != 5 {
			t.Errorf("%d after one more, want 5", n)
		}
	})
}
