package api

import (
	"github.com/hengjian/hengjian/app/present"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
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
type labels struct{ words *present.Words }

func (a *API) labels(conn db.Conn) *labels {
	return &labels{present.New(a.codes, a.engine, conn)}
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

// raw is a value as programs read it.
func raw(f *kind.Field, v any) any { return present.Raw(f, v) }

// label is a value in words; values holds the record's other values.
func (l *labels) label(f *kind.Field, v any, values map[string]any) string {
	return l.words.Label(f, v, values)
}

func (l *labels) text(f *kind.Field, s string) string { return l.words.Text(f, s) }
