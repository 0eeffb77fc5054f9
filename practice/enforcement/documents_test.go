package enforcement_test

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

// filled is a lead with a value in every field a form prints.
var filled = map[string]any{"found_on": "2026-11-20", "source": "inspection", "matter_in_brief": "销售超过保质期的食品", "suspect_as_written": "示例区老王超市", "handler": "周某",
	"findings": "11月23日现场检查，货架上有超过保质期的牛奶三盒，已下架。", "not_filed_ground": "first"}

// slots are what an officer wrote where the form proposes nothing.
var slots = map[string]string{"provisions": "涉嫌违反《中华人民共和国食品安全法》第三十四条，有现场笔录和照片证明，在处罚期限内。", "officers": "周某（执法证号0001）、赵某（执法证号0002）",
	"why": "两年内没有同类违法，数量少、未售出，当场下架。", "education": "已当场指导。"}

// TestTexts prints every form of leads and compares it with the text a lawyer has read
// (testdata/documents). An approval that lacks its reason is not issued.
func TestTexts(t *testing.T) {
	set, kinds := documenttest.Read(t, "enforcement", "complaint", "guidance")
	for _, tpl := range set.All() {
		name := strings.TrimSuffix(filepath.Base(tpl.File), ".yaml")
		t.Run(name, func(t *testing.T) {
			k := kinds.Get(tpl.Kind)
			m := document.Matter{Record: &record.Record{Kind: k, Number: "线索〔2026〕371002000123", Values: filled}, Organ: "示例市示例区市场监督管理局", Mark: "示市监", Unit: "示例所", Label: label,
				Signer: "王某", Day: calendar.New(2026, 11, 29), Due: func(string) calendar.Date { return calendar.New(2026, 12, 11) }, Reason: "需要向三家供货方核实进货来源。"}
			m.Slots = tpl.Draft(m)
			open := 0
			for _, s := range tpl.Slots {
				if m.Slots[s.Name] == "" && !s.Optional {
					open++
				}
			}
			if _, lacks := tpl.Fill(m); len(lacks) != open {
				t.Errorf("with %d slots open it lacks %v", open, lacks)
			}
			for _, s := range tpl.Slots {
				if m.Slots[s.Name] == "" {
					m.Slots[s.Name] = slots[s.Name]
				}
			}
			documenttest.Text(t, tpl, m, name)
		})
	}
}

// label is a value in words, as the product has them.
func label(f *kind.Field, v any, _ map[string]any) string {
	s, _ := v.(string)
	for _, o := range f.Options {
		if o.Value == s {
			return o.Title
		}
	}
	return s
}
