package complaint_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/complaint"
)

func answers(t testing.TB) *complaint.Answers {
	t.Helper()
	src, err := os.ReadFile("data/answers.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a, err := complaint.ParseAnswers("answers.yaml", src)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestForbiddenWords: each is named with its place; blanks do not hide it; the
// templates themselves hold none, only what is still to be filled in.
func TestForbiddenWords(t *testing.T) {
	a := answers(t)
	for _, x := range []struct {
		text string
		want string // word@place, ! where it stops
	}{
		{"双方已达成协议。", ""},
		{"请放心，商家一定赔偿您。", "一定赔偿@7!"},
		{"这 不 归 我 们 管。", "不归我们管@3!"},
		{"请联系王女士 15400000001 协商", "15400000001@8!"},
		{"工单 202611201540000000199 已转", ""},
		{"身份证 11010519491231002X", "11010519491231002X@5!"},
		{"按照有关规定不予受理", "按照有关规定@1"},
		{"您可以向【部门】提出", "【@5!"},
		{"一定赔偿，一定赔偿", "一定赔偿@1! 一定赔偿@6!"},
	} {
		var got []string
		for _, h := range a.Check(x.text) {
			stop := ""
			if h.Stop {
				stop = "!"
			}
			got = append(got, fmt.Sprintf("%s@%d%s", h.Word, h.At, stop))
		}
		if strings.Join(got, " ") != x.want {
			t.Errorf("%q: %v, want %s", x.text, got, x.want)
		}
	}
	for _, l := range a.List {
		for _, h := range a.Check(l.Text) {
			if h.Word != "【" {
				t.Errorf("template %s holds %s", l.Answer, h.Word)
			}
		}
	}
}

func FuzzWords(f *testing.F) {
	f.Add("一 定赔偿 15400000001【")
	a := answers(f)
	f.Fuzz(func(t *testing.T, text string) {
		n := len([]rune(text))
		for _, h := range a.Check(text) {
			if h.At < 1 || h.At > n {
				t.Fatalf("%q at %d of %d", h.Word, h.At, n)
			}
		}
	})
}

// TestAnswersAreHeld: the act is refused, by field, until the word is out.
func TestAnswersAreHeld(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		r := b.complaint(nil)
		r = b.must("receiver", r, "dispatch", m{"handling_unit": b.to(b.units["east"])})
		_, err := b.act("east", r, "refuse", m{"refuse_ground": "handled", "refuse_reason": "你自己想办法"})
		if !slices.Contains(fields(err), "refuse_reason") || !strings.Contains(fmt.Sprint(fault.As(err).Fields), "第1字起") {
			t.Errorf("refused with %v", err)
		}
		b.must("east", r, "refuse", m{"refuse_ground": "handled", "refuse_reason": "法院已受理同一争议。"})
	})
}

// TestQueues: a complaint stands in the heap of its step, for those who may see
// it; returned ones apart; decided and untold ones until all are told.
func TestQueues(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		in := func(account string) string {
			var out []string
			for _, q := range complaint.Queues {
				n, err := b.desk.Count(context.Background(), b.who(account), q)
				if err != nil {
					t.Fatal(err)
				}
				var list []complaint.Waiting
				if err := b.DB.Read(context.Background(), func(c db.Conn) (err error) {
					_, list, err = b.desk.Waiting(c, b.who(account), q.Queue)
					return err
				}); err != nil {
					t.Fatal(err)
				}
				if int(n) != len(list) {
					t.Errorf("%s counts %d and lists %d", q.Queue, n, len(list))
				}
				if n > 0 {
					out = append(out, fmt.Sprintf("%s %d", q.Queue, n))
				}
			}
			return strings.Join(out, ", ")
		}
		check := func(account, want string) {
			t.Helper()
			if got := in(account); got != want {
				t.Errorf("%s has %q, want %q", account, got, want)
			}
		}
		r := b.complaint(nil)
		check("receiver", "send 1")
		check("east", "")
		r = b.must("receiver", r, "dispatch", m{"handling_unit": b.to(b.units["east"])})
		check("east", "accept 1")
		check("west", "")
		r = b.must("east", r, "return", m{"return_reason": "不在本辖区"})
		check("receiver", "returned 1")
		r = b.must("receiver", r, "dispatch", m{"handling_unit": b.to(b.units["west"])})
		r = b.must("west", r, "accept", nil)
		check("west", "mediate 1, tell 1")
		tell := func(act, whom string) {
			r = b.must("west", r, record.Inform, m{"act": act, "whom": whom, "mode": "phone", "told_on": "2026-11-21", "proof": "录音"})
		}
		tell("accept", "complainant")
		check("west", "mediate 1")
		r = b.must("west", r, "terminate", m{"end_ground": "absent", "end_reason": "被投诉人拒绝调解"})
		tell("terminate", "complainant")
		check("west", "tell 1, archive 1")
		tell("terminate", "respondent_as_written")
		check("west", "archive 1")

		r = b.complaint(nil)
		b.must("receiver", r, "redirect", m{"other_way": "review"})
		check("receiver", "tell 1, archive 1") // the act alone tells nobody
		x := b.register("receiver", complaint.Intake{As: complaint.AsTipoff, Values: map[string]m{"tipoff": tip(nil)}})[0]
		check("receiver", "send 1, tell 1, archive 1")
		b.must("receiver", x, "send_away", m{"proper_bureau": "文化和旅游局"})
		check("receiver", "tell 2, archive 1")
	})
}

// TestDraw: who is called back follows from the head of the ledger and the frame
// alone; each is drawn once; nobody brings a seed of his own.
func TestDraw(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		var all []*record.Record
		for i := range 9 {
			r := b.complaint(m{"complainant_phone": fmt.Sprintf("1540000010%d", i)})
			r = b.must("receiver", r, "dispatch", m{"handling_unit": b.to(b.units["east"])})
			all = append(all, b.must("east", r, "refuse", m{"refuse_ground": "handled", "refuse_reason": "法院已受理同一争议。"}))
		}
		create := func(values m) (*record.Record, error) {
			v := m{"title": "十一月回访", "since": "2026-11-01", "until": "2026-11-21", "rate": int64(30)}
			for n, x := range values {
				v[n] = x
			}
			return b.Engine.Act(context.Background(), record.Request{Kind: complaint.Draw, Act: record.Create, Area: "3710", Values: v, Caller: b.who("head")})
		}
		if _, err := create(m{"seed": "mine"}); !slices.Equal(fields(err), []string{"seed"}) {
			t.Errorf("a seed of one's own: %v", err)
		}
		d, err := create(nil)
		if err != nil {
			t.Fatal(err)
		}
		var frame []ref.ID
		for _, r := range all {
			frame = append(frame, r.ID)
		}
		want := complaint.Chosen(d.Text("seed"), frame, 30)
		if len(want) != 3 || d.Values["drawn"] != int64(3) || d.Values["frame"] != int64(9) || d.Text("frame_digest") != complaint.FrameDigest(frame) {
			t.Errorf("drawn %v of %v, digest %s", d.Values["drawn"], d.Values["frame"], d.Text("frame_digest"))
		}
		for _, r := range all {
			now, err := b.get("head", "complaint", r.Ref())
			if err != nil {
				t.Fatal(err)
			}
			if picked := record.RefOf(now.Values["visit_draw"]) == d.Ref(); picked != slices.Contains(want, r.ID) {
				t.Errorf("%s picked: %v", r.ID, picked)
			}
		}
		slices.Reverse(frame)
		if !slices.Equal(complaint.Chosen(d.Text("seed"), frame, 30), want) {
			t.Error("the draw depends on the order of its frame")
		}
		if again, err := create(m{"rate": int64(100)}); err != nil || again.Values["frame"] != int64(6) {
			t.Errorf("drawn twice: %v %v", again, err)
		}
		if none, err := create(nil); err != nil || none.Values["drawn"] != int64(0) {
			t.Errorf("drawn from nothing: %v %v", none, err)
		}
	})
}

// TestLinks: links are seen from both sides, by those who may read the other.
func TestLinks(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		made := b.register("receiver", complaint.Intake{As: complaint.AsBoth, Values: map[string]m{"complaint": dispute(nil), "tipoff": tip(nil)}})
		b.must("receiver", made[0], "dispatch", m{"handling_unit": b.to(b.units["east"])})
		links := func(account string, r *record.Record) (out []complaint.Linked) {
			if err := b.DB.Read(context.Background(), func(c db.Conn) error {
				rec, err := b.Engine.GetIn(c, b.who(account), r.Kind.Name, r.Ref(), record.AsOf{})
				if err == nil {
					out, err = b.desk.Links(c, b.who(account), rec)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return out
		}
		if l := links("receiver", made[0]); len(l) != 1 || l[0].ID != made[1].ID || l[0].How != "同时提出的举报" {
			t.Errorf("from the complaint: %+v", l)
		}
		if l := links("receiver", made[1]); len(l) != 1 || l[0].ID != made[0].ID || l[0].How != "同时提出的投诉" {
			t.Errorf("from the tip-off: %+v", l)
		}
		if l := links("east", made[0]); len(l) != 0 {
			t.Errorf("the handler of the complaint learns of the tip-off: %+v", l)
		}
	})
}

// TestAnswersCiteTheirText: a template of a complaint that cites an Order is offered
// under that Order alone, and each Order has the same templates.
func TestAnswersCiteTheirText(t *testing.T) {
	titles := map[string]string{"samr-order-121": "《市场监督管理投诉举报处理办法》", "samr-order-20": "《市场监督管理投诉举报处理暂行办法》"}
	have := map[string][]string{}
	for _, l := range answers(t).List {
		if strings.HasPrefix(l.On, "consultation.") { // no Order governs it
			continue
		}
		for law, title := range titles {
			if strings.Contains(l.Text, title) != (l.Law == law) {
				t.Errorf("template %s is for %q and says %s", l.Answer, l.Law, l.Text)
			}
			if l.Law == law {
				have[law] = append(have[law], strings.TrimSuffix(l.Answer, "_20"))
			}
		}
	}
	if len(have["samr-order-121"]) == 0 || !slices.Equal(have["samr-order-121"], have["samr-order-20"]) {
		t.Errorf("the Orders have other templates: %v", have)
	}
}
