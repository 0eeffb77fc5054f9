package record

import (
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/code/pinyin"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// Held is an active record that holds a value which was looked up.
type Held struct {
	Record ref.Ref
	Value  string
	With   []string // further fields of the record, "" where it has none
}

// lookupStep is how many values one statement looks up.
const lookupStep = 500

// Holders returns the active records of an area that hold one of the values in
// a field, with further fields of theirs. A field that is unique everywhere is
// looked up across all areas. The field must be indexed; a field that is only
// ordered by pinyin finds every value of the same reading, so that the caller
// compares Value itself.
func (e *Engine) Holders(c db.Conn, kindName string, area ref.Area, field string, values []string, with ...string) ([]Held, error) {
	k, _, err := e.kind(kindName)
	if err != nil {
		return nil, err
	}
	f := k.Field(field)
	if f == nil || !f.Stored() {
		return nil, fmt.Errorf("looking up %s: no stored field %s", kindName, field)
	}
	column := f.Column()
	if f.Sort == "pinyin" && !f.Index && f.Unique == "" {
		column += "_sort"
		sorted := make([]string, len(values))
		for i, v := range values {
			sorted[i] = pinyin.SortKey(v)
		}
		values = sorted
	}
	selected, err := textColumns(k, append([]string{field}, with...))
	if err != nil {
		return nil, err
	}
	var out []Held
	for len(values) > 0 {
		n := min(len(values), lookupStep)
		args := []any{string(area)}
		query := "SELECT r.area, r.id, " + selected + " FROM " + k.Table + " r WHERE r.area = $1 AND r." + column + " IN (" + places(2, padded(n)) + ") AND r.state = 'active' ORDER BY r.id"
		if f.Unique == kind.UniqueEverywhere {
			args = []any{k.Name, f.Name}
			query = "SELECT r.area, r.id, " + selected + " FROM record_directory d JOIN " + k.Table + " r ON r.area = d.area AND r.id = d.id WHERE d.kind = $1 AND d.field = $2 AND d.value IN (" + places(3, padded(n)) + ")"
		}
		for i := range padded(n) { // the last value again, so that few statements are prepared
			args = append(args, values[min(i, n-1)])
		}
		if out, err = scanHeld(c, query, args, len(with), out); err != nil {
			return nil, fmt.Errorf("looking up %s by %s: %w", kindName, field, err)
		}
		values = values[n:]
	}
	return out, nil
}

// Lacking returns active records of an area, after an identifier in order of
// identifiers, that have a value in one field and none in another.
func (e *Engine) Lacking(c db.Conn, kindName string, area ref.Area, has, lacks string, after ref.ID, limit int) ([]Held, error) {
	k, _, err := e.kind(kindName)
	if err != nil {
		return nil, err
	}
	selected, err := textColumns(k, []string{has})
	if err != nil {
		return nil, err
	}
	if _, err := textColumns(k, []string{lacks}); err != nil {
		return nil, err
	}
	query := "SELECT r.area, r.id, " + selected + " FROM " + k.Table + " r WHERE r.area = $1 AND r.id > $2 AND r.state = 'active' AND r." +
		k.Field(has).Column() + " IS NOT NULL AND r." + k.Field(lacks).Column() + " IS NULL ORDER BY r.id LIMIT $3"
	return scanHeld(c, query, []any{string(area), string(after), int64(limit)}, 0, nil)
}

// textColumns selects columns that hold text, empty where there is none.
func textColumns(k *kind.Kind, fields []string) (string, error) {
	var out []string
	for _, name := range fields {
		f := k.Field(name)
		if f == nil || !f.Stored() {
			return "", fmt.Errorf("looking up %s: no stored field %s", k.Name, name)
		}
		switch f.Type {
		case kind.Number, kind.Money, kind.Time, kind.Bool:
			return "", fmt.Errorf("looking up %s: field %s does not hold text", k.Name, name)
		}
		out = append(out, "coalesce(r."+f.Column()+", '')")
	}
	return strings.Join(out, ", "), nil
}

// padded is the next power of two, at most a whole step.
func padded(n int) int {
	p := 1
	for p < n {
		p *= 2
	}
	return min(p, lookupStep)
}

func scanHeld(c db.Conn, query string, args []any, with int, out []Held) ([]Held, error) {
	rows, err := c.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		h := Held{With: make([]string, with)}
		dest := []any{&h.Record.Area, &h.Record.ID, &h.Value}
		for i := range h.With {
			dest = append(dest, &h.With[i])
		}
		if err := rows.Scan(dest...); err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, rows.Err()
}
