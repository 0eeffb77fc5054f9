package record

import (
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// facet reports whether totals are kept for each value of a field: short,
// closed sets of values that lists are narrowed by.
func facet(f *kind.Field) bool {
	return f.Stored() && f.Index && (f.Type == kind.Enum || f.Type == kind.Code || f.Type == kind.Area || f.Type == kind.Bool)
}

// totals counts the active records of a kind: facet "" is the kind itself.
var totals = NewTally("record_total", "area", "kind", "facet", "value")

// leaveTotals leaves to the end of the transaction how many active records each
// facet gained or lost.
func leaveTotals(tx *db.Tx, writes []*write) {
	delta := map[TallyKey]int64{}
	count := func(r *Record, n int64) {
		if r == nil || r.State != Active {
			return
		}
		delta[TallyKey{string(r.Area), r.Kind.Name}] += n
		for _, f := range r.Kind.Fields {
			if facet(f) {
				delta[TallyKey{string(r.Area), r.Kind.Name, f.Name, facetValue(r.Values[f.Name])}] += n
			}
		}
	}
	for _, w := range writes {
		count(w.old, -1)
		count(w.rec, 1)
	}
	totals.Leave(tx, delta)
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

// verifyTotals counts the records of a kind anew.
func verifyTotals(c db.Conn, k *kind.Kind, report func(Finding)) error {
	counted := []string{countedBy(k, "''", "''")}
	for _, f := range k.Fields {
		if !facet(f) {
			continue
		}
		value := "coalesce(r." + f.Column() + ", '')"
		if f.Type == kind.Bool {
			value = "CASE WHEN r." + f.Column() + " THEN 'true' WHEN r." + f.Column() + " IS NULL THEN '' ELSE 'false' END"
		}
		counted = append(counted, countedBy(k, "'"+f.Name+"'", value))
	}
	return totals.Differ(c, k.Name, strings.Join(counted, " UNION ALL "), func(x TallyKey, kept, found int64) {
		what := "合计"
		if f := k.Field(x[2]); f != nil {
			what = "“" + f.Title + "”为“" + x[3] + "”的合计"
		}
		report(Finding{Kind: k.Name, Record: ref.Ref{Area: ref.Area(x[0])}, Text: fmt.Sprintf("%s记为 %d，实有 %d", what, kept, found)})
	})
}

func countedBy(k *kind.Kind, facet, value string) string {
	return "SELECT area, '" + k.Name + "' AS kind, " + facet + " AS facet, " + value + " AS value, count(*) AS n FROM " + k.Table + " r WHERE state = '" + Active + "' GROUP BY area, 4"
}

// Compact folds the kept totals.
func (e *Engine) Compact(tx *db.Tx) error { return totals.Compact(tx) }

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
