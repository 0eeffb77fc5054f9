package procedure_test

import (
	"context"
	"os"
	"testing"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/law"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

// The size of the benchmarks: a million open limits, of which one in a hundred is
// over and one in a thousand fell with a consequence nobody has written yet.
const openLimits = 1_000_000

// benchBook is a book over a table of a million open limits. The rows are put in
// directly: what is measured is reading them.
func benchBook(b *testing.B, d *db.DB, legal *clock.Legal) (*procedure.Book, *recordtest.World) {
	b.Helper()
	lib, err := law.Load()
	if err != nil {
		b.Fatal(err)
	}
	var book *procedure.Book
	e := env(b)
	src := recordtest.Source{FS: os.DirFS("testdata/good/practice/enforcement"), Dir: "practice/enforcement"}
	src.Governs = &recordtest.Governs{Sections: e.Sections, Steps: procedure.Steps(), New: func(set *kind.Set) (record.Life, record.Projection, func(*record.Engine)) {
		book = procedure.NewBook(set, lib, calendar.MustShipped())
		return book, book, book.On
	}}
	w := recordtest.New(b, d, legal, nil, src)
	today := calendar.DateOf(calendar.Instant(legal.Now()))
	const step = 20_000
	for from := 0; from < openLimits; from += step {
		err := d.Write(context.Background(), func(tx *db.Tx) error {
			for off := range 426 { // the days a limit may be due: 60 before today to a year after
				if from > 0 {
					break
				}
				if off == 0 {
					if _, err := tx.Exec(`CREATE TABLE bench_day (i BIGINT NOT NULL PRIMARY KEY, due TEXT NOT NULL, warn TEXT NOT NULL)`); err != nil {
						return err
					}
				}
				day := today.AddDays(off - 60)
				if _, err := tx.Exec(`INSERT INTO bench_day (i, due, warn) VALUES ($1, $2, $3)`, int64(off-60), day.String(), day.AddDays(-15).String()); err != nil {
					return err
				}
			}
			const some = `WITH RECURSIVE n(i) AS (SELECT CAST($2 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $3)`
			_, err := tx.Exec(`INSERT INTO procedure_clock (area, record, clock, run, kind, start_on, due_on, due_at, warn_on, stop_on, state, provisional, as_of, basis)
				`+some+` SELECT $1, '01bench' || n.i, CASE WHEN n.i % 1000 = 0 THEN 'keep' ELSE 'decide' END, 1, CASE WHEN n.i % 1000 = 0 THEN 'evidence_registration' ELSE 'penalty_case' END,
					'2026-01-05', d.due, 0, d.warn, '', 'running', FALSE, 0, CASE WHEN n.i % 1000 = 0 THEN $4 ELSE $5 END
				FROM n JOIN bench_day d ON d.i = CASE WHEN n.i % 1000 = 0 THEN 0 - 1 - n.i % 3 WHEN n.i % 100 = 0 THEN 0 - 1 - n.i % 60 ELSE n.i * 7919 % 365 END`,
				string(recordtest.Area), int64(from), int64(from+step), book.BasisOf("evidence_registration", today), book.BasisOf("penalty_case", today))
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if d.Dialect() == db.Postgres { // what the server does by itself after so many rows
		if err := d.Write(context.Background(), func(tx *db.Tx) error { _, err := tx.Exec(`ANALYZE`); return err }); err != nil {
			b.Fatal(err)
		}
	}
	return book, w
}

// BenchmarkMillionOpenLimits reads the lists people look at and finds what ran out.
// Goals (issue 4): list 50 ms, scan 1 s.
func BenchmarkMillionOpenLimits(b *testing.B) {
	for _, name := range []string{"sqlite", "postgres"} {
		b.Run(name, func(b *testing.B) {
			legal := clock.NewLegal(clock.Wall{})
			legal.Freeze(clock.Instant(1795225200000)) // 2026-11-21
			var d *db.DB
			if name == "sqlite" {
				d = dbtest.SQLite(b, db.Options{Clock: legal})
			} else {
				var err error
				if d, err = db.Open(context.Background(), dbtest.PostgresURL(b), db.Options{Clock: legal}); err != nil {
					b.Fatal(err)
				}
				b.Cleanup(func() { _ = d.Close() })
			}
			book, _ := benchBook(b, d, legal)
			now := calendar.Instant(legal.Now())
			today := calendar.DateOf(now)
			read := func(b *testing.B, f func(c db.Conn) (int, error)) {
				for b.Loop() {
					err := d.Read(context.Background(), func(c db.Conn) error {
						n, err := f(c)
						if n == 0 {
							b.Fatal("nothing was found")
						}
						return err
					})
					if err != nil {
						b.Fatal(err)
					}
				}
			}
			b.Run("due in the area up to today", func(b *testing.B) {
				read(b, func(c db.Conn) (int, error) {
					l, err := book.DueUpTo(c, recordtest.Area, today, 200)
					return len(l), err
				})
			})
			b.Run("scan for what ran out", func(b *testing.B) {
				read(b, func(c db.Conn) (int, error) {
					n := 0
					for at := (procedure.Fallen{}); ; {
						l, err := book.Fallen(c, recordtest.Area, at, now, 50)
						if err != nil || len(l) == 0 {
							return n, err
						}
						n, at = n+len(l), l[len(l)-1]
					}
				})
			})
			b.Run("count what is near and late", func(b *testing.B) {
				read(b, func(c db.Conn) (int, error) {
					n, err := book.Count(c, recordtest.Area, now)
					return int(n.Overdue), err
				})
			})
			b.Run("look for what is to be reckoned anew", func(b *testing.B) {
				read(b, func(c db.Conn) (int, error) {
					l, err := book.Stale(c, book.Kind("penalty_case"), today, ref.Ref{}, 50) // nothing is: the whole table is passed
					return 1 + len(l), err
				})
			})
		})
	}
}
