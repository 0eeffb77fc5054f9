package publication

import (
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/record"
)

// Period is from the first to the last day of a publication; no last day means
// that none is fixed.
type Period struct{ From, Until calendar.Date }

// Holds reports whether the day lies in the period.
func (p Period) Holds(day calendar.Date) bool {
	return !day.Before(p.From) && (p.Until.IsZero() || !day.After(p.Until))
}

// Meets reports whether any day of from to until lies in the period.
func (p Period) Meets(from, until calendar.Date) bool {
	if p.From.After(from) {
		from = p.From
	}
	if !p.Until.IsZero() && p.Until.Before(until) {
		until = p.Until
	}
	return !from.After(until)
}

// Shown reports whether the public sees the record on the day. Where no
// beginning is declared it does as soon as the record is there.
func (n *Notice) Shown(r *record.Record, day calendar.Date) bool {
	p, ok := n.Period(r)
	if n.from == nil {
		p.From = calendar.Date{}
	}
	return ok && p.Holds(day)
}

// Period returns when the record is published as it stands; ok is false where
// it is not, whatever the day: it is not active, the condition is not true, or
// the day it begins or ends cannot be told.
func (n *Notice) Period(r *record.Record) (p Period, ok bool) {
	if r.State != record.Active {
		return p, false
	}
	values := r.Expr()
	if n.cond != nil {
		if yes, err := n.cond.Test(values, expr.Env{}); err != nil || !yes {
			return p, false
		}
	}
	p.From = calendar.DateOf(r.CreatedAt)
	if n.from != nil {
		if p.From, ok = dayOf(n.from, values); !ok || p.From.IsZero() {
			return p, false
		}
	}
	for _, l := range n.limits {
		p.Until = earlier(p.Until, n.last(l, p.From))
	}
	for _, e := range n.ends {
		d, ok := dayOf(e.prog, values)
		if !ok {
			return p, false
		}
		p.Until = earlier(p.Until, d)
	}
	return p, true
}

// dayOf is the day an expression gives, no day where it gives null; ok is false
// where it gives neither.
func dayOf(p *expr.Program, values expr.Record) (calendar.Date, bool) {
	v, err := p.Value(values, expr.Env{})
	if err != nil {
		return calendar.Date{}, false
	}
	s, isText := v.(string)
	if !isText {
		return calendar.Date{}, v == nil
	}
	d, err := calendar.Parse(s)
	return d, err == nil
}

// earlier is the earlier of two days, of which no day is none.
func earlier(a, b calendar.Date) calendar.Date {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// last is the last day of a publication of that limit begun on a day. The day
// it begins is not counted, and the end is not put off over a holiday: it is
// not a time for anybody to do something in.
func (n *Notice) last(l calendar.Limit, from calendar.Date) calendar.Date {
	switch l.Unit {
	case calendar.Day:
		return from.AddDays(l.N)
	case calendar.Workday:
		return n.days.AddWorkdays(from, l.N)
	case calendar.Month:
		return from.AddMonths(l.N)
	}
	return from.AddYears(l.N)
}

// first is the earliest beginning of which the last day is the given day or
// later. last never runs backwards, so that a list can ask for beginnings from
// there on instead of adding a limit to each.
func (n *Notice) first(l calendar.Limit, day calendar.Date) calendar.Date {
	lo, hi := calendar.New(1, 1, 1), day // the end is never before the beginning
	for lo.Before(hi) {
		mid := lo.AddDays(hi.Sub(lo) / 2)
		if d := n.last(l, mid); d.IsZero() && l.Unit == calendar.Workday || !d.IsZero() && d.Before(day) {
			lo = mid.AddDays(1)
		} else {
			hi = mid
		}
	}
	return lo
}

// Ever reports whether the public may have seen the record: in one of the
// states it was in, on one of the days it was in it. An erased record may have.
func (n *Notice) Ever(pasts []record.Past, today calendar.Date) bool {
	for i, p := range pasts {
		if p.Record == nil {
			return true
		}
		until := today
		if i+1 < len(pasts) {
			until = calendar.DateOf(pasts[i+1].At)
		}
		if period, ok := n.Period(p.Record); ok && period.Meets(calendar.DateOf(p.At), until) {
			return true
		}
	}
	return false
}
