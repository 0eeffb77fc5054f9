package app

import (
	"context"
	"fmt"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/practice/complaint"
)

// told is what the demo's desk hears: invented, recognisable by its telephones.
var told = []struct {
	ago                int
	name, phone, brief string
	goods, facts       string
}{
	{18, "田悦", "15400007001", "健身门店停业不退费", "健身年卡", "办卡四个月后门店停业，负责人电话不接，剩余八个月未退。"},
	{12, "郝思远", "15400007002", "健身门店停业不退费", "健身年卡", "门店贴出停业通知，要求转到另一城区门店，投诉人不同意。"},
	{9, "闫冬", "15400007003", "健身店停业不退年费", "健身年卡", "停业一周，退费登记后没有人联系。"},
	{4, "武静怡", "15400007004", "健身门店停业退费", "健身年卡", "要求退还剩余费用，店方只肯退三成。"},
	{1, "田悦", "15400007001", "健身门店停业不退费", "健身年卡", "十八天前投诉过，至今没有退费，再次来电。"},
}

// deskLife brings to the desk what the lives of complaints do not show: a series
// with a second call of the same person, a caller with many complaints under two
// names, both sorts at once, joint complainants, a disputed tip-off, questions, a
// draw of call-backs.
func (a *App) deskLife(ctx context.Context) error {
	today := calendar.DateOf(calendar.Instant(a.DB.Now()))
	cast, err := a.cast(today)
	if err != nil {
		return err
	}
	shops, err := a.Engine.List(ctx, record.Query{Kind: "business", Area: a.Area(), Caller: a.Setup(), Limit: 60})
	if err != nil || len(shops.Items) == 0 {
		return err
	}
	shop := func(i int) *record.Record { return shops.Items[i%len(shops.Items)] }
	on := func(ago int) string { return today.AddDays(-ago).String() }
	receive := func(in complaint.Intake) ([]*record.Record, error) {
		for _, v := range in.Values {
			in.On, _ = v["received_on"].(string)
		}
		return a.Complaints.Register(ctx, cast.one("receiver"), in)
	}
	dispute := func(s *record.Record, ago int, name, phone string) m {
		return m{"received_on": on(ago), "channel": "hotline", "complainant": m{"name": name}, "complainant_phone": phone, "respondent_as_written": s.Text("name"), "respondent_address": s.Text("address"), "respondent": a.to(s.ID)}
	}
	var gym []*record.Record
	for _, x := range told {
		v := dispute(shop(3), x.ago, x.name, x.phone)
		v["matter_in_brief"], v["goods"], v["facts"], v["claim"], v["amount"] = x.brief, x.goods, x.facts, "退还剩余费用", int64(98000+100*x.ago)
		made, err := receive(complaint.Intake{As: complaint.AsComplaint, Values: map[string]map[string]any{complaint.Complaint: v}})
		if err != nil {
			return fmt.Errorf("series: %w", err)
		}
		gym = append(gym, made[0])
	}
	s, err := a.Engine.Act(ctx, record.Request{Kind: complaint.Series, Act: record.Create, Area: a.Area(), Caller: cast.one("receiver"),
		Values: m{"name": "健身门店停业退费", "pattern": "one_trader", "respondent": a.to(shop(3).ID), "found": "同一门店停业，短期内多人要求退费"}})
	if err != nil {
		return err
	}
	for _, r := range gym[:2] {
		if _, err := a.Engine.Act(ctx, record.Request{Kind: complaint.Complaint, Act: "join", Record: r.Ref(), Rev: &r.Rev, Area: a.Area(), Caller: cast.one("receiver"), Values: m{"series": a.to(s.ID), "link_reason": "同一门店停业退费"}}); err != nil {
			return err
		}
	}
	for i := range 6 { // one telephone, two names, many traders
		v := dispute(shop(10+i/3), 3+4*i, []string{"孟磊", "孟强"}[i%2], "15400007100")
		v["matter_in_brief"], v["goods"], v["quantity"], v["facts"], v["claim"], v["amount"] = "食品标签没有生产日期", "坚果礼盒", int64(24), "一次购买二十四盒，标签没有生产日期。", "退一赔十", int64(238800)
		if _, err := receive(complaint.Intake{As: complaint.AsComplaint, Values: map[string]map[string]any{complaint.Complaint: v}}); err != nil {
			return fmt.Errorf("many from one telephone: %w", err)
		}
	}
	v := dispute(shop(20), 2, "阎晓彤", "15400007201")
	v["matter_in_brief"], v["goods"], v["facts"], v["claim"] = "买到过期奶粉，店内仍有过期商品", "婴儿奶粉", "购得奶粉已过期十天，货架上还有多罐过期。", "退款并赔偿"
	v["together_with"], v["representatives"] = "葛俊 15400007202\n屈敏 15400007203", "阎晓彤\n葛俊"
	t := m{"received_on": on(2), "channel": "hotline", "matter_in_brief": "销售超过保质期的婴儿奶粉", "informant": m{"name": "阎晓彤"}, "informant_phone": "15400007201", "reported_as_written": shop(20).Text("name"), "place": shop(20).Text("address"), "clues": "货架上仍有多罐超过保质期的奶粉。", "tell_duty": "food"}
	if _, err := receive(complaint.Intake{As: complaint.AsBoth, Values: map[string]map[string]any{complaint.Complaint: v, complaint.Tipoff: t}}); err != nil {
		return fmt.Errorf("both: %w", err)
	}
	for i, q := range []m{
		{"matter_in_brief": "开小餐馆要办哪些手续", "question": "在居民楼底商开面馆，要办什么证，需要多久。", "asker": m{"name": "柏松"}, "asker_phone": "15400007301"},
		{"matter_in_brief": "申请公开处罚决定书", "question": "要求公开去年对某超市的处罚卷宗。", "other_way": "disclosure"},
		{"matter_in_brief": "营业执照地址变更", "question": "门店搬到隔壁街，执照怎么变更。", "channel": "window"},
	} {
		q["received_on"] = on(i)
		if _, err := receive(complaint.Intake{As: complaint.AsConsultation, Values: map[string]map[string]any{complaint.Consultation: q}}); err != nil {
			return fmt.Errorf("question: %w", err)
		}
	}
	return a.disputeAndDraw(ctx, cast, on)
}

// disputeAndDraw opens a dispute over authority and draws call-backs.
func (a *App) disputeAndDraw(ctx context.Context, cast cast, on func(int) string) error {
	officer := cast.one("officer")
	made, err := a.Complaints.Register(ctx, cast.one("receiver"), complaint.Intake{As: complaint.AsTipoff, On: on(6), Values: map[string]map[string]any{complaint.Tipoff: {
		"received_on": on(6), "matter_in_brief": "网店虚构原价", "reported_as_written": "某网店（演示）", "place": "发货地不明", "clues": "页面标注原价从未成交，附截图。"}}})
	if err != nil {
		return err
	}
	r := made[0]
	for _, x := range []struct {
		who    actor.Caller
		act    string
		values m
	}{
		{cast.one("receiver"), "dispatch", m{"handling_unit": a.to(officer.Unit), "handler": a.to(officer.Person)}},
		{officer, "dispute", m{"dispute_with": "邻市市场监管局（演示）", "dispute_reason": "平台经营者住所地在邻市，行为发生地不在本市。"}},
	} {
		if r, err = a.Engine.Act(ctx, record.Request{Kind: complaint.Tipoff, Act: x.act, Record: r.Ref(), Rev: &r.Rev, Area: a.Area(), Caller: x.who, Values: x.values}); err != nil {
			return fmt.Errorf("%s: %w", x.act, err)
		}
	}
	if _, err := a.Ledger.Sequence(ctx); err != nil {
		return err
	}
	ended, err := a.Engine.Count(ctx, record.Query{Kind: complaint.Complaint, Area: a.Area(), Caller: cast.one("head"), Filter: `step in ["settled", "terminated", "refused"]`}, true)
	if err != nil || ended.Count == 0 {
		return err
	}
	_, err = a.Engine.Act(ctx, record.Request{Kind: complaint.Draw, Act: record.Create, Area: a.Area(), Caller: cast.one("head"), Values: m{"title": "近三个月办结投诉回访", "since": on(90), "until": on(0), "rate": int64(20)}})
	return err
}
