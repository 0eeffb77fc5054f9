package app_test

import (
	"context"
	"testing"
	"time"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/document"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/cms"
	"github.com/hengjian/hengjian/platform/cms/cmstest"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/pades"
)

// TestSignedByCertificates: what an organ's certificates sign is served as it was
// signed. A certificate that has expired keeps the document from being issued, with no
// number taken; a time-stamp service that is away leaves it issued and unsigned, to be
// gone on with under the same number.
func TestSignedByCertificates(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a := raise(t, fonted(t, c), 20)
		ctx, food := context.Background(), a.who("food")
		local := a.Office.Signer
		draft := func() *record.Record {
			t.Helper()
			r := a.complaint(nil)
			r = a.act("food", record.Request{Kind: "complaint", Act: "accept", Record: r.Ref(), Rev: &r.Rev})
			return a.papers("food", "complaint", r.Ref())[0]
		}
		issue := func(doc *record.Record) (*record.Record, error) {
			return a.Office.Issue(ctx, food, doc.Ref(), doc.Rev, "https://bureau.invalid")
		}
		before, err := issue(draft())
		a.must(err)

		ec, sm := cmstest.NewCA(t, "p256"), cmstest.NewCA(t, "sm2")
		now := a.DB.Now().Time()
		key := func(until time.Time) document.Holding {
			return document.Holding{Title: "业务专用章", Key: ec.Issue(t, cmstest.Want{Name: "业务专用章", Until: until})}
		}
		keys := &document.Keys{Method: "ca", List: []document.Holding{key(now.AddDate(0, 0, -1))}}
		a.SignWith(keys, cmstest.Roots(ec, sm), nil)
		doc := draft()
		if _, err := issue(doc); fault.As(err) == nil || fault.As(err).Code != "document.certificate" {
			t.Errorf("under an expired certificate: %v", err)
		}
		if still := a.draftOf(doc); still.Text("standing") != document.Draft || still.Text("document_no") != "" {
			t.Errorf("refused it is %v", still.Values)
		}

		keys.List = []document.Holding{key(time.Time{}), {Title: "国密签名", Key: sm.Issue(t, cmstest.Want{Name: "国密"})}}
		keys.Authority = &cms.Authority{URL: "http://127.0.0.1:1", Within: time.Second}
		if _, err := issue(doc); fault.As(err) == nil || fault.As(err).Code != "document.sign" {
			t.Errorf("without a time-stamp service: %v", err)
		}
		half := a.draftOf(doc)
		if half.Text("standing") != document.Issued || half.Values["pdf"] != nil || half.Text("signature") != "" || half.Text("signed_by") != "" {
			t.Errorf("it is half signed: %v", half.Values)
		}
		keys.Authority = nil
		signed, err := issue(half)
		a.must(err)
		if signed.Text("document_no") != half.Text("document_no") || signed.Text("signed_by") != "业务专用章、国密签名" {
			t.Errorf("gone on with it is %v", signed.Values)
		}
		list, err := a.Office.Signatures(ctx, signed)
		a.must(err)
		if len(list) != 2 || list[0].State != document.Valid || !list[0].Inside || list[1].State != document.Valid || list[1].Inside || list[0].Demo {
			t.Errorf("%+v", list)
		}
		// The version that is served is the signed file, and the printed one is in it.
		pdf, err := a.Office.PDF(ctx, signed)
		a.must(err)
		s, _ := document.Signed(signed)
		if _, printed, err := pades.Read(pdf); err != nil || s.Digest == s.Printed || len(printed) >= len(pdf) || s.Printed == "" {
			t.Errorf("the file and what was printed: %+v %v", s, err)
		}
		// What the local key signed stays right under the other configuration, and the reverse.
		if list, err := a.Office.Signatures(ctx, before); err != nil || len(list) != 1 || list[0].State != document.Valid || !list[0].Demo {
			t.Errorf("of before: %+v %v", list, err)
		}
		a.SignWith(local, nil, nil)
		if list, err := a.Office.Signatures(ctx, signed); err != nil || list[0].State != document.Untrusted || list[1].State != document.Untrusted {
			t.Errorf("with the roots taken out: %+v %v", list, err)
		}
		_, err = a.Ledger.Sequence(ctx)
		a.must(err)
		a.must(a.Engine.Verify(ctx, func(int64) {}, func(f record.Finding) { t.Error(f) }))
	})
}

// draftOf reads a document anew.
func (a *raised) draftOf(doc *record.Record) *record.Record {
	a.t.Helper()
	now, err := a.Engine.Get(context.Background(), a.who("food"), document.Kind, doc.Ref(), record.AsOf{})
	a.must(err)
	return now
}
