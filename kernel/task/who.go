package task

import (
	"cmp"
	"slices"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
)

// The roles as they bear on whom a task falls to.
const (
	officer  = "officer"
	receiver = "receiver"
	steward  = "steward"
	head     = "head"
	leader   = "leader"
)

// The states of a task.
const (
	Running = "running" // its limit runs, or has run out
	Paused  = "paused"  // its limit does not count now
	Open    = "open"    // no limit runs
	Filing  = "filing"  // nothing is left but to file the record away
)

// Fields are the fields of a kind that name who handles a record and the unit
// that does: the first person and the first unit of its parties, nil where the
// kind has none.
func Fields(k *kind.Kind) (person, unit *kind.Field) {
	for _, name := range k.Parties {
		f := k.Field(name)
		switch {
		case f.Type != kind.Reference:
		case f.Of == "person" && person == nil:
			person = f
		case f.Of == "unit" && unit == nil:
			unit = f
		}
	}
	return person, unit
}

// Handler is who handles a record: whom its field names, "" where that is still
// empty; in a kind without such a field who registered it.
func Handler(r *record.Record) ref.ID {
	f, _ := Fields(r.Kind)
	if f == nil {
		return r.Owner
	}
	return record.RefOf(r.Values[f.Name]).ID
}

// Approver is the leader to whom a record was reported (报请审批): the person its
// parties name after the handler, "" where none is named.
func Approver(r *record.Record) ref.ID {
	first, _ := Fields(r.Kind)
	for _, name := range r.Kind.Parties {
		if f := r.Kind.Field(name); f != first && f.Type == kind.Reference && f.Of == "person" {
			return record.RefOf(r.Values[f.Name]).ID
		}
	}
	return ""
}

// Unit is the unit that handles a record: the one its field names, else the one
// that registered it.
func Unit(r *record.Record) ref.ID {
	if _, f := Fields(r.Kind); f != nil {
		if id := record.RefOf(r.Values[f.Name]).ID; id != "" {
			return id
		}
	}
	return r.Unit
}

// row is one task as it is stored.
type row struct {
	Person, Unit ref.ID
	Role         string // of a post; "" where a person is named
	Clock        string
	State        string
	DueOn        string // Never where there is no day
	DueAt        int64
	WarnOn       string
}

// tasks works out who must act on a record.
func tasks(r *record.Record, c *procedure.Course) []row {
	if c == nil {
		return nil
	}
	var out []row
	for _, d := range c.Duties() {
		t := row{State: Open, DueOn: Never}
		if d.Filing {
			t.State = Filing
		}
		if run := d.Run; run != nil {
			t.Clock, t.State = run.Clock.Name, Running
			if run.Stopped {
				t.State = Paused
			} else {
				t.DueOn, t.DueAt, t.WarnOn = run.Due.String(), int64(run.DueAt), c.WarnOn(run)
			}
		}
		for _, w := range answers(r, d) {
			t.Person, t.Unit, t.Role = w.Person, w.Unit, w.Role
			i := slices.IndexFunc(out, func(x row) bool { return x.Person == t.Person && x.Unit == t.Unit && x.Role == t.Role })
			switch {
			case i < 0:
				out = append(out, t)
			case t.before(out[i]):
				out[i] = t
			}
		}
	}
	return out
}

// before reports whether a limit ends before another: then it is the task.
func (t row) before(x row) bool {
	rank := map[string]int{Running: 0, Paused: 1, Open: 2, Filing: 3}
	return cmp.Or(cmp.Compare(t.DueOn, x.DueOn), cmp.Compare(rank[t.State], rank[x.State])) < 0
}

// answers are those to whom a duty falls.
func answers(r *record.Record, d procedure.Duty) []row {
	unit := Unit(r)
	var out []row
	for _, p := range d.People {
		out = append(out, row{Person: p, Unit: unit})
	}
	if d.Owner && r.Owner != "" {
		out = append(out, row{Person: r.Owner, Unit: unit})
	}
	if len(out) > 0 {
		return out
	}
	roles := slices.DeleteFunc(slices.Clone(d.Roles), func(x string) bool { return x == kind.SubjectRole })
	if d.Tells { // a leader decides, and does not tell
		roles = append(roles, r.Kind.Access.Roles[record.Amend]...)
	}
	if slices.Contains(roles, receiver) {
		if d.Begins { // not sent to anybody yet, or sent back, or ended before that: it is with who received it
			return []row{{Unit: r.Unit, Role: receiver}}
		}
		if rest := slices.DeleteFunc(slices.Clone(roles), func(x string) bool { return x == receiver }); len(rest) > 0 {
			roles = rest
		}
	}
	works := slices.IndexFunc(roles, func(x string) bool { return x == officer || x == receiver || x == steward })
	handler := Handler(r)
	if a := Approver(r); a != "" && slices.Contains(roles, leader) {
		out = append(out, row{Person: a, Unit: unit})
		if works < 0 {
			return out
		}
	}
	switch {
	case (works >= 0 || len(roles) == 0) && handler != "":
		return append(out, row{Person: handler, Unit: unit})
	case works >= 0:
		return append(out, row{Unit: unit, Role: roles[works]})
	case len(roles) > 0:
		return []row{{Unit: unit, Role: roles[0]}}
	}
	return []row{{Unit: unit, Role: head}}
}
