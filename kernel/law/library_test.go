package law

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/platform/fault"
)

func TestShippedTexts(t *testing.T) {
	lib, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if len(lib.Laws()) < 50 {
		t.Errorf("only %d texts", len(lib.Laws()))
	}
	for id, want := range map[string]string{
		"samr-order-121":      "accept mediate term_notice lead",
		"samr-order-20":       "accept mediate term_notice lead",
		"penalty-procedure":   "verify evidence_registration seizure decide serve",
		"penalty-publication": "publish",
	} {
		l, ok := lib.Law(id)
		if !ok {
			t.Errorf("no %s", id)
			continue
		}
		for _, name := range strings.Fields(want) {
			found := false
			for _, c := range l.Clocks {
				// These clocks were read in the texts themselves.
				found = found || c.Name == name && c.Mark == Read
			}
			if !found {
				t.Errorf("%s has no verified clock %s", id, name)
			}
		}
	}
}

// Whatever is from memory must say so; nothing else may.
func TestUnsureIsShown(t *testing.T) {
	lib := MustLoad()
	for id, want := range map[string]bool{"gb-32100": false, "gs-15": false, "gb-11643": true, "credit-repair-2021": true, "dishonesty-list": false} {
		c, err := lib.Resolve(id, "")
		if err != nil || c.Unsure != want {
			t.Errorf("%s unsure %v, %v", id, c.Unsure, err)
		}
	}
	if c, err := lib.Resolve("penalty-hearing", "5"); err != nil || !c.Unsure || c.Certainty != Memory {
		t.Errorf("got %+v, %v", c, err)
	}
}

func TestResolve(t *testing.T) {
	lib := MustLoad()
	c, err := lib.Resolve("samr-order-121", "23.1.5")
	if err != nil || c.String() != "《市场监督管理投诉举报处理办法》第二十三条第一款第五项" || c.Certainty != Read || c.Unsure {
		t.Errorf("got %+v, %v", c, err)
	}
	for _, bad := range [][2]string{{"no-such-law", "1"}, {"samr-order-121", "99"}, {"samr-order-121", "第23条"}, {"samr-order-121", "023"}} {
		if c, err := lib.Resolve(bad[0], bad[1]); err == nil {
			t.Errorf("%v resolved to %s", bad, c)
		}
	}
	if _, err := lib.Resolve("no-such-law", ""); !fault.Is(err, fault.NotFound) || !strings.Contains(err.Error(), "samr-order-121") {
		t.Errorf("the error does not list the laws: %v", err)
	}
}

func TestArticleNumbers(t *testing.T) {
	for s, want := range map[string]string{"1": "第一条", "10": "第十条", "11": "第十一条", "20": "第二十条", "23-1": "第二十三条之一",
		"100": "第一百条", "101": "第一百零一条", "110": "第一百一十条", "115": "第一百一十五条", "241": "第二百四十一条",
		"1010": "第一千零一十条", "1260": "第一千二百六十条", "64.2": "第六十四条第二款", "82.1.5": "第八十二条第一款第五项"} {
		r, err := ParseArticle(s)
		if err != nil || r.String() != want {
			t.Errorf("%s is %s, %v; want %s", s, r, err, want)
		}
	}
	for _, bad := range []string{"", "0", "01", "1.", ".1", "1-", "1.2.3.4", "-1", "1-0", "十", "12345", "1 "} {
		if r, err := ParseArticle(bad); err == nil {
			t.Errorf("%q was read as %s", bad, r)
		}
	}
}

func TestTitleAndNumberInTime(t *testing.T) {
	l, _ := MustLoad().Law("penalty-procedure")
	for day, want := range map[string][2]string{
		"2020-01-01": {"《市场监督管理行政处罚程序暂行规定》", "国家市场监督管理总局令第2号"},
		"2021-07-15": {"《市场监督管理行政处罚程序规定》", "国家市场监督管理总局令第42号"},
		"2026-01-01": {"《市场监督管理行政处罚程序规定》", "国家市场监督管理总局令第61号"},
	} {
		d := calendar.MustParse(day)
		if l.TitleAt(d) != want[0] || l.NumberAt(d) != want[1] {
			t.Errorf("%s: %s %s", day, l.TitleAt(d), l.NumberAt(d))
		}
	}
}

const head = `law: x
title: 某法
issuer: 某机关
kind: law
from: 2020-01-01
mark: V
`

const clockHead = head + `period:
  - {article: "9", mark: V}
articles:
  "5": {title: 甲, mark: V}
  "9": {title: 期间, mark: V}
clocks:
  - clock: a
    title: 期限
    article: "5"
    mark: V
    starts: 某日
    limit: 7 workdays
    expire: late
`

func TestGoodTextIsRead(t *testing.T) {
	l, err := Parse("x.yaml", []byte(clockHead))
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Clocks) != 1 || l.Clocks[0].Limit != calendar.Workdays(7) || l.Periods[0].Regime.Source != "《某法》第九条" {
		t.Errorf("got %+v", l)
	}
}

// Each mistake is refused with its place and reason.
func TestMistakes(t *testing.T) {
	for name, c := range map[string]struct{ src, want string }{
		"unknown key":               {head + "foo: 1\n", "x.yaml:7:1: 不认识的键“foo”"},
		"syntax":                    {head + "note: [\n", "x.yaml:7:"},
		"key twice":                 {head + "title: 又一\n", "x.yaml:7:1:"},
		"no document":               {"", "x.yaml:1:1: 文件应恰好含一个文档"},
		"two documents":             {head + "---\n" + head, "x.yaml:1:1: 文件应恰好含一个文档"},
		"a list":                    {"- a\n", "此处应为“键: 值”的映射"},
		"missing title":             {"law: x\nissuer: y\nkind: law\nfrom: 2020-01-01\nmark: V\n", "x.yaml:1:1: 缺少“title”"},
		"number for text":           {strings.Replace(head, "某机关", "0123", 1), "x.yaml:3:9: “issuer”应为文本，数字须加引号：\"0123\""},
		"underscored number":        {strings.Replace(head, "某机关", "1_0", 1), "“issuer”应为文本，数字须加引号：\"1_0\""},
		"boolean for text":          {strings.Replace(head, "某机关", "true", 1), "“issuer”应为文本"},
		"bad date":                  {strings.Replace(head, "2020-01-01", "2020-02-30", 1), "x.yaml:5:7: “from”应为日期"},
		"bad mark":                  {strings.Replace(head, "mark: V", "mark: W", 1), "x.yaml:6:7: “mark”应为其中之一"},
		"no mark":                   {strings.Replace(head, "mark: V\n", "", 1), "缺少“mark”"},
		"bad kind":                  {strings.Replace(head, "kind: law", "kind: act", 1), "“kind”应为其中之一"},
		"id is not the file":        {strings.Replace(head, "law: x", "law: y", 1), "且与文件名相同"},
		"anchor":                    {strings.Replace(head, "某机关", "&a 某机关", 1), "不允许锚点、别名和标签"},
		"until before from":         {head + "until: 2019-01-01\n", "“until”早于“from”"},
		"replaced without until":    {head + "replaced_by: y\n", "应写明“until”"},
		"bare article number":       {head + "articles:\n  15: {title: 甲, mark: V}\n", "x.yaml:8:3: 键应为文本；条号等数字须加引号"},
		"bad article number":        {head + "articles:\n  \"15a\": {title: 甲, mark: V}\n", "条号“15a”应写作"},
		"article without mark":      {head + "articles:\n  \"15\": {title: 甲}\n", "缺少“mark”"},
		"clock without period":      {head + "clocks: []\n", "有期限的法应写明期间如何计算"},
		"period of nothing":         {head + "period:\n  - {mark: V}\n", "期间规定应有“article”"},
		"uncited article":           {strings.Replace(clockHead, `article: "5"`, `article: "6"`, 1), "引用的第六条没有列在“articles”中"},
		"bad limit":                 {strings.Replace(clockHead, "7 workdays", "7 wd", 1), "x.yaml:18:12: “limit”应为期限"},
		"no limit":                  {strings.Replace(clockHead, "    limit: 7 workdays\n", "", 1), "缺少“limit”"},
		"bad expiry":                {strings.Replace(clockHead, "expire: late", "expire: dies", 1), "“expire”应为其中之一"},
		"bad flag":                  {clockHead + "    wait: yes\n", "“wait”应为 true 或 false"},
		"clock twice":               {clockHead + strings.SplitAfter(clockHead, "clocks:\n")[1], "适用时间重叠"},
		"extension in another unit": {clockHead + "    extend:\n      - {add: 3 days, by: 甲, article: \"5\"}\n", "延长的单位应与期限相同"},
		"extension by nobody":       {clockHead + "    extend:\n      - {add: 3 workdays, article: \"5\"}\n", "缺少“by”"},
		"too often":                 {clockHead + "    extend:\n      - {add: 3 workdays, by: 甲, times: 99, article: \"5\"}\n", "“times”应为 1 到 10 的整数"},
		"history out of order":      {head + "history:\n  - {number: 二, from: 2021-01-01, mark: V}\n  - {number: 一, from: 2020-01-01, mark: V}\n", "应按施行日期先后排列"},
		"not a list":                {head + "history: x\n", "“history”应为列表"},
	} {
		l, err := Parse("x.yaml", []byte(c.src))
		if err == nil {
			t.Errorf("%s: accepted %+v", name, l)
		} else if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s:\n got %v\nwant %s", name, err, c.want)
		}
	}
}

func TestMistakesBetweenTexts(t *testing.T) {
	text := func(id, more string) string { return strings.Replace(head, "law: x", "law: "+id, 1) + more }
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"replaced by nothing":       {map[string]string{"a": text("a", "until: 2020-12-31\nreplaced_by: b\n")}, "替代它的“b”没有收录"},
		"a gap between the two":     {map[string]string{"a": text("a", "until: 2019-12-30\nreplaced_by: b\n"), "b": text("b", "")}, "“until”早于“from”"},
		"the later has another day": {map[string]string{"a": text("a", "until: 2020-12-31\nreplaced_by: b\n"), "b": text("b", "")}, "应自 2021-01-01 起施行"},
		"extension by another text": {map[string]string{"x": clockHead + "    extend:\n      - {add: 3 workdays, by: 甲, law: y, article: \"1\", if: 某案}\n"}, "没有名为“y”的法"},
	} {
		fsys := fstest.MapFS{}
		for id, src := range c.files {
			fsys[id+".yaml"] = &fstest.MapFile{Data: []byte(src)}
		}
		if _, err := ReadAll(fsys); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
	one := fstest.MapFS{"x.yaml": &fstest.MapFile{Data: []byte(clockHead)}}
	if _, err := ReadAll(one, one); err == nil || !strings.Contains(err.Error(), "已经存在") {
		t.Errorf("a text was replaced: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(clockHead))
	f.Add([]byte(head + "history: [{number: 1_0}]\n"))
	f.Add([]byte("? [a]\n: &x *x\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		l, err := Parse("x.yaml", src)
		if (l == nil) == (err == nil) {
			t.Fatalf("got %v and %v", l, err)
		}
	})
}

func FuzzParseArticle(f *testing.F) {
	f.Add("82.1.5")
	f.Add("23-1")
	f.Fuzz(func(t *testing.T, s string) {
		if r, err := ParseArticle(s); err == nil && !strings.HasPrefix(s, r.Base()) {
			t.Fatalf("%q was read as %s", s, r.Base())
		}
	})
}
