package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/document"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// fonted puts the font of documents into the data folder, so that the test does
// not depend on a build of the pages.
func fonted(t *testing.T, c app.Config) app.Config {
	t.Helper()
	ttf, err := os.ReadFile("../web/node_modules/@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf")
	if err != nil {
		t.Fatalf("the font of documents is not there, run make web: %v", err)
	}
	if err := os.MkdirAll(filepath.Join(c.Data, "fonts"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(c.Data, "fonts", "serif.ttf"), ttf, 0o644); err != nil {
		t.Fatal(err)
	}
	return c
}

// complaint registers a complaint and sends it to the food team's handler.
func (a *raised) complaint(more map[string]any) *record.Record {
	today := a.DB.Now().Day()
	values := map[string]any{"received_on": today, "matter_in_brief": "手机壳褪色", "complainant": "林某", "complainant_phone": "15400001234", "complainant_address": "和平路5号", "respondent_as_written": "饰品店", "respondent_address": "新威路9号", "goods": "手机壳", "facts": "褪色", "claim": "退款"}
	for n, v := range more {
		values[n] = v
	}
	r := a.act("reception", record.Request{Kind: "complaint", Act: record.Create, Values: values})
	food := a.who("food")
	return a.act("reception", record.Request{Kind: "complaint", Act: "dispatch", Record: r.Ref(), Rev: &r.Rev, Values: map[string]any{"handling_unit": a.to(food.Unit), "handler": a.to(food.Person)}})
}

// papers are the documents of a record that somebody sees.
func (a *raised) papers(account, kindName string, r ref.Ref) (out []*record.Record) {
	a.t.Helper()
	a.read(func(c db.Conn) (err error) {
		out, err = a.Office.Of(c, a.who(account), kindName, r)
		return err
	})
	return out
}

// TestLifeOfADocument: accepting a complaint drafts the decision; issued it has a
// number and can no longer change; served, the clock of the law stops; a reader of
// the record reads it, nobody else.
func TestLifeOfADocument(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a := raise(t, fonted(t, c), 60)
		ctx, food := context.Background(), a.who("food")
		r := a.complaint(nil)
		r = a.act("food", record.Request{Kind: "complaint", Act: "accept", Record: r.Ref(), Rev: &r.Rev})
		list := a.papers("food", "complaint", r.Ref())
		if len(list) != 1 || list[0].Text("template") != "notice_accept" || list[0].Text("standing") != document.Draft {
			t.Fatalf("accepting drafted %v", list)
		}
		doc := list[0]
		for _, account := range []string{"team", "wangfang", "reception", "head", "leader", "station"} {
			who, ok := a.People.Caller(account, a.DB.Now().Day())
			if !ok {
				continue
			}
			_, reads := a.Engine.Get(ctx, who, "complaint", r.Ref(), record.AsOf{})
			_, err := a.Engine.Get(ctx, who, document.Kind, doc.Ref(), record.AsOf{})
			if (reads == nil) != (err == nil) {
				t.Errorf("%s reads the record: %v, and its document: %v", account, reads, err)
			}
			if listed := len(a.list(who, fmt.Sprintf("on_id == %q", string(r.ID)))) > 0; listed != (err == nil) {
				t.Errorf("%s lists it: %v, and reads it: %v", account, listed, err)
			}
		}
		// Fixed content that is not the form's is refused, also through the plain act.
		forged, size, err := a.Files.Put(ctx, strings.NewReader(`{"title":"别的"}`), 1<<20, food.Label())
		a.must(err)
		_, err = a.Engine.Act(ctx, record.Request{Kind: document.Kind, Act: "issue", Record: doc.Ref(), Rev: &doc.Rev, Caller: food, Values: map[string]any{"content": map[string]any{"digest": string(forged), "name": "x", "size": size}}})
		if f := fault.As(err); f == nil || f.Code != "document.moved" {
			t.Errorf("forged content is issued: %v", err)
		}
		doc = a.act("food", record.Request{Kind: document.Kind, Act: "edit", Record: doc.Ref(), Rev: &doc.Rev, Values: map[string]any{"slots": `{"remark":"请保留包装。"}`}})
		doc, err = a.Office.Issue(ctx, food, doc.Ref(), doc.Rev, "https://bureau.invalid")
		a.must(err)
		if doc.Text("standing") != document.Issued || !strings.Contains(doc.Text("document_no"), "投受〔") || doc.Text("code") == "" {
			t.Fatalf("issued it is %v", doc.Values)
		}
		pdf, err := a.Office.PDF(ctx, doc)
		a.must(err)
		sig, ok := document.Signed(doc)
		checked, err := a.Office.Signatures(ctx, doc)
		a.must(err)
		if !ok || len(checked) != 1 || checked[0].State != document.Valid || !checked[0].Demo || !checked[0].Inside || checked[0].By != "演示电子签名（不具法律效力），衡鉴演示" {
			t.Errorf("it is signed %+v", checked)
		}
		if other := a.Office.Trust.Check(sig, append(bytes.Clone(pdf), ' '), a.DB.Now()); other[0].State != document.Broken {
			t.Errorf("another file is signed %+v", other)
		}
		for name, q := range map[string]record.Request{
			"edited":       {Act: "edit", Values: map[string]any{"slots": `{"remark":"改"}`}},
			"amended":      {Act: record.Amend, Values: map[string]any{"title": "改"}, Reason: "改"},
			"issued again": {Act: "issue", Values: map[string]any{"content": doc.Values["content"]}},
			"sealed anew":  {Act: "seal", Values: map[string]any{"pdf": doc.Values["content"], "signature": "{}", "signed_by": "x"}},
		} {
			q.Kind, q.Record, q.Rev, q.Caller = document.Kind, doc.Ref(), &doc.Rev, food
			if _, err := a.Engine.Act(ctx, q); err == nil {
				t.Errorf("what was issued can be %s", name)
			}
		}
		_, err = a.Engine.Act(ctx, record.Request{Kind: document.Kind, Act: "deliver", Record: doc.Ref(), Rev: &doc.Rev, Caller: food, Values: map[string]any{"recipient": "complainant", "mode": "left", "served_on": a.DB.Now().Day(), "proof": "拒绝签收"}})
		if f := fault.As(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != "witness" {
			t.Errorf("left without a witness or a recording: %v", err)
		}
		for _, x := range []struct {
			values map[string]any
			wants  string
		}{
			{map[string]any{"mode": "electronic", "served_on": a.DB.Now().Day()}, "address_form proof_file"},
			{map[string]any{"mode": "direct", "served_on": a.DB.Now().Day(), "address_form": "五月六日签订"}, "address_form"},
			{map[string]any{"mode": "announcement", "published_on": a.DB.Now().Day()}, "announced_in"},
			{map[string]any{"mode": "announcement", "published_on": a.DB.Now().Day(), "announced_in": "posted"}, "proof_file"},
			{map[string]any{"mode": "mail", "served_on": a.DB.Now().Day(), "announced_in": "paper", "tracking_no": "1"}, "announced_in"},
		} {
			x.values["recipient"], x.values["proof"] = "complainant", "系统记录"
			_, err := a.Engine.Act(ctx, record.Request{Kind: document.Kind, Act: "deliver", Record: doc.Ref(), Rev: &doc.Rev, Caller: food, Values: x.values})
			var names []string
			if f := fault.As(err); f != nil {
				for _, b := range f.Fields {
					names = append(names, b.Name)
				}
			}
			if got := strings.Join(names, " "); got != x.wants {
				t.Errorf("served %v: it wants %q, not %q", x.values["mode"], got, x.wants)
			}
		}
		doc = a.act("food", record.Request{Kind: document.Kind, Act: "deliver", Record: doc.Ref(), Rev: &doc.Rev, Values: map[string]any{"recipient": "complainant", "mode": "direct", "served_on": a.DB.Now().Day(), "proof": "本人签收"}})
		if doc.Text("standing") != document.Served {
			t.Errorf("served on all it is %s", doc.Text("standing"))
		}
		a.read(func(conn db.Conn) error {
			on, err := a.Engine.GetIn(conn, food, "complaint", r.Ref(), record.AsOf{})
			if err != nil {
				return err
			}
			course, err := a.Procedures.Course(conn, on, a.DB.Now())
			if err != nil {
				return err
			}
			if left := course.Untold("accept"); len(left) != 0 {
				t.Errorf("served, and %v still to be told", left)
			}
			return nil
		})
		doc = a.act("food", record.Request{Kind: document.Kind, Act: "void", Record: doc.Ref(), Rev: &doc.Rev, Reason: "当事人姓名有误"})
		if doc.Text("document_no") == "" || doc.Text("standing") != document.Void {
			t.Error("voided it has lost its number")
		}
		if again, err := a.Office.PDF(ctx, doc); err != nil || !bytes.Equal(again, pdf) {
			t.Errorf("voided its file is not what it was: %v", err)
		}
		_, err = a.Ledger.Sequence(ctx)
		a.must(err)
		a.must(a.Engine.Verify(ctx, func(int64) {}, func(f record.Finding) { t.Error(f) }))
	})
}

// TestNoGlyphNoDocument: a name with a character the font has not keeps the
// document from being issued, and says which and where.
func TestNoGlyphNoDocument(t *testing.T) {
	a := raise(t, fonted(t, app.Config{Data: t.TempDir()}), 60)
	r := a.complaint(map[string]any{"complainant": "𠮷某"})
	r = a.act("food", record.Request{Kind: "complaint", Act: "accept", Record: r.Ref(), Rev: &r.Rev})
	doc := a.papers("food", "complaint", r.Ref())[0]
	_, err := a.Office.Issue(context.Background(), a.who("food"), doc.Ref(), doc.Rev, "https://bureau.invalid")
	f := fault.As(err)
	if f == nil || len(f.Fields) != 1 || f.Fields[0].Name != "complainant" || !strings.Contains(f.Fields[0].Text, "𠮷") {
		t.Errorf("%v", err)
	}
}

// TestPastedText: tabs and line ends of other systems, as they come with pasted
// text, keep no document from being issued; the private character that stands for
// the number does.
func TestPastedText(t *testing.T) {
	a := raise(t, fonted(t, app.Config{Data: t.TempDir()}), 60)
	for claim, want := range map[string]string{"退款：\t100元\r\n道歉": "", "退款\uE000": "claim"} {
		r := a.complaint(map[string]any{"claim": claim})
		r = a.act("food", record.Request{Kind: "complaint", Act: "accept", Record: r.Ref(), Rev: &r.Rev})
		doc := a.papers("food", "complaint", r.Ref())[0]
		_, err := a.Office.Issue(context.Background(), a.who("food"), doc.Ref(), doc.Rev, "https://bureau.invalid")
		got := ""
		if f := fault.As(err); err != nil && len(f.Fields) > 0 {
			got = f.Fields[0].Name
		}
		if got != want || (err == nil) != (want == "") {
			t.Errorf("%q: refused for %q: %v", claim, got, err)
		}
	}
}

// TestVoidedDraft: a draft that was voided is still there to look at.
func TestVoidedDraft(t *testing.T) {
	a := raise(t, fonted(t, app.Config{Data: t.TempDir()}), 60)
	r := a.complaint(nil)
	r = a.act("food", record.Request{Kind: "complaint", Act: "accept", Record: r.Ref(), Rev: &r.Rev})
	doc := a.papers("food", "complaint", r.Ref())[0]
	doc = a.act("food", record.Request{Kind: document.Kind, Act: "void", Record: doc.Ref(), Rev: &doc.Rev, Reason: "不需要"})
	a.read(func(c db.Conn) error {
		v, err := a.Office.View(c, a.who("food"), doc.Ref())
		if err != nil {
			return err
		}
		if document.Fixed(v.Record) || len(v.Sheet.Blocks) == 0 {
			t.Errorf("it shows %v", v.Sheet)
		}
		_, err = a.Office.Word(context.Background(), v)
		return err
	})
}

// TestEraseManyDocuments: the erasure of a record erases its documents however many.
func TestEraseManyDocuments(t *testing.T) {
	a := raise(t, app.Config{Data: t.TempDir()}, 60)
	r := a.complaint(nil)
	for range 203 {
		a.act("food", record.Request{Kind: document.Kind, Act: record.Create, Values: map[string]any{"template": "notice_accept", "on_kind": "complaint", "on_id": string(r.ID)}})
	}
	r = a.act("leader", record.Request{Kind: "complaint", Act: record.Erase, Record: r.Ref(), Rev: &r.Rev, Reason: "本人请求"})
	var n int64
	a.read(func(c db.Conn) error {
		return c.QueryRow(`SELECT count(*) FROM document WHERE on_id = $1 AND state = 'active'`, string(r.ID)).Scan(&n)
	})
	if n != 0 {
		t.Errorf("%d documents are left", n)
	}
}

// TestSecretDocuments: the documents of a tip-off are as secret as it is.
func TestSecretDocuments(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a := raise(t, c, 60)
		ctx, food := context.Background(), a.who("food")
		r := a.act("reception", record.Request{Kind: "tipoff", Act: record.Create, Values: map[string]any{"received_on": a.DB.Now().Day(), "matter_in_brief": "无证经营", "informant": "周某", "reported_as_written": "小吃店", "clues": "后门"}})
		r = a.act("reception", record.Request{Kind: "tipoff", Act: "dispatch", Record: r.Ref(), Rev: &r.Rev, Values: map[string]any{"handling_unit": a.to(food.Unit), "handler": a.to(food.Person)}})
		doc := a.act("food", record.Request{Kind: document.Kind, Act: record.Create, Values: map[string]any{"template": "tipoff_receipt", "on_kind": "tipoff", "on_id": string(r.ID)}})
		for _, account := range []string{"team", "wangfang"} {
			who := a.who(account)
			if _, err := a.Engine.Get(ctx, who, document.Kind, doc.Ref(), record.AsOf{}); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s reads a document of a tip-off: %v", account, err)
			}
			_, err := a.Engine.Act(ctx, record.Request{Kind: document.Kind, Act: record.Create, Area: a.Area(), Caller: who, Values: map[string]any{"template": "tipoff_receipt", "on_kind": "tipoff", "on_id": string(r.ID)}})
			if err == nil {
				t.Errorf("%s writes a document on a tip-off", account)
			}
			list := a.list(who, "template == \"tipoff_receipt\"")
			if len(list) != 0 {
				t.Errorf("%s lists %v", account, list)
			}
		}
		if list := a.list(food, "template == \"tipoff_receipt\""); len(list) != 1 {
			t.Errorf("its handler lists %d", len(list))
		}
	})
}

func (a *raised) list(who actor.Caller, filter string) []*record.Record {
	a.t.Helper()
	var page record.Page
	a.read(func(c db.Conn) (err error) {
		page, err = a.Engine.ListIn(c, record.Query{Kind: document.Kind, Area: a.Area(), Filter: filter, Limit: 300, Caller: who})
		if fault.Is(err, fault.Denied) {
			return nil
		}
		return err
	})
	return page.Items
}

// TestNumbersUnderLoad: two hundred documents issued at once, and acts that fail
// after they took a number, leave 1 to 200, none twice and none left out.
func TestNumbersUnderLoad(t *testing.T) {
	const many = 200
	each(t, func(t *testing.T, c app.Config) {
		a := raise(t, c, 60)
		ctx, food := context.Background(), a.who("food")
		area, code := a.Area(), a.People.OrganCode(a.Area(), food.Unit)
		var mu sync.Mutex
		var got []int64
		gave := errors.New("given up")
		var wg sync.WaitGroup
		work := make(chan int)
		for range 20 {
			wg.Go(func() {
				for i := range work {
					err := a.DB.Write(ctx, func(tx *db.Tx) error {
						n, err := a.Engine.Next(tx, area, code, "document/test", 2026)
						if err != nil {
							return err
						}
						if i%4 == 0 {
							return fmt.Errorf("after number %d: %w", n, gave)
						}
						tx.After(func() { mu.Lock(); got = append(got, n); mu.Unlock() })
						return nil
					})
					if err != nil && !errors.Is(err, gave) {
						t.Error(err)
					}
				}
			})
		}
		for i := range many * 4 / 3 {
			work <- i
		}
		close(work)
		wg.Wait()
		slices.Sort(got)
		for i, n := range got {
			if n != int64(i+1) {
				t.Fatalf("number %d stands at place %d of %d", n, i+1, len(got))
			}
		}
		if len(got) < many-1 {
			t.Errorf("%d numbers", len(got))
		}
	})
}

// TestIssuedAtOnce issues real documents at once: each has its own number.
func TestIssuedAtOnce(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a := raise(t, fonted(t, c), 60)
		var docs []*record.Record
		for range 12 {
			r := a.complaint(nil)
			r = a.act("food", record.Request{Kind: "complaint", Act: "accept", Record: r.Ref(), Rev: &r.Rev})
			docs = append(docs, a.papers("food", "complaint", r.Ref())[0])
		}
		food := a.who("food")
		numbers := make([]string, len(docs))
		var wg sync.WaitGroup
		for i, d := range docs {
			wg.Go(func() {
				out, err := a.Office.Issue(context.Background(), food, d.Ref(), d.Rev, "https://bureau.invalid")
				if err != nil {
					t.Error(err)
					return
				}
				numbers[i] = out.Text("document_no")
			})
		}
		wg.Wait()
		slices.Sort(numbers)
		if len(slices.Compact(slices.Clone(numbers))) != len(docs) {
			t.Errorf("%q", numbers)
		}
	})
}

// TestWhoSigns: what an act brings forth is signed by who may do the act, or by who
// leads; the officer who drafted a transfer to the police does not sign it.
func TestWhoSigns(t *testing.T) {
	a := raise(t, fonted(t, app.Config{Data: t.TempDir()}), 60)
	ctx := context.Background()
	r := a.complaint(nil)
	r = a.act("food", record.Request{Kind: "complaint", Act: "accept", Record: r.Ref(), Rev: &r.Rev})
	accepted := a.papers("food", "complaint", r.Ref())[0]
	a.act("leader", record.Request{Kind: "complaint", Act: "police", Record: r.Ref(), Rev: &r.Rev, Reason: "涉嫌诈骗"})
	var transfer *record.Record
	for _, doc := range a.papers("food", "complaint", r.Ref()) {
		if doc.Text("template") == "police_transfer" {
			transfer = doc
		}
	}
	if transfer == nil {
		t.Fatal("no letter to the police was drafted")
	}
	code := func(account string, doc *record.Record) string {
		_, err := a.Office.Issue(ctx, a.who(account), doc.Ref(), doc.Rev, "https://bureau.invalid")
		if f := fault.As(err); f != nil {
			return f.Code
		}
		return ""
	}
	if got := code("food", transfer); got != "document.sign_right" {
		t.Errorf("the officer signs the letter to the police: %q", got)
	}
	if got := code("leader", transfer); got == "document.sign_right" {
		t.Errorf("the leader may not sign it")
	}
	if got := code("food", accepted); got != "" {
		t.Errorf("the officer does not sign his own acceptance: %q", got)
	}
}
