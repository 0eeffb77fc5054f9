package task

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// Task is one thing a person or a post must do.
type Task struct {
	Kind   string
	Record ref.Ref
	Person ref.ID // who must do it, "" where it falls to a post
	Unit   ref.ID // that handles the record
	Role   string // of the post
	Clock  string // the limit, "" where none runs
	State  string
	DueOn  string // Never where there is no day
	DueAt  int64  // of a limit in hours
	WarnOn string
}

// Place is where a task stands in a list: lists are in the order of the day.
type Place struct {
	DueOn, Record, Person, Unit, Role string
}

// Place is the task's own.
func (t Task) Place() Place {
	return Place{t.DueOn, string(t.Record.ID), string(t.Person), string(t.Unit), t.Role}
}

// Compare orders places as lists do.
func (p Place) Compare(q Place) int {
	return slices.Compare([]string{p.DueOn, p.Record, p.Person, p.Unit, p.Role}, []string{q.DueOn, q.Record, q.Person, q.Unit, q.Role})
}

// Span is a range of due days, both included; "" is open.
type Span struct{ From, To string }

// Query narrows a list of tasks.
type Query struct {
	Area  ref.Area
	Kind  string // "" for all
	Span  Span
	After *Place
	Limit int
}

const columns = `SELECT t.kind, t.record, t.person, t.unit, t.role, t.clock, t.state, t.due_on, t.due_at, t.warn_on FROM task t`

// Mine lists the tasks of a caller: those that name him, and those of the posts
// he holds. For one who acts for another they are the other's. Which of the
// records he may read is asked with each (kernel/record).
func (b *Book) Mine(c db.Conn, who actor.Caller, q Query) ([]Task, error) {
	var lists [][]Task
	add := func(where string, args ...any) error {
		l, err := b.rows(c, q, where, args...)
		lists = append(lists, l)
		return err
	}
	if p := who.For(); p != "" {
		if err := add("t.person = $2 AND t.person <> ''", string(p)); err != nil {
			return nil, err
		}
	}
	for _, s := range b.people.Seats(who) {
		if err := add("t.unit = $2 AND t.role = $3 AND t.role <> ''", string(s.Unit), s.Role); err != nil {
			return nil, err
		}
	}
	return merge(lists, q.Limit), nil
}

// Of lists the tasks of one person within what a caller may oversee.
func (b *Book) Of(c db.Conn, who actor.Caller, person ref.ID, q Query) ([]Task, error) {
	return b.overseen(c, who, q, func(k *kind.Kind, extra string, args []any) ([]Task, error) {
		args = append([]any{string(person)}, args...)
		return b.rows(c, q, "t.person = $2 AND t.person <> '' AND t.kind = '"+k.Name+"'"+shift(extra, 1), args...)
	})
}

// In lists the tasks that stand with a unit and those below it, "" for all that a
// caller may oversee.
func (b *Book) In(c db.Conn, who actor.Caller, unit ref.ID, q Query) ([]Task, error) {
	return b.overseen(c, who, q, func(k *kind.Kind, extra string, args []any) ([]Task, error) {
		scope := b.people.May(who, kind.Read, k)
		_, secret := scope.OnlyParties()
		if unit == "" && (scope.AllIn(q.Area) || secret) {
			return b.rows(c, q, "t.kind = '"+k.Name+"'"+extra, args...)
		}
		var lists [][]Task
		for _, u := range b.within(scope, q.Area, unit, secret) {
			l, err := b.rows(c, q, "t.kind = '"+k.Name+"' AND t.unit = $2"+shift(extra, 1), append([]any{string(u)}, args...)...)
			if err != nil {
				return nil, err
			}
			lists = append(lists, l)
		}
		return merge(lists, q.Limit), nil
	})
}

// within lists the units under one that a scope reaches.
func (b *Book) within(scope actor.Scope, area ref.Area, unit ref.ID, secret bool) []ref.ID {
	var out []ref.ID
	for _, u := range b.people.Units(area) {
		if (unit == "" || b.people.Below(u.ID, unit)) && (secret || scope.OverUnit(area, u.ID)) {
			out = append(out, u.ID)
		}
	}
	return out
}

// overseen asks kind by kind; of a secret one only what the caller, or the unit he
// sits in, is a party of.
func (b *Book) overseen(c db.Conn, who actor.Caller, q Query, ask func(k *kind.Kind, extra string, args []any) ([]Task, error)) ([]Task, error) {
	var lists [][]Task
	for _, k := range b.Kinds(who) {
		if q.Kind != "" && q.Kind != k.Name {
			continue
		}
		extra, args := "", []any(nil)
		if seat, only := b.people.May(who, kind.Read, k).OnlyParties(); only {
			extra, args = party(2), []any{string(who.For()), string(seat)}
		}
		l, err := ask(k, extra, args)
		if err != nil {
			return nil, err
		}
		lists = append(lists, l)
	}
	return merge(lists, q.Limit), nil
}

// party is the condition that a person, at the place n, or a unit, at the next,
// is a party of the record of a task.
func party(n int) string {
	return fmt.Sprintf(" AND EXISTS (SELECT 1 FROM record_party p WHERE p.area = t.area AND p.kind = t.kind AND p.record = t.record AND (p.person = $%d OR p.unit = $%d AND p.unit <> ''))", n, n+1)
}

// shift moves the places of a party condition.
func shift(extra string, by int) string {
	if extra == "" {
		return ""
	}
	return party(2 + by)
}

// Kinds lists the kinds with tasks of which a caller may read anything.
func (b *Book) Kinds(who actor.Caller) []*kind.Kind {
	var out []*kind.Kind
	for _, k := range b.engine.Kinds().All() {
		if b.Follows(k) && !b.people.May(who, kind.Read, k).None {
			out = append(out, k)
		}
	}
	return out
}

// rows reads one list in order; where names $2 and on.
func (b *Book) rows(c db.Conn, q Query, where string, args ...any) ([]Task, error) {
	args = append([]any{string(q.Area)}, args...)
	param := func(v any) string { args = append(args, v); return fmt.Sprintf("$%d", len(args)) }
	conds := []string{"t.area = $1", where}
	if q.Kind != "" && !strings.Contains(where, "t.kind") {
		conds = append(conds, "t.kind = "+param(q.Kind))
	}
	if q.Span.From != "" {
		conds = append(conds, "t.due_on >= "+param(q.Span.From))
	}
	if q.Span.To != "" {
		conds = append(conds, "t.due_on <= "+param(q.Span.To))
	}
	if a := q.After; a != nil {
		conds = append(conds, fmt.Sprintf("(t.due_on, t.record) >= (%s, %s) AND (t.due_on > %s OR (t.record, t.person, t.unit, t.role) > (%s, %s, %s, %s))",
			param(a.DueOn), param(a.Record), param(a.DueOn), param(a.Record), param(a.Person), param(a.Unit), param(a.Role)))
	}
	return scan(c.Query(columns+" WHERE "+strings.Join(conds, " AND ")+" ORDER BY t.due_on, t.record, t.person, t.unit, t.role LIMIT "+param(int64(q.Limit)), args...))(q.Area)
}

func scan(rows *sql.Rows, err error) func(ref.Area) ([]Task, error) {
	return func(area ref.Area) ([]Task, error) {
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		var out []Task
		for rows.Next() {
			t := Task{Record: ref.Ref{Area: area}}
			if err := rows.Scan(&t.Kind, &t.Record.ID, &t.Person, &t.Unit, &t.Role, &t.Clock, &t.State, &t.DueOn, &t.DueAt, &t.WarnOn); err != nil {
				return nil, err
			}
			out = append(out, t)
		}
		return out, rows.Err()
	}
}

// merge joins lists that are in order into one of at most limit.
func merge(lists [][]Task, limit int) []Task {
	var out []Task
	for _, l := range lists {
		out = append(out, l...)
	}
	slices.SortFunc(out, func(a, b Task) int { return a.Place().Compare(b.Place()) })
	return out[:min(len(out), limit)]
}
