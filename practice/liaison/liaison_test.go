package liaison_test

import (
	"context"
	"os"
	"testing"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/liaison"
)

var ctx = context.Background()

const password = "Duanwu-Kaimen-7"

// world is a bureau with three businesses and the doors of their desks.
type world struct {
	*testing.T
	*recordtest.World
	doors    *auth.Auth
	desk     *liaison.Desk
	a, b, c  ref.Ref // businesses
	officers actor.Caller
}

func each(t *testing.T, f func(w *world)) {
	recordtest.Each(t, func(t *testing.T, rw *recordtest.World) {
		w := &world{T: t, World: rw, officers: rw.By["officer"]}
		if err := w.DB.Migrate(ctx, append(auth.Steps(), subject.Steps()...)); err != nil {
			t.Fatal(err)
		}
		var err error
		if w.doors, err = auth.New(w.DB, auth.Options{Hash: auth.Params{Memory: 64, Passes: 1, Lanes: 1}}); err != nil {
			t.Fatal(err)
		}
		w.desk = liaison.New(w.Engine, func(status string) bool { return status == "9" })
		for _, x := range []struct {
			to         *ref.Ref
			name, uscc string
		}{{&w.a, "甲食品店", "91371002MADEMXJ12H"}, {&w.b, "乙食品店", "91371002MADEMXJ200"}, {&w.c, "丙食品店", ""}} {
			*x.to = w.make("business", map[string]any{"name": x.name, "status": "1", "address": x.name + "路1号", "representative": map[string]any{"name": x.name + "店主"}, "phone": "15400000001"}).Ref()
		}
		f(w)
	}, []record.Projection{subject.Heads{}, subject.Aliases{}},
		recordtest.Source{FS: os.DirFS("../../kernel/subject"), Dir: "kernel/subject"},
		recordtest.Source{FS: os.DirFS("../registration"), Dir: "practice/registration"},
		recordtest.Source{FS: os.DirFS("../licensing"), Dir: "practice/licensing"},
		recordtest.Source{FS: os.DirFS("."), Dir: "practice/liaison", Behaviours: liaison.Behaviours()})
}

func value(r ref.Ref) map[string]any {
	return map[string]any{"area": string(r.Area), "id": string(r.ID)}
}

// try runs one act, at the revision the record has now.
func (w *world) try(c actor.Caller, kindName, act string, r ref.Ref, values map[string]any, reason string) (*record.Record, error) {
	q := record.Request{Kind: kindName, Act: act, Record: r, Area: recordtest.Area, Values: values, Reason: reason, Caller: c}
	if !r.Zero() {
		if now, err := w.Engine.Get(ctx, actor.Caller{Machine: "test"}, kindName, r, record.AsOf{}); err == nil {
			q.Rev = &now.Rev
		}
	}
	return w.Engine.Act(ctx, q)
}

func (w *world) do(c actor.Caller, kindName, act string, r ref.Ref, values map[string]any) *record.Record {
	w.Helper()
	rec, err := w.try(c, kindName, act, r, values, "试验")
	if err != nil {
		w.Fatalf("%s %s by %s: %v %+v", kindName, act, c.Label(), err, fault.As(err).Fields)
	}
	return rec
}

func (w *world) make(kindName string, values map[string]any) *record.Record {
	w.Helper()
	return w.do(w.officers, kindName, record.Create, ref.Ref{}, values)
}

func (w *world) refused(what, code string, err error) {
	w.Helper()
	if err == nil || fault.As(err).Code != code {
		w.Errorf("%s: %v, expected %s", what, err, code)
	}
}

// account registers a person of a business and lets him open his account.
func (w *world) account(business ref.Ref, login string) *record.Record {
	w.Helper()
	rec := w.make(liaison.Account, map[string]any{"subject": value(business), "holder": "于海宁", "duty": "经营者", "proof": "营业执照和身份证"})
	code, _, err := w.desk.Issue(ctx, w.doors, w.officers, rec.Ref(), rec.Rev)
	if err != nil {
		w.Fatal(err)
	}
	if err := w.desk.Open(ctx, w.doors, code, login, password); err != nil {
		w.Fatal(err)
	}
	return rec
}

func (w *world) visit(login string) (v liaison.Visitor, err error) {
	err = w.DB.Read(ctx, func(c db.Conn) error {
		acc, err := w.doors.Find(c, login)
		if err != nil {
			return err
		}
		v, err = w.desk.Visitor(c, acc, w.DB.Now())
		return err
	})
	return v, err
}

func (w *world) visitor(login string) actor.Caller {
	w.Helper()
	v, err := w.visit(login)
	if err != nil {
		w.Fatal(err)
	}
	return v.Caller
}

func (w *world) get(kindName string, r ref.Ref) *record.Record {
	w.Helper()
	rec, err := w.Engine.Get(ctx, actor.Caller{Machine: "test"}, kindName, r, record.AsOf{})
	if err != nil {
		w.Fatal(err)
	}
	return rec
}

// TestReadingPaths: by every way of reading, a business finds what is about
// itself and nothing of another; what is not for it is refused.
func TestReadingPaths(t *testing.T) {
	each(t, func(w *world) {
		w.account(w.a, "jia")
		me := w.visitor("jia")
		own := map[string]ref.Ref{"business": w.a}
		others := map[string]ref.Ref{"business": w.b}
		for i, s := range []ref.Ref{w.a, w.b} {
			into := []map[string]ref.Ref{own, others}[i]
			no := string(rune('A' + i))
			into["permit"] = w.make("permit", map[string]any{"subject": value(s), "holder_name": "某店", "document_no": no, "organ": "市局", "decided_on": "2026-01-05"}).Ref()
			into["notice"] = w.make("notice", map[string]any{"subject": value(s), "title": "通知" + no, "body": "内容"}).Ref()
			into["objection"] = w.make("objection", map[string]any{"subject": value(s), "item": "住所" + no, "should_be": "2号", "why": "有误"}).Ref()
			into["annotation"] = w.make("annotation", map[string]any{"subject": value(s), "field": "address", "value": "2号", "found_on": "2026-03-01"}).Ref()
		}
		tag := w.make("tag", map[string]any{"subject": value(w.a), "label": "重点关注"}).Ref()
		for name, r := range own {
			if _, err := w.Engine.Get(ctx, me, name, r, record.AsOf{}); err != nil {
				t.Errorf("own %s: %v", name, err)
			}
			_, err := w.Engine.Get(ctx, me, name, others[name], record.AsOf{})
			w.refused("another's "+name, "record.notfound", err)
			p, err := w.Engine.List(ctx, record.Query{Kind: name, Area: recordtest.Area, Caller: me})
			if err != nil || len(p.Items) != 1 || p.Items[0].ID != r.ID {
				t.Errorf("list of %s: %d rows, %v", name, len(p.Items), err)
			}
			if n, err := w.Engine.Count(ctx, record.Query{Kind: name, Area: recordtest.Area, Caller: me}, true); err != nil || n.Count != 1 {
				t.Errorf("count of %s: %d, %v", name, n.Count, err)
			}
			w.refused("export of "+name, "", exportRight(w, me, name))
			err = w.DB.Read(ctx, func(c db.Conn) error {
				if _, err := w.Engine.Timeline(c, me, name, r); err != nil {
					t.Errorf("timeline of own %s: %v", name, err)
				}
				_, err := w.Engine.Timeline(c, me, name, others[name])
				w.refused("timeline of another's "+name, "record.notfound", err)
				_, _, err = w.Engine.Entry(c, me, others[name], w.get(name, others[name]).Act)
				w.refused("proof of another's "+name, "record.notfound", err)
				if k := w.Engine.Kinds().Get(name); k.About != "" {
					found, err := w.Engine.About(c, me, name, []ref.Ref{w.a, w.b, w.c})
					if err != nil || len(found) != 1 || found[0].ID != r.ID {
						t.Errorf("about of %s: %d, %v", name, len(found), err)
					}
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		}
		_, err := w.Engine.Get(ctx, me, "tag", tag, record.AsOf{})
		w.refused("a label of the office", "record.notfound", err)
		_, err = w.Engine.List(ctx, record.Query{Kind: "tag", Area: recordtest.Area, Caller: me})
		w.refused("the labels of the office", "record.denied", err)
		_, err = w.Engine.List(ctx, record.Query{Kind: "person", Area: recordtest.Area, Caller: me})
		w.refused("the people of the bureau", "record.denied", err)
		_, err = w.Engine.List(ctx, record.Query{Kind: "permit", Area: recordtest.Area, Caller: me, Filter: `subject.name == "乙食品店"`})
		if err == nil {
			p, _ := w.Engine.List(ctx, record.Query{Kind: "permit", Area: recordtest.Area, Caller: me, Filter: `subject.name == "乙食品店"`})
			if len(p.Items) > 0 {
				t.Error("a filter over the subject finds another's permit")
			}
		}
		err = w.DB.Read(ctx, func(c db.Conn) error {
			hits, err := w.Engine.Find(c, me, recordtest.Area, "食品店", 20)
			if err != nil || len(hits) != 1 || hits[0].Record.ID != w.a.ID {
				t.Errorf("search: %d hits, %v", len(hits), err)
			}
			_, err = w.Engine.Facets(c, me, recordtest.Area, "business", "status")
			w.refused("totals of the bureau", "record.denied", err)
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		if s := w.get("business", w.a); s.Values["representative"] == nil {
			t.Fatal("the test has no personal field to look at")
		}
		mine, err := w.Engine.Get(ctx, me, "business", w.a, record.AsOf{})
		if err != nil || mine.Values["representative"] == nil {
			t.Errorf("a business does not see its own representative: %v", err)
		}
	})
}

// exportRight is nil where the caller may export; the engine asks nothing else.
func exportRight(w *world, c actor.Caller, name string) error {
	if w.People.May(c, kind.Export, w.Engine.Kinds().Get(name)).None {
		return fault.New(fault.Denied, "", "")
	}
	return nil
}

// TestObjection: filed by the business, answered at the desk, each act only by
// whom and when it is open; nobody writes what is not his.
func TestObjection(t *testing.T) {
	each(t, func(w *world) {
		w.account(w.a, "jia")
		w.account(w.b, "yi")
		me, other := w.visitor("jia"), w.visitor("yi")
		claim := func(more map[string]any) map[string]any {
			v := map[string]any{"item": "经营主体：住所", "should_be": "2号楼", "why": "登记有误"}
			for k, x := range more {
				v[k] = x
			}
			return v
		}
		_, err := w.try(me, "objection", "create", ref.Ref{}, claim(map[string]any{"subject": value(w.b)}), "")
		w.refused("an objection in another's name", "record.denied", err)
		for _, f := range []string{"status", "outcome", "answer", "answered_on", "found", "forwarded_to", "filed_on"} {
			v := map[string]string{"status": "answered", "outcome": "corrected", "answered_on": "2026-01-01", "filed_on": "2020-01-01"}[f]
			if v == "" {
				v = "自己答复"
			}
			_, err := w.try(me, "objection", "create", ref.Ref{}, claim(map[string]any{f: v}), "")
			w.refused("writing "+f, "record.invalid", err)
		}
		o := w.do(me, "objection", "create", ref.Ref{}, claim(nil))
		if o.Text("status") != "filed" || record.RefOf(o.Values["subject"]) != w.a || o.Text("filed_on") != "2026-11-21" || o.Unit != w.get("business", w.a).Unit {
			t.Errorf("%+v, unit %s", o.Values, o.Unit)
		}
		for _, step := range []struct {
			who    actor.Caller
			act    string
			values map[string]any
			code   string // "" : it is done
		}{
			{me, "accept", nil, "record.denied"},
			{me, "answer", map[string]any{"outcome": "corrected", "answer": "好"}, "record.denied"},
			{other, "withdraw", nil, "record.notfound"},
			{w.officers, "withdraw", nil, "record.denied"},
			{w.By["viewer"], "answer", map[string]any{"outcome": "corrected", "answer": "好"}, "record.notfound"},
			{me, "amend", map[string]any{"why": "另一个理由"}, "record.denied"},
			{w.officers, "answer", map[string]any{"outcome": "corrected"}, "record.invalid"},
			{w.officers, "answer", map[string]any{"outcome": "corrected", "answer": "好", "why": "改别人的话"}, "record.invalid"},
			{w.officers, "accept", map[string]any{"status": "answered"}, "record.invalid"},
			{w.officers, "accept", map[string]any{"found": "属实"}, ""},
			{w.officers, "accept", nil, "record.not_now"},
			{w.officers, "forward", map[string]any{"found": "属实", "forwarded_to": "省局"}, ""},
			{w.officers, "answer", map[string]any{"outcome": "upheld", "answer": "已转省局"}, ""},
			{w.officers, "answer", map[string]any{"outcome": "refused", "answer": "改口"}, "record.not_now"},
			{me, "withdraw", nil, "record.not_now"},
		} {
			_, err := w.try(step.who, "objection", step.act, o.Ref(), step.values, "试验")
			if step.code == "" && err != nil {
				t.Fatalf("%s: %v %+v", step.act, err, fault.As(err).Fields)
			}
			if step.code != "" {
				w.refused(step.act+" by "+step.who.Label(), step.code, err)
			}
		}
		now, err := w.Engine.Get(ctx, me, "objection", o.Ref(), record.AsOf{})
		if err != nil || now.Text("status") != "answered" || now.Text("forwarded_on") == "" || now.Text("answer") != "已转省局" {
			t.Errorf("%v %+v", err, now)
		}
		if err := w.DB.Read(ctx, func(c db.Conn) error {
			events, err := w.Engine.Timeline(c, w.officers, "objection", o.Ref())
			if err != nil || len(events) != 4 {
				t.Errorf("%d acts, %v", len(events), err)
			}
			if id, ok := actor.OfSubject(events[len(events)-1].Actor); !ok || id != me.Login {
				t.Errorf("filed by %q", events[len(events)-1].Actor)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
		contact := w.do(me, "contact", "create", ref.Ref{}, map[string]any{"name": "张三", "phone": "15400000002", "duty": "联络员"})
		_, err = w.try(w.officers, "contact", "amend", contact.Ref(), map[string]any{"phone": "15400000003"}, "改")
		w.refused("an officer amends a contact", "record.denied", err)
		w.do(me, "contact", "amend", contact.Ref(), map[string]any{"phone": "15400000003"})
		_, err = w.try(me, "contact", "amend", contact.Ref(), map[string]any{"subject": value(w.b)}, "转给别人")
		w.refused("a contact given to another", "record.invalid", err)
		_, err = w.try(me, "business", "amend", w.a, map[string]any{"address": "2号楼"}, "自己改")
		w.refused("a business amends the register", "record.denied", err)
	})
}

// TestNotice: proof of receipt, step by step, each an act; a notice sent before
// there was a desk arrives when there is one.
func TestNotice(t *testing.T) {
	each(t, func(w *world) {
		early := w.make("notice", map[string]any{"subject": value(w.a), "title": "早", "body": "内容"})
		if got := w.get("notice", early.Ref()); got.Text("receipt") != "sent" || got.Values["delivered_at"] != nil {
			t.Errorf("arrived at no desk: %+v", got.Values)
		}
		_, err := w.try(w.By["head"], "notice", "deliver", early.Ref(), nil, "")
		w.refused("an officer says it arrived", "record.denied", err)
		w.account(w.a, "jia")
		me := w.visitor("jia")
		if got := w.get("notice", early.Ref()); got.Text("receipt") != "delivered" || got.Values["delivered_at"] == nil {
			t.Errorf("did not arrive with the desk: %+v", got.Values)
		}
		n := w.make("notice", map[string]any{"subject": value(w.a), "title": "晚", "body": "内容"})
		if got := w.get("notice", n.Ref()); got.Text("receipt") != "delivered" {
			t.Errorf("did not arrive: %+v", got.Values)
		}
		_, err = w.try(me, "notice", "sign", n.Ref(), map[string]any{"signed_by": "于海宁"}, "")
		w.refused("signing unread", "record.not_now", err)
		_, err = w.try(w.officers, "notice", "open", n.Ref(), nil, "")
		w.refused("an officer opens it for the business", "record.denied", err)
		w.do(me, "notice", "open", n.Ref(), nil)
		_, err = w.try(me, "notice", "open", n.Ref(), nil, "")
		w.refused("opening twice", "record.not_now", err)
		_, err = w.try(me, "notice", "sign", n.Ref(), nil, "")
		w.refused("signing without a name", "record.invalid", err)
		_, err = w.try(me, "notice", "sign", n.Ref(), map[string]any{"signed_by": "于海宁", "body": "改过的内容"}, "")
		w.refused("signing a changed text", "record.invalid", err)
		got := w.do(me, "notice", "sign", n.Ref(), map[string]any{"signed_by": "于海宁"})
		if got.Text("receipt") != "signed" || got.Values["signed_at"] == nil {
			t.Errorf("%+v", got.Values)
		}
		_, err = w.try(w.officers, "notice", "amend", n.Ref(), map[string]any{"receipt": "sent"}, "改回")
		w.refused("an officer writes the receipt", "record.invalid", err)
		_, err = w.try(w.officers, "notice", "amend", n.Ref(), map[string]any{"signed_by": "别人"}, "改签收人")
		w.refused("an officer writes who signed", "record.invalid", err)
	})
}

// TestFormerSubject: a record that was about another shows the business now
// concerned nothing of what it said before, not even whom it was about.
func TestFormerSubject(t *testing.T) {
	each(t, func(w *world) {
		w.account(w.a, "jia")
		w.account(w.b, "yi")
		p := w.make("permit", map[string]any{"subject": value(w.b), "holder_name": "乙食品店", "document_no": "证1", "organ": "市局", "decided_on": "2026-01-05"})
		w.do(w.officers, "permit", "amend", p.Ref(), map[string]any{"content": "先前的内容"})
		w.do(w.officers, "permit", "amend", p.Ref(), map[string]any{"subject": value(w.a), "holder_name": "甲食品店"})
		w.do(w.officers, "permit", "amend", p.Ref(), map[string]any{"content": "后来的内容"})
		if err := w.DB.Read(ctx, func(c db.Conn) error {
			events, err := w.Engine.Timeline(c, w.visitor("jia"), "permit", p.Ref())
			if err != nil || len(events) != 2 || len(events[1].Changed) != 0 || len(events[0].Changed) != 1 || events[0].Changed[0].Old != nil {
				t.Errorf("%d acts, %v: %+v", len(events), err, events)
			}
			_, err = w.Engine.Timeline(c, w.visitor("yi"), "permit", p.Ref())
			w.refused("the business it was about", "record.notfound", err)
			whole, err := w.Engine.Timeline(c, w.officers, "permit", p.Ref())
			if err != nil || len(whole) != 4 {
				t.Errorf("an officer sees %d acts, %v", len(whole), err)
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
	})
}
