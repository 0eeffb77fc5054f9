package record

import (
	"fmt"
	"slices"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// Row is one record of a long read. Its values are made when they are asked
// for: a reader of a million records needs no map for each.
type Row struct {
	rec    *Record
	hidden map[string]bool
}

// RowOf is a record that is read already as a row.
func RowOf(r *Record) Row { return Row{rec: r} }

// Page is ListIn with some fields, as rows. Of the others only the title is read.
func (e *Engine) Page(c db.Conn, q Query, fields []string) ([]Row, *Cursor, error) {
	k, _, err := e.kind(q.Kind)
	if err != nil {
		return nil, nil, err
	}
	for _, name := range fields {
		if f := k.Field(name); f != nil && f.Compute != "" && !f.Stored() { // is worked out of the whole record
			p, err := e.ListIn(c, q)
			rows := make([]Row, len(p.Items))
			for i, r := range p.Items {
				rows[i] = RowOf(r)
			}
			return rows, p.Next, err
		}
	}
	return e.Rows(c, q, append(fields[:len(fields):len(fields)], k.TitleField))
}

// Rows is ListIn for a long read. Only the named fields are read; computed
// fields that are never stored have no value.
func (e *Engine) Rows(c db.Conn, q Query, fields []string) ([]Row, *Cursor, error) {
	_, spec, err := e.kind(q.Kind)
	if err != nil {
		return nil, nil, err
	}
	column, _, err := e.order(spec, q)
	if err != nil {
		return nil, nil, err
	}
	p, err := e.page(c, q, spec.only(fields, column))
	if err != nil {
		return nil, nil, err
	}
	hidden := e.hidden(q.Caller, spec.kind)
	rows := make([]Row, len(p.Items))
	for i, r := range p.Items {
		rows[i] = Row{r, hidden}
	}
	return rows, p.Next, nil
}

// Fence divides a book for several readers of Rows: it is the place q.Limit
// records after the cursor, whether the caller may read those records or not.
// It is nil where fewer remain, where the order is not that of entry, and where
// so few records are found that one page holds them.
func (e *Engine) Fence(c db.Conn, q Query) (*Cursor, error) {
	_, spec, err := e.kind(q.Kind)
	if err != nil {
		return nil, err
	}
	column, desc, err := e.order(spec, q)
	if err != nil || column != "" || q.Search != "" || q.Area == "" {
		return nil, err
	}
	s, err := e.statement(c, q)
	if err != nil {
		return nil, err
	}
	by, err := e.steered(c, s, q, desc)
	if err != nil {
		return nil, err
	}
	if rare, err := by.byRare(false); rare != nil || err != nil {
		return nil, err
	}
	return fence(c, spec.kind.Table, q, desc, int64(q.Limit))
}

// fence is the place n records of a book after the cursor, nil where there are
// fewer.
func fence(c db.Conn, table string, q Query, desc bool, n int64) (*Cursor, error) {
	down, op, after, args := "", ">", "", []any{string(q.Area), n - 1}
	if desc {
		down, op = " DESC", "<"
	}
	if q.Cursor != nil && q.Cursor.Area == q.Area {
		after, args = " AND id "+op+" $3", append(args, string(q.Cursor.ID))
	}
	id, _, err := place(c, "SELECT id, rid FROM "+table+" WHERE area = $1"+after+" ORDER BY id"+down+" LIMIT 1 OFFSET $2", args...)
	if err != nil || id == "" {
		return nil, err
	}
	return &Cursor{Area: q.Area, ID: id}, nil
}

// only is the spec of some fields and of the field a list is sorted by.
func (s *tableSpec) only(fields []string, sorted string) *tableSpec {
	n := &tableSpec{kind: s.kind, all: slices.Clone(system), at: map[string]int{}}
	for _, c := range s.columns {
		f := c.field
		if c.orders() || !slices.Contains(fields, f.Name) && sorted != f.Column() && sorted != f.Column()+"_sort" {
			continue
		}
		if !c.second {
			n.at[f.Name] = len(n.columns)
		} else if f.Type == kind.Money {
			n.at[f.Name+"_currency"] = len(n.columns)
		}
		n.columns, n.all = append(n.columns, c), append(n.all, c.name)
	}
	return n
}

// Area, ID, Rev, State, Number, CreatedAt and UpdatedAt are the system columns.
func (r Row) Area() ref.Area           { return r.rec.Area }
func (r Row) ID() ref.ID               { return r.rec.ID }
func (r Row) Rev() int64               { return r.rec.Rev }
func (r Row) State() string            { return r.rec.State }
func (r Row) Number() string           { return r.rec.Number }
func (r Row) CreatedAt() clock.Instant { return r.rec.CreatedAt }
func (r Row) UpdatedAt() clock.Instant { return r.rec.UpdatedAt }

// Title is the line by which people know the record, without a field the
// reader may not see.
func (r Row) Title() string {
	if r.hidden[r.rec.Kind.TitleField] {
		return r.rec.untitled()
	}
	return r.rec.Title()
}

// Value is the value of a field as Record.Values has it, nil where there is
// none or the reader may not see it.
func (r Row) Value(f *kind.Field) any {
	if r.hidden[f.Name] {
		return nil
	}
	return r.rec.value(f.Name)
}

// Currency is the currency of an amount, "" where none is given.
func (r Row) Currency(f *kind.Field) string {
	if !f.Currency || r.hidden[f.Name] {
		return ""
	}
	s, _ := r.rec.value(f.Name + "_currency").(string)
	return s
}

// value is a value of a record, also of one that was read for Rows.
func (r *Record) value(name string) any {
	if r.spec == nil {
		return r.Values[name]
	}
	if i, ok := r.spec.at[name]; ok {
		return r.cells[i]
	}
	return nil
}

// row makes a record that keeps its cells and has no map of values.
func (s *tableSpec) row(cells []any) (*Record, error) {
	r := s.bare(cells)
	r.spec, r.cells = s, cells[len(system):]
	for i := range s.columns {
		if s.columns[i].second || r.cells[i] == nil {
			continue
		}
		v, err := s.value(i, r.cells)
		if err != nil {
			return nil, fmt.Errorf("column %s of %s: %w", s.columns[i].name, r.Ref(), err)
		}
		r.cells[i] = v
	}
	return r, nil
}
