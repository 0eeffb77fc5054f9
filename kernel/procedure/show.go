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
// step the declaration puts first, together with those that lead on as it does.
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
			if t != nil && c.Version.OpenIn(a, here.Name) && !slices.Contains(place, t) && !t.End && !next.End && c.Version.usual(t) == c.Version.usual(next) {
				place = append(place, t)
			}
		}
		out = append(out, place)
		here = next
	}
	return out
}

// Usual are the acts that lead on as usual from where the record stands, in the
// order of the declaration.
func (c *Course) Usual() []string {
	ahead := c.Ahead()
	if len(ahead) == 0 {
		return nil
	}
	var out []string
	for _, a := range c.Version.Acts {
		if t := c.Version.Step(a.To); t != nil && c.Version.OpenIn(a, c.Step) && slices.Contains(ahead[0], t) {
			out = append(out, a.Name)
		}
	}
	return out
}

// usual is the step that usually follows: of the acts that are open here alone the
// first that leads on, else the first that leads back; else of any.
func (v *Version) usual(here *Step) *Step {
	at := func(s *Step) int { return slices.Index(v.Steps, s) }
	pick := func(own, forward bool) *Step {
		for _, a := range v.Acts {
			t := v.Step(a.To)
			if t == nil || t == here || !v.OpenIn(a, here.Name) || own && len(a.From) != 1 || forward && at(t) < at(here) {
				continue
			}
			return t
		}
		return nil
	}
	for _, x := range [][2]bool{{true, true}, {true, false}, {false, true}, {false, false}} {
		if t := pick(x[0], x[1]); t != nil {
			return t
		}
	}
	return nil
}

// Owed is something that must still be said or served: what an act obliges to.
type Owed struct {
	Act  *Act
	Whom string // field that names who must be told
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
