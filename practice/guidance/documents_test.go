package guidance_test

import (
	"maps"
	"strconv"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/document"
	"github.com/hengjian/hengjian/kernel/document/documenttest"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
)

// filled has a value in every field a form may print.
var filled = map[string]map[string]any{
	"correction_order": {"addressee": "示例区某食品店", "wrong_in_brief": "未明码标价", "wrong": "水产区三个品种没有标价签。", "provision": "《价格法》第十三条", "order_basis": "《价格法》第四十二条", "demand": "补齐标价签，货签对位。", "manner": "within",
		"limit_days": int64(5), "recheck_on": "2026-11-29", "rechecked_with": "周某", "recheck_found": "标价签齐全。"},
	"talk": {"addressee": "示例区某食品店", "matter": "多次被投诉", "ground": "consumer", "facts": "一个月内六件投诉。", "session_on": "2026-12-01", "session_place": "示例所会议室", "who_must_come": "负责人", "recorder": "周某", "who_came": "李某，经理",
		"said": "指出问题，说明规定。", "promises": "一周内整改。", "promised_by": "2026-12-08"},
	"reminder": {"addressee": "示例区某食品店", "sort": "remind", "facts": "节日临近，部分商品价格波动。", "advice": "明码标价，不得哄抬价格。"},
	"advice":   {"addressee": "示例区某食品店", "topic": "散装食品标签", "question": "要写什么？", "advised": "名称、生产日期、保质期等。"},
}

// TestTexts prints every document and compares it with the text that was read
// (testdata/documents).
func TestTexts(t *testing.T) {
	set, kinds := documenttest.Read(t, "guidance")
	for _, tpl := range set.All() {
		t.Run(tpl.Name, func(t *testing.T) {
			m := document.Matter{Record: &record.Record{Kind: kinds.Get(tpl.Kind), Number: "示〔2026〕371002000123", Values: filled[tpl.Kind]}, Label: label, Organ: "示例市示例区市场监督管理局", Mark: "示市监", Unit: "示例所",
				Signer: "王某", Day: calendar.New(2026, 11, 29), Due: func(string) calendar.Date { return calendar.New(2026, 12, 4) }, Reason: "认定事实不清。"}
			m.Slots = tpl.Draft(m)
			m.Slots["hour"] = "上午九时三十分"
			if tpl.Series != "" {
				m.Number = tpl.NumberOf(m.Mark, 2026, 7)
			}
			documenttest.Text(t, tpl, m, tpl.Name)
			if tpl.Name == "talk_notice" {
				otherGround(t, tpl, m)
			}
		})
	}
}

// otherGround holds that a notice of a talk on another ground says which, or is not issued.
func otherGround(t *testing.T, tpl *document.Template, m document.Matter) {
	r := *m.Record
	r.Values = maps.Clone(r.Values)
	r.Values["ground"] = "other"
	m.Record = &r
	if _, gaps := tpl.Fill(m); len(gaps) != 1 || gaps[0].Name != "other_ground" {
		t.Errorf("on another ground it lacks %v", gaps)
	}
	m.Slots["other_ground"] = "《示例省消费者权益保护条例》第十条"
	documenttest.Text(t, tpl, m, tpl.Name+".other")
}

// label is a value in words.
func label(f *kind.Field, v any, _ map[string]any) string {
	if n, ok := v.(int64); ok {
		return strconv.FormatInt(n, 10)
	}
	s, _ := v.(string)
	for _, o := range f.Options {
		if o.Value == s {
			return o.Title
		}
	}
	return strings.TrimSpace(s)
}
