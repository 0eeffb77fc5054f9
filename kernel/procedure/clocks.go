package procedure

import (
	"database/sql"
	"fmt"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// Steps are the package's schema changes.
func Steps() []db.Step {
	return []db.Step{{Name: "procedure.001_clock", Statements: []string{
		`CREATE TABLE procedure_clock (
			area {text} NOT NULL, record {text} NOT NULL, clock {text} NOT NULL, run BIGINT NOT NULL, kind {text} NOT NULL,
			start_on {text} NOT NULL, due_on {text} NOT NULL, due_at BIGINT NOT NULL, warn_on {text} NOT NULL, stop_on {text} NOT NULL,
			state {text} NOT NULL, provisional {bool} NOT NULL, as_of BIGINT NOT NULL,
			PRIMARY KEY (area, record, clock, run))`,
		`CREATE INDEX procedure_clock_due ON procedure_clock (area, state, due_on, record)`,
	}}}
}

// Tables lists the package's tables with their class.
func Tables() map[string]record.Class { return map[string]record.Class{"procedure_clock": record.Book} }

// The states of a stored run: what today makes of a running one is arithmetic.
const (
	rowRunning = "running"
	rowPaused  = "paused"
	rowStopped = "stopped"
	rowExpired = "expired"
	rowVoid    = "void"
)

// clockRow is one run as it is stored.
type clockRow struct {
	Clock       string
	Run         int64
	Start       string
	Due         string
	DueAt       int64
	Warn        string
	Stop        string
	State       string
	Provisional bool
}

func (c *Course) rows() []clockRow {
	var out []clockRow
	n := map[string]int64{}
	for _, r := range c.Runs {
		n[r.Clock.Name]++
		row := clockRow{Clock: r.Clock.Name, Run: n[r.Clock.Name], Start: r.Start.String(), DueAt: int64(r.DueAt), Stop: r.Stop.String(), State: rowRunning, Provisional: r.Provisional}
		if !r.Stopped {
			row.Due, row.Warn = r.Due.String(), c.warns(r).String()
		}
		switch {
		case r.Voided:
			row.State = rowVoid
		case !r.Stop.IsZero():
			row.State = rowStopped
		case r.spent:
			row.State = rowExpired
		case r.Stopped:
			row.State = rowPaused
		}
		out = append(out, row)
	}
	return out
}

// Follows reports whether changes of the kind move clocks: its own, or those of
// the record it is a part of.
func (b *Book) Follows(k *kind.Kind) bool { return Of(k) != nil }

// Apply works the clocks of the changed records out anew.
func (b *Book) Apply(tx *db.Tx, changes []record.Change) error {
	for _, ch := range changes {
		if err := b.write(tx, ch.New); err != nil {
			return err
		}
		of, to := parentOf(ch.New)
		if to.Zero() {
			continue
		}
		p, err := b.engine.GetForAct(tx, of, to)
		if err != nil {
			return err
		}
		if err := b.write(tx, p); err != nil {
			return err
		}
	}
	return nil
}

func (b *Book) write(tx *db.Tx, r *record.Record) error {
	if _, err := tx.Exec(`DELETE FROM procedure_clock WHERE area = $1 AND record = $2`, string(r.Area), string(r.ID)); err != nil {
		return err
	}
	if r.State != record.Active {
		return nil
	}
	course, err := b.Course(tx, r, tx.Now())
	if err != nil {
		return err
	}
	for _, x := range course.rows() {
		if _, err := tx.Exec(`INSERT INTO procedure_clock (area, record, clock, run, kind, start_on, due_on, due_at, warn_on, stop_on, state, provisional, as_of)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, string(r.Area), string(r.ID), x.Clock, x.Run, r.Kind.Name, x.Start, x.Due, x.DueAt, x.Warn, x.Stop,
			x.State, x.Provisional, int64(tx.Now())); err != nil {
			return err
		}
	}
	return nil
}

// Erase forgets when the limits of a record ran.
func (b *Book) Erase(tx *db.Tx, r *record.Erasing) error {
	_, err := tx.Exec(`DELETE FROM procedure_clock WHERE area = $1 AND record = $2`, string(r.Area), string(r.ID))
	return err
}

// Verify works the clocks out anew and compares them, and the step each record
// stands in, with what is stored.
func (b *Book) Verify(c db.Conn, records []*record.Record, say func(*record.Record, string)) error {
	have, asOf := map[ref.ID][]clockRow{}, map[ref.ID]clock.Instant{}
	if len(records) == 0 {
		return nil
	}
	err := record.EachIn(c, records, `SELECT record, clock, run, start_on, due_on, due_at, warn_on, stop_on, state, provisional, as_of FROM procedure_clock WHERE area = $1 AND record IN`, "", func(rows *sql.Rows) error {
		var id ref.ID
		var x clockRow
		var at clock.Instant
		if err := rows.Scan(&id, &x.Clock, &x.Run, &x.Start, &x.Due, &x.DueAt, &x.Warn, &x.Stop, &x.State, &x.Provisional, &at); err != nil {
			return err
		}
		have[id], asOf[id] = append(have[id], x), at
		return nil
	})
	if err != nil {
		return err
	}
	for _, r := range records {
		if r.State != record.Active {
			if len(have[r.ID]) > 0 {
				say(r, "不再有效的记录仍有期限在册")
			}
			continue
		}
		at := max(asOf[r.ID], r.UpdatedAt)
		course, err := b.Course(c, r, at)
		if err != nil {
			say(r, "期限无法重算："+err.Error())
			continue
		}
		if course.Step != r.Text(StepField) {
			say(r, fmt.Sprintf("环节为“%s”，按历次办理应为“%s”", r.Text(StepField), course.Step))
		}
		if want := course.rows(); !same(want, have[r.ID]) {
			say(r, fmt.Sprintf("期限与历次办理不符：在册 %v，应为 %v", have[r.ID], want))
		}
	}
	return nil
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

// Due is a run that has not ended, as lists of what is due show it.
type Due struct {
	Kind        string
	Record      ref.Ref
	Clock       string
	Start       calendar.Date
	Due         calendar.Date
	DueAt       calendar.Instant
	Warn        calendar.Date
	Provisional bool
	Paused      bool // it does not count now; there is no due day
}

// selectDue reads what a Due holds.
const selectDue = `SELECT c.kind, c.record, c.clock, c.state, c.start_on, c.due_on, c.due_at, c.warn_on, c.provisional FROM procedure_clock c`

// Mine lists the clocks that run or are paused on records that name a person as
// a party (handler, approver), those that are due first; paused ones come last.
func (b *Book) Mine(c db.Conn, area ref.Area, person ref.ID, limit int) ([]Due, error) {
	return dues(c, area, selectDue+` JOIN record_party p ON p.area = c.area AND p.kind = c.kind AND p.record = c.record
		WHERE p.area = $1 AND p.person = $2 AND c.state IN ('running', 'paused')
		ORDER BY CASE WHEN c.due_on = '' THEN 1 ELSE 0 END, c.due_on, c.record LIMIT $3`, string(area), string(person), int64(limit))
}

// DueUpTo lists the running clocks of an area that are due on a day or before,
// the earliest first. Rights to the records are the caller's affair.
func (b *Book) DueUpTo(c db.Conn, area ref.Area, day calendar.Date, limit int) ([]Due, error) {
	return dues(c, area, selectDue+` WHERE c.area = $1 AND c.state = 'running' AND c.due_on <= $2 ORDER BY c.due_on, c.record LIMIT $3`, string(area), day.String(), int64(limit))
}

func dues(c db.Conn, area ref.Area, query string, args ...any) ([]Due, error) {
	rows, err := c.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Due
	for rows.Next() {
		d := Due{Record: ref.Ref{Area: area}}
		var start, due, warn, state string
		if err := rows.Scan(&d.Kind, &d.Record.ID, &d.Clock, &state, &start, &due, &d.DueAt, &warn, &d.Provisional); err != nil {
			return nil, err
		}
		d.Paused = state == rowPaused
		d.Start, _ = calendar.Parse(start)
		d.Due, _ = calendar.Parse(due)
		d.Warn, _ = calendar.Parse(warn)
		out = append(out, d)
	}
	return out, rows.Err()
}
