package procedure

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/law"
	"github.com/hengjian/hengjian/kernel/ref"
)

// Duty is that somebody must act on a record now: for a limit that runs, waits to
// count on, or has opened a ground; or, where no limit runs, because the record
// stands where it cannot stay. It says whom the procedure lets do it; package task
// says who of them it falls to.
type Duty struct {
	Run    *Run     // nil where no limit runs
	Roles  []string // in the order of the declaration
	People []ref.ID // whom the record itself names
	Owner  bool     // or who registered it
	Filing bool     // nothing is left but to file it away
	Tells  bool     // somebody is still to be told of what was done: whoever may write on the record does
	Begins bool     // the record never went farther than its first step: it is with who received it
}

// Duties lists what must be done about the record, none where it has ended.
func (c *Course) Duties() []Duty {
	here := c.Version.Step(c.Step)
	if here == nil {
		return nil
	}
	var out []Duty
	for _, r := range c.Runs {
		if r.Clock.Wait || !r.going() && !c.unused(r) {
			continue
		}
		out = append(out, c.duty(r, c.stoppers(r.Clock)))
	}
	if next := c.unguarded(c.next()); len(out) > 0 && len(next) > 0 {
		// It goes on with somebody whom no limit waits for, as a mediation halted for a
		// recusal does: he must learn of it, within the limit that runs.
		if d := c.duty(c.First(), next); !slices.ContainsFunc(out, d.shares) {
			out = append(out, d)
		}
	}
	if c.Signing != "" {
		out = append(out, c.duty(nil, []*Act{c.Version.Act(c.Signing)}))
	}
	if len(out) == 0 && !here.End {
		out = append(out, c.duty(nil, nil))
	}
	return out
}

// begins reports whether a record stands in its first step, or ended from there.
func (c *Course) begins() bool {
	here, first := c.Version.Step(c.Step), c.Version.first()
	return c.Step == first || here != nil && here.End && c.Back == first
}

// whose are the roles an act falls to. Where it is first the business's or the public's
// own, an officer does it when he is asked to, and need not think of it.
func (a *Act) whose() []string {
	if roles := a.By.Roles; len(roles) > 0 && (roles[0] == kind.SubjectRole || roles[0] == kind.PublicRole) {
		return roles[:1]
	}
	return a.By.Roles
}

// unused reports whether a run has opened a ground that nobody has used yet: the
// limit is over, and only a person can end what it limited.
func (c *Course) unused(r *Run) bool {
	return r.spent && r.Stop.IsZero() && !r.Voided && r.Clock.Expire == law.Opens && c.latest(r.Clock) == r
}

// stoppers are the acts open here that stop a clock; an act of which somebody is
// still to be told stops it through that.
func (c *Course) stoppers(k *Clock) []*Act {
	var out []*Act
	add := func(a *Act) {
		if a != nil && !slices.Contains(out, a) && (c.Version.OpenIn(a, c.Step) || len(c.Untold(a.Name)) > 0) {
			out = append(out, a)
		}
	}
	for _, e := range k.Stops {
		for _, a := range c.Version.Acts {
			switch {
			case (e.Sort == ByAct || e.Sort == Informed) && a.Name == e.Name,
				e.Sort == ByStep && a.To == e.Name,
				e.Sort == Served && slices.Contains(a.Documents, e.Name):
				add(a)
			}
		}
	}
	return out
}

// duty says whom acts fall to: of none, those that lead on as usual; of none of
// these, those that are open at all.
func (c *Course) duty(r *Run, acts []*Act) Duty {
	if len(acts) == 0 {
		for _, u := range c.Usual() {
			acts = append(acts, u.Act)
		}
	}
	if len(acts) == 0 {
		for _, a := range c.Version.Acts {
			if !a.Creates() && c.Version.OpenIn(a, c.Step) {
				acts = append(acts, a)
			}
		}
	}
	// Whose act is closed by what the record says is not troubled where another's is open.
	if open := c.unguarded(acts); len(open) > 0 {
		acts = open
	}
	d := Duty{Run: r, Begins: c.begins()}
	d.Filing = r == nil && !d.Begins && len(acts) > 0 && !slices.ContainsFunc(acts, func(a *Act) bool {
		t := c.Version.Step(a.To)
		return t == nil || !t.End || len(a.Needs)+len(a.Inform)+len(a.Documents)+len(a.Tells)+len(a.Opens) > 0 || a.Sign != nil || a.Reason
	})
	role := func(name string) {
		if !slices.Contains(d.Roles, name) {
			d.Roles = append(d.Roles, name)
		}
	}
	for _, a := range acts {
		if !c.Version.OpenIn(a, c.Step) && len(c.Untold(a.Name)) > 0 {
			d.Tells = true
			continue
		}
		for _, name := range a.whose() {
			role(name)
		}
		if s := a.Sign; s != nil && s.Role {
			role(s.Of)
		} else if s != nil {
			for _, p := range people(c.Record, s.Of) {
				if c.Signing != a.Name || !slices.Contains(c.Signed, p) {
					d.name(p)
				}
			}
		}
		d.Owner = d.Owner || a.By.Owner
		for _, f := range a.By.Fields {
			for _, p := range people(c.Record, f) {
				d.name(p)
			}
		}
	}
	return d
}

// unguarded are the acts that the record as it stands does not close, and those of
// which somebody is still to be told.
func (c *Course) unguarded(acts []*Act) []*Act {
	return slices.DeleteFunc(slices.Clone(acts), func(a *Act) bool {
		return a.Guard != nil && !holds(a.Guard, c.Record) && len(c.Untold(a.Name)) == 0
	})
}

// shares reports whether another duty falls to some of those this one falls to.
func (d Duty) shares(x Duty) bool {
	return d.Owner && x.Owner || slices.ContainsFunc(d.Roles, func(r string) bool { return slices.Contains(x.Roles, r) }) ||
		slices.ContainsFunc(d.People, func(p ref.ID) bool { return slices.Contains(x.People, p) })
}

func (d *Duty) name(p ref.ID) {
	if !slices.Contains(d.People, p) {
		d.People = append(d.People, p)
	}
}

// WarnOn is the day from which a run is to be warned of, zero where none is near.
func (c *Course) WarnOn(r *Run) string {
	if r == nil || r.Stopped || r.Clock.Warn.N == 0 {
		return ""
	}
	return c.warns(r).String()
}
