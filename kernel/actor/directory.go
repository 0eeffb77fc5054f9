package actor

import (
	"context"
	"fmt"
	"sort"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Directory is the organisation in memory. It is safe for concurrent use;
// rights are always judged by the latest snapshot, whenever the Caller was made.
type Directory struct {
	db    *db.DB
	snap  atomic.Pointer[snapshot]
	stale atomic.Bool
	mu    sync.Mutex // one reload at a time
}

// NewDirectory returns an empty directory; Load must be called before use.
func NewDirectory(d *db.DB) *Directory {
	p := &Directory{db: d}
	p.snap.Store(&snapshot{})
	return p
}

// Load reads the organisation, at start and whenever another server may have
// changed it. Where the database can be written, the unit closure is brought up
// to the units first.
func (d *Directory) Load(ctx context.Context) error {
	if err := d.closure(ctx); err != nil {
		return err
	}
	return d.reload(ctx)
}

// closure rebuilds unit_closure where it is not what the units say, as after a
// restore.
func (d *Directory) closure(ctx context.Context) error {
	var right bool
	err := d.db.Read(ctx, func(c db.Conn) error {
		units, err := nodes(c)
		if err != nil {
			return err
		}
		want := map[[3]string]bool{}
		above := lines(units)
		for _, u := range units {
			for _, a := range above[u.id] {
				want[[3]string{string(u.area), string(a), string(u.id)}] = true
			}
		}
		right = true
		n := 0
		err = scan(c, `SELECT area, ancestor, unit FROM unit_closure`, func(scan func(...any) error) error {
			var k [3]string
			n++
			err := scan(&k[0], &k[1], &k[2])
			right = right && want[k]
			return err
		})
		right = right && n == len(want)
		return err
	})
	if err != nil || right {
		return err
	}
	err = d.db.Write(ctx, RebuildClosure)
	if f := fault.As(err); f != nil && f.Code == "db.readonly" {
		return nil // whoever writes next repairs it
	}
	return err
}

func (d *Directory) reload(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stale.Store(false) // before reading: a change meanwhile sets it again
	err := d.db.Read(ctx, func(c db.Conn) error {
		s, err := read(c)
		if err == nil {
			d.snap.Store(s)
		}
		return err
	})
	if err != nil {
		d.stale.Store(true)
	}
	return err
}

// Changed tells the directory which kinds an act has changed, once it is
// durable; changes of the organisation take effect before it returns. It never
// writes and does not fail: should the database not answer, nobody has any
// right until it does.
func (d *Directory) Changed(kinds []string) {
	for _, k := range kinds {
		switch k {
		case "unit", "person", "post", "role", "role_grant", "delegation", "sign_in_rule":
			d.Invalidate()
			return
		}
	}
}

// Invalidate reads the organisation anew and returns when that is done. Where
// it fails the directory stays stale, and current tries again.
func (d *Directory) Invalidate() {
	d.stale.Store(true)
	_ = d.reload(context.Background())
}

// current is the latest snapshot; an empty one, in which nobody may do
// anything, when a known change cannot be read.
func (d *Directory) current() *snapshot {
	if d.stale.Load() {
		if err := d.reload(context.Background()); err != nil {
			return &snapshot{}
		}
	}
	return d.snap.Load()
}

// UnitName returns the name of a unit in force, "" for none.
func (d *Directory) UnitName(id ref.ID) string { return d.current().units[id].Name }

// PersonName returns the name of a person or, of what Caller.Label gives for a
// machine, what it is; "" for nobody known.
func (d *Directory) PersonName(id ref.ID) string {
	if name, ok := strings.CutPrefix(string(id), machineLabel); ok {
		return fmt.Sprintf("系统（%s）", name)
	}
	return d.current().people[id].Name
}

// Unit returns a unit in force.
func (d *Directory) Unit(id ref.ID) (Unit, bool) { u, ok := d.current().units[id]; return u, ok }

// Person returns a person in force.
func (d *Directory) Person(id ref.ID) (Person, bool) { p, ok := d.current().people[id]; return p, ok }

// Below reports whether a unit is the other one or under it.
func (d *Directory) Below(unit, of ref.ID) bool { return d.current().below(unit, []ref.ID{of}) }

// Roots returns the highest units of an area.
func (d *Directory) Roots(area ref.Area) []ref.ID {
	return append([]ref.ID(nil), d.current().roots[area]...)
}

// Units returns the units in force of an area, in the order of their making.
func (d *Directory) Units(area ref.Area) []Unit {
	var out []Unit
	for _, u := range d.current().units {
		if u.Area == area {
			out = append(out, u)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}

// Organ is in whose name a unit acts (名义机关): its own organ or that of the
// nearest unit above it, "" where there is none.
func (d *Directory) Organ(unit ref.ID) string { return d.current().organ(unit) }

// Letterhead is in whose name a unit writes and the letters (机关代字) of that organ
// in numbers of documents; where none are kept, its name without 市场监督管理局 and
// with 市监, as numbers usually have it.
func (d *Directory) Letterhead(unit ref.ID) (organ, mark string) {
	s := d.current()
	for _, id := range s.above[unit] {
		u := s.units[id]
		if u.Organ == "" {
			continue
		}
		if u.Mark != "" {
			return u.Organ, u.Mark
		}
		return u.Organ, strings.TrimSuffix(u.Organ, "市场监督管理局") + "市监"
	}
	return "", ""
}

// OrganCode is the code that numbers given in the name of a unit's organ carry:
// the county of the nearest unit above it that has an organ, else the
// prefecture of the area.
func (d *Directory) OrganCode(area ref.Area, unit ref.ID) string {
	s := d.current()
	for range maxHeight {
		u, ok := s.units[unit]
		if !ok {
			break
		}
		if u.Organ != "" && u.County != "" {
			return u.County
		}
		unit = u.Parent
	}
	return string(area) + "00"
}

// SeatOf is the unit in which somebody sits who holds a role on a day, of several
// the one who came first; "" where nobody does.
func (d *Directory) SeatOf(area ref.Area, role, day string) ref.ID {
	s := d.current()
	var first Person
	for id, p := range s.people {
		if p.Area != area || p.gone(day) || p.Unit == "" || first.ID != "" && first.ID < id {
			continue
		}
		rights, _ := s.rights(p, day)
		for _, r := range rights {
			if r.role.Name == role {
				first = p
			}
		}
	}
	return first.Unit
}
