package report

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
)

// TestRefused: what is wrong in a report is told with file, line and column, and why.
func TestRefused(t *testing.T) {
	kinds, good := testKinds(t), visits(t)
	for name, x := range map[string]struct{ old, new, want string }{
		"an unknown key":                    {"due: 10", "dew: 10", ":9:1: 不认识的键“dew”"},
		"an unknown period":                 {"period: quarter", "period: week", ":8:9: “week”不在可选范围"},
		"a cut of a quarter":                {"due: 10", "due: 10\ncut: 25", ":10:1: 只有月报可以规定统计截止日"},
		"a day that is none":                {"due: 10", "due: 0", ":9:6: 应为 1 到 90 的整数"},
		"no such kind":                      {"count: visit,", "count: visits,", ":12:58: 没有名为“visits”的业务类型"},
		"a count of a field":                {"count: visit,", "count: visit.paid,", ":12:58: count 写业务类型"},
		"a sum of a kind":                   {"sum: visit.paid", "sum: visit", ":13:65: count 写业务类型"},
		"a sum of a text":                   {"sum: visit.paid", "sum: visit.what", ":13:65: “事由”不是金额或者整数"},
		"a sum in the wrong unit":           {"avg: visit.minutes", "avg: visit.paid", ":14:61: “退款”的单位与本列的单位不符"},
		"no such field":                     {"avg: visit.minutes", "avg: visit.hours", ":14:61: 来访没有名为“hours”的字段"},
		"a day that is no date":             {"count: whisper, on: came_on", "count: whisper, on: way", "没有名为“way”的日期字段"},
		"no day":                            {"count: whisper, on: came_on", "count: whisper", ":15:5: 应当写明按哪个日期字段"},
		"a limit of what has none":          {"count: whisper, on: came_on", "count: whisper, clock: accept, edge: stops", "没有名为“accept”的期限"},
		"in time, of what begins":           {"count: whisper, on: came_on", "count: whisper, clock: accept, edge: starts, in_time: true", "是否按期"},
		"a column of two sorts":             {"hand: true", "hand: true, calc: came", "之一"},
		"a column of none":                  {", hand: true", "", ":16:5: 应当而且只能写"},
		"a condition on hand-written":       {"hand: true", "hand: true, on: came_on", "只用于对记录"},
		"a name twice":                      {"name: minutes,", "name: paid,", ":14:12: 列“paid”重复"},
		"a name that is none":               {"name: minutes,", "name: Minutes,", "名称应为小写英文字母"},
		"arithmetic with what is below":     {"calc: paid + more", "calc: paid + all", "“all”"},
		"arithmetic over units":             {"calc: paid + more", "calc: paid + came", ":17:68:"},
		"a share of an amount":              {"share: came", "share: paid", "不是前面的、以件计的列"},
		"a percentage that is no share":     {"calc: came + whispers", "unit: '%', calc: came + whispers", "只有占比"},
		"a condition that fits nothing":     {"if: minutes > 30", "if: hours > 30", ":22:50:"},
		"a condition with today":            {"if: minutes > 30", "if: came_on <= today", "today"},
		"a condition that is no expression": {"if: minutes > 30", "if: '1 == 1; DROP TABLE visit'", "表达式"},
		"parted by what is not a value":     {"each: way", "each: what", "不能按“事由”分列"},
		"parted by no field":                {"each: county", "each: country", "没有名为“country”的字段"},
		"a row of two sorts":                {"each: county", "each: county, if: minutes > 1", "最多写一个"},
		"a row twice":                       {"name: office, title: 按机构", "name: way, title: 按机构", ":25:12: 行“way”重复"},
		"a sum of one line":                 {"sum: way}", "sum: total}", "不是按字段分列的行"},
		"a check of two sorts":              {"total: total, of: way", "jump: 5, total: total, of: way", "之一"},
		"a total that is none":              {"total: total, of: way", "total: totals, of: way", "不是单独的一行"},
		"a total of one line":               {"total: total, of: way", "total: total, of: long", "不是按字段分列的行"},
		"a total of columns that are none":  {"adds: [came, whispers, paid]", "adds: [came, whispered]", "“whispered”不是可以比较、相加的列"},
		"a total of what is not parted":     {"of: way, adds: [came", "of: office, adds: [came", "“密报”不按“按机构”分列"},
		"a check of a row that is none":     {"rows: [total], if:", "rows: [totals], if:", "没有名为“totals”的行"},
		"a check with a mistake":            {"'whispers > came'", "'whispers > camel'", "“camel”"},
		"a comparison that is no warning":   {"warn: true, rows: [total], jump: 50", "rows: [total], jump: 50", "只能是须说明的警告"},
		"a comparison of shares":            {"columns: [came]", "columns: [rate]", "“rate”不是可以比较"},
		"a word that is none":               {"'{title}'", "'{tittle}'", "不认识的 {tittle}；可用："},
		"a cell that is none":               {"head: B4", "head: B0", "应为单元格，例如 A6"},
		"a sheet Excel refuses":             {"sheet: 季报", "sheet: '[季报]'", "工作表名"},
		"a sheet with a quote":              {"sheet: 季报", `sheet: "'季报"`, "工作表名"},
		"no layout":                         {"layout:", "layouts:", "缺少“layout”"},
		"a text where a number is":          {"due: 10", "due: 十", "整数"},
		"no rows":                           {"rows:\n", "rows: []\nrest:\n", "应有 1 到 60 行"},
		"an anchor":                         {"title: 来访季报", "title: &a 来访季报", "不允许锚点"},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(good, x.old) {
				t.Fatalf("the report does not say %q", x.old)
			}
			d, problems := Parse("practice/test/reports/visits.yaml", "test", []byte(strings.Replace(good, x.old, x.new, 1)))
			if d != nil && len(problems) == 0 {
				problems = d.Link(kinds, nil)
			}
			if text := problems.Error(); !strings.Contains(text, x.want) || !strings.HasPrefix(text, "practice/test/reports/visits.yaml:") {
				t.Errorf("got %s", text)
			}
		})
	}
	if d := parsed(t, good, kinds); len(d.Columns) != 8 || len(d.Rows) != 6 || d.Digest == "" || d.Source != good {
		t.Errorf("read as %+v", d)
	}
}

// TestRead: a report is in a file of its name, and its name is there once.
func TestRead(t *testing.T) {
	good := []byte(visits(t))
	one := fstest.MapFS{"visits.yaml": {Data: good}, "other.yaml": {Data: good}, "notes.txt": {Data: []byte("nothing")}, "broken.yaml": {Data: []byte("report: [")}}
	set, problems := Read(Source{FS: one, Dir: "practice/test/reports", Matter: "test"}, Source{FS: fstest.MapFS{"visits.yaml": {Data: good}}, Dir: "reports/test"})
	if len(set.All()) != 1 || set.Find("visits") == nil || set.Find("visit") != nil {
		t.Errorf("read %d reports", len(set.All()))
	}
	text := problems.Error()
	for _, want := range []string{"practice/test/reports/other.yaml:1:1: 文件名应为 visits.yaml", "reports/test/visits.yaml:1:1: 报表“visits”重复", "practice/test/reports/broken.yaml:1:"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

// FuzzParse: no file breaks the reader, every mistake has its place in it, and what
// is taken can be counted on nothing, checked and put on paper.
func FuzzParse(f *testing.F) {
	kinds, good := testKinds(f), visits(f)
	f.Add([]byte(good))
	f.Add([]byte(strings.ReplaceAll(good, "quarter", "half")))
	f.Add([]byte(strings.ReplaceAll(good, "{", "{{")))
	f.Add([]byte("report: x\ncolumns: [[[]]]\nrows: {}\nlayout: 1"))
	f.Add([]byte(strings.Repeat("[", 3000)))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, problems := Parse("visits.yaml", "test", text)
		if d != nil && len(problems) == 0 {
			problems = d.Link(kinds, nil)
		}
		lines := bytes.Count(text, []byte("\n")) + bytes.Count(text, []byte("\r")) + 1
		for _, p := range problems {
			if p.Line < 1 || p.Line > lines+1 || p.Col < 1 || p.Text == "" {
				t.Fatalf("problem %+v of %d lines", p, lines)
			}
		}
		if len(problems) > 0 {
			return
		}
		figures := &Figures{}
		for _, r := range d.Rows {
			figures.Lines = append(figures.Lines, &Line{Row: r.Name, Title: r.Title, Code: r.Code, Cells: map[string]int64{}})
		}
		if err := d.write(figures, Hand{}); err != nil {
			t.Fatal(err)
		}
		d.Check(figures, figures, nil)
		span, ok := d.Span(map[string]string{"month": "2026-12", "quarter": "2026-Q4", "half": "2026-H2", "year": "2026"}[d.Period])
		if !ok {
			t.Fatalf("%s has no period", d.Period)
		}
		s := Sheet{Definition: d, Figures: figures, Period: span}
		if err := s.Excel(&bytes.Buffer{}); err != nil {
			t.Fatal(err)
		}
		s.Table()
	})
}
