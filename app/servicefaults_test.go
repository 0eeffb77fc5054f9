package app_test

import (
	"context"
	"errors"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/document"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// mute is a seal service that does not answer.
type mute struct{ document.Signer }

func (mute) Sign(context.Context, document.Paper) ([]byte, document.Signature, error) {
	return nil, document.Signature{}, errors.New("no answer")
}

// TestSealingTakesTheRightToIssue: where the seal service failed, who may only read
// the document does not have its file made, under an address of his; who may issue
// goes on, whoever he is, and once.
func TestSealingTakesTheRightToIssue(t *testing.T) {
	a := raise(t, fonted(t, app.Config{Data: t.TempDir()}), 20)
	ctx := context.Background()
	r := a.complaint(nil)
	a.act("food", record.Request{Kind: "complaint", Act: "accept", Record: r.Ref(), Rev: &r.Rev})
	doc := a.papers("food", "complaint", r.Ref())[0]
	signer := a.Office.Signer
	a.Office.Signer = mute{signer}
	if _, err := a.Office.Issue(ctx, a.who("food"), doc.Ref(), doc.Rev, "https://bureau.invalid"); fault.As(err) == nil || fault.As(err).Code != "document.sign" {
		t.Fatalf("without a seal service: %v", err)
	}
	a.Office.Signer = signer
	r = a.now("food", r)
	a.act("food", record.Request{Kind: "complaint", Act: record.Copy, Record: r.Ref(), Rev: &r.Rev, Values: map[string]any{"to_person": a.to(a.who("inspector").Person)}})
	now := a.papers("inspector", "complaint", r.Ref())[0]
	if now.Text("standing") != document.Issued || now.Values["pdf"] != nil {
		t.Fatalf("it is %v", now.Values)
	}
	for _, reads := range []string{"inspector", "reviewer"} { // sent a copy, and by his role
		if _, err := a.Office.Issue(ctx, a.who(reads), doc.Ref(), now.Rev, "https://elsewhere.invalid"); !fault.Is(err, fault.Denied) {
			t.Errorf("%s has it sealed: %v", reads, err)
		}
	}
	made, err := a.Office.Issue(ctx, a.who("head"), doc.Ref(), now.Rev, "https://bureau.invalid")
	a.must(err)
	again, err := a.Office.Issue(ctx, a.who("food"), doc.Ref(), now.Rev, "https://elsewhere.invalid")
	a.must(err)
	if made.Values["pdf"] == nil || again.Rev != made.Rev {
		t.Errorf("sealed it is at %d, and then at %d", made.Rev, again.Rev)
	}
}

// days are when the latest run of a clock began and when it was stopped.
func (a *raised) days(r *record.Record, name string) (start, stop string) {
	a.t.Helper()
	a.read(func(c db.Conn) error {
		course, err := a.Procedures.Course(c, r, a.DB.Now())
		if err != nil {
			return err
		}
		for _, run := range course.Runs {
			if run.Clock.Name == name {
				start, stop = run.Start.String(), run.Stop.String()
			}
		}
		return nil
	})
	return start, stop
}

// TestServedOnce: a document is served on a recipient once. Another day takes a
// reason and, where a clock counts from the first, the right to take acts back;
// then the clocks count from the corrected day, and both stand in the history.
func TestServedOnce(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a := raise(t, fonted(t, c), 20)
		ctx, food := context.Background(), a.who("food")
		const day = 24 * 3600 * 1000
		first := a.DB.Now()
		on := func(n int) string { return (first + clock.Instant(n)*day).Day() }
		shop := a.anySubject()
		order := a.act("food", record.Request{Kind: "correction_order", Act: record.Create, Values: map[string]any{"subject": map[string]any{"area": string(shop.Area), "id": string(shop.ID)}, "addressee": "某店", "wrong_in_brief": "未公示证照",
			"wrong": "未公示证照。", "provision": "某办法第一条", "order_basis": "某办法第二条", "demand": "公示证照。", "manner": "within", "limit_days": 15, "handling_unit": a.to(food.Unit), "handler": a.to(food.Person)}})
		complaint := a.complaint(nil)
		complaint = a.act("food", record.Request{Kind: "complaint", Act: "accept", Record: complaint.Ref(), Rev: &complaint.Rev})
		issued := func(r *record.Record) *record.Record {
			t.Helper()
			doc := a.papers("food", r.Kind.Name, r.Ref())[0]
			doc, err := a.Office.Issue(ctx, food, doc.Ref(), doc.Rev, "https://bureau.invalid")
			a.must(err)
			return doc
		}
		docs := map[string]*record.Record{"addressee": issued(order), "complainant": issued(complaint)}
		a.must(a.MoveClock(ctx, first+5*day))
		deliver := func(account, whom string, n int, reason string) error {
			doc := docs[whom]
			now, err := a.Engine.Act(ctx, record.Request{Kind: document.Kind, Act: "deliver", Record: doc.Ref(), Area: doc.Area, Rev: &doc.Rev, Caller: a.who(account), Reason: reason,
				Values: map[string]any{"recipient": whom, "mode": "direct", "served_on": on(n), "proof": "签收"}})
			if err == nil {
				docs[whom] = now
			}
			return err
		}
		check := func(when string, n int) {
			t.Helper()
			if start, _ := a.days(a.now("food", order), "correct"); start != on(n) {
				t.Errorf("%s: the limit to correct counts from %q, not %s", when, start, on(n))
			}
			if _, stop := a.days(a.now("food", complaint), "accept"); stop != on(n) {
				t.Errorf("%s: the limit to accept stopped on %q, not %s", when, stop, on(n))
			}
		}
		for whom := range docs {
			a.must(deliver("food", whom, 1, ""))
		}
		check("served", 1)
		for whom := range docs {
			if f := fault.As(deliver("food", whom, 3, " ")); f == nil || len(f.Fields) != 1 || f.Fields[0].Code != "served" {
				t.Errorf("a second service on the %s: %v", whom, f)
			}
			if err := deliver("food", whom, 3, "日期写错"); !fault.Is(err, fault.Denied) {
				t.Errorf("who may take nothing back corrects the service on the %s: %v", whom, err)
			}
		}
		check("refused", 1)
		o := a.now("food", order)
		_, err := a.Engine.Act(ctx, record.Request{Kind: "correction_order", Act: record.Serve, Record: o.Ref(), Area: o.Area, Rev: &o.Rev, Caller: food, Values: map[string]any{"document": "correction_order", "mode": "direct", "served_on": on(4), "proof": "签收"}})
		if f := fault.As(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Code != "served" {
			t.Errorf("served again on the record itself: %v", err)
		}
		for whom := range docs {
			a.must(deliver("head", whom, 3, "日期写错"))
		}
		check("corrected", 3)
		for r, said := range map[*record.Record]string{order: record.Serve, complaint: record.Inform} {
			if got := len(a.said(r, said)); got != 2 {
				t.Errorf("the history of the %s has %d of %s", r.Kind.Name, got, said)
			}
		}
		_, err = a.Ledger.Sequence(ctx)
		a.must(err)
		a.must(a.Engine.Verify(ctx, func(int64) {}, func(f record.Finding) { t.Error(f) }))
	})
}

// anySubject is a business of the demo.
func (a *raised) anySubject() (out *record.Record) {
	a.t.Helper()
	a.read(func(c db.Conn) error {
		page, err := a.Engine.ListIn(c, record.Query{Kind: "business", Area: a.Area(), Limit: 1, Caller: a.who("food")})
		if err == nil {
			out = page.Items[0]
		}
		return err
	})
	return out
}

// TestLastOfSeveral: of several recipients the last day counts, in whatever order
// the services were registered.
func TestLastOfSeveral(t *testing.T) {
	a := raise(t, fonted(t, app.Config{Data: t.TempDir()}), 20)
	ctx, food := context.Background(), a.who("food")
	const day = 24 * 3600 * 1000
	first := a.DB.Now()
	r := a.accepted(nil)
	r = a.act("food", record.Request{Kind: "complaint", Act: "terminate", Record: r.Ref(), Rev: &r.Rev, Values: map[string]any{"end_ground": "absent"}})
	for _, doc := range a.papers("food", "complaint", r.Ref()) {
		if doc.Text("template") != "notice_terminate" {
			continue
		}
		doc = a.act("food", record.Request{Kind: document.Kind, Act: "edit", Record: doc.Ref(), Rev: &doc.Rev, Values: map[string]any{"slots": `{"facts_text":"双方意见不一。"}`}})
		doc, err := a.Office.Issue(ctx, food, doc.Ref(), doc.Rev, "https://bureau.invalid")
		a.must(err)
		a.must(a.MoveClock(ctx, first+5*day))
		for _, s := range []struct {
			whom string
			on   clock.Instant
		}{{"respondent_as_written", first + 4*day}, {"complainant", first + 2*day}} {
			doc = a.act("food", record.Request{Kind: document.Kind, Act: "deliver", Record: doc.Ref(), Rev: &doc.Rev, Values: map[string]any{"recipient": s.whom, "mode": "direct", "served_on": s.on.Day(), "proof": "签收"}})
		}
	}
	said := a.said(r, record.Serve)
	if want := (first + 4*day).Day(); len(said) != 1 || said[0]["served_on"] != want {
		t.Errorf("served %v, want %s", said, want)
	}
}
