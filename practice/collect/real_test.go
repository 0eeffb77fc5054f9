package collect_test

import (
	"context"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/practice/collect"
)

// registers are the real files with the row counts of their README. The few
// codes with a small letter are sound when written in capitals.
var registers = []struct {
	file, profile string
	rows          int64
}{
	{"chaozhou", "chaozhou", 1189},
	{"weihai", "weihai", 5754},
	{"baiyin", "baiyin", 4358},
	{"huizhou", "dayawan", 3752},
	{"haidong", "haidong", 9474},
}

// TestRealRegisters imports each of the real files, imports it again and takes
// it back.
func TestRealRegisters(t *testing.T) {
	for _, r := range registers {
		t.Run(r.file, func(t *testing.T) {
			path := register(t, r.file)
			each(t, r.profile, func(t *testing.T, w *world) {
				digest := w.put(path)
				begin := time.Now()
				b := w.checked("business", digest, r.file+".csv.gz", province)
				checked := time.Since(begin)
				begin = time.Now()
				b = w.run(b)
				took := time.Since(begin)
				t.Logf("%+v, county found %.1f %%, preflight %.1f s, import %.1f s: %.0f rows/s", b.Counts, *b.Checked.CountyFoundPct, checked.Seconds(), took.Seconds(), float64(b.Read)/took.Seconds())
				for _, p := range b.Checked.Problems {
					t.Logf("%s %s %d (%s)", p.Treatment, p.Title, p.Count, p.Code)
				}
				if b.Read != r.rows || b.Quarantined != 0 {
					t.Errorf("%+v, want %d rows and none in quarantine", b.Counts, r.rows)
				}
				if n := w.count("business"); n != b.Accepted {
					t.Errorf("%d businesses, accepted %d", n, b.Accepted)
				}
				again := w.run(w.checked("business", digest, "again.csv.gz", province))
				if again.Unchanged+again.Quarantined != r.rows || again.Quarantined != b.Quarantined {
					t.Errorf("the same file again: %+v", again.Counts)
				}
				sound := w.sound
				if w.DB.Dialect() == db.Postgres && r.file != "chaozhou" {
					sound = func() {} // a query per index and record: minutes where each is a round trip
				}
				sound()
				begin = time.Now()
				u, err := w.service.Undo(context.Background(), w.steward, b.ID, collect.Watch{})
				if err != nil {
					t.Fatal(err)
				}
				if u.Withdrawn != b.Accepted || len(u.Left) != 0 || w.count("business") != 0 {
					t.Errorf("undo: %d withdrawn, %d reverted, %d left, %d there", u.Withdrawn, u.Reverted, len(u.Left), w.count("business"))
				}
				t.Logf("undo %.1f s", time.Since(begin).Seconds())
				sound()
			})
		})
	}
}
