package guidance_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/law"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// office is a bureau with one shop, in which the kinds of the matter live.
type office struct {
	*recordtest.World
	t    *testing.T
	book *procedure.Book
	shop ref.Ref
}

// world runs f on every database.
func world(t *testing.T, f func(o *office)) {
	t.Helper()
	lib, days := law.MustLoad(), calendar.MustShipped()
	var book *procedure.Book
	sections := procedure.Sections(procedure.Env{Laws: law.Titles{Library: lib}})
	recordtest.Each(t, func(t *testing.T, w *recordtest.World) {
		o := &office{World: w, t: t, book: book}
		o.shop = o.act("steward", "shop", record.Create, nil, map[string]any{"name": "演示一号食品店"}).Ref()
		f(o)
		if err := w.Engine.Verify(context.Background(), nil, func(x record.Finding) { t.Errorf("verify: %s", x) }); err != nil {
			t.Fatal(err)
		}
	}, []record.Projection{subject.Heads{}},
		recordtest.Source{FS: os.DirFS("testdata/shop"), Dir: "practice/registration"},
		recordtest.Source{FS: os.DirFS("."), Dir: "practice/guidance", Governs: &recordtest.Governs{Sections: sections, Steps: append(procedure.Steps(), subject.Steps()...), Began: moment(t, "2026-01-05T09:00"),
			New: func(set *kind.Set) (record.Life, record.Projection, func(*record.Engine)) {
				book = procedure.NewBook(set, lib, days)
				return book, book, book.On
			}}})
}

func moment(t testing.TB, s string) clock.Instant {
	t.Helper()
	d, hour, _ := strings.Cut(s, "T")
	day, err := calendar.Parse(d)
	if err != nil {
		t.Fatal(err)
	}
	at := clock.Instant(day.Start())
	if hour != "" {
		at += clock.Instant(int64(hour[0]-'0')*10+int64(hour[1]-'0')) * 3_600_000
	}
	return at
}

func (o *office) at(day string) { o.Legal.Freeze(moment(o.t, day+"T09:00")) }

// try runs an act; who is a role, or "shop" for the business at its own desk.
func (o *office) try(who, kindName, act string, r *record.Record, values map[string]any, reason string) (*record.Record, error) {
	c := o.By[who]
	if who == "shop" {
		c.Name, c.Area, c.Subject, c.Login = "李经理", recordtest.Area, o.shop, "01JDEMO"
	}
	c.Day = o.Legal.Now().Day()
	q := record.Request{Kind: kindName, Act: act, Area: recordtest.Area, Values: values, Caller: c, Reason: reason}
	if r != nil {
		q.Record, q.Rev = r.Ref(), &r.Rev
	}
	return o.Engine.Act(context.Background(), q)
}

func (o *office) act(who, kindName, act string, r *record.Record, values map[string]any, reason ...string) *record.Record {
	o.t.Helper()
	out, err := o.try(who, kindName, act, r, values, strings.Join(reason, ""))
	if err != nil {
		o.t.Fatalf("%s.%s: %v", kindName, act, err)
	}
	return out
}

// due lists the running clocks, each with its last day.
func (o *office) due() string {
	o.t.Helper()
	var out []string
	err := o.DB.Read(context.Background(), func(c db.Conn) error {
		list, err := o.book.DueUpTo(c, recordtest.Area, calendar.MustParse("2027-12-31"), 100)
		for _, d := range list {
			out = append(out, d.Clock+" "+d.Due.String())
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return strings.Join(out, ", ")
}

func (o *office) wants(what, got, want string) {
	o.t.Helper()
	if got != want {
		o.t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func (o *office) person(role string) map[string]any {
	return map[string]any{"area": string(recordtest.Area), "id": string(o.By[role].Person)}
}

func (o *office) order(day string, more map[string]any) *record.Record {
	o.t.Helper()
	o.at(day)
	values := map[string]any{"subject": map[string]any{"area": string(o.shop.Area), "id": string(o.shop.ID)}, "addressee": "演示一号食品店", "wrong_in_brief": "未明码标价", "wrong": "水产区没有标价签。",
		"provision": "价格法第十三条", "order_basis": "价格法第四十二条", "demand": "补齐标价签。", "manner": "within", "limit_days": int64(5)}
	for k, v := range more {
		values[k] = v
	}
	return o.act("officer", "correction_order", record.Create, nil, values)
}

func (o *office) serve(r *record.Record, document, day string) *record.Record {
	o.t.Helper()
	o.at(day)
	return o.act("officer", r.Kind.Name, record.Serve, r, map[string]any{"document": document, "mode": "direct", "served_on": day, "proof": "送达回证 0731"})
}

func (o *office) found(day, what string) map[string]any {
	return map[string]any{"recheck_on": day, "rechecked_with": o.person("reviewer"), "recheck_found": what}
}

// TestCorrected: an order of five days served on a Monday. The five days are
// calendar days, not the working days of 行政处罚法 art. 85: Saturday is the fifth,
// and as a weekend is no statutory holiday it is where they end. The business
// says that it has corrected; ten working days for the re-check run from then.
func TestCorrected(t *testing.T) {
	world(t, func(o *office) {
		r := o.order("2026-03-09", nil)
		o.wants("after issue", o.due(), "serve 2026-03-18") // 10 11 12 13 16 17 18
		r = o.serve(r, "correction_order", "2026-03-09")
		o.wants("served", o.due(), "correct 2026-03-14")
		o.at("2026-03-12")
		if _, err := o.try("officer", "correction_order", "fail", r, o.found("2026-03-12", "没有标价签。"), ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("found wanting before the limit was over: %v", err)
		}
		if _, err := o.try("shop", "correction_order", "report_corrected", r, map[string]any{"corrected_how": "已补齐", "demand": "不用改"}, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("the business wrote the bureau's words: %v", err)
		}
		r = o.act("shop", "correction_order", "report_corrected", r, map[string]any{"corrected_how": "标价签已补齐。"})
		o.wants("reported", r.Text("step")+" "+r.Text("reported_on"), "due 2026-03-12")
		o.wants("re-check", o.due(), "recheck 2026-03-26") // 13 16 17 18 19 20 23 24 25 26
		if _, err := o.try("shop", "correction_order", "pass", r, o.found("2026-03-12", "好"), ""); err == nil {
			t.Error("the business re-checked itself")
		}
		o.at("2026-03-16")
		r = o.act("officer", "correction_order", "pass", r, o.found("2026-03-16", "标价签齐全。"))
		r = o.act("officer", "correction_order", "archive", r, nil)
		o.wants("in the end", r.Text("step")+" "+o.due(), "archived ")
	})
}

// TestNotCorrected: served on 2026-04-28 with five days; the fifth, 3 May, lies in
// the holiday of 1 to 5 May, so the limit ends on the first working day, the 6th
// (程序规定 art. 80). On the 7th the re-check is due by itself.
func TestNotCorrected(t *testing.T) {
	world(t, func(o *office) {
		r := o.order("2026-04-28", nil)
		r = o.serve(r, "correction_order", "2026-04-28")
		o.wants("served", o.due(), "correct 2026-05-06")
		o.at("2026-05-07")
		r = o.act("officer", "correction_order", "fail", r, o.found("2026-05-07", "仍没有标价签。"))
		o.wants("step", r.Text("step"), "not_corrected")
		past, err := o.pasts(r)
		if err != nil {
			t.Fatal(err)
		}
		o.wants("the law's own act", past, "issue serve expire fail")
		if _, err := o.try("shop", "correction_order", "report_corrected", r, map[string]any{"corrected_how": "现在改了"}, ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("reported after the re-check: %v", err)
		}
		o.act("head", "correction_order", "revoke", r, nil, "认定事实有误")
	})
}

func (o *office) pasts(r *record.Record) (string, error) {
	var names []string
	err := o.DB.Read(context.Background(), func(c db.Conn) error {
		list, err := o.Engine.Pasts(c, r.Kind.Name, r.Ref())
		for _, p := range list {
			names = append(names, p.Name)
		}
		return err
	})
	return strings.Join(names, " "), err
}

// TestLonger: the business asks for more time, the head gives seven days on top
// of five; at the end of them nothing was heard and the re-check is due.
func TestLonger(t *testing.T) {
	world(t, func(o *office) {
		r := o.order("2026-03-09", nil)
		r = o.serve(r, "correction_order", "2026-03-10")
		o.wants("served", o.due(), "correct 2026-03-15")
		o.at("2026-03-12")
		r = o.act("shop", "correction_order", "ask_longer", r, map[string]any{"asked_days": int64(10), "asked_why": "标价签印制需要时间。"})
		o.wants("asked", o.due(), "correct 2026-03-15, answer 2026-03-17") // 13 16 17
		if _, err := o.try("officer", "correction_order", "extend", r, map[string]any{"more_days": int64(7)}, "情况属实"); err == nil {
			t.Error("an officer lengthened a limit by himself")
		}
		r = o.act("head", "correction_order", "extend", r, map[string]any{"more_days": int64(7)}, "情况属实")
		o.wants("longer", r.Text("asked")+" "+o.due(), "granted correct 2026-03-22")
		o.at("2026-03-23")
		r = o.act("officer", "correction_order", "pass", r, o.found("2026-03-23", "已改正。"))
		past, _ := o.pasts(r)
		o.wants("acts", past, "issue serve ask_longer extend expire pass")
	})
}

// TestAtOnce: an order to correct at once is re-checked from the next day but one.
func TestAtOnce(t *testing.T) {
	world(t, func(o *office) {
		if _, err := o.try("officer", "correction_order", record.Create, nil, map[string]any{"subject": map[string]any{"area": string(o.shop.Area), "id": string(o.shop.ID)}, "addressee": "甲", "wrong_in_brief": "乙",
			"wrong": "丙", "provision": "丁", "order_basis": "戊", "demand": "己", "manner": "within"}, ""); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.As(err).Fields[0].Text, "改正期限") {
			t.Errorf("a limit without days: %v", err)
		}
		r := o.order("2026-03-09", map[string]any{"manner": "at_once", "limit_days": nil})
		r = o.serve(r, "correction_order", "2026-03-09")
		o.wants("served", o.due(), "correct 2026-03-10")
		r = o.act("officer", "correction_order", "hear_corrected", r, map[string]any{"heard": "当场补齐。"})
		o.wants("re-check", o.due(), "recheck 2026-03-23")
		if _, err := o.try("viewer", "correction_order", "pass", r, o.found("2026-03-09", "好"), ""); err == nil {
			t.Error("a viewer re-checked")
		}
	})
}

// TestTalkSaysItsGround: nobody is called in by a provision that nobody chose.
func TestTalkSaysItsGround(t *testing.T) {
	world(t, func(o *office) {
		o.at("2026-03-09")
		_, err := o.try("officer", "talk", record.Create, nil, map[string]any{"subject": map[string]any{"area": string(o.shop.Area), "id": string(o.shop.ID)}, "addressee": "演示一号食品店", "matter": "食品安全隐患", "facts": "两次检查均有隐患。",
			"session_on": "2026-03-13", "session_place": "演示所会议室", "who_must_come": "负责人"}, "")
		if !fault.Is(err, fault.Invalid) || fault.As(err).Fields[0].Name != "ground" {
			t.Errorf("called in on no ground: %v", err)
		}
	})
}

// TestTalk: called in, held on the record, its promise followed up five working
// days after the day that was promised.
func TestTalk(t *testing.T) {
	world(t, func(o *office) {
		o.at("2026-03-09")
		to := map[string]any{"area": string(o.shop.Area), "id": string(o.shop.ID)}
		r := o.act("officer", "talk", record.Create, nil, map[string]any{"subject": to, "addressee": "演示一号食品店", "matter": "多次被投诉", "ground": "consumer", "facts": "一个月内六件投诉。",
			"session_at": int64(moment(t, "2026-03-13T09:00")), "session_on": "2026-03-13", "session_place": "演示所会议室", "who_must_come": "负责人"})
		o.wants("to be told", o.due(), "tell 2026-03-12")
		o.at("2026-03-13")
		r = o.act("officer", "talk", "hold", r, map[string]any{"who_came": "李某，经理", "recorder": o.person("officer"), "said": "指出问题。", "promises": "一周内整改。", "promised_by": "2026-03-20"})
		o.wants("promised", o.due(), "follow 2026-03-27")
		r = o.act("shop", "talk", "report_done", r, map[string]any{"report": "已整改。"})
		o.at("2026-03-24")
		r = o.act("officer", "talk", "confirm", r, map[string]any{"follow_up": "属实。"})
		o.wants("end", r.Text("step")+" "+o.due(), "done ")
	})
}

// TestReminderAndAdvice: service starts the time for an answer; advice is
// followed up after thirty days.
func TestReminderAndAdvice(t *testing.T) {
	world(t, func(o *office) {
		o.at("2026-03-09")
		to := map[string]any{"area": string(o.shop.Area), "id": string(o.shop.ID)}
		r := o.act("officer", "reminder", record.Create, nil, map[string]any{"subject": to, "addressee": "演示一号食品店", "matter": "节前价格提醒", "facts": "清明将至。", "advice": "明码标价。"})
		r = o.serve(r, "reminder_letter", "2026-03-10")
		o.wants("answer by", o.due(), "feedback 2026-03-24")
		r = o.act("shop", "reminder", "answer", r, map[string]any{"answer": "已知悉。"})
		o.wants("answered", r.Text("step")+" "+o.due(), "answered ")
		a := o.act("officer", "advice", record.Create, nil, map[string]any{"subject": to, "addressee": "演示一号食品店", "topic": "标签怎么写", "question": "散装食品要写什么？"})
		a = o.act("officer", "advice", "advise", a, map[string]any{"advised": "品名、生产日期等。", "how": "visit"})
		o.wants("visit", o.due(), "visit 2026-04-09")
		o.at("2026-04-07")
		a = o.act("officer", "advice", "visit", a, map[string]any{"taken_up": "taken"})
		o.wants("end", a.Text("step"), "closed")
	})
}
