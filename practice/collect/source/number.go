package source

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/money"
)

// toNumber reads a decimal number as an integer scaled by 10^scale.
func toNumber(cell string, scale int) (any, []Problem) {
	s := strings.TrimSpace(narrow(cell))
	n, kind, why := scaled(s, scale)
	if kind != "" {
		return nil, []Problem{bad(kind, "“%s”%s", clip(DisplayText(cell), 30), why).mark(0, utf8.RuneCountInString(cell))}
	}
	return n, nil
}

// scaled reads digits with an optional sign, grouping commas and point.
func scaled(s string, scale int) (n int64, kind, why string) {
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(strings.TrimPrefix(s, "-"), "+")
	whole, part, _ := strings.Cut(s, ".")
	groups := strings.Split(whole, ",")
	for i, g := range groups {
		if i > 0 && len(g) != 3 || len(groups) > 1 && (len(g) == 0 || len(g) > 3) {
			return 0, "number_format", "不是数字"
		}
	}
	whole = strings.Join(groups, "")
	if whole+part == "" || strings.Trim(whole+part, "0123456789") != "" {
		return 0, "number_format", "不是数字"
	}
	if len(part) > scale {
		if strings.Trim(part[scale:], "0") != "" {
			return 0, "number_scale", "最多 " + itoa(scale) + " 位小数"
		}
		part = part[:scale]
	}
	part += strings.Repeat("0", scale-len(part))
	for _, d := range whole + part {
		if n > (math.MaxInt64-9)/10 {
			return 0, "number_range", "超出可记录的范围"
		}
		n = 10*n + int64(d-'0')
	}
	if neg {
		n = -n
	}
	return n, "", ""
}

// moneyUnits are the units that may follow a plain amount.
var moneyUnits = []struct {
	word  string
	shift int
}{{"亿元", 8}, {"万元", 4}, {"千元", 3}, {"元", 0}, {"亿", 8}, {"万", 4}}

// toMoney reads a plain amount of yuan as fen; a column in 万元 has shift 4. A
// unit in the cell itself goes before that of the heading.
func toMoney(cell string, shift int) (any, []Problem) {
	s := strings.ReplaceAll(strings.TrimSpace(narrow(cell)), " ", "")
	for _, sign := range []string{"￥", "¥", "RMB", "CNY", "人民币"} {
		s = strings.TrimPrefix(s, sign)
		s = strings.TrimSuffix(s, sign)
	}
	s = strings.TrimSuffix(s, "整")
	var problems []Problem
	for _, u := range moneyUnits {
		if rest, ok := strings.CutSuffix(s, u.word); ok {
			if u.shift != 0 && shift != u.shift {
				problems = append(problems, note("money_unit", "“%s”已换算为元", clip(DisplayText(cell), 30)))
			}
			s, shift = rest, u.shift
			break
		}
	}
	fen, why := money.Decimal(s, shift)
	if why != "" {
		return nil, []Problem{bad("money_format", "“%s”%s", clip(DisplayText(cell), 30), why).mark(0, utf8.RuneCountInString(cell))}
	}
	return int64(fen), problems
}

// options finds a value of a code list by value, title or another name.
type options struct {
	byValue map[string]*Option
	byName  map[string][]*Option // several where one name says several values
}

func newOptions(list []Option) options {
	o := options{map[string]*Option{}, map[string][]*Option{}}
	below := map[string]int{}
	for i := range list {
		below[list[i].Parent]++
	}
	for i := range list {
		x := &list[i]
		o.byValue[x.Value] = x
		for _, name := range append([]string{x.Title}, x.Names...) {
			if key := plain(name); key != "" && !slices.Contains(o.byName[key], x) {
				o.byName[key] = append(o.byName[key], x)
			}
		}
	}
	for key, all := range o.byName {
		o.byName[key] = meant(all, below)
	}
	return o
}

// meant leaves of the values of one name those that it can mean: one in force before
// one that is not; of a value and the only one below it the lower, for they are the
// same (GB/T 4754 repeats a group with one class as that class: 131 and 1310 谷物磨制).
func meant(all []*Option, below map[string]int) []*Option {
	if len(all) < 2 {
		return all
	}
	var living []*Option
	for _, x := range all {
		if !x.Retired {
			living = append(living, x)
		}
	}
	if len(living) == 0 {
		return all[:1]
	}
	return slices.DeleteFunc(living, func(x *Option) bool {
		return below[x.Value] == 1 && slices.ContainsFunc(all, func(y *Option) bool { return y.Parent == x.Value && !y.Retired })
	})
}

// find returns the values a cell can mean: by value, by name, or by both beside each
// other as registers write them (8199 其他…修理业, 其他…修理业（8199）) where they agree.
func (o options) find(cell string) []*Option {
	s := strings.TrimSpace(narrow(cell))
	if x := o.byValue[s]; x != nil {
		return []*Option{x}
	}
	if all := o.byName[plain(s)]; all != nil {
		return all
	}
	if x := o.byValue[strings.ToUpper(code.Normal(s))]; x != nil {
		return []*Option{x}
	}
	for _, m := range [][]string{codeBefore.FindStringSubmatch(s), codeBehind.FindStringSubmatch(s)} {
		if m == nil {
			continue
		}
		for _, pair := range [][2]string{{m[1], m[2]}, {m[2], m[1]}} {
			x := o.byValue[pair[0]]
			if named := o.byName[plain(pair[0])]; x == nil && len(named) == 1 {
				x = named[0]
			}
			if x != nil && (plain(x.Title) == plain(pair[1]) || slices.Contains(o.byName[plain(pair[1])], x)) {
				return []*Option{x}
			}
		}
	}
	return nil
}

var (
	codeBefore = regexp.MustCompile(`^([0-9A-Za-z_]{1,20})[ \t:,.\-—、]*(\P{Latin}.*)$`)
	codeBehind = regexp.MustCompile(`^(.*\S)\s*\(([0-9A-Za-z_]{1,20})\)$`)
)

func (o options) convert(cell string) (any, []Problem) {
	all := o.find(cell)
	if len(all) > 1 {
		values := make([]string, len(all))
		for i, x := range all {
			values[i] = x.Value
		}
		return nil, []Problem{bad("code_ambiguous", "“%s”是几个代码的名称：%s，请写代码", clip(DisplayText(cell), 30), strings.Join(values, "、")).mark(0, utf8.RuneCountInString(cell))}
	}
	var x *Option
	if len(all) == 1 {
		x = all[0]
	}
	switch {
	case x == nil:
		return nil, []Problem{bad("code_unknown", "“%s”不在代码表内", clip(DisplayText(cell), 30)).mark(0, utf8.RuneCountInString(cell))}
	case x.Retired:
		return x.Value, []Problem{note("code_retired", "“%s”是停用代码", x.Title)}
	}
	return x.Value, nil
}

// area finds a county: by the city's own options, else in GB/T 2260.
type area struct {
	own options
	gb  *code.Divisions
}

func newArea(list []Option) area { return area{own: newOptions(list), gb: code.GB2260()} }

func (a area) convert(cell string) (any, []Problem) {
	if x := a.own.find(cell); len(x) == 1 {
		return x[0].Value, nil
	}
	s := code.Normal(cell)
	if (len(s) == 9 || len(s) == 12) && plainNumber(s) {
		s = s[:6] // a code of the statistical divisions begins with the county
	}
	d, ok := a.gb.Find(s)
	switch {
	case !ok:
		return nil, []Problem{bad("area_unknown", "“%s”不是县级以上行政区划代码", clip(DisplayText(cell), 20)).mark(0, utf8.RuneCountInString(cell))}
	case d.Retired():
		return s, []Problem{note("area_retired", "%s %s已于 %s 停用", s, d.Name, d.Until)}
	}
	return s, nil
}
