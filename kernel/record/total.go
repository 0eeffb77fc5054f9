package record

import (
	"cmp"
	"maps"
	"slices"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// facet reports whether totals are kept for each value of a field: short,
// closed sets of values that lists are narrowed by.
func facet(f *kind.Field) bool {
	return f.Stored() && f.Index && (f.Type == kind.Enum || f.Type == kind.Code || f.Type == kind.Area || f.Type == kind.Bool)
}

type totalKey struct {
	area               ref.Area
	kind, facet, value string
}

// leaveTotals leaves to the end of the transaction how many active records each
// facet gained or lost.
func leaveTotals(tx *db.Tx, writes []*write) {
	delta := map[totalKey]int64{}
	count := func(r *Record, n int64) {
		if r == nil || r.State != Active {
			return
		}
		delta[totalKey{r.Area, r.Kind.Name, "", ""}] += n
		for _, f := range r.Kind.Fields {
			if facet(f) {
				delta[totalKey{r.Area, r.Kind.Name, f.Name, facetValue(r.Values[f.Name])}] += n
			}
		}
	}
	for _, w := range writes {
		count(w.old, -1)
		count(w.rec, 1)
	}
	tx.Leave(totals, delta)
}

// totals writes what acts left to be counted. SQLite has one writer: he adds to
// the one row of a value. On PostgreSQL rows are only ever appended, so that two
// writers never wait for each other; Compact folds them.
var totals = &db.AtEnd{Do: func(tx *db.Tx, deltas []any) error {
	sum := map[totalKey]int64{}
	for _, d := range deltas {
		for k, n := range d.(map[totalKey]int64) {
			sum[k] += n
		}
	}
	keys := slices.SortedFunc(maps.Keys(sum), func(a, b totalKey) int {
		return cmp.Or(cmp.Compare(a.area, b.area), cmp.Compare(a.kind, b.kind), cmp.Compare(a.facet, b.facet), cmp.Compare(a.value, b.value))
	})
	var rows [][]any
	for _, k := range keys {
		if n := sum[k]; n != 0 {
			rows = append(rows, []any{string(k.area), k.kind, k.facet, k.value, totalRow(tx), n})
		}
	}
	return writeMany(tx, "record_total", totalColumns, rows, nil, addTotal)
}}

var totalColumns = []string{"area", "kind", "facet", "value", "id", "n"}

// addTotal adds to the row of a value; a new identifier has none.
const addTotal = " ON CONFLICT (area, kind, facet, value, id) DO UPDATE SET n = record_total.n + excluded.n"

// totalRow identifies the row a number is written to.
func totalRow(tx *db.Tx) string {
	if tx.Dialect() == db.SQLite {
		return ""
	}
	return string(ref.NewID(tx.Now()))
}

func facetValue(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case bool:
		if x {
			return "true"
		}
		return "false"
	}
	return ""
}

// Compact folds the appended totals of every facet into one row each, and drops
// those of nothing. What a deletion returns is what is written anew, so that
// nothing is counted twice and what others append meanwhile is kept; no list of
// rows is held in memory.
func (e *Engine) Compact(tx *db.Tx) error {
	keys, err := scattered(tx)
	if err != nil {
		return err
	}
	for _, k := range keys {
		n, err := takeTotals(tx, k)
		if err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		row := []any{string(k.area), k.kind, k.facet, k.value, totalRow(tx), n}
		if err := writeMany(tx, "record_total", totalColumns, [][]any{row}, nil, addTotal); err != nil {
			return err
		}
	}
	return nil
}

// scattered lists the facets whose total stands in more than one row, or is none.
func scattered(tx *db.Tx) (keys []totalKey, err error) {
	rows, err := tx.Query(`SELECT area, kind, facet, value FROM record_total GROUP BY area, kind, facet, value HAVING count(*) > 1 OR sum(n) = 0`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var k totalKey
		if err := rows.Scan(&k.area, &k.kind, &k.facet, &k.value); err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	return keys, rows.Err()
}

// takeTotals deletes the rows of one facet and returns their sum.
func takeTotals(tx *db.Tx, k totalKey) (sum int64, err error) {
	rows, err := tx.Query(`DELETE FROM record_total WHERE area = $1 AND kind = $2 AND facet = $3 AND value = $4 RETURNING n`,
		string(k.area), k.kind, k.facet, k.value)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, rows.Err()
}

// Facet is the number of active records with one value of a field.
type Facet struct {
	Value string
	Count int64
}

// Facets returns the kept totals of a field, all values, most first; field ""
// gives one row, the total of the kind.
func Facets(c db.Conn, area ref.Area, kindName, field string) ([]Facet, error) {
	rows, err := c.Query(`SELECT value, CAST(sum(n) AS BIGINT) AS n FROM record_total WHERE area = $1 AND kind = $2 AND facet = $3 GROUP BY value ORDER BY n DESC, value`,
		string(area), kindName, field)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Facet
	for rows.Next() {
		var f Facet
		if err := rows.Scan(&f.Value, &f.Count); err != nil {
			return nil, err
		}
		if f.Count != 0 {
			out = append(out, f)
		}
	}
	return out, rows.Err()
}

// total is the kept total of one value of a facet.
func total(c db.Conn, area ref.Area, kindName, field, value string) (n int64, err error) {
	err = c.QueryRow(`SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM record_total WHERE area = $1 AND kind = $2 AND facet = $3 AND value = $4`,
		string(area), kindName, field, value).Scan(&n)
	return n, err
}
