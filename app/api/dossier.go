package api

import (
	"net/http"
	"strings"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/rest"
	"github.com/hengjian/hengjian/view/dossier"
)

func (a *API) dossiers() {
	a.fixed(http.MethodGet, "/api/dossier/{area}/{id}", "dossier", "一企一档", "监管对象", a.dossier)
}

type flag struct {
	Flag     string     `json:"flag"`
	Title    string     `json:"title"`
	Level    string     `json:"level"`
	Evidence []evidence `json:"evidence"`
}

type evidence struct {
	Field string `json:"field"`
	Words string `json:"words"`
}

type registerOut struct {
	Matter string `json:"matter"`
	Kind   string `json:"kind"`
	Title  string `json:"title"`
	Count  int    `json:"count"`
	Items  []Row  `json:"items"`
}

type relationOut struct {
	Relation string       `json:"relation"`
	Count    int          `json:"count"`
	More     bool         `json:"more"`
	Items    []relatedOut `json:"items"`
}

type relatedOut struct {
	Title  string   `json:"title"`
	Area   ref.Area `json:"area"`
	ID     ref.ID   `json:"id"`
	Kind   string   `json:"kind"`
	Code   string   `json:"code"`
	Status string   `json:"status"`
}

type entryOut struct {
	event
	Kind      string      `json:"kind"`
	KindTitle string      `json:"kind_title"`
	Matter    string      `json:"matter"`
	Record    entryRecord `json:"record"`
}

type entryRecord struct {
	Area  ref.Area `json:"area"`
	ID    ref.ID   `json:"id"`
	Title string   `json:"title"`
}

func (a *API) dossier(q *rest.Request) error {
	c, r, err := a.asked(q)
	if err != nil {
		return err
	}
	as, err := asOf(q)
	if err != nil {
		return err
	}
	d, err := dossier.Read(q.Context(), a.engine, c, r, as)
	if err != nil {
		return err
	}
	var out map[string]any
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		l := a.labels(conn)
		one := a.one(conn, d.Subject)
		if as == (record.AsOf{}) {
			if one.Acts, err = a.engine.Mays(conn, c, d.Subject); err != nil {
				return err
			}
		}
		one.Undated = d.Undated
		out = map[string]any{"subject": one, "kind": d.Subject.Kind.Name, "name": d.Name, "flags": a.flags(l, d), "registers": a.registers(l, d),
			"related": a.related(l, d), "timeline": a.entries(l, d), "changes": orEmpty(d.Changes), "counts": d.Acts, "as_of": q.Query("as_of"), "mode": modeOf(q), "asked": d.Asked}
		return nil
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, out)
}

func modeOf(q *rest.Request) string {
	if q.Query("mode") == "fact" {
		return "fact"
	}
	return "recorded"
}

// flags are the fields of supervision derived at collection with the words
// that caused them, and the labels the office itself put on the subject.
func (a *API) flags(l *labels, d *dossier.Dossier) []flag {
	out := []flag{}
	found := map[string][]evidence{}
	for _, line := range strings.Split(d.Subject.Text("flag_evidence"), "\n") {
		if title, words, ok := strings.Cut(line, "："); ok {
			found[title] = append(found[title], evidence{"", words})
		}
	}
	if f := d.Subject.Kind.Field("flags"); f != nil {
		items, _ := d.Subject.Values["flags"].([]any)
		for _, it := range items {
			title := l.Label(f, []any{it}, nil)
			out = append(out, flag{Flag: title, Title: title, Evidence: append([]evidence{}, found[title]...)})
		}
	}
	for _, reg := range d.Registers {
		if reg.Kind.Name != "tag" {
			continue
		}
		for _, t := range reg.Items {
			level := map[string]string{"warn": "warn", "stop": "stop"}[t.Text("colour")]
			out = append(out, flag{Flag: "tag", Title: t.Text("label"), Level: level, Evidence: []evidence{{"标签", t.Text("why")}}})
		}
	}
	return out
}

func (a *API) registers(l *labels, d *dossier.Dossier) []registerOut {
	out := []registerOut{}
	for _, reg := range d.Registers {
		out = append(out, registerOut{reg.Kind.Matter, reg.Kind.Name, reg.Kind.Title, reg.Count, l.rows(reg.Items)})
	}
	return out
}

func (a *API) related(l *labels, d *dossier.Dossier) []relationOut {
	out := []relationOut{}
	for _, rel := range d.Related {
		x := relationOut{rel.Name, rel.Count, rel.More, []relatedOut{}}
		for _, h := range rel.Heads {
			status := h.Status
			if k := a.engine.Kinds().Get(h.Kind); k != nil && k.SubjectFields.Status != "" {
				status = l.Label(k.Field(k.SubjectFields.Status), any(status), nil)
			}
			x.Items = append(x.Items, relatedOut{h.Name, h.Ref.Area, h.Ref.ID, h.Kind, h.Code, status})
		}
		out = append(out, x)
	}
	return out
}

func (a *API) entries(l *labels, d *dossier.Dossier) []entryOut {
	out := []entryOut{}
	for _, e := range d.Timeline {
		out = append(out, entryOut{a.event(l, e.Kind, e.Event), e.Kind.Name, e.Kind.Title, e.Kind.Matter, entryRecord{e.Record.Area, e.Record.ID, e.Record.Title()}})
	}
	return out
}
