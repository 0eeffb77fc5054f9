package procedure

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
)

// lapse is the running out of a limit, with the course as it was before it.
type lapse struct {
	clock *Clock
	due   calendar.Date // its last day
	end   clock.Instant // from when on it was over
	runs  []Run         // of the course, as they were
	steps []stay
	step  string
	back  string
	since clock.Instant

	signing string
	signed  []ref.ID
}

// before keeps the course as it is before a limit runs out.
func (c *Course) before(r *Run) *lapse {
	l := &lapse{clock: r.Clock, due: r.Due, end: c.end(r, r.Projection), steps: slices.Clone(c.steps), step: c.Step, back: c.Back, since: c.Since,
		signing: c.Signing, signed: slices.Clone(c.Signed)}
	for _, x := range c.Runs {
		l.runs = append(l.runs, x.copy())
	}
	return l
}

// copy is a run that shares nothing that changes.
func (r *Run) copy() Run {
	x := *r
	x.Extensions, x.used = slices.Clone(r.Extensions), slices.Clone(r.used)
	return x
}

// restore takes the course back to before a limit ran out.
func (c *Course) restore(l *lapse) {
	c.Runs = nil
	for i := range l.runs {
		r := l.runs[i].copy()
		c.Runs = append(c.Runs, &r)
	}
	c.steps, c.Step, c.Back, c.Since = slices.Clone(l.steps), l.step, l.back, l.since
	c.Signing, c.Signed = l.signing, slices.Clone(l.signed)
}

// outrun finds the first limit that ran out only after a moment, among those that have
// run out while nothing has been done since that might rest on it; -1 where none did.
func (c *Course) outrun(at clock.Instant) int {
	return slices.IndexFunc(c.lapses, func(l *lapse) bool { return at < l.end })
}

// late takes in an act that was done before limits ran out and entered after that
// (补录): it comes before them, so that they run out after it, later, or not at all.
// What the law makes of a limit follows from what was done, not from the day on which
// somebody wrote it down. An act that was not open before they ran out belongs to what
// came after.
func (c *Course) late(h heard, a *Act, d *Done) {
	i := c.outrun(moment(d.Day, d.At))
	if i < 0 {
		return
	}
	l := c.lapses[i]
	if a == nil || !c.Version.OpenIn(a, l.step) {
		return
	}
	if e := h.match(l.clock.Stops); e != nil { // the day that counts may be another than its own
		if day := c.on(e, d.Day); day.IsZero() || moment(day, d.At) >= l.end {
			return
		}
	}
	c.restore(l)
}

// rests reports whether what happened may rest on the limits that ran out before it:
// an act of the procedure, a telling, a service, a part. Who urges, supervises, hands
// over or corrects a record builds nothing on where it stands.
func (c *Course) rests(h happening) bool {
	return h.act == nil || h.act.Act == Create || h.act.Telling != nil || h.act.Service != nil || c.Version.doneAs(h.act.Act) != nil
}

// AsOn is the course as it stood on a day that has passed, as far as limits have run
// out since; the course itself where none has. What was done on the day and is entered
// now is judged by it.
func (c *Course) AsOn(day calendar.Date) (*Course, error) {
	at := clock.Instant(day.AddDays(1).Start()) - 1
	i := c.outrun(at)
	if day.IsZero() || i < 0 {
		return c, nil
	}
	return c.beforeLapse(i, at)
}

// beforeLapse is the course as it was before a limit ran out, at a moment.
func (c *Course) beforeLapse(i int, at clock.Instant) (*Course, error) {
	was, past := *c, *c.past
	past.Now = at
	was.past, was.dated = &past, true
	was.restore(c.lapses[i])
	was.lapses = c.lapses[:i:i]
	return &was, was.project()
}

// EnteredLate is the last day on which an act that is closed now may be dated, because
// limits ran out since and closed it; zero where there is none. by is who would do it.
func (c *Course) EnteredLate(a *Act, by ref.ID) (calendar.Date, error) {
	for i, l := range slices.Backward(c.lapses) {
		if !c.Version.OpenIn(a, l.step) {
			continue
		}
		was, err := c.beforeLapse(i, l.end-1)
		if err != nil {
			return calendar.Date{}, err
		}
		if len(was.Bars(a, by)) == 0 {
			return l.due, nil
		}
	}
	return calendar.Date{}, nil
}
