package app

import (
	"context"
	"fmt"

	"github.com/hengjian/hengjian/app/demo"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
)

// deed is one act of a demo life: how many days ago, by whom (a role; "" is the
// handler), what, and what it writes. told is whom it tells of the act before.
type deed struct {
	ago    int
	who    string
	act    string
	values map[string]any
	told   string
	served string // the document it serves
	reason string
}

type m = map[string]any

// lives are how the complaints of a demo city stand: something in every step, in
// time, near the end and late.
var lives = [][]deed{
	{},
	{{ago: 2, who: "receiver", act: "dispatch"}},
	{{ago: 13, who: "receiver", act: "dispatch"}},
	{{ago: 5, who: "receiver", act: "dispatch"}, {ago: 3, act: "accept"}},
	{{ago: 26, who: "receiver", act: "dispatch"}, {ago: 21, act: "accept"}, {ago: 20, told: "complainant", act: "accept"}, {ago: 15, act: "agree", values: m{"complainant_consent": true, "respondent_consent": true}}},
	{{ago: 58, who: "receiver", act: "dispatch"}, {ago: 54, act: "accept"}, {ago: 54, told: "complainant", act: "accept"}, {ago: 48, act: "agree", values: m{"complainant_consent": true, "respondent_consent": true}},
		{ago: 30, act: "test", values: m{"test_body": "产品质量监督检验所（演示）", "test_fee": "由被投诉人垫付，按结果承担"}}, {ago: 17, act: "result", values: m{"test_result": "检测项目不符合标识"}}},
	{{ago: 30, who: "receiver", act: "dispatch"}, {ago: 25, act: "accept"}, {ago: 25, told: "complainant", act: "accept"}, {ago: 20, act: "agree", values: m{"complainant_consent": true, "respondent_consent": true}},
		{ago: 9, act: "test", values: m{"test_body": "产品质量监督检验所（演示）", "test_fee": "双方各半"}}},
	{{ago: 71, who: "receiver", act: "dispatch"}, {ago: 66, act: "accept"}, {ago: 65, told: "complainant", act: "accept"}, {ago: 60, act: "agree", values: m{"complainant_consent": true, "respondent_consent": true}}},
	{{ago: 24, who: "receiver", act: "dispatch"}, {ago: 21, act: "accept"}, {ago: 20, told: "complainant", act: "accept"}, {ago: 17, act: "agree", values: m{"complainant_consent": true, "respondent_consent": true}},
		{ago: 6, act: "settle", values: m{"agreement": "被投诉人退还货款，投诉人退回商品，双方再无争议。", "agreed_amount": int64(16800)}}, {ago: 2, act: "publish"}},
	{{ago: 34, who: "receiver", act: "dispatch"}, {ago: 30, act: "accept"}, {ago: 29, told: "complainant", act: "accept"}, {ago: 4, act: "terminate", values: m{"end_ground": "absent", "end_reason": "被投诉人明确拒绝调解"}}, {ago: 3, told: "complainant", act: "terminate"}, {ago: 2, act: "publish"}},
	{{ago: 12, who: "receiver", act: "dispatch"}, {ago: 8, act: "refuse", values: m{"refuse_ground": "not_consumer", "refuse_reason": "一次购买同一商品八十件，与生活消费的通常习惯明显不符，不能证明为生活消费需要购买。"}}, {ago: 8, told: "complainant", act: "refuse"}},
	{{ago: 62, who: "receiver", act: "dispatch"}, {ago: 58, act: "accept"}, {ago: 57, told: "complainant", act: "accept"}, {ago: 52, act: "agree", values: m{"complainant_consent": true, "respondent_consent": true}},
		{ago: 38, act: "settle_plain", values: m{"agreement": "被投诉人当场退款。", "no_book": "performed", "agreed_amount": int64(5990)}}, {ago: 34, act: "publish"}, {ago: 30, act: "archive"}},
	{{ago: 6, who: "receiver", act: "dispatch"}, {ago: 4, act: "return", values: m{"return_reason": "被投诉人实际经营地不在本辖区"}}},
	{{ago: 33, who: "receiver", act: "dispatch"}, {ago: 29, act: "accept"}, {ago: 28, told: "complainant", act: "accept"}, {ago: 24, act: "agree", values: m{"complainant_consent": true, "respondent_consent": true}}, {ago: 2, act: "recuse", reason: "投诉人认为调解人员与被投诉人相识"}},
	{{ago: 1, who: "receiver", act: "redirect", values: m{"other_way": "consult"}}},
}

// reports are how its tip-offs stand.
var reports = [][]deed{
	{},
	{{ago: 4, who: "receiver", act: "dispatch"}},
	{{ago: 17, who: "receiver", act: "dispatch"}},
	{{ago: 14, who: "receiver", act: "dispatch"}, {ago: 8, act: "test", values: m{"test_what": "抽样检验"}}},
	{{ago: 27, who: "receiver", act: "dispatch"}, {ago: 16, act: "report_up"}, {ago: 15, who: "leader", act: "extend", reason: "案情复杂，涉及多家供货商"}},
	{{ago: 21, who: "receiver", act: "dispatch"}, {ago: 7, act: "report_up"}, {ago: 6, who: "leader", act: "file_case", values: m{"findings": "现场检查属实，当事人承认。"}}},
	{{ago: 25, who: "receiver", act: "dispatch"}, {ago: 8, act: "report_up"}, {ago: 7, who: "leader", act: "not_file", values: m{"findings": "现场检查未发现所反映的情形。", "not_filed_ground": "not_established"}}},
	{{ago: 36, who: "receiver", act: "dispatch"}},
}

// complaints files complaints and tip-offs of invented consumers and handles
// them so far, by the people of the demo and through their own acts.
func (a *App) complaints(ctx context.Context, n int, seed uint64) error {
	today := calendar.DateOf(calendar.Instant(a.DB.Now()))
	cast, err := a.cast(today)
	if err != nil {
		return err
	}
	shops, err := a.Engine.List(ctx, record.Query{Kind: "business", Area: a.Area(), Caller: a.Setup(), Limit: 400})
	if err != nil || len(shops.Items) == 0 {
		return err
	}
	g := demo.New(a.Profile, seed+1)
	g.Today = today
	for i := range n {
		shop := shops.Items[(i*37)%len(shops.Items)]
		kindName, life := "complaint", lives[i%len(lives)]
		if i%3 == 2 {
			kindName, life = "tipoff", reports[(i/3)%len(reports)]
		}
		ago := 1
		if len(life) > 0 {
			ago = life[0].ago + 1
		}
		about, values := "respondent", g.Complaint(shop.Text("name"), shop.Text("address"), ago)
		if kindName == "tipoff" {
			about, values = "reported", g.Tipoff(shop.Text("name"), shop.Text("address"), ago)
		}
		handler := cast["officer"][(i/2)%len(cast["officer"])]
		err := a.DB.Write(ctx, func(tx *db.Tx) error {
			by, unit := a.filer(values, cast.one("receiver"))
			r, err := a.Engine.ActIn(tx, record.Request{Kind: kindName, Act: record.Create, Area: a.Area(), Unit: unit, Values: values, Effective: values["received_on"].(string), Caller: by})
			if err != nil {
				return err
			}
			for _, d := range life {
				if r, err = a.Engine.ActIn(tx, a.request(r, d, handler, cast, today, a.to(shop.ID), about)); err != nil {
					return fmt.Errorf("%s: %w", d.act, err)
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("%s %d: %w", kindName, i, err)
		}
	}
	return nil
}

// request is a deed as the act it is.
func (a *App) request(r *record.Record, d deed, handler actor.Caller, cast cast, today calendar.Date, shop m, about string) record.Request {
	day := today.AddDays(-d.ago).String()
	q := record.Request{Kind: r.Kind.Name, Act: d.act, Record: r.Ref(), Rev: &r.Rev, Area: r.Area, Values: m{}, Reason: d.reason, Effective: day, Caller: handler}
	for name, v := range d.values {
		q.Values[name] = v
	}
	if d.who != "" {
		q.Caller = cast.one(d.who)
	}
	switch {
	case d.told != "":
		q.Act, q.Values = record.Inform, m{"act": d.act, "whom": d.told, "mode": "phone", "told_on": day, "proof": "电话告知，通话录音已存"}
	case d.act == "dispatch":
		q.Values["handling_unit"], q.Values["handler"] = a.to(handler.Unit), a.to(handler.Person)
		q.Values[about] = shop
	case d.act == "publish":
		q.Values["public_respondent"], q.Values["public_goods"] = r.Text("respondent_as_written"), r.Text("goods")
	case d.act == "report_up":
		q.Values["approver"] = a.to(cast.one("leader").Person)
	}
	return q
}
