package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/waiting"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/telling"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
	"github.com/hengjian/hengjian/platform/notify"
)

// provider is a gateway for short messages that a test stands in the place of.
type provider struct {
	*httptest.Server
	mu     sync.Mutex
	refuse string // what it answers instead of taking the message
	taken  []map[string]string
}

func newProvider(t *testing.T) *provider {
	p := &provider{}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		var in map[string]string
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			t.Errorf("the gateway got no JSON: %v", err)
		}
		if p.refuse != "" {
			fmt.Fprintf(w, `{"code":"BAD","message":%q}`, p.refuse)
			return
		}
		p.taken = append(p.taken, in)
		_, _ = fmt.Fprintf(w, `{"code":"0","sid":"gw-%d"}`, len(p.taken))
	}))
	t.Cleanup(p.Close)
	return p
}

func (p *provider) got() []map[string]string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.taken
}

// through lets a city send through the provider and by post; work begins to send.
func (p *provider) through(a *raised) (work func()) {
	sms := notify.NewHTTP(notify.Config{Name: "sms", Title: "政务短信", Success: "code", Taken: []string{"0"}, Final: []string{"BAD"}, Reference: "sid", Reason: "message",
		Send: notify.Ask{URL: p.URL, Body: map[string]any{"to": "{to}", "text": "{text}", "id": "{id}"}}, Receipt: notify.Words{ID: "id", State: "s", Good: []string{"OK"}, Bad: []string{"NO"}}, Token: "t"})
	box := a.Tellings.Through([]notify.Channel{sms, notify.NewPost("post", "中国邮政")})
	return func() {
		q := job.New(a.DB, job.Options{Poll: 10 * time.Millisecond})
		box.Work(q)
		ctx, stop := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- q.Work(ctx) }()
		a.t.Cleanup(func() { stop(); <-done })
	}
}

func (a *raised) offer(account string, r *record.Record, channel string) map[string]any {
	a.t.Helper()
	var out map[string]any
	a.read(func(c db.Conn) error {
		seen, err := a.Engine.GetIn(c, a.who(account), r.Kind.Name, r.Ref(), record.AsOf{})
		if err != nil {
			return err
		}
		offers, err := a.Tellings.Offers(c, a.who(account), seen)
		for _, o := range offers {
			for _, w := range o.Ways {
				if w.Channel == channel && out == nil {
					out = map[string]any{"act": o.Act, "whom": o.Whom, "channel": w.Channel, "to": w.To, "subject": w.Subject, "text": w.Text}
				}
			}
		}
		return err
	})
	if out == nil {
		a.t.Fatalf("nothing is to be told through %s", channel)
	}
	return out
}

// send confirms what is offered.
func (a *raised) send(account string, r *record.Record, values map[string]any) (*record.Record, error) {
	a.t.Helper()
	return a.Engine.Act(context.Background(), record.Request{Kind: r.Kind.Name, Act: record.Notify, Record: r.Ref(), Rev: &r.Rev, Area: r.Area, Caller: a.who(account), Values: values})
}

func (a *raised) now(account string, r *record.Record) *record.Record {
	a.t.Helper()
	out, err := a.Engine.Get(context.Background(), a.who(account), r.Kind.Name, r.Ref(), record.AsOf{})
	a.must(err)
	return out
}

// lines waits until the newest message of a record stands as wanted.
func (a *raised) await(r *record.Record, want notify.State) telling.Line {
	a.t.Helper()
	var last []telling.Line
	for range 500 {
		a.read(func(c db.Conn) (err error) { last, err = a.Tellings.Lines(c, a.Setup(), r); return err })
		if len(last) > 0 && last[0].State == want {
			return last[0]
		}
		time.Sleep(10 * time.Millisecond)
	}
	a.t.Fatalf("messages are %+v, want %s", last, want)
	return telling.Line{}
}

// said lists what acts of a name said on a record, with who did them.
func (a *raised) said(r *record.Record, act string) (out []map[string]any) {
	a.t.Helper()
	a.read(func(c db.Conn) error {
		pasts, err := a.Engine.Pasts(c, r.Kind.Name, r.Ref())
		for _, p := range pasts {
			if m := p.Said(act); m != nil {
				m["actor"] = p.Actor
				out = append(out, m)
			}
		}
		return err
	})
	return out
}

func (a *raised) clock(r *record.Record, name string) procedure.State {
	a.t.Helper()
	var s procedure.State
	a.read(func(c db.Conn) error {
		course, err := a.Procedures.Course(c, r, a.DB.Now())
		if err != nil {
			return err
		}
		for _, run := range course.Runs {
			if run.Clock.Name == name {
				s = course.State(run)
			}
		}
		return nil
	})
	return s
}

func (a *raised) accepted(more map[string]any) *record.Record {
	a.t.Helper()
	r := a.complaint(more)
	return a.act("food", record.Request{Kind: "complaint", Act: "accept", Record: r.Ref(), Rev: &r.Rev})
}

// TestTold: the officer confirms text and number, the gateway takes it once, and
// with its receipt, however often it comes, the telling stands in the record and the
// clock of the law stops.
func TestTold(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a, p := raise(t, c, 60), newProvider(t)
		p.through(a)()
		r := a.accepted(nil)
		v := a.offer("food", r, "sms")
		text := v["text"].(string)
		if strings.Contains(text, "【") || strings.Contains(text, "{") || !strings.Contains(text, r.Number) || strings.Contains(text, "林某") || v["to"] != "15400001234" {
			t.Errorf("offered %v", v)
		}
		r2, err := a.send("food", r, v)
		a.must(err)
		if _, err := a.send("food", r, v); !fault.Is(err, fault.Stale) { // pressed twice
			t.Errorf("the second press: %v", err)
		}
		line := a.await(r2, notify.Sent)
		if _, err := a.send("food", a.now("food", r), v); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second one while the first is on its way: %v", err)
		}
		if s := a.clock(r, "accept"); s != procedure.Running && s != procedure.Warned {
			t.Errorf("sent, and the clock is %s", s)
		}
		if got := p.got(); len(got) != 1 || got[0]["id"] != line.ID || got[0]["text"] != text {
			t.Errorf("the gateway has %v", got)
		}
		for i, want := range []int{1, 0} {
			n, err := a.Tellings.Outbox().Take(context.Background(), "sms", []notify.Receipt{{ID: line.ID, State: notify.Delivered}})
			if n != want || err != nil {
				t.Errorf("receipt %d: %d new, %v", i, n, err)
			}
		}
		told := a.said(r, record.Inform)
		if len(told) != 1 || told[0]["mode"] != "sms" || told[0]["told_on"] != a.DB.Now().Day() || told[0]["actor"] != "machine:notify" || !strings.Contains(fmt.Sprint(told[0]["proof"]), "gw-1") {
			t.Errorf("recorded %v", told)
		}
		if sent := a.said(r, record.Notify); len(sent) != 1 || sent[0]["actor"] != string(a.who("food").Person) {
			t.Errorf("confirmed by %v", sent)
		}
		if s := a.clock(r, "accept"); s != procedure.Met {
			t.Errorf("told, and the clock is %s", s)
		}
	})
}

// TestNotReached: what did not arrive stops no clock, stands on the record with why,
// and waits for the officer until it has been told otherwise.
func TestNotReached(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a, p := raise(t, c, 60), newProvider(t)
		p.refuse = "空号 15400001234"
		p.through(a)()
		r := a.accepted(nil)
		_, err := a.send("food", r, a.offer("food", r, "sms"))
		a.must(err)
		line := a.await(r, notify.Failed)
		if !line.Owed || line.Settled || strings.Contains(line.Reason, "15400001234") || !strings.Contains(line.Reason, "空号") || line.To != "154****1234" {
			t.Errorf("not reached: %+v", line)
		}
		if s := a.clock(r, "accept"); s == procedure.Met {
			t.Error("a message that was refused stopped the clock")
		}
		if got := a.said(r, record.Receipt); len(got) != 1 || got[0]["result"] != "failed" {
			t.Errorf("on the record: %v", got)
		}
		mine := func() int {
			var open []notify.Held
			a.read(func(c db.Conn) (err error) { open, err = notify.Open(c, string(a.who("food").Person), 10); return err })
			return len(open)
		}
		waits, err := waiting.Unreached(a.Engine, a.Tellings)(context.Background(), a.who("food"))
		if err != nil || mine() != 1 || len(waits) != 1 || waits[0].Number != r.Number || waits[0].Word != "没有发出" {
			t.Errorf("waits for the officer: %v, %v", waits, err)
		}
		r = a.now("food", r)
		a.act("food", record.Request{Kind: "complaint", Act: record.Inform, Record: r.Ref(), Rev: &r.Rev, Values: map[string]any{"act": "accept", "whom": "complainant", "mode": "phone", "told_on": a.DB.Now().Day(), "proof": "通话录音"}})
		if mine() != 0 {
			t.Error("told by telephone, and it still waits")
		}
	})
}

// TestWhoMaySend: who may not record a telling sends none, a machine confirms none,
// and nothing goes out that must not be told or that could break out of its place.
func TestWhoMaySend(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a, p := raise(t, c, 60), newProvider(t)
		p.through(a)()
		r := a.accepted(nil)
		v := a.offer("food", r, "sms")
		ctx := context.Background()
		for name, who := range map[string]actor.Caller{"machine": {Machine: "x", Area: r.Area}, "public": {Public: "x", Area: r.Area, Holds: []ref.Ref{r.Ref()}}, "another station": a.who("inspector")} {
			_, err := a.Engine.Act(ctx, record.Request{Kind: "complaint", Act: record.Notify, Record: r.Ref(), Rev: &r.Rev, Area: r.Area, Caller: who, Values: v})
			if !fault.Is(err, fault.Denied) && !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		with := func(name, value string) map[string]any {
			out := map[string]any{}
			for k, x := range v {
				out[k] = x
			}
			out[name] = value
			return out
		}
		for name, values := range map[string]map[string]any{
			"a forbidden word":    with("text", "保证赔偿，您放心。"),
			"a blank":             with("text", "请向【部门】提出。"),
			"somebody's number":   with("text", "请拨打13812345678。"),
			"two numbers":         with("to", "13812345678,13812345679"),
			"a line in a number":  with("to", "13812345678\n"+"13812345679"),
			"a line in a text":    with("text", "您好\r\nBcc: x"),
			"a channel of nobody": with("channel", "http://10.0.0.1/"),
			"an act not done":     with("act", "refuse"),
			"nobody to tell":      with("whom", "goods"),
			"an identifier":       with("message", "mine"),
		} {
			if _, err := a.send("food", r, values); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if len(p.got()) != 0 || len(a.said(r, record.Notify)) != 0 {
			t.Error("something went out")
		}
	})
}

// TestErasedBeforeSent: the erasure of a record reaches the message that waits, and
// leaves neither number nor text in any table.
func TestErasedBeforeSent(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a, p := raise(t, c, 60), newProvider(t)
		work := p.through(a)
		r := a.accepted(nil)
		_, err := a.send("food", r, a.offer("food", r, "sms"))
		a.must(err)
		var id string
		a.read(func(c db.Conn) error {
			l, err := a.Tellings.Lines(c, a.Setup(), r)
			id = l[0].ID
			return err
		})
		now := a.now("food", r)
		_, err = a.Engine.Act(context.Background(), record.Request{Kind: "complaint", Act: record.Erase, Record: r.Ref(), Rev: &now.Rev, Area: r.Area, Caller: a.Setup(), Reason: "本人申请"})
		a.must(err)
		work()
		other := a.accepted(nil)
		_, err = a.send("food", other, a.offer("food", other, "sms"))
		a.must(err)
		a.await(other, notify.Sent) // the queue has worked
		if got := p.got(); len(got) != 1 || got[0]["id"] == id {
			t.Errorf("went out: %v", got)
		}
		a.read(func(c db.Conn) error {
			h, err := notify.Get(c, id)
			if h.State != notify.Erased || h.Sender != "" || h.Reason != "" {
				t.Errorf("after the erasure: %+v", h)
			}
			return err
		})
		if n, err := a.Tellings.Outbox().Take(context.Background(), "sms", []notify.Receipt{{ID: id, State: notify.Delivered}}); n != 0 || err != nil {
			t.Errorf("a receipt for it: %d, %v", n, err)
		}
	})
}

// TestLetterTold: a letter goes by hand; it counts as told on the day written on its
// return slip, and one that came back tells nobody.
func TestLetterTold(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a, p := raise(t, fonted(t, c), 60), newProvider(t)
		p.through(a)()
		slip := func(r *record.Record, values map[string]any) error {
			now := a.now("food", r)
			_, err := a.Engine.Act(context.Background(), record.Request{Kind: "complaint", Act: record.Receipt, Record: r.Ref(), Rev: &now.Rev, Area: r.Area, Caller: a.who("food"), Values: values})
			return err
		}
		for _, result := range []string{"delivered", "undeliverable"} {
			r := a.accepted(map[string]any{"complainant_address": "威海市环翠区海滨路1号 林某收"})
			_, err := a.send("food", r, a.offer("food", r, "post"))
			a.must(err)
			line := a.await(r, notify.Queued)
			a.read(func(c db.Conn) error {
				m, err := a.Tellings.Letter(c, r, line.ID)
				if err != nil {
					return err
				}
				pdf, err := a.Letter(r, m)
				if len(pdf) < 1000 {
					t.Errorf("the letter has %d bytes", len(pdf))
				}
				return err
			})
			today := a.DB.Now().Day()
			if err := slip(r, map[string]any{"message": line.ID, "result": result, "on": today, "proof": "x"}); !fault.Is(err, fault.Invalid) {
				t.Errorf("a result before it was posted: %v", err)
			}
			if err := slip(r, map[string]any{"message": line.ID, "result": "posted", "tracking": "XA 1\n"}); !fault.Is(err, fault.Invalid) {
				t.Errorf("a number that is none: %v", err)
			}
			a.must(slip(r, map[string]any{"message": line.ID, "result": "posted", "tracking": "xa123456789cn"}))
			a.must(slip(r, map[string]any{"message": line.ID, "result": result, "on": today, "proof": "本人签收"}))
			told := a.said(r, record.Inform)
			switch {
			case result == "delivered" && (len(told) != 1 || told[0]["told_on"] != today || told[0]["mode"] != "letter" || !strings.Contains(fmt.Sprint(told[0]["proof"]), "XA123456789CN")):
				t.Errorf("signed for: %v", told)
			case result == "undeliverable" && (len(told) != 0 || a.clock(r, "accept") == procedure.Met):
				t.Errorf("returned: %v", told)
			}
			if err := slip(r, map[string]any{"message": line.ID, "result": "delivered", "on": today, "proof": "x"}); !fault.Is(err, fault.Invalid) {
				t.Errorf("a second result: %v", err)
			}
		}
	})
}

// TestSecretTelling: a short message about a tip-off names its number and its days
// and nothing else of it, and no template can be made to.
func TestSecretTelling(t *testing.T) {
	a, p := raise(t, app.Config{Data: t.TempDir()}, 60), newProvider(t)
	p.through(a)
	ctx := context.Background()
	page, err := a.Engine.List(ctx, record.Query{Kind: "tipoff", Area: a.Area(), Caller: a.Setup(), Limit: 200})
	a.must(err)
	told := 0
	for _, r := range page.Items {
		a.read(func(c db.Conn) error {
			offers, err := a.Tellings.Offers(c, a.Setup(), r)
			for _, o := range offers {
				for _, w := range o.Ways {
					told++
					if strings.Contains(w.Text+w.Subject, "举报人") || w.Mode == notify.SMS && strings.Contains(w.Text, "举报") {
						t.Errorf("%s says what it is about: %s", o.Title, w.Text)
					}
					for _, f := range r.Kind.Fields {
						if s := r.Text(f.Name); len([]rune(s)) > 2 && f.Type != "date" && f.Type != "enum" && strings.Contains(w.Text+w.Subject, s) {
							t.Errorf("%s through %s names %s: %s", o.Title, w.Channel, f.Title, w.Text)
						}
					}
				}
			}
			return err
		})
	}
	t.Logf("%d texts of %d tip-offs", told, len(page.Items))
	for _, name := range []string{"reported_as_written", "clues", "informant", "matter_in_brief", "place", "findings", "number"} {
		text := "for: tipoff\ntellings:\n  - {acts: [file_case], whom: [informant], title: 告知, sms: \"关于{" + name + "}\", text: 文}\n"
		if _, err := telling.Read(a.Kinds, telling.Source{FS: fstest.MapFS{"tipoff.yaml": {Data: []byte(text)}}}); err == nil || !strings.Contains(err.Error(), "应当保密") {
			t.Errorf("a text with %s: %v", name, err)
		}
	}
	for name, text := range map[string]string{
		"没有名为“x”的": "for: x\n", "不须告知 goods": "for: complaint\ntellings:\n  - {acts: [accept], whom: [goods], title: 告知, sms: 文, text: 文}\n",
		"没有名为 nobody 的字段": "for: complaint\nto: {complainant: {sms: nobody}}\n", "不认识的键 fax": "for: complaint\nto: {complainant: {fax: complainant_phone}}\n",
		"应有 title": "for: complaint\ntellings:\n  - {acts: [accept], whom: [complainant], sms: 文, text: 文}\n",
	} {
		if _, err := telling.Read(a.Kinds, telling.Source{FS: fstest.MapFS{"x.yaml": {Data: []byte(text)}}}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestSlips: a file of the post office's is entered line by line, each with the
// caller's rights; a bad line keeps no other from being entered, and a second time
// nothing is.
func TestSlips(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a, p := raise(t, c, 60), newProvider(t)
		p.through(a)()
		today := a.DB.Now().Day()
		var all []*record.Record
		for i := range 2 {
			r := a.accepted(map[string]any{"complainant_address": "威海市环翠区海滨路1号 林某收"})
			_, err := a.send("food", r, a.offer("food", r, "post"))
			a.must(err)
			now := a.now("food", r)
			a.act("food", record.Request{Kind: "complaint", Act: record.Receipt, Record: r.Ref(), Rev: &now.Rev, Values: map[string]any{"message": a.await(r, notify.Queued).ID, "result": "posted", "tracking": fmt.Sprintf("XA%d", i)}})
			all = append(all, r)
		}
		file := "\ufeff运单号,结果,日期,说明\nxa0,签收," + today + ",本人签收\nXA1,在途," + today + ",\nXA1,退回," + today + ",\nXA9,签收," + today + ",\nXA0,签收,昨天,\n"
		enter := func(account string) (taken int, texts string) {
			list, err := a.Tellings.Slips(context.Background(), a.who(account), file)
			a.must(err)
			for _, s := range list {
				if s.Taken {
					taken++
				}
				texts += s.Text + "|"
			}
			return taken, texts
		}
		if n, texts := enter("inspector"); n != 0 || strings.Count(texts, "没有这个运单号") != 3 {
			t.Errorf("who may not entered %d: %s", n, texts)
		}
		if n, texts := enter("food"); n != 2 || !strings.Contains(texts, "结果应为") || !strings.Contains(texts, "日期应为") {
			t.Errorf("entered %d: %s", n, texts)
		}
		if n, texts := enter("food"); n != 0 || strings.Count(texts, "以前已登记") != 2 {
			t.Errorf("again %d: %s", n, texts)
		}
		if told := a.said(all[0], record.Inform); len(told) != 1 || len(a.said(all[1], record.Inform)) != 0 {
			t.Errorf("told %v", told)
		}
		for _, bad := range []string{"", "a,b\n", "运单号,结果\n", "\"", "运单号,结果,日期\n" + strings.Repeat("X,签收,2026-01-01\n", 2001)} {
			if _, err := a.Tellings.Slips(context.Background(), a.who("food"), bad); !fault.Is(err, fault.Invalid) {
				t.Errorf("%.20q: %v", bad, err)
			}
		}
	})
}
