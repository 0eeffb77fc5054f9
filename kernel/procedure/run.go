package procedure

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/platform/clock"
)

// Run is one running of a clock, from what started it to what stopped it.
type Run struct {
	Clock      *Clock
	Start      calendar.Date
	At         calendar.Instant // of the start, for limits in hours
	Stop       calendar.Date    // zero: it runs
	StopAt     clock.Instant
	Voided     bool // it is as if it had not begun
	Extensions []calendar.Limit
	Input      calendar.Input
	calendar.Projection

	used  []int // how often each extension was used
	spent bool  // its running out has been taken into the course
}

// State says how a run stands on a day.
type State string

// The states of a run.
const (
	Running State = "running"
	Paused  State = "paused"
	Warned  State = "warned"  // the warning time has come
	Overdue State = "overdue" // it has run out and nothing has stopped it
	Expired State = "expired" // it has run out, which ended it
	Met     State = "met"     // stopped in time
	Missed  State = "missed"  // stopped, but late
	Void    State = "void"
)

// heard is what the clocks hear at once.
type heard struct{ act, step, out, told, doc, opened, ended string }

// match finds the event of a list that is heard, nil where none is.
func (h heard) match(list []Event) *Event {
	for i, e := range list {
		name := ""
		switch e.Sort {
		case ByAct:
			name = h.act
		case ByStep:
			name = h.step
		case ClockEnded:
			name = h.out
		case Informed:
			name = h.told
		case Served:
			name = h.doc
		case Opened:
			name = h.opened
		case Ended:
			name = h.ended
		}
		if name != "" && name == e.Name {
			return &list[i]
		}
	}
	return nil
}

// latest is the latest run of a clock, nil where it never began.
func (c *Course) latest(k *Clock) *Run {
	for _, r := range slices.Backward(c.Runs) {
		if r.Clock == k && !r.Voided {
			return r
		}
	}
	return nil
}

func (r *Run) going() bool { return r != nil && r.Stop.IsZero() && !r.Voided && !r.spent }

// hear lets every clock hear what happens on a day.
func (c *Course) hear(h heard, day calendar.Date, at clock.Instant) {
	for _, k := range c.Version.Clocks {
		r := c.latest(k)
		if h.match(k.Voids) != nil && r.going() {
			r.Voided = true
			r = nil
		}
		if e := h.match(k.Stops); e != nil && (r.going() || r != nil && r.spent && r.Stop.IsZero()) {
			r.Stop = c.on(e, day)
			r.StopAt = moment(r.Stop, at)
		}
		if e := h.match(k.Restarts); e != nil && r.going() {
			r.Start, r.Extensions, r.used = c.on(e, day), nil, nil
			r.At = calendar.Instant(moment(r.Start, at))
		}
		if e := h.match(k.Starts); e != nil && !r.going() && holds(k.Guard, c.Record) {
			if start := c.on(e, day); !start.IsZero() {
				c.Runs = append(c.Runs, &Run{Clock: k, Start: start, At: calendar.Instant(moment(start, at))})
			}
		}
	}
}

// moment is when something happened that was entered at an instant: what was
// entered on a later day happened at an hour nobody wrote down, and the last one
// of its day counts.
func moment(day calendar.Date, entered clock.Instant) clock.Instant {
	if day.IsZero() {
		return entered
	}
	return min(entered, clock.Instant(day.AddDays(1).Start())-1)
}

// on is the day of an event: its own, or that of the field it names.
func (c *Course) on(e *Event, day calendar.Date) calendar.Date {
	if e.Day == "" {
		return day
	}
	return dateIn(c.Record, e.Day)
}

// redate begins the clocks that begin on a day in a field, and moves them with
// it: such a day is a fact about the record, not a moment in its life, so that
// entering it late or correcting it changes when the limit began.
func (c *Course) redate() {
	for _, k := range c.Version.Clocks {
		for _, e := range k.Starts {
			if e.Sort != ByField {
				continue
			}
			day := dateIn(c.Record, e.Name)
			r := c.latest(k)
			switch {
			case day.IsZero():
			case r != nil:
				if r.Start != day {
					r.Start, r.At = day, day.Start()
				}
			case holds(k.Guard, c.Record):
				r = &Run{Clock: k, Start: day, At: day.Start()}
				for _, d := range c.acts { // what stops it may have come before the day was entered
					if s := (heard{act: d.Act}).match(k.Stops); s != nil && !d.Day.Before(day) {
						r.Stop, r.StopAt = d.Day, moment(d.Day, d.At)
						break
					}
				}
				c.Runs = append(c.Runs, r)
			}
		}
	}
}

// extend lengthens the clocks an act lengthens, if it came in time and the text
// still allows it.
func (c *Course) extend(d *Done) {
	for _, k := range c.Version.Clocks {
		r := c.latest(k)
		if !r.going() {
			continue
		}
		if i, add := c.extension(r, d.Act, d.Record); i >= 0 {
			if p, err := c.compute(r); err == nil && !p.Stopped && d.Day.After(p.Due) {
				continue
			}
			r.Extensions = append(r.Extensions, add)
			r.used[i]++
		}
	}
}

// extension finds the extension of a run that an act would give, -1 where none.
func (c *Course) extension(r *Run, act string, rec expr.Record) (int, calendar.Limit) {
	k := r.Clock
	if r.used == nil {
		r.used = make([]int, len(k.Extends))
	}
	for i, e := range k.Extends {
		if e.By != act || r.used[i] >= e.Times || !holds(e.Guard, rec) {
			continue
		}
		if e.Given == "" {
			return i, e.Add
		}
		if v, _ := rec.Get(e.Given); v != nil {
			if n, ok := v.(int64); ok && n > 0 {
				return i, calendar.Limit{N: int(n), Unit: c.limit(k).Unit}
			}
		}
	}
	return -1, calendar.Limit{}
}

// limit is the limit of a clock for the record as it stands.
func (c *Course) limit(k *Clock) calendar.Limit {
	for _, x := range k.Limits {
		if holds(x.Guard, c.Record) {
			return x.on(c.Record)
		}
	}
	return k.Limits[len(k.Limits)-1].on(c.Record)
}

// on is the limit for a record; one that should be given and is not is a single
// unit, so that it is seen to be over instead of never ending.
func (x LimitCase) on(r expr.Record) calendar.Limit {
	if x.Given == "" || r == nil {
		return x.Limit
	}
	if v, ok := r.Get(x.Given); ok {
		if n, ok := v.(int64); ok && n > 0 {
			return calendar.Limit{N: int(n), Unit: x.Limit.Unit}
		}
	}
	return x.Limit
}

// holds reports whether a condition is true; none always is.
func holds(p *expr.Program, r expr.Record) bool {
	if p == nil {
		return true
	}
	if r == nil {
		return false
	}
	ok, err := p.Test(r, expr.Env{})
	return ok && err == nil
}

// compute works out when a run ends, as far as is known.
func (c *Course) compute(r *Run) (calendar.Projection, error) {
	r.Input = calendar.Input{Regime: c.past.Regime(lawOf(c.Version, r.Clock)), Limit: c.limit(r.Clock), Start: r.Start, At: r.At, Pauses: c.pauses(r), Extensions: r.Extensions}
	return c.past.Table.Project(&r.Input)
}

// pauses are the times that do not count for a run: a time FROM..TO leaves out
// the days after FROM up to and including TO.
func (c *Course) pauses(r *Run) []calendar.Pause {
	var out []calendar.Pause
	add := func(p *Pause, from, to calendar.Date) {
		if !r.Stop.IsZero() && (to.IsZero() || to.After(r.Stop)) {
			to = r.Stop
		}
		if !from.IsZero() && (to.IsZero() || !to.Before(from)) {
			out = append(out, calendar.Pause{From: from, To: to, Why: p.For})
		}
	}
	for i := range r.Clock.Pauses {
		p := &r.Clock.Pauses[i]
		switch {
		case p.Step != "":
			for _, s := range c.steps {
				if s.step == p.Step {
					add(p, s.from, s.until)
				}
			}
		case p.Serving != "":
			for _, d := range c.past.Acts {
				if s := d.Service; s != nil && s.Mode == p.Serving {
					add(p, s.Published, s.Served)
				}
			}
		default:
			for _, x := range c.past.Parts {
				if x.Kind != p.Part || !holds(p.Guard, x.Record) {
					continue
				}
				from, to := calendar.DateOf(calendar.Instant(x.Opened)), calendar.Date{}
				if x.Ended > 0 {
					to = calendar.DateOf(calendar.Instant(x.Ended))
				}
				if p.From != "" {
					from, to = dateIn(x.Record, p.From), dateIn(x.Record, p.Until)
				}
				add(p, from, to)
			}
		}
	}
	return out
}

// expire takes in, in the order of their days, the clocks that have run out
// before a moment: what the law makes of it comes about by itself.
func (c *Course) expire(at clock.Instant) error {
	for {
		var first *Run
		for _, r := range c.Runs {
			if !r.going() || r.Clock.Expire != "lapses" && r.Clock.Expire != "deemed" {
				continue
			}
			p, err := c.compute(r)
			if err != nil {
				return err
			}
			if p.Stopped || p.Provisional || c.end(r, p) > at {
				continue
			}
			r.Projection = p
			if first == nil || p.Due.Before(first.Due) {
				first = r
			}
		}
		if first == nil {
			return nil
		}
		c.lapses = append(c.lapses, c.before(first))
		first.spent = true
		// What runs from the end of a limit runs from its last day (自期限届满之日起), which
		// does not count; the moment it is over is the beginning of the next.
		over, day := c.end(first, first.Projection), first.Due
		h := heard{out: first.Clock.Name}
		if s := c.Version.Step(c.Step); first.Clock.To != "" && s != nil && !s.End {
			h.step = first.Clock.To
			c.enter(h.step, day, over)
			c.steps[len(c.steps)-1].law = true
		}
		c.hear(h, day, over)
	}
}

// end is the moment from which a run is over: the beginning of the day after
// its last, or the moment itself where hours are counted.
func (c *Course) end(r *Run, p calendar.Projection) clock.Instant {
	if p.DueAt != 0 {
		return clock.Instant(p.DueAt)
	}
	return clock.Instant(p.Due.AddDays(1).Start())
}

// project works out the end of every run.
func (c *Course) project() error {
	for _, r := range c.Runs {
		p, err := c.compute(r)
		if err != nil {
			return err
		}
		r.Projection = p
	}
	return nil
}

// State says how a run of the course stands now.
func (c *Course) State(r *Run) State {
	today := calendar.DateOf(calendar.Instant(c.past.Now))
	switch {
	case r.Voided:
		return Void
	case !r.Stop.IsZero() && r.late():
		return Missed
	case !r.Stop.IsZero():
		return Met
	case r.spent:
		return Expired
	case r.Stopped:
		return Paused
	case !r.Provisional && c.end(r, r.Projection) <= c.past.Now:
		return Overdue
	case r.Clock.Warn.N > 0 && !c.warns(r).After(today):
		return Warned
	}
	return Running
}

func (r *Run) late() bool {
	if r.DueAt != 0 {
		return r.StopAt > clock.Instant(r.DueAt)
	}
	return !r.Stopped && r.Stop.After(r.Due)
}

// warns is the day from which a run is to be warned of: so many days or working
// days before its last.
func (c *Course) warns(r *Run) calendar.Date {
	w := r.Clock.Warn
	switch w.Unit {
	case calendar.Workday:
		d := r.Due
		for range w.N {
			d = c.past.Table.LastWorkday(d.AddDays(-1))
		}
		return d
	case calendar.Day:
		return r.Due.AddDays(-w.N)
	}
	return r.Due
}
