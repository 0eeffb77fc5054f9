package api

import (
	"encoding/json"
	"net/http"

	"github.com/hengjian/hengjian/app/desk"
	"github.com/hengjian/hengjian/app/waiting"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

// desk adds what the officers' first page and lists need beside the records.
func (a *API) desk() {
	add := a.group("", "", "工作台")
	sources := append(waiting.Sources(a.engine, a.people, a.app.Collect, a.app.Procedures, a.app.Tasks), waiting.Unreached(a.engine, a.app.Tellings))
	add(http.MethodGet, "/api/waiting", "waiting", "等待我办理的事项", func(q *rest.Request, c actor.Caller) error { return a.waiting(q, c, sources) })
	add(http.MethodGet, "/api/recent", "recent", "最近的办理", a.recent)
	add(http.MethodGet, "/api/desk/views", "views", "我保存的和本机构共享的视图", a.views)
	add(http.MethodPost, "/api/desk/views", "view-save", "保存视图", a.saveView)
	add(http.MethodDelete, "/api/desk/views/{id}", "view-drop", "删除我的视图", func(q *rest.Request, c actor.Caller) error {
		if err := desk.Drop(q.Context(), a.engine.DB(), c, ref.ID(q.Param("id"))); err != nil {
			return err
		}
		return q.NoContent()
	})
	add(http.MethodGet, "/api/desk/choices/{screen}", "choice", "我在一个列表上的选择", func(q *rest.Request, c actor.Caller) error {
		v, err := desk.Choice(q.Context(), a.engine.DB(), c, q.Param("screen"))
		if err != nil {
			return err
		}
		if v == nil {
			v = json.RawMessage("{}")
		}
		return q.JSON(http.StatusOK, v)
	})
	add(http.MethodPut, "/api/desk/choices/{screen}", "choose", "记住我在一个列表上的选择", func(q *rest.Request, c actor.Caller) error {
		m, err := q.Object()
		if err != nil {
			return err
		}
		if err := desk.Choose(q.Context(), a.engine.DB(), c, q.Param("screen"), m); err != nil {
			return err
		}
		return q.NoContent()
	})
}

func (a *API) waiting(q *rest.Request, c actor.Caller, sources []waiting.Source) error {
	items, err := waiting.List(q.Context(), c, sources)
	if err != nil {
		return err
	}
	today := a.engine.DB().Now().Day()
	late := 0
	for _, it := range items {
		if it.Due != "" && it.Due < today {
			late++
		}
	}
	return q.JSON(http.StatusOK, map[string]any{"items": items, "count": len(items), "late": late, "today": today})
}

type recentOut struct {
	At     string       `json:"at"`
	Title  string       `json:"title"`
	Actor  eventActor   `json:"actor"`
	Kind   string       `json:"kind"`
	Matter string       `json:"matter"`
	Name   string       `json:"kind_title"`
	Rows   int64        `json:"rows"`
	Source *eventSource `json:"source"`
	Record entryRecord  `json:"record"`
}

// recentRows is how many acts the first page shows.
const recentRows = 12

// recent lists the last acts of others on what the caller may read.
func (a *API) recent(q *rest.Request, c actor.Caller) error {
	out := []recentOut{}
	err := a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		list, err := a.engine.Recent(conn, c, a.area, c.Label(), recentRows)
		if err != nil {
			return err
		}
		l := a.labels(conn)
		for _, x := range list {
			k := x.Record.Kind
			o := recentOut{At: x.At.String(), Title: actTitle(k, x.Name), Actor: a.actorOf(l, x.Event), Kind: k.Name, Matter: k.Matter, Name: k.Title, Rows: x.Rows,
				Record: entryRecord{x.Record.Area, x.Record.ID, x.Record.Title()}}
			if x.Source.Name != "" {
				o.Source = a.source(conn, x.Source, x.Line)
			}
			out = append(out, o)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out})
}

type viewOut struct {
	desk.View
	Mine   bool   `json:"mine"`
	Shared bool   `json:"shared"`
	By     string `json:"by"`
}

func (a *API) viewOf(v desk.View, c actor.Caller) viewOut {
	return viewOut{v, v.Person == c.Person, v.Unit != "", a.people.PersonName(v.Person)}
}

func (a *API) views(q *rest.Request, c actor.Caller) error {
	list, err := desk.Views(q.Context(), a.engine.DB(), c, q.Query("screen"))
	if err != nil {
		return err
	}
	out := []viewOut{}
	for _, v := range list {
		out = append(out, a.viewOf(v, c))
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out})
}

func (a *API) saveView(q *rest.Request, c actor.Caller) error {
	m, err := q.Object()
	if err == nil {
		err = only(m, "screen", "name", "query", "share")
	}
	if err != nil {
		return err
	}
	var bad []fault.Field
	text := func(name string) string {
		s, ok := m[name].(string)
		if !ok {
			bad = append(bad, fault.Field{Name: name, Code: "type", Text: name + " 应为文字"})
		}
		return s
	}
	screen, name, query := text("screen"), text("name"), text("query")
	share, ok := m["share"].(bool)
	if _, given := m["share"]; given && !ok {
		bad = append(bad, fault.Field{Name: "share", Code: "type", Text: "share 应为是或否"})
	}
	if len(bad) > 0 {
		return fault.Bad("desk.view", "视图未保存", bad...)
	}
	v, err := desk.Save(q.Context(), a.engine.DB(), c, screen, name, query, share)
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, a.viewOf(v, c))
}
