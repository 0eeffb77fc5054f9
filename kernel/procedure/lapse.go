package procedure

import "github.com/hengjian/hengjian/platform/clock"

// lapse is the running out of a limit, with the course as it was before it.
type lapse struct {
	run   *Run
	runs  []*Run
	was   []Run // the same runs, as they were
	steps []stay
	step  string
	back  string
	since clock.Instant
}

// before keeps the course as it is before a limit runs out.
func (c *Course) before(r *Run) *lapse {
	l := &lapse{run: r, runs: append([]*Run{}, c.Runs...), steps: append([]stay{}, c.steps...), step: c.Step, back: c.Back, since: c.Since}
	for _, x := range c.Runs {
		l.was = append(l.was, *x)
	}
	return l
}

// inTime undoes a running out that did not come about: what would have stopped the
// limit was done before its end and entered after it (补录), and nothing else has
// happened since that might rest on it. What the law makes of a limit follows from
// what was done, not from the day on which somebody wrote it down. An act that leaves
// the record in its step undoes nothing: the record stands where the lapse led it.
func (c *Course) inTime(h heard, d *Done) {
	l := c.lapse
	if l == nil || h.step == "" {
		return
	}
	e := h.match(l.run.Clock.Stops)
	if e == nil {
		return
	}
	if day := c.on(e, d.Day); day.IsZero() || moment(day, d.At) >= c.end(l.run, l.run.Projection) {
		return
	}
	for i, r := range l.runs {
		*r = l.was[i]
	}
	c.Runs, c.steps, c.Step, c.Back, c.Since = l.runs, l.steps, l.step, l.back, l.since
}
