package record

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/platform/db"
)

// SQLite chooses an index without knowing how many rows a value has, and of two
// conditions it uses one: a list by two of them that hardly ever hold together
// reads every row of the one. So the index itself is asked how many rows it
// names, up to a bound, before a list is read. PostgreSQL keeps statistics and
// needs none of this.
//
// Whatever is chosen here, the statement keeps all its conditions: a wrong
// guess costs time and no rows.

// reach is how far lists count and walk before they choose otherwise, in rows.
type reach struct {
	rare   int64 // so few are read and sorted whatever the order
	ahead  int64 // walked in the order of the list before anything is counted or sorted
	sorted int64 // a range of more is not sorted but walked

	walked, nearest, nearer int64 // of searches on PostgreSQL, see narrower
}

func usualReach() reach {
	return reach{rare: 2000, ahead: 10_000, sorted: 200_000, walked: 4000, nearest: 20_000, nearer: 160_000}
}

// term is a condition that an index (area, column, id) answers.
type term struct {
	field             *kind.Field
	column, index, op string
	value             any
	n                 int64 // rows it names, counted up to a bound
}

// steered is how the rows of a list are found: plain where nothing is known.
func (e *Engine) steered(c db.Conn, s *statement, q Query, desc bool) (*steering, error) {
	st := &steering{reach: e.reach, c: c, s: s, q: q, desc: desc}
	if c.Dialect() != db.SQLite || q.Area == "" || s.grams != "" || len(s.terms) == 0 {
		return st, nil
	}
	var err error
	if st.have, err = e.indexes(c, s.spec.kind.Table); err != nil {
		return nil, err
	}
	for _, t := range s.terms {
		f := s.spec.kind.Field(t.Field)
		if f == nil {
			continue
		}
		x := term{field: f, column: f.Column(), index: s.spec.kind.Table + "_i_" + f.Column(), op: t.Op, value: t.Value}
		if t.Op == "==" {
			x.op = "="
		}
		st.all = append(st.all, x)
		if st.has(x.index) {
			st.terms = append(st.terms, x)
		}
	}
	return st, nil
}

// steering chooses the index of one list.
type steering struct {
	reach
	c     db.Conn
	s     *statement
	q     Query
	desc  bool
	terms []term // those with an index of their own
	all   []term
	have  tableIndexes
}

// tableIndexes are the indexes a table has: a declaration may name one that an older
// table lacks.
type tableIndexes struct {
	names []string
	key   string // of the table's only constraint, UNIQUE (area, id)
}

// indexes returns the indexes of a table of SQLite. Only Migrate changes them.
func (e *Engine) indexes(c db.Conn, table string) (tableIndexes, error) {
	if have, ok := e.indexed.Load(table); ok {
		return have.(tableIndexes), nil
	}
	var out tableIndexes
	rows, err := c.Query(`SELECT name, origin FROM pragma_index_list($1)`, table)
	if err != nil {
		return out, err
	}
	defer rows.Close()
	for rows.Next() {
		var name, origin string
		if err := rows.Scan(&name, &origin); err != nil {
			return out, err
		}
		if origin == "u" {
			out.key = name
		}
		out.names = append(out.names, name)
	}
	if err := rows.Err(); err != nil {
		return out, err
	}
	e.indexed.Store(table, out)
	return out, nil
}

func (st *steering) has(index string) bool { return slices.Contains(st.have.names, index) }

// equal are the terms of one value.
func (st *steering) equal() []term {
	var out []term
	for _, t := range st.terms {
		if t.op == "=" {
			out = append(out, t)
		}
	}
	return out
}

// rarest returns the term that names fewest rows, counting each to a bound. Of
// a facet the kept total is taken; the others are then counted no further than
// the least of those.
func (st *steering) rarest(terms []term, bound int64) (least term, err error) {
	terms = slices.Clone(terms)
	slices.SortStableFunc(terms, func(a, b term) int { return strings.Compare(a.counted(), b.counted()) })
	for i, t := range terms {
		if t.counted() == "" {
			t.n, err = total(st.c, st.q.Area, st.s.spec.kind.Name, t.field.Name, facetValue(t.value))
		} else {
			if i > 0 && least.n < bound {
				bound = least.n
			}
			var s statement
			query := fmt.Sprintf("SELECT count(*) FROM (SELECT 1 FROM %s d INDEXED BY %s WHERE %s LIMIT %s)", st.s.spec.kind.Table, t.index,
				st.named(&s, "d", t), s.param(bound))
			err = st.c.QueryRow(query, s.args...).Scan(&t.n)
		}
		if err != nil {
			return term{}, err
		}
		if i == 0 || t.n < least.n && (t.n < bound || t.counted() == "") { // at the bound there may be more
			least = t
		}
	}
	return least, nil
}

// counted is the index that must be counted, "" where a total is kept.
func (t term) counted() string {
	if t.op == "=" && facet(t.field) {
		return ""
	}
	return t.index
}

// named is the condition by which a term's index is entered.
func (st *steering) named(s *statement, alias string, t term) string {
	return fmt.Sprintf("%[1]s.area = %[2]s AND %[1]s.%[3]s %[4]s %[5]s", alias, s.param(string(st.q.Area)), t.column, t.op, s.param(t.value))
}

// by is the statement that reads through one index. All rows are of one area, so
// the order is that of the identifiers alone.
func (st *steering) by(index string) *statement {
	s := st.s.copy()
	s.from, s.key = s.spec.kind.Table+" r INDEXED BY "+index, "r.id"
	return s
}

// sortedBy is by for rows whose order is not that of the index.
func (st *steering) sortedBy(index string) *statement {
	s := st.by(index)
	s.apart = true
	return s
}

// meeting is the statement that walks the index of the first term in the order
// of entry and enters those of the others with each row; only where all hold is
// the row itself fetched.
func (st *steering) meeting(terms []term) *statement {
	s := st.s.copy()
	table := s.spec.kind.Table
	var from strings.Builder
	for i, t := range terms {
		alias := fmt.Sprintf("d%d", i)
		if i > 0 {
			from.WriteString(" CROSS JOIN ")
		}
		fmt.Fprintf(&from, "%s %s INDEXED BY %s", table, alias, t.index)
		if i > 0 {
			fmt.Fprintf(&from, " ON %s AND %s.id = d0.id", st.named(s, alias, t), alias)
		} else {
			s.where = append(s.where, st.named(s, alias, t))
		}
	}
	s.from = from.String() + " CROSS JOIN " + table + " r ON r.rid = d0.rid"
	s.key = "d0.id"
	return s
}

// least puts the equal term of fewest rows first, counted to a bound.
func (st *steering) least(bound int64) ([]term, error) {
	terms := st.equal()
	if len(terms) < 2 {
		return terms, nil
	}
	first, err := st.rarest(terms, bound)
	if err != nil {
		return nil, err
	}
	out := []term{first}
	for _, t := range terms {
		if t.index != first.index || t.value != first.value {
			out = append(out, t)
		}
	}
	return out, nil
}

// byRare is the statement through the index of a value or range that is rare, nil
// where none is. One value in the order of entry is not asked for: its index
// has that order.
func (st *steering) byRare(entry bool) (*statement, error) {
	if len(st.terms) == 0 || entry && len(st.terms) == 1 && st.terms[0].op == "=" {
		return nil, nil
	}
	t, err := st.rarest(st.terms, st.rare+1)
	if err != nil || t.n > st.rare {
		return nil, err
	}
	if entry && t.op == "=" {
		return st.by(t.index), nil
	}
	return st.sortedBy(t.index), nil
}

// try makes a statement that may fill a page.
type try func() (*statement, error)

// ofColumn lists how a page in the order of a column is read: through a rare
// value; else from the rows next in the order, which may fill it; else what the
// rarest value names, or the few rows in which values meet, is sorted. Values and
// order often go together (a county stands in the names of its businesses), so
// that the column alone might be walked for long.
func (st *steering) ofColumn(column string) ([]try, error) {
	if len(st.all) == 0 {
		return []try{st.always}, nil
	}
	if s, err := st.byRare(false); s != nil || err != nil {
		return []try{func() (*statement, error) { return s, nil }}, err
	}
	if index := st.ordered(column); index != "" {
		return []try{func() (*statement, error) { return st.by(index), nil }}, nil
	}
	if len(st.terms) == 0 {
		return []try{st.always}, nil
	}
	index := st.along(column)
	whole := func() (*statement, error) { return st.whole(index) }
	if index == "" || st.q.Cursor != nil && st.q.Cursor.Key == nil {
		return []try{whole}, nil
	}
	return []try{func() (*statement, error) { return st.nearAlong(column, index) }, whole}, nil
}

func (st *steering) always() (*statement, error) { return st.s.throughIndex(), nil }

// whole is the last try of ofColumn.
func (st *steering) whole(index string) (*statement, error) {
	terms, err := st.least(st.sorted)
	if err != nil {
		return nil, err
	}
	switch {
	case len(terms) > 1:
		met := st.meeting(terms)
		n, err := st.few(met)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			met.where = append(met.where, "1 = 0")
		}
		return met, nil
	case len(terms) == 1:
		return st.sortedBy(terms[0].index), nil
	}
	t, err := st.rarest(st.terms, st.sorted+1)
	switch {
	case err != nil:
		return nil, err
	case t.n <= st.sorted:
		return st.sortedBy(t.index), nil
	case index != "":
		return st.by(index), nil
	}
	return st.s, nil
}

// few counts the rows of a statement as far as they are rare.
func (st *steering) few(s *statement) (n int64, err error) {
	query := fmt.Sprintf("SELECT count(*) FROM (SELECT 1 FROM %s%s LIMIT %d)", s.from, whereClause(s.where), st.rare+1)
	err = st.c.QueryRow(query, s.args...).Scan(&n)
	return n, err
}

// nearAlong is the statement of the rows that are next in the order of a column,
// nil where no more have a value.
func (st *steering) nearAlong(column, index string) (*statement, error) {
	s := st.by(index)
	ask := statement{spec: s.spec}
	from, op, down := "IS NOT NULL", ">=", ""
	if st.desc {
		op, down = "<=", " DESC"
	}
	if st.q.Cursor != nil {
		from = op + " " + ask.param(st.q.Cursor.Key)
	}
	query := fmt.Sprintf("SELECT %[1]s FROM %[2]s INDEXED BY %[3]s WHERE area = %[4]s AND %[1]s %[5]s ORDER BY %[1]s%[6]s LIMIT 1 OFFSET %[7]d",
		column, s.spec.kind.Table, index, ask.param(string(st.q.Area)), from, down, st.ahead)
	var fence any
	if err := st.c.QueryRow(query, ask.args...).Scan(&fence); errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	op = "<="
	if st.desc {
		op = ">="
	}
	s.where = append(s.where, fmt.Sprintf("r.%s %s %s", column, op, s.param(fence)))
	return s, nil
}

// along is the index that has the order of a column, "" where there is none.
func (st *steering) along(column string) string {
	table := st.s.spec.kind.Table
	for _, index := range []string{table + "_i_" + column, table + "_s_" + strings.TrimSuffix(column, "_sort")} {
		if st.has(index) {
			return index
		}
	}
	return ""
}

// newest lists the statements that are tried one after the other for a page in
// the order of entry; the last of them is always right, one before it where it
// fills the page.
func (st *steering) newest() ([]try, error) {
	if len(st.all) == 0 {
		return []try{st.always}, nil
	}
	if s, err := st.byRare(true); s != nil || err != nil {
		return []try{func() (*statement, error) { return s, nil }}, err
	}
	set, err := st.bySet()
	if err != nil {
		return nil, err
	}
	if set != nil {
		return set, nil
	}
	if len(st.terms) == 0 {
		return []try{st.always}, nil
	}
	switch terms := st.equal(); {
	case len(terms) > 1:
		return []try{func() (*statement, error) { return st.near(st.meeting(terms)) }, func() (*statement, error) {
			terms, err := st.least(st.sorted)
			return st.meeting(terms), err
		}}, nil
	case len(terms) == 1:
		return []try{func() (*statement, error) { return st.by(terms[0].index), nil }}, nil
	}
	walk := st.by(st.have.key)
	return []try{func() (*statement, error) { return st.near(walk) }, func() (*statement, error) {
		t, err := st.rarest(st.terms, st.sorted+1)
		if err != nil || t.n > st.sorted || st.q.Until != nil {
			return walk, err
		}
		return st.sortedBy(t.index), nil
	}}, nil
}

// near is the statement of the rows that are met first, nil where there are no
// more or the reader says himself how far he reads.
func (st *steering) near(s *statement) (*statement, error) {
	if st.q.Until != nil {
		return nil, nil
	}
	at, err := fence(st.c, s.spec.kind.Table, st.q, st.desc, st.ahead)
	if err != nil || at == nil {
		return nil, err
	}
	s = s.copy()
	s.until(*at, st.desc)
	return s, nil
}

// counted is the statement by which the rows are counted.
func (st *steering) counted() (*statement, error) {
	if set := st.set(); set != nil {
		return st.by(set.index), nil
	}
	if s, err := st.byRare(true); s != nil || err != nil {
		return s, err
	}
	terms, err := st.least(st.rare + 1)
	if err != nil || len(terms) < 2 {
		return st.s, err
	}
	return st.meeting(terms), nil
}
