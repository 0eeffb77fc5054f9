package app_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
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
		serial := 0 // a platform does not write the same file twice
		said := func(no, verdict, why string) upstream.Counts {
			t.Helper()
			serial++
			return take(upstream.Receipts, fmt.Sprintf("登记编号,导入结果,失败原因,批号\n%s,%s,%s,%d\n", no, verdict, why, serial))
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

// TestOldReceipt: a receipt that is older than the last export is no answer to it,
// whether the file was read here before, says its day, or is said to answer another.
func TestOldReceipt(t *testing.T) {
	exchanging(t, func(t *testing.T, x *exchange) {
		ctx, me := context.Background(), x.who("reception")
		act := func(name string, values map[string]any) {
			t.Helper()
			w := x.order("WH01")
			x.act("reception", record.Request{Kind: "work_order", Act: name, Record: w.Ref(), Rev: &w.Rev, Values: values})
		}
		receipts := func(content string, answers ref.ID) upstream.Line {
			t.Helper()
			d, _, err := x.Files.Put(ctx, strings.NewReader(content), 1<<20, me.Label())
			x.must(err)
			b, err := x.Upstream.Examine(ctx, me, upstream.Asked{Platform: complaint.Hotline, Purpose: upstream.Receipts, File: string(d), Name: "a.csv", Answers: answers})
			x.must(err)
			foreseen := b.Checked.Counts
			x.must(x.Upstream.Run(ctx, me, b.ID, upstream.Watch{}))
			if now := x.batch(b); now.Counts != foreseen {
				t.Errorf("foreseen %+v, came to %+v", foreseen, now.Counts)
			}
			return x.lines(b)["2"]
		}
		send := func() ref.ID {
			t.Helper()
			b, err := x.Upstream.Send(ctx, me, complaint.Hotline, "csv")
			x.must(err)
			return b.ID
		}
		waits := func(l upstream.Line) {
			t.Helper()
			if w := x.order("WH01"); l.Fate != "unchanged" || !strings.Contains(l.Said, "不是对它的回执") || w.Text("step") != "replied" || w.Text("receipt") != "none" {
				t.Errorf("an old receipt: %+v; the order is %s with %s", l, w.Text("step"), w.Text("receipt"))
			}
		}
		x.bring(upstream.Orders, x.orders("WH01,"+x.day(3)+",待签收,噪音,5,噪音,夜间噪音,,,,,,,,"))
		act("take", nil)
		act("reply", map[string]any{"order_reply": "已处理"})
		first := send()
		old := "工单编号,审核结果,退回原因\nWH01,退回,请写明联系情况\n"
		if l := receipts(old, ""); l.Fate != "changed" || x.order("WH01").Text("step") != "taken" {
			t.Fatalf("the first: %+v", l)
		}
		act("reply", map[string]any{"order_reply": "已电话联系"})
		second := send()
		waits(receipts(old, ""))
		waits(receipts("工单编号,审核结果,退回原因,审核时间\nWH01,同意,,"+x.day(1)+" 10:00\n", ""))
		waits(receipts("工单编号,审核结果,退回原因\nWH01,同意,\n", first))
		if _, err := x.Upstream.Examine(ctx, me, upstream.Asked{Platform: complaint.National, Purpose: upstream.Receipts, File: "", Name: "a.csv", Answers: first}); !fault.Is(err, fault.Invalid) {
			t.Errorf("results of another platform: %v", err)
		}
		if l := receipts(old, second); l.Fate != "changed" || x.order("WH01").Text("step") != "taken" {
			t.Errorf("the same words of the second, as a person says: %+v", l)
		}
		act("reply", map[string]any{"order_reply": "已上门"})
		send()
		if l := receipts("工单编号,审核结果,退回原因,审核时间\nWH01,同意,,"+x.day(0)+"\n", ""); l.Fate != "changed" || x.order("WH01").Text("step") != "closed" {
			t.Errorf("of today: %+v", l)
		}
	})
}
