package api

import (
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/money"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// Row is a record as the API shows it: raw values for programs, labels for
// people.
type Row struct {
	Area   ref.Area          `json:"area"`
	ID     ref.ID            `json:"id"`
	Kind   string            `json:"kind,omitempty"`
	Rev    int64             `json:"rev"`
	Number string            `json:"number"`
	Title  string            `json:"title"`
	State  string            `json:"state"`
	Values map[string]any    `json:"values"`
	Labels map[string]string `json:"labels"`
}

// labels turns values into the words people read; references are looked up
// once for a whole page.
type labels struct {
	codes  record.Codes
	engine *record.Engine
	conn   db.Conn
	titles map[ref.Ref]string
}

func (a *API) labels(conn db.Conn) *labels {
	return &labels{codes: a.codes, engine: a.engine, conn: conn, titles: map[ref.Ref]string{}}
}

// row presents a record.
func (l *labels) row(r *record.Record) Row {
	row := Row{Area: r.Area, ID: r.ID, Kind: r.Kind.Name, Rev: r.Rev, Number: r.Number, Title: r.Title(), State: r.State,
		Values: map[string]any{}, Labels: map[string]string{}}
	for name, v := range r.Values {
		f := r.Kind.Field(name)
		if f == nil {
			row.Values[name] = v
			continue
		}
		row.Values[name] = raw(f, v)
		row.Labels[name] = l.label(f, v, r.Values)
	}
	return row
}

func (l *labels) rows(records []*record.Record) []Row {
	out := make([]Row, len(records))
	for i, r := range records {
		out[i] = l.row(r)
	}
	return out
}

// raw is a value as programs read it: a moment as RFC 3339, decimals as text.
func raw(f *kind.Field, v any) any {
	n, isNumber := v.(int64)
	switch {
	case f.Type == kind.Time && isNumber:
		return clock.Instant(n).String()
	case f.Type == kind.Number && f.Scale > 0 && isNumber:
		return record.Decimal(n, f.Scale)
	}
	return v
}

// label is a value in words; values holds the record's other values.
func (l *labels) label(f *kind.Field, v any, values map[string]any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case bool:
		if x {
			return "是"
		}
		return "否"
	case string:
		return l.text(f, x)
	case int64:
		return number(f, x, values)
	case []any:
		elem := *f
		elem.Type, elem.Of = kind.Type(f.Of), f.List
		var parts []string
		for _, it := range x {
			parts = append(parts, l.label(&elem, it, values))
		}
		return strings.Join(parts, "、")
	case map[string]any:
		if f.Type == kind.Person || f.Type == kind.File {
			name, _ := x["name"].(string)
			return name
		}
		return l.title(f, record.RefOf(x))
	}
	return ""
}

func (l *labels) text(f *kind.Field, s string) string {
	switch f.Type {
	case kind.Code:
		if title, known, _ := l.codes.Code(f.Of, s, ""); known {
			return title
		}
	case kind.Area:
		if name, known := l.codes.Area(s); known {
			return name
		}
	case kind.Enum:
		for _, o := range f.Options {
			if o.Value == s {
				return o.Title
			}
		}
	}
	return s
}

func number(f *kind.Field, n int64, values map[string]any) string {
	switch f.Type {
	case kind.Money:
		cur, _ := values[f.Name+"_currency"].(string)
		return money.Amount{Fen: money.Fen(n), Currency: cur}.Text()
	case kind.Time:
		return clock.Instant(n).Time().Format("2006-01-02 15:04")
	}
	return record.Decimal(n, f.Scale)
}

// title is the title of a referenced record.
func (l *labels) title(f *kind.Field, r ref.Ref) string {
	if r.Zero() {
		return ""
	}
	if t, ok := l.titles[r]; ok {
		return t
	}
	t := string(r.ID)
	if f.Type == kind.Subject || l.engine.Kinds().Get(f.Of) != nil && l.engine.Kinds().Get(f.Of).Subject {
		if h, err := subject.Get(l.conn, r); err == nil {
			t = h.Name
		}
	} else if name, err := l.engine.TitleOf(l.conn, f.Of, r); err == nil {
		t = name
	}
	l.titles[r] = t
	return t
}
