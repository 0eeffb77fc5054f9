package record

import (
	"fmt"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// step reads rows of a page that is not yet full.
type step func(*Page) error

// steps are the queries that fill a page, one after the other until it is full.
//
// Empty values come last in either direction, on both databases. Said in ORDER
// BY that would take the index away from both of them; so the rows that have a
// value are one query and those that have none another.
func (e *Engine) steps(c db.Conn, s *statement, column string, desc bool, q Query) []step {
	if column == "" {
		return e.stepsOfEntry(c, s, desc, q)
	}
	s = s.throughIndex()
	down := ""
	if desc {
		down = " DESC"
	}
	var out []step
	if q.Cursor == nil || q.Cursor.Key != nil {
		some := s.copy()
		if q.Cursor == nil {
			some.where = append(some.where, "r."+column+" IS NOT NULL")
		} else {
			some.after(column, desc, q)
		}
		out = append(out, e.read(c, some, fmt.Sprintf("r.%s%s, r.area, r.id%s", column, down, down), q))
	}
	none := s.copy()
	none.where = append(none.where, "r."+column+" IS NULL")
	if q.Cursor != nil && q.Cursor.Key == nil {
		none.where = append(none.where, none.tie(desc, q.Area, *q.Cursor))
	}
	return append(out, e.read(c, none, "r.area, r.id"+down, q))
}

// stepsOfEntry reads in the order of entry.
func (e *Engine) stepsOfEntry(c db.Conn, s *statement, desc bool, q Query) []step {
	down, op := "", ">"
	if desc {
		down, op = " DESC", "<"
	}
	order := "r.area, r.id" + down
	all := s.copy()
	if s.grams != "" && q.Area != "" {
		// Through the name index the order is that of the row numbers, which
		// never change: the place of the cursor is that of its record.
		order = s.grams + ".rowid" + down
		if q.Cursor != nil {
			all.where = append(all.where, fmt.Sprintf("%s.rowid %s (SELECT rid FROM %s WHERE area = %s AND id = %s)", s.grams, op, s.spec.kind.Table,
				all.param(string(q.Cursor.Area)), all.param(string(q.Cursor.ID))))
		}
	} else if q.Cursor != nil {
		all.where = append(all.where, all.tie(desc, q.Area, *q.Cursor))
	}
	if q.Until != nil {
		all.where = append(all.where, fmt.Sprintf("r.id %s= %s", map[bool]string{true: ">", false: "<"}[desc], all.param(string(q.Until.ID))))
	}
	whole := e.read(c, all.throughIndex(), order, q)
	if !desc {
		return []step{whole}
	}
	return []step{func(p *Page) error {
		nearer, err := e.narrower(c, all, q)
		if err != nil {
			return err
		}
		for _, near := range nearer {
			p.Items = nil
			if err := e.read(c, near, order, q)(p); err != nil || len(p.Items) > q.Limit {
				return err
			}
			if len(p.Items) == 0 { // a rare word
				break
			}
		}
		p.Items = nil
		return whole(p)
	}}
}

// read is the step of one query.
func (e *Engine) read(c db.Conn, s *statement, order string, q Query) step {
	return func(p *Page) error {
		query := fmt.Sprintf("SELECT %s FROM %s%s ORDER BY %s LIMIT %s", s.spec.selectAs("r"), s.from, whereClause(s.where), order,
			s.param(int64(q.Limit+1-len(p.Items))))
		rows, err := c.Query(query, s.args...)
		if err != nil {
			return err
		}
		return collectRows(rows, s.spec, func(r *Record) { p.Items = append(p.Items, r) })
	}
}

// copy is a statement that can be added to without changing this one.
func (s *statement) copy() *statement {
	c := *s
	c.where = append([]string{}, s.where...)
	c.args = append([]any{}, s.args...)
	return &c
}

func (s *statement) param(v any) string {
	s.args = append(s.args, v)
	return fmt.Sprintf("$%d", len(s.args))
}

// after adds the condition that a row with a value in the sort column comes
// after the cursor. The first half of it is a range both databases find in the
// index, the second leaves out the rows of the same value before the cursor.
func (s *statement) after(column string, desc bool, q Query) {
	op := ">"
	if desc {
		op = "<"
	}
	s.where = append(s.where, fmt.Sprintf("r.%s %s= %s", column, op, s.param(q.Cursor.Key)),
		fmt.Sprintf("(r.%s %s %s OR %s)", column, op, s.param(q.Cursor.Key), s.tie(desc, q.Area, *q.Cursor)))
}

// tie is the condition that a row comes after the cursor among those of the
// same value. Within one area the order is that of the identifiers alone, which
// both databases then find in the key instead of reading past every row before.
func (s *statement) tie(desc bool, within ref.Area, at Cursor) string {
	op := ">"
	if desc {
		op = "<"
	}
	area := string(at.Area)
	if at.Area == within {
		return fmt.Sprintf("r.id %s %s", op, s.param(string(at.ID)))
	}
	return fmt.Sprintf("(r.area > %s OR (r.area = %s AND r.id %s %s))", s.param(area), s.param(area), op, s.param(string(at.ID)))
}
