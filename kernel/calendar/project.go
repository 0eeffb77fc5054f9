package calendar

import (
	"github.com/hengjian/hengjian/platform/fault"
)

// Input is everything the end of a period depends on besides the table.
type Input struct {
	Regime     *Regime
	Limit      Limit
	Start      Date    // the day of the event; not counted
	At         Instant // the moment of the event, for limits in hours
	Pauses     []Pause
	Extensions []Limit // added to the limit, in its own unit
}

// Projection is the end of a period without its arithmetic: what a stored row
// keeps. See Compute for the days.
type Projection struct {
	Due         Date    // the last day on which the act is in time
	DueAt       Instant // for limits in hours: the moment it must be done by
	Nominal     Date    // the last counted day, before it was moved
	LastSafe    Date    // the last working day not after Nominal, if after Start or on it
	Provisional bool    // a day without a published notice took part
	Stopped     bool    // a pause still lasts; there is no end yet
}

// errRange says that the end cannot be computed.
func errRange() error {
	return fault.New(fault.Invalid, "calendar.out_of_range", "期限超出可推算的范围（1900年至2199年）")
}

// Project returns the end of the period. It allocates nothing for up to four
// pauses; a million take well under a second.
func (t *Table) Project(in *Input) (Projection, error) {
	total, err := in.total()
	if err != nil {
		return Projection{}, err
	}
	if total.Unit == Hour {
		return t.projectHours(in, total.N)
	}
	if in.Start.IsZero() {
		return Projection{}, fault.New(fault.Invalid, "calendar.no_start", "没有起算日")
	}
	if !t.covers(in.Start) {
		return Projection{}, errRange()
	}
	var four [4]span
	spans, err := union(in.Start, in.Pauses, four[:0])
	if err != nil {
		return Projection{}, err
	}
	p := Projection{}
	p.Nominal, p.Stopped, err = t.lastCounted(in.Start, total, spans)
	if err != nil || p.Stopped {
		return p, err
	}
	p.Due, p.Stopped = t.roll(in.Regime, p.Nominal, spans)
	if p.Stopped {
		return p, nil
	}
	if !t.covers(p.Due) {
		return Projection{}, errRange()
	}
	if safe := t.LastWorkday(p.Nominal); !safe.Before(in.Start) {
		p.LastSafe = safe
	}
	// A calendar limit that nothing moves does not depend on the table.
	if total.Unit == Workday || in.Regime.RollHoliday || in.Regime.RollWeekend {
		p.Provisional = t.Provisional(p.Nominal) || t.Provisional(p.Due) ||
			total.Unit == Workday && t.Provisional(in.Start.AddDays(1))
	}
	return p, nil
}

// total is the limit with its extensions: working days, hours, or a number of
// calendar days from the start, months and years resolved (民法典 art. 202: the
// corresponding day, else the month's last).
func (in *Input) total() (Limit, error) {
	limit := in.Regime.Of(in.Limit)
	if !limit.Valid() {
		return Limit{}, fault.New(fault.Invalid, "calendar.bad_limit", "期限应为1到10000之间的整数并有单位")
	}
	var n [Year + 1]int
	n[limit.Unit] = limit.N
	for _, e := range in.Extensions {
		if !e.Valid() {
			return Limit{}, fault.New(fault.Invalid, "calendar.bad_extension", "延长的期限应为1到10000之间的整数并有单位")
		}
		if e.Unit == in.Limit.Unit {
			e.Unit = limit.Unit // 日 counted as working days stay so when extended
		}
		if e.Unit != limit.Unit && (min(e.Unit, limit.Unit) == Hour || e.Unit == Workday || limit.Unit == Workday) {
			return Limit{}, fault.Newf(fault.Invalid, "calendar.bad_extension",
				"期限以“%s”计，不能以“%s”延长", unitNames[limit.Unit].text, unitNames[e.Unit].text)
		}
		n[e.Unit] += e.N
	}
	if limit.Unit == Hour || limit.Unit == Workday {
		return Limit{n[limit.Unit], limit.Unit}, nil
	}
	end := in.Start
	if months := n[Year]*12 + n[Month]; months > 0 {
		end = end.AddMonths(months)
	}
	end = end.AddDays(n[Day])
	if end.IsZero() {
		return Limit{}, errRange()
	}
	return Limit{end.Sub(in.Start), Day}, nil
}

// lastCounted returns the total-th counted day after start.
func (t *Table) lastCounted(start Date, total Limit, spans []span) (Date, bool, error) {
	at, left := start, total.N
	for _, s := range spans {
		var here int
		if total.Unit == Workday {
			here = t.WorkdaysIn(at, Date{min(s.from, tableLast.n)})
		} else {
			here = int(s.from - at.n)
		}
		if left <= here {
			break
		}
		if s.to == forever {
			return Date{}, true, nil
		}
		left -= here
		at = Date{s.to}
	}
	var d Date
	if total.Unit == Workday {
		d = t.AddWorkdays(at, left)
	} else {
		d = at.AddDays(left)
	}
	if d.IsZero() || !t.covers(d) {
		return Date{}, false, errRange()
	}
	return d, false, nil
}

// roll moves the last day as the law says. A day that is left out of the
// period cannot be the day it ends on either.
func (t *Table) roll(r *Regime, nominal Date, spans []span) (Date, bool) {
	d := nominal
	for {
		if s, out := within(spans, d); out {
			if s.to == forever {
				return Date{}, true
			}
			d = Date{s.to + 1}
			continue
		}
		if !r.moves(t, d) {
			return d, false
		}
		d = d.AddDays(1)
	}
}

const hour = 60 * 60 * 1000

func (t *Table) projectHours(in *Input, n int) (Projection, error) {
	if len(in.Pauses) > 0 {
		return Projection{}, fault.New(fault.Invalid, "calendar.pause_of_hours", "以小时计算的期限没有可扣除的时间")
	}
	p := Projection{DueAt: hourStart(in) + Instant(n)*hour}
	p.Due = DateOf(p.DueAt)
	p.Nominal = p.Due
	return p, nil
}

// hourStart returns the moment hours are counted from: the event, or where the
// hour of the event does not count, the next full hour.
func hourStart(in *Input) Instant {
	if !in.Regime.NextHour {
		return in.At
	}
	over := in.At % hour
	if over < 0 {
		over += hour
	}
	return in.At - over + hour
}
