package actor

import (
	"fmt"
	"slices"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/fault"
)

// right is a grant in force with its role.
type right struct {
	grant
	role Role
}

// rights returns what a person holds on a day. Roles that may not be held
// together cancel each other: why then says so, and nothing is held.
func (s *snapshot) rights(p Person, day string) (out []right, why string) {
	if p.ID == "" || p.gone(day) {
		return nil, "已离岗或不在册"
	}
	for _, g := range s.grants[p.ID] {
		role, ok := s.role(p.Area, g.role)
		if !ok || !g.settled() || !on(day, g.since, g.until) {
			continue
		}
		if g.over == "" {
			g.over = p.Unit
		}
		if _, ok := s.units[g.over]; !ok {
			continue // the unit is no more
		}
		out = append(out, right{g, role})
	}
	for _, r := range out {
		if why := clash(out[0].role, r.role); why != "" {
			return nil, why
		}
	}
	return out, ""
}

// clash says why two roles may not be held by one person: the duties of the
// three administrators and the business are separated.
func clash(a, b Role) string {
	if a.Duty == b.Duty {
		return ""
	}
	return fmt.Sprintf("“%s”与“%s”职责分离，不能由同一人担任", a.Title, b.Title)
}

// delegated returns the delegations from giver to taker in force on a day; none
// where either holds an administrator's role.
func (s *snapshot) delegated(taker, giver ref.ID, day string) []delegation {
	if s.people[taker].gone(day) || s.administers(taker, day) || s.administers(giver, day) {
		return nil
	}
	var out []delegation
	for _, x := range s.delegations[taker] {
		if x.giver == giver && giver != taker && x.until != "" && on(day, x.since, x.until) {
			out = append(out, x)
		}
	}
	return out
}

func (s *snapshot) administers(person ref.ID, day string) bool {
	rights, why := s.rights(s.people[person], day)
	return why != "" || slices.ContainsFunc(rights, func(r right) bool { return r.role.Duty != Business })
}

// question is what May is asked; its answer is kept while the snapshot lives.
type question struct {
	person, behalf ref.ID
	day, verb      string
	kind           *kind.Kind
}

// May says over which records the caller may do verb (package kind lists the
// built-in ones; declared acts are verbs too), and which fields it may see.
func (d *Directory) May(c Caller, verb string, k *kind.Kind) Scope {
	if c.Machine != "" {
		return Scope{All: true, personal: true, secret: true}
	}
	if !c.Subject.Zero() {
		return asSubject(c, verb, k)
	}
	if c.Public != "" {
		return asPublic(c, verb, k)
	}
	s := d.current()
	q := question{c.Person, c.OnBehalf, c.Day, verb, k}
	known := s.answersOn(c.Day)
	if had, ok := known.scopes.Load(q); ok {
		return had.(Scope)
	}
	sc := s.may(q)
	known.scopes.Store(q, sc)
	return sc
}

// held are the rights that count for a caller: his own, or of the one he acts
// for those that the delegation lets through.
func (s *snapshot) held(person, behalf ref.ID, day string) (who Person, rights []right, why string) {
	if behalf == "" {
		rights, why = s.rights(s.people[person], day)
		return s.people[person], rights, why
	}
	given := s.delegated(person, behalf, day)
	if len(given) == 0 {
		return Person{}, nil, "没有有效的委托"
	}
	who = s.people[behalf]
	theirs, why := s.rights(who, day)
	for _, r := range theirs {
		for _, x := range given {
			if x.role != "" && x.role != r.role.Name {
				continue
			}
			narrow := r
			if len(x.matters) > 0 {
				if narrow.matters = x.matters; len(r.matters) > 0 {
					narrow.matters = intersect(r.matters, x.matters)
				}
				if len(narrow.matters) == 0 {
					continue
				}
			}
			rights = append(rights, narrow)
		}
	}
	return who, rights, why
}

func intersect(a, b []string) []string {
	var out []string
	for _, x := range a {
		if slices.Contains(b, x) {
			out = append(out, x)
		}
	}
	return out
}

func (r right) allows(verb string, k *kind.Kind) bool {
	return (len(r.matters) == 0 || slices.Contains(r.matters, k.Matter)) && r.role.allows(verb, k)
}

func (s *snapshot) may(q question) Scope {
	who, rights, _ := s.held(q.person, q.behalf, q.day)
	sc := Scope{None: true, Person: who.ID, seat: who.Unit, snap: s, parties: q.kind.Access.Secret, acts: q.verb != kind.Read}
	for _, r := range rights {
		sc.personal = sc.personal || r.allows(kind.SeePerson, q.kind)
		sc.secret = sc.secret || r.allows(kind.SeeSecret, q.kind)
		if !r.allows(q.verb, q.kind) {
			continue
		}
		sc.None = false
		if slices.Contains(q.kind.Access.WholeArea, q.verb) {
			sc.All, sc.Area = true, who.Area
		}
		if r.reach == "own" || sc.parties {
			continue
		}
		u := s.units[r.over]
		if u.Parent == "" && len(s.roots[u.Area]) == 1 && u.Area == who.Area { // the whole bureau: its whole book
			sc.All, sc.Area = true, u.Area
		}
		if !slices.Contains(sc.Units, r.over) { // also then: it may be a party in another area's book
			sc.Units = append(sc.Units, r.over)
		}
	}
	if q.kind.Follows != nil {
		return s.followed(q, sc)
	}
	return sc
}

// followed is the scope over records that belong to others: whoever has the right
// by his role, over those whose record he may read.
func (s *snapshot) followed(q question, own Scope) Scope {
	sc := Scope{None: own.None, Person: own.Person, snap: s, personal: own.personal, secret: own.secret, follows: q.kind.Follows}
	for _, k := range q.kind.Follows.Kinds {
		on := q
		on.verb, on.kind = kind.Read, k
		scope := s.may(on)
		scope.acts = own.acts // whom the record was only copied to reads its documents and writes none
		if !scope.None {
			sc.follow = append(sc.follow, followed{k, scope})
		}
	}
	sc.None = sc.None || len(sc.follow) == 0
	return sc
}

// CheckReadable refuses, by name, fields of a kind the caller may not read.
// Rights to fields come before rights to rows: an expression, sort or search
// that names such a field would read it by bisection.
func (d *Directory) CheckReadable(c Caller, k *kind.Kind, names []string) error {
	sc := d.May(c, kind.Read, k)
	var bad []fault.Field
	for _, name := range names {
		if f := k.Field(name); f != nil && !sc.Readable(f) {
			bad = append(bad, fault.Field{Name: name, Code: "denied", Text: fmt.Sprintf("您无权查看“%s”", f.Title)})
		}
	}
	if len(bad) == 0 {
		return nil
	}
	return &fault.Error{Kind: fault.Denied, Code: "actor.field_denied", Text: bad[0].Text, Fields: bad}
}
