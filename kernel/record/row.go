package record

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
)

// Record is one row of a kind with its values.
type Record struct {
	Kind      *kind.Kind
	Area      ref.Area
	ID        ref.ID
	Rev       int64
	Act       ref.ID // the last act
	State     string
	Unit      ref.ID
	Owner     ref.ID
	Number    string
	CreatedAt clock.Instant
	UpdatedAt clock.Instant
	Values    map[string]any
	Masked    []string // fields the reader may not see

	key []byte
}

// Ref returns the record's reference.
func (r *Record) Ref() ref.Ref { return ref.Ref{Area: r.Area, ID: r.ID} }

// Text returns a text value, "" where there is none.
func (r *Record) Text(field string) string { s, _ := r.Values[field].(string); return s }

// Title is the line by which people know the record.
func (r *Record) Title() string {
	if r.Kind.TitleField != "" {
		if t := r.Text(r.Kind.TitleField); t != "" {
			return t
		}
	}
	if r.Number != "" {
		return r.Number
	}
	return r.Kind.Title + " " + string(r.ID[len(r.ID)-6:])
}

// Get returns a value for expressions.
func (r *Record) Get(field string) (any, bool) {
	v, ok := r.Values[field]
	return v, ok && v != nil
}

// tableSpec is what statements about a kind's table need, built once.
type tableSpec struct {
	kind    *kind.Kind
	columns []column
	all     []string // system and field columns, in order
	selects string   // "area, id, …"
}

func newTableSpec(k *kind.Kind) *tableSpec {
	s := &tableSpec{kind: k, columns: columns(k)}
	s.all = append(s.all, system...)
	for _, c := range s.columns {
		s.all = append(s.all, c.name)
	}
	s.selects = strings.Join(s.all, ", ")
	return s
}

// selectAs lists the columns with a table alias.
func (s *tableSpec) selectAs(alias string) string {
	return alias + "." + strings.Join(s.all, ", "+alias+".")
}

// scan reads one row of selects.
func (s *tableSpec) scan(rows interface{ Scan(...any) error }) (*Record, error) {
	r := &Record{Kind: s.kind, Values: make(map[string]any, len(s.kind.Fields))}
	var number sql.NullString
	dest := []any{&r.Area, &r.ID, &r.Rev, &r.Act, &r.State, &r.Unit, &r.Owner, &number, &r.CreatedAt, &r.UpdatedAt, &r.key}
	cells := make([]any, len(s.columns))
	for i := range s.columns {
		cells[i] = cell(&s.columns[i])
		dest = append(dest, cells[i])
	}
	if err := rows.Scan(dest...); err != nil {
		return nil, err
	}
	r.Number = number.String
	for i := range s.columns {
		if err := s.take(r, i, cells); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// cell is where a column's value is scanned to.
func cell(c *column) any {
	switch c.ddl {
	case "BIGINT":
		return new(sql.NullInt64)
	case "{bool}":
		return new(sql.NullBool)
	}
	return new(sql.NullString)
}

// take moves a scanned column into the record's values; a field's second
// column stands right after its first.
func (s *tableSpec) take(r *Record, i int, cells []any) error {
	c := s.columns[i]
	f := c.field
	if c.name != f.Column() { // a second column
		if f.Type == kind.Money && strings.HasSuffix(c.name, "_currency") {
			if v := cells[i].(*sql.NullString); v.Valid {
				r.Values[f.Name+"_currency"] = v.String
			}
		}
		return nil
	}
	switch v := cells[i].(type) {
	case *sql.NullInt64:
		if v.Valid {
			r.Values[f.Name] = v.Int64
		}
	case *sql.NullBool:
		if v.Valid {
			r.Values[f.Name] = v.Bool
		}
	case *sql.NullString:
		if !v.Valid {
			return nil
		}
		switch f.Type {
		case kind.Subject, kind.Reference:
			r.Values[f.Name] = map[string]any{"area": cells[i+1].(*sql.NullString).String, "id": v.String}
		case kind.Person:
			r.Values[f.Name] = map[string]any{"name": v.String, "id": cells[i+1].(*sql.NullString).String}
		case kind.File, kind.List:
			x, err := decodeJSON([]byte(v.String))
			if err != nil {
				return fmt.Errorf("column %s of %s: %w", c.name, r.Ref(), err)
			}
			r.Values[f.Name] = x
		default:
			r.Values[f.Name] = v.String
		}
	}
	return nil
}

// cells returns the values of the field columns, in their order, for a write.
func (s *tableSpec) cells(values map[string]any) ([]any, error) {
	out := make([]any, len(s.columns))
	for i := range s.columns {
		v, err := s.cellOf(i, values)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

func (s *tableSpec) cellOf(i int, values map[string]any) (any, error) {
	c := s.columns[i]
	f := c.field
	v := values[f.Name]
	if c.name != f.Column() {
		return secondCell(c, f, v, values), nil
	}
	if v == nil {
		return nil, nil
	}
	switch f.Type {
	case kind.Subject, kind.Reference:
		return string(RefOf(v).ID), nil
	case kind.Person:
		return textOf(v.(map[string]any), "name"), nil
	case kind.File, kind.List:
		b, err := encodeJSON(v)
		return string(b), err
	}
	return v, nil
}

func secondCell(c column, f *kind.Field, v any, values map[string]any) any {
	switch {
	case strings.HasSuffix(c.name, "_sort"):
		if s, ok := v.(string); ok {
			return sortKey(s)
		}
		return nil
	case f.Type == kind.Money:
		return values[f.Name+"_currency"]
	case v == nil:
		return nil
	case f.Type == kind.Person:
		return textOf(v.(map[string]any), "id")
	}
	return string(RefOf(v).Area)
}

// encodeJSON writes a value; objects have their keys in order.
func encodeJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// decodeJSON reads what encodeJSON wrote: numbers become int64.
func decodeJSON(b []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	return whole(v)
}

func whole(v any) (any, error) {
	switch x := v.(type) {
	case json.Number:
		n, ok := integer(x)
		if !ok {
			return nil, fmt.Errorf("%s is not a whole number", x)
		}
		return n, nil
	case []any:
		for i := range x {
			w, err := whole(x[i])
			if err != nil {
				return nil, err
			}
			x[i] = w
		}
	case map[string]any:
		for k := range x {
			w, err := whole(x[k])
			if err != nil {
				return nil, err
			}
			x[k] = w
		}
	}
	return v, nil
}
