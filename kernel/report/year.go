package report

import (
	"fmt"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// Standing is how far the report of a period has come.
type Standing string

// The standings, in their order.
const (
	Ahead    Standing = "ahead"    // 未到期: the period has not ended
	Unfilled Standing = "unfilled" // 未填
	Filled   Standing = "filled"   // 已填
	Locked   Standing = "locked"   // 已锁定
	Sent     Standing = "sent"     // 已报送
	Restated Standing = "restated" // 已重报: sent again
)

// Place is one period of one report (报告期).
type Place struct {
	Period   Span
	Standing Standing
	Due      calendar.Date  // last day on which it is in time
	Owed     bool           // it is to be sent: it was begun, or is the last that has ended
	Record   *record.Record // its latest version as the reader may see it, nil: none, or not his to read
	Begun    bool           // there is one, whoever may read it
	Version  int64
}

// Late reports whether it is not sent and its last day is over.
func (p *Place) Late(today calendar.Date) bool {
	return p.Owed && p.Standing != Sent && p.Standing != Restated && p.Due.Before(today)
}

// Year are the periods of a report that end in a year, the earliest first, with
// the latest version of each.
func (d *Desk) Year(c db.Conn, caller actor.Caller, area ref.Area, def *Definition, year int, today calendar.Date) ([]*Place, error) {
	latest, mine, err := d.latest(c, caller, area, def, year)
	if err != nil {
		return nil, err
	}
	last := def.Last(today)
	var out []*Place
	for s := def.span(year, 1); ; s = def.After(s) {
		if y, _, _ := s.Until.Civil(); y != year {
			return out, nil
		}
		p := &Place{Period: s, Standing: Unfilled, Due: s.Until.AddDays(def.Due), Owed: s == last}
		if r := latest[s.Name]; r != nil {
			p.Begun, p.Owed, p.Standing, p.Record = true, true, standing(r), mine[r.ID]
			p.Version, _ = r.Values["version"].(int64)
			from, err := calendar.Parse(r.Text("due_from"))
			if days, ok := r.Values["due_days"].(int64); ok && err == nil {
				p.Due = from.AddDays(int(days))
			}
		} else if !s.Until.Before(today) {
			p.Standing = Ahead
		}
		out = append(out, p)
	}
}

// latest are the latest versions of a report's periods of a year, and those of them
// that the reader may read.
func (d *Desk) latest(c db.Conn, caller actor.Caller, area ref.Area, def *Definition, year int) (map[string]*record.Record, map[ref.ID]*record.Record, error) {
	latest, mine := map[string]*record.Record{}, map[ref.ID]*record.Record{}
	q := record.Query{Kind: Kind, Area: area, Filter: fmt.Sprintf(`form == %q && until_on >= "%d-01-01" && until_on <= "%d-12-31"`, def.Name, year, year), Sort: "id", Limit: 500}
	each := func(who actor.Caller, f func(*record.Record)) error {
		q := q
		q.Caller = who
		for {
			page, err := d.engine.ListIn(c, q)
			if err != nil {
				return err
			}
			for _, r := range page.Items {
				f(r)
			}
			if q.Cursor = page.Next; q.Cursor == nil {
				return nil
			}
		}
	}
	version := func(r *record.Record) int64 { n, _ := r.Values["version"].(int64); return n }
	err := each(actor.Caller{Machine: machine, Area: area}, func(r *record.Record) {
		if had := latest[r.Text("period")]; had == nil || version(had) < version(r) {
			latest[r.Text("period")] = r
		}
	})
	if err == nil {
		err = each(caller, func(r *record.Record) { mine[r.ID] = r })
	}
	return latest, mine, err
}

// standing is how far one version has come.
func standing(r *record.Record) Standing {
	switch n, _ := r.Values["version"].(int64); {
	case r.Text(procedure.StepField) == "sent" && n > 1:
		return Restated
	case r.Text(procedure.StepField) == "sent":
		return Sent
	case r.Text(procedure.StepField) == "locked":
		return Locked
	case r.Text("figures") != "":
		return Filled
	}
	return Unfilled
}
