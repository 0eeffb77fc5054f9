package actor

import (
	"fmt"
	"maps"
	"slices"
	"sort"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
)

// People lists everybody in force of an area, in the order of their making.
func (d *Directory) People(area ref.Area) []Person {
	var out []Person
	for _, p := range d.current().people {
		if p.Area == area {
			out = append(out, p)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}

// As returns a person as a caller on a day, to ask what he may do; one who has
// left or is not known has no rights.
func (d *Directory) As(id ref.ID, day string) Caller {
	s := d.current()
	if p, ok := s.people[id]; ok && !p.gone(day) {
		return s.caller(p, day)
	}
	return Caller{Person: id, Day: day}
}

// RolesOf lists the roles a person of an area may be granted: the product's,
// then the bureau's own that are confirmed, by name.
func (d *Directory) RolesOf(area ref.Area) []Role {
	own := d.current().own[area]
	out := Roles()
	for _, name := range slices.Sorted(maps.Keys(own)) {
		out = append(out, own[name])
	}
	return out
}

// Granted is one grant of a person with whether it counts, and if not, why.
type Granted struct {
	Role, Title      string
	Duty             Duty
	Over             ref.ID
	OverName         string
	Own              bool // only what he made or is a party of
	Matters          []string
	Since, Until     string
	By, ConfirmedBy  ref.ID
	ByName, Second   string
	Counts           bool
	Why              string // why it does not count
	PersonID         ref.ID
	PersonName, Unit string
}

// Grants lists the grants of an area, person by person; of one person when who
// is given. Annulled ones are not among them.
func (d *Directory) Grants(area ref.Area, who ref.ID, day string) []Granted {
	s := d.current()
	var out []Granted
	for _, p := range d.People(area) {
		if who != "" && p.ID != who {
			continue
		}
		_, clash := s.rights(p, day)
		for _, g := range s.grants[p.ID] {
			role, _ := s.role(p.Area, g.role)
			x := Granted{Role: g.role, Title: role.Title, Duty: role.Duty, Over: g.over, Own: g.reach == "own", Matters: g.matters, Since: g.since, Until: g.until,
				By: g.by, ConfirmedBy: g.confirmedBy, ByName: s.people[g.by].Name, Second: s.people[g.confirmedBy].Name, PersonID: p.ID, PersonName: p.Name, Unit: s.units[p.Unit].Name}
			if x.Title == "" {
				x.Title = g.role
			}
			if x.Over == "" {
				x.Over = p.Unit
			}
			x.OverName = s.units[x.Over].Name
			if x.Why = s.idle(p, g, day); x.Why == "" {
				x.Why = clash
			}
			x.Counts = x.Why == ""
			out = append(out, x)
		}
	}
	return out
}

// idle says why a grant does not count on a day, "" where it does.
func (s *snapshot) idle(p Person, g grant, day string) string {
	over := g.over
	if over == "" {
		over = p.Unit
	}
	_, role := s.role(p.Area, g.role)
	_, unit := s.units[over]
	switch {
	case !role:
		return "没有这个角色，或尚未复核"
	case !g.settled():
		return "待另一人复核"
	case g.until != "" && g.until <= day:
		return "已于" + g.until + "到期"
	case !on(day, g.since, g.until):
		return "自" + g.since + "起生效"
	case !unit:
		return "范围机构已不在册"
	case p.gone(day):
		return "已离岗"
	}
	return ""
}

// Given is a delegation from or to a person.
type Given struct {
	Giver, Taker         ref.ID
	GiverName, TakerName string
	Role                 string
	Matters              []string
	Since, Until         string
	Counts               bool
}

// Delegations lists the delegations that a person gave or was given.
func (d *Directory) Delegations(who ref.ID, day string) []Given {
	s := d.current()
	var out []Given
	for _, list := range s.delegations {
		for _, x := range list {
			if x.giver != who && x.taker != who {
				continue
			}
			r, _ := s.role(s.people[x.giver].Area, x.role)
			out = append(out, Given{Giver: x.giver, Taker: x.taker, GiverName: s.people[x.giver].Name, TakerName: s.people[x.taker].Name, Role: r.Title, Matters: x.matters,
				Since: x.since, Until: x.until, Counts: slices.ContainsFunc(s.delegated(x.taker, x.giver, day), func(y delegation) bool { return y.since == x.since && y.until == x.until })})
		}
	}
	sort.Slice(out, func(i, j int) bool {
		return out[i].Since+string(out[i].Taker) < out[j].Since+string(out[j].Taker)
	})
	return out
}

// Line is what gives a right: the grant with its role, for a person to read.
type Line struct {
	Role  string // title
	Scope string
}

// Right is that a caller may do a verb on a kind, over which records, by what.
type Right struct {
	Verb, Title string
	Scope       string
	By          []Line
}

// Rights lists what a caller may do with a kind and by which grants.
func (d *Directory) Rights(c Caller, k *kind.Kind) []Right {
	s := d.current()
	_, held, _ := s.held(c.Person, c.OnBehalf, c.Day)
	var out []Right
	for _, verb := range VerbsOf(k) {
		sc := d.May(c, verb, k)
		if sc.None {
			continue
		}
		x := Right{Verb: verb, Title: verbTitle(verb, k), Scope: s.scopeTitle(sc)}
		for _, r := range held {
			if r.allows(verb, k) {
				x.By = append(x.By, Line{r.role.Title, s.reachTitle(r)})
			}
		}
		out = append(out, x)
	}
	return out
}

// VerbsOf lists what can be done with a kind: the built-in verbs, those of
// supervision where it has a procedure, then its own acts.
func VerbsOf(k *kind.Kind) []string {
	out := kind.Verbs()
	if k.Sections["procedures"] != nil {
		out = append(out, kind.Supervision()...)
	}
	for _, a := range k.Acts {
		out = append(out, a.Name)
	}
	return out
}

// VerbTitle is a verb in Chinese.
func VerbTitle(verb string, k *kind.Kind) string { return verbTitle(verb, k) }

// MayBy is the right to use for an act: a declared act that the kind's access
// does not name needs the right to amend (as record.Act judges).
func MayBy(verb string, k *kind.Kind) string {
	if _, named := k.Access.Roles[verb]; !named && k.Act(verb) != nil {
		return kind.Amend
	}
	return verb
}

// scopeTitle says over which records a scope reaches.
func (s *snapshot) scopeTitle(sc Scope) string {
	switch {
	case sc.None:
		return "无"
	case sc.parties:
		return "本人经办或参与的（整类保密）"
	case sc.All:
		return "本地区全部记录"
	case len(sc.Units) == 0:
		return "本人经办和参与的"
	}
	line := ""
	for i, u := range sc.Units {
		if i > 0 {
			line += "、"
		}
		line += s.units[u].Name
	}
	return fmt.Sprintf("%s及下级机构的，本人经办和参与的", line)
}

// CodeRequired reports whether the caller must sign in with a one-time code.
func (d *Directory) CodeRequired(c Caller) bool {
	s := d.current()
	for _, r := range c.Roles {
		if since, ok := s.codeRoles[c.Area][r.Role]; ok && since <= c.Day {
			return true
		}
	}
	return false
}
