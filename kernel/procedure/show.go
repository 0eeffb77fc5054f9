package procedure

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/calendar"
)

// Stay is a time the record stood in a step; a zero Until is now.
type Stay struct {
	Step        *Step
	From, Until calendar.Date
}

// Stays are the steps the record has gone through, the first first.
func (c *Course) Stays() []Stay {
	out := make([]Stay, 0, len(c.steps))
	for _, s := range c.steps {
		if st := c.Version.Step(s.step); st != nil {
			out = append(out, Stay{st, s.from, s.until})
		}
	}
	return out
}

// Ahead is the usual way from where the record stands to an end: at each place the
// step the declaration puts first, together with those that lead on as it does and
// are not come to for a reason of their own.
func (c *Course) Ahead() [][]*Step {
	var out [][]*Step
	seen := map[string]bool{}
	for here := c.Version.Step(c.Step); here != nil && !here.End && !seen[here.Name]; {
		seen[here.Name] = true
		next := c.Version.usual(here)
		if next == nil || seen[next.Name] && len(out) > 0 {
			return out
		}
		place := []*Step{next}
		for _, a := range c.Version.Acts {
			t := c.Version.Step(a.To)
			if t != nil && !a.Reason && c.Version.OpenIn(a, here.Name) && !slices.Contains(place, t) && !t.End && !next.End && c.Version.usual(t) == c.Version.usual(next) {
				place = append(place, t)
			}
		}
		out = append(out, place)
		here = next
	}
	return out
}

// NextDue is the day by which the law wants the record to go on from one of these
// steps to one of those, zero where no limit that runs is met by an act that does.
func (c *Course) NextDue(from, place []*Step) calendar.Date {
	leads := func(a *Act) bool {
		return slices.Contains(place, c.Version.Step(a.To)) && slices.ContainsFunc(from, func(s *Step) bool { return c.Version.OpenIn(a, s.Name) })
	}
	var due calendar.Date
	for _, r := range c.Runs {
		if !r.going() || r.Stopped || r.Clock.City || r.Clock.Wait || !due.IsZero() && !r.Due.Before(due) {
			continue
		}
		if slices.ContainsFunc(r.Clock.Stops, func(e Event) bool {
			a := c.Version.Act(e.Name)
			return (e.Sort == ByAct || e.Sort == Informed) && a != nil && leads(a)
		}) {
			due = r.Due
		}
	}
	return due
}

// next are the acts that lead to the step ahead.
func (c *Course) next() (out []*Act) {
	ahead := c.Ahead()
	for _, a := range c.Version.Acts {
		if len(ahead) > 0 && !a.Creates() && c.Version.OpenIn(a, c.Step) && slices.Contains(ahead[0], c.Version.Step(a.To)) {
			out = append(out, a)
		}
	}
	return out
}

// Usual is an act by which a record usually goes on.
type Usual struct {
	*Act
	Leads bool // it is the next thing to do; else it is another way to meet a limit
}

// Usual are the acts by which the record usually goes on: those that lead to the step
// ahead, then those that a limit waits for, the limit that ends first before the
// others. What ends the record beside its way, or asks for a reason of its own, is not
// among the latter. Where only an end is ahead, what a limit waits for is done first.
func (c *Course) Usual() []Usual {
	var awaited []Usual
	has := func(list []Usual, a *Act) bool {
		return slices.ContainsFunc(list, func(u Usual) bool { return u.Act == a })
	}
	var leads []Usual
	ending := false
	for _, a := range c.next() {
		leads, ending = append(leads, Usual{a, true}), c.Version.Step(a.To).End
	}
	runs := slices.DeleteFunc(slices.Clone(c.Runs), func(r *Run) bool { return !r.going() || r.Stopped || r.Clock.Wait })
	slices.SortStableFunc(runs, func(x, y *Run) int { return x.Due.Compare(y.Due) })
	for _, r := range runs {
		for _, a := range c.stoppers(r.Clock) {
			t := c.Version.Step(a.To)
			if c.Version.OpenIn(a, c.Step) && !a.Reason && (t == nil || !t.End) && !has(leads, a) && !has(awaited, a) {
				awaited = append(awaited, Usual{a, ending || len(leads) == 0})
			}
		}
	}
	if ending {
		return append(awaited, leads...)
	}
	return append(leads, awaited...)
}

// usual is the step that usually follows: of the acts that are open here alone the
// first that leads on, else the first that leads back; else of any. What the
// declaration puts aside counts where there is nothing else.
func (v *Version) usual(here *Step) *Step {
	at := func(s *Step) int { return slices.Index(v.Steps, s) }
	pick := func(own, forward, aside bool) *Step {
		for _, a := range v.Acts {
			t := v.Step(a.To)
			if t == nil || t == here || a.Aside != aside || !v.OpenIn(a, here.Name) || own && len(a.From) != 1 || forward && at(t) < at(here) {
				continue
			}
			return t
		}
		return nil
	}
	for _, aside := range []bool{false, true} {
		for _, x := range [][2]bool{{true, true}, {true, false}, {false, true}, {false, false}} {
			if t := pick(x[0], x[1], aside); t != nil {
				return t
			}
		}
	}
	return nil
}

// Due is the day on which the latest run of a clock ends, zero where it never ran.
func (c *Course) Due(clock string) calendar.Date {
	if k := c.Version.Clock(clock); k != nil {
		if r := c.latest(k); r != nil {
			return r.Due
		}
	}
	return calendar.Date{}
}

// First is the limit of the law that ends first of those that count now, nil where
// none does.
func (c *Course) First() *Run {
	var first *Run
	for _, r := range c.Runs {
		if r.going() && !r.Stopped && !r.Clock.City && !r.Clock.Wait && (first == nil || r.Due.Before(first.Due)) {
			first = r
		}
	}
	return first
}

// Owed is something that must still be said or served: what an act obliges to.
type Owed struct {
	Act  *Act
	Whom string // field that names who must be told
}

// DayOf is the day of the latest doing of an act, zero where it was not done.
func (c *Course) DayOf(act string) calendar.Date {
	for _, d := range slices.Backward(c.acts) {
		if d.Act == act {
			return d.Day
		}
	}
	return calendar.Date{}
}

// Owes lists who must still be told of what.
func (c *Course) Owes() []Owed {
	var out []Owed
	for _, a := range c.Version.Acts {
		for _, whom := range c.Untold(a.Name) {
			out = append(out, Owed{a, whom})
		}
	}
	return out
}

// Reckoned is a run with every day of its arithmetic.
func (c *Course) Reckoned(r *Run) (calendar.Result, error) { return c.past.Table.Compute(r.Input) }

// Warns is the day from which a run is to be warned of; its last day where the
// clock gives no warning.
func (c *Course) Warns(r *Run) calendar.Date { return c.warns(r) }

// Did reports whether an act has taken effect.
func (c *Course) Did(act string) bool { return c.done[act] > 0 }
