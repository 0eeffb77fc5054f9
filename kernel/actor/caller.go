package actor

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/fault"
)

// Caller is who acts: a person, a person on behalf of another, a supervised
// subject at its own desk, somebody of the public, or the machine itself. It names; what it may do is
// judged when it acts.
type Caller struct {
	Account  string
	Person   ref.ID
	Name     string
	Area     ref.Area
	Unit     ref.ID
	Organ    string // in whose name the unit acts
	Post     string // duty shown with the name
	Posts    []Post
	Roles    []Held
	Duty     Duty
	OnBehalf ref.ID // the person who delegated
	Machine  string // the installation itself (set-up, jobs); it may do everything
	Day      string // YYYY-MM-DD on which rights are judged

	Subject ref.Ref   // the supervised subject itself; no person of the bureau then
	Merged  []ref.Ref // further records of that subject, found to be the same
	Login   ref.ID    // the subject's account: who of its people this is
	Ended   bool      // the subject exists no more: it may read, not act

	Public string    // somebody of the public at the portal, by what he filed with; no person of the bureau then
	Holds  []ref.Ref // the records whose receipt he has shown
}

// Held is a role a caller holds, for display.
type Held struct {
	Role  string `json:"role"`
	Title string `json:"title"`
	Over  ref.ID `json:"over"`
}

const machineLabel = "machine:"

// Label is how acts store the caller: the person's identifier, never a name.
func (c Caller) Label() string {
	switch {
	case !c.Subject.Zero():
		return subjectLabel + string(c.Login)
	case c.Public != "":
		return publicLabel + c.Public
	case c.Person != "":
		return string(c.Person)
	case c.Machine != "":
		return machineLabel + c.Machine
	}
	return c.Account
}

// For is the person an act counts for: whom the caller acts for, else himself.
func (c Caller) For() ref.ID {
	if c.OnBehalf != "" {
		return c.OnBehalf
	}
	return c.Person
}

// OnBehalfLabel is how acts store for whom the caller acts.
func (c Caller) OnBehalfLabel() string { return string(c.OnBehalf) }

// Caller returns the person who has the account on the day.
func (d *Directory) Caller(account, day string) (Caller, bool) {
	s := d.current()
	p, ok := s.people[s.byAccount[account]]
	if !ok || account == "" || p.gone(day) {
		return Caller{}, false
	}
	return s.caller(p, day), true
}

func (p Person) gone(day string) bool { return p.LeftOn != "" && p.LeftOn <= day }

func (s *snapshot) caller(p Person, day string) Caller {
	c := Caller{Account: p.Account, Person: p.ID, Name: p.Name, Area: p.Area, Unit: p.Unit, Organ: s.organ(p.Unit), Duty: Business, Day: day}
	for _, post := range s.posts[p.ID] {
		if on(day, post.since, post.until) {
			c.Posts = append(c.Posts, post)
			if c.Post == "" || post.Unit == p.Unit && post.Chief {
				c.Post = post.Duty
			}
		}
	}
	rights, _ := s.rights(p, day)
	for _, r := range rights {
		c.Roles = append(c.Roles, Held{r.role.Name, r.role.Title, r.over})
		c.Duty = r.role.Duty
	}
	return c
}

// Act returns the caller acting on behalf of giver, if a delegation allows it
// on the day.
func (d *Directory) Act(c Caller, giver ref.ID) (Caller, error) {
	s := d.current()
	g, ok := s.people[giver]
	if !ok || len(s.delegated(c.Person, giver, c.Day)) == 0 {
		return Caller{}, fault.New(fault.Denied, "actor.no_delegation", "没有有效的委托，不能代为办理")
	}
	c.OnBehalf, c.Unit, c.Organ = giver, g.Unit, s.organ(g.Unit)
	return c, nil
}

// Givers lists for whom the caller may act on its day.
func (d *Directory) Givers(c Caller) []Person {
	s := d.current()
	var out []Person
	for _, x := range s.delegations[c.Person] {
		p, ok := s.people[x.giver]
		if ok && len(s.delegated(c.Person, x.giver, c.Day)) > 0 && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}
