package procedure

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/law"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// Overtake writes into a record what the law has brought about by now and nobody
// has written yet: the limits that ran out with a consequence of their own, the
// step they led to. It is asked before every act and by the daily scan; what a
// person may do never depends on whether it was (kernel.md §6).
func (b *Book) Overtake(tx *db.Tx, r *record.Record) (*record.Record, error) {
	c, err := b.Course(tx, r, tx.Now())
	if err != nil {
		return r, &Unreckonable{err}
	}
	if c.Step == "" {
		return r, nil
	}
	fell, err := b.unwritten(tx, r, c)
	if err != nil || len(fell) == 0 && c.Step == r.Text(StepField) {
		return r, err
	}
	day, why := c.Since.Day(), []string{}
	for _, run := range fell {
		day = calendar.DateOf(calendar.Instant(c.end(run, run.Projection))).String()
		why = append(why, fmt.Sprintf("“%s”于 %s 届满：%s", run.Clock.Title, run.Due, run.Clock.Expire.Text()))
	}
	if len(why) == 0 {
		why = []string{"期限届满"}
	}
	return b.engine.Lapse(tx, r, map[string]any{StepField: c.Step}, day, strings.Join(why, "；"))
}

// Unreckonable is why the course of one record cannot be worked out; nothing was
// written.
type Unreckonable struct{ Cause error }

// Error says why.
func (u *Unreckonable) Error() string { return u.Cause.Error() }

// Unwrap returns the cause.
func (u *Unreckonable) Unwrap() error { return u.Cause }

// unwritten are the runs that have run out with a consequence while the table
// still has them running.
func (b *Book) unwritten(c db.Conn, r *record.Record, course *Course) ([]*Run, error) {
	if !slices.ContainsFunc(course.Runs, func(x *Run) bool { return x.spent && x.Stop.IsZero() && !x.Voided }) {
		return nil, nil
	}
	have, err := runsOf(c, []*record.Record{r})
	if err != nil {
		return nil, err
	}
	var out []*Run
	n := map[string]int64{}
	for _, x := range course.Runs {
		n[x.Clock.Name]++
		if !x.spent || !x.Stop.IsZero() || x.Voided {
			continue
		}
		if slices.ContainsFunc(have[r.ID].rows, func(h clockRow) bool { return h.Clock == x.Clock.Name && h.Run == n[x.Clock.Name] && h.open() }) {
			out = append(out, x)
		}
	}
	return out, nil
}

// Late is how many limits stand how: what the scan found beside what it wrote.
type Late struct {
	Near    int64 // the warning time has come
	Overdue int64 // run out, and nothing has stopped them
	Release int64 // of these: a person must release (查封扣押)
}

// Fallen is a record of which a limit ran out with a consequence that is not
// written yet.
type Fallen struct {
	Kind   string
	Record ref.Ref
	Due    string // of that limit
}

// Fallen lists records of an area whose limits have run out with a consequence
// (lapses, deemed) by now, the earliest first and after the one given.
// Provisional days end nothing.
func (b *Book) Fallen(c db.Conn, area ref.Area, after Fallen, now calendar.Instant, limit int) ([]Fallen, error) {
	ends := b.clocksThat(law.Lapses, law.Deemed)
	if len(ends) == 0 {
		return nil, nil
	}
	rows, err := c.Query(`SELECT kind, clock, record, due_on FROM procedure_clock
		WHERE area = $1 AND state = 'running' AND due_on <= $2 AND due_on >= $3 AND (due_on > $3 OR due_on = $3 AND record > $4)
			AND (due_at = 0 AND due_on < $2 OR due_at <> 0 AND due_at <= $5) AND NOT provisional
		ORDER BY due_on, record`, string(area), calendar.DateOf(now).String(), after.Due, string(after.Record.ID), int64(now))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Fallen
	for rows.Next() && len(out) < limit {
		f := Fallen{Record: ref.Ref{Area: area}}
		var clock string
		if err := rows.Scan(&f.Kind, &clock, &f.Record.ID, &f.Due); err != nil {
			return nil, err
		}
		if ends[f.Kind+"."+clock] && (len(out) == 0 || out[len(out)-1].Record != f.Record) {
			out = append(out, f)
		}
	}
	return out, rows.Err()
}

// clocksThat are the clocks, as kind.clock, that end in one of these ways under
// any version.
func (b *Book) clocksThat(ends ...law.Expiry) map[string]bool {
	out := map[string]bool{}
	for _, k := range b.kinds.All() {
		l := Of(k)
		if l == nil {
			continue
		}
		for _, v := range l.Versions {
			for _, x := range v.Clocks {
				if slices.Contains(ends, x.Expire) {
					out[k.Name+"."+x.Name] = true
				}
			}
		}
	}
	return out
}

// Count tells how many open limits of an area are near their end or over it.
func (b *Book) Count(c db.Conn, area ref.Area, now calendar.Instant) (n Late, err error) {
	today := calendar.DateOf(now).String()
	release := b.clocksThat(law.MustRelease)
	rows, err := c.Query(`SELECT kind, clock, count(*) FROM procedure_clock
		WHERE area = $1 AND state = 'running' AND due_on <= $2 AND (due_at = 0 AND due_on < $2 OR due_at <> 0 AND due_at <= $3) AND NOT provisional GROUP BY kind, clock`, string(area), today, int64(now))
	if err != nil {
		return n, err
	}
	defer rows.Close()
	for rows.Next() {
		var kind, clock string
		var x int64
		if err := rows.Scan(&kind, &clock, &x); err != nil {
			return n, err
		}
		n.Overdue += x
		if release[kind+"."+clock] {
			n.Release += x
		}
	}
	if err := rows.Err(); err != nil {
		return n, err
	}
	// None is warned of earlier than the longest warning there is.
	err = c.QueryRow(`SELECT count(*) FROM procedure_clock WHERE area = $1 AND state = 'running' AND due_on >= $2 AND due_on <= $3 AND warn_on <= $2 AND (due_at = 0 OR due_at > $4)`,
		string(area), today, calendar.DateOf(now).AddDays(b.warning()).String(), int64(now)).Scan(&n.Near)
	return n, err
}

// warning is the longest time, in days, before its end that a limit is warned of.
func (b *Book) warning() int {
	days := 0
	for _, k := range b.kinds.All() {
		l := Of(k)
		if l == nil {
			continue
		}
		for _, v := range l.Versions {
			for _, x := range v.Clocks {
				n := x.Warn.N
				if x.Warn.Unit == calendar.Workday {
					n = 2*n + 14 // weekends and the longest holiday between
				}
				days = max(days, n)
			}
		}
	}
	return days
}

// Areas are those with limits in the table.
func (b *Book) Areas(c db.Conn) ([]ref.Area, error) {
	var out []ref.Area
	for last := ""; ; {
		var next *string
		if err := c.QueryRow(`SELECT min(area) FROM procedure_clock WHERE area > $1`, last).Scan(&next); err != nil {
			return nil, err
		}
		if next == nil {
			return out, nil
		}
		last = *next
		out = append(out, ref.Area(last))
	}
}
