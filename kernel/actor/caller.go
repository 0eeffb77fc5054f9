package actor

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
)

// Caller is who asks: a person in a unit, in the name of an organ, perhaps for
// another. The zero Caller may do nothing.
type Caller struct {
	Account  string
	Person   ref.ID
	Name     string
	Area     ref.Area
	Unit     ref.ID
	Organ    string
	Grants   []Grant
	OnBehalf ref.ID // the giver of the delegation he uses
	Machine  string // a job of the product itself, by name; it has every right of its own kind of work
}

// Label is the caller as acts name him: the identifier of a person or the name
// of a machine, never a name of a person.
func (c Caller) Label() string {
	if c.Machine != "" {
		return "machine:" + c.Machine
	}
	if c.Person != "" {
		return string(c.Person)
	}
	return c.Account
}

// OnBehalfLabel is for whom the caller acts.
func (c Caller) OnBehalfLabel() string { return string(c.OnBehalf) }

// Roles returns the names of the caller's roles.
func (c Caller) Roles() []string {
	var out []string
	for _, g := range c.Grants {
		if !slices.Contains(out, g.Role) {
			out = append(out, g.Role)
		}
	}
	return out
}

// Caller returns a person with the rights he has on a day.
func (d *Directory) Caller(account, day string) (Caller, bool) {
	s := d.Snapshot()
	id, ok := s.Accounts[account]
	if !ok {
		return Caller{Account: account}, false
	}
	return s.caller(id, day), true
}

func (s *Snapshot) caller(id ref.ID, day string) Caller {
	p := s.People[id]
	c := Caller{Account: p.Account, Person: id, Name: p.Name, Area: p.Area, Unit: p.Unit, Organ: s.organ(p.Unit)}
	for _, g := range s.Grants[id] {
		if g.on(day) {
			c.Grants = append(c.Grants, g)
		}
	}
	return c
}

// ActFor returns taker acting for giver: with the giver's rights of this day,
// when a delegation holds; rights of administrators are never delegated.
func (d *Directory) ActFor(taker Caller, giver ref.ID, day string) (Caller, bool) {
	s := d.Snapshot()
	for _, g := range s.Delegations {
		if g.Giver != giver || g.Taker != taker.Person || g.Since > day || g.Until <= day {
			continue
		}
		as := s.caller(giver, day)
		out := taker
		out.OnBehalf, out.Unit, out.Organ, out.Grants = giver, as.Unit, as.Organ, nil
		for _, grant := range as.Grants {
			if r, _ := FindRole(grant.Role); r.Duty == Business {
				out.Grants = append(out.Grants, grant)
			}
		}
		return out, true
	}
	return taker, false
}

// May returns the scope in which a caller may do a verb with a kind.
func (d *Directory) May(c Caller, verb string, k *kind.Kind) Scope {
	s := d.Snapshot()
	if c.Machine != "" {
		return Scope{All: true, Personal: true, Secret: true}
	}
	out := Scope{None: true, Area: c.Area, Person: c.Person, under: s.under}
	for _, g := range c.Grants {
		if !slices.Contains(k.Access.Roles[verb], g.Role) {
			continue
		}
		out.None = false
		out.Personal = out.Personal || slices.Contains(k.Access.Roles[kind.SeePerson], g.Role)
		out.Secret = out.Secret || slices.Contains(k.Access.Roles[kind.SeeSecret], g.Role)
		if k.Access.Secret {
			continue // parties only, whatever the unit
		}
		if s.top(g.Over) || k.Subject && verb == kind.Read { // the register of subjects is one for the whole bureau
			out.All = true
		}
		if !slices.Contains(out.Units, g.Over) {
			out.Units = append(out.Units, g.Over)
		}
	}
	return out
}

// top reports whether a unit is the root of its area: rights over it are
// rights over every record of the area, also over those without a unit.
func (s *Snapshot) top(unit ref.ID) bool {
	u, ok := s.Units[unit]
	return ok && u.Parent == ""
}
