package record

import (
	"context"
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// MaxPage is the most rows of one page.
const MaxPage = 2000

// exactTotal is how far a filtered list is counted unasked (kernel.md §13).
const exactTotal = 10000

// Query asks for a page of a kind's records.
type Query struct {
	Kind   string
	Area   ref.Area // "" means every area the caller may read
	Filter string   // CEL
	Search string   // part of a name
	With   []With   // records about the subject that must be there
	Sort   string   // field or -field; "" is the kind's own order
	Limit  int
	Cursor *Cursor
	Until  *Cursor // in the order of entry: the last place that is read
	// Among selects the identifiers of the records that are meant, in the table of
	// a package that follows this kind; nil: all of them.
	Among  func(param func(any) string) string
	States []string // nil means active records
	Caller actor.Caller
}

// Cursor is the place after which a page begins.
type Cursor struct {
	Key  any // value of the sort column, nil where there is none
	Area ref.Area
	ID   ref.ID
}

// Page is a page of records.
type Page struct {
	Items []*Record
	Next  *Cursor
}

// Total is a number of records; Exact is false when counting stopped early.
type Total struct {
	Count int64 `json:"count"`
	Exact bool  `json:"exact"`
}

// List returns one page. Under writes a page stays stable: the cursor is a
// place in the order, not an offset.
func (e *Engine) List(ctx context.Context, q Query) (Page, error) {
	var p Page
	err := e.db.Read(ctx, func(c db.Conn) error {
		var err error
		p, err = e.ListIn(c, q)
		return err
	})
	return p, err
}

// ListIn is List on an open snapshot.
func (e *Engine) ListIn(c db.Conn, q Query) (Page, error) {
	_, spec, err := e.kind(q.Kind)
	if err != nil {
		return Page{}, err
	}
	p, err := e.page(c, q, spec)
	if err != nil {
		return Page{}, err
	}
	now, more, hidden := e.db.Now(), e.targets(c), e.hidden(q.Caller, spec.kind)
	for _, r := range p.Items {
		e.rules[q.Kind].expand(r, more, now)
		r.mask(hidden)
	}
	return p, nil
}

// page reads one page as it is stored.
func (e *Engine) page(c db.Conn, q Query, spec *tableSpec) (Page, error) {
	if q.Limit <= 0 {
		q.Limit = 50
	}
	if q.Limit > MaxPage {
		return Page{}, fault.Bad("record.limit", "每页行数过多", fault.Field{Name: "limit", Code: "max", Text: fmt.Sprintf("每页不能超过 %d 行", MaxPage)})
	}
	column, desc, err := e.order(spec, q)
	if err != nil {
		return Page{}, err
	}
	s, err := e.narrowed(c, q, column == "")
	if err != nil {
		return Page{}, err
	}
	s.spec = spec
	var p Page
	fill, err := e.fill(c, s, column, desc, q)
	if err != nil {
		return Page{}, err
	}
	if err := fill(&p); err != nil {
		return Page{}, err
	}
	if len(p.Items) > q.Limit {
		p.Items = p.Items[:q.Limit]
		last := p.Items[q.Limit-1]
		p.Next = &Cursor{Key: sortValue(last, column), Area: last.Area, ID: last.ID}
	}
	return p, nil
}

// statement holds the condition of a list as it is built.
type statement struct {
	spec     *tableSpec
	from     string
	grams    string      // SQLite: the name index the rows come through
	match    string      // PostgreSQL: what the name index is asked, see throughIndex
	frequent bool        // PostgreSQL: the newest records alone are likely to fill a page
	share    int64       // of a search: of ten thousand names so many may hold it; 0 where that is rare
	terms    []expr.Term // what the filter says of single columns, see steered
	sole     *expr.Term  // the filter, where it is no more than this
	key      string      // the identifier in whose order the rows are met; "" is r.id
	apart    bool        // the rows are not met in the order of the list: they are sorted before they are read whole
	where    []string
	args     []any
}

// statement builds the condition all readers of a kind share: state, area,
// rights, filter and search. Rights to the fields come before rights to the
// rows: a filter on a field the caller may not read is refused by name.
func (e *Engine) statement(c db.Conn, q Query) (*statement, error) { return e.narrowed(c, q, false) }

// narrowed is statement; newest says that the rows are wanted in the order of
// entry, in which the name index can be read.
func (e *Engine) narrowed(c db.Conn, q Query, newest bool) (*statement, error) {
	k, spec, err := e.kind(q.Kind)
	if err != nil {
		return nil, err
	}
	s := &statement{spec: spec, from: k.Table + " r"}
	s.where = append(s.where, s.stated("r", q.States))
	if q.Area != "" {
		s.where = append(s.where, "r.area = "+s.param(string(q.Area)))
	}
	if err := e.readable(s, k, q); err != nil {
		return nil, err
	}
	if q.Filter != "" {
		if err := e.filter(s, k, c.Dialect(), q); err != nil {
			return nil, err
		}
	}
	if err := e.with(s, k, q); err != nil {
		return nil, err
	}
	if q.Among != nil {
		s.where = append(s.where, "r.id IN ("+q.Among(s.param)+")")
	}
	if q.Search != "" {
		e.search(s, k, c.Dialect(), q, newest)
	}
	return s, nil
}

// stated is the condition that a record stands in one of some states, nil: active.
// That is written out, in the words of the indexes that hold nothing else: told by
// a parameter SQLite plans the statement anew each time it runs, and a plan that
// PostgreSQL keeps cannot use them.
func (s *statement) stated(alias string, states []string) string {
	if states == nil || len(states) == 1 && states[0] == Active {
		return alias + ".state = '" + Active + "'"
	}
	in := make([]string, len(states))
	for i, st := range states {
		in[i] = s.param(st)
	}
	return alias + ".state IN (" + strings.Join(in, ", ") + ")"
}

func whereClause(where []string) string { return " WHERE " + strings.Join(where, " AND ") }

// order returns the column by which a list is ordered, "" for the order of
// entry, newest first.
func (e *Engine) order(spec *tableSpec, q Query) (column string, desc bool, err error) {
	name := q.Sort
	if name == "" {
		name = spec.kind.Sort
	}
	if name == "" {
		return "", true, nil
	}
	name, desc = strings.CutPrefix(name, "-")
	switch name {
	case "number", "created_at", "updated_at":
		return name, desc, nil
	case "id":
		return "", desc, nil
	}
	f := spec.kind.Field(name)
	if f == nil || !f.Stored() || f.Type == kind.List || f.Type == kind.File {
		return "", false, fault.Bad("record.sort", "不能按此排序", fault.Field{Name: "sort", Code: "unknown", Text: "不能按 " + clip(name) + " 排序"})
	}
	if err := e.fieldsReadable(q.Caller, spec.kind, []string{name}); err != nil {
		return "", false, err
	}
	return sortColumn(f), desc, nil
}

// sortValue is the value of the sort column of a row.
func sortValue(r *Record, column string) any {
	switch column {
	case "":
		return nil
	case "number":
		return nullText(r.Number)
	case "created_at":
		return int64(r.CreatedAt)
	case "updated_at":
		return int64(r.UpdatedAt)
	}
	for _, f := range r.Kind.Fields {
		if f.Column() == column || f.Column()+"_sort" == column {
			return sortCell(r, f, column)
		}
	}
	return nil
}

func sortCell(r *Record, f *kind.Field, column string) any {
	v := r.value(f.Name)
	if v == nil {
		return nil
	}
	if text, ok := v.(string); ok && strings.HasSuffix(column, "_sort") && f.Sort == "pinyin" {
		return sortKey(text)
	}
	if m, ok := v.(map[string]any); ok {
		if f.Type == kind.Person {
			return textOf(m, "name")
		}
		return textOf(m, "id")
	}
	return v
}

// Count returns how many records a query finds: from the kept totals where it
// narrows nothing, else counted to 10,000, or to the end when exact is asked.
func (e *Engine) Count(ctx context.Context, q Query, exact bool) (Total, error) {
	var t Total
	err := e.db.Read(ctx, func(c db.Conn) error {
		s, err := e.narrowed(c, q, true)
		if err != nil {
			return err
		}
		if !q.narrows() && q.Area != "" && e.unrestricted(q.Caller, s.spec.kind, q.Area) {
			f, err := Facets(c, q.Area, q.Kind, "")
			if err == nil && len(f) == 1 {
				t = Total{f[0].Count, true}
			} else {
				t = Total{0, true}
			}
			return err
		}
		if f := s.kept(q); f != nil && e.unrestricted(q.Caller, s.spec.kind, q.Area) {
			t.Exact = true
			t.Count, err = total(c, q.Area, q.Kind, f.Name, facetValue(s.sole.Value))
			return err
		}
		by, err := e.steered(c, s.throughIndex(), q, true)
		if err != nil {
			return err
		}
		if s, err = by.counted(); err != nil {
			return err
		}
		query := fmt.Sprintf("SELECT count(*) FROM %s%s", s.from, whereClause(s.where))
		if !exact {
			query = fmt.Sprintf("SELECT count(*) FROM (SELECT 1 FROM %s%s LIMIT %d) x", s.from, whereClause(s.where), exactTotal+1)
		}
		if err := c.QueryRow(query, s.args...).Scan(&t.Count); err != nil {
			return err
		}
		t.Exact = exact || t.Count <= exactTotal
		if !t.Exact {
			t.Count = exactTotal
		}
		return nil
	})
	return t, err
}

// kept is the facet whose kept total is what the query counts, nil where there is none.
func (s *statement) kept(q Query) *kind.Field {
	if s.sole == nil || s.sole.Op != "==" || q.Area == "" || q.Search != "" || q.States != nil || len(q.With) > 0 || q.Among != nil {
		return nil
	}
	if f := s.spec.kind.Field(s.sole.Field); f != nil && facet(f) {
		return f
	}
	return nil
}

// exportChunk is how many rows an export reads at a time: short reads let the
// write-ahead log be cleaned up between them.
const exportChunk = 1000

// Each hands every record of a query to f, in order, reading in chunks.
func (e *Engine) Each(ctx context.Context, q Query, f func(*Record) error) error {
	q.Limit = exportChunk
	for {
		p, err := e.List(ctx, q)
		if err != nil {
			return err
		}
		for _, r := range p.Items {
			if err := f(r); err != nil {
				return err
			}
		}
		if p.Next == nil {
			return nil
		}
		q.Cursor = p.Next
	}
}
