package app

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/hengjian/hengjian/app/demo"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/practice/liaison"
)

// In the lives below served is the document a deed serves; where a procedure
// begins with an act of its own, the first deed makes the record.

// orderLives are how the orders to correct of a demo city stand: something in
// every step, in time, near the end, late, corrected and not.
var orderLives = [][]deed{
	{{ago: 2, act: "issue"}},
	{{ago: 13, act: "issue"}},
	{{ago: 1, act: "issue"}, {ago: 1, served: "correction_order"}},
	{{ago: 3, act: "issue"}, {ago: 2, served: "correction_order"}},
	{{ago: 36, act: "issue"}, {ago: 36, served: "correction_order"}},
	{{ago: 70, act: "issue"}, {ago: 69, served: "correction_order"}},
	{{ago: 3, act: "issue"}, {ago: 3, served: "correction_order"}, {ago: 3, who: "head", act: "extend", values: m{"more_days": int64(10)}, reason: "设备更换需要时间"}},
	{{ago: 6, act: "issue"}, {ago: 6, served: "correction_order"}, {ago: 5, act: "hear_corrected", values: m{"heard": "当事人电话告知已改正，发来照片。"}}},
	{{ago: 30, act: "issue"}, {ago: 30, served: "correction_order"}, {ago: 29, act: "hear_corrected", values: m{"heard": "当事人到所告知已改正。"}}},
	{{ago: 20, act: "issue"}, {ago: 20, served: "correction_order"}, {ago: 19, act: "hear_corrected", values: m{"heard": "已改正。"}}, {ago: 15, act: "pass", values: m{"recheck_found": "现场复查，已按要求改正。"}}},
	{{ago: 50, act: "issue"}, {ago: 50, served: "correction_order"}, {ago: 49, act: "pass", values: m{"recheck_found": "送达次日复查，已改正。"}}, {ago: 40, act: "archive"}},
	{{ago: 60, act: "issue"}, {ago: 60, served: "correction_order"}, {ago: 25, act: "fail", values: m{"recheck_found": "期限届满后复查，仍未改正，移交办案机构。"}}},
	{{ago: 90, act: "issue"}, {ago: 90, served: "correction_order"}, {ago: 50, act: "fail", values: m{"recheck_found": "期限届满后复查，仍未改正。"}}, {ago: 45, act: "archive"}},
	{{ago: 10, act: "issue"}, {ago: 10, served: "correction_order"}, {ago: 9, who: "head", act: "revoke", reason: "复核认为事实不清"}},
	// Entered when the first limit was over, granted before it was.
	{{ago: 40, act: "issue"}, {ago: 40, served: "correction_order"}, {ago: 33, who: "head", act: "extend", values: m{"more_days": int64(10)}, reason: "书面申请，定制需要时间"}},
	{{ago: 45, act: "issue"}, {ago: 45, served: "correction_order"}, {ago: 37, who: "head", act: "extend", values: m{"more_days": int64(10)}, reason: "书面申请，定制需要时间"}, {ago: 27, act: "hear_corrected", values: m{"heard": "当事人电话告知已改正。"}}, {ago: 20, act: "pass", values: m{"recheck_found": "现场复查，已按要求改正。"}}},
}

// talkLives, reminderLives and adviceLives are those of the other kinds.
var talkLives = [][]deed{
	{{ago: 3, act: "call"}},
	{{ago: 12, act: "call"}, {ago: 10, act: "hold", values: m{"promised_by": -3}}},
	{{ago: 30, act: "call"}, {ago: 28, act: "hold", values: m{"promised_by": 14}}},
	{{ago: 40, act: "call"}, {ago: 38, act: "hold", values: m{"promised_by": 30}}, {ago: 27, act: "confirm", values: m{"follow_up": "逐件核对，已落实。"}}},
	{{ago: 40, act: "call"}, {ago: 38, act: "hold", values: m{"promised_by": 30}}, {ago: 26, act: "deny", values: m{"follow_up": "仍有两件未处理。"}}, {ago: 24, who: "head", act: "no_lead", reason: "只是售后处理不及时，不涉嫌违法"}, {ago: 20, act: "archive"}},
	{{ago: 9, act: "call"}, {ago: 6, act: "not_come", reason: "负责人未到场，电话未接"}},
}

var reminderLives = [][]deed{
	{{ago: 4, act: "send"}, {ago: 3, served: "reminder_letter"}},
	{{ago: 20, act: "send"}, {ago: 19, served: "reminder_letter"}},
	{{ago: 20, act: "send"}, {ago: 19, served: "reminder_letter"}, {ago: 12, act: "note", values: m{"noted": "电话反馈：已组织学习。"}}},
	{{ago: 40, act: "send"}, {ago: 39, served: "reminder_letter"}, {ago: 20, act: "archive"}},
}

var adviceLives = [][]deed{
	{},
	{{ago: 5, act: "advise"}},
	{{ago: 45, act: "advise"}},
	{{ago: 45, act: "advise"}, {ago: 16, act: "visit", values: m{"taken_up": "taken", "outcome": "已按样张更换标签。"}}},
}

// guider makes the guidance of a demo city.
type guider struct {
	*App
	ctx   context.Context
	g     *demo.Generator
	today calendar.Date
	cast  cast
	made  int
}

// guidance orders corrections, calls in for talks, reminds and advises, by the
// people of the demo; the businesses with a desk of their own have something to
// answer there.
func (a *App) guidance(ctx context.Context, doors *auth.Auth, n int, seed uint64) error {
	x := &guider{App: a, ctx: ctx, g: demo.New(a.Profile, seed+2), today: calendar.DateOf(calendar.Instant(a.DB.Now()))}
	x.g.Today = x.today
	var err error
	if x.cast, err = a.cast(x.today); err != nil {
		return err
	}
	shops, err := a.Engine.List(ctx, record.Query{Kind: "business", Area: a.Area(), Caller: a.Setup(), Limit: 400})
	if err != nil || len(shops.Items) == 0 {
		return err
	}
	for i := range n {
		shop := shops.Items[(i*53+7)%len(shops.Items)]
		if _, err := x.live("correction_order", shop, orderLives[i%len(orderLives)]); err != nil {
			return err
		}
		for _, o := range []struct {
			kind  string
			every int
			lives [][]deed
		}{{"talk", 4, talkLives}, {"reminder", 3, reminderLives}, {"advice", 5, adviceLives}} {
			if i%o.every == 1 {
				if _, err := x.live(o.kind, shops.Items[(i*31+o.every)%len(shops.Items)], o.lives[(i/o.every)%len(o.lives)]); err != nil {
					return err
				}
			}
		}
	}
	return x.desks(doors)
}

// live makes one record and takes it through its life.
func (x *guider) live(kindName string, shop *record.Record, life []deed) (r *record.Record, err error) {
	ago, promises, advised := 1, "", ""
	if len(life) > 0 {
		ago = life[0].ago
	}
	name := shop.Text("name")
	var values m
	switch kindName {
	case "correction_order":
		values = x.g.Order(name, ago)
		if ago < 5 || slices.ContainsFunc(life, func(d deed) bool { return d.act == "extend" }) { // the limit is to run still
			values["manner"], values["limit_days"] = "within", int64(10)
		}
	case "talk":
		values, promises = x.g.Talk(name, ago)
	case "reminder":
		values = x.g.Reminder(name, ago)
	default:
		values, advised = x.g.Advice(name, ago)
	}
	handler := x.cast["officer"][x.made%len(x.cast["officer"])]
	x.made++
	values["subject"], values["handling_unit"], values["handler"] = x.to(shop.ID), x.to(handler.Unit), x.to(handler.Person)
	err = x.DB.Write(x.ctx, func(tx *db.Tx) error {
		begins := len(life) > 0 && x.Procedures.Begins(x.Kinds.Get(kindName)) == life[0].act
		if begins { // the first deed makes the record
			maps.Copy(values, x.deed(nil, life[0], handler, "", "").Values)
			life = life[1:]
		}
		r, err = x.Engine.ActIn(tx, record.Request{Kind: kindName, Act: record.Create, Area: x.Area(), Values: values, Effective: x.today.AddDays(-ago).String(), Caller: handler})
		for _, d := range life {
			if err != nil {
				return err
			}
			if r, err = x.Engine.ActIn(tx, x.deed(r, d, handler, promises, advised)); err != nil {
				err = fmt.Errorf("%s%s: %w", d.act, d.served, err)
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%s %d: %w", kindName, x.made, err)
	}
	return r, nil
}

// second is who goes along: another than who does it.
func (x *guider) second(handler actor.Caller) map[string]any {
	officers := x.cast["officer"]
	if other := officers[len(officers)-1]; other.Person != handler.Person {
		return x.to(other.Person)
	}
	return x.to(officers[0].Person)
}

// deed is a deed as the act it is.
func (x *guider) deed(r *record.Record, d deed, handler actor.Caller, promises, advised string) record.Request {
	on := func(ago int) string { return x.today.AddDays(-ago).String() }
	q := record.Request{Act: d.act, Area: x.Area(), Values: m{}, Reason: d.reason, Effective: on(d.ago), Caller: handler}
	if r != nil {
		q.Kind, q.Record, q.Rev = r.Kind.Name, r.Ref(), &r.Rev
	}
	for name, v := range d.values {
		q.Values[name] = v
	}
	if d.who != "" {
		q.Caller = x.cast.one(d.who)
	}
	switch {
	case d.served != "":
		q.Act, q.Values = record.Serve, m{"document": d.served, "mode": "direct", "served_on": on(d.ago), "proof": "送达回证，由店长签收"}
	case d.act == "pass" || d.act == "fail":
		q.Values["recheck_on"], q.Values["rechecked_with"] = on(d.ago), x.second(handler)
	case d.act == "call":
		held := x.today.AddDays(2 - d.ago)
		q.Values = m{"session_on": held.String(), "session_at": int64(held.Start()) + 10*3_600_000, "session_place": "本所会议室", "who_must_come": "法定代表人或者经营者"}
	case d.act == "hold":
		q.Values["who_came"], q.Values["recorder"], q.Values["promises"] = "负责人一人", x.second(handler), promises
		q.Values["said"] = "指出存在的问题，说明有关规定，被约谈人表示认识到问题并承诺整改。"
		ago, _ := d.values["promised_by"].(int)
		q.Values["promised_by"] = on(ago)
	case d.act == "advise":
		q.Values["advised"], q.Values["how"] = advised, "visit"
	}
	return q
}

// desks gives the businesses that sign in something to do at their desks: an
// order whose limit runs, one of which the correction has been reported, a
// reminder to answer, a promise to keep.
func (x *guider) desks(doors *auth.Auth) error {
	for i, login := range demoLogins {
		var who liaison.Visitor
		err := x.DB.Read(x.ctx, func(c db.Conn) error {
			acc, err := doors.Find(c, login)
			if err == nil {
				who, err = x.Liaison.Visitor(c, acc, x.DB.Now())
			}
			return err
		})
		if err != nil {
			continue // a city too small has no such business
		}
		shop, err := x.Engine.Get(x.ctx, x.Setup(), who.Head.Kind, ref.Ref{Area: who.Head.Ref.Area, ID: who.Head.Ref.ID}, record.AsOf{})
		if err != nil {
			return err
		}
		running := []deed{{ago: 1, act: "issue"}, {ago: 0, served: "correction_order"}}
		r, err := x.live("correction_order", shop, running)
		if err != nil {
			return err
		}
		if i == 1 {
			if _, err := x.Engine.Act(x.ctx, record.Request{Kind: r.Kind.Name, Act: "report_corrected", Record: r.Ref(), Rev: &r.Rev, Area: r.Area, Caller: who.Caller,
				Values: m{"corrected_how": "已按要求改正，请复查。"}}); err != nil {
				return fmt.Errorf("%s reporting a correction: %w", login, err)
			}
			continue
		}
		if _, err := x.live("reminder", shop, []deed{{ago: 2, act: "send"}, {ago: 1, served: "reminder_letter"}}); err != nil {
			return err
		}
		if _, err := x.live("talk", shop, []deed{{ago: 6, act: "call"}, {ago: 4, act: "hold", values: m{"promised_by": -6}}}); err != nil {
			return err
		}
	}
	return nil
}
