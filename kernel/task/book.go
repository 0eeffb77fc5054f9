package task

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

var (
	_ record.Projection  = (*Book)(nil)
	_ procedure.Follower = (*Book)(nil)
)

// Book keeps the tasks true to the courses of records, and reads them.
type Book struct {
	procedures *procedure.Book
	people     *actor.Directory
	engine     *record.Engine
}

// NewBook returns the tasks of the records that a book of procedures governs.
func NewBook(p *procedure.Book, people *actor.Directory) *Book {
	b := &Book{procedures: p, people: people}
	p.Tell(b)
	return b
}

// On says which engine runs the acts; it is called once, before the first.
func (b *Book) On(e *record.Engine) { b.engine = e }

// Course brings the tasks of a record up to its course.
func (b *Book) Course(tx *db.Tx, r *record.Record, c *procedure.Course) error {
	return b.write(tx, r, tasks(r, c))
}

// write makes the tasks of a record those given, and leaves what that adds to
// the totals.
func (b *Book) write(tx *db.Tx, r *record.Record, want []row) error {
	had, err := b.stored(tx, r)
	if err != nil {
		return err
	}
	if len(had) == 0 && len(want) == 0 {
		return nil
	}
	if len(had) > 0 {
		if _, err := tx.Exec(`DELETE FROM task WHERE area = $1 AND record = $2`, string(r.Area), string(r.ID)); err != nil {
			return err
		}
	}
	for _, t := range want {
		if _, err := tx.Exec(`INSERT INTO task (area, record, person, unit, role, kind, clock, state, due_on, due_at, warn_on, as_of) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			string(r.Area), string(r.ID), string(t.Person), string(t.Unit), t.Role, r.Kind.Name, t.Clock, t.State, t.DueOn, t.DueAt, t.WarnOn, int64(tx.Now())); err != nil {
			return err
		}
	}
	leave(tx, r, had, want)
	return nil
}

func (b *Book) stored(c db.Conn, r *record.Record) ([]row, error) {
	rows, err := c.Query(`SELECT person, unit, role, clock, state, due_on, due_at, warn_on FROM task WHERE area = $1 AND record = $2`, string(r.Area), string(r.ID))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []row
	for rows.Next() {
		var t row
		if err := rows.Scan(&t.Person, &t.Unit, &t.Role, &t.Clock, &t.State, &t.DueOn, &t.DueAt, &t.WarnOn); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, rows.Err()
}

// Follows reports whether records of the kind have tasks.
func (b *Book) Follows(k *kind.Kind) bool { return procedure.Of(k) != nil }

// Apply does nothing: the book hears of courses, also of that of the record a
// part belongs to.
func (b *Book) Apply(*db.Tx, []record.Change) error { return nil }

// Erase forgets who had to act on a record.
func (b *Book) Erase(tx *db.Tx, r *record.Erasing) error {
	if !b.Follows(r.Kind) {
		return nil
	}
	return b.write(tx, r.Record, nil)
}

// Verify works the tasks out anew and compares them with the table.
func (b *Book) Verify(c db.Conn, records []*record.Record, say func(*record.Record, string)) error {
	if len(records) == 0 {
		return nil
	}
	have, asOf := map[ref.ID][]row{}, map[ref.ID]clock.Instant{}
	err := record.EachIn(c, records, `SELECT record, person, unit, role, clock, state, due_on, due_at, warn_on, as_of FROM task WHERE area = $1 AND record IN`, "", func(rows *sql.Rows) error {
		var id ref.ID
		var t row
		var at clock.Instant
		err := rows.Scan(&id, &t.Person, &t.Unit, &t.Role, &t.Clock, &t.State, &t.DueOn, &t.DueAt, &t.WarnOn, &at)
		have[id], asOf[id] = append(have[id], t), at
		return err
	})
	if err != nil {
		return err
	}
	waits, err := b.procedures.Unreckoned(c, records)
	if err != nil {
		return err
	}
	for _, r := range records {
		var want []row
		if r.State == record.Active {
			course, err := b.procedures.Course(c, r, max(asOf[r.ID], r.UpdatedAt))
			if err != nil {
				say(r, "待办无法重算："+err.Error())
				continue
			}
			want = tasks(r, course)
		}
		got := have[r.ID]
		if waits[r.ID] { // its days are about to be worked out anew
			want, got = undated(want), undated(got)
		}
		if !same(want, got) {
			say(r, fmt.Sprintf("待办与办理经过不符：在册 %v，应为 %v", have[r.ID], want))
		}
	}
	return nil
}

// undated are tasks without their days.
func undated(list []row) []row {
	out := slices.Clone(list)
	for i := range out {
		out[i].DueOn, out[i].DueAt, out[i].WarnOn = "", 0, ""
	}
	return out
}

func same(a, b []row) bool {
	if len(a) != len(b) {
		return false
	}
	for _, x := range a {
		if !slices.Contains(b, x) {
			return false
		}
	}
	return true
}

// Refill works out the tasks of records that were there before there were tasks.
func (b *Book) Refill(ctx context.Context, d *db.DB) error {
	var none bool
	err := d.Read(ctx, func(c db.Conn) error {
		var clocks, had int64
		if err := c.QueryRow(`SELECT count(*) FROM (SELECT 1 FROM procedure_clock LIMIT 1) x`).Scan(&clocks); err != nil {
			return err
		}
		err := c.QueryRow(`SELECT count(*) FROM (SELECT 1 FROM task LIMIT 1) x`).Scan(&had)
		none = clocks > 0 && had == 0
		return err
	})
	if err != nil || !none {
		return err
	}
	for _, k := range b.engine.Kinds().All() {
		if !b.Follows(k) {
			continue
		}
		if err := b.refillKind(ctx, d, k); err != nil {
			return fmt.Errorf("tasks of %s: %w", k.Name, err)
		}
	}
	return nil
}

// refillStep is how many records one transaction of Refill takes.
const refillStep = 500

func (b *Book) refillKind(ctx context.Context, d *db.DB, k *kind.Kind) error {
	after := ref.Ref{}
	for {
		n := 0
		err := d.Write(ctx, func(tx *db.Tx) error {
			n = 0
			list, err := b.engine.After(tx, k.Name, after, refillStep)
			if err != nil {
				return err
			}
			for _, r := range list {
				n++
				after = r.Ref()
				if r.State != record.Active {
					continue
				}
				c, err := b.procedures.Course(tx, r, tx.Now())
				if err != nil {
					return err
				}
				if err := b.Course(tx, r, c); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || n < refillStep {
			return err
		}
	}
}
