package year

import (
	"cmp"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// ofKind works out the limits of the kinds that a year has.
var ofKind = map[string]func(*life){"complaint": (*life).complaint, "tipoff": (*life).tipoff, "lead": (*life).lead, "correction_order": (*life).order}

// result is what a check found.
type result struct {
	Records, Runs int
	Late          int // runs that ended behind their day, or go on behind it
	Wrong         []string
}

// check works out every limit of every record of a city anew and compares it with
// what the city has.
func check(c db.Conn, a *app.App, holidays string) (result, error) {
	var out result
	n, err := readNotices(holidays)
	if err != nil {
		return out, err
	}
	have, err := stored(c)
	if err != nil {
		return out, err
	}
	today := day(a.DB.Now().Day())
	for kind, law := range ofKind {
		ids, err := all(c, a, kind)
		if err != nil {
			return out, err
		}
		for _, r := range ids {
			acts, err := history(c, a, kind, r)
			if err != nil {
				return out, err
			}
			l := &life{n: n, today: today, acts: acts}
			law(l)
			out.Records++
			out.Runs += len(l.runs)
			for _, x := range l.runs {
				if !x.void && !x.paused && (x.stop > x.due || x.stop == "" && today > x.due) {
					out.Late++
				}
			}
			if want, got := sorted(l.runs), sorted(have[r.ID]); !slices.Equal(want, got) {
				out.Wrong = append(out.Wrong, fmt.Sprintf("%s %s\n  acts %s\n  want %v\n  have %v", kind, r.ID, brief(acts), want, got))
			}
			delete(have, r.ID)
		}
	}
	return out, nil
}

// sorted writes runs in one way: what is void or paused has no due day.
func sorted(runs []run) []string {
	var out []string
	for _, r := range runs {
		due := string(r.due)
		if r.paused {
			due = "paused"
		}
		stop := string(r.stop)
		if r.void {
			due, stop = "void", ""
		}
		out = append(out, fmt.Sprintf("%s %s → %s (%s)", r.clock, r.start, due, stop))
	}
	slices.Sort(out)
	return out
}

func brief(acts []act) []string {
	var out []string
	for _, a := range acts {
		out = append(out, fmt.Sprintf("%s %s", a.on, cmp.Or(a.told, a.name)))
	}
	return out
}

func all(c db.Conn, a *app.App, kind string) ([]ref.Ref, error) {
	var out []ref.Ref
	q := record.Query{Kind: kind, Area: a.Area(), Caller: a.Setup(), Limit: 2000}
	for {
		p, err := a.Engine.ListIn(c, q)
		if err != nil {
			return nil, err
		}
		for _, r := range p.Items {
			out = append(out, r.Ref())
		}
		if q.Cursor = p.Next; q.Cursor == nil {
			return out, nil
		}
	}
}

// history reads the acts of a record: those of the calendar and what has no
// meaning for limits are left in, they are nobody's events.
func history(c db.Conn, a *app.App, kind string, r ref.Ref) ([]act, error) {
	pasts, err := a.Engine.Pasts(c, kind, r)
	if err != nil {
		return nil, err
	}
	var out []act
	for _, p := range pasts {
		x := act{name: p.Name, on: day(p.Effective), values: map[string]string{}}
		if x.on == "" {
			x.on = day(dayOf(p.At))
		}
		if told := p.Said(record.Inform); told != nil {
			x.told, _ = told["act"].(string)
			x.whom, _ = told["whom"].(string)
		}
		for name, v := range p.Record.Values {
			if v != nil {
				x.values[name] = fmt.Sprint(v)
			}
		}
		out = append(out, x)
	}
	return out, nil
}

// dayOf is the day of an instant in China, which has one time and no summer time.
func dayOf(at clock.Instant) string {
	return time.UnixMilli(int64(at)).UTC().Add(8 * time.Hour).Format(time.DateOnly)
}

// stored reads the limits as the city has them.
func stored(c db.Conn) (map[ref.ID][]run, error) {
	rows, err := c.Query(`SELECT record, clock, start_on, due_on, stop_on, state FROM procedure_clock`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[ref.ID][]run{}
	for rows.Next() {
		var id ref.ID
		var r run
		var state string
		if err := scan(rows, &id, &r, &state); err != nil {
			return nil, err
		}
		r.void, r.paused = state == "void", state == "paused"
		out[id] = append(out[id], r)
	}
	return out, rows.Err()
}

func scan(rows *sql.Rows, id *ref.ID, r *run, state *string) error {
	return rows.Scan(id, &r.clock, &r.start, &r.due, &r.stop, state)
}
