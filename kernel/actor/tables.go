package actor

import (
	"encoding/json"
	"fmt"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// read takes a snapshot.
func read(c db.Conn) (*snapshot, error) {
	s := &snapshot{units: map[ref.ID]Unit{}, roots: map[ref.Area][]ref.ID{}, people: map[ref.ID]Person{}, byAccount: map[string]ref.ID{},
		posts: map[ref.ID][]Post{}, grants: map[ref.ID][]grant{}, delegations: map[ref.ID][]delegation{}, own: map[ref.Area]map[string]Role{},
		codeRoles: map[ref.Area]map[string]string{}}
	for _, f := range []func(db.Conn) error{s.readUnits, s.readPeople, s.readPosts, s.readGrants, s.readDelegations, s.readRoles, s.readRules} {
		if err := f(c); err != nil {
			return nil, fmt.Errorf("reading the organisation: %w", err)
		}
	}
	return s, nil
}

// scan hands each row of a query to f.
func scan(c db.Conn, query string, f func(scan func(...any) error) error) error {
	rows, err := c.Query(query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (s *snapshot) readUnits(c db.Conn) error {
	var tree []node
	err := scan(c, `SELECT area, id, coalesce(name, ''), coalesce(short_name, ''), coalesce(parent, ''), coalesce(organ, ''), coalesce(organ_code, ''), coalesce(county, '') FROM actor_unit WHERE state = 'active' ORDER BY id`,
		func(scan func(...any) error) error {
			var u Unit
			if err := scan(&u.Area, &u.ID, &u.Name, &u.Short, &u.Parent, &u.Organ, &u.Mark, &u.County); err != nil {
				return err
			}
			s.units[u.ID] = u
			tree = append(tree, node{u.Area, u.ID, u.Parent})
			if u.Parent == "" {
				s.roots[u.Area] = append(s.roots[u.Area], u.ID)
			}
			return nil
		})
	s.above = lines(tree)
	return err
}

func (s *snapshot) readPeople(c db.Conn) error {
	return scan(c, `SELECT area, id, coalesce(name, ''), coalesce(account, ''), coalesce(unit_of, ''), coalesce(left_on, ''), coalesce(service, FALSE) FROM actor_person WHERE state = 'active' ORDER BY id`,
		func(scan func(...any) error) error {
			var p Person
			if err := scan(&p.Area, &p.ID, &p.Name, &p.Account, &p.Unit, &p.LeftOn, &p.Service); err != nil {
				return err
			}
			s.people[p.ID] = p
			if p.Account != "" {
				s.byAccount[p.Account] = p.ID
			}
			return nil
		})
}

func (s *snapshot) readPosts(c db.Conn) error {
	return scan(c, `SELECT coalesce(person, ''), coalesce(place, ''), coalesce(duty, ''), coalesce(chief, FALSE), coalesce(since, ''), coalesce(until_on, '') FROM actor_post WHERE state = 'active' ORDER BY id`,
		func(scan func(...any) error) error {
			var person ref.ID
			var p Post
			if err := scan(&person, &p.Unit, &p.Duty, &p.Chief, &p.since, &p.until); err != nil {
				return err
			}
			s.posts[person] = append(s.posts[person], p)
			return nil
		})
}

func (s *snapshot) readGrants(c db.Conn) error {
	return scan(c, `SELECT coalesce(person, ''), coalesce(role, ''), coalesce(over, ''), coalesce(reach, ''), coalesce(matters, ''), coalesce(since, ''), coalesce(until_on, ''),
			coalesce(confirmed, ''), coalesce(confirmed_by, ''), owner FROM actor_role_grant WHERE state = 'active' ORDER BY id`,
		func(scan func(...any) error) error {
			var g grant
			var matters, confirmed string
			if err := scan(&g.person, &g.role, &g.over, &g.reach, &matters, &g.since, &g.until, &confirmed, &g.confirmedBy, &g.by); err != nil {
				return err
			}
			g.confirmed = confirmed == "yes"
			s.grants[g.person] = append(s.grants[g.person], g)
			return list(matters, &s.grants[g.person][len(s.grants[g.person])-1].matters)
		})
}

func (s *snapshot) readDelegations(c db.Conn) error {
	return scan(c, `SELECT coalesce(giver, ''), coalesce(taker, ''), coalesce(role, ''), coalesce(matters, ''), coalesce(since, ''), coalesce(until_on, '') FROM actor_delegation WHERE state = 'active' ORDER BY id`,
		func(scan func(...any) error) error {
			var d delegation
			var matters string
			if err := scan(&d.giver, &d.taker, &d.role, &matters, &d.since, &d.until); err != nil {
				return err
			}
			if err := list(matters, &d.matters); err != nil {
				return err
			}
			s.delegations[d.taker] = append(s.delegations[d.taker], d)
			return nil
		})
}

// readRoles reads the bureaus' own roles; one that is not confirmed, is based
// on no business role or takes a product role's name is passed over.
func (s *snapshot) readRoles(c db.Conn) error {
	return scan(c, `SELECT area, coalesce(name, ''), coalesce(title, ''), coalesce(base, ''), coalesce(matters, ''), coalesce(confirmed, ''), coalesce(confirmed_by, ''), owner
			FROM actor_role WHERE state = 'active' ORDER BY id`,
		func(scan func(...any) error) error {
			var area ref.Area
			var r Role
			var matters, confirmed string
			var confirmedBy, by ref.ID
			if err := scan(&area, &r.Name, &r.Title, &r.Base, &matters, &confirmed, &confirmedBy, &by); err != nil {
				return err
			}
			base, ok := FindRole(r.Base)
			if _, taken := FindRole(r.Name); taken || reserved(r.Name) || !ok || base.Duty != Business || !settled(confirmed == "yes", by, confirmedBy, "") {
				return nil
			}
			r.Duty, r.May = Business, base.May
			if err := list(matters, &r.Matters); err != nil || len(r.Matters) == 0 {
				return err
			}
			if s.own[area] == nil {
				s.own[area] = map[string]Role{}
			}
			s.own[area][r.Name] = r
			return nil
		})
}

func (s *snapshot) readRules(c db.Conn) error {
	return scan(c, `SELECT area, coalesce(role, ''), coalesce(since, '') FROM actor_sign_in_rule WHERE state = 'active' ORDER BY id`,
		func(scan func(...any) error) error {
			var area ref.Area
			var role, since string
			if err := scan(&area, &role, &since); err != nil {
				return err
			}
			if s.codeRoles[area] == nil {
				s.codeRoles[area] = map[string]string{}
			}
			s.codeRoles[area][role] = since
			return nil
		})
}

// list reads the JSON in which a row keeps a list field.
func list(text string, into *[]string) error {
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), into)
}
