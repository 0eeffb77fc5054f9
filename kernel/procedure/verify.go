package procedure

import (
	"database/sql"
	"fmt"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// stored are the runs of one record as the table has them.
type stored struct {
	rows  []clockRow
	asOf  clock.Instant
	basis string
}

// runsOf reads the stored runs of records.
func runsOf(c db.Conn, records []*record.Record) (map[ref.ID]stored, error) {
	out := map[ref.ID]stored{}
	err := record.EachIn(c, records, `SELECT record, clock, run, start_on, due_on, due_at, warn_on, stop_on, state, provisional, as_of, basis FROM procedure_clock WHERE area = $1 AND record IN`, "", func(rows *sql.Rows) error {
		var id ref.ID
		var x clockRow
		var s stored
		if err := rows.Scan(&id, &x.Clock, &x.Run, &x.Start, &x.Due, &x.DueAt, &x.Warn, &x.Stop, &x.State, &x.Provisional, &s.asOf, &s.basis); err != nil {
			return err
		}
		s.rows = append(out[id].rows, x)
		out[id] = s
		return nil
	})
	return out, err
}

// Verify works the clocks out anew and compares them, and the step each record
// stands in, with what is stored. What was stored under a holiday table, a text
// or a version that is not the present one (basis.go) is judged without the days
// that depend on it: it waits to be reckoned anew, or ended under what held then.
func (b *Book) Verify(c db.Conn, records []*record.Record, say func(*record.Record, string)) error {
	if len(records) == 0 {
		return nil
	}
	have, err := runsOf(c, records)
	if err != nil {
		return err
	}
	for _, r := range records {
		had := have[r.ID]
		if r.State != record.Active {
			if len(had.rows) > 0 {
				say(r, "不再有效的记录仍有期限在册")
			}
			continue
		}
		course, err := b.Course(c, r, max(had.asOf, r.UpdatedAt))
		if err != nil {
			say(r, "期限无法重算："+err.Error())
			continue
		}
		now := b.basis(course.Version)
		changed := len(had.rows) > 0 && !sameText(now, had.basis)
		step := r.Text(StepField)
		if course.Step != step && !changed && !course.lawMoved(step) {
			say(r, fmt.Sprintf("环节为“%s”，按历次办理应为“%s”", step, course.Step))
		}
		want, rows := course.rows(step), had.rows
		if had.basis != now {
			want, rows = undated(want), undated(rows)
		}
		if !changed && !same(want, rows) {
			say(r, fmt.Sprintf("期限与历次办理不符：在册 %v，应为 %v", had.rows, course.rows(step)))
		}
	}
	return nil
}

// Unreckoned names those of the records whose stored runs stand on a holiday table,
// a text or a version that is not the present one: they wait to be worked out anew.
func (b *Book) Unreckoned(c db.Conn, records []*record.Record) (map[ref.ID]bool, error) {
	have, err := runsOf(c, records)
	if err != nil {
		return nil, err
	}
	out := map[ref.ID]bool{}
	for _, r := range records {
		if had := have[r.ID]; len(had.rows) > 0 && had.basis != b.basis(b.version(r, b.engine.DB().Now())) {
			out[r.ID] = true
		}
	}
	return out, nil
}

// undated are runs without what the holiday table says of them.
func undated(rows []clockRow) []clockRow {
	out := make([]clockRow, len(rows))
	for i, x := range rows {
		out[i] = clockRow{Clock: x.Clock, Run: x.Run, Start: x.Start, Stop: x.Stop, State: x.State}
	}
	return out
}

// lawMoved reports whether the record was still in the given step when a limit
// that ran out moved it on: nobody has written it yet.
func (c *Course) lawMoved(from string) bool {
	for i := len(c.steps) - 1; i > 0; i-- {
		if !c.steps[i].law {
			return false
		}
		if c.steps[i-1].step == from {
			return true
		}
	}
	return false
}

func same(a, b []clockRow) bool {
	if len(a) != len(b) {
		return false
	}
	in := map[clockRow]bool{}
	for _, x := range a {
		in[x] = true
	}
	for _, x := range b {
		if !in[x] {
			return false
		}
	}
	return true
}
