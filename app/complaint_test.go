package app_test

import (
	"context"
	"slices"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// TestTheBureausTime: the seven working days of Order 121 art. 15 are the bureau's
// that has authority. What a complaint lay in the house before a division got it
// counts; what it lay with the city bureau before a county bureau got it does not.
func TestTheBureausTime(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a := raise(t, c, 60)
		today := calendar.DateOf(calendar.Instant(a.DB.Now()))
		received := today.AddDays(-6)
		for _, x := range []struct {
			name, handler string
			start         calendar.Date
		}{
			{"a division of the bureau that received it", "food", received},
			{"a station of a county bureau", "inspector", today},
		} {
			r := a.act("reception", record.Request{Kind: "complaint", Act: record.Create, Effective: received.String(), Values: map[string]any{"received_on": received.String(), "matter_in_brief": "手机壳褪色",
				"complainant": "林某", "complainant_phone": "15400001234", "complainant_address": "和平路5号", "respondent_as_written": "饰品店", "respondent_address": "新威路9号", "goods": "手机壳", "facts": "褪色", "claim": "退款"}})
			to := a.who(x.handler)
			r = a.act("reception", record.Request{Kind: "complaint", Act: "dispatch", Record: r.Ref(), Rev: &r.Rev, Values: map[string]any{"handling_unit": a.to(to.Unit), "handler": a.to(to.Person)}})
			if got := r.Text("authority_on"); got != x.start.String() {
				t.Errorf("%s: received there on %s, want %s", x.name, got, x.start)
			}
			a.read(func(conn db.Conn) error {
				course, err := a.Procedures.Course(conn, r, a.DB.Now())
				if err != nil {
					return err
				}
				var due calendar.Date
				for _, run := range course.Runs {
					if run.Clock.Name == "accept" {
						due = run.Due
					}
				}
				if want := a.Days.AddWorkdays(x.start, 7); due != want {
					t.Errorf("%s: to be accepted by %s, want %s", x.name, due, want)
				}
				return nil
			})
		}
	})
}

// TestLeads: what a mediator finds becomes a lead with fifteen working days of its
// own (Order 121 art. 27), what a verified tip-off shows one that waits for the
// case procedure; each once, however often the facts are delivered.
func TestLeads(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a := raise(t, c, 60)
		ctx := context.Background()
		leads := func() map[string]*record.Record {
			if _, err := a.Facts.Drain(ctx); err != nil {
				t.Fatal(err)
			}
			p, err := a.Engine.List(ctx, record.Query{Kind: "lead", Area: a.Area(), Caller: a.Setup(), Limit: 100, Filter: `matter_in_brief == "手机壳褪色"`})
			a.must(err)
			out := map[string]*record.Record{}
			for _, r := range p.Items {
				if out[r.Text("source")] != nil {
					t.Errorf("two leads from %s", r.Text("source"))
				}
				out[r.Text("source")] = r
			}
			return out
		}
		today := a.DB.Now().Day()
		food := a.who("food")
		r := a.act("reception", record.Request{Kind: "complaint", Act: record.Create, Values: map[string]any{"received_on": today, "matter_in_brief": "手机壳褪色",
			"complainant": "林某", "complainant_phone": "15400001234", "complainant_address": "和平路5号", "respondent_as_written": "饰品店", "respondent_address": "新威路9号", "goods": "手机壳", "facts": "褪色", "claim": "退款"}})
		r = a.act("reception", record.Request{Kind: "complaint", Act: "dispatch", Record: r.Ref(), Rev: &r.Rev, Values: map[string]any{"handling_unit": a.to(food.Unit), "handler": a.to(food.Person)}})
		if got := leads(); len(got) > 0 {
			t.Fatalf("leads before anything was found: %v", got)
		}
		r = a.act("food", record.Request{Kind: "complaint", Act: "lead", Record: r.Ref(), Rev: &r.Rev, Values: map[string]any{"lead_found": "没有厂名厂址"}})
		got := leads()["mediation"]
		if got == nil {
			t.Fatal("what the mediator found became no lead")
		}
		if record.RefOf(got.Values["complaint"]) != r.Ref() || got.Text("what") != "没有厂名厂址" || record.RefOf(got.Values["handler"]).ID != food.Person {
			t.Errorf("the lead is %v", got.Values)
		}
		first, _ := calendar.Parse(today)
		var list []procedure.Due
		a.read(func(conn db.Conn) (err error) {
			list, err = a.Procedures.DueUpTo(conn, a.Area(), a.Days.AddWorkdays(first, 15), 100)
			return err
		})
		if !slices.ContainsFunc(list, func(d procedure.Due) bool {
			return d.Kind == "lead" && d.Clock == "verify" && d.Due == a.Days.AddWorkdays(first, 15)
		}) {
			t.Errorf("what is due is %v", list)
		}

		w := a.act("reception", record.Request{Kind: "tipoff", Act: record.Create, Values: map[string]any{"received_on": today, "matter_in_brief": "手机壳褪色", "reported_as_written": "饰品店", "clues": "没有厂名厂址"}})
		w = a.act("reception", record.Request{Kind: "tipoff", Act: "dispatch", Record: w.Ref(), Rev: &w.Rev, Values: map[string]any{"handling_unit": a.to(food.Unit), "handler": a.to(food.Person)}})
		w = a.act("food", record.Request{Kind: "tipoff", Act: "report_up", Record: w.Ref(), Rev: &w.Rev, Values: map[string]any{"approver": a.to(a.who("leader").Person), "findings": "属实"}})
		a.act("leader", record.Request{Kind: "tipoff", Act: "file_case", Record: w.Ref(), Rev: &w.Rev, Values: map[string]any{"findings": "属实"}})
		got = leads()["tipoff"]
		if got == nil || got.Text("decided_on") != today || record.RefOf(got.Values["tipoff"]) != w.Ref() {
			t.Fatalf("the verified tip-off became %v", got)
		}
		got = a.act("food", record.Request{Kind: "lead", Act: "adopt", Record: got.Ref(), Rev: &got.Rev})
		if got.Text("step") != "filed" {
			t.Errorf("adopted, it stands in %s", got.Text("step"))
		}
		if _, err := a.Engine.Act(ctx, record.Request{Kind: "lead", Act: "hand_over", Area: a.Area(), Record: got.Ref(), Rev: &got.Rev, Values: map[string]any{"case_no": "1"}, Caller: a.who("team")}); !fault.Is(err, fault.NotFound) {
			t.Errorf("a lead of others is handed over: %v", err)
		}
	})
}
