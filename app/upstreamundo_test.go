package app_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/complaint"
	"github.com/hengjian/hengjian/practice/complaint/upstream"
)

func (x *exchange) took(b *upstream.Batch) *upstream.TakenBack {
	x.t.Helper()
	u, err := x.Upstream.UndoOf(context.Background(), x.who("reception"), b.ID)
	x.must(err)
	return u
}

func stays(u *upstream.TakenBack) map[string]string {
	out := map[string]string{}
	for _, l := range u.Stays {
		out[l.OrderNo] = l.Left
	}
	return out
}

// TestBatchIsTakenBack: of a file brought in by mistake what nobody has touched since is
// annulled with what was registered from it; what it changed goes back; what was acted
// on, sent out or linked stays, and says why; the numbers are free for the right file.
func TestBatchIsTakenBack(t *testing.T) {
	exchanging(t, func(t *testing.T, x *exchange) {
		ctx, me := context.Background(), x.who("reception")
		row := func(no, sort, text string) string {
			return no + "," + x.day(2) + ",待签收," + sort + ",5,手机壳褪色," + text + ",退款,林某,15400001234,幸福路1号,饰品店,青岛路9号,手机壳,35.50"
		}
		act := func(kindName string, r *record.Record, name string, values map[string]any) {
			t.Helper()
			x.act("reception", record.Request{Kind: kindName, Act: name, Record: r.Ref(), Rev: &r.Rev, Values: values})
		}
		of := func(no string) *record.Record {
			t.Helper()
			c, err := x.Engine.Get(ctx, x.Setup(), "complaint", record.RefOf(x.order(no).Values["complaint"]), record.AsOf{})
			x.must(err)
			return c
		}
		first := x.bring(upstream.Orders, x.orders(row("WH01", "消费投诉", "原来的内容"), row("WH02", "消费投诉", "原来的内容"), "WH10,没有日期,待签收,噪音,5,噪音,夜间噪音,,,,,,,,"))
		before := x.order("WH01")
		b := x.bring(upstream.Orders, x.orders(
			row("WH01", "消费投诉", "改了的内容"), row("WH02", "消费投诉", "改了的内容"),
			row("WH03", "消费投诉", "一"), row("WH04", "举报", "二"), row("WH05", "噪音", "三"),
			row("WH06", "消费投诉", "四"), row("WH07", "消费投诉", "五"), row("WH08", "噪音", "六"), row("WH09", "消费投诉", "七"),
			"WH10,"+x.day(1)+",待签收,噪音,5,噪音,夜间噪音,,,,,,,,", "WH11,没有日期,待签收,噪音,5,噪音,夜间噪音,,,,,,,,"))
		complaints := len(x.all("complaint", ""))
		w := x.order("WH02")
		act("work_order", w, "reply", map[string]any{"order_reply": "已处理"})
		c := of("WH06")
		x.act("reception", record.Request{Kind: "complaint", Act: "supplement", Record: c.Ref(), Rev: &c.Rev, Values: map[string]any{"supplement": "又来电"}})
		w = x.order("WH07")
		act("work_order", w, "reply", map[string]any{"order_reply": "已处理"})
		_, err := x.Upstream.Send(ctx, me, complaint.Hotline, "csv")
		x.must(err)
		w = x.order("WH07") // what was answered is taken back by hand, but the platform has it
		_, err = x.Engine.Act(ctx, record.Request{Kind: "work_order", Act: record.Annul, Record: w.Ref(), Area: x.Area(), Rev: &w.Rev, Annuls: w.Act, Reason: "答错了", Caller: x.Setup()})
		x.must(err)
		w = x.order("WH08")
		act("work_order", w, "take", nil)
		c = of("WH09")
		x.act("reception", record.Request{Kind: "tipoff", Act: record.Create, Values: map[string]any{"received_on": x.day(0), "channel": "window", "matter_in_brief": "同一店", "reported_as_written": "饰品店", "clues": "无厂名", "split_with": x.to(c.ID)}})

		foreseen := x.took(b)
		if foreseen.Annulled != 4 || foreseen.Registered != 2 || foreseen.Reverted != 1 || foreseen.Left != 5 {
			t.Errorf("foreseen: %+v, %v", foreseen, stays(foreseen))
		}
		for no, want := range map[string]string{"WH02": "答复平台", "WH06": "补充材料", "WH07": "已向平台导出", "WH08": "签收", "WH09": "关联"} {
			if got := stays(foreseen)[no]; !strings.Contains(got, want) {
				t.Errorf("%s stays because of %q, want %q", no, got, want)
			}
		}
		for _, account := range []string{"food", "viewer", "head"} {
			if _, err := x.Upstream.UndoOf(ctx, x.who(account), b.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s sees what undoing would do: %v", account, err)
			}
			if err := x.Upstream.Undo(ctx, x.who(account), b.ID, upstream.Watch{}); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s undoes: %v", account, err)
			}
		}
		// By hand only a head annuls; what a batch did goes by the right to bring it in.
		w = x.order("WH05")
		byHand := record.Request{Kind: "work_order", Act: record.Annul, Record: w.Ref(), Area: x.Area(), Rev: &w.Rev, Annuls: w.Act, Reason: "x", Caller: me}
		if _, err := x.Engine.Act(ctx, byHand); !fault.Is(err, fault.Denied) {
			t.Errorf("annulled by hand: %v", err)
		}
		byHand.Caller = x.who("viewer")
		if err := x.DB.Write(ctx, func(tx *db.Tx) error { _, err := x.Engine.Retract(tx, byHand); return err }); !fault.Is(err, fault.NotFound) {
			t.Errorf("taken back by somebody who only reads: %v", err)
		}
		if err := x.Upstream.Undo(ctx, me, b.ID, upstream.Watch{}); !fault.Is(err, fault.Conflict) {
			t.Errorf("undone without a word: %v", err)
		}
		x.must(x.undo(b, upstream.Watch{}))
		done, now := x.took(b), x.batch(b)
		if fmt.Sprintf("%+v", *done) != fmt.Sprintf("%+v", *foreseen) || now.State != upstream.Undone || now.UndoWhy != "导错了文件" {
			t.Errorf("came to %+v, foreseen %+v; %s", done, foreseen, now.State)
		}
		for _, no := range []string{"WH03", "WH04", "WH05", "WH10"} {
			if list := x.all("work_order", `order_no == "`+no+`"`); len(list) != 0 {
				t.Errorf("%s is still there: %v", no, list[0].Values)
			}
		}
		if n := len(x.all("complaint", "")); n != complaints-1 {
			t.Errorf("%d complaints of %d", n, complaints)
		}
		after := x.order("WH01")
		if after.Text("content") != "原来的内容" || after.Text("changed_what") != before.Text("changed_what") || after.Rev == before.Rev {
			t.Errorf("it says %v", after.Values)
		}
		if got := x.order("WH02"); got.Text("content") != "改了的内容" || got.Text("step") != "replied" {
			t.Errorf("what was answered: %v", got.Values)
		}
		x.read(func(conn db.Conn) error {
			pasts, err := x.Engine.Pasts(conn, "work_order", after.Ref())
			last := pasts[len(pasts)-1]
			if err != nil || last.Name != record.Annul || last.Actor != me.Label() || !strings.Contains(last.Reason(), "导错了文件") {
				t.Errorf("the ledger says %s by %s: %s, %v", last.Name, last.Actor, last.Reason(), err)
			}
			return nil
		})
		if l := x.lines(first)["4"]; l.State != "open" {
			t.Errorf("what this file had settled does not wait again: %+v", l)
		}
		if l := x.lines(b)["12"]; l.State != "dropped" {
			t.Errorf("what was kept back waits still: %+v", l)
		}
		x.must(x.Upstream.Undo(ctx, me, b.ID, upstream.Watch{})) // once more is nothing
		right := x.bring(upstream.Orders, x.orders(row("WH03", "消费投诉", "对的"), row("WH04", "举报", "对的")))
		if right.Created != 2 || x.order("WH03").Text("content") != "对的" || of("WH03").Text("hotline_no") != "WH03" {
			t.Errorf("the right file after it: %+v", right.Counts)
		}
	})
}

// TestUndoGoesOn: killed in the middle it goes on where it was; nothing is half done,
// and of two that undo one does.
func TestUndoGoesOn(t *testing.T) {
	exchanging(t, func(t *testing.T, x *exchange) {
		ctx, me := context.Background(), x.who("reception")
		var rows []string
		for i := range 8 {
			rows = append(rows, fmt.Sprintf("WH%02d,%s,待签收,消费投诉,5,手机壳褪色%d,三天褪色,退款,林某,15400001234,幸福路1号,饰品店,青岛路9号,手机壳,35", i, x.day(2), i))
		}
		b := x.bring(upstream.Orders, x.orders(rows...))
		killed, n := errors.New("killed"), 0
		err := x.undo(b, upstream.Watch{Guard: func(*db.Tx) error {
			if n++; n > 3 {
				return killed
			}
			return nil
		}})
		if !errors.Is(err, killed) {
			t.Fatalf("killed: %v", err)
		}
		orders, made := len(x.all("work_order", "")), len(x.all("complaint", `goods == "手机壳"`))
		if u := x.took(b); orders != 5 || made != 5 || u.Annulled != 3 || u.Pending != 5 || x.batch(b).State != upstream.Undoing {
			t.Fatalf("killed after three: %d orders, %d complaints, %+v", orders, made, u)
		}
		if _, err := x.Upstream.Fix(ctx, me, b.ID, 2, upstream.Correction{}); err == nil {
			t.Error("a row is put right while the batch is taken back")
		}
		if err := x.Upstream.Run(ctx, me, b.ID, upstream.Watch{}); !fault.Is(err, fault.Conflict) {
			t.Errorf("it is taken in while it is taken back: %v", err)
		}
		var wg sync.WaitGroup
		errs := make([]error, 3)
		for i := range errs {
			wg.Go(func() { errs[i] = x.Upstream.Undo(ctx, me, b.ID, upstream.Watch{}) })
		}
		wg.Wait()
		for _, err := range errs {
			if err != nil && !fault.Is(err, fault.Conflict) {
				t.Error(err)
			}
		}
		if err := x.Upstream.Undo(ctx, me, b.ID, upstream.Watch{}); err != nil {
			t.Error(err)
		}
		if u := x.took(b); len(x.all("work_order", "")) != 0 || len(x.all("complaint", `goods == "手机壳"`)) != 0 || u.Annulled != 8 || u.Pending != 0 || x.batch(b).State != upstream.Undone {
			t.Errorf("after it went on: %+v, %s", u, x.batch(b).State)
		}
	})
}

// TestWhatCannotBeUndone: results and receipts have gone out or were noted; what wrote
// nothing has nothing to undo; a file taken back is no word of the platform.
func TestWhatCannotBeUndone(t *testing.T) {
	exchanging(t, func(t *testing.T, x *exchange) {
		ctx, me := context.Background(), x.who("reception")
		a := x.bring(upstream.Orders, x.orders("WH01,"+x.day(3)+",待签收,噪音,5,噪音,夜间噪音,,,,,,,,"))
		same := x.bring(upstream.Orders, x.orders("WH01,"+x.day(3)+",待签收,噪音,5,噪音,夜间噪音,,,,,,,,"))
		x.act("reception", record.Request{Kind: "work_order", Act: "take", Record: x.order("WH01").Ref(), Rev: &x.order("WH01").Rev})
		w := x.order("WH01")
		x.act("reception", record.Request{Kind: "work_order", Act: "reply", Record: w.Ref(), Rev: &w.Rev, Values: map[string]any{"order_reply": "已处理"}})
		sent, err := x.Upstream.Send(ctx, me, complaint.Hotline, "csv")
		x.must(err)
		for _, b := range []*upstream.Batch{same, sent} {
			if err := x.undo(b, upstream.Watch{}); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s undone: %v", b.Purpose, err)
			}
		}
		if err := x.DB.Write(ctx, func(tx *db.Tx) error { return x.Upstream.BeginUndo(tx, me, x.batch(a), " ") }); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		wrongFile := x.bring(upstream.Orders, x.orders("WH01,"+x.day(3)+",已办结,噪音,5,噪音,夜间噪音,,,,,,,,", "WH02,"+x.day(3)+",已办结,噪音,5,噪音,夜间噪音,,,,,,,,"))
		x.must(x.Upstream.Compare(ctx))
		open := func() int {
			list, err := x.Upstream.Mismatches(ctx, me, "", "", "open", 10)
			x.must(err)
			return len(list)
		}
		n := open()
		x.must(x.undo(wrongFile, upstream.Watch{}))
		if u := x.took(wrongFile); n == 0 || open() == n || u.Annulled != 1 || u.Reverted+u.Left != 1 {
			t.Errorf("%d differed, %d differ: %+v, %v", n, open(), u, stays(u))
		}
	})
}
