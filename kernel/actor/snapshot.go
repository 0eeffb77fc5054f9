package actor

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/hengjian/hengjian/kernel/ref"
)

// Unit is an organisation unit (承办机构).
type Unit struct {
	Area   ref.Area
	ID     ref.ID
	Name   string
	Short  string // 简称, "" where it has none
	Parent ref.ID
	Organ  string // 名义机关, "" where it acts in the name of the one above
	Mark   string // 机关代字 in numbers of documents
	County string // where it is; of an organ the code its numbers carry
}

// Person is somebody who works here.
type Person struct {
	Area    ref.Area
	ID      ref.ID
	Name    string
	Account string
	Unit    ref.ID
	LeftOn  string
	Service bool // a program: API keys and no password
}

// Post is a person's post in a unit.
type Post struct {
	Unit  ref.ID `json:"unit"`
	Duty  string `json:"duty"`
	Chief bool   `json:"chief,omitempty"`
	since string
	until string
}

// grant is a role given to a person.
type grant struct {
	person, over, by, confirmedBy ref.ID
	role, reach, since, until     string
	matters                       []string
	confirmed                     bool
}

// settled reports whether a second person has confirmed the grant. What the
// installation itself set up (no proposer) needs none.
func (g grant) settled() bool { return settled(g.confirmed, g.by, g.confirmedBy, g.person) }

func settled(confirmed bool, by, confirmedBy, person ref.ID) bool {
	if !confirmed {
		return false
	}
	return by == "" || confirmedBy != "" && confirmedBy != by && confirmedBy != person
}

// on reports whether a period holds on a day; the empty end is open.
func on(day, since, until string) bool {
	return since != "" && since <= day && (until == "" || day < until)
}

type delegation struct {
	giver, taker       ref.ID
	role, since, until string
	matters            []string
}

// snapshot is the organisation as it stood when it was read. It never changes.
type snapshot struct {
	units       map[ref.ID]Unit
	above       map[ref.ID][]ref.ID // itself first
	roots       map[ref.Area][]ref.ID
	people      map[ref.ID]Person
	byAccount   map[string]ref.ID
	posts       map[ref.ID][]Post
	grants      map[ref.ID][]grant
	delegations map[ref.ID][]delegation // by taker
	own         map[ref.Area]map[string]Role
	codeRoles   map[ref.Area]map[string]string // role that signs in with a one-time code → since
	answers     atomic.Pointer[answers]
}

// answers are the scopes worked out on one day; another day begins anew, so
// that they do not pile up while the organisation stays as it is.
type answers struct {
	day    string
	scopes sync.Map // question → Scope
	seats  seats
}

func (s *snapshot) answersOn(day string) *answers {
	a := s.answers.Load()
	if a == nil || a.day != day {
		a = &answers{day: day}
		s.answers.Store(a)
	}
	return a
}

// role finds a role a person of the area may hold.
func (s *snapshot) role(area ref.Area, name string) (Role, bool) {
	if r, ok := FindRole(name); ok {
		return r, true
	}
	r, ok := s.own[area][name]
	return r, ok
}

// organ is in whose name a unit acts: its own or that of the nearest above.
func (s *snapshot) organ(unit ref.ID) string {
	for _, u := range s.above[unit] {
		if o := s.units[u].Organ; o != "" {
			return o
		}
	}
	return ""
}

// below reports whether a unit is one of the given or under one of them.
func (s *snapshot) below(unit ref.ID, of []ref.ID) bool {
	for _, u := range s.above[unit] {
		if slices.Contains(of, u) {
			return true
		}
	}
	return false
}
