package record

import (
	"fmt"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// step reads rows of a page that is not yet full.
type step func(*Page) error

// fill is how a page is filled: by one query after the other until it is full.
func (e *Engine) fill(c db.Conn, s *statement, column string, desc bool, q Query) (step, error) {
	by, err := e.steered(c, s, q, desc)
	if err != nil {
		return nil, err
	}
	if column == "" {
		return e.ofEntry(c, by), nil
	}
	tries, err := by.ofColumn(column)
	if err != nil {
		return nil, err
	}
	return func(p *Page) error {
		for i, try := range tries {
			s, err := try()
			if err != nil {
				return err
			}
			if s == nil { // there is nothing nearer
				continue
			}
			parts := e.ofColumn(c, s, by, column)
			if i < len(tries)-1 {
				parts = parts[:1] // only of rows that have a value
			}
			p.Items = nil
			for _, part := range parts {
				if err := part(p); err != nil || len(p.Items) > q.Limit {
					return err
				}
			}
		}
		return nil
	}, nil
}

// ofColumn reads in the order of a column.
//
// Empty values come last in either direction, on both databases. Said in ORDER
// BY that would take the index away from both of them; so the rows that have a
// value are one query and those that have none another.
func (e *Engine) ofColumn(c db.Conn, s *statement, by *steering, column string) []step {
	down, q := "", by.q
	if by.desc {
		down = " DESC"
	}
	var out []step
	if q.Cursor == nil || q.Cursor.Key != nil {
		some := s.copy()
		if q.Cursor == nil {
			some.where = append(some.where, "r."+column+" IS NOT NULL")
		} else {
			some.after(column, by.desc, q)
		}
		out = append(out, e.read(c, some, fmt.Sprintf("r.%s%s, r.area, r.id%s", column, down, down), q))
	}
	none := s.copy()
	none.where = append(none.where, "r."+column+" IS NULL")
	if q.Cursor != nil && q.Cursor.Key == nil {
		none.where = append(none.where, none.tie(by.desc, q.Area, *q.Cursor))
	}
	return append(out, e.read(c, none, "r.area, r.id"+down, q))
}

// ofEntry reads in the order of entry: through the statements that may fill the
// page with less work, then through the one that surely finds all.
func (e *Engine) ofEntry(c db.Conn, by *steering) step {
	return func(p *Page) error {
		tries, err := by.newest()
		if err != nil {
			return err
		}
		if c.Dialect() == db.Postgres && by.desc {
			if tries, err = e.narrower(c, by.s, by.q); err != nil {
				return err
			}
		}
		for i := 0; i < len(tries); i++ {
			s, err := tries[i]()
			if err != nil {
				return err
			}
			if s == nil { // there is nothing nearer
				continue
			}
			p.Items = nil
			if err := e.inOrder(c, s, by)(p); err != nil || len(p.Items) > by.q.Limit {
				return err
			}
			if len(p.Items)*int(by.nearer/by.nearest) <= by.q.Limit { // it is rare: no second guess
				i = max(i, len(tries)-2)
			}
		}
		return nil
	}
}

// inOrder is the step of one statement in the order of entry.
func (e *Engine) inOrder(c db.Conn, s *statement, by *steering) step {
	down, op, order, q := "", ">", "r.area, r.id", by.q
	if by.desc {
		down, op = " DESC", "<"
	}
	s = s.copy()
	switch at := q.Cursor; {
	case s.grams != "" && q.Area != "":
		// Through the name index the order is that of the row numbers, which
		// never change: the place of the cursor is that of its record.
		order = s.grams + ".rowid"
		if at != nil {
			s.where = append(s.where, fmt.Sprintf("%s %s (SELECT rid FROM %s WHERE area = %s AND id = %s)", order, op, s.spec.kind.Table,
				s.param(string(at.Area)), s.param(string(at.ID))))
		}
	case s.key != "" && (at == nil || at.Area == q.Area):
		order = s.key
		if at != nil {
			s.where = append(s.where, fmt.Sprintf("%s %s %s", s.key, op, s.param(string(at.ID))))
		}
	case at != nil:
		s.where = append(s.where, s.tie(by.desc, q.Area, *at))
	}
	if q.Until != nil {
		s.until(*q.Until, by.desc)
	}
	return e.read(c, s, order+down, q)
}

// until ends the rows at a place in the order of entry of one area.
func (s *statement) until(at Cursor, desc bool) {
	key, op := s.key, "<="
	if desc {
		op = ">="
	}
	if key == "" {
		key = "r.id"
	}
	s.where = append(s.where, fmt.Sprintf("%s %s %s", key, op, s.param(string(at.ID))))
}

// read is the step of one query.
func (e *Engine) read(c db.Conn, s *statement, order string, q Query) step {
	return func(p *Page) error {
		// The limit is written out: SQLite looks at one it is given when it plans, and so
		// plans anew each time.
		where, limit := whereClause(s.where), q.Limit+1-len(p.Items)
		query := fmt.Sprintf("SELECT %s FROM %s%s ORDER BY %s LIMIT %d", s.spec.selectAs("r"), s.from, where, order, limit)
		if s.match != "" || s.apart { // what is sorted is sorted by itself first: whole rows are large
			join := "JOIN"
			if c.Dialect() == db.SQLite {
				join = "CROSS JOIN" // in this order
			}
			query = fmt.Sprintf("SELECT %s FROM (SELECT r.rid FROM %s%s ORDER BY %s LIMIT %d) x %s %s r ON r.rid = x.rid ORDER BY %s",
				s.spec.selectAs("r"), s.from, where, order, limit, join, s.spec.kind.Table, order)
		}
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
