package record

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// search narrows a list to the records whose name index holds a text. Rows are
// always rechecked: the index tells only that pairs of characters occur.
//
// SQLite reads the index in the order of row numbers, newest first, and stops
// when the page is full, however frequent the words are. PostgreSQL's index has
// no order: see narrower.
func (e *Engine) search(s *statement, k *kind.Kind, d db.Dialect, q Query, newest bool) {
	n := normalSearch(q.Search)
	if n == "" {
		s.where = append(s.where, "1 = 0")
		return
	}
	position := "instr"
	if d == db.Postgres {
		position = "strpos"
	}
	if match := e.match(k, d, n, d == db.SQLite && newest); match != "" {
		if d == db.Postgres {
			s.match = match // see throughIndex
		} else {
			s.from = ftsTable(k) + " CROSS JOIN " + k.Table + " r ON r.rid = " + ftsTable(k) + ".rowid"
			s.where = append(s.where, ftsTable(k)+" MATCH "+s.param(match))
			s.grams = ftsTable(k)
		}
	}
	s.where = append(s.where, position+"(r."+searchColumn+", "+s.param(n)+") > 0")
}

// match is the expression of the name index for a normalised text, "" where the
// index does not narrow the search. Frequent pairs are left out unless all is
// set and there are no others.
func (e *Engine) match(k *kind.Kind, d db.Dialect, text string, all bool) string {
	ways := [][]string{bigrams(text)}
	if latin(text) {
		ways = append(ways, bigrams(string(pinyinMark)+text))
	}
	var out []string
	for _, pairs := range ways {
		way := e.useful(k, pairs)
		if len(way) == 0 && all {
			way = pairs[:min(len(pairs), mostPairs)]
		}
		if len(way) == 0 { // one of the ways is not narrowed: neither is the search
			return ""
		}
		out = append(out, conjunction(d, way))
	}
	if d == db.Postgres {
		return strings.Join(out, " | ")
	}
	return strings.Join(out, " OR ")
}

// mostPairs is how many pairs of a text the index is asked for; the recheck
// does the rest.
const mostPairs = 6

// useful drops the frequent pairs.
func (e *Engine) useful(k *kind.Kind, pairs []string) []string {
	var out []string
	for _, g := range pairs {
		if !e.stops.has(k.Name, g) && len(out) < mostPairs {
			out = append(out, g)
		}
	}
	return out
}

// conjunction writes pairs that must all occur, as the index takes them.
func conjunction(d db.Dialect, pairs []string) string {
	quote, and := `"`, " AND "
	if d == db.Postgres {
		quote, and = "'", " & "
	}
	quoted := make([]string, len(pairs))
	for i, g := range pairs {
		quoted[i] = quote + g + quote
	}
	return "(" + strings.Join(quoted, and) + ")"
}

// indexed is the condition that the name index holds all pairs for a row.
func indexed(k *kind.Kind, d db.Dialect, pairs []string, param func(any) string) string {
	match := param(conjunction(d, pairs))
	if d == db.Postgres {
		return "r._grams @@ CAST(" + match + " AS tsquery)"
	}
	// By rowid, so that the lists of the pairs are entered there and not read through.
	return "EXISTS (SELECT 1 FROM " + ftsTable(k) + " WHERE rowid = r.rid AND " + ftsTable(k) + " MATCH " + match + ")"
}

// throughIndex adds the condition by which PostgreSQL uses the name index.
func (s *statement) throughIndex() *statement {
	if s.match == "" {
		return s
	}
	c := s.copy()
	c.where = append(c.where, "r._grams @@ CAST("+c.param(s.match)+" AS tsquery)")
	return c
}

// Widths of the searches on PostgreSQL, in records.
const (
	walked  = 4000
	nearest = 20000
)

// narrower lists statements that are tried before a search newest first is
// asked of the whole register. PostgreSQL fetches and sorts every row that the
// index names, so a frequent word would cost more the larger the register is: a
// word of one name in eighty fills a page from the newest 4,000 records, read
// without the index; one of four hundred from the newest 20,000, which the index
// and the key narrow together; of what remains there are few.
func (e *Engine) narrower(c db.Conn, s *statement, q Query) ([]try, error) {
	one := func(s *statement) try { return func() (*statement, error) { return s, nil } }
	if c.Dialect() != db.Postgres || q.Search == "" || q.Area == "" {
		return []try{one(s.throughIndex())}, nil
	}
	before, args := "", []any{string(q.Area)}
	if q.Cursor != nil && q.Cursor.Area == q.Area {
		before, args = " AND id < $2", append(args, string(q.Cursor.ID))
	}
	table := s.spec.kind.Table
	id, rid, err := place(c, fmt.Sprintf("SELECT id, rid FROM %s WHERE area = $1%s ORDER BY id DESC LIMIT 1 OFFSET %d", table, before, walked), args...)
	if err != nil || id == "" {
		return []try{one(s.throughIndex())}, err
	}
	out := []try{one(s.since(id))}
	if s.match == "" {
		return append(out, one(s)), nil
	}
	id, _, err = place(c, "SELECT id, rid FROM "+table+" WHERE rid <= $1 AND area = $2 ORDER BY rid DESC LIMIT 1", rid-nearest, string(q.Area))
	if err != nil || id == "" {
		return append(out, one(s.throughIndex())), err
	}
	return append(out, one(s.since(id).throughIndex()), one(s.throughIndex())), nil
}

// since is a statement of the rows entered after a record.
func (s *statement) since(id ref.ID) *statement {
	c := s.copy()
	c.where = append(c.where, "r.id > "+c.param(string(id)))
	return c
}

// place reads the identifier and number of one row, "" where there is none.
func place(c db.Conn, query string, args ...any) (id ref.ID, rid int64, err error) {
	if err = c.QueryRow(query, args...).Scan(&id, &rid); errors.Is(err, sql.ErrNoRows) {
		return "", 0, nil
	}
	return id, rid, err
}
