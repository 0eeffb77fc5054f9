package api

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

// records adds the operations of one declared kind.
func (a *API) records(k *kind.Kind) {
	base := "/api/" + k.Matter + "/" + k.Name
	one := base + "/{area}/{id}"
	tag := []string{k.Title}
	add := func(method, path, id, summary string, h func(*rest.Request, *kind.Kind) error) {
		op := operation(k, method, path, id, summary, tag)
		rest.Handle(a.huma, op, func(q *rest.Request) error { return h(q, k) })
	}
	add(http.MethodGet, base, "list", "列出"+k.Title, a.list)
	add(http.MethodGet, base+"/total", "total", k.Title+"总数", a.total)
	add(http.MethodGet, base+"/facets", "facets", k.Title+"分项计数", a.facets)
	add(http.MethodGet, base+"/groups", "groups", k.Title+"按一项分组计数", a.groups)
	if k.Subject {
		add(http.MethodGet, base+"/about", "about", "关于所列"+k.Title+"的另一种记录计数", a.about)
	}
	add(http.MethodGet, base+"/export", "export", "导出"+k.Title, a.export)
	add(http.MethodGet, one, "get", "查看"+k.Title, a.get)
	add(http.MethodGet, one+"/timeline", "timeline", k.Title+"的办理过程", a.timeline)
	if procedure.Of(k) != nil {
		add(http.MethodGet, one+"/course", "course", k.Title+"办到哪一步、期限和依据", a.course)
		add(http.MethodGet, one+"/orders", "orders", k.Title+"上的督办、催办、委托、抄送和加签", a.ordersOn)
	}
	add(http.MethodGet, one+"/provenance", "provenance", k.Title+"各字段的来源", a.provenance)
	add(http.MethodGet, one+"/files/{field}", "file", k.Title+"的附件", func(q *rest.Request, k *kind.Kind) error { return a.openFile(q, k.Name) })
	if k.Name == app.AccountKind { // written by the administration's own operations, with the account itself
		return
	}
	add(http.MethodPost, base, "create", "登记"+k.Title, a.create)
	add(http.MethodPost, base+"/check", "check", "查对要登记的"+k.Title+"，不写入", a.checkNew)
	add(http.MethodPost, one+"/acts/{act}", "act", "办理"+k.Title, a.act)
	add(http.MethodPost, one+"/acts/{act}/check", "act-check", "查对要办理的"+k.Title+"，不写入", a.checkAct)
}

// query reads the parameters every list shares.
func (a *API) query(q *rest.Request, k *kind.Kind) (record.Query, rest.Page, error) {
	c, err := a.caller(q)
	if err != nil {
		return record.Query{}, rest.Page{}, err
	}
	p, err := q.Page()
	if err != nil {
		return record.Query{}, p, err
	}
	sort := p.Sort
	if p.Desc {
		sort = "-" + sort
	}
	out := record.Query{Kind: k.Name, Area: a.area, Filter: p.Filter, Search: p.Query, Sort: sort, Limit: p.Limit, Caller: c}
	if out.With, err = withs(q); err != nil {
		return out, p, err
	}
	if s := q.Query("states"); s != "" {
		out.States = strings.Split(s, ",")
	}
	if p.Cursor != "" {
		cur, err := rest.DecodeCursor(p.Cursor, order(out))
		if err != nil {
			return out, p, err
		}
		out.Cursor = &record.Cursor{Key: cur.Key, Area: ref.Area(cur.Area), ID: ref.ID(cur.ID)}
	}
	return out, p, nil
}

// order is what a cursor is bound to.
func order(q record.Query) string {
	return q.Kind + "|" + q.Sort + "|" + q.Filter + "|" + q.Search + fmt.Sprint(q.With)
}

func (a *API) total(q *rest.Request, k *kind.Kind) error {
	query, _, err := a.query(q, k)
	if err != nil {
		return err
	}
	t, err := a.engine.Count(q.Context(), query, true)
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, t)
}

// facets counts the active records by each value of a field, from the kept
// totals.
func (a *API) facets(q *rest.Request, k *kind.Kind) error {
	c, err := a.caller(q)
	if err != nil {
		return err
	}
	field := q.Query("field")
	type facet struct {
		Value string `json:"value"`
		Label string `json:"label"`
		Count int64  `json:"count"`
	}
	out := struct {
		Items []facet `json:"items"`
	}{Items: []facet{}}
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		items, err := a.engine.Facets(conn, c, a.area, k.Name, field)
		if err != nil {
			return err
		}
		l := a.labels(conn)
		for _, it := range items {
			out.Items = append(out.Items, facet{it.Value, l.Text(k.Field(field), it.Value), it.Count})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, out)
}

// refOf is the record a path names.
func refOf(q *rest.Request) (ref.Ref, error) { return refFrom(q.Param) }

// refFrom is the record that area and id name, read by get from a path or a query;
// what cannot name one is not found.
func refFrom(get func(name string) string) (ref.Ref, error) {
	id, err := ref.ParseID(get("id"))
	if area := ref.Area(get("area")); err == nil && area.Valid() {
		return ref.Ref{Area: area, ID: id}, nil
	}
	return ref.Ref{}, noRecord()
}

// noRecord says that there is no such record, or that it is not the caller's to see.
func noRecord() error {
	return fault.New(fault.NotFound, "record.notfound", "没有找到这条记录，或您无权查看")
}

// asked is who asks, and for which record.
func (a *API) asked(q *rest.Request) (actor.Caller, ref.Ref, error) {
	c, err := a.caller(q)
	if err != nil {
		return c, ref.Ref{}, err
	}
	r, err := refOf(q)
	return c, r, err
}

// asOf reads the parameters as_of and mode.
func asOf(q *rest.Request) (record.AsOf, error) {
	s := q.Query("as_of")
	if s == "" {
		return record.AsOf{}, nil
	}
	bad := fault.Bad("record.as_of", "回看日期不正确", fault.Field{Name: "as_of", Code: "date", Text: "应为 YYYY-MM-DD 或 RFC 3339 时间"})
	if d, err := calendar.Parse(s); err == nil {
		if q.Query("mode") == "fact" {
			return record.AsOf{InFact: d.String()}, nil
		}
		return record.AsOf{At: d.AddDays(1).Start() - 1}, nil
	}
	at, err := calendar.ParseInstant(s)
	if err != nil {
		return record.AsOf{}, bad.With(err)
	}
	if q.Query("mode") == "fact" {
		return record.AsOf{InFact: clock.Instant(at).Day()}, nil
	}
	return record.AsOf{At: at}, nil
}

// One is a record on its own page.
type One struct {
	Row
	Unit        string       `json:"unit"`
	Owner       string       `json:"owner"`
	CreatedAt   string       `json:"created_at"`
	UpdatedAt   string       `json:"updated_at"`
	Declaration string       `json:"declaration"`
	Acts        []record.May `json:"acts"`
	Masked      []string     `json:"masked"`
	Undated     []string     `json:"undated,omitempty"`
}

func (a *API) get(q *rest.Request, k *kind.Kind) error {
	c, r, err := a.asked(q)
	if err != nil {
		return err
	}
	as, err := asOf(q)
	if err != nil {
		return err
	}
	var out One
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		rec, err := a.engine.GetIn(conn, c, k.Name, r, as)
		if err != nil {
			return err
		}
		out = a.one(conn, rec)
		if as == (record.AsOf{}) && k.Name != app.AccountKind {
			out.Acts, err = a.engine.Mays(conn, c, rec)
		} else if as.InFact != "" {
			out.Undated, err = a.engine.Undated(conn, k.Name, r, as.InFact)
		}
		return err
	})
	if err != nil {
		return err
	}
	q.SetETag(out.Rev)
	return q.JSON(http.StatusOK, &out)
}

func (a *API) one(conn db.Conn, rec *record.Record) One {
	return One{Row: a.labels(conn).row(rec), Unit: a.people.UnitName(rec.Unit), Owner: a.people.PersonName(rec.Owner),
		CreatedAt: rec.CreatedAt.String(), UpdatedAt: rec.UpdatedAt.String(), Declaration: rec.Kind.DigestHex(),
		Acts: []record.May{}, Masked: append([]string{}, rec.Masked...)}
}

// body is what an act's request carries.
type body struct {
	values    map[string]any
	reason    string
	effective string
	annuls    ref.ID
	to        ref.Area
}

func readBody(q *rest.Request) (body, error) {
	m, err := q.Object()
	if err != nil {
		return body{}, err
	}
	var b body
	var faults []fault.Field
	text := func(name string) string {
		v, ok := m[name]
		if !ok || v == nil {
			return ""
		}
		s, isText := v.(string)
		if !isText {
			faults = append(faults, fault.Field{Name: name, Code: "type", Text: name + " 应为文字"})
		}
		return s
	}
	b.reason, b.effective, b.annuls, b.to = text("reason"), text("effective"), ref.ID(text("annuls")), ref.Area(text("to"))
	if v, ok := m["values"]; ok && v != nil {
		if b.values, ok = v.(map[string]any); !ok {
			faults = append(faults, fault.Field{Name: "values", Code: "type", Text: "values 应为对象"})
		}
	}
	for name := range m {
		if !strings.Contains(" values reason effective annuls to ", " "+name+" ") {
			faults = append(faults, fault.Field{Name: name, Code: "unknown", Text: "不认识的内容 " + name})
		}
	}
	if len(faults) > 0 {
		return b, fault.Bad("record.body", "提交的内容有误", faults...)
	}
	return b, nil
}

func (a *API) create(q *rest.Request, k *kind.Kind) error {
	return a.do(q, k, ref.Ref{}, record.Create)
}

func (a *API) act(q *rest.Request, k *kind.Kind) error {
	r, err := refOf(q)
	if err != nil {
		return err
	}
	return a.do(q, k, r, q.Param("act"))
}

func (a *API) checkNew(q *rest.Request, k *kind.Kind) error {
	return a.check(q, k, ref.Ref{}, record.Create)
}

func (a *API) checkAct(q *rest.Request, k *kind.Kind) error {
	r, err := refOf(q)
	if err != nil {
		return err
	}
	return a.check(q, k, r, q.Param("act"))
}

// check answers with the fields for which an act would be refused.
func (a *API) check(q *rest.Request, k *kind.Kind, r ref.Ref, act string) error {
	c, err := a.caller(q)
	if err != nil {
		return err
	}
	b, err := readBody(q)
	if err != nil {
		return err
	}
	bad, err := a.engine.Check(q.Context(), record.Request{Kind: k.Name, Act: act, Record: r, Area: a.area, Values: b.values, Caller: c})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"fields": bad})
}

// request reads the act a caller asks for.
func (a *API) request(q *rest.Request, c actor.Caller, k *kind.Kind, r ref.Ref, act string) (record.Request, error) {
	b, err := readBody(q)
	if err != nil {
		return record.Request{}, err
	}
	key, err := q.IdempotencyKey()
	if err != nil {
		return record.Request{}, err
	}
	req := record.Request{Kind: k.Name, Act: act, Record: r, Area: a.area, Values: b.values, Reason: b.reason, Effective: b.effective,
		Annuls: b.annuls, To: b.to, Key: key, Caller: c}
	if !r.Zero() {
		rev, err := q.IfMatch()
		if err != nil {
			return req, err
		}
		req.Rev = &rev
	} else if act != record.Create {
		return req, fault.New(fault.NotFound, "record.act", "没有这个办理动作")
	}
	return req, nil
}

// do runs one act and answers with the record as it stands after it.
func (a *API) do(q *rest.Request, k *kind.Kind, r ref.Ref, act string) error {
	c, err := a.caller(q)
	if err != nil {
		return err
	}
	req, err := a.request(q, c, k, r, act)
	if err != nil {
		return err
	}
	status := http.StatusCreated
	if !r.Zero() {
		status = http.StatusOK
	}
	rec, err := a.engine.Act(q.Context(), req)
	if err != nil {
		return err
	}
	var out One
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		if act == record.Transfer { // the record that goes on in the other area is its people's to see
			rec, err = a.engine.GetIn(conn, c, k.Name, r, record.AsOf{})
		} else {
			rec, err = a.engine.Done(conn, c, rec)
		}
		if err != nil {
			return err
		}
		out = a.one(conn, rec)
		out.Acts, err = a.engine.Mays(conn, c, rec)
		return err
	})
	if err != nil {
		return err
	}
	q.SetETag(out.Rev)
	return q.JSON(status, &out)
}
