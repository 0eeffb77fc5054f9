package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/hengjian/hengjian/app/demo"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// slot is how much of a simulated day one transaction takes: acts within it have
// one timestamp.
const slot = calendar.Instant(30 * 60_000)

// living is a matter of the year with where it stands.
type living struct {
	demo.Matter
	values map[string]any
	ref    ref.Ref
	next   int // deed
}

// live lets the year happen: every act at its moment, by the person whose it is,
// through the engine that a user's act goes through. done is told how many
// matters have begun.
func (a *App) live(ctx context.Context, y demo.Year, seed uint64, done func(int)) error {
	cast, err := a.cast(y.Begin, demo.Staff(a.Profile, seed)...)
	if err != nil {
		return err
	}
	shops, err := a.Engine.List(ctx, record.Query{Kind: "business", Area: a.Area(), Caller: a.Setup(), Limit: 2000})
	if err != nil {
		return err
	}
	if len(shops.Items) == 0 || y.Complaints+y.Tipoffs+y.Orders == 0 {
		return nil
	}
	y.Shops = len(shops.Items)
	g := demo.New(a.Profile, seed+2)
	var open []*living
	leads := &leads{app: a, g: g, handlers: cast["officer"], known: map[ref.ID]bool{}}
	for _, m := range g.Plan(y) {
		shop := shops.Items[m.Shop]
		g.Today = m.On
		l := &living{Matter: m}
		switch m.Kind {
		case "complaint":
			l.values = g.Complaint(shop.Text("name"), shop.Text("address"), 0)
		case "tipoff":
			l.values = g.Tipoff(shop.Text("name"), shop.Text("address"), 0)
		default:
			l.values = m.Values
			l.values["addressee"], l.values["subject"] = shop.Text("name"), a.to(shop.ID)
		}
		open = append(open, l)
	}
	end, begun := y.End.AddDays(1).Start(), 0
	today := y.Begin
	for at := y.Begin.Start(); at < end; at += slot {
		if day := calendar.DateOf(at); day != today { // as a server does every day
			today = day
			a.Clock.Freeze(clock.Instant(at + slot/2))
			if err := a.expireAll(ctx); err != nil {
				return err
			}
		}
		var due []*living
		for _, l := range open {
			if l.Deeds[0].At > at+slot {
				break // they are in the order of their beginning
			}
			if l.next < len(l.Deeds) && l.Deeds[l.next].At < at+slot {
				due = append(due, l)
			}
		}
		if len(due) == 0 {
			continue
		}
		a.Clock.Freeze(clock.Instant(at + slot/2))
		fresh := 0
		err := a.DB.Write(ctx, func(tx *db.Tx) error {
			fresh = 0
			for _, l := range due {
				if l.ref.Zero() {
					fresh++
				}
				if err := a.deed(tx, l, cast, shops.Items[l.Shop]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, l := range due {
			l.next++
		}
		open = slices.DeleteFunc(open, func(l *living) bool { return l.next == len(l.Deeds) })
		if begun += fresh; fresh > 0 && done != nil {
			done(begun)
		}
		if slices.ContainsFunc(due, func(l *living) bool { return findsLeads[l.Deeds[l.next-1].Act] }) {
			if open, err = leads.take(ctx, open, at+slot); err != nil {
				return err
			}
		}
	}
	a.Clock.Set(clock.Wall{}.Now())
	if err := a.expireAll(ctx); err != nil {
		return err
	}
	return a.heard(ctx)
}

// deed does the next deed of a matter.
func (a *App) deed(tx *db.Tx, l *living, cast cast, shop *record.Record) error {
	d := l.Deeds[l.next]
	handlers := cast["officer"]
	handler := handlers[d.Handler%len(handlers)]
	who := handler
	if d.Who != "" {
		who = cast.one(d.Who)
	}
	if l.ref.Zero() {
		if d.Who == "" {
			l.values["handling_unit"], l.values["handler"] = a.to(handler.Unit), a.to(handler.Person)
		}
		r, err := a.Engine.ActIn(tx, record.Request{Kind: l.Kind, Act: record.Create, Area: a.Area(), Values: l.values, Caller: who})
		if err != nil {
			return fmt.Errorf("%s of %s: %w", l.Kind, l.On, err)
		}
		l.ref = r.Ref()
		return nil
	}
	if tells := d.Told == "informant" || d.Act == "tell_result"; tells && l.values["informant"] == nil || d.Act == "tell_result" && l.values["tell_duty"] == "none" {
		return nil // nobody gave a name, or nobody need be told
	}
	r, err := a.Engine.GetForAct(tx, l.Kind, l.ref)
	if err != nil {
		return fmt.Errorf("reading %s of %s: %w", l.Kind, l.On, err)
	}
	q := record.Request{Kind: l.Kind, Act: d.Act, Record: l.ref, Rev: &r.Rev, Area: l.ref.Area, Values: m{}, Reason: d.Reason, Caller: who}
	for name, v := range d.Values {
		q.Values[name] = v
	}
	switch {
	case d.Told != "":
		q.Act, q.Values = record.Inform, m{"act": d.Act, "whom": d.Told, "mode": "phone", "told_on": tx.Now().Day(), "proof": "电话告知，通话录音已存"}
	case d.Served != "":
		q.Act, q.Values = record.Serve, m{"document": d.Served, "mode": "direct", "served_on": tx.Now().Day(), "proof": "送达回证，由店长签收"}
	case d.Act == "pass" || d.Act == "fail":
		q.Values["recheck_on"], q.Values["rechecked_with"] = tx.Now().Day(), a.to(handlers[(d.Handler+1)%len(handlers)].Person)
	case d.Act == "publish":
		q.Values["public_respondent"], q.Values["public_goods"] = shop.Text("name"), l.values["goods"]
	case d.Act == "dispatch":
		q.Values["handling_unit"], q.Values["handler"] = a.to(handler.Unit), a.to(handler.Person)
		q.Values[map[string]string{"complaint": "respondent", "tipoff": "reported"}[l.Kind]] = a.to(shop.ID)
	case d.Act == "report_up":
		q.Values["approver"] = a.to(cast.one("leader").Person)
	}
	if _, err := a.Engine.ActIn(tx, q); err != nil {
		return fmt.Errorf("%s of %s, %s on %s: %w", l.Kind, l.On, d.Act, tx.Now(), err)
	}
	return nil
}

// findsLeads are the acts of which a lead comes.
var findsLeads = map[string]bool{"lead": true, "file_case": true}

// leads are those that matters of the year have brought.
type leads struct {
	app      *App
	g        *demo.Generator
	handlers []actor.Caller
	known    map[ref.ID]bool
}

// take lets what was told be heard and plans the leads that came of it among the
// matters that are open, in the order of their beginning.
func (s *leads) take(ctx context.Context, open []*living, now calendar.Instant) ([]*living, error) {
	if err := s.app.heard(ctx); err != nil {
		return nil, err
	}
	page, err := s.app.Engine.List(ctx, record.Query{Kind: "lead", Area: s.app.Area(), Caller: s.app.Setup(), Filter: `step == "verifying"`, Limit: 2000})
	if err != nil {
		return nil, err
	}
	for _, r := range page.Items {
		if s.known[r.ID] {
			continue
		}
		s.known[r.ID] = true
		at := slices.IndexFunc(s.handlers, func(c actor.Caller) bool { return c.Person == record.RefOf(r.Values["handler"]).ID })
		l := &living{ref: r.Ref(), Matter: demo.Matter{Kind: "lead", On: calendar.DateOf(now), Deeds: s.g.Lead(now, max(at, 0), r.Values["decided_on"] != nil)}}
		i, _ := slices.BinarySearchFunc(open, l.Deeds[0].At, func(o *living, t calendar.Instant) int { return cmp.Compare(o.Deeds[0].At, t) })
		open = slices.Insert(open, i, l)
	}
	return open, nil
}
