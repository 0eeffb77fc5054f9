package api

import (
	"net/http"
	"slices"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
	"github.com/hengjian/hengjian/practice/complaint"
)

// complaints adds what the complaint desk needs beside the records: its heaps,
// registration that sorts, what is alike, where a record should go, answers.
func (a *API) complaints() {
	add := a.group("", "", "投诉举报")
	add(http.MethodGet, "/api/complaint/desk", "complaint-desk", "投诉举报工作台各队列的件数", a.complaintDesk)
	add(http.MethodGet, "/api/complaint/desk/{queue}", "complaint-queue", "一个队列里的件", a.complaintQueue)
	add(http.MethodPost, "/api/complaint/desk/dispatch", "complaint-dispatch", "一批分送", a.complaintDispatch)
	add(http.MethodGet, "/api/complaint/intake", "complaint-intake", "登记时可用的分类和常见争议", a.complaintForms)
	add(http.MethodPost, "/api/complaint/intake", "complaint-register", "按分类登记来件", a.complaintRegister)
	add(http.MethodPost, "/api/complaint/like", "complaint-like", "登记前查找相似的件", a.complaintLike)
	add(http.MethodPost, "/api/complaint/route", "complaint-route", "登记前查看应分送到哪里", a.complaintRoute)
	add(http.MethodGet, "/api/complaint/beside/{kind}/{area}/{id}", "complaint-beside", "一件投诉举报的相似件、关联件、分送建议和所处环节", a.complaintBeside)
	add(http.MethodGet, "/api/complaint/answers", "complaint-answers", "答复模板", a.complaintAnswers)
	add(http.MethodPost, "/api/complaint/answers/check", "complaint-words", "查对答复中不能写的内容", a.complaintWords)
}

func (a *API) complaintDesk(q *rest.Request, c actor.Caller) error {
	type heap struct {
		complaint.Queue
		Count int64 `json:"count"`
	}
	out := []heap{}
	for _, x := range complaint.Queues {
		n, err := a.app.Complaints.Count(q.Context(), c, x)
		if err != nil {
			return err
		}
		out = append(out, heap{x, n})
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out})
}

type waitingRow struct {
	Row
	Step  string           `json:"step"`
	Clock string           `json:"clock"`
	Due   string           `json:"due"`
	Warn  string           `json:"warn"`
	Route *complaint.Route `json:"route"`
}

func (a *API) complaintQueue(q *rest.Request, c actor.Caller) error {
	out := []waitingRow{}
	var of complaint.Queue
	err := a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		heap, list, err := a.app.Complaints.Waiting(conn, c, q.Param("queue"))
		if err != nil {
			return err
		}
		of, out = heap, []waitingRow{}
		l := a.labels(conn)
		for _, w := range list {
			x := waitingRow{Row: l.row(w.Record), Step: w.Step, Clock: w.Clock, Route: w.Route}
			if w.Due != nil && !w.Due.Paused {
				x.Due, x.Warn = w.Due.Due.String(), w.Due.Warn.String()
			}
			out = append(out, x)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"queue": of, "items": out})
}

// sending is one record of a batch.
type sending struct {
	kind, id string
	rev      int64
	values   map[string]any
}

// mostSent bounds a batch.
const mostSent = 100

// complaintDispatch sends a batch, each record by an act of its own: one that is
// refused does not hold up the others.
func (a *API) complaintDispatch(q *rest.Request, c actor.Caller) error {
	m, err := q.Object()
	if err == nil {
		err = only(m, "items")
	}
	if err != nil {
		return err
	}
	list, _ := m["items"].([]any)
	if len(list) == 0 || len(list) > mostSent {
		return fault.Bad("complaint.batch", "没有要分送的件", fault.Field{Name: "items", Code: "length", Text: "一次分送 1 至 100 件"})
	}
	key, err := q.IdempotencyKey()
	if err != nil {
		return err
	}
	type result struct {
		ID   string `json:"id"`
		OK   bool   `json:"ok"`
		Text string `json:"text"`
	}
	var batch []sending
	for _, it := range list { // nothing is sent of a batch that cannot be read
		s, err := a.sendingOf(it)
		if err != nil {
			return err
		}
		batch = append(batch, s)
	}
	out := []result{}
	for _, s := range batch {
		one := key
		if one != "" {
			one += "/" + s.id
		}
		_, err = a.engine.Act(q.Context(), record.Request{Kind: s.kind, Act: "dispatch", Record: ref.Ref{Area: a.area, ID: ref.ID(s.id)}, Area: a.area, Rev: &s.rev, Values: s.values, Key: one, Caller: c})
		r := result{ID: s.id, OK: err == nil}
		if err != nil {
			f := fault.As(err)
			if f.Kind == fault.Internal {
				return err
			}
			r.Text = f.Text
			for _, x := range f.Fields {
				r.Text += "；" + x.Text
			}
		}
		out = append(out, r)
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out})
}

func (a *API) sendingOf(v any) (sending, error) {
	m, _ := v.(map[string]any)
	s := sending{values: map[string]any{}}
	s.kind, _ = m["kind"].(string)
	s.id, _ = m["id"].(string)
	bad := func(name, text string) error {
		return fault.Bad("complaint.batch", "提交的内容有误", fault.Field{Name: name, Code: "type", Text: text})
	}
	if s.kind != complaint.Complaint && s.kind != complaint.Tipoff {
		return s, bad("kind", "只分送投诉和举报")
	}
	if _, err := ref.ParseID(s.id); err != nil {
		return s, bad("id", "记录标识不正确")
	}
	rev, ok := number(m["rev"])
	if !ok {
		return s, bad("rev", "缺少版本")
	}
	s.rev = rev
	if unit, _ := m["unit"].(string); unit != "" {
		s.values["handling_unit"] = map[string]any{"area": string(a.area), "id": unit}
	}
	if s.kind == complaint.Complaint {
		for field, name := range map[string]string{"jurisdiction": "ground", "dispatch_basis": "basis"} {
			if t, _ := m[name].(string); t != "" {
				s.values[field] = t
			}
		}
	}
	return s, nil
}

func (a *API) complaintForms(q *rest.Request, _ actor.Caller) error {
	type outcome struct {
		Value string `json:"value"`
		Title string `json:"title"`
	}
	var list []outcome
	for _, o := range complaint.Outcomes {
		list = append(list, outcome{o.Value, o.Title})
	}
	return q.JSON(http.StatusOK, map[string]any{"outcomes": list, "disputes": a.app.Complaints.Disputes()})
}

func (a *API) complaintRegister(q *rest.Request, c actor.Caller) error {
	m, err := q.Object()
	if err == nil {
		err = only(m, "as", "values", "from")
	}
	if err != nil {
		return err
	}
	in := complaint.Intake{Values: map[string]map[string]any{}}
	in.As, _ = m["as"].(string)
	all, _ := m["values"].(map[string]any)
	for name, v := range all {
		values, ok := v.(map[string]any)
		if !ok || !slices.Contains([]string{complaint.Complaint, complaint.Tipoff, complaint.Consultation}, name) {
			return fault.Bad("complaint.intake", "提交的内容有误", fault.Field{Name: name, Code: "type", Text: "内容应按投诉、举报、咨询分别填写"})
		}
		in.Values[name] = values
	}
	if in.Key, err = q.IdempotencyKey(); err != nil {
		return err
	}
	if f, ok := m["from"].(map[string]any); ok {
		e := &complaint.Earlier{Record: record.RefOf(f)}
		e.Kind, _ = f["kind"].(string)
		e.Reason, _ = f["reason"].(string)
		e.Resort, _ = f["resort"].(bool)
		if e.Rev, ok = number(f["rev"]); !ok || e.Record.Zero() {
			return fault.Bad("complaint.intake", "提交的内容有误", fault.Field{Name: "from", Code: "type", Text: "原件应有地区、标识和版本"})
		}
		in.From = e
	}
	made, err := a.app.Complaints.Register(q.Context(), c, in)
	if err != nil {
		return err
	}
	out := []Row{}
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		out = []Row{}
		l := a.labels(conn)
		for _, r := range made {
			rec, err := a.engine.GetIn(conn, c, r.Kind.Name, r.Ref(), record.AsOf{})
			if err != nil {
				return err
			}
			out = append(out, l.row(rec))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusCreated, map[string]any{"items": out})
}

// complaintLike looks for what is alike while a form is filled in. Telephone and
// name come in the body: an address bar and a log keep neither.
func (a *API) complaintLike(q *rest.Request, c actor.Caller) error {
	m, err := q.Object()
	if err == nil {
		err = only(m, "kind", "phone", "name", "address", "trader", "respondent", "goods", "brief", "bought_on", "amount", "quantity")
	}
	if err != nil {
		return err
	}
	text := func(name string) string { s, _ := m[name].(string); return s }
	p := complaint.Probe{Kind: text("kind"), Phone: text("phone"), Name: text("name"), Address: text("address"), Trader: text("trader"), Respondent: ref.ID(text("respondent")),
		Goods: text("goods"), Brief: text("brief"), BoughtOn: text("bought_on")}
	p.Day, _ = calendar.Parse(a.engine.DB().Now().Day())
	p.Amount, _ = number(m["amount"])
	p.Quantity, _ = number(m["quantity"])
	if p.Kind != complaint.Tipoff {
		p.Kind = complaint.Complaint
	}
	// Who may not read a telephone number may not ask by one either.
	personal := map[string][]string{complaint.Complaint: {"complainant", "complainant_phone"}, complaint.Tipoff: {"informant", "informant_phone"}}
	if err := a.people.CheckReadable(c, a.engine.Kinds().Get(p.Kind), personal[p.Kind]); err != nil {
		return err
	}
	var out *complaint.Likeness
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) (err error) {
		out, err = a.app.Complaints.Like(conn, c, p)
		return err
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, out)
}

func (a *API) complaintRoute(q *rest.Request, c actor.Caller) error {
	m, err := q.Object()
	if err == nil {
		err = only(m, "address", "respondent", "platform")
	}
	if err != nil {
		return err
	}
	text := func(name string) string { s, _ := m[name].(string); return s }
	var out complaint.Route
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) (err error) {
		out, err = a.app.Complaints.RouteFor(conn, complaint.RouteFacts{Address: text("address"), Platform: text("platform")}, ref.Ref{Area: c.Area, ID: ref.ID(text("respondent"))})
		return err
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, out)
}

func (a *API) complaintAnswers(q *rest.Request, c actor.Caller) error {
	list := slices.Clone(a.app.Complaints.Answers().List)
	if on := q.Query("on"); on != "" {
		list = slices.DeleteFunc(list, func(x complaint.Answer) bool { return x.On != on })
	}
	if id := q.Query("id"); id != "" {
		rec, err := a.engine.Get(q.Context(), c, q.Query("kind"), ref.Ref{Area: a.area, ID: ref.ID(id)}, record.AsOf{})
		if err != nil {
			return err
		}
		law := a.app.Procedures.Law(rec)
		list = slices.DeleteFunc(list, func(x complaint.Answer) bool { return x.Law != "" && x.Law != law })
		for i := range list {
			list[i].Text = complaint.Fill(list[i].Text, rec)
		}
	}
	if list == nil {
		list = []complaint.Answer{}
	}
	return q.JSON(http.StatusOK, map[string]any{"items": list})
}

func (a *API) complaintWords(q *rest.Request, _ actor.Caller) error {
	m, err := q.Object()
	if err == nil {
		err = only(m, "text")
	}
	if err != nil {
		return err
	}
	text, _ := m["text"].(string)
	return q.JSON(http.StatusOK, map[string]any{"items": a.app.Complaints.Answers().Check(text)})
}
