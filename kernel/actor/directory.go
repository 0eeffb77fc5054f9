package actor

import (
	"context"
	"fmt"
	"sort"
	"strings"
	"sync/atomic"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Unit is an organ or one of its units.
type Unit struct {
	Area   ref.Area
	ID     ref.ID
	Name   string
	Parent ref.ID
	Sort   string
	Organ  string // the name under which it acts, where it has one of its own
	County string
}

// Person is somebody of the bureau.
type Person struct {
	Area    ref.Area
	ID      ref.ID
	Name    string
	Account string
	Unit    ref.ID
	Post    string
}

// Grant is a confirmed role over a subtree.
type Grant struct {
	ID           ref.ID
	Area         ref.Area
	Person       ref.ID
	Role         string
	Over         ref.ID
	Since, Until string // days; Until "" has no end and is the first day without
}

// on reports whether the grant holds on a day.
func (g Grant) on(day string) bool { return g.Since <= day && (g.Until == "" || day < g.Until) }

// Delegation lets Taker act for Giver.
type Delegation struct {
	Area         ref.Area
	Giver, Taker ref.ID
	Since, Until string
}

// Snapshot is the organisation at one moment. It is never changed once made.
type Snapshot struct {
	Units       map[ref.ID]Unit
	People      map[ref.ID]Person
	Accounts    map[string]ref.ID
	Grants      map[ref.ID][]Grant // by person
	Delegations []Delegation
}

// under reports whether unit is root or below it.
func (s *Snapshot) under(root, unit ref.ID) bool {
	for i := 0; i < 64 && unit != ""; i++ {
		if unit == root {
			return true
		}
		unit = s.Units[unit].Parent
	}
	return false
}

// organ is the name in which a unit acts: its own or that of the nearest unit
// above it that has one.
func (s *Snapshot) organ(unit ref.ID) string {
	for i := 0; i < 64 && unit != ""; i++ {
		u := s.Units[unit]
		if u.Organ != "" {
			return u.Organ
		}
		unit = u.Parent
	}
	return ""
}

// Directory holds the current snapshot.
type Directory struct {
	db    *db.DB
	state atomic.Pointer[Snapshot]
	stale atomic.Bool
}

// NewDirectory returns an empty directory; Load fills it.
func NewDirectory(d *db.DB) *Directory {
	x := &Directory{db: d}
	x.state.Store(&Snapshot{})
	return x
}

// Kind names whose change makes the snapshot stale.
var organisation = map[string]bool{"unit": true, "person": true, "role_grant": true, "delegation": true}

// Changed tells the directory which kinds an act has written.
func (d *Directory) Changed(kinds []string) {
	for _, k := range kinds {
		if organisation[k] {
			d.stale.Store(true)
			return
		}
	}
}

// Snapshot returns the organisation as it stands, read anew if it changed.
func (d *Directory) Snapshot() *Snapshot {
	if d.stale.CompareAndSwap(true, false) {
		if err := d.Load(context.Background()); err != nil {
			d.stale.Store(true) // the next one tries again; rights stay as they were
		}
	}
	return d.state.Load()
}

// Load reads the organisation from its tables.
func (d *Directory) Load(ctx context.Context) error {
	s := &Snapshot{Units: map[ref.ID]Unit{}, People: map[ref.ID]Person{}, Accounts: map[string]ref.ID{}, Grants: map[ref.ID][]Grant{}}
	err := d.db.Read(ctx, func(c db.Conn) error {
		if err := s.units(c); err != nil {
			return err
		}
		if err := s.people(c); err != nil {
			return err
		}
		if err := s.grants(c); err != nil {
			return err
		}
		return s.delegations(c)
	})
	if err != nil {
		return fmt.Errorf("loading the organisation: %w", err)
	}
	d.state.Store(s)
	return nil
}

func (s *Snapshot) units(c db.Conn) error {
	rows, err := c.Query(`SELECT area, id, name, coalesce(parent, ''), sort, coalesce(organ, ''), coalesce(county, '') FROM actor_unit WHERE state = 'active'`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var u Unit
		if err := rows.Scan(&u.Area, &u.ID, &u.Name, &u.Parent, &u.Sort, &u.Organ, &u.County); err != nil {
			return err
		}
		s.Units[u.ID] = u
	}
	return rows.Err()
}

func (s *Snapshot) people(c db.Conn) error {
	rows, err := c.Query(`SELECT area, id, name, account, unit_of, coalesce(post, '') FROM actor_person WHERE state = 'active'`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var p Person
		if err := rows.Scan(&p.Area, &p.ID, &p.Name, &p.Account, &p.Unit, &p.Post); err != nil {
			return err
		}
		s.People[p.ID] = p
		s.Accounts[p.Account] = p.ID
	}
	return rows.Err()
}

func (s *Snapshot) grants(c db.Conn) error {
	rows, err := c.Query(`SELECT id, area, person, role, over, since, coalesce(until_on, '') FROM actor_role_grant WHERE state = 'active' AND confirmed = 'yes' ORDER BY id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var g Grant
		if err := rows.Scan(&g.ID, &g.Area, &g.Person, &g.Role, &g.Over, &g.Since, &g.Until); err != nil {
			return err
		}
		s.Grants[g.Person] = append(s.Grants[g.Person], g)
	}
	return rows.Err()
}

func (s *Snapshot) delegations(c db.Conn) error {
	rows, err := c.Query(`SELECT area, giver, taker, since, until_on FROM actor_delegation WHERE state = 'active' ORDER BY id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var g Delegation
		if err := rows.Scan(&g.Area, &g.Giver, &g.Taker, &g.Since, &g.Until); err != nil {
			return err
		}
		s.Delegations = append(s.Delegations, g)
	}
	return rows.Err()
}

// RebuildClosure writes which units are below which; it runs in the act that
// changed a unit.
func RebuildClosure(tx *db.Tx) error {
	s := &Snapshot{Units: map[ref.ID]Unit{}}
	if err := s.units(tx); err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM unit_closure`); err != nil {
		return err
	}
	for id, u := range s.Units {
		up := id
		for i := 0; up != ""; i++ {
			if i == 64 {
				return fault.New(fault.Invalid, "actor.circle", "机构的上级关系成环："+u.Name)
			}
			if _, err := tx.Exec(`INSERT INTO unit_closure (area, ancestor, unit) VALUES ($1, $2, $3)`, string(u.Area), string(up), string(id)); err != nil {
				return err
			}
			up = s.Units[up].Parent
		}
	}
	return nil
}

// UnitName returns the name of a unit, "" for none.
func (d *Directory) UnitName(id ref.ID) string { return d.Snapshot().Units[id].Name }

// PersonName returns the name of a person, "" for none.
func (d *Directory) PersonName(id ref.ID) string { return d.Snapshot().People[id].Name }

// CheckReadable refuses, by name, fields the caller may not read. Rights to
// fields come before rights to rows.
func (d *Directory) CheckReadable(c Caller, k *kind.Kind, names []string) error {
	scope := d.May(c, kind.Read, k)
	var hidden []string
	for _, n := range names {
		if f := k.Field(n); f != nil && !scope.Readable(f) {
			hidden = append(hidden, f.Title)
		}
	}
	if len(hidden) == 0 {
		return nil
	}
	sort.Strings(hidden)
	return fault.Newf(fault.Denied, "actor.field", "您无权读取%s的字段：%s", k.Title, strings.Join(hidden, "、"))
}
