package procedure

import (
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
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
	}}, {Name: "procedure.002_basis", Statements: []string{
		`ALTER TABLE procedure_clock ADD COLUMN basis {text} NOT NULL DEFAULT ''`,
		`DROP INDEX procedure_clock_due`, // the next holds all that a scan asks for, so that it reads no rows
		`CREATE INDEX procedure_clock_open ON procedure_clock (area, state, due_on, record, kind, clock, due_at, warn_on, provisional)`,
	}}, {Name: "procedure.003_span", Statements: []string{ // what began or ended within days, for reports
		`CREATE INDEX procedure_clock_start ON procedure_clock (area, kind, clock, start_on, state, record)`,
		`CREATE INDEX procedure_clock_stop ON procedure_clock (area, kind, clock, stop_on, state, due_on, record) WHERE stop_on <> ''`,
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

// open reports whether the run has not ended.
func (r clockRow) open() bool { return r.State == rowRunning || r.State == rowPaused }

// rows are the runs as they are stored for a record that stands in a step. What
// the law has brought about but nobody has yet written into the record (Overtake)
// is not stored as having come about.
func (c *Course) rows(step string) []clockRow {
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
		case r.spent && (c.Step == step || r.Clock.To == ""):
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
	course, err := (*Course)(nil), error(nil)
	if r.State == record.Active {
		if course, err = b.Course(tx, r, tx.Now()); err != nil {
			return err
		}
	}
	return b.store(tx, r, course)
}

// store writes the runs of a course in the place of those of its record; none
// for a record that is no longer in force.
func (b *Book) store(tx *db.Tx, r *record.Record, course *Course) error {
	if _, err := tx.Exec(`DELETE FROM procedure_clock WHERE area = $1 AND record = $2`, string(r.Area), string(r.ID)); err != nil {
		return err
	}
	if course == nil {
		return b.told(tx, r, nil)
	}
	basis := b.basis(course.Version)
	for _, x := range course.rows(r.Text(StepField)) {
		if _, err := tx.Exec(`INSERT INTO procedure_clock (area, record, clock, run, kind, start_on, due_on, due_at, warn_on, stop_on, state, provisional, as_of, basis)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`, string(r.Area), string(r.ID), x.Clock, x.Run, r.Kind.Name, x.Start, x.Due, x.DueAt, x.Warn, x.Stop,
			x.State, x.Provisional, int64(tx.Now()), basis); err != nil {
			return err
		}
	}
	return b.told(tx, r, course)
}

// Erase forgets when the limits of a record ran.
func (b *Book) Erase(tx *db.Tx, r *record.Erasing) error {
	_, err := tx.Exec(`DELETE FROM procedure_clock WHERE area = $1 AND record = $2`, string(r.Area), string(r.ID))
	return err
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
