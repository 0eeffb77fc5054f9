package record_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
)

// TestHearings: a kind that hears says which facts and what it takes from the
// record that told; what cannot be is refused with its place.
func TestHearings(t *testing.T) {
	const dispute = `kind: dispute
title: 争议
title_field: what
fields:
  - {name: what, title: 事由, type: text}
  - {name: who, title: 何人, type: person, personal: true}
  - {name: phone, title: 电话, type: text, personal: true}
  - {name: found_on, title: 日期, type: date}
`
	for _, x := range []struct{ name, hears, at, why string }{
		{"sound", `{fact: dispute.lead_found, set: {origin: record, found_on: day, what: what, source: '"a"'}}`, "", ""},
		{"a fact nobody tells", `{fact: dispute.lost, set: {}}`, "11:12", "没有办理动作产生业务事件“dispute.lost”"},
		{"a field that is not there", `{fact: dispute.lead_found, set: {when: day}}`, "11:38", "没有名为“when”的字段"},
		{"a field the teller has not", `{fact: dispute.lead_found, set: {what: goods}}`, "11:44", "争议没有名为“goods”的字段"},
		{"another type", `{fact: dispute.lead_found, set: {found_on: what}}`, "11:48", "类型不同"},
		{"an option that is not there", `{fact: dispute.lead_found, set: {source: '"z"'}}`, "11:46", "来源没有“z”这一项"},
		{"the record in a text", `{fact: dispute.lead_found, set: {what: record}}`, "11:44", "事由不是指向争议的字段"},
		{"what is personal where it is not", `{fact: dispute.lead_found, set: {what: phone}}`, "11:44", "是个人信息"},
	} {
		t.Run(x.name, func(t *testing.T) {
			lead := `kind: lead
title: 线索
title_field: what
fields:
  - {name: what, title: 事由, type: text}
  - {name: found_on, title: 日期, type: date}
  - {name: origin, title: 来自, type: reference, of: dispute}
  - {name: source, title: 来源, type: enum, options: {a: 甲, b: 乙}}

hears:
  - ` + x.hears + "\n"
			told := func(set *kind.Set, fact string) []*kind.Kind {
				if fact != "dispute.lead_found" {
					return nil
				}
				return []*kind.Kind{set.Get("dispute")}
			}
			set, problems := kind.Load(kind.Env{Sections: []kind.Section{record.HearSection(told)}},
				kind.Source{FS: fstest.MapFS{"dispute.yaml": {Data: []byte(dispute)}}, Dir: "practice/dispute"},
				kind.Source{FS: fstest.MapFS{"lead.yaml": {Data: []byte(lead)}}, Dir: "practice/enforcement"})
			if x.why == "" {
				if len(problems) > 0 || len(record.Hears(set.Get("lead"))) != 1 {
					t.Fatal(problems)
				}
				return
			}
			if got := problems.Error(); len(problems) != 1 || !strings.Contains(got, "lead.yaml:"+x.at+":") || !strings.Contains(got, x.why) {
				t.Errorf("got %s, want %s: %s", got, x.at, x.why)
			}
		})
	}
}
