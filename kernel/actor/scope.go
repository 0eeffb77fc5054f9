package actor

import (
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
)

// Scope is over which records a caller has a right: own ∪ party ∪ unit in the
// granted subtrees, or a whole book; for a supervised subject those about itself.
type Scope struct {
	None   bool      // over no record at all
	All    bool      // over every record of Area
	Area   ref.Area  // with All: the area; "" means every area (the installation itself)
	Person ref.ID    // own records and those he is a party of
	Units  []ref.ID  // records of these units and those below, and those they are parties of
	Self   []ref.Ref // of a supervised subject: itself; nothing else of this scope counts then
	Holds  []ref.Ref // of somebody of the public: the records whose receipt he has shown; nothing else counts then

	parties          bool   // the kind is secret: only own records and those the person, or the unit he sits in, is a party of
	seat             ref.ID // the unit the person sits in
	personal, secret bool
	snap             *snapshot
	public           bool       // the scope is that of the public
	acts             bool       // the right is to do something: whom a record was only copied to is no party then
	about            string     // column that says whom a record is about, "" for none
	follow           []followed // rights to the records that these belong to; nothing else of this scope counts then
	follows          *kind.Follows
	sort             bool // the kind is a sort of subject: a record is itself
}

// followed is the right to read the records of one kind.
type followed struct {
	kind  *kind.Kind
	scope Scope
}

// Party is a further person or unit of a record (record_party). Whom it was
// only copied to (抄送) reads it and does nothing with it.
type Party struct {
	Person, Unit ref.ID
	Reads        bool
}

// RowHead is what rights to a row are judged by.
type RowHead struct {
	Area    ref.Area
	Unit    ref.ID
	Owner   ref.ID
	Parties []Party
	On      *OnHead   // the record it belongs to, where its kind follows another
	About   []ref.Ref // the subjects it is about; a subject's own record is about itself
	Record  ref.Ref   // itself; zero of one that is to be made
}

// OnHead is the record that another belongs to.
type OnHead struct {
	Kind string
	Row  RowHead
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
	case s.public:
		return s.isHeld(row)
	case s.follows != nil:
		return s.reaches(row.On)
	case len(s.Self) > 0:
		return s.isSelf(row)
	case s.AllIn(row.Area):
		return true
	case s.Person != "" && row.Owner == s.Person:
		return true
	}
	for _, p := range row.Parties {
		if (!p.Reads || !s.acts) && (s.Person != "" && p.Person == s.Person || s.unitParty(p.Unit)) {
			return true
		}
	}
	return !s.parties && s.snap.units[row.Unit].Area == row.Area && s.below(row.Unit)
}

// reaches reports whether the record that another belongs to may be read.
func (s Scope) reaches(on *OnHead) bool {
	for _, f := range s.follow {
		if on != nil && f.kind.Name == on.Kind {
			return f.scope.Covers(on.Row)
		}
	}
	return false
}

// whereFollows keeps the rows that belong to a record that may be read.
func (s Scope) whereFollows(alias string, of *kind.Follows, param func(any) string) string {
	var or []string
	for i, f := range s.follow {
		t := fmt.Sprintf("%s_f%d", alias, i)
		cond := fmt.Sprintf("%[1]s.%[2]s = %[3]s AND EXISTS (SELECT 1 FROM %[4]s %[5]s WHERE %[5]s.area = %[1]s.area AND %[5]s.id = %[1]s.%[6]s", alias, of.Kind, param(f.kind.Name), f.kind.Table, t, of.Record)
		if inner := f.scope.Where(t, f.kind.Name, param); inner != "" {
			cond += " AND " + inner
		}
		or = append(or, "("+cond+"))")
	}
	if len(or) == 0 {
		return "1 = 0"
	}
	return "(" + strings.Join(or, " OR ") + ")"
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
	if s.public {
		return s.whereHeld(alias, param)
	}
	if len(s.Self) > 0 {
		return s.whereSelf(alias, param)
	}
	if s.follows != nil {
		return s.whereFollows(alias, s.follows, param)
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
		if s.acts {
			party = "NOT p.only_reads AND (" + party + ")"
		}
		or = append(or, fmt.Sprintf("EXISTS (SELECT 1 FROM record_party p WHERE p.area = %[1]s.area AND p.kind = %[2]s AND p.record = %[1]s.id AND (%[3]s))",
			alias, param(kindName), party))
	}
	if len(or) == 0 {
		return "1 = 0"
	}
	return "(" + strings.Join(or, " OR ") + ")"
}
