package source

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/kernel/kind"
)

func TestConvert(t *testing.T) {
	text := FieldInfo{Type: kind.Text, Max: 6}
	date := FieldInfo{Type: kind.Date}
	moment := FieldInfo{Type: kind.Time}
	cash := FieldInfo{Type: kind.Money}
	number := FieldInfo{Type: kind.Number, Scale: 2}
	yes := FieldInfo{Type: kind.Bool}
	status := business[3]
	county := FieldInfo{Type: kind.Area, Options: []Option{{Value: "371091", Title: "火炬高技术产业开发区", Names: []string{"高区"}}}}
	uscc := business[1]
	list := FieldInfo{Type: kind.List, Elem: kind.Text}
	trade := FieldInfo{Type: kind.Code, Options: []Option{{Value: "131", Title: "谷物磨制", Parent: "13"}, {Value: "1310", Title: "谷物磨制", Parent: "131", Names: []string{"C1310"}},
		{Value: "K", Title: "房地产业"}, {Value: "70", Title: "房地产业", Parent: "K"}, {Value: "8199", Title: "修理", Parent: "819"}, {Value: "4300", Title: "修理", Parent: "430"},
		{Value: "011", Title: "谷物种植", Parent: "01"}, {Value: "0111", Title: "谷物种植", Parent: "011"}, {Value: "0112", Title: "稻谷种植", Parent: "011"},
		{Value: "4000", Title: "旧称", Retired: true}, {Value: "5000", Title: "新称", Names: []string{"旧称"}}}}
	flags := FieldInfo{Type: kind.List, Elem: kind.Code, Options: []Option{{Value: "farm", Title: "农资（农药、肥料）"}, {Value: "food", Title: "食品"}}}
	codes := FieldInfo{Type: kind.List, Elem: kind.Code, Options: status.Options}
	for _, c := range []struct {
		name  string
		field FieldInfo
		cell  string
		want  any
		code  string // of the problem
		mark  [2]int
	}{
		{"text", text, " 甲　乙 ", "甲　乙", "", [2]int{}},
		{"full-width digits of a name stay", text, "第１店", "第１店", "", [2]int{}},
		{"zero-width space", text, "威海\u200b渔", "威海渔", "invisible", [2]int{2, 3}},
		{"byte order mark", text, "\ufeff甲", "甲", "invisible", [2]int{0, 1}},
		{"line end", text, "甲\n乙", "甲 乙", "text_line", [2]int{}},
		{"too long", text, "一二三四五六七", "一二三四五六七", "too_long", [2]int{6, 7}},
		{"formula is data", text, "=1+1", "=1+1", "", [2]int{}},
		{"absent", text, "N/A", nil, "", [2]int{}},
		{"absent dash", text, " － ", nil, "", [2]int{}},
		{"absent word", text, "无", nil, "", [2]int{}},
		{"absent null", date, "null", nil, "", [2]int{}},
		{"iso", date, "2001-01-02", "2001-01-02", "", [2]int{}},
		{"slashes", date, "2001/1/2", "2001-01-02", "", [2]int{}},
		{"dots", date, "2001.1.2", "2001-01-02", "", [2]int{}},
		{"digits", date, "20010102", "2001-01-02", "", [2]int{}},
		{"Chinese", date, "2001年1月2日", "2001-01-02", "", [2]int{}},
		{"full width", date, "２００１－０１－０２", "2001-01-02", "", [2]int{}},
		{"with time", date, "2001-01-02 00:00:00", "2001-01-02", "", [2]int{}},
		{"with fraction", date, "2001-01-02 00:00:00.0", "2001-01-02", "", [2]int{}},
		{"with T", date, "2001-01-02T08:30:00", "2001-01-02", "", [2]int{}},
		{"zone", date, "2001-01-01T16:00:00Z", "2001-01-02", "", [2]int{}},
		{"14 digits", date, "20010102123000", "2001-01-02", "", [2]int{}},
		{"serial", date, "36893", "2001-01-02", "date_serial", [2]int{}},
		{"impossible", date, "2001-02-30", nil, "date_impossible", [2]int{0, 10}},
		{"impossible in digits", date, "20011301", nil, "date_impossible", [2]int{0, 8}},
		{"year only", date, "2001", nil, "date_incomplete", [2]int{0, 4}},
		{"month only", date, "2001年3月", nil, "date_incomplete", [2]int{0, 7}},
		{"day first", date, "02/01/2001", nil, "date_format", [2]int{0, 10}},
		{"no end", date, "长期", nil, "date_open", [2]int{}},
		{"zeros", date, "0000-00-00", nil, "date_open", [2]int{}},
		{"time", moment, "1970-01-01 08:00:01", int64(1000), "", [2]int{}},
		{"time with zone", moment, "1970-01-01T00:00:01Z", int64(1000), "", [2]int{}},
		{"money", cash, "1,234.50", int64(123450), "", [2]int{}},
		{"money with sign", cash, "￥100元", int64(10000), "", [2]int{}},
		{"money in 10,000", cash, "5万元", int64(5000000), "money_unit", [2]int{}},
		{"money of less than a fen", cash, "0.001", nil, "money_format", [2]int{0, 5}},
		{"money in words", cash, "若干", nil, "money_format", [2]int{0, 2}},
		{"number", number, "-1,234.5", int64(-123450), "", [2]int{}},
		{"number bad groups", number, "12,34", nil, "number_format", [2]int{0, 5}},
		{"number too fine", number, "1.234", nil, "number_scale", [2]int{0, 5}},
		{"number trailing zeros", number, "1.2300", int64(123), "", [2]int{}},
		{"number huge", number, "99999999999999999999", nil, "number_range", [2]int{0, 20}},
		{"yes", yes, "是", true, "", [2]int{}},
		{"none is no", yes, "无", false, "", [2]int{}},
		{"neither", yes, "或许", nil, "bool_format", [2]int{0, 2}},
		{"code by value", status, "1", "1", "", [2]int{}},
		{"code by title", status, "存续", "1", "", [2]int{}},
		{"code by name", status, " 开业 ", "1", "", [2]int{}},
		{"code retired", status, "注销", "9", "code_retired", [2]int{}},
		{"code unknown", status, "飞升", nil, "code_unknown", [2]int{0, 2}},
		{"class under its group of one name", trade, "谷物磨制", "1310", "", [2]int{}},
		{"division under its section of one name", trade, "房地产业", "70", "", [2]int{}},
		{"one name of two values", trade, "修理", nil, "code_ambiguous", [2]int{0, 2}},
		{"group of several classes, one of its name", trade, "谷物种植", nil, "code_ambiguous", [2]int{0, 4}},
		{"code before its title", trade, "1310 谷物磨制", "1310", "", [2]int{}},
		{"code behind its title", trade, "谷物磨制（131）", "131", "", [2]int{}},
		{"code with its letter before its title", trade, "C1310谷物磨制", "1310", "", [2]int{}},
		{"a code that tells the doubtful name", trade, "修理（8199）", "8199", "", [2]int{}},
		{"code beside another title", trade, "1310 修理", nil, "code_unknown", [2]int{0, 7}},
		{"retired beside a living one of its name", trade, "旧称", "5000", "", [2]int{}},
		{"county", county, "371002", "371002", "", [2]int{}},
		{"county of twelve", county, "371002001000", "371002", "", [2]int{}},
		{"functional area", county, "高区", "371091", "", [2]int{}},
		{"no county", county, "999999", nil, "area_unknown", [2]int{0, 6}},
		{"credit code", uscc, "913710027262299554", "913710027262299554", "", [2]int{}},
		{"credit code small and spaced", uscc, "9137 1000 7267 2098 xg", "9137100072672098XG", "", [2]int{}},
		{"credit code check", uscc, "913710027262299553", nil, "format_check", [2]int{17, 18}},
		{"credit code letter", uscc, "91371002726229955O", nil, "format_char", [2]int{17, 18}},
		{"credit code short", uscc, "91371002", nil, "format_length", [2]int{0, 8}},
		{"list", list, "甲、乙；丙", []any{"甲", "乙", "丙"}, "", [2]int{}},
		{"list of codes", codes, "存续，飞升", []any{"1"}, "code_unknown", [2]int{3, 5}},
		{"item with a mark in brackets", flags, "农资（农药、肥料）、食品", []any{"farm", "food"}, "", [2]int{}},
		{"brackets that do not match part nothing off", list, "甲（乙、丙", []any{"甲（乙", "丙"}, "", [2]int{}},
		{"person", FieldInfo{Type: kind.Person}, "丛某", map[string]any{"name": "丛某", "id": ""}, "", [2]int{}},
		{"file", FieldInfo{Type: kind.File}, "x.pdf", nil, "unsupported", [2]int{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, problems := converter(&c.field, 0)(c.cell)
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			switch {
			case c.code == "" && len(problems) > 0:
				t.Errorf("problems %+v", problems)
			case c.code != "" && (len(problems) != 1 || problems[0].Code != c.code || [2]int{problems[0].From, problems[0].To} != c.mark):
				t.Errorf("problems %+v", problems)
			case c.code != "" && ProblemTitle(c.code) == "":
				t.Errorf("%s has no title", c.code)
			}
		})
	}
}

func TestMoneyColumnInTenThousand(t *testing.T) {
	f := FieldInfo{Type: kind.Money}
	if v, p := converter(&f, 4)("800.0000"); v != int64(800_000_000) || p != nil {
		t.Error(v, p)
	}
	if v, _ := converter(&f, 4)("800元"); v != int64(80_000) {
		t.Error(v)
	}
}

func TestCurrencyColumn(t *testing.T) {
	for _, c := range []struct {
		cell string
		want any
		code string
	}{{"CNY", "CNY", ""}, {" usd ", "USD", ""}, {"人民币", "CNY", ""}, {"元", "CNY", ""}, {"港元", "HKD", ""}, {"", nil, ""}, {"N/A", nil, ""}, {"贝壳", nil, "currency"}} {
		got, problems := toCurrency(c.cell)
		if got != c.want || (c.code == "") != (len(problems) == 0) || c.code != "" && (problems[0].Code != c.code || !Blocks(problems)) {
			t.Errorf("%q: %v %+v", c.cell, got, problems)
		}
	}
}

func TestHeadUnit(t *testing.T) {
	for head, want := range map[string]string{"注册资本（万元）": "万元", "注册资本（元）": "元", "注册资本(单位：元)": "元", "注册资本": "", "注册资本（美元）": "", "注册资本（万美元）": "", "元": "", "出资额（人民币元）": "元"} {
		if got := HeadUnit(head); got != want {
			t.Errorf("%s: %q", head, got)
		}
	}
}

func TestRowConverts(t *testing.T) {
	fields := []FieldInfo{
		{Name: "name", Title: "名称", Type: kind.Text, Required: true},
		{Name: "capital", Title: "注册资本", Type: kind.Text, Convert: func(cell string) (any, []Problem) {
			return int64(len(cell)), []Problem{note("hooked", "钩子")}
		}},
	}
	c := NewConversion(Mapping{{Column: "a", Field: "name"}, {Column: "b"}, {Column: "c", Field: "capital"}}, fields)
	values, problems := c.Row(Row{Line: 2, Cells: []string{"", "x", "abc"}, Problems: []Problem{bad("nul", "").in(2), bad("nul", "").in(3)}})
	if d := cmp.Diff(map[string]any{"name": nil, "capital": int64(3)}, values); d != "" {
		t.Error(d)
	}
	var got []string
	for _, p := range problems {
		got = append(got, p.Field+"/"+p.Code+"/"+string(p.Level))
	}
	if d := cmp.Diff([]string{"/nul/note", "capital/nul/quarantine", "name/required/quarantine", "capital/hooked/note"}, got); d != "" {
		t.Error(d)
	}
}
