package complaint_test

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/kernel/actor"
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
	"github.com/hengjian/hengjian/practice/complaint"
)

var ctx = context.Background()

// portal is a bureau whose portal is open, with one shop.
type portal struct {
	*testing.T
	*recordtest.World
	in    *complaint.Portal
	slips *complaint.Slips
	shop  ref.Ref
	book  *procedure.Book
}

const wallNow = calendar.Instant(1795225200000)

func eachPortal(t *testing.T, f func(p *portal)) {
	lib, err := law.Load()
	if err != nil {
		t.Fatal(err)
	}
	var book *procedure.Book
	sources := []recordtest.Source{
		{FS: os.DirFS("../../kernel/subject"), Dir: "kernel/subject"},
		{FS: os.DirFS("../registration"), Dir: "practice/registration"},
		{FS: os.DirFS("."), Dir: "practice/complaint", Behaviours: complaint.Behaviours(func(ref.ID) string { return "威海市市场监督管理局" }, nil),
			Governs: &recordtest.Governs{Sections: procedure.Sections(procedure.Env{Laws: law.Titles{Library: lib}}), Steps: append(append(procedure.Steps(), subject.Steps()...), complaint.Steps()...),
				New: func(set *kind.Set) (record.Life, record.Projection, func(*record.Engine)) {
					book = procedure.NewBook(set, lib, calendar.MustShipped())
					return book, book, book.On
				}}},
	}
	recordtest.Each(t, func(t *testing.T, w *recordtest.World) {
		p := &portal{T: t, World: w, slips: complaint.NewSlips([]byte("a key of a test")), book: book}
		p.in = complaint.NewPortal(w.Engine, recordtest.Area, func() ref.ID { return w.Root })
		p.shop = p.act("officer", "business", record.Create, ref.Ref{}, map[string]any{"name": "老王生鲜超市", "status": "1", "address": "文化路1号"}).Ref()
		f(p)
		if err := w.Engine.Verify(ctx, nil, func(x record.Finding) { t.Errorf("verify: %s", x) }); err != nil {
			t.Fatal(err)
		}
	}, []record.Projection{subject.Heads{}, subject.Aliases{}, complaint.Receipts{}, complaint.NewTraces([]byte("test"))}, sources...)
}

// act runs one act of somebody of the bureau.
func (p *portal) act(who, kindName, act string, r ref.Ref, values map[string]any) *record.Record {
	p.Helper()
	q := record.Request{Kind: kindName, Act: act, Record: r, Area: recordtest.Area, Values: values, Caller: p.By[who]}
	if !r.Zero() {
		q.Rev = p.rev(kindName, r)
	}
	rec, err := p.Engine.Act(ctx, q)
	if err != nil {
		p.Fatalf("%s %s: %v %+v", kindName, act, err, fault.As(err).Fields)
	}
	return rec
}

func (p *portal) get(kindName string, r ref.Ref) *record.Record {
	p.Helper()
	rec, err := p.Engine.Get(ctx, actor.Caller{Machine: "test"}, kindName, r, record.AsOf{})
	if err != nil {
		p.Fatal(err)
	}
	return rec
}

func (p *portal) rev(kindName string, r ref.Ref) *int64 { rev := p.get(kindName, r).Rev; return &rev }

func (p *portal) refused(what, code string, err error) {
	p.Helper()
	if err == nil || fault.As(err) == nil || fault.As(err).Code != code {
		p.Errorf("%s: %v, expected %s", what, err, code)
	}
}

func milk() complaint.Filing {
	amount := int64(6850)
	return complaint.Filing{About: complaint.Dispute, Trader: "老王生鲜超市", Address: "文化路1号", Goods: "鲜牛奶", Brief: "喝了变质", Facts: "前天买的鲜牛奶，当天打开已经变质。", Wants: []string{"refund"}, Amount: &amount,
		Name: "于晓", Phone: "154 0000 0001", Home: "新威路2号"}
}

// slip draws a slip and the code that goes with it.
func (p *portal) slip() (who, code string) {
	s := p.slips.New(wallNow)
	who, err := p.slips.Who(s, wallNow)
	if err != nil {
		p.Fatal(err)
	}
	return who, p.slips.Code(s)
}

func (p *portal) file(f complaint.Filing) (*complaint.Receipt, string) {
	p.Helper()
	who, code := p.slip()
	r, err := p.in.File(ctx, who, code, f, true)
	if err != nil {
		p.Fatalf("filing: %v %+v", err, fault.As(err).Fields)
	}
	return r, code
}

func (p *portal) open(code, digits string) (v *complaint.Visit, err error) {
	err = p.DB.Read(ctx, func(c db.Conn) error {
		v, err = p.in.Open(c, code, digits)
		return err
	})
	return v, err
}

// TestFiled follows a complaint from the portal to its rating.
func TestFiled(t *testing.T) {
	eachPortal(t, func(p *portal) {
		r, code := p.file(milk())
		c := r.Records[0]
		if c.Text("channel") != "portal" || c.Text("complainant_phone") != "15400000001" || c.Text("matter_in_brief") != "鲜牛奶：喝了变质" || c.Unit != p.Root || c.Values["phone_confirmed"] != true {
			t.Errorf("filed: %v in unit %s", c.Values, c.Unit)
		}
		if len(strings.ReplaceAll(code, " ", "")) != 12 {
			t.Errorf("the code is %q", code)
		}
		v, err := p.open(strings.ToLower(strings.ReplaceAll(code, " ", "-")), "0001")
		if err != nil || len(v.Records) != 1 {
			t.Fatalf("the receipt opens %v, %v", v, err)
		}
		do := func(act string, values map[string]any) error {
			return p.in.Do(ctx, code, "0001", complaint.Deed{Kind: "complaint", Record: c.Ref(), Rev: *p.rev("complaint", c.Ref()), Act: act, Values: values})
		}
		must := func(act string, values map[string]any) {
			t.Helper()
			if err := do(act, values); err != nil {
				t.Fatalf("%s: %v %+v", act, err, fault.As(err).Fields)
			}
		}
		must("supplement", map[string]any{"supplement": "找到了小票"})
		p.refused("rating before the end", "record.not_now", do("rate", map[string]any{"rating": 5}))
		p.refused("answering what was not asked", "record.not_now", do("answer_question", map[string]any{"complainant_reply": "是"}))
		p.act("receiver", "complaint", "dispatch", c.Ref(), map[string]any{"handling_unit": ref.Ref{Area: recordtest.Area, ID: p.Root}})
		p.act("officer", "complaint", "ask_complainant", c.Ref(), map[string]any{"question": "小票上的时间是哪一天？"})
		must("answer_question", map[string]any{"complainant_reply": "十一月十九日"})
		p.act("officer", "complaint", "accept", c.Ref(), nil)
		must("consent", map[string]any{"complainant_answer": "yes"})
		p.act("officer", "complaint", "agree", c.Ref(), map[string]any{"complainant_consent": true, "respondent_consent": true})
		must("ask_withdraw", map[string]any{"withdraw_reason": "已经退款"})
		p.refused("withdrawing twice", "record.not_now", do("ask_withdraw", nil))
		p.act("officer", "complaint", "terminate", c.Ref(), map[string]any{"end_ground": "withdrawn"})
		must("rate", map[string]any{"rating": 5, "rating_words": "很快"})
		p.refused("rating twice", "record.not_now", do("rate", map[string]any{"rating": 1}))
		now := p.get("complaint", c.Ref())
		if now.Values["rating"] != int64(5) || now.Text("complainant_answer") != "yes" || now.Text("rated_on") == "" || now.Text("step") != "terminated" {
			t.Errorf("at the end: %v", now.Values)
		}
	})
}

// TestPublicReachesNothingElse: what is another's, what is an officer's, and what is
// sent by whoever holds no receipt is refused, one as the other.
func TestPublicReachesNothingElse(t *testing.T) {
	eachPortal(t, func(p *portal) {
		mine, code := p.file(milk())
		other := milk()
		other.Phone = "15400000002"
		theirs, _ := p.file(other)
		a, b := mine.Records[0], theirs.Records[0]
		for _, x := range []struct{ name, code, tail string }{{"a wrong code", "2345 6789 ABCD", "0001"}, {"wrong digits", code, "0002"}, {"no digits", code, ""}, {"no code", "", "0001"}, {"a long code", strings.Repeat("2", 500), "0001"}, {"hostile", "' OR 1=1 --", "0001"}} {
			_, err := p.open(x.code, x.tail)
			p.refused(x.name, "complaint.receipt", err)
		}
		deed := func(r *record.Record, act string, values map[string]any) error {
			return p.in.Do(ctx, code, "0001", complaint.Deed{Kind: r.Kind.Name, Record: r.Ref(), Rev: 1, Act: act, Values: values})
		}
		p.refused("an act on another's", "complaint.receipt", deed(b, "supplement", map[string]any{"supplement": "x"}))
		for _, act := range []string{"dispatch", "accept", "refuse", "settle", "archive", "amend", "annul", "erase", "transfer", "backdate", "inform", "ask_complainant", "contact"} {
			p.refused(act, "record.denied", deed(a, act, nil))
		}
		p.refused("a field of the officers", "record.invalid", deed(a, "supplement", map[string]any{"supplement": "x", "handler": ref.Ref{Area: recordtest.Area, ID: p.Root}}))
		p.refused("a field that acts set", "record.invalid", deed(a, "supplement", map[string]any{"supplement": "x", "step": "settled"}))
		p.refused("an old version", "record.stale", p.in.Do(ctx, code, "0001", complaint.Deed{Kind: "complaint", Record: a.Ref(), Rev: 9, Act: "supplement", Values: map[string]any{"supplement": "x"}}))
		nobody := actor.Caller{Public: "x", Account: "public:x", Area: recordtest.Area}
		for _, k := range []string{"complaint", "tipoff", "odr", "business", "person", "unit", "odr_trader"} {
			if l, err := p.Engine.List(ctx, record.Query{Kind: k, Area: recordtest.Area, Caller: nobody}); err == nil && len(l.Items) > 0 {
				t.Errorf("the public lists %d of %s", len(l.Items), k)
			}
			_, err := p.Engine.Act(ctx, record.Request{Kind: k, Act: record.Create, Area: "3702", Values: map[string]any{}, Caller: nobody})
			p.refused("making a "+k+" elsewhere", "record.denied", err)
		}
		if _, err := p.Engine.Get(ctx, nobody, "complaint", b.Ref(), record.AsOf{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody reads a complaint: %v", err)
		}
	})
}

// TestSentAgain: one slip files once, and its receipt is the same.
func TestSentAgain(t *testing.T) {
	eachPortal(t, func(p *portal) {
		who, code := p.slip()
		first, err := p.in.File(ctx, who, code, milk(), false)
		if err != nil {
			t.Fatal(err)
		}
		p.Legal.Freeze(p.Legal.Now() + clock.Instant(48*3600*1000)) // also two days later
		again, err := p.in.File(ctx, who, code, milk(), false)
		if err != nil || again.Code != first.Code || again.Records[0].Ref() != first.Records[0].Ref() {
			t.Fatalf("sent again: %v %v", again, err)
		}
		changed := milk()
		changed.Facts += "另外态度不好。"
		_, err = p.in.File(ctx, who, code, changed, false)
		p.refused("other content under one slip", "record.key_reused", err)
		changed.About, changed.Violates, changed.Clues = complaint.Both, "销售变质食品", "货架上还有同一批。"
		_, err = p.in.File(ctx, who, code, changed, false)
		p.refused("something else under one slip", "complaint.filed", err)
		lost, err := p.in.Filed(ctx, code)
		if err != nil || len(lost.Records) != 1 {
			t.Errorf("the lost answer: %v %v", lost, err)
		}
		_, never := p.slip()
		_, err = p.in.Filed(ctx, never)
		p.refused("a receipt of nothing", "complaint.receipt", err)
	})
}

// TestSplit: one submission with both becomes two records of one receipt in one
// transaction; the complaint does not show the tip-off, an anonymous tip-off needs no
// digits, and it is seen by those who receive.
func TestSplit(t *testing.T) {
	eachPortal(t, func(p *portal) {
		f := milk()
		f.About, f.Violates, f.Clues = complaint.Both, "销售变质食品", "货架上还有同一批变质牛奶。"
		r, code := p.file(f)
		if len(r.Records) != 2 || r.Records[0].Kind.Name != "complaint" || r.Records[1].Kind.Name != "tipoff" {
			t.Fatalf("filed %v", r.Records)
		}
		c, tip := r.Records[0], r.Records[1]
		if record.RefOf(tip.Values["split_with"]) != c.Ref() {
			t.Errorf("the tip-off points at %v", tip.Values["split_with"])
		}
		for name, v := range c.Values {
			if record.RefOf(v) == tip.Ref() {
				t.Errorf("the complaint shows the tip-off in %s", name)
			}
		}
		if v, err := p.open(code, "0001"); err != nil || len(v.Records) != 2 {
			t.Errorf("the receipt opens %v, %v", v, err)
		}
		if _, err := p.Engine.Get(ctx, p.By["receiver"], "tipoff", tip.Ref(), record.AsOf{}); err != nil {
			t.Errorf("the receiver does not see the tip-off: %v", err)
		}
		bad := f
		bad.Clues = ""
		who, other := p.slip()
		_, err := p.in.File(ctx, who, other, bad, false)
		p.refused("half a submission", "complaint.filing", err)
		if _, err := p.in.Filed(ctx, other); err == nil {
			t.Error("half a submission was filed")
		}
		anonymous := complaint.Filing{About: complaint.Violation, Trader: "老王生鲜超市", Address: "文化路1号", Violates: "销售变质食品", Clues: "货架上有变质牛奶。", Anonymous: true, Name: "不应留下", Phone: "15400000009"}
		a, acode := p.file(anonymous)
		if a.Records[0].Values["informant"] != nil || a.Records[0].Values["informant_phone"] != nil {
			t.Errorf("an anonymous tip-off holds %v", a.Records[0].Values)
		}
		if _, err := p.open(acode, ""); err != nil {
			t.Errorf("an anonymous tip-off does not open: %v", err)
		}
	})
}

// TestErasedReceipt: the code of an erased record opens nothing.
func TestErasedReceipt(t *testing.T) {
	eachPortal(t, func(p *portal) {
		r, code := p.file(milk())
		if _, err := p.Engine.Act(ctx, record.Request{Kind: "complaint", Act: record.Erase, Record: r.Records[0].Ref(), Rev: &r.Records[0].Rev, Area: recordtest.Area, Reason: "试验", Caller: p.By["leader"]}); err != nil {
			t.Fatal(err)
		}
		_, err := p.open(code, "0001")
		p.refused("an erased record", "complaint.receipt", err)
	})
}

// TestNoCodeIsKept: neither code nor slip stands anywhere in the database.
func TestNoCodeIsKept(t *testing.T) {
	eachPortal(t, func(p *portal) {
		_, code := p.file(milk())
		plain := strings.ReplaceAll(code, " ", "")
		err := p.DB.Read(ctx, func(c db.Conn) error {
			rows, err := c.Query(`SELECT digest FROM complaint_receipt`)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var d string
				if err := rows.Scan(&d); err != nil {
					return err
				}
				if bytes.Contains([]byte(d), []byte(plain)) || len(d) != 64 {
					t.Errorf("kept: %s", d)
				}
			}
			return rows.Err()
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
