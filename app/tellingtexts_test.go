package app_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/telling"
	"github.com/hengjian/hengjian/practice/complaint"
)

// TestTellingTexts: a reason is closed with one full stop, the ways of 消费者权益保护法
// art. 39 stand once, and each other way has words of its own.
func TestTellingTexts(t *testing.T) {
	a, p := raise(t, app.Config{Data: t.TempDir()}, 60), newProvider(t)
	p.through(a)
	food := a.who("food")
	told := func(act string, values map[string]any) string {
		r := a.act("reception", record.Request{Kind: "complaint", Act: record.Create, Values: map[string]any{"received_on": a.DB.Now().Day(), "matter_in_brief": "手机壳褪色", "complainant": "林某",
			"complainant_phone": "15400001234", "complainant_address": "和平路5号", "respondent_as_written": "饰品店", "respondent_address": "新威路9号", "goods": "手机壳", "facts": "褪色", "claim": "退款"}})
		r = a.act("reception", record.Request{Kind: "complaint", Act: "dispatch", Record: r.Ref(), Rev: &r.Rev, Values: map[string]any{"handling_unit": a.to(food.Unit), "handler": a.to(food.Person)}})
		r = a.act("food", record.Request{Kind: "complaint", Act: act, Record: r.Ref(), Rev: &r.Rev, Values: values})
		return a.offer("food", r, "sms")["text"].(string) + "\n" + a.offer("food", r, "post")["text"].(string)
	}
	for _, reason := range []string{"法院已受理", "法院已受理。", "法院已受理。\n"} {
		text := told("refuse", map[string]any{"refuse_ground": "handled", "refuse_reason": reason})
		if strings.Count(text, "理由：法院已受理。") != 2 || strings.Contains(text, "。。") || strings.Count(text, "第三十九条") != 2 {
			t.Errorf("%q is told as %s", reason, text)
		}
	}
	for _, l := range complaint.Shipped().List {
		if (l.On == "complaint.refuse" || l.On == "complaint.terminate") && strings.Contains(l.Text, "第三十九条") {
			t.Errorf("%s says the ways that whatever tells it adds", l.Answer)
		}
	}
	for way, want := range map[string]string{"consult": "是咨询，", "disclosure": "是政府信息公开申请，", "review": "是行政复议申请，", "discipline": "是纪检监察检举控告，", "other_agency": "不属于市场监督管理部门的职责，", "other": "应当通过其他途径提出，"} {
		if text := told("redirect", map[string]any{"other_way": way}); strings.Count(text, "）"+want+"不适用投诉程序") != 2 {
			t.Errorf("%s is told as %s", way, text)
		}
	}
	for want, text := range map[string]string{
		"轮不到这一条": "for: complaint\ntellings:\n  - {acts: [accept], whom: [complainant], title: 告知, sms: 文, text: 文}\n  - {acts: [accept], whom: [complainant], title: 告知, sms: 文, text: 文}\n",
		"if：":    "for: complaint\ntellings:\n  - {acts: [accept], whom: [complainant], if: nothing == 1, title: 告知, sms: 文, text: 文}\n",
		"today":  "for: complaint\ntellings:\n  - {acts: [accept], whom: [complainant], if: received_on == today, title: 告知, sms: 文, text: 文}\n",
		"应当保密":   "for: tipoff\ntellings:\n  - {acts: [file_case], whom: [informant], if: received_on != null, title: 告知, sms: 文, text: 文}\n",
	} {
		if _, err := telling.Read(a.Kinds, telling.Source{FS: fstest.MapFS{"x.yaml": {Data: []byte(text)}}}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
