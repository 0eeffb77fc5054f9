package record

import (
	"database/sql"
	"errors"
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
	match := e.match(k, n, false)
	if match == nil && newest {
		match, s.frequent = e.match(k, n, true), true
	}
	switch {
	case d == db.Postgres:
		position = "strpos"
		e.closer(k, n, match)
		s.share = e.least(k, n)
		s.frequent = s.frequent || newest && len(bigrams(n)) == 1 && s.share*oftenShare > wholeShare
		for i := range match {
			match[i] = spread(match[i])
		}
		s.match = disjunction(d, match) // see throughIndex
	case match != nil:
		s.from = ftsTable(k) + " CROSS JOIN " + k.Table + " r ON r.rid = " + ftsTable(k) + ".rowid"
		s.where = append(s.where, ftsTable(k)+" MATCH "+s.param(disjunction(d, match)))
		s.grams = ftsTable(k)
	}
	s.where = append(s.where, position+"(r."+searchColumn+", "+s.param(n)+") > 0")
}

// least is the share of names that may hold a text, by its rarest pair in the way
// that finds more; 0 where that is below what is kept.
func (e *Engine) least(k *kind.Kind, text string) int64 {
	share := int64(0)
	for _, pairs := range ways(text) {
		share = max(share, e.stops.least(k.Name, pairs))
	}
	return share
}

// ways are the pairs of a normalised text, and those of it as initials.
func ways(text string) [][]string {
	out := [][]string{bigrams(text)}
	if latin(text) {
		out = append(out, bigrams(string(pinyinMark)+text))
	}
	return out
}

// match is what the name index is asked for a normalised text: the pairs of one
// of its ways must all occur; nil where the index does not narrow the search.
// Frequent pairs are left out unless all is set and there are no others.
func (e *Engine) match(k *kind.Kind, text string, all bool) [][]string {
	var out [][]string
	for _, pairs := range ways(text) {
		way := e.useful(k, pairs)
		if len(way) == 0 && all {
			way = pairs[:min(len(pairs), mostPairs)]
		}
		if len(way) == 0 { // one of the ways is not narrowed: neither is the search
			return nil
		}
		out = append(out, way)
	}
	return out
}

// closer lets each way of a match that asks for no rare pair ask for all of its pairs
// but the most frequent. PostgreSQL fetches every row that the index names and
// rechecks it: reading another list costs less, as long as it is not a long one.
func (e *Engine) closer(k *kind.Kind, text string, match [][]string) {
	for i := range match {
		pairs := ways(text)[i]
		if e.stops.least(k.Name, pairs) == 0 {
			continue
		}
		var near []string
		for _, g := range pairs {
			if e.stops.share(k.Name, g)*longShare <= wholeShare && len(near) < mostPairs {
				near = append(near, g)
			}
		}
		if len(near) > 0 {
			match[i] = near
		}
	}
}

// spread leaves out the pairs whose characters stand in others: of 市场监管 it keeps
// 市场 and 监管. Each pair costs PostgreSQL the reading of a list; what the middle
// one would have narrowed the recheck finds.
func spread(pairs []string) []string {
	var out []string
	for i, g := range pairs {
		if i%2 == 0 || i == len(pairs)-1 {
			out = append(out, g)
		}
	}
	return out
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

// disjunction writes the ways of a search, one of which must be met.
func disjunction(d db.Dialect, ways [][]string) string {
	or := " OR "
	if d == db.Postgres {
		or = " | "
	}
	var out []string
	for _, pairs := range ways {
		out = append(out, conjunction(d, pairs))
	}
	return strings.Join(out, or)
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

// narrower lists what is tried for a search newest first on PostgreSQL, whose
// name index has no order: it fetches and sorts every row that the index names,
// so a frequent word would cost more the larger the register is. The newest
// records are asked first. Where all pairs are frequent, the newest 4,000 are
// read without the index: a word of one name in eighty fills a page, of longer
// ones it is not known how many names have all of their pairs together. Then the
// name index and the index of entry (entryIndex) narrow the newest 20,000 and
// 160,000 together, before any row is fetched; of a word that does not fill a
// page from those there are few.
func (e *Engine) narrower(c db.Conn, s *statement, q Query) ([]try, error) {
	whole := func() (*statement, error) { return s.throughIndex(), nil }
	if q.Search == "" || q.Area == "" || s.match == "" {
		return []try{whole}, nil
	}
	table := s.spec.kind.Table
	before, args := "", []any{string(q.Area)}
	if q.Cursor != nil && q.Cursor.Area == q.Area {
		before, args = " AND id < $2", append(args, string(q.Cursor.ID))
	}
	id, rid, err := place(c, "SELECT id, rid FROM "+table+" WHERE area = $1"+before+" ORDER BY id DESC LIMIT 1", args...)
	if err != nil || id == "" {
		return []try{whole}, err
	}
	within := func(n int64, indexed bool) try {
		return func() (*statement, error) {
			id, _, err := place(c, "SELECT id, rid FROM "+table+" WHERE rid <= $1 AND area = $2 ORDER BY rid DESC LIMIT 1", rid-n, string(q.Area))
			if err != nil || id == "" {
				return nil, err
			}
			near := s.since(id)
			if indexed {
				near = near.throughIndex()
			}
			return near, nil
		}
	}
	out := []try{within(e.reach.nearer, true), whole}
	if s.share > 0 { // else too few of the nearest would be among them
		out = append([]try{within(e.reach.nearest, true)}, out...)
	}
	if s.frequent {
		out = append([]try{within(e.reach.walked, false)}, out...)
	}
	return out, nil
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
