package app_test

import (
	"context"
	"testing"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/complaint"
	"github.com/hengjian/hengjian/practice/complaint/upstream"
)

// TestSettleWhatOneSees: a difference of an order that somebody may not see is not
// settled by him either, and he is told no more of it than of none.
func TestSettleWhatOneSees(t *testing.T) {
	exchanging(t, func(t *testing.T, x *exchange) {
		ctx, me := context.Background(), x.who("reception")
		_, err := x.Engine.Act(ctx, record.Request{Kind: "work_order", Act: record.Create, Area: x.Area(), Caller: x.Setup(), Unit: x.who("food").Unit,
			Values: map[string]any{"platform": complaint.Hotline, "order_no": "WH77", "sent_on": x.day(1), "matter_in_brief": "举报", "content": "举报某店", "receiving_unit": x.to(x.who("food").Unit)}})
		x.must(err)
		x.bring(upstream.Orders, x.orders("WH77,"+x.day(1)+",已办结,举报,5,举报,举报某店,,,,,,,,"))
		x.must(x.Upstream.Compare(ctx))
		list, err := x.Upstream.Mismatches(ctx, me, "", "", "", 10)
		if err != nil || len(list) != 0 {
			t.Fatalf("reception sees %+v, %v", list, err)
		}
		var errs [2]error
		for i, no := range []string{"WH77", "WH78"} {
			errs[i] = x.Upstream.Settle(ctx, me, upstream.Mismatch{Platform: complaint.Hotline, OrderNo: no, Reason: "state", How: "told", Note: "已联系"})
			if !fault.Is(errs[i], fault.Conflict) {
				t.Errorf("settling what differs of %s: %v", no, errs[i])
			}
		}
		if errs[0] != nil && errs[1] != nil && errs[0].Error() != errs[1].Error() {
			t.Errorf("it is told apart: %v, %v", errs[0], errs[1])
		}
	})
}

// TestErasedWithWhyItWasDropped: with an order go the words in which somebody said
// why a row of it was dropped.
func TestErasedWithWhyItWasDropped(t *testing.T) {
	exchanging(t, func(t *testing.T, x *exchange) {
		ctx, me := context.Background(), x.who("reception")
		x.bring(upstream.Orders, x.orders("WH02,"+x.day(1)+",待签收,噪音,5,噪音,夜间噪音,,赵某,15400001234,,,,,"))
		b := x.bring(upstream.Orders, x.orders("WH02,"+x.day(-2)+",待签收,噪音,5,噪音,夜间噪音,,赵某,15400001234,,,,,"))
		x.must(x.Upstream.Drop(ctx, me, b.ID, 2, "赵某来电更正"))
		w := x.order("WH02")
		_, err := x.Engine.Act(ctx, record.Request{Kind: "work_order", Act: record.Erase, Area: x.Area(), Record: w.Ref(), Rev: &w.Rev, Reason: "本人申请", Caller: x.Setup()})
		x.must(err)
		if l := x.lines(b)["2"]; l.State != "dropped" || l.Why != "" {
			t.Errorf("its row is %+v", l)
		}
	})
}
