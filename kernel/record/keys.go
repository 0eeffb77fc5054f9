package record

import (
	"fmt"
	"slices"
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
		query := heldQuery(k, column, selected, padded(n))
		read := len(with)
		if f.Unique == kind.UniqueEverywhere { // not joined: PostgreSQL would walk the whole table for it
			args, read = []any{k.Name, f.Name}, 0
			query = "SELECT area, id, value FROM record_directory WHERE kind = $1 AND field = $2 AND value IN (" + places(3, padded(n)) + ")"
		}
		for i := range padded(n) { // the last value again, so that few statements are prepared
			args = append(args, values[min(i, n-1)])
		}
		if out, err = scanHeld(c, query, args, read, out); err != nil {
			return nil, fmt.Errorf("looking up %s by %s: %w", kindName, field, err)
		}
		values = values[n:]
	}
	slices.SortFunc(out, func(a, b Held) int { return strings.Compare(string(a.Record.ID), string(b.Record.ID)) })
	if f.Unique == kind.UniqueEverywhere && len(with) > 0 {
		if err := e.fillHeld(c, k, out, with); err != nil {
			return nil, fmt.Errorf("looking up %s by %s: %w", kindName, field, err)
		}
	}
	return out, nil
}

// heldQuery looks up n values of a column. It says no order: SQLite would take the
// key, which has it, and walk all records of the area.
func heldQuery(k *kind.Kind, column, selected string, n int) string {
	return "SELECT r.area, r.id, " + selected + " FROM " + k.Table + " r WHERE r.area = $1 AND r." + column + " IN (" + places(2, n) + ") AND r.state = 'active'"
}

// fillHeld reads further fields of records that the directory named.
func (e *Engine) fillHeld(c db.Conn, k *kind.Kind, out []Held, with []string) error {
	var refs []ref.Ref
	for _, h := range out {
		refs = append(refs, h.Record)
	}
	records, err := e.many(c, e.specs[k.Name], refs, false)
	if err != nil {
		return err
	}
	for i := range out {
		out[i].With = make([]string, len(with))
		if r := records[out[i].Record]; r != nil {
			for n, name := range with {
				if out[i].With[n] = r.Text(name); k.Field(name).Type != kind.Text {
					if x := RefOf(r.Values[name]); !x.Zero() {
						out[i].With[n] = string(x.ID)
					}
				}
			}
		}
	}
	return nil
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
