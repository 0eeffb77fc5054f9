package app_test

import (
	"context"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/complaint"
	"github.com/hengjian/hengjian/practice/complaint/upstream"
)

// TestReceiptOfSomethingElse: a receipt moves an order only where what it answers is
// what the order says now. A reply that was never exported is neither accepted nor sent
// back by the receipt of what went before it, and goes out.
func TestReceiptOfSomethingElse(t *testing.T) {
	exchanging(t, func(t *testing.T, x *exchange) {
		ctx, me := context.Background(), x.who("reception")
		platform := complaint.National
		take := func(purpose, content string) upstream.Counts {
			t.Helper()
			d, _, err := x.Files.Put(ctx, strings.NewReader(content), 1<<20, me.Label())
			x.must(err)
			b, err := x.Upstream.Examine(ctx, me, upstream.Asked{Platform: platform, Purpose: purpose, File: string(d), Name: "a.csv"})
			x.must(err)
			foreseen := b.Checked.Counts
			x.must(x.Upstream.Run(ctx, me, b.ID, upstream.Watch{}))
			b, err = x.Upstream.Batch(ctx, me, b.ID)
			x.must(err)
			if purpose == upstream.Receipts && (b.Changed != foreseen.Changed || b.Quarantined > 0) {
				t.Errorf("receipts: foreseen %+v, came to %+v", foreseen, b.Counts)
			}
			return b.Counts
		}
		said := func(no, verdict, why string) upstream.Counts {
			t.Helper()
			return take(upstream.Receipts, "登记编号,导入结果,失败原因\n"+no+","+verdict+","+why+"\n")
		}
		send := func() (out string) {
			t.Helper()
			b, err := x.Upstream.Send(ctx, me, platform, "csv")
			if fault.As(err) != nil && fault.As(err).Code == "upstream.nothing" {
				return ""
			}
			x.must(err)
			for _, l := range x.lines(b) {
				out += l.OrderNo + " " + l.Said + ";"
			}
			return out
		}
		sent := func(want string) {
			t.Helper()
			if got := send(); got != want {
				t.Errorf("sent %q, want %q", got, want)
			}
		}
		is := func(no, step, receipt string) {
			t.Helper()
			if w := x.order(no); w.Text("step") != step || w.Text("receipt") != receipt {
				t.Errorf("%s is %s with the receipt %s, want %s with %s", no, w.Text("step"), w.Text("receipt"), step, receipt)
			}
		}
		act := func(no, name string, values map[string]any, reason string) {
			t.Helper()
			w := x.order(no)
			x.act("reception", record.Request{Kind: "work_order", Act: name, Record: w.Ref(), Rev: &w.Rev, Values: values, Reason: reason})
		}
		take(upstream.Orders, "登记编号,分送时间,办理环节,业务类型,问题概要,投诉举报内容,诉求,提供方姓名,提供方电话,提供方地址,涉及主体,涉及主体地址,商品服务名称,争议金额\n"+
			"GJ01,"+x.day(2)+",待接收,投诉,手机壳褪色,三天褪色,退款,林某,15400001234,幸福路1号,饰品店,青岛路9号,手机壳,35\n"+
			"GJ02,"+x.day(2)+",待接收,咨询,怎样办证,怎样办证,,,,,,,,\n")
		c := x.all("complaint", `goods == "手机壳"`)[0]
		x.act("reception", record.Request{Kind: "complaint", Act: "redirect", Record: c.Ref(), Rev: &c.Rev, Values: map[string]any{"other_way": "other_agency"}})

		sent("GJ01 已告知其他途径;")
		act("GJ01", "reply", map[string]any{"order_reply": "已告知向住建部门反映"}, "")
		if got := said("GJ01", "成功", ""); got.Changed != 1 {
			t.Errorf("the receipt of the first: %+v", got)
		}
		is("GJ01", "replied", "accepted") // noted, and not closed: the reply has not gone out
		sent("GJ01 已告知其他途径;")
		said("GJ01", "成功", "")
		is("GJ01", "closed", "accepted")

		// A reply sent back, given anew in the same words on the same day, and the old file again.
		act("GJ02", "reply", map[string]any{"order_reply": "请带身份证来办"}, "")
		for range 2 {
			sent("GJ02 已反馈;")
			said("GJ02", "失败", "请写明地点")
			is("GJ02", "taken", "rejected")
			act("GJ02", "reply", map[string]any{"order_reply": "请带身份证来办"}, "")
			if got := said("GJ02", "失败", "请写明地点"); got.Unchanged != 1 {
				t.Errorf("the old file again: %+v", got)
			}
			is("GJ02", "replied", "none")
		}
		said("GJ02", "失败", "另一个原因")
		is("GJ02", "replied", "rejected")
		sent("GJ02 已反馈;")
		sent("")

		// Given back after a receipt of the same verdict: it is one of its own.
		said("GJ02", "失败", "另一个原因")
		is("GJ02", "taken", "rejected")
		act("GJ02", "give_back", map[string]any{"give_back_ground": "other_area"}, "属于邻县")
		is("GJ02", "returned", "none")
		sent("GJ02 退回;")
		said("GJ02", "失败", "另一个原因")
		is("GJ02", "taken", "rejected")
		act("GJ02", "give_back", map[string]any{"give_back_ground": "other_area"}, "属于邻县")
		sent("GJ02 退回;")
		said("GJ02", "成功", "")
		is("GJ02", "given_back", "accepted")
	})
}
