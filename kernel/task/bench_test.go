package task_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/task"
	"github.com/hengjian/hengjian/platform/db"
)

// TestMillion measures lists and boards over 1,000,000 open tasks of 500 people;
// it fills the tables by hand and runs only where HENGJIAN_SOAK is set.
func TestMillion(t *testing.T) {
	if os.Getenv("HENGJIAN_SOAK") == "" {
		t.Skip("HENGJIAN_SOAK is not set")
	}
	each(t, func(h *house) {
		units := []ref.ID{h.units["eaststation"], h.units["weststation"], h.units["east"], h.units["west"], h.units["centre"]}
		const n = 1_000_000
		for from := 0; from < n; from += 20_000 {
			err := h.DB.Write(context.Background(), func(tx *db.Tx) error {
				for i := from; i < from+20_000; i++ {
					p, u := fmt.Sprintf("p%03d", i%500), string(units[i%len(units)])
					if i%500 == 0 {
						p = string(h.who["an"])
					}
					due := time.Date(2026, 4, 20, 0, 0, 0, 0, time.UTC).AddDate(0, 0, (i/500)%75).Format("2006-01-02")
					if _, err := tx.Exec(`INSERT INTO task (area, record, person, unit, role, kind, clock, state, due_on, due_at, warn_on, as_of) VALUES ($1, $2, $3, $4, '', 'grievance', 'handle', 'running', $5, 0, '', 0)`,
						string(recordtest.Area), fmt.Sprintf("r%07d", i), p, u, due); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		err := h.DB.Write(context.Background(), func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO task_total (area, kind, unit, person, role, due_on, id, n) SELECT area, kind, unit, person, role, due_on, '', count(*) FROM task GROUP BY area, kind, unit, person, role, due_on`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		d := task.Days{Today: "2026-05-06", WeekEnd: "2026-05-10"}
		for what, f := range map[string]func(c db.Conn) error{
			"my tasks": func(c db.Conn) error {
				_, err := h.book.Mine(c, h.caller("an"), task.Query{Area: recordtest.Area, Limit: 100})
				return err
			},
			"my counts":     func(c db.Conn) error { _, err := h.book.Count(c, h.caller("an"), recordtest.Area, d); return err },
			"board of all":  func(c db.Conn) error { _, err := h.book.Board(c, h.caller("lei"), recordtest.Area, d); return err },
			"board of half": func(c db.Conn) error { _, err := h.book.Board(c, h.caller("hua"), recordtest.Area, d); return err },
			"late in a unit": func(c db.Conn) error {
				_, err := h.book.In(c, h.caller("hua"), h.units["east"], task.Query{Area: recordtest.Area, Limit: 100, Span: task.Span{To: "2026-05-05"}})
				return err
			},
		} {
			best := time.Hour
			for range 5 {
				at := time.Now()
				h.read(f)
				best = min(best, time.Since(at))
			}
			t.Logf("%s: %v", what, best)
		}
		if err := h.DB.Write(context.Background(), func(tx *db.Tx) error {
			if _, err := tx.Exec(`DELETE FROM task_total`); err != nil {
				return err
			}
			_, err := tx.Exec(`DELETE FROM task`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}
