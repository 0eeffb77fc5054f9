package actor

import (
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
)

// RowHead is what rights to a record are judged by.
type RowHead struct {
	Area    ref.Area
	Unit    ref.ID // in charge
	Owner   ref.ID // person in charge
	Parties []Party
}

// Party is a further person or unit of a record.
type Party struct{ Person, Unit ref.ID }

// Scope is which records of a kind a caller may do one thing with: all of his
// area, or own ∪ party ∪ unit in a subtree; and which fields he may read.
type Scope struct {
	None     bool
	All      bool     // every record of Area
	Area     ref.Area // rights never reach into another area
	Units    []ref.ID // roots of the subtrees
	Person   ref.ID
	Personal bool // may read personal fields
	Secret   bool // may read secret fields

	under func(root, unit ref.ID) bool
}

// Readable reports whether a field may be read.
func (s Scope) Readable(f *kind.Field) bool {
	return (!f.Personal || s.Personal) && (!f.Secret || s.Secret)
}

// Covers reports whether a record is within the scope. It agrees with Where.
func (s Scope) Covers(h RowHead) bool {
	if s.None || s.Area != "" && h.Area != s.Area {
		return false
	}
	if s.All {
		return true
	}
	if s.Person != "" && h.Owner == s.Person {
		return true
	}
	for _, root := range s.Units {
		if h.Unit != "" && s.under(root, h.Unit) {
			return true
		}
	}
	for _, p := range h.Parties {
		if s.Person != "" && p.Person == s.Person {
			return true
		}
		for _, root := range s.Units {
			if p.Unit != "" && s.under(root, p.Unit) {
				return true
			}
		}
	}
	return false
}

// Where is the scope as a condition on the rows of a kind's table under alias;
// "" when it narrows nothing. param appends a parameter and returns its place.
func (s Scope) Where(alias, kindName string, param func(any) string) string {
	if s.None {
		return "1 = 0"
	}
	var area string
	if s.Area != "" {
		area = alias + ".area = " + param(string(s.Area))
	}
	if s.All {
		return area
	}
	ways := []string{alias + ".owner = " + param(string(s.Person))}
	party := "EXISTS (SELECT 1 FROM record_party p WHERE p.area = " + alias + ".area AND p.kind = " + param(kindName) + " AND p.record = " + alias + ".id AND "
	who := []string{"p.person = " + param(string(s.Person))}
	if len(s.Units) > 0 {
		var roots []string
		for _, u := range s.Units {
			roots = append(roots, param(string(u)))
		}
		in := "(SELECT c.unit FROM unit_closure c WHERE c.area = " + alias + ".area AND c.ancestor IN (" + strings.Join(roots, ", ") + "))"
		ways = append(ways, alias+".unit IN "+in)
		who = append(who, "p.unit IN "+in)
	}
	ways = append(ways, party+"("+strings.Join(who, " OR ")+"))")
	out := "(" + strings.Join(ways, " OR ") + ")"
	if area != "" {
		out = area + " AND " + out
	}
	return out
}
