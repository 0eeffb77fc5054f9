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

// Ahead is the shortest way from where the record stands to an end: at each
// place the steps that may come, those that lead on to the same one together.
func (c *Course) Ahead() [][]*Step {
	var out [][]*Step
	here := c.Step
	for range c.Version.Steps {
		s := c.Version.Step(here)
		if s == nil || s.End {
			return out
		}
		far := c.Version.distances()
		var next []*Step
		best := -1
		for _, a := range c.Version.Acts {
			t := c.Version.Step(a.To)
			if t == nil || a.To == here || !c.Version.OpenIn(a, here) || far[a.To] < 0 {
				continue
			}
			switch d := far[a.To]; {
			case best < 0 || d < best:
				best, next = d, []*Step{t}
			case d == best && !slices.Contains(next, t):
				next = append(next, t)
			}
		}
		if len(next) == 0 {
			return out
		}
		out = append(out, next)
		here = next[0].Name
	}
	return out
}

// distances is how many acts each step is from an end that files the record away,
// the last end the text declares; -1 where none leads there.
func (v *Version) distances() map[string]int {
	out := map[string]int{}
	last := ""
	for _, s := range v.Steps {
		out[s.Name] = -1
		if s.End {
			last = s.Name
		}
	}
	out[last] = 0
	for range v.Steps {
		for _, a := range v.Acts {
			d, ok := out[a.To]
			if !ok || d < 0 {
				continue
			}
			for _, s := range v.Steps {
				if v.OpenIn(a, s.Name) && !s.End && (out[s.Name] < 0 || out[s.Name] > d+1) {
					out[s.Name] = d + 1
				}
			}
		}
	}
	return out
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
