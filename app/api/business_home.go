package api

import (
	"net/http"
	"slices"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/rest"
	"github.com/hengjian/hengjian/practice/complaint"
	"github.com/hengjian/hengjian/practice/liaison"
	"github.com/hengjian/hengjian/view/business"
)

type dueOut struct {
	Rule        string         `json:"rule"`
	Title       string         `json:"title"`
	Of          string         `json:"of"`
	From        *calendar.Date `json:"from"`
	On          calendar.Date  `json:"on"`
	Weekday     string         `json:"weekday"`
	Days        int            `json:"days"`
	Short       string         `json:"short"`
	How         []string       `json:"how"`
	Provisional bool           `json:"provisional"`
	Basis       string         `json:"basis"`
	Unsure      bool           `json:"unsure"`
	Kind        string         `json:"kind"`
	Record      ref.Ref        `json:"record"`
}

func (b *businessDesk) dueOut(items []business.Due) []dueOut {
	out := []dueOut{}
	for _, d := range items {
		x := dueOut{Rule: d.Rule, Title: d.Title, Of: d.Of, On: d.On, Weekday: d.On.WeekdayText(), Days: d.Days, Short: d.Short, How: d.How,
			Provisional: d.Provisional, Unsure: d.Unsure, Kind: d.Kind, Record: d.Record}
		if !d.From.IsZero() {
			x.From = &d.From
		}
		if d.Text != "" {
			x.Basis = "《" + d.Text + "》"
		} else if c, err := b.app.Law.Resolve(d.Law, d.Article); err == nil {
			x.Basis, x.Unsure = c.String(), x.Unsure || c.Unsure
		}
		out = append(out, x)
	}
	return out
}

type holdingOut struct {
	Kind    string   `json:"kind"`
	Title   string   `json:"title"`
	Count   int      `json:"count"`
	From    []string `json:"from"`
	Updated string   `json:"updated"`
	Only    *ref.Ref `json:"only"` // where there is but one: it
}

func holdingsOut(list []business.Holding) []holdingOut {
	out := []holdingOut{}
	for _, h := range list {
		x := holdingOut{Kind: h.Kind.Name, Title: h.Kind.Title, Count: len(h.Records), From: h.From, Updated: h.Updated.Day()}
		if h.Kind.Subject {
			x.Title = "登记信息"
		}
		if len(h.Records) == 1 {
			r := h.Records[0].Ref()
			x.Only = &r
		}
		out = append(out, x)
	}
	return out
}

// item is a row with what may be done on it.
type item struct {
	Row
	Acts    []record.May `json:"acts"`
	Waiting int          `json:"waiting,omitempty"` // working days an objection waits
	Step    string       `json:"step,omitempty"`    // of a record with a procedure: where it stands, as of now
	Running []ownClock   `json:"running,omitempty"` // the limits that run for it
}

// ownClock is a limit that the business itself has to keep, with its arithmetic.
type ownClock struct {
	Title   string        `json:"title"`
	On      calendar.Date `json:"on"`
	Weekday string        `json:"weekday"`
	Days    int           `json:"days"` // until that day; negative: past
	How     []string      `json:"how"`
	Unsure  bool          `json:"unsure"`
	City    bool          `json:"city"`
}

// theirs are the clocks that the supervised keep, by kind: the others are the
// bureau's own time and no business's affair.
var theirs = map[string][]string{"correction_order": {"correct"}, "reminder": {"feedback"}, complaint.ODR: {"answer"}}

// owed are the limits of orders and letters as things that fall due, those first
// of all: they bind.
func owed(list []item) []dueOut {
	out := []dueOut{}
	for _, x := range list {
		short := "通知书所定"
		if x.Kind == complaint.ODR {
			short = "在线协商"
		}
		for _, c := range x.Running {
			out = append(out, dueOut{Rule: "guidance", Title: c.Title + "：" + x.Title, Of: x.Number, On: c.On, Weekday: c.Weekday, Days: c.Days, Short: short, How: c.How, Unsure: c.Unsure,
				Kind: x.Kind, Record: ref.Ref{Area: x.Area, ID: x.ID}})
		}
	}
	slices.SortStableFunc(out, func(a, b dueOut) int { return a.On.Compare(b.On) })
	return out
}

// standing tells where a record with a procedure stands and what runs for the business.
func (b *businessDesk) standing(conn db.Conn, x *item, r *record.Record, today calendar.Date) error {
	if procedure.Of(r.Kind) == nil {
		return nil
	}
	c, err := b.app.Procedures.Course(conn, r, b.engine.DB().Now())
	if err != nil {
		return err
	}
	x.Step = c.Step
	for _, run := range c.Runs {
		if st := c.State(run); !slices.Contains(theirs[r.Kind.Name], run.Clock.Name) || st != procedure.Running && st != procedure.Warned && st != procedure.Overdue {
			continue
		}
		res, err := c.Reckoned(run)
		if err != nil {
			return err
		}
		x.Running = append(x.Running, ownClock{run.Clock.Title, run.Due, run.Due.WeekdayText(), run.Due.Sub(today), res.Steps, run.Clock.Unsure, run.Clock.City})
	}
	return nil
}

func (b *businessDesk) items(conn db.Conn, v liaison.Visitor, records []*record.Record) ([]item, error) {
	out := []item{}
	l := b.labels(conn)
	today, err := calendar.Parse(v.Caller.Day)
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		x := item{Row: b.ownFiles(l.row(r), r)}
		if x.Acts, err = b.may(conn, v, r); err != nil {
			return nil, err
		}
		if err := b.standing(conn, &x, r, today); err != nil {
			return nil, err
		}
		if filed, err := calendar.Parse(r.Text("filed_on")); r.Kind.Name == liaison.Objection && err == nil {
			x.Waiting = b.app.Days.WorkdaysIn(filed, today)
		}
		out = append(out, x)
	}
	return out, nil
}

// home is everything of the first page in one answer.
func (b *businessDesk) home(q *rest.Request) error {
	v, err := b.visit(q)
	if err != nil {
		return err
	}
	var out map[string]any
	err = b.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		d, err := business.Read(conn, b.engine, v.Caller, business.StandardRules(), b.app.Days)
		if err != nil {
			return err
		}
		lists := map[string][]item{}
		for name, records := range map[string][]*record.Record{"notices": d.Notices, "objections": d.Objections, "contacts": d.Contacts, "guidance": d.Guidance, "talks": d.Talks} {
			if lists[name], err = b.items(conn, v, records); err != nil {
				return err
			}
		}
		out = map[string]any{"today": v.Caller.Day, "subject": b.labels(conn).row(d.Subject), "due": append(owed(append(slices.Clone(lists["guidance"]), lists["talks"]...)), b.dueOut(d.Due)...), "holdings": holdingsOut(d.Holdings),
			"notices": lists["notices"], "objections": lists["objections"], "contacts": lists["contacts"], "guidance": lists["guidance"], "talks": lists["talks"]}
		return nil
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, out)
}

func (b *businessDesk) due(q *rest.Request) error {
	v, err := b.visit(q)
	if err != nil {
		return err
	}
	var d *business.Desk
	var guidance []item
	err = b.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		if d, err = business.Read(conn, b.engine, v.Caller, business.StandardRules(), b.app.Days); err != nil {
			return err
		}
		guidance, err = b.items(conn, v, append(slices.Clone(d.Guidance), d.Talks...))
		return err
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"today": v.Caller.Day, "items": append(owed(guidance), b.dueOut(d.Due)...)})
}

func (b *businessDesk) holdings(q *rest.Request) error {
	v, err := b.visit(q)
	if err != nil {
		return err
	}
	var list []business.Holding
	err = b.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		list, err = business.Holdings(conn, b.engine, v.Caller)
		return err
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"items": holdingsOut(list)})
}

// search looks through what the bureau holds about the business.
func (b *businessDesk) search(q *rest.Request) error {
	v, err := b.visit(q)
	if err != nil {
		return err
	}
	type found struct {
		Kind      string   `json:"kind"`
		KindTitle string   `json:"kind_title"`
		Title     string   `json:"title"`
		Why       string   `json:"why"`
		Area      ref.Area `json:"area"`
		ID        ref.ID   `json:"id"`
	}
	out := []found{}
	err = b.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		hits, err := b.engine.Find(conn, v.Caller, v.Caller.Area, q.Query("q"), 20)
		for _, h := range hits {
			out = append(out, found{h.Kind, h.Record.Kind.Title, h.Title, h.Why, h.Record.Area, h.Record.ID})
		}
		return err
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out})
}
