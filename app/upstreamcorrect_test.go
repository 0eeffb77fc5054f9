package app_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/complaint/upstream"
)

func (x *exchange) batch(b *upstream.Batch) *upstream.Batch {
	x.t.Helper()
	now, err := x.Upstream.Batch(context.Background(), x.who("reception"), b.ID)
	x.must(err)
	return now
}

// wrong is what a row says is wrong, by field.
func wrong(h *upstream.Held) string {
	var out []string
	for _, c := range h.Cells {
		for _, p := range c.Problems {
			out = append(out, c.Field+":"+p.Code)
		}
	}
	for _, p := range h.Whole {
		out = append(out, "?"+p.Code)
	}
	return strings.Join(out, " ")
}

// TestRowIsPutRight: a row that was kept back is put right at its fields, goes through
// the checks and acts of an import, and says afterwards what it said, who changed what
// and why.
func TestRowIsPutRight(t *testing.T) {
	exchanging(t, func(t *testing.T, x *exchange) {
		ctx, me := context.Background(), x.who("reception")
		b := x.bring(upstream.Orders, x.orders(
			"WH05,"+x.day(1)+",待签收,噪音,5,噪音,夜间噪音,,,,,,,,",
			"WH06,2026-02-30,没听说过,消费投诉,5,手机壳褪色,三天褪色,退款,林某,15400001234,幸福路1号,饰品店,青岛路9号,手机壳,35.50"))
		for _, account := range []string{"food", "viewer", "head"} {
			if _, err := x.Upstream.Held(ctx, x.who(account), b.ID, 3); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s reads the row: %v", account, err)
			}
			if _, err := x.Upstream.Fix(ctx, x.who(account), b.ID, 3, upstream.Correction{Why: "x"}); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s puts the row right: %v", account, err)
			}
		}
		if _, err := x.Upstream.Fix(ctx, me, b.ID, 2, upstream.Correction{Why: "x"}); !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.NotFound) {
			t.Errorf("a row that came in is put right: %v", err)
		}
		h, err := x.Upstream.Held(ctx, me, b.ID, 3)
		x.must(err)
		if got := wrong(h); got != "sent_on:date_impossible platform_state:enum" && !strings.HasPrefix(got, "sent_on:") {
			t.Errorf("it says %s", got)
		}
		cell := func(h *upstream.Held, field string) upstream.Cell {
			t.Helper()
			for _, c := range h.Cells {
				if c.Field == field {
					return c
				}
			}
			t.Fatalf("no cell of %s", field)
			return upstream.Cell{}
		}
		if c := cell(h, "platform_state"); c.Value != "没听说过" || c.Column != "工单状态" || !strings.Contains(strings.Join(c.Words, ","), "待签收") || len(c.Problems) != 1 {
			t.Errorf("the cell of its state: %+v", c)
		}
		fix := func(who actor.Caller, why string, cells ...string) (*upstream.Held, error) {
			q := upstream.Correction{Why: why, Cells: map[string]string{}}
			for i := 0; i < len(cells); i += 2 {
				q.Cells[cells[i]] = cells[i+1]
			}
			return x.Upstream.Fix(ctx, who, b.ID, 3, q)
		}
		if _, err := fix(me, " ", "派单时间", x.day(1)); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		if _, err := fix(me, "电话核实", "没有这一列", "x"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a column that is not there: %v", err)
		}
		for _, c := range []struct{ day, state, no, want string }{
			{x.day(-3), "待签收", "WH06", "sent_on:future"},
			{x.day(1), "不知道", "WH06", "platform_state:"},
			{x.day(1), "待签收", "WH05", "order_no:duplicate"},
			{x.day(1), "待签收", "", "order_no:"},
		} {
			h, err := fix(me, "电话核实", "派单时间", c.day, "工单状态", c.state, "工单编号", c.no)
			x.must(err)
			if got := wrong(h); !strings.HasPrefix(got, c.want) || h.State != "open" {
				t.Errorf("%+v: %s, %s", c, got, h.State)
			}
		}
		if now := x.batch(b); now.Quarantined != 1 || now.Created != 1 || len(x.all("work_order", "")) != 1 {
			t.Fatalf("what is wrong still came in: %+v", now.Counts)
		}
		right := []string{"派单时间", x.day(1), "工单状态", "待签收"}
		h, err = fix(me, "电话核实，平台录错", right...)
		x.must(err)
		w := x.order("WH06")
		if h.State != "fixed" || h.Fate != "created" || h.Said != "登记投诉" || h.Record != w.ID || record.RefOf(w.Values["complaint"]).Zero() || w.Text("sent_on") != x.day(1) {
			t.Errorf("put right: %+v, %v", h.Line, w.Values)
		}
		if c := cell(h, "sent_on"); c.Value != "2026-02-30" || c.Now != x.day(1) || len(c.Problems) != 1 {
			t.Errorf("it does not say what it was: %+v", c)
		}
		if f := h.Fixed; f == nil || f.ByName == "" || f.Why != "电话核实，平台录错" || fmt.Sprint(f.Titles) != "[派单日期 平台上的状态]" {
			t.Errorf("who put it right: %+v", f)
		}
		if now := x.batch(b); now.Quarantined != 0 || now.Created != 2 || now.Unsorted != 1 {
			t.Errorf("counted: %+v", now.Counts)
		}
		if again, err := fix(me, "电话核实，平台录错", right...); err != nil || again.Record != w.ID || x.order("WH06").Rev != w.Rev {
			t.Errorf("sent once more: %v", err)
		}
		if _, err := fix(x.Setup(), "另一个人", right...); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.As(err).Text, h.Fixed.ByName) {
			t.Errorf("somebody else after him: %v", err)
		}
		if err := x.Upstream.Drop(ctx, me, b.ID, 3, "不要了"); !fault.Is(err, fault.Conflict) {
			t.Errorf("dropped after it was put right: %v", err)
		}
		_, err = x.Engine.Act(ctx, record.Request{Kind: "work_order", Act: record.Erase, Area: x.Area(), Record: w.Ref(), Rev: &w.Rev, Reason: "本人申请", Caller: x.Setup()})
		x.must(err)
		if h, err = x.Upstream.Held(ctx, me, b.ID, 3); err != nil || len(h.Cells) > 0 || h.Fixed == nil || h.Fixed.Why != "" {
			t.Errorf("what it said is there after the order was erased: %+v, %v", h, err)
		}
	})
}

// TestTwoPutOneRowRight: of two officers one wins, and the other is told; the order is
// there once.
func TestTwoPutOneRowRight(t *testing.T) {
	exchanging(t, func(t *testing.T, x *exchange) {
		ctx := context.Background()
		b := x.bring(upstream.Orders, x.orders("WH06,没有日期,待签收,噪音,5,噪音,夜间噪音,,,,,,,,"))
		errs := make([]error, 6)
		var wg sync.WaitGroup
		for i := range errs {
			who := x.who("reception")
			if i%2 == 1 {
				who = x.Setup()
			}
			wg.Go(func() {
				_, errs[i] = x.Upstream.Fix(ctx, who, b.ID, 2, upstream.Correction{Why: "电话核实", Cells: map[string]string{"派单时间": x.day(1 + i%2)}})
			})
		}
		wg.Wait()
		won, told := 0, 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if f := fault.As(err); f.Code == "upstream.row" && strings.Contains(f.Text, "已由") {
				told++
			} else {
				t.Error(err)
			}
		}
		if now := x.batch(b); won != 3 || told != 3 || now.Created != 1 || now.Quarantined != 0 || len(x.all("work_order", "")) != 1 {
			t.Errorf("%d won, %d were told: %+v", won, told, now.Counts)
		}
	})
}

// TestReceiptIsPutRight: a receipt that was kept back goes the same way; what was
// unknown then may be known now, with nothing changed in the file.
func TestReceiptIsPutRight(t *testing.T) {
	exchanging(t, func(t *testing.T, x *exchange) {
		ctx, me := context.Background(), x.who("reception")
		b := x.bring(upstream.Receipts, "工单编号,审核结果,退回原因\nWH01,退回,请写明\n")
		x.bring(upstream.Orders, x.orders("WH01,"+x.day(1)+",待签收,噪音,5,噪音,夜间噪音,,,,,,,,"))
		if h, err := x.Upstream.Fix(ctx, me, b.ID, 2, upstream.Correction{}); err != nil || wrong(h) != "order_no:not_sent" {
			t.Fatalf("before anything was sent: %v", err)
		}
		w := x.order("WH01")
		x.act("reception", record.Request{Kind: "work_order", Act: "take", Record: w.Ref(), Rev: &w.Rev})
		w = x.order("WH01")
		x.act("reception", record.Request{Kind: "work_order", Act: "reply", Record: w.Ref(), Rev: &w.Rev, Values: map[string]any{"order_reply": "已处理"}})
		_, err := x.Upstream.Send(ctx, me, "hotline_12345", "csv")
		x.must(err)
		h, err := x.Upstream.Fix(ctx, me, b.ID, 2, upstream.Correction{})
		x.must(err)
		if h.Fate != "unchanged" || !strings.Contains(h.Said, "不是对它的回执") || x.order("WH01").Text("step") != "replied" {
			t.Errorf("a receipt older than what was sent: %+v", h.Line)
		}
	})
}

// undo takes a batch back as account.
func (x *exchange) undo(b *upstream.Batch, w upstream.Watch) error {
	ctx, me := context.Background(), x.who("reception")
	now := x.batch(b)
	if now.State != upstream.Undoing {
		if err := x.DB.Write(ctx, func(tx *db.Tx) error { return x.Upstream.BeginUndo(tx, me, now, "导错了文件") }); err != nil {
			return err
		}
	}
	return x.Upstream.Undo(ctx, me, b.ID, w)
}
