package task_test

import (
	"testing"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/kernel/task"
	"github.com/hengjian/hengjian/platform/db"
)

// TestWhoMay is the table of people × acts of supervision on a record of the
// station in the east that an handles.
func TestWhoMay(t *testing.T) {
	each(t, func(h *house) {
		day := "2026-06-01"
		give := map[string]map[string]any{
			record.Reassign:  {"handler": to(h.who["bo"])},
			record.Depute:    {"to_person": to(h.who["bo"]), "until": day},
			record.Supervise: {"until": day},
			record.Urge:      {},
			record.Copy:      {"to_person": to(h.who["wu"])},
		}
		const done, denied, absent, barred = "", "record.denied", "record.notfound", "record.barred"
		for _, x := range []struct {
			who  string
			want map[string]string
		}{
			{"an", map[string]string{record.Reassign: done, record.Depute: done, record.Supervise: denied, record.Urge: denied, record.Copy: done}},
			{"bo", map[string]string{record.Reassign: barred, record.Depute: barred, record.Supervise: denied, record.Urge: denied, record.Copy: done}},
			{"hua", map[string]string{record.Reassign: done, record.Depute: done, record.Supervise: done, record.Urge: done, record.Copy: done}},
			{"mei", map[string]string{record.Reassign: denied, record.Depute: denied, record.Supervise: denied, record.Urge: done, record.Copy: done}},
			{"lei", map[string]string{record.Reassign: done, record.Depute: denied, record.Supervise: done, record.Urge: done, record.Copy: done}},
			{"wu", map[string]string{record.Reassign: absent, record.Depute: absent, record.Supervise: absent, record.Urge: absent, record.Copy: absent}},
			{"wen", map[string]string{record.Reassign: absent, record.Depute: absent, record.Supervise: absent, record.Urge: absent, record.Copy: absent}},
		} {
			for act, code := range x.want {
				r := h.sent(x.who + " " + act)
				if got := h.refused(x.who, r, act, give[act]); got != code {
					t.Errorf("%s %s: %q, want %q", x.who, act, got, code)
				}
			}
		}
	})
}

// TestReassign: to whom a task may be passed.
func TestReassign(t *testing.T) {
	each(t, func(h *house) {
		west, wu := to(h.units["weststation"]), to(h.who["wu"])
		for _, x := range []struct {
			what, who string
			give      map[string]any
			want      string
		}{
			{"to nobody", "an", map[string]any{}, "task.invalid:handler.required"},
			{"to a stranger alone", "hua", map[string]any{"handler": wu}, "task.invalid:handler.unit"},
			{"an officer to another unit", "an", map[string]any{"handling_unit": west}, "task.invalid:handling_unit.denied"},
			{"a head to a unit that is not hers", "hua", map[string]any{"handling_unit": west, "handler": wu}, "task.invalid:handling_unit.denied"},
			{"to one who may not work at it", "hua", map[string]any{"handler": to(h.who["lei"])}, "task.invalid:handler.right"},
			{"a field that is not of it", "hua", map[string]any{"why": "x"}, "task.invalid:why.unknown"},
			{"the leader of both", "lei", map[string]any{"handling_unit": west, "handler": wu}, ""},
			{"as it is already", "hua", map[string]any{"handler": to(h.who["an"])}, "record.unchanged"},
		} {
			if got := h.refused(x.who, h.sent(x.what), "reassign", x.give); got != x.want {
				t.Errorf("%s: %q, want %q", x.what, got, x.want)
			}
		}
		r := h.do("lei", h.sent("改机构"), "reassign", map[string]any{"handling_unit": west})
		if task.Handler(r) != "" {
			t.Errorf("the handler of the former unit stays")
		}
		want(t, "the new unit has it", h.mine(h.caller("wu")), "the leader of both accept 2026-05-14", "改机构 accept 2026-05-14")
		if got := h.refused("an", r, "accept", nil); got != "record.notfound" {
			t.Errorf("the former unit may still act: %q", got)
		}
	})
}

// TestSupervise is 督办 from its beginning to its end.
func TestSupervise(t *testing.T) {
	each(t, func(h *house) {
		r := h.sent("督办的")
		r = h.do("lei", r, "supervise", map[string]any{"until": "2026-05-10"})
		if got := h.refused("lei", r, "supervise", map[string]any{"until": "2026-05-12"}); got != "task.twice" {
			t.Errorf("twice: %q", got)
		}
		o := h.orders(r)[0]
		if o.ToPerson != h.who["an"] || o.Until != "2026-05-10" || o.By != h.who["lei"] || o.Reason != "因故" {
			t.Errorf("the order is %+v", o)
		}
		at := map[string]any{"order": string(o.Act), "reply": "已联系投诉人"}
		if got := h.refused("bo", r, "respond", at); got != "task.addressed" {
			t.Errorf("another replies: %q", got)
		}
		if got := h.refused("an", r, "respond", map[string]any{"order": string(o.Act)}); got != "task.invalid:reply.required" {
			t.Errorf("nothing said: %q", got)
		}
		r = h.do("an", r, "respond", at)
		if got := h.refused("an", r, "respond", at); got != "task.answered" {
			t.Errorf("twice: %q", got)
		}
		if got := h.refused("an", r, "lift", map[string]any{"order": string(o.Act)}); got != "task.giver" {
			t.Errorf("the supervised ends it: %q", got)
		}
		r = h.do("lei", r, "lift", map[string]any{"order": string(o.Act)})
		if o = h.orders(r)[0]; o.State != record.OrderEnded || o.Reply != "已联系投诉人" || o.RepliedBy != h.who["an"] {
			t.Errorf("it ends as %+v", o)
		}
	})
}

func (h *house) orders(r *record.Record) (out []record.Order) {
	h.read(func(c db.Conn) (err error) { out, err = h.Engine.OrdersOn(c, r.Ref()); return err })
	return out
}

// TestCopy: whom a record is copied to reads it and does nothing with it, until it
// is taken back; whom it is deputed to works at it.
func TestCopy(t *testing.T) {
	each(t, func(h *house) {
		r := h.sent("抄送的")
		if got := h.refused("wu", r, "accept", nil); got != "record.notfound" {
			t.Fatalf("a stranger: %q", got)
		}
		r = h.do("an", r, "copy", map[string]any{"to_person": to(h.who["wu"])})
		if got := h.refused("wu", r, "accept", nil); got != "record.denied" {
			t.Errorf("who got a copy: %q", got)
		}
		if got := h.refused("wu", r, "amend", map[string]any{"about_what": "改"}); got != "record.denied" {
			t.Errorf("who got a copy amends: %q", got)
		}
		o := h.orders(r)[0]
		r = h.do("wu", r, "respond", map[string]any{"order": string(o.Act)})
		r = h.do("hua", r, "depute", map[string]any{"to_person": to(h.who["wu"]), "until": "2026-05-20"})
		r = h.do("wu", r, "accept", nil)
		second := h.orders(r)[1]
		r = h.do("hua", r, "lift", map[string]any{"order": string(second.Act)})
		if got := h.refused("wu", r, "submit", map[string]any{"why": "x"}); got != "record.denied" {
			t.Errorf("what was deputed is taken back: %q", got)
		}
		r = h.do("an", r, "lift", map[string]any{"order": string(o.Act)})
		if got := h.refused("wu", r, "submit", map[string]any{"why": "x"}); got != "record.notfound" {
			t.Errorf("the copy is taken back: %q", got)
		}
		// Taking back the act itself takes the order with it.
		r = h.do("an", r, "copy", map[string]any{"to_unit": to(h.units["weststation"])})
		if got := h.refused("wu", r, "submit", map[string]any{"why": "x"}); got != "record.denied" {
			t.Errorf("a copy to the unit: %q", got)
		}
		if _, err := h.Engine.Act(t.Context(), record.Request{Kind: "grievance", Act: record.Annul, Record: r.Ref(), Rev: &r.Rev, Area: r.Area, Annuls: r.Act, Reason: "抄错", Caller: h.caller("hua")}); err != nil {
			t.Fatal(err)
		}
		if n := len(h.orders(r)); n != 2 {
			t.Errorf("%d orders stand after the annulment, want 2", n)
		}
	})
}

// TestSecret: nobody comes to see a secret record by a copy.
func TestSecret(t *testing.T) {
	each(t, func(h *house) {
		r := h.file("an", "whisper", "密")
		for act, give := range map[string]map[string]any{
			"copy":   {"to_person": to(h.who["wu"])},
			"depute": {"to_person": to(h.who["wu"]), "until": "2026-06-01"},
		} {
			if got := h.refused("an", r, act, give); got != "task.secret:to_person.secret" {
				t.Errorf("%s: %q", act, got)
			}
		}
		if got := h.refused("an", r, "copy", map[string]any{"to_unit": to(h.units["west"])}); got != "task.secret:to_unit.secret" {
			t.Errorf("to a unit: %q", got)
		}
		h.do("an", r, "copy", map[string]any{"to_person": to(h.who["bo"])}) // sits in the unit that is a party
	})
}

// TestLeave: while one is on leave, his substitute sees his tasks and does them in
// his name; before and after he does not.
func TestLeave(t *testing.T) {
	each(t, func(h *house) {
		r := h.sent("休假时的")
		_, err := h.Engine.Act(t.Context(), record.Request{Kind: "delegation", Act: record.Create, Area: recordtest.Area, Caller: h.caller("an"),
			Values: map[string]any{"giver": to(h.who["an"]), "taker": to(h.who["wu"]), "since": "2026-05-07", "until_on": "2026-05-12", "why": "年休假"}})
		if err != nil {
			t.Fatal(err)
		}
		h.Reload(t)
		if _, err := h.People.Act(h.caller("wu"), h.who["an"]); err == nil {
			t.Error("it counts before its first day")
		}
		h.at("2026-05-08")
		c, err := h.People.Act(h.caller("wu"), h.who["an"])
		if err != nil {
			t.Fatal(err)
		}
		want(t, "the substitute's own", h.mine(h.caller("wu")))
		want(t, "for the other", h.mine(c), "休假时的 accept 2026-05-14")
		if r, err = h.as(c, r, "accept", nil); err != nil {
			t.Fatal(err)
		}
		h.read(func(conn db.Conn) error {
			events, err := h.Engine.Timeline(conn, h.caller("hua"), "grievance", r.Ref())
			if e := events[0]; e.Actor != string(h.who["wu"]) || e.OnBehalf != string(h.who["an"]) || e.Unit != h.units["eaststation"] {
				t.Errorf("the timeline says %s for %s in %s", e.Actor, e.OnBehalf, e.Unit)
			}
			return err
		})
		h.at("2026-05-12")
		if _, err := h.People.Act(h.caller("wu"), h.who["an"]); err == nil {
			t.Error("it counts after its last day")
		}
		if got := h.refused("wu", r, "submit", map[string]any{"why": "x"}); got != "record.notfound" {
			t.Errorf("after the leave: %q", got)
		}
	})
}

// TestTwo: of two officers who pass one task on at once one wins and the other is
// told.
func TestTwo(t *testing.T) {
	each(t, func(h *house) {
		r := h.sent("抢")
		got := make(chan string, 2)
		for _, who := range []string{"hua", "lei"} {
			go func() { got <- h.refused(who, r, "reassign", map[string]any{"handler": to(h.who["bo"])}) }()
		}
		a, b := <-got, <-got
		if !(a == "" && b == "record.stale" || b == "" && a == "record.stale") {
			t.Errorf("two at once: %q and %q", a, b)
		}
	})
}
