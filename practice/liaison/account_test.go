package liaison_test

import (
	"testing"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/practice/liaison"
)

// TestBinding: a code once, for one business; several people; ended by the
// bureau; nothing is told to who has no code.
func TestBinding(t *testing.T) {
	each(t, func(w *world) {
		rec := w.make(liaison.Account, map[string]any{"subject": value(w.a), "holder": "于海宁", "duty": "经营者", "proof": "核对过"})
		_, err := w.try(w.officers, liaison.Account, "issue", rec.Ref(), nil, "")
		w.refused("an act that says a code was issued", "liaison.code_page", err)
		_, _, err = w.desk.Issue(ctx, w.doors, w.By["viewer"], rec.Ref(), rec.Rev)
		w.refused("a viewer issues a code", "record.notfound", err)
		_, _, err = w.desk.Issue(ctx, w.doors, w.By["steward"], rec.Ref(), rec.Rev)
		w.refused("a steward issues a code", "record.denied", err)
		code, _, err := w.desk.Issue(ctx, w.doors, w.officers, rec.Ref(), rec.Rev)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.get(liaison.Account, rec.Ref()); got.Text("status") != "issued" {
			t.Error(got.Values)
		}
		w.officer("wang")
		w.refused("a wrong code", "auth.code", w.desk.Open(ctx, w.doors, "AAAA-AAAA-AAAA", "jia", password))
		// Whoever has no code learns neither that a name is taken nor that a password was once its.
		w.refused("a wrong code and a taken name", "auth.code", w.desk.Open(ctx, w.doors, "AAAA-AAAA-AAAA", "wang", password))
		w.refused("a taken name", "auth.taken", w.desk.Open(ctx, w.doors, code, "wang", password))
		w.refused("a weak password", "auth.password", w.desk.Open(ctx, w.doors, code, "jia", "weak"))
		if err := w.desk.Open(ctx, w.doors, code, "jia", password); err != nil {
			t.Fatal(err)
		}
		w.refused("a code used twice", "auth.code", w.desk.Open(ctx, w.doors, code, "jia2", password))
		w.account(w.a, "jia-er")
		if one, two := w.visitor("jia"), w.visitor("jia-er"); one.Subject != w.a || two.Subject != w.a || one.Label() == two.Label() {
			t.Errorf("%+v %+v", one, two)
		}
		token, _, err := w.doors.SignInBusiness(ctx, auth.Credentials{Account: "jia", Password: password})
		if err != nil {
			t.Fatal(err)
		}
		w.do(w.officers, liaison.Account, "unbind", rec.Ref(), nil)
		if _, err := w.doors.OpenBusiness(ctx, token); err == nil {
			t.Error("a session goes on after the bureau ended the account")
		}
		if _, _, err := w.doors.SignInBusiness(ctx, auth.Credentials{Account: "jia", Password: password}); err == nil {
			t.Error("an ended account signs in")
		}
		_, err = w.visit("jia")
		w.refused("an ended account at the desk", "liaison.gone", err)
		w.visitor("jia-er") // the other goes on
		// To annul the ending brings the record back, not the account.
		history := w.get(liaison.Account, rec.Ref())
		_, err = w.Engine.Act(ctx, record.Request{Kind: liaison.Account, Act: record.Annul, Record: rec.Ref(), Rev: &history.Rev, Annuls: history.Act, Reason: "误办", Caller: w.By["head"]})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.doors.SignInBusiness(ctx, auth.Credentials{Account: "jia", Password: password}); err == nil {
			t.Error("an annulment opened the account again")
		}
	})
}

// officer gives somebody of the bureau an account.
func (w *world) officer(name string) {
	w.Helper()
	s, err := w.doors.NewSecret(ctx, "password", name, password)
	if err != nil {
		w.Fatal(err)
	}
	if err := w.DB.Write(ctx, func(tx *db.Tx) error { return w.doors.Create(tx, s, auth.NewAccount{Duty: auth.Business}) }); err != nil {
		w.Fatal(err)
	}
}

// TestMerged: two records found to be one business are one desk, and two again
// when they are parted; a record gone from the register closes it.
func TestMerged(t *testing.T) {
	each(t, func(w *world) {
		w.account(w.a, "jia")
		w.account(w.b, "yi")
		for _, s := range []ref.Ref{w.a, w.b} {
			w.make("permit", map[string]any{"subject": value(s), "holder_name": "某店", "document_no": "证" + string(s.ID), "organ": "市局", "decided_on": "2026-01-05"})
		}
		permits := func(login string) int {
			p, err := w.Engine.List(ctx, record.Query{Kind: "permit", Area: "3710", Caller: w.visitor(login)})
			if err != nil {
				t.Fatal(err)
			}
			return len(p.Items)
		}
		merge := w.do(w.By["steward"], "subject_merge", "create", ref.Ref{}, map[string]any{"kept": value(w.b), "merged": value(w.a), "why": "同一主体"})
		if me := w.visitor("jia"); me.Subject != w.b || permits("jia") != 2 || permits("yi") != 2 {
			t.Errorf("%+v: %d and %d permits", me, permits("jia"), permits("yi"))
		}
		w.do(w.visitor("jia"), "objection", "create", ref.Ref{}, map[string]any{"item": "住所", "should_be": "2号", "why": "有误"})
		_, err := w.Engine.Act(ctx, record.Request{Kind: "subject_merge", Act: record.Annul, Record: merge.Ref(), Rev: &merge.Rev, Annuls: merge.Act, Reason: "不是同一主体", Caller: w.By["steward"]})
		if err != nil {
			t.Fatal(err)
		}
		if me := w.visitor("jia"); me.Subject != w.a || permits("jia") != 1 {
			t.Errorf("parted: %+v, %d permits", me, permits("jia"))
		}
		// 注销: what is held may be read, nothing be done, no account be opened.
		w.do(w.officers, "business", "amend", w.c, map[string]any{"staff": 1})
		more := w.make(liaison.Account, map[string]any{"subject": value(w.a), "holder": "甲", "duty": "经营者", "proof": "核对过"})
		code, _, err := w.desk.Issue(ctx, w.doors, w.officers, more.Ref(), more.Rev)
		if err != nil {
			t.Fatal(err)
		}
		w.cancel(w.a)
		w.refused("an account of a business that is no more", "liaison.ended", w.desk.Open(ctx, w.doors, code, "jia3", password))
		_, _, err = w.desk.Issue(ctx, w.doors, w.officers, more.Ref(), more.Rev+1)
		w.refused("a code for a business that is no more", "liaison.ended", err)
		if permits("jia") != 1 {
			t.Error("a business that is no more does not read what is held")
		}
		_, err = w.try(w.visitor("jia"), "objection", "create", ref.Ref{}, map[string]any{"item": "住所", "should_be": "2号", "why": "有误"}, "")
		w.refused("an objection of a business that is no more", "record.denied", err)
	})
}

// cancel brings the cancellation from the owner of the register.
func (w *world) cancel(r ref.Ref) {
	w.Helper()
	now := w.get("business", r)
	out, err := w.Engine.Chunk(ctx, record.Chunk{Kind: "business", Area: r.Area, Act: record.Import, Caller: w.By["steward"], Unit: w.Root,
		Source: record.Source{Name: "province-register", Owner: "province"}, Rows: []record.RowWrite{{Record: r, Values: map[string]any{"name": now.Text("name"), "status": "9"}, Line: 1}}})
	if err != nil || !out[0].Changed {
		w.Fatalf("%v %+v", err, out)
	}
}
