package api

import (
	"net/http"
	"strconv"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/rest"
)

func (a *API) searches() {
	a.fixed(http.MethodGet, "/api/search", "search", "按名称、代码、地址、编号查找", "系统", a.search)
}

type hit struct {
	record.Hit
	Area       string `json:"area"`
	ID         string `json:"id"`
	Matter     string `json:"matter"`
	Status     string `json:"status"`
	CountyName string `json:"county_name"`
	KindTitle  string `json:"kind_title"`
	Number     string `json:"number,omitempty"`
	Note       string `json:"note,omitempty"` // of a person: where he sits
}

// search looks through the kinds the caller may read: subjects first.
func (a *API) search(q *rest.Request) error {
	c, err := a.caller(q)
	if err != nil {
		return err
	}
	limit := 20
	if n, err := strconv.Atoi(q.Query("limit")); err == nil && n > 0 && n <= 100 {
		limit = n
	}
	begun := clock.Wall{}.Now()
	out := []hit{}
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		hits, err := a.engine.Find(conn, c, a.area, q.Query("q"), limit)
		if err != nil {
			return err
		}
		l := a.labels(conn)
		for _, h := range hits {
			k := h.Record.Kind
			m := k.SubjectFields
			x := hit{Hit: h, Area: string(h.Record.Area), ID: string(h.Record.ID), Matter: k.Matter, KindTitle: k.Title, Number: h.Record.Number}
			if p, ok := a.people.Person(h.Record.ID); ok && k.Name == "person" {
				x.Note = a.people.UnitName(p.Unit)
			}
			if k.Subject {
				x.Status = l.Label(k.Field(m.Status), h.Record.Values[m.Status], nil)
				x.CountyName = l.Label(k.Field(m.County), h.Record.Values[m.County], nil)
			}
			out = append(out, x)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out, "ms": int64(clock.Wall{}.Now() - begun)})
}
