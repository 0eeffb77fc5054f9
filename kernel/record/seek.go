package record

import (
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
			s.where = append(s.where, "r._grams @@ CAST("+s.param(match)+" AS tsquery)")
		} else {
			s.from = ftsTable(k) + " CROSS JOIN " + k.Table + " r ON r.rid = " + ftsTable(k) + ".rowid"
			s.where = append(s.where, ftsTable(k)+" MATCH "+s.param(match))
			s.grams = ftsTable(k)
		}
	}
	s.searched = true
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
	return "r.rid IN (SELECT rowid FROM " + ftsTable(k) + " WHERE " + ftsTable(k) + " MATCH " + match + ")"
}

// Widths of the searches on PostgreSQL, in records.
const (
	walked  = 2000
	nearest = 20000
)

// narrower lists further conditions under which a search newest first is tried
// before it is asked of the whole register. PostgreSQL fetches and sorts every
// row that the index names, so a frequent word would cost more the larger the
// register is: a word of one name in forty fills a page from the newest 2,000
// records, read without the index, one of four hundred from the newest 20,000;
// of what remains there are few.
func (e *Engine) narrower(c db.Conn, s *statement, q Query) ([]string, error) {
	if c.Dialect() != db.Postgres || !s.searched || q.Area == "" {
		return nil, nil
	}
	before, args := "", []any{string(q.Area)}
	if q.Cursor != nil && q.Cursor.Area == q.Area {
		before, args = " AND id < $2", append(args, string(q.Cursor.ID))
	}
	var out []string
	var rid int64
	var id ref.ID
	rows, err := c.Query("SELECT id, rid FROM "+s.spec.kind.Table+" WHERE area = $1"+before+fmt.Sprintf(" ORDER BY id DESC LIMIT 1 OFFSET %d", walked), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		return nil, rows.Err()
	}
	if err := rows.Scan(&id, &rid); err != nil {
		return nil, err
	}
	if err := rows.Close(); err != nil {
		return nil, err
	}
	out = append(out, string(id))
	rows, err = c.Query("SELECT id FROM "+s.spec.kind.Table+" WHERE rid <= $1 AND area = $2 ORDER BY rid DESC LIMIT 1", rid-nearest, string(q.Area))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	if rows.Next() {
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, string(id))
	}
	return out, rows.Err()
}
