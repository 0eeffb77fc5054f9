package record

import (
	"bytes"
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

	settled bool // just created, and by what its act did nothing can have changed it

	key   []byte
	spec  *tableSpec // of a record read for Rows: what its cells are
	cells []any
}

// Ref returns the record's reference.
func (r *Record) Ref() ref.Ref { return ref.Ref{Area: r.Area, ID: r.ID} }

// Text returns a text value, "" where there is none.
func (r *Record) Text(field string) string { s, _ := r.Values[field].(string); return s }

// Title is the line by which people know the record.
func (r *Record) Title() string {
	if r.Kind.TitleField != "" {
		if t, _ := r.value(r.Kind.TitleField).(string); t != "" {
			return t
		}
	}
	return r.untitled()
}

// untitled is the title of a record whose title field says nothing.
func (r *Record) untitled() string {
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
	all     []string       // system and field columns, in order
	selects string         // "area, id, …"
	at      map[string]int // of a spec for Rows: where a value stands among the cells
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

// scanner reads rows of selects; where the records do not keep their cells, it
// scans every row to the same ones.
type scanner struct {
	spec  *tableSpec
	cells []any // as the driver gives them: system columns, then field columns
	dest  []any
}

func (s *tableSpec) scanner() *scanner {
	c := &scanner{spec: s, dest: make([]any, len(s.all))}
	c.renew()
	return c
}

func (c *scanner) renew() {
	c.cells = make([]any, len(c.dest))
	for i := range c.cells {
		c.dest[i] = &c.cells[i]
	}
}

// scan reads one row of selects.
func (s *tableSpec) scan(row interface{ Scan(...any) error }) (*Record, error) {
	return s.scanner().scan(row)
}

func (c *scanner) scan(row interface{ Scan(...any) error }) (*Record, error) {
	if err := row.Scan(c.dest...); err != nil {
		return nil, err
	}
	if c.spec.at == nil {
		return c.spec.record(c.cells)
	}
	cells := c.cells
	c.renew()
	return c.spec.row(cells)
}

// record makes a record of the cells of a row.
func (s *tableSpec) record(cells []any) (*Record, error) {
	r := s.bare(cells)
	fields, n := cells[len(system):], 0
	for _, v := range fields {
		if v != nil {
			n++
		}
	}
	r.Values = make(map[string]any, n)
	for i := range s.columns {
		if err := s.take(r, i, fields); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// bare makes a record of the system columns alone.
func (s *tableSpec) bare(cells []any) *Record {
	r := &Record{Kind: s.kind, Area: ref.Area(textCell(cells[0])), ID: ref.ID(textCell(cells[1])), Act: ref.ID(textCell(cells[3])), State: textCell(cells[4]),
		Unit: ref.ID(textCell(cells[5])), Owner: ref.ID(textCell(cells[6])), Number: textCell(cells[7])}
	r.Rev, _ = cells[2].(int64)
	at, _ := cells[8].(int64)
	changed, _ := cells[9].(int64)
	r.CreatedAt, r.UpdatedAt = clock.Instant(at), clock.Instant(changed)
	r.key, _ = cells[10].([]byte)
	return r
}

func textCell(v any) string { s, _ := v.(string); return s }

// take moves a scanned column into the record's values; a field's second
// column stands right after its first.
func (s *tableSpec) take(r *Record, i int, cells []any) error {
	c := &s.columns[i]
	f := c.field
	if cells[i] == nil {
		return nil
	}
	if c.second {
		if f.Type == kind.Money {
			r.Values[f.Name+"_currency"] = cells[i]
		}
		return nil
	}
	v, err := s.value(i, cells)
	if err != nil {
		return fmt.Errorf("column %s of %s: %w", c.name, r.Ref(), err)
	}
	r.Values[f.Name] = v
	return nil
}

// value is what a field's first column, which is not null, says.
func (s *tableSpec) value(i int, cells []any) (any, error) {
	v := cells[i]
	switch s.columns[i].field.Type {
	case kind.Bool:
		if n, ok := v.(int64); ok { // SQLite
			return n != 0, nil
		}
	case kind.Subject, kind.Reference:
		return map[string]any{"area": textCell(cells[i+1]), "id": textCell(v)}, nil
	case kind.Person:
		return map[string]any{"name": textCell(v), "id": textCell(cells[i+1])}, nil
	case kind.File, kind.List:
		text := []byte(textCell(v))
		if list, ok := textList(text); ok {
			return list, nil
		}
		return decodeJSON(text)
	}
	return v, nil
}

// textList reads a list of texts, which most lists are, in half the time of decodeJSON;
// ok is false where it is another one.
func textList(b []byte) (list []any, ok bool) {
	var read []string
	if !bytes.HasPrefix(b, []byte(`["`)) || json.Unmarshal(b, &read) != nil || bytes.Contains(b, []byte("null")) {
		return nil, false
	}
	list = make([]any, len(read))
	for i, s := range read {
		list[i] = s
	}
	return list, true
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
	if c.second {
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
	case c.orders():
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
