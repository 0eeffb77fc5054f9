package actor

import (
	"cmp"
	"slices"
	"sync"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
)

// Seat is a role in a unit: a post that tasks fall to where no person is named.
type Seat struct {
	Unit ref.ID
	Role string
}

// seats are who holds which role where on one day.
type seats struct {
	once sync.Once
	held map[Seat]bool
}

func (a *answers) seated(s *snapshot) *seats {
	a.seats.once.Do(func() {
		x := &a.seats
		x.held = map[Seat]bool{}
		for _, p := range s.people {
			if !p.Service {
				rights, _ := s.rights(p, a.day)
				for _, seat := range s.ownSeats(p, rights) {
					x.held[seat] = true
				}
			}
		}
	})
	return &a.seats
}

// ownSeats are the seats a person holds himself: each role in the unit he sits in, or
// in the unit it was given over where that is another.
func (s *snapshot) ownSeats(p Person, rights []right) []Seat {
	var out []Seat
	for _, r := range rights {
		if r.role.Duty != Business {
			continue
		}
		at := p.Unit
		if !s.below(at, []ref.ID{r.over}) {
			at = r.over
		}
		if seat := (Seat{at, r.role.known()}); !slices.Contains(out, seat) {
			out = append(out, seat)
		}
	}
	return out
}

// claimed is the nearest unit, itself or above, in which somebody holds the role
// of a seat; "" where nobody does.
func (x *seats) claimed(s *snapshot, seat Seat) ref.ID {
	for _, u := range s.above[seat.Unit] {
		if x.held[Seat{u, seat.Role}] {
			return u
		}
	}
	return ""
}

// Seats lists the posts whose tasks are the caller's: his roles in his unit, and
// in the units below it in which nobody holds the role; and those that nobody
// holds, there or above, in the units over which he was given it. Another's, where
// he acts for another.
func (d *Directory) Seats(c Caller) []Seat {
	s := d.current()
	who, rights, _ := s.held(c.Person, c.OnBehalf, c.Day)
	x := s.answersOn(c.Day).seated(s)
	own := s.ownSeats(who, rights)
	var out []Seat
	add := func(seat Seat) {
		if !slices.Contains(out, seat) {
			out = append(out, seat)
		}
	}
	for _, r := range rights {
		if r.role.Duty != Business {
			continue
		}
		role := r.role.known()
		for id := range s.units {
			if seat := (Seat{id, role}); slices.Contains(own, Seat{x.claimed(s, seat), role}) || s.below(id, []ref.ID{r.over}) && x.claimed(s, seat) == "" {
				add(seat)
			}
		}
	}
	slices.SortFunc(out, func(a, b Seat) int { return cmp.Or(cmp.Compare(a.Role, b.Role), cmp.Compare(a.Unit, b.Unit)) })
	return out
}

// Holders lists who holds a post on a day: the people seated in the unit with the
// role, else those of the nearest unit above, else whoever was given the role over
// it.
func (d *Directory) Holders(seat Seat, day string) []Person {
	s := d.current()
	at := s.answersOn(day).seated(s).claimed(s, seat)
	var out []Person
	for _, p := range s.people {
		rights, _ := s.rights(p, day)
		holds := slices.Contains(s.ownSeats(p, rights), Seat{at, seat.Role})
		if at == "" {
			holds = slices.ContainsFunc(rights, func(r right) bool { return r.role.known() == seat.Role && s.below(seat.Unit, []ref.ID{r.over}) })
		}
		if holds && !p.Service {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Person) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// Under lists a unit and those below it.
func (d *Directory) Under(unit ref.ID) []ref.ID {
	s := d.current()
	var out []ref.ID
	for id := range s.units {
		if s.below(id, []ref.ID{unit}) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// OverUnit reports whether the scope takes in what stands with a unit of an area:
// not of a secret kind, whose records only their parties see.
func (s Scope) OverUnit(area ref.Area, unit ref.ID) bool {
	return !s.None && !s.parties && len(s.Self) == 0 && (s.AllIn(area) || s.snap.units[unit].Area == area && s.below(unit))
}

// OnlyParties reports whether only parties are within the scope, and the unit in
// which the caller sits: what that is a party of is within it too.
func (s Scope) OnlyParties() (seat ref.ID, only bool) { return s.seat, s.parties }

// RoleTitle is a role of the product in Chinese.
func RoleTitle(name string) string {
	if r, ok := FindRole(name); ok {
		return r.Title
	}
	switch name {
	case kind.SubjectRole:
		return "经营主体"
	case kind.PublicRole:
		return "提交人"
	}
	return name
}

// Outside reports whether a role is that of somebody outside the bureau: no post of
// it can do what waits for him.
func Outside(role string) bool { return role == kind.SubjectRole || role == kind.PublicRole }
