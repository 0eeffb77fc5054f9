package procedure_test

import (
	"context"
	"maps"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/law"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// bureau is a world in which the good procedures run.
type bureau struct {
	*recordtest.World
	book *procedure.Book
	t    *testing.T
}

// each runs f on every database.
func each(t *testing.T, f func(b *bureau)) {
	t.Helper()
	lib, err := law.Load()
	if err != nil {
		t.Fatal(err)
	}
	table, err := calendar.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	var book *procedure.Book
	e := env(t)
	var sources []recordtest.Source
	for _, dir := range []string{"practice/complaint", "practice/enforcement", "practice/licensing"} {
		sources = append(sources, recordtest.Source{FS: os.DirFS("testdata/good/" + dir), Dir: dir})
	}
	sources[0].Governs = &recordtest.Governs{Sections: e.Sections, Steps: procedure.Steps(), Began: moment(t, "2026-03-01T09:00"), New: func(set *kind.Set) (record.Life, record.Projection, func(*record.Engine)) {
		book = procedure.NewBook(set, lib, table)
		return book, book, book.On
	}}
	recordtest.Each(t, func(t *testing.T, w *recordtest.World) {
		b := &bureau{w, book, t}
		f(b)
		if err := w.Engine.Verify(context.Background(), nil, func(x record.Finding) { t.Errorf("verify: %s", x) }); err != nil {
			t.Fatal(err)
		}
	}, nil, sources...)
}

// at moves the bureau's clock to nine in the morning of a day, or to the hour given.
func (b *bureau) at(day string) {
	if !strings.Contains(day, "T") {
		day += "T09:00"
	}
	b.Legal.Freeze(moment(b.t, day))
}

// do runs an act on a record as it stands; who is a role.
func (b *bureau) do(r *record.Record, who, act string, values map[string]any, reason ...string) (*record.Record, error) {
	c := b.By[who]
	c.Day = b.Legal.Now().Day()
	q := record.Request{Kind: r.Kind.Name, Act: act, Record: r.Ref(), Rev: &r.Rev, Area: r.Area, Values: values, Caller: c}
	if len(reason) > 0 {
		q.Reason = reason[0]
	}
	return b.Engine.Act(context.Background(), q)
}

func (b *bureau) must(r *record.Record, who, act string, values map[string]any, reason ...string) *record.Record {
	b.t.Helper()
	out, err := b.do(r, who, act, values, reason...)
	if err != nil {
		b.t.Fatalf("%s: %v", act, err)
	}
	return out
}

func (b *bureau) file(kindName, who string, values map[string]any) *record.Record {
	b.t.Helper()
	c := b.By[who]
	c.Day = b.Legal.Now().Day()
	r, err := b.Engine.Act(context.Background(), record.Request{Kind: kindName, Act: record.Create, Area: recordtest.Area, Values: values, Caller: c})
	if err != nil {
		b.t.Fatalf("filing a %s: %v", kindName, err)
	}
	return r
}

// why says why an act is not open to a role, "" where it is.
func (b *bureau) why(r *record.Record, who, act string) string {
	b.t.Helper()
	c := b.By[who]
	c.Day = b.Legal.Now().Day()
	out := "no such act"
	err := b.Engine.DB().Read(context.Background(), func(conn db.Conn) error {
		now, err := b.Engine.GetIn(conn, c, r.Kind.Name, r.Ref(), record.AsOf{})
		if err != nil {
			return err
		}
		list, err := b.Engine.Mays(conn, c, now)
		for _, m := range list {
			if m.Name == act {
				out = m.Why
			}
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

func (b *bureau) due(day string) []string {
	b.t.Helper()
	var out []string
	err := b.Engine.DB().Read(context.Background(), func(c db.Conn) error {
		list, err := b.book.DueUpTo(c, recordtest.Area, date(b.t, day), 100)
		for _, d := range list {
			out = append(out, d.Kind+"."+d.Clock+" "+d.Due.String())
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

func complaint(more map[string]any) map[string]any {
	out := map[string]any{"received_on": "2026-05-06", "complainant": "王某", "respondent_as_written": "老王超市", "goods": "过期牛奶", "claim": "退款"}
	for k, v := range more {
		out[k] = v
	}
	return out
}

// told is what a telling says.
func told(act, whom, day string) map[string]any {
	return map[string]any{"act": act, "whom": whom, "mode": "phone", "told_on": day, "proof": "通话录音 0731"}
}

// TestComplaintLives takes one complaint from its filing to the archive.
func TestComplaintLives(t *testing.T) {
	each(t, func(b *bureau) {
		b.at("2026-05-06")
		r := b.file("complaint", "receiver", complaint(nil))
		if got := r.Text("step"); got != "registered" {
			t.Fatalf("begins in %q", got)
		}
		if got := b.why(r, "officer", "accept"); got != "现在处于“已登记”，“受理”在“待受理”办理" {
			t.Errorf("accept: %q", got)
		}
		if _, err := b.do(r, "officer", "accept", nil); !fault.Is(err, fault.Conflict) {
			t.Errorf("accepted before it was dispatched: %v", err)
		}
		if _, err := b.do(r, "officer", "amend", map[string]any{"step": "settled"}, "试"); !fault.Is(err, fault.Invalid) {
			t.Errorf("the step was written by hand: %v", err)
		}
		r = b.must(r, "receiver", "dispatch", nil)
		if got := b.due("2026-05-31"); strings.Join(got, ", ") != "complaint.first_reply 2026-05-07, complaint.accept 2026-05-14" {
			t.Errorf("due: %v", got)
		}
		b.at("2026-05-08")
		if got := b.why(r, "reviewer", "accept"); got == "" {
			t.Error("a reviewer may accept")
		}
		r = b.must(r, "officer", "accept", nil)
		if _, err := b.do(r, "officer", "inform", told("accept", "respondent_as_written", "2026-05-08")); !fault.Is(err, fault.Invalid) {
			t.Errorf("told somebody who is not to be told: %v", err)
		}
		if _, err := b.do(r, "officer", "inform", told("accept", "complainant", "2026-05-09")); !fault.Is(err, fault.Invalid) {
			t.Errorf("told tomorrow: %v", err)
		}
		r = b.must(r, "officer", "inform", told("accept", "complainant", "2026-05-08"))
		if got := b.due("2026-12-31"); strings.Join(got, ", ") != "complaint.mediate 2026-07-07" {
			t.Errorf("due after telling: %v", got)
		}
		if _, err := b.do(r, "officer", "agree", map[string]any{"complainant_consent": true}); !fault.Is(err, fault.Invalid) {
			t.Errorf("agreed without the other side: %v", err)
		}
		r = b.must(r, "officer", "agree", map[string]any{"complainant_consent": true, "respondent_consent": true})
		if _, err := b.do(r, "officer", "terminate", map[string]any{"end_ground": "time_up"}); err == nil || !strings.Contains(err.Error(), "到 2026-07-07 才届满") {
			t.Errorf("ended for want of time on the third day: %v", err)
		}
		if _, err := b.do(r, "officer", "amend", map[string]any{"end_ground": "time_up"}, "更正"); err == nil || !strings.Contains(err.Error(), "到 2026-07-07 才届满") {
			t.Errorf("the same by a correction: %v", err)
		}
		b.at("2026-07-08")
		r = b.must(r, "officer", "terminate", map[string]any{"end_ground": "time_up"})
		r = b.must(r, "officer", "inform", told("terminate", "complainant", "2026-07-08"))
		r = b.must(r, "officer", "inform", told("terminate", "respondent_as_written", "2026-07-08"))
		r = b.must(r, "officer", "archive", nil)
		if got := r.Text("step"); got != "archived" {
			t.Errorf("ends in %q", got)
		}
		if got := b.due("2027-12-31"); len(got) != 0 {
			t.Errorf("still due: %v", got)
		}
	})
}

// TestOldComplaintKeepsItsText: the day of receipt pins Order 20.
func TestOldComplaintKeepsItsText(t *testing.T) {
	each(t, func(b *bureau) {
		b.at("2026-05-06")
		r := b.file("complaint", "receiver", complaint(map[string]any{"received_on": "2026-04-14"}))
		r = b.must(r, "receiver", "dispatch", nil)
		r = b.must(r, "officer", "accept", nil)
		if _, err := b.do(r, "leader", "police", nil, "试"); !fault.Is(err, fault.Conflict) {
			t.Errorf("an act of Order 121 on a record of Order 20: %v", err)
		}
		if got := b.due("2026-12-31"); strings.Join(got, ", ") != "complaint.accept 2026-05-14, complaint.mediate 2026-07-08" {
			t.Errorf("due: %v", got)
		}
	})
}

// TestCaseLives: a case with a seizure, a hearing that is asked for, people who
// must keep out, and three who sign.
func TestCaseLives(t *testing.T) {
	each(t, func(b *bureau) {
		b.at("2026-03-02")
		me := func(role string) map[string]any {
			return map[string]any{"id": string(b.By[role].Person), "name": role}
		}
		file := map[string]any{"filed_on": "2026-03-02", "party_as_written": "老王超市", "officers": []any{me("officer"), me("receiver")}}
		if _, err := b.Engine.Act(context.Background(), record.Request{Kind: "penalty_case", Act: record.Create, Area: recordtest.Area, Values: file, Caller: b.By["officer"]}); !fault.Is(err, fault.Denied) {
			t.Errorf("an officer filed a case: %v", err)
		}
		twice := maps.Clone(file)
		twice["officers"] = []any{me("officer"), me("officer")}
		if _, err := b.Engine.Act(context.Background(), record.Request{Kind: "penalty_case", Act: record.Create, Area: recordtest.Area, Values: twice, Caller: b.By["leader"]}); !fault.Is(err, fault.Invalid) {
			t.Errorf("one officer twice: %v", err)
		}
		r := b.file("penalty_case", "leader", file)
		for filter, want := range map[string]int{`"receiver" in officers`: 1, `"reviewer" in officers`: 0, `size(officers) == 2`: 1, `officers.exists(x, x == "officer")`: 1} {
			p, err := b.Engine.List(context.Background(), record.Query{Kind: "penalty_case", Area: recordtest.Area, Filter: filter, Caller: b.By["leader"]})
			if err != nil || len(p.Items) != want {
				t.Errorf("%s finds %d: %v", filter, len(p.Items), err)
			}
		}
		if _, err := b.do(r, "officer", "seize", map[string]any{"urgent": true}); !fault.Is(err, fault.Invalid) {
			t.Errorf("seized nothing: %v", err)
		}
		_, err := b.do(r, "officer", "seize", map[string]any{"urgent": true, "seizure": map[string]any{"goods": "牛奶 40 箱"}})
		if err == nil || fault.As(err).Fields[0].Name != "seizure.0.started_on" {
			t.Errorf("a seizure without its day: %v", err)
		}
		// The second officer is named by the case; a receiver's role alone could not.
		r = b.must(r, "receiver", "seize", map[string]any{"urgent": true, "seizure": map[string]any{"started_on": "2026-03-02", "goods": "牛奶 40 箱", "sort": "food"}})
		if got := b.due("2026-06-30"); strings.Join(got, ", ") != "penalty_case.report_seizure 2026-03-03, seizure.seizure 2026-04-01, penalty_case.decide 2026-05-31" {
			t.Errorf("due: %v", got)
		}
		r = b.must(r, "officer", "report_seizure", nil)
		// A test stops the case's clock.
		b.at("2026-03-10")
		r = b.must(r, "officer", "send_test", map[string]any{"test": map[string]any{"sent_on": "2026-03-10"}})
		test := b.part(r, "test", "of_case")
		b.at("2026-03-20")
		b.must(test, "officer", "result", nil, "检测报告已收到")
		if got := b.due("2026-12-31"); strings.Join(got, ", ") != "seizure.seizure 2026-04-01, penalty_case.decide 2026-06-10" {
			t.Errorf("due after the test: %v", got)
		}
		r = b.must(r, "officer", "submit", nil)
		if got := b.why(r, "officer", "review"); got == "" {
			t.Error("the officer in charge may review")
		}
		mine := b.file("penalty_case", "leader", map[string]any{"filed_on": "2026-03-20", "party_as_written": "另一家", "officers": []any{me("officer"), me("reviewer")}})
		mine = b.must(mine, "officer", "submit", nil)
		if _, err := b.do(mine, "reviewer", "review", map[string]any{"review_opinion": "属实"}); err == nil || fault.As(err).Code != "procedure.person" {
			t.Errorf("who investigated reviewed: %v", err)
		}
		mine = b.must(mine, "leader", "send_back", nil, "另派人员")
		mine = b.must(mine, "leader", "end", nil, "并案处理")
		b.must(mine, "leader", "close", nil) // nothing of it is due below
		r = b.must(r, "reviewer", "review", map[string]any{"review_opinion": "事实清楚"})
		r = b.must(r, "leader", "notice", nil)
		if got := b.why(r, "leader", "decide"); got != "“陈述申辩和要求听证的期限”还没有起算" {
			t.Errorf("decide before service: %q", got)
		}
		b.at("2026-03-23")
		r = b.must(r, "officer", "serve", map[string]any{"document": "penalty_notice", "mode": "direct", "served_on": "2026-03-23", "proof": "送达回证 12"})
		r = b.must(r, "officer", "ask_hearing", map[string]any{"hearing": map[string]any{}})
		b.at("2026-04-20")
		if got := b.why(r, "leader", "decide"); got != "“听证”还没有结束" {
			t.Errorf("decide during the hearing: %q", got)
		}
		b.must(b.part(r, "hearing", "of_case"), "officer", "report", nil, "听证报告")
		r = b.must(r, "leader", "decide", map[string]any{"outcome": "penalty"})
		b.at("2026-05-01")
		seizure := b.part(r, "seizure", "of_case")
		if seizure.Text("step") != "held" {
			t.Error("the seizure released itself")
		}
		b.must(seizure, "leader", "release", nil)
		if got := b.due("2026-12-31"); strings.Join(got, ", ") != "penalty_case.serve 2026-04-29" {
			t.Errorf("due at the end: %v", got)
		}
	})
}

func (b *bureau) part(r *record.Record, kindName, field string) *record.Record {
	b.t.Helper()
	var out *record.Record
	err := b.Engine.DB().Read(context.Background(), func(c db.Conn) error {
		list, err := b.Engine.Referring(c, kindName, field, r.Ref())
		if err == nil && len(list) == 1 {
			out = list[0]
		}
		return err
	})
	if err != nil || out == nil {
		b.t.Fatalf("the %s of the record: %v", kindName, err)
	}
	return out
}

// TestLawOvertakes: what lapsed or counts as accepted is written before the next
// act, with the day it came about, by no person.
func TestLawOvertakes(t *testing.T) {
	each(t, func(b *bureau) {
		b.at("2026-03-02")
		r := b.file("permit_application", "officer", map[string]any{"received_on": "2026-03-02", "applicant_as_written": "老王超市", "permit": "食品经营许可"})
		b.at("2026-03-16")
		if got := b.why(r, "officer", "supplement"); !strings.Contains(got, "现在处于“已受理”") {
			t.Errorf("supplement after it counts as accepted: %q", got)
		}
		r = b.must(r, "leader", "grant", nil)
		if got := b.due("2026-12-31"); strings.Join(got, ", ") != "permit_application.issue 2026-03-30" {
			t.Errorf("due: %v", got)
		}
		err := b.Engine.DB().Read(context.Background(), func(c db.Conn) error {
			past, err := b.Engine.Pasts(c, "permit_application", r.Ref())
			if err != nil {
				return err
			}
			if len(past) != 3 || past[1].Name != record.Expire || past[1].Effective != "2026-03-10" || !actor.OfMachine(past[1].Actor) {
				t.Errorf("the acts: %+v", past)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestTwoDecide: two officers decide at once; one wins, the other is told.
func TestTwoDecide(t *testing.T) {
	each(t, func(b *bureau) {
		b.at("2026-05-06")
		r := b.file("complaint", "receiver", complaint(nil))
		r = b.must(r, "receiver", "dispatch", nil)
		var wg sync.WaitGroup
		results := make([]error, 2)
		for i, x := range []struct {
			act    string
			values map[string]any
		}{{"accept", nil}, {"refuse", map[string]any{"refuse_ground": "handled", "refuse_reason": "已由法院受理"}}} {
			wg.Add(1)
			go func() {
				defer wg.Done()
				_, results[i] = b.do(r, "officer", x.act, x.values)
			}()
		}
		wg.Wait()
		won, stale := 0, 0
		for _, err := range results {
			switch {
			case err == nil:
				won++
			case fault.Is(err, fault.Stale) || fault.Is(err, fault.Conflict):
				stale++
			default:
				t.Error(err)
			}
		}
		if won != 1 || stale != 1 {
			t.Errorf("%d won and %d were told: %v", won, stale, results)
		}
	})
}

// TestAnnul: the last act that moved the record can be annulled, and the clocks
// are those of before; an earlier one cannot.
func TestAnnul(t *testing.T) {
	each(t, func(b *bureau) {
		b.at("2026-05-06")
		r := b.file("complaint", "receiver", complaint(nil))
		r = b.must(r, "receiver", "dispatch", nil)
		dispatched := r.Act
		r = b.must(r, "officer", "accept", nil)
		accepted := r.Act
		annul := func(act ref.ID) (*record.Record, error) {
			c := b.By["head"]
			c.Day = b.Legal.Now().Day()
			return b.Engine.Act(context.Background(), record.Request{Kind: "complaint", Act: record.Annul, Record: r.Ref(), Rev: &r.Rev, Area: r.Area, Annuls: act, Reason: "误操作", Caller: c})
		}
		if _, err := annul(dispatched); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "其后已经办理了“受理”，请先撤销它") {
			t.Errorf("annulled what the acceptance rests on: %v", err)
		}
		back, err := annul(accepted)
		if err != nil {
			t.Fatal(err)
		}
		if back.Text("step") != "pending" {
			t.Errorf("stands in %q", back.Text("step"))
		}
		if got := b.due("2026-12-31"); strings.Join(got, ", ") != "complaint.first_reply 2026-05-07, complaint.accept 2026-05-14" {
			t.Errorf("due: %v", got)
		}
	})
}

// TestTransferred: a record that goes to another city begins there anew.
func TestTransferred(t *testing.T) {
	each(t, func(b *bureau) {
		b.at("2026-05-06")
		r := b.file("complaint", "receiver", complaint(nil))
		r = b.must(r, "receiver", "dispatch", nil)
		c := b.By["head"]
		c.Day = b.Legal.Now().Day()
		there, err := b.Engine.Act(context.Background(), record.Request{Kind: "complaint", Act: record.Transfer, Record: r.Ref(), Rev: &r.Rev, Area: r.Area, To: "3706", Reason: "由住所地处理", Caller: c})
		if err != nil {
			t.Fatal(err)
		}
		if there.Area != "3706" || there.Text("step") != "registered" {
			t.Errorf("it stands in %q of %s", there.Text("step"), there.Area)
		}
		if got := b.due("2026-12-31"); len(got) != 0 {
			t.Errorf("still due here: %v", got)
		}
	})
}

// TestDated: an act is judged on the day it is dated.
func TestDated(t *testing.T) {
	each(t, func(b *bureau) {
		b.at("2026-03-02")
		me := func(role string) map[string]any { return map[string]any{"id": string(b.By[role].Person), "name": role} }
		r := b.file("penalty_case", "leader", map[string]any{"filed_on": "2026-03-02", "party_as_written": "老王超市", "officers": []any{me("officer"), me("receiver")}})
		b.at("2026-06-03")
		on := func(day string) (*record.Record, error) {
			c := b.By["leader"]
			c.Day = b.Legal.Now().Day()
			return b.Engine.Act(context.Background(), record.Request{Kind: r.Kind.Name, Act: "extend", Record: r.Ref(), Rev: &r.Rev, Area: r.Area, Effective: day, Reason: "案情复杂", Caller: c})
		}
		if _, err := on(""); !fault.Is(err, fault.Conflict) {
			t.Errorf("extended after the end: %v", err)
		}
		if _, err := on("2026-03-01"); !fault.Is(err, fault.Invalid) {
			t.Errorf("extended before it was filed: %v", err)
		}
		if _, err := on("2026-05-29"); err != nil {
			t.Errorf("approved in time, entered late: %v", err)
		}
		if got := b.due("2026-12-31"); strings.Join(got, ", ") != "penalty_case.decide 2026-06-30" {
			t.Errorf("due: %v", got)
		}
	})
}

// TestNearest: of a list each row has the limit that ends first, as its course has
// it; promises of the city do not count, a paused one has no day, an ended record none.
func TestNearest(t *testing.T) {
	each(t, func(b *bureau) {
		b.at("2026-05-06")
		nearest := func(r *record.Record) (n procedure.Nearest, ok bool) {
			t.Helper()
			c := b.By["officer"]
			c.Day = b.Legal.Now().Day()
			if err := b.Engine.DB().Read(context.Background(), func(conn db.Conn) error {
				rows, _, err := b.Engine.Page(conn, record.Query{Kind: r.Kind.Name, Area: r.Area, Caller: c, Limit: 10}, nil)
				if err != nil {
					return err
				}
				all, err := b.book.Nearest(conn, r.Kind, rows)
				n, ok = all[r.Ref()]
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n, ok
		}
		r := b.file("complaint", "receiver", complaint(nil))
		if n, ok := nearest(r); ok {
			t.Errorf("the city's promise is taken for a limit: %+v", n)
		}
		r = b.must(r, "receiver", "dispatch", nil)
		if n, _ := nearest(r); n != (procedure.Nearest{Clock: "受理期限", Due: "2026-05-14"}) {
			t.Errorf("dispatched: %+v", n)
		}
		b.at("2026-05-08")
		r = b.must(r, "officer", "accept", nil)
		r = b.must(r, "officer", "inform", told("accept", "complainant", "2026-05-08"))
		r = b.must(r, "officer", "agree", map[string]any{"complainant_consent": true, "respondent_consent": true})
		if n, _ := nearest(r); n != (procedure.Nearest{Clock: "调解期限", Due: "2026-07-07"}) {
			t.Errorf("accepted: %+v", n)
		}
		r = b.must(r, "officer", "test", map[string]any{"test_body": "市检验中心", "test_fee": "由经营者承担"})
		if n, ok := nearest(r); !ok || n != (procedure.Nearest{Clock: "调解期限"}) {
			t.Errorf("paused: %+v %t", n, ok)
		}
		r = b.must(r, "officer", "result", nil)
		b.at("2026-07-08")
		r = b.must(r, "officer", "terminate", map[string]any{"end_ground": "time_up"})
		if n, _ := nearest(r); n.Clock == "调解期限" {
			t.Errorf("ended: %+v", n)
		}
	})
}
