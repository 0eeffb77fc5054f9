package api

import (
	"fmt"
	"net/http"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/rest"
)

// orderOut is one thing asked of somebody on a record (督办、催办、委托、抄送).
type orderOut struct {
	Act          ref.ID       `json:"act"`
	Sort         string       `json:"sort"`
	Title        string       `json:"title"`
	Awaited      string       `json:"awaited,omitempty"` // the act that waits for a signature
	AwaitedTitle string       `json:"awaited_title,omitempty"`
	State        string       `json:"state"`
	By           string       `json:"by"`
	ByUnit       string       `json:"by_unit"`
	To           string       `json:"to"`
	ToUnit       string       `json:"to_unit"`
	Until        string       `json:"until"`
	At           string       `json:"at"`
	Reason       string       `json:"reason"`
	Reply        string       `json:"reply"`
	RepliedBy    string       `json:"replied_by"`
	RepliedAt    string       `json:"replied_at"`
	EndedAt      string       `json:"ended_at"`
	Mine         bool         `json:"mine"`  // it is the caller's to answer
	Given        bool         `json:"given"` // it is his to end
	Record       *orderRecord `json:"record,omitempty"`
}

type orderRecord struct {
	Kind   string   `json:"kind"`
	Matter string   `json:"matter"`
	Name   string   `json:"name"`
	Area   ref.Area `json:"area"`
	ID     ref.ID   `json:"id"`
	Number string   `json:"number"`
	Title  string   `json:"title"`
	Step   string   `json:"step"`
}

func (a *API) order(o record.Order, may bool) orderOut {
	out := orderOut{Act: o.Act, Sort: o.Sort, Title: record.Titles[o.Sort], State: o.State, By: a.people.PersonName(o.By), ByUnit: a.people.UnitName(o.ByUnit),
		To: a.people.PersonName(o.ToPerson), ToUnit: a.people.UnitName(o.ToUnit), Until: o.Until, At: o.At.String(), Reason: o.Reason, Reply: o.Reply, RepliedBy: a.people.PersonName(o.RepliedBy)}
	if o.ToPerson != "" {
		if p, ok := a.people.Person(o.ToPerson); ok {
			out.ToUnit = a.people.UnitName(p.Unit)
		}
	}
	if o.RepliedAt != 0 {
		out.RepliedAt = o.RepliedAt.String()
	}
	if o.EndedAt != 0 {
		out.EndedAt = o.EndedAt.String()
	}
	if o.Awaited != "" {
		out.Awaited, out.AwaitedTitle = o.Awaited, actTitle(a.engine.Kinds().Get(o.Kind), o.Awaited)
	}
	out.Given = may && o.State != record.OrderEnded
	return out
}

// ordersOn lists what was asked of whom on a record, the newest first.
func (a *API) ordersOn(q *rest.Request, k *kind.Kind) error {
	c, r, err := a.asked(q)
	if err != nil {
		return err
	}
	out := []orderOut{}
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		rec, err := a.engine.GetIn(conn, c, k.Name, r, record.AsOf{})
		if err != nil {
			return err
		}
		leads, err := a.engine.MayDo(conn, c, kind.Supervise, rec)
		if err != nil {
			return err
		}
		list, err := a.engine.OrdersOn(conn, r)
		for i := len(list) - 1; i >= 0; i-- {
			o := list[i]
			x := a.order(o, leads || o.By == c.For())
			x.Mine = o.State == record.OrderOpen && o.For(c)
			out = append(out, x)
		}
		return err
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out})
}

// orderNote says in Chinese what an act of supervision asks of whom, "" for any
// other act.
func (a *API) orderNote(k *kind.Kind, v record.Revision) string {
	m := v.Said(record.Supervise)
	if m == nil {
		if m = v.Said(record.Respond); m != nil {
			s, _ := m["reply"].(string)
			return s
		}
		return ""
	}
	to := a.people.PersonName(record.RefOf(m["to_person"]).ID)
	if to == "" {
		to = a.people.UnitName(record.RefOf(m["to_unit"]).ID)
	}
	if act, _ := m["awaited"].(string); act != "" {
		to += "会签“" + actTitle(k, act) + "”"
	}
	if until, _ := m["until"].(string); until != "" {
		return fmt.Sprintf("→ %s，%s 前", to, until)
	}
	return "→ " + to
}
