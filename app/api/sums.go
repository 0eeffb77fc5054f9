package api

import (
	"net/http"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

// groups counts what a list shows by the values of a field.
func (a *API) groups(q *rest.Request, k *kind.Kind) error {
	query, _, err := a.query(q, k)
	if err != nil {
		return err
	}
	field := q.Query("field")
	list, err := a.engine.Groups(q.Context(), query, field)
	if err != nil {
		return err
	}
	type group struct {
		Value string `json:"value"`
		Label string `json:"label"`
		Count int64  `json:"count"`
	}
	out := []group{}
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		l := a.labels(conn)
		for _, x := range list {
			out = append(out, group{x.Value, l.Text(k.Field(field), x.Value), x.Count})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out})
}

// about counts the records of another kind about the subjects a list shows.
func (a *API) about(q *rest.Request, k *kind.Kind) error {
	query, _, err := a.query(q, k)
	if err != nil {
		return err
	}
	n, err := a.engine.CountAbout(q.Context(), query, q.Query("kind"), q.Query("distinct"))
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"count": n})
}

// withs reads the parameters with=tag, with=!tag and with=tag.label:校园周边|网红店.
func withs(q *rest.Request) ([]record.With, error) {
	var out []record.With
	for _, s := range q.HTTP().URL.Query()["with"] {
		if s == "" {
			continue
		}
		s, not := strings.CutPrefix(s, "!")
		what, values, _ := strings.Cut(s, ":")
		kindName, field, _ := strings.Cut(what, ".")
		w := record.With{Kind: kindName, Field: field, Not: not}
		if field != "" {
			w.Values = strings.Split(values, "|")
		}
		if out = append(out, w); len(out) > 5 {
			return nil, fault.Bad("record.with", "筛选条件过多", fault.Field{Name: "with", Code: "max", Text: "最多五项"})
		}
	}
	return out, nil
}
