package api

import (
	"fmt"

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

// labels presents the records of one answer.
type labels struct {
	*present.Words
	conn db.Conn
}

func (a *API) labels(conn db.Conn) *labels {
	return &labels{present.New(a.codes, a.engine, conn), conn}
}

// row presents a record.
func (l *labels) row(r *record.Record) Row {
	row := Row{Area: r.Area, ID: r.ID, Kind: r.Kind.Name, Rev: r.Rev, Number: r.Number, Title: r.Title(), State: r.State,
		Values: map[string]any{}, Labels: map[string]string{}}
	if r.State != record.Active {
		row.Labels["state"] = record.StateTitle(r.State)
	}
	for name, v := range r.Values {
		f := r.Kind.Field(name)
		if f == nil {
			row.Values[name] = v
			continue
		}
		row.Values[name] = located(r.Kind, r.Ref(), f, present.Raw(f, v))
		row.Labels[name] = l.Label(f, v, r.Values)
	}
	return row
}

// located adds to the value of a file where it can be read.
func located(k *kind.Kind, r ref.Ref, f *kind.Field, v any) any {
	if list, ok := v.([]any); ok && f.Type == kind.List && kind.Type(f.Of) == kind.File {
		one := kind.Field{Name: f.Name, Type: kind.File}
		out := make([]any, len(list))
		for i, x := range list {
			out[i] = located(k, r, &one, x)
			if m, ok := out[i].(map[string]any); ok {
				m["url"] = fmt.Sprintf("%s?n=%d", m["url"], i)
			}
		}
		return out
	}
	m, ok := v.(map[string]any)
	if f.Type != kind.File || !ok {
		return v
	}
	out := map[string]any{"url": fmt.Sprintf("/api/%s/%s/%s/%s/files/%s", k.Matter, k.Name, r.Area, r.ID, f.Name)}
	for k, x := range m {
		out[k] = x
	}
	return out
}

func (l *labels) rows(records []*record.Record) []Row {
	out := make([]Row, len(records))
	for i, r := range records {
		out[i] = l.row(r)
	}
	return out
}
