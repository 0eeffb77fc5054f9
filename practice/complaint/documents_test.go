package complaint_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/document"
	"github.com/hengjian/hengjian/kernel/document/documenttest"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
)

// filled are the records of which the documents are written: a complaint and a
// tip-off with a value in every field a template may print.
var filled = map[string]map[string]any{
	"complaint": {"matter_in_brief": "牛奶变质", "received_on": "2026-11-20", "complainant": map[string]any{"name": "林某"}, "complainant_address": "示例市示例路1号", "respondent_as_written": "示例区老王超市",
		"respondent_address": "示例市示例路2号", "goods": "鲜牛奶一箱", "facts": "11月18日购买，当晚发现结块，次日要求退货被拒。", "claim": "退还货款68元，并按规定赔偿。", "handling_unit": "示例所", "handler": "周某",
		"refuse_ground": "handled", "refuse_reason": "同一争议已由示例市示例区人民法院受理。", "session_on": "2026-12-01", "session_place": "示例所调解室", "mediator": "周某",
		"entrusted_to": "示例区消费者协会", "test_body": "示例检测中心", "test_fee": "检测费500元由被投诉人先行垫付，结论不合格的由被投诉人承担。", "agreement": "被投诉人当场退还货款68元，另赔偿500元，于2026年12月5日前付清。", "agreed_amount": int64(56800),
		"no_book": "performed", "end_ground": "no_agreement", "end_reason": "2026年12月1日现场调解中，投诉人明确表示无法达成调解协议。", "other_way": "review", "sort_as": "tipoff"},
	"tipoff": {"matter_in_brief": "无证经营食品", "received_on": "2026-11-20", "channel": "window", "reported_as_written": "示例区某小吃店", "handler": "周某", "findings": "已现场检查，尚需向供货方核实进货来源。", "place": "示例市示例路9号", "not_filed_ground": "slight"},
}

// slots are what an officer wrote where the template proposes nothing.
var slots = map[string]string{"hour": "上午九时三十分", "contact": "0000-0000000", "back_by": "2026年12月20日", "how_chosen": "由投诉人和被投诉人协商确定", "request": "投诉人林某于2026年12月1日以调解人员周某与被投诉人负责人是同学为由，申请其回避",
	"course_text": "2026年12月1日在示例所调解室，双方到场，核对小票后协商一致。", "where_text": "可以自知道行政行为之日起六十日内，向示例市人民政府申请行政复议。", "police": "示例市公安局示例分局", "enclosed": "投诉材料一份3页，监控录像光盘一张。", "item": "第四项", "handed_in": "照片5张",
	"provisions": "涉嫌违反《中华人民共和国食品安全法》第三十五条第一款，有现场笔录和照片证明，在处罚期限内。", "officers": "周某（执法证号0001）、赵某（执法证号0002）",
	"why": "当场改正，未销售，没有造成危害后果；现场笔录和改正后照片附后。", "education": "已当场指导，并发出提醒告诫书。"}

// TestTexts prints every document and compares it with the text a lawyer has read
// (testdata/documents).
func TestTexts(t *testing.T) {
	set, kinds := documenttest.Read(t, "complaint")
	day := calendar.New(2026, 11, 29)
	for _, tpl := range set.All() {
		name := strings.TrimSuffix(filepath.Base(tpl.File), ".yaml")
		t.Run(name, func(t *testing.T) {
			k := kinds.Get(tpl.Kind)
			values := map[string]any{}
			for n, v := range filled[tpl.Kind] {
				values[n] = v
			}
			if tpl.Law == "samr-order-20" {
				values["received_on"] = "2026-04-01"
			}
			m := document.Matter{Record: &record.Record{Kind: k, Number: k.Title + "〔2026〕371002000123", Values: values}, Label: label, Organ: "示例市示例区市场监督管理局", Mark: "示市监", Unit: "示例所",
				Signer: "王某", Day: day, Due: func(string) calendar.Date { return calendar.New(2027, 1, 26) }, Reason: "周某与被投诉人负责人系同学，可能影响公正处理，决定其回避，改由赵某调解。"}
			if tpl.Name == "police_transfer" || tpl.Name == "tipoff_police" {
				m.Reason = "投诉人在多家商店购买同一批次商品后自行更改标签再投诉，监控录像可以证明。"
			}
			if tpl.Name == "notice_resort" {
				m.Reason = "来件只要求查处该店销售过期食品，电话核实时投诉人表示不要求退款。"
			}
			m.Slots = tpl.Draft(m)
			for _, s := range tpl.Slots {
				if m.Slots[s.Name] == "" {
					m.Slots[s.Name] = slots[s.Name]
				}
			}
			if tpl.Series != "" {
				m.Number = tpl.NumberOf(m.Mark, 2026, 7)
			}
			documenttest.Text(t, tpl, m, name)
		})
	}
}

// TestNothingIsAsserted: a record that holds nothing but what a complaint must
// keeps every document from being issued that would say more.
func TestNothingIsAsserted(t *testing.T) {
	set, kinds := documenttest.Read(t, "complaint")
	bare := map[string]map[string]any{"complaint": {"matter_in_brief": "牛奶变质", "received_on": "2026-11-20", "complainant": map[string]any{"name": "林某"}, "respondent_as_written": "示例区老王超市", "goods": "牛奶", "facts": "变质", "claim": "退款"},
		"tipoff": {"matter_in_brief": "无证经营", "received_on": "2026-11-20", "channel": "window", "reported_as_written": "小吃店"}}
	free := map[string]bool{"notice_accept": true, "tipoff_receipt": true} // they say what every record holds
	for _, tpl := range set.All() {
		m := document.Matter{Record: &record.Record{Kind: kinds.Get(tpl.Kind), Number: "1", Values: bare[tpl.Kind]}, Label: label, Organ: "示例局", Mark: "示", Day: calendar.New(2026, 11, 29)}
		m.Slots = tpl.Draft(m)
		if _, gaps := tpl.Fill(m); (len(gaps) == 0) != free[tpl.Name] {
			t.Errorf("%s lacks %v", tpl.File, gaps)
		}
	}
}

// label is a value in words, as the product has them.
func label(f *kind.Field, v any, _ map[string]any) string {
	switch x := v.(type) {
	case map[string]any:
		s, _ := x["name"].(string)
		return s
	case string:
		for _, o := range f.Options {
			if o.Value == x {
				return o.Title
			}
		}
		return x
	}
	return ""
}
