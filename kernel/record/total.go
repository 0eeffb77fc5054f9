package record

import (
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

// writeTotals appends how many active records each facet gained or lost. Rows
// are only ever appended, so two writers never wait for each other; Compact
// folds them.
func writeTotals(tx *db.Tx, writes []*write) error {
	delta := map[totalKey]int64{}
	var order []totalKey
	count := func(r *Record, n int64) {
		if r == nil || r.State != Active {
			return
		}
		add := func(k totalKey) {
			if _, ok := delta[k]; !ok {
				order = append(order, k)
			}
			delta[k] += n
		}
		add(totalKey{r.Area, r.Kind.Name, "", ""})
		for _, f := range r.Kind.Fields {
			if facet(f) {
				add(totalKey{r.Area, r.Kind.Name, f.Name, facetValue(r.Values[f.Name])})
			}
		}
	}
	for _, w := range writes {
		count(w.old, -1)
		count(w.rec, 1)
	}
	var rows [][]any
	for _, k := range order {
		if n := delta[k]; n != 0 {
			rows = append(rows, []any{string(k.area), k.kind, k.facet, k.value, string(ref.NewID(tx.Now())), n})
		}
	}
	return bulk(tx, "record_total", []string{"area", "kind", "facet", "value", "id", "n"}, rows, nil)
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

// Compact folds the appended totals of every facet into one row each. It
// deletes exactly the rows it has counted, so that what others append
// meanwhile is kept.
func (e *Engine) Compact(tx *db.Tx) error {
	rows, err := tx.Query(`SELECT area, kind, facet, value, id, n FROM record_total ORDER BY area, kind, facet, value, id`)
	if err != nil {
		return err
	}
	sum := map[totalKey]int64{}
	ids := map[totalKey][]string{}
	for rows.Next() {
		var k totalKey
		var id string
		var n int64
		if err := rows.Scan(&k.area, &k.kind, &k.facet, &k.value, &id, &n); err != nil {
			rows.Close()
			return err
		}
		sum[k] += n
		ids[k] = append(ids[k], id)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for k, list := range ids {
		if len(list) < 2 {
			continue
		}
		for _, id := range list[1:] {
			if _, err := tx.Exec(`DELETE FROM record_total WHERE area = $1 AND kind = $2 AND facet = $3 AND value = $4 AND id = $5`,
				string(k.area), k.kind, k.facet, k.value, id); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(`UPDATE record_total SET n = $6 WHERE area = $1 AND kind = $2 AND facet = $3 AND value = $4 AND id = $5`,
			string(k.area), k.kind, k.facet, k.value, list[0], sum[k]); err != nil {
			return err
		}
	}
	return nil
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
