package document_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/document"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
)

const dispute = `
kind: dispute
title: 争议
fields:
  - {name: what, title: 事由, type: text, required: true}
  - {name: who, title: 何人, type: person}
  - {name: amount, title: 金额, type: money}
  - {name: noted_on, title: 日期, type: date}
  - {name: ground, title: 情形, type: enum, options: {a: 一、第一种, b: 没有序号的}}
  - {name: paper, title: 附件, type: file}
`

const notice = `
template: notice
title: 通知书
for: dispute
from: 2020-01-01
basis: []
series: notice
number: '{mark}通〔{year}〕{seq}号'
to: [who]
slots:
  - {name: why, title: 理由, default: '因{what}'}
  - {name: more, title: 其他, optional: true}
body:
  - line: '{who}：'
  - text: '{noted_on}，{amount}，{ground|item}（{ground|bare}）。'
  - text: '{why}'
  - text: '{more?}'
  - {text: 大额。, if: 'amount > yuan(1000)'}
  - table:
      - [事由, '{what}']
      - [附言, '{more?}']
  - seal: '{organ}'
`

func read(t testing.TB, files map[string]string) (*document.Set, *kind.Set, kind.Problems) {
	t.Helper()
	kinds, bad := kind.Load(kind.Env{}, kind.Source{FS: fstest.MapFS{"dispute.yaml": {Data: []byte(dispute)}}, Dir: "practice/court"})
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	fs := fstest.MapFS{}
	for name, text := range files {
		fs[name] = &fstest.MapFile{Data: []byte(text)}
	}
	set, problems := document.Read(document.Source{FS: fs, Dir: "practice/court/documents", Matter: "court"})
	if len(problems) == 0 {
		problems = set.Link(kinds, nil)
	}
	return set, kinds, problems
}

// TestRefused: what is wrong in a template is told with its place and reason.
func TestRefused(t *testing.T) {
	for name, x := range map[string]struct{ old, new, want string }{
		"an unknown key":               {"copies", "x", ""},
		"another name than the file's": {"template: notice", "template: other", "2:11: 文件名应为 other.yaml"},
		"no such kind":                 {"for: dispute", "for: quarrel", "4:6: 没有名为“quarrel”的业务类型"},
		"no such field":                {"'{what}'", "'{whaat}'", ":20:15: 没有名为“whaat”的字段或者空栏"},
		"a file on paper":              {"'{what}'", "'{paper}'", "是附件"},
		"an open brace":                {"'{who}：'", "'{who：'", "花括号不成对"},
		"an unknown form":              {"{ground|item}", "{ground|loud}", "不认识的写法“loud”"},
		"a form for options only":      {"{ground|item}", "{amount|item}", "只用于选项"},
		"a number without a year":      {"'{mark}通〔{year}〕{seq}号'", "'{mark}通{seq}号'", "{mark}、{year}、{seq} 各一个"},
		"a number without a series":    {"series: notice\n", "", "要写都写"},
		"a mistake in a condition":     {"amount > yuan(1000)", "amoumt > yuan(1000)", "“amoumt”"},
		"two sorts in one part":        {"- line: '{who}：'", "- {line: 甲, text: 乙}", "写且只写一种"},
		"a slot with a field's name":   {"{name: why, title: 理由, default: '因{what}'}", "{name: what, title: 理由}", "同名"},
		"a recipient that is no field": {"to: [who]", "to: [whom]", "没有名为“whom”的字段"},
		"a day that is none":           {"from: 2020-01-01", "from: 2020-02-30", "应为日期"},
		"a place that is none":         {"from: 2020-01-01", "from: 2020-01-01\nplace: \"371002\"", "两位（省）或四位（市）"},
		"no body":                      {"body:", "head:", "不认识的键“head”"},
		"a clock that is none":         {"'{why}'", "'{due.never}'", "没有名为“never”的期限"},
		"the number's words elsewhere": {"'{why}'", "'{seq}'", "只用于文号"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(notice, x.old, x.new, 1)
			if x.want == "" {
				text = notice + "colour: red\n"
				x.want = "不认识的键“colour”"
			}
			_, _, problems := read(t, map[string]string{"notice.yaml": text})
			if !strings.Contains(problems.Error(), x.want) || !strings.Contains(problems.Error(), "practice/court/documents/notice.yaml:") {
				t.Errorf("%v", problems)
			}
		})
	}
}

func TestFill(t *testing.T) {
	set, kinds, problems := read(t, map[string]string{"notice.yaml": notice})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	tpl := set.All()[0]
	m := document.Matter{Record: &record.Record{Kind: kinds.Get("dispute"), Values: map[string]any{"what": "漏水", "who": map[string]any{"name": "甲"}, "amount": int64(123450), "noted_on": "2026-03-09", "ground": "a"}},
		Label: func(f *kind.Field, v any, _ map[string]any) string {
			if f.Type == kind.Enum {
				return f.Options[0].Title
			}
			if p, ok := v.(map[string]any); ok {
				return p["name"].(string)
			}
			return v.(string)
		}, Organ: "某局", Day: calendar.New(2026, 3, 10)}
	if m.Slots = tpl.Draft(m); m.Slots["why"] != "因漏水" || m.Slots["more"] != "" {
		t.Errorf("a draft begins with %q", m.Slots)
	}
	sheet, gaps := tpl.Fill(m)
	if len(gaps) > 0 {
		t.Errorf("it lacks %v", gaps)
	}
	want := "某局\n通知书\n（签发时编号）\n\n甲：\n　　2026年3月9日，1234.50元，第一项（第一种）。\n　　因漏水\n　　大额。\n| 事由 | 漏水 |\n某局\n2026年3月10日\n"
	if got := sheet.Text(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	delete(m.Record.Values, "noted_on")
	m.Slots["why"], m.Slots["more"] = "", strings.Repeat("多", 2001)
	sheet, gaps = tpl.Fill(m)
	if len(gaps) != 3 || !strings.Contains(sheet.Text(), "【日期】") {
		t.Errorf("it lacks %v\n%s", gaps, sheet.Text())
	}
}

// TestFind: of several forms of a name the one of the city before the province's
// before the country's, of one text before any text, the latest that has begun.
func TestFind(t *testing.T) {
	form := func(extra, title string) string {
		return strings.Replace(strings.Replace(notice, "title: 通知书", "title: "+title, 1), "from: 2020-01-01", extra, 1)
	}
	set, _, problems := read(t, map[string]string{
		"notice.yaml":      form("from: 2020-01-01", "全国"),
		"notice.2026.yaml": form("from: 2026-01-01", "全国新式"),
		"notice.37.yaml":   form("from: 2020-01-01\nplace: \"37\"\nuntil: 2026-06-30", "省"),
		"notice.3710.yaml": form("from: 2026-03-01\nplace: \"3710\"", "市"),
	})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, x := range []struct{ area, day, want string }{{"4404", "2025-05-01", "全国"}, {"4404", "2026-05-01", "全国新式"}, {"3702", "2026-05-01", "省"}, {"3702", "2026-07-01", "全国新式"}, {"3710", "2026-02-01", "省"}, {"3710", "2026-05-01", "市"}, {"3710", "2019-05-01", ""}} {
		got := ""
		if tpl := set.Find("dispute", "notice", "", ref.Area(x.area), calendar.MustParse(x.day)); tpl != nil {
			got = tpl.Title
		}
		if got != x.want {
			t.Errorf("%s on %s: %q, want %q", x.area, x.day, got, x.want)
		}
	}
	if why := set.Names("dispute", "", "notice"); why != "" {
		t.Error(why)
	}
	if why := set.Names("dispute", "", "other"); why == "" {
		t.Error("a document without a form is let through")
	}
}

// FuzzTemplate: no file breaks the reader, and what it takes can be filled.
func FuzzTemplate(f *testing.F) {
	f.Add([]byte(notice))
	f.Add([]byte(strings.ReplaceAll(notice, "{", "{{")))
	f.Add([]byte("template: x\nbody: [[[]]]\nslots: {}\nto: 1"))
	f.Fuzz(func(t *testing.T, text []byte) {
		set, kinds, problems := read(t, map[string]string{"notice.yaml": string(text)})
		if len(problems) > 0 {
			return
		}
		for _, tpl := range set.All() {
			m := document.Matter{Record: &record.Record{Kind: kinds.Get("dispute"), Values: map[string]any{}}, Label: func(*kind.Field, any, map[string]any) string { return "" }}
			m.Slots = tpl.Draft(m)
			sheet, _ := tpl.Fill(m)
			_ = sheet.Text()
			_ = tpl.NumberOf("某", 2026, 1)
		}
	})
}
