package demo

import (
	"cmp"
	"slices"

	"github.com/hengjian/hengjian/kernel/calendar"
)

// Year is what one year of complaints and tip-offs in a demo city looks like:
// planned beforehand, so that the same seed makes the same year, and lived act by
// act by whoever executes it.
type Year struct {
	Begin, End                  calendar.Date // first and last day
	Complaints, Tipoffs, Orders int
	Shops                       int // how many businesses there are to complain of
}

// Matter is one complaint or tip-off from its registration on.
type Matter struct {
	Kind   string
	Values map[string]any // of an order, whose days depend on it; of others they are made when they are filed
	Shop   int            // place among the businesses
	On     calendar.Date
	Deeds  []Deed
}

// Deed is one act on a matter.
type Deed struct {
	At      calendar.Instant
	Who     string // role of the demo; "" is the handler
	Handler int    // place among the handlers, modulo their number
	Act     string
	Values  map[string]any
	Served  string // document this serves, instead of an act
	Told    string // whom this tells of Act
	Reason  string
}

// The days of a demo bureau begin and end so many minutes after midnight; the
// hotline takes calls until nine in the evening.
const (
	opens, closes, lateCalls = 8*60 + 30, 17*60 + 30, 21 * 60
)

// plan collects the deeds of one matter.
type plan struct {
	g       *Generator
	m       *Matter
	handler int
	day     calendar.Date // of the latest deed
	last    calendar.Instant
}

// Plan plans the year. The matters are in the order of their registration; their
// deeds may lie behind the end: then they have not happened.
func (g *Generator) Plan(y Year) []Matter {
	out := make([]Matter, 0, y.Complaints+y.Tipoffs+y.Orders)
	days := y.End.Sub(y.Begin)
	for i := range y.Complaints + y.Tipoffs + y.Orders {
		m := Matter{Kind: "complaint", On: y.Begin.AddDays(g.r.IntN(days))}
		m.Shop = min(g.r.IntN(y.Shops), g.r.IntN(y.Shops)) // some have many
		first, end, who := "create", lateCalls, "receiver"
		switch {
		case i >= y.Complaints+y.Tipoffs:
			m.Kind, m.On = "correction_order", g.holidays.AddWorkdays(m.On.AddDays(-1), 1)
			first, end, who = "issue", closes, ""
		case i >= y.Complaints:
			m.Kind = "tipoff"
		}
		p := &plan{g: g, m: &m, day: m.On, handler: g.r.IntN(1 << 16)}
		p.last = p.at(m.On, opens, end)
		m.Deeds = append(m.Deeds, Deed{At: p.last, Who: who, Handler: p.handler, Act: first})
		switch m.Kind {
		case "complaint":
			p.complaint()
		case "tipoff":
			p.tipoff()
		default:
			p.order()
		}
		out = append(out, m)
	}
	slices.SortStableFunc(out, func(a, b Matter) int { return cmp.Compare(a.Deeds[0].At, b.Deeds[0].At) })
	return out
}

// at is a moment of a day between two minutes.
func (p *plan) at(day calendar.Date, from, to int) calendar.Instant {
	return day.Start() + calendar.Instant(from+p.g.r.IntN(to-from))*60_000
}

// in is the working day n working days after the latest deed; 0 is the first
// working day from it on.
func (p *plan) in(n int) calendar.Date {
	if n == 0 {
		return p.g.holidays.AddWorkdays(p.day.AddDays(-1), 1)
	}
	return p.g.holidays.AddWorkdays(p.day, n)
}

// do adds a deed on a day, in the working hours and after the one before.
func (p *plan) do(day calendar.Date, who, act string, values map[string]any) *Deed {
	when := p.at(day, opens, closes)
	if when <= p.last {
		when = p.last + calendar.Instant(10+p.g.r.IntN(20))*60_000
	}
	p.last, p.day = when, calendar.DateOf(when)
	p.m.Deeds = append(p.m.Deeds, Deed{At: when, Who: who, Handler: p.handler, Act: act, Values: values})
	return &p.m.Deeds[len(p.m.Deeds)-1]
}

// tell adds that somebody was told of an act.
func (p *plan) tell(day calendar.Date, act, whom string) { p.do(day, "", act, nil).Told = whom }

func (p *plan) chance(percent int) bool { return p.g.chance(percent) }

// days is a number of days in time, or with a few of a hundred too many.
func (p *plan) days(from, to, late, percentLate int) int {
	if p.chance(percentLate) {
		return to + 1 + p.g.r.IntN(late)
	}
	return from + p.g.r.IntN(to-from+1)
}
