package source

import (
	"fmt"
	"sort"
	"strings"

	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/kind"
)

// Mapping says for every column of a file which field it feeds.
type Mapping []Match

// Match is one column of a mapping.
type Match struct {
	Column  string  `json:"column"`
	Field   string  `json:"field"` // "" is not imported
	Title   string  `json:"field_title,omitempty"`
	Score   float64 `json:"score"`  // 0 to 1
	Reason  string  `json:"reason"` // Chinese: the evidence
	Convert string  `json:"convert,omitempty"`
	Shift   int     `json:"shift,omitempty"` // money: the column is in 10^Shift 元 (4: 万元)
}

// Field returns the index of the column that feeds a field, or -1.
func (m Mapping) Field(name string) int {
	for i, x := range m {
		if x.Field == name && name != "" {
			return i
		}
	}
	return -1
}

// accepted is the score from which a guess is proposed.
const accepted = 0.5

// guess is one candidate pair.
type guess struct {
	column, field int
	score         float64
	reason        string
}

// Recognise proposes a mapping by what the headings say and what the columns
// hold. Each field is fed by one column at most; a column nobody claims is
// listed with Field "" and its nearest guess as the reason.
func Recognise(columns []Column, rows [][]string, fields []FieldInfo) Mapping {
	var guesses []guess
	for c := range columns {
		seen := observe(rows, c)
		for i := range fields {
			if g := judge(columns[c].Head, seen, &fields[i]); g.score > 0 {
				g.column, g.field = c, i
				guesses = append(guesses, g)
			}
		}
	}
	sort.SliceStable(guesses, func(i, j int) bool { return guesses[i].score > guesses[j].score })
	m := make(Mapping, len(columns))
	for i, c := range columns {
		m[i] = Match{Column: c.Name, Reason: "没有对应的字段"}
	}
	taken := map[int]string{}
	for _, g := range guesses {
		x, f := &m[g.column], &fields[g.field]
		if x.Field != "" {
			continue
		}
		switch by := taken[g.field]; {
		case g.score < accepted:
			if x.Score == 0 {
				x.Score, x.Reason = g.score, fmt.Sprintf("可能是“%s”：%s", f.Title, g.reason)
			}
		case by != "":
			if x.Score == 0 {
				x.Score, x.Reason = g.score, fmt.Sprintf("“%s”已由列“%s”对应", f.Title, by)
			}
		default:
			taken[g.field] = x.Column
			shift, _ := unitShift(columns[g.column].Head)
			*x = m.match(x.Column, f, shift)
			x.Score, x.Reason = g.score, g.reason
		}
	}
	return m
}

// match is a column mapped to a field.
func (Mapping) match(column string, f *FieldInfo, shift int) Match {
	if f.Type != kind.Money || f.Convert != nil {
		shift = 0
	}
	return Match{Column: column, Field: f.Name, Title: f.Title, Score: 1, Convert: says(f, shift), Shift: shift}
}

// Mapped builds a mapping from a saved one (column to field), in the order of
// the file's columns. Columns and fields that no longer exist are returned as
// problems.
func Mapped(columns []Column, fields []FieldInfo, saved map[string]string) (Mapping, []Problem) {
	var m Mapping
	var problems []Problem
	by := map[string]*FieldInfo{}
	for i := range fields {
		by[fields[i].Name] = &fields[i]
	}
	used, known := map[string]string{}, map[string]bool{}
	for i, c := range columns {
		known[c.Name] = true
		name := saved[c.Name]
		f := by[name]
		x := Match{Column: c.Name, Reason: "方案中不导入"}
		switch {
		case name == "":
		case f == nil:
			problems = append(problems, bad("no_field", "列“%s”对应的字段“%s”不存在", c.Name, DisplayText(name)).in(i+1))
		case used[name] != "":
			problems = append(problems, bad("field_twice", "字段“%s”同时由列“%s”和“%s”对应", f.Title, used[name], c.Name).in(i+1))
		default:
			used[name] = c.Name
			shift, _ := unitShift(c.Head)
			x = m.match(c.Name, f, shift)
			x.Reason = "沿用已保存的方案"
		}
		m = append(m, x)
	}
	var gone []string
	for column, name := range saved {
		if name != "" && !known[column] {
			gone = append(gone, column)
		}
	}
	sort.Strings(gone)
	for _, column := range gone {
		problems = append(problems, note("no_column", "文件中没有方案里的列“%s”", DisplayText(column)))
	}
	return m, problems
}

// judge scores a field for a column by its heading, then by its content.
func judge(head string, seen observed, f *FieldInfo) guess {
	g := byHeading(head, f)
	content, why := seen.fits(f)
	switch {
	case content == 0 && why != "" && g.score >= accepted:
		g.reason += "；但" + why
	case content >= 0.8 && strong(f.Format) && g.score >= accepted:
		g.score, g.reason = min(1, g.score+0.1), g.reason+"；"+why
	case content >= 0.8 && strong(f.Format):
		g.score, g.reason = 0.45+0.4*content, why
	case content < 0 && g.score > 0:
		g.score, g.reason = g.score-0.5, g.reason+"；但"+why
	case content > 0 && g.score > 0:
		g.score = min(1, g.score+0.04*content)
	}
	return g
}

// byHeading scores a heading alone.
func byHeading(head string, f *FieldInfo) guess {
	p, b := plain(head), bare(head)
	if p == "" {
		return guess{}
	}
	best := guess{}
	try := func(word string, own bool) {
		w := plain(word)
		if w == "" {
			return
		}
		g := guess{reason: "列名同“" + word + "”"}
		switch {
		case p == w && own:
			g.score = 0.96
		case p == w:
			g.score = 0.92
		case b != "" && b == bare(word):
			g.score = 0.84
		case len([]rune(w)) >= 4 && hanText(w) && (strings.HasSuffix(b, w) || strings.HasPrefix(b, w)) && len([]rune(b)) <= 2*len([]rune(w)):
			g.score, g.reason = 0.56, "列名含“"+word+"”"
		}
		if g.score > best.score {
			best = g
		}
	}
	try(f.Title, true)
	try(f.Name, false)
	for _, w := range f.Synonyms {
		try(w, true)
	}
	for _, w := range shipped().words(f.Title) {
		try(w, false)
	}
	return best
}

func hanText(s string) bool { return len(s) > 0 && s[0] >= 0x80 }

// strong are the formats whose check digit makes content alone enough.
func strong(format string) bool {
	return format == "uscc" || format == "id_card" || format == "gtin"
}

// observed is what a column holds, within the sample.
type observed struct {
	filled int
	coded  int // long words of Latin letters and digits: codes, be they right or wrong
	uscc   int
	regNo  int
	id     int
	gtin   int
	date   int
	number int
	area   int
}

// observe looks at the cells of a column.
func observe(rows [][]string, c int) observed {
	var o observed
	for _, r := range rows {
		if c >= len(r) || absent(r[c]) {
			continue
		}
		o.filled++
		s := code.Normal(r[c])
		count := func(n *int, ok bool) {
			if ok {
				*n++
			}
		}
		count(&o.coded, codeLike(s))
		count(&o.uscc, len(s) == 18 && !code.USCC(s).Blocks())
		count(&o.regNo, len(s) == 15 && !code.RegNo(s).Blocks())
		count(&o.id, (len(s) == 18 || len(s) == 15) && !code.IDCard(s).Blocks())
		count(&o.gtin, len(s) >= 8 && len(s) <= 14 && !code.GTIN(s).Blocks())
		count(&o.number, plainNumber(s))
		_, known := code.GB2260().Find(s)
		count(&o.area, known)
		_, problems := readDate(r[c])
		count(&o.date, !Blocks(problems))
	}
	return o
}

// fits is the share of cells that fit the field, -1 where the content speaks
// against it, 0 where it says nothing; a reason beside 0 is what to know of it.
func (o observed) fits(f *FieldInfo) (float64, string) {
	if o.filled < 3 {
		return 0, ""
	}
	share := func(n int, what string) (float64, string) {
		s := float64(n) / float64(o.filled)
		why := fmt.Sprintf("%d 个值中 %d 个是%s", o.filled, n, what)
		if s < 0.2 {
			return -1, why
		}
		return s, why
	}
	// Codes that are wrong are still that column: preflight names them row by row.
	codes := func(n int, what string) (float64, string) {
		s, why := share(n, what)
		if s < 0 && 2*o.coded >= o.filled {
			return 0, why + "，预检会逐行指出"
		}
		return s, why
	}
	switch {
	case f.Format == "uscc":
		return codes(o.uscc, "有效的统一社会信用代码")
	case f.Format == "id_card":
		s, why := share(o.id, "有效的身份号码")
		if s < 0 {
			return 0, "" // masked numbers are common
		}
		return s, why
	case f.Format == "gtin":
		return codes(o.gtin, "有效的商品条码")
	case f.Format == "reg_no":
		s, why := share(o.regNo, "有效的注册号")
		if s < 0 && o.uscc == 0 {
			s = 0
		}
		return s, why
	case f.Convert != nil:
		return 0, ""
	case f.Type == kind.Date || f.Type == kind.Time:
		return share(o.date, "日期")
	case f.Type == kind.Number:
		return share(o.number, "数字")
	case f.Type == kind.Area:
		s, why := share(o.area, "行政区划代码")
		if s < 0 {
			return 0, "" // names are as good
		}
		return s, why
	case f.Type == kind.Text && 5*o.uscc >= 4*o.filled:
		return -1, fmt.Sprintf("%d 个值中 %d 个是统一社会信用代码", o.filled, o.uscc)
	}
	return 0, ""
}

// codeLike reports whether s could be meant as a code: at least eight letters
// and digits and nothing else, or such a number as a spreadsheet rounded it
// (9.1371E+17).
func codeLike(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r >= 'A' && r <= 'Z', r == '.', r == '+':
		default:
			return false
		}
	}
	return len(s) >= 8 && digits > 0
}

// plainNumber reports whether s is digits with signs and separators only.
func plainNumber(s string) bool {
	return strings.Trim(s, "0123456789.,+-") == "" && strings.ContainsAny(s, "0123456789")
}

// HeadUnit returns the unit of money that a heading names, "" for none: 万元 of
// 注册资本（万元）, 元 of 注册资本（元）. 元 counts in brackets or behind 单位 only:
// 美元 ends with it too.
func HeadUnit(head string) string {
	if shift, ok := unitShift(head); ok {
		return units[shift]
	}
	p := plain(head)
	for _, own := range []string{"(元)", "(人民币元)", "单位元", "[元]", "【元】"} {
		if strings.Contains(p, own) {
			return "元"
		}
	}
	return ""
}

// units by the power of ten of 元 that a heading names.
var units = map[int]string{2: "百元", 3: "千元", 4: "万元", 6: "百万元", 7: "千万元", 8: "亿元"}

// unitShift reads the unit in a heading: 注册资本（万元） is in 10^4 元.
func unitShift(head string) (int, bool) {
	p := plain(head)
	for _, u := range []struct {
		word  string
		shift int
	}{{"亿元", 8}, {"千万元", 7}, {"百万元", 6}, {"万元", 4}, {"千元", 3}, {"百元", 2}} {
		if strings.Contains(p, u.word) {
			return u.shift, true
		}
	}
	return 0, false
}

// says is what happens to a cell on its way, for the screen.
func says(f *FieldInfo, shift int) string {
	switch {
	case f.Says != "":
		return f.Says
	case f.Format != "":
		return "校验位"
	case f.Type == kind.Date:
		return "年月日"
	case f.Type == kind.Time:
		return "年月日时分"
	case f.Type == kind.Money && shift > 0:
		return units[shift] + " → 元"
	case f.Type == kind.Money:
		return "元"
	case f.Type == kind.Code, f.Type == kind.Enum:
		return "代码或名称"
	case f.Type == kind.Area:
		return "区划代码"
	case f.Type == kind.Bool:
		return "是、否"
	case f.Type == kind.Text && f.Convert == nil:
		return "去不可见字符"
	}
	return ""
}
