package task

import (
	"database/sql"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// Load is how many tasks stand with somebody, by when they are due.
type Load struct {
	Kind   string
	Unit   ref.ID
	Person ref.ID // "" for a post
	Role   string
	Late   int64 // due before today
	Today  int64
	Week   int64 // due until the last day of the week
	Later  int64
	Open   int64 // without a day: paused, or no limit runs
}

// All is the sum.
func (l Load) All() int64 { return l.Late + l.Today + l.Week + l.Later + l.Open }

// Days are the days by which tasks are counted.
type Days struct{ Today, WeekEnd string }

const sums = `sum(CASE WHEN t.due_on < $2 THEN t.n ELSE 0 END), sum(CASE WHEN t.due_on = $2 THEN t.n ELSE 0 END), sum(CASE WHEN t.due_on > $2 AND t.due_on <= $3 THEN t.n ELSE 0 END),
	sum(CASE WHEN t.due_on > $2 AND t.due_on > $3 AND t.due_on < '` + Never + `' THEN t.n ELSE 0 END), sum(CASE WHEN t.due_on = '` + Never + `' THEN t.n ELSE 0 END)`

// Board counts the tasks a caller may oversee, by kind, unit and person or post.
// Of a secret kind only what he, or the unit he sits in, is a party of is counted.
func (b *Book) Board(c db.Conn, who actor.Caller, area ref.Area, d Days) ([]Load, error) {
	var out []Load
	for _, k := range b.Kinds(who) { // one after the other: each is read in the order in which it is grouped
		right := b.people.May(who, kind.Read, k)
		if seat, secret := right.OnlyParties(); secret {
			l, err := loads(c.Query(`SELECT t.kind, t.unit, t.person, t.role, `+strings.ReplaceAll(sums, "t.n", "1")+` FROM task t WHERE t.area = $1 AND t.kind = $4`+party(5)+` GROUP BY t.kind, t.unit, t.person, t.role`,
				string(area), d.Today, d.WeekEnd, k.Name, string(who.For()), string(seat)))
			if err != nil {
				return nil, err
			}
			out = append(out, l...)
			continue
		}
		l, err := loads(c.Query(`SELECT t.kind, t.unit, t.person, t.role, `+sums+` FROM task_total t WHERE t.area = $1 AND t.kind = $4 GROUP BY t.kind, t.unit, t.person, t.role`,
			string(area), d.Today, d.WeekEnd, k.Name))
		if err != nil {
			return nil, err
		}
		for _, x := range l {
			if x.All() > 0 && right.OverUnit(area, x.Unit) {
				out = append(out, x)
			}
		}
	}
	return out, nil
}

// Count counts a caller's own tasks.
func (b *Book) Count(c db.Conn, who actor.Caller, area ref.Area, d Days) (Load, error) {
	var sum Load
	add := func(where string, args ...any) error {
		l, err := loads(c.Query(`SELECT '', '', '', '', `+sums+` FROM task_total t WHERE t.area = $1 AND `+where, append([]any{string(area), d.Today, d.WeekEnd}, args...)...))
		for _, x := range l {
			sum.Late, sum.Today, sum.Week, sum.Later, sum.Open = sum.Late+x.Late, sum.Today+x.Today, sum.Week+x.Week, sum.Later+x.Later, sum.Open+x.Open
		}
		return err
	}
	if p := who.For(); p != "" {
		if err := add("t.person = $4", string(p)); err != nil {
			return sum, err
		}
	}
	for _, s := range b.people.Seats(who) {
		if err := add("t.unit = $4 AND t.role = $5 AND t.person = ''", string(s.Unit), s.Role); err != nil {
			return sum, err
		}
	}
	return sum, nil
}

func loads(rows *sql.Rows, err error) ([]Load, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Load
	for rows.Next() {
		var l Load
		var n [5]sql.NullInt64
		if err := rows.Scan(&l.Kind, &l.Unit, &l.Person, &l.Role, &n[0], &n[1], &n[2], &n[3], &n[4]); err != nil {
			return nil, err
		}
		l.Late, l.Today, l.Week, l.Later, l.Open = n[0].Int64, n[1].Int64, n[2].Int64, n[3].Int64, n[4].Int64
		out = append(out, l)
	}
	return out, rows.Err()
}
