package actor

import (
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// Tables are the machine tables only this package writes; the tables of its
// kinds belong to kernel/record.
func Tables() []string { return []string{"unit_closure"} }

// Steps are the package's schema changes. unit_closure is a machine table: for
// each unit itself and all above it; it follows from the units and is rebuilt
// in the act that changes one.
func Steps() []db.Step {
	return []db.Step{{Name: "actor.001_closure", Statements: []string{
		`CREATE TABLE unit_closure (area {text} NOT NULL, ancestor {text} NOT NULL, unit {text} NOT NULL, PRIMARY KEY (area, unit, ancestor))`,
		`CREATE INDEX unit_closure_below ON unit_closure (ancestor, unit)`,
	}}}
}

// node is a unit as the tree needs it.
type node struct {
	area   ref.Area
	id     ref.ID
	parent ref.ID // "" for the highest
}

// nodes reads the units in force.
func nodes(c db.Conn) ([]node, error) {
	rows, err := c.Query(`SELECT area, id, coalesce(parent, '') FROM actor_unit WHERE state = 'active' ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("reading units: %w", err)
	}
	defer rows.Close()
	var out []node
	for rows.Next() {
		var n node
		if err := rows.Scan(&n.area, &n.id, &n.parent); err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, rows.Err()
}

// maxHeight bounds the tree; a longer chain is a circle and ends there.
const maxHeight = 32

// lines returns for each unit itself and every unit in force above it. A line
// ends at a unit that is no longer in force, and where it runs in a circle.
func lines(units []node) map[ref.ID][]ref.ID {
	by := make(map[ref.ID]node, len(units))
	for _, u := range units {
		by[u.id] = u
	}
	out := make(map[ref.ID][]ref.ID, len(units))
	for _, u := range units {
		seen := map[ref.ID]bool{}
		for at, ok := u, true; ok && !seen[at.id] && len(seen) < maxHeight; at, ok = by[at.parent] {
			seen[at.id] = true
			out[u.id] = append(out[u.id], at.id)
		}
	}
	return out
}

// RebuildClosure writes unit_closure anew from the units. It belongs into every
// act that changes a unit.
func RebuildClosure(tx *db.Tx) error {
	units, err := nodes(tx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM unit_closure`); err != nil {
		return fmt.Errorf("clearing the unit closure: %w", err)
	}
	above := lines(units)
	var places []string
	var args []any
	flush := func() error {
		if len(places) == 0 {
			return nil
		}
		_, err := tx.Exec(`INSERT INTO unit_closure (area, ancestor, unit) VALUES `+strings.Join(places, ", "), args...)
		places, args = nil, nil
		return err
	}
	for _, u := range units {
		for _, a := range above[u.id] {
			n := len(args)
			places = append(places, fmt.Sprintf("($%d, $%d, $%d)", n+1, n+2, n+3))
			args = append(args, string(u.area), string(a), string(u.id))
			if len(args) >= 900 {
				if err := flush(); err != nil {
					return fmt.Errorf("writing the unit closure: %w", err)
				}
			}
		}
	}
	if err := flush(); err != nil {
		return fmt.Errorf("writing the unit closure: %w", err)
	}
	return nil
}
