package api

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/waiting"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/task"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
	"github.com/hengjian/hengjian/platform/rest"
)

// Tasks adds the operations on tasks: one's own, those one oversees, the board,
// what is supervised, and the hand-over.
func (a *API) Tasks(queue *job.Queue) {
	add := a.group("", "", "待办")
	queue.Add(app.JobHandover, a.app.HandoverJob())
	add(http.MethodGet, "/api/tasks", "tasks", "待办", a.tasks)
	add(http.MethodGet, "/api/tasks/board", "task-board", "各机构、各人的待办数", a.taskBoard)
	add(http.MethodGet, "/api/tasks/orders", "task-orders", "督办、催办、委托、抄送和加签", a.taskOrders)
	add(http.MethodPost, "/api/tasks/handover", "task-handover", "交接一个人的待办", func(q *rest.Request, c actor.Caller) error { return a.handover(q, c, queue) })
}

// days are the days by which tasks are grouped.
func (a *API) days() task.Days {
	today := calendar.DateOf(calendar.Instant(a.engine.DB().Now()))
	end := today
	for end.Weekday() != 0 {
		end = end.AddDays(1)
	}
	return task.Days{Today: today.String(), WeekEnd: end.String()}
}

// span is the range of due days of a group.
func span(group string, d task.Days) (task.Span, bool) {
	next := func(day string, n int) string { x, _ := calendar.Parse(day); return x.AddDays(n).String() }
	switch group {
	case "":
		return task.Span{}, true
	case "late":
		return task.Span{To: next(d.Today, -1)}, true
	case "today":
		return task.Span{From: d.Today, To: d.Today}, true
	case "week":
		return task.Span{From: next(d.Today, 1), To: d.WeekEnd}, true
	case "later":
		from := next(d.WeekEnd, 1)
		return task.Span{From: from, To: "9999-12-30"}, true
	case "open":
		return task.Span{From: task.Never}, true
	}
	return task.Span{}, false
}

// taskOut is one task.
type taskOut struct {
	waiting.Item
	Kind      string   `json:"kind"`
	KindTitle string   `json:"kind_title"`
	Area      ref.Area `json:"area"`
	ID        ref.ID   `json:"id"`
	Step      string   `json:"step"`
	State     string   `json:"state"`
	Person    string   `json:"person"`
	Unit      string   `json:"unit"`
	Role      string   `json:"role"`
}

// tasks lists one's own tasks, or those of a person or a unit one oversees.
func (a *API) tasks(q *rest.Request, c actor.Caller) error {
	p, err := q.Page()
	if err != nil {
		return err
	}
	d := a.days()
	s, ok := span(q.Query("group"), d)
	if !ok {
		return fault.Bad("task.group", "筛选条件有误", fault.Field{Name: "group", Code: "unknown", Text: "group 应为 late、today、week、later 或 open"})
	}
	ask := task.Query{Area: a.area, Kind: q.Query("kind"), Span: s, Limit: min(p.Limit, 200)}
	if p.Cursor != "" {
		b, err := base64.RawURLEncoding.DecodeString(p.Cursor)
		if err == nil {
			err = json.Unmarshal(b, &ask.After)
		}
		if err != nil {
			return fault.Bad("rest.cursor", "翻页位置不正确", fault.Field{Name: "cursor", Code: "invalid", Text: "请从第一页重新开始"})
		}
	}
	hats, mine := []actor.Caller{c}, q.Query("person") == "" && q.Query("unit") == "" && q.Query("who") != "all"
	if mine {
		hats = waiting.Hats(a.people, c)
	}
	out, next := []taskOut{}, ""
	var count task.Load
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		out, count, next = []taskOut{}, task.Load{}, ""
		l := &waiting.Reader{Engine: a.engine, Conn: conn}
		var all []worn
		more := false
		for _, as := range hats {
			var list []task.Task
			switch {
			case mine:
				list, err = a.app.Tasks.Mine(conn, as, ask)
			case q.Query("person") != "":
				list, err = a.app.Tasks.Of(conn, as, ref.ID(q.Query("person")), ask)
			default:
				list, err = a.app.Tasks.In(conn, as, ref.ID(q.Query("unit")), ask)
			}
			if err != nil {
				return err
			}
			if mine {
				n, err := a.app.Tasks.Count(conn, as, a.area, d)
				if err != nil {
					return err
				}
				count.Late, count.Today, count.Week, count.Later, count.Open = count.Late+n.Late, count.Today+n.Today, count.Week+n.Week, count.Later+n.Later, count.Open+n.Open
			}
			for _, x := range list {
				all = append(all, worn{x, as})
			}
			more = more || len(list) == ask.Limit
		}
		page := firstOf(all, ask.Limit)
		for _, x := range page {
			as := x.as
			it, ok, err := waiting.TaskItem(l, a.app.Procedures, as, x.Task)
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			if as.OnBehalf != "" {
				it.For = &waiting.Who{ID: string(as.OnBehalf), Name: a.people.PersonName(as.OnBehalf)}
			}
			k := a.engine.Kinds().Get(x.Kind)
			out = append(out, taskOut{Item: it, Kind: x.Kind, KindTitle: k.Title, Area: x.Record.Area, ID: x.Record.ID, Step: it.From, State: x.State,
				Person: a.people.PersonName(x.Person), Unit: a.people.UnitName(x.Unit), Role: actor.RoleTitle(x.Role)})
		}
		if more || len(page) < len(all) {
			b, err := json.Marshal(page[len(page)-1].Place())
			if err != nil {
				return err
			}
			next = base64.RawURLEncoding.EncodeToString(b)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out, "next": next, "today": d.Today, "week_end": d.WeekEnd, "count": loadOf(count)})
}

// worn is a task with the hat under which it is one's own: as oneself, or for
// somebody.
type worn struct {
	task.Task
	as actor.Caller
}

// firstOf is the first page of what several hats bring, in the order of the day:
// at least limit where there are so many. A task that two hats bring stands on one
// page, so that the place of the last is where the next page begins for each hat.
func firstOf(all []worn, limit int) []worn {
	slices.SortStableFunc(all, func(x, y worn) int { return x.Place().Compare(y.Place()) })
	n := min(len(all), limit)
	for n > 0 && n < len(all) && all[n].Place() == all[n-1].Place() {
		n++
	}
	return all[:n]
}

func loadOf(l task.Load) map[string]int64 {
	return map[string]int64{"late": l.Late, "today": l.Today, "week": l.Week, "later": l.Later, "open": l.Open, "all": l.All()}
}

// loadOut is how many tasks stand with a person or a post of a unit.
type loadOut struct {
	Kind       string           `json:"kind"`
	KindTitle  string           `json:"kind_title"`
	Unit       ref.ID           `json:"unit"`
	UnitName   string           `json:"unit_name"`
	Person     ref.ID           `json:"person"`
	PersonName string           `json:"person_name"`
	Gone       bool             `json:"gone"` // no longer here: his tasks want handing over
	Role       string           `json:"role"`
	Outside    bool             `json:"outside"` // it waits for somebody outside the bureau
	N          map[string]int64 `json:"n"`
}

func (a *API) taskBoard(q *rest.Request, c actor.Caller) error {
	d := a.days()
	out := []loadOut{}
	err := a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		list, err := a.app.Tasks.Board(conn, c, a.area, d)
		out = []loadOut{}
		for _, l := range list {
			x := loadOut{Kind: l.Kind, KindTitle: a.engine.Kinds().Get(l.Kind).Title, Unit: l.Unit, UnitName: a.people.UnitName(l.Unit), Person: l.Person, N: loadOf(l), Role: actor.RoleTitle(l.Role), Outside: actor.Outside(l.Role)}
			if l.Person != "" {
				p, ok := a.people.Person(l.Person)
				x.PersonName, x.Gone = p.Name, !ok || p.LeftOn != "" && p.LeftOn <= d.Today
			}
			out = append(out, x)
		}
		return err
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out, "today": d.Today, "week_end": d.WeekEnd})
}

// taskOrders lists orders that the caller may see: to him, by him, or on records
// he oversees.
func (a *API) taskOrders(q *rest.Request, c actor.Caller) error {
	ask := record.OrderQuery{Area: a.area, Limit: 300, States: []string{record.OrderOpen, record.OrderReplied}}
	if q.Query("state") == "ended" {
		ask.States = []string{record.OrderEnded}
	}
	sorts := []string{record.Supervise, record.Urge, record.Depute, record.Copy, record.AddSigner}
	for s := range strings.SplitSeq(q.Query("sort"), ",") {
		if s == "" || slices.Contains(ask.Sorts, s) {
			continue
		}
		if !slices.Contains(sorts, s) {
			return fault.Bad("task.sort", "筛选条件有误", fault.Field{Name: "sort", Code: "unknown", Text: "sort 应为 supervise、urge、depute、copy、add_signer 中的几项"})
		}
		ask.Sorts = append(ask.Sorts, s)
	}
	side := q.Query("side")
	if side == "to" {
		ask.To, ask.ToUnit = c.For(), c.Unit
	}
	if side == "by" {
		ask.By = c.For()
	}
	out := []orderOut{}
	err := a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		out = []orderOut{}
		ask := ask
		for range orderPages { // what he may not see does not push out what he may
			list, err := a.engine.Orders(conn, ask)
			if err != nil {
				return err
			}
			for _, o := range list {
				x, ok, err := a.orderSeen(conn, c, o)
				if err != nil {
					return err
				}
				if ok {
					out = append(out, x)
				}
			}
			if len(list) < ask.Limit || len(out) >= ask.Limit {
				break
			}
			last := list[len(list)-1]
			ask.After = [2]string{last.Until, string(last.Act)}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out, "today": a.days().Today})
}

// orderPages bounds how far taskOrders looks.
const orderPages = 20

// orderSeen is an order with its record; ok is false where the caller may not see it.
func (a *API) orderSeen(conn db.Conn, c actor.Caller, o record.Order) (x orderOut, ok bool, err error) {
	if a.engine.Kinds().Get(o.Kind) == nil {
		return x, false, nil
	}
	r, err := a.engine.GetIn(conn, c, o.Kind, o.Record, record.AsOf{})
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Denied) {
		return x, false, nil
	}
	if err != nil {
		return x, false, err
	}
	x = a.order(o, o.By == c.For())
	x.Mine = o.State == record.OrderOpen && o.For(c)
	x.Record = &orderRecord{r.Kind.Name, r.Kind.Matter, r.Kind.Title, r.Area, r.ID, r.Number, r.Title(), a.app.Procedures.StepTitle(r)}
	return x, true, nil
}

// handover begins to pass tasks of one person to another.
func (a *API) handover(q *rest.Request, c actor.Caller, queue *job.Queue) error {
	m, err := q.Object()
	if err != nil {
		return err
	}
	var wrong []fault.Field
	say := func(name, code, text string) { wrong = append(wrong, fault.Field{Name: name, Code: code, Text: text}) }
	person := func(name, title string) ref.ID {
		s, _ := m[name].(string)
		p, ok := a.people.Person(ref.ID(s))
		switch {
		case !ok:
			say(name, "reference", title+"不在册")
		case name == "to" && p.LeftOn != "" && p.LeftOn <= a.days().Today:
			say(name, "left", title+"已经离岗")
		}
		return ref.ID(s)
	}
	for name := range m {
		if name != "from" && name != "to" && name != "reason" && name != "records" {
			say(name, "unknown", "不认识的内容 "+name)
		}
	}
	h := app.Handover{Account: c.Account, Behalf: c.OnBehalf, From: person("from", "交出人"), To: person("to", "接收人")}
	h.Reason, _ = m["reason"].(string)
	if h.Reason = strings.TrimSpace(h.Reason); h.Reason == "" {
		say("reason", "required", "请填写交接的理由")
	}
	if h.From == h.To && h.From != "" {
		say("to", "self", "接收人不能是交出人本人")
	}
	list, _ := m["records"].([]any)
	for _, v := range list {
		x, _ := v.(map[string]any)
		k, _ := x["kind"].(string)
		id, _ := x["id"].(string)
		if _, err := ref.ParseID(id); err != nil || a.engine.Kinds().Get(k) == nil {
			say("records", "reference", "所选的待办有误，请重新选择")
			break
		}
		h.Records = append(h.Records, app.Handed{Kind: k, ID: ref.ID(id)})
	}
	if len(h.Records) == 0 || len(h.Records) > app.MaxHandover {
		say("records", "required", "请选择要交接的待办，一次不超过 5000 件")
	}
	if len(wrong) > 0 {
		return fault.Bad("task.invalid", "提交的内容有误", wrong...)
	}
	var id string
	err = a.engine.DB().Write(q.Context(), func(tx *db.Tx) error {
		id, err = queue.Enqueue(tx, job.Spec{Kind: app.JobHandover, Key: c.Account + "|" + string(ref.NewID(tx.Now())), Payload: h, Total: int64(len(h.Records))})
		return err
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"job": id})
}
