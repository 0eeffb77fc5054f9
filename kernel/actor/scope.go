package actor

import (
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
)

// Scope is over which records a caller has a right: own ∪ party ∪ unit in the
// granted subtrees, or a whole book.
type Scope struct {
	None   bool     // over no record at all
	All    bool     // over every record of Area
	Area   ref.Area // with All: the area; "" means every area (the installation itself)
	Person ref.ID   // own records and those he is a party of
	Units  []ref.ID // records of these units and those below, and those they are parties of

	parties          bool   // the kind is secret: only own records and those the person, or the unit he sits in, is a party of
	seat             ref.ID // the unit the person sits in
	personal, secret bool
	snap             *snapshot
}

// Party is a further person or unit of a record (record_party).
type Party struct{ Person, Unit ref.ID }

// RowHead is what rights to a row are judged by.
type RowHead struct {
	Area    ref.Area
	Unit    ref.ID
	Owner   ref.ID
	Parties []Party
}

// AllIn reports whether the scope takes in every record of the area, so that
// kept totals are the caller's totals.
func (s Scope) AllIn(area ref.Area) bool {
	return !s.None && s.All && (s.Area == "" || s.Area == area)
}

// Readable reports whether the caller may read the field.
func (s Scope) Readable(f *kind.Field) bool {
	return (!f.Personal || s.personal) && (!f.Secret || s.secret)
}

// Covers reports whether a row is within the scope.
func (s Scope) Covers(row RowHead) bool {
	switch {
	case s.None:
		return false
	case s.AllIn(row.Area):
		return true
	case s.Person != "" && row.Owner == s.Person:
		return true
	}
	for _, p := range row.Parties {
		if s.Person != "" && p.Person == s.Person || s.unitParty(p.Unit) {
			return true
		}
	}
	return !s.parties && s.snap.units[row.Unit].Area == row.Area && s.below(row.Unit)
}

// unitParty reports whether the scope takes in a record of which the unit is a
// party: in a secret kind for those who sit there, else for whoever has the
// right over the unit.
func (s Scope) unitParty(unit ref.ID) bool {
	if s.parties {
		return unit != "" && unit == s.seat
	}
	return s.below(unit)
}

func (s Scope) below(unit ref.ID) bool { return unit != "" && s.snap.below(unit, s.Units) }

// Where is the predicate that keeps the rows of the kind's table, named alias,
// within the scope; "" where it keeps all. param adds a parameter and returns
// its placeholder. It agrees with Covers.
func (s Scope) Where(alias, kindName string, param func(any) string) string {
	if s.None {
		return "1 = 0"
	}
	if s.All && s.Area == "" {
		return ""
	}
	var or []string
	if s.All {
		or = append(or, fmt.Sprintf("%s.area = %s", alias, param(string(s.Area))))
	}
	party := ""
	if s.Person != "" {
		p := param(string(s.Person))
		or = append(or, fmt.Sprintf("%s.owner = %s", alias, p))
		party = "p.person = " + p
		if s.parties && s.seat != "" {
			party += " OR p.unit = " + param(string(s.seat))
		}
	}
	if len(s.Units) > 0 {
		places := make([]string, len(s.Units))
		for i, u := range s.Units {
			places[i] = param(string(u))
		}
		in := strings.Join(places, ", ")
		or = append(or, fmt.Sprintf("EXISTS (SELECT 1 FROM unit_closure c WHERE c.area = %[1]s.area AND c.unit = %[1]s.unit AND c.ancestor IN (%[2]s))", alias, in))
		if party != "" {
			party += " OR "
		}
		party += fmt.Sprintf("EXISTS (SELECT 1 FROM unit_closure c WHERE c.unit = p.unit AND c.ancestor IN (%s))", in)
	}
	if party != "" {
		or = append(or, fmt.Sprintf("EXISTS (SELECT 1 FROM record_party p WHERE p.area = %[1]s.area AND p.kind = %[2]s AND p.record = %[1]s.id AND (%[3]s))",
			alias, param(kindName), party))
	}
	if len(or) == 0 {
		return "1 = 0"
	}
	return "(" + strings.Join(or, " OR ") + ")"
}
