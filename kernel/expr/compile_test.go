package expr

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// subjects is the target of references in the tests of this package.
func subjects() *Schema {
	return &Schema{Kind: "subject", Table: "subject", AreaColumn: "area", IDColumn: "id", Fields: []Field{
		{Name: "name", Type: Text, Nullable: true, Column: "name"},
		{Name: "county", Type: Code, Nullable: true, Column: "county"},
		{Name: "capital", Type: Money, Nullable: true, Column: "capital"},
		{Name: "founded", Type: Date, Nullable: true, Column: "founded"},
		{Name: "listed", Type: Bool, Nullable: true, Column: "listed"},
		{Name: "flags", Type: List, Elem: Code, Child: &Child{"subject_flags", "area", "id", "value", "pos"}},
		{Name: "rich", Type: Bool, Expand: `capital > yuan(100)`},
		{Name: "parent", Type: Ref, Column: "parent", AreaColumn: "parent_area"},
	}}
}

// complaints is the schema most tests use.
func complaints() *Schema {
	s := subjects()
	return &Schema{Kind: "complaint", Table: "complaint", AreaColumn: "area", IDColumn: "id", Fields: []Field{
		{Name: "title", Type: Text, Nullable: true, Column: "title"},
		{Name: "goods", Type: Text, Nullable: true, Column: "goods"},
		{Name: "state", Type: Code, Nullable: true, Column: "state"},
		{Name: "amount", Type: Money, Nullable: true, Column: "amount"},
		{Name: "paid", Type: Money, Nullable: true, Column: "paid"},
		{Name: "count", Type: Int, Nullable: true, Column: "n_count", Min: -1000, Max: 1000},
		{Name: "people", Type: Int, Nullable: true, Column: "people", Min: 0, Max: 100000},
		{Name: "rate", Type: Int, Scale: 2, Nullable: true, Column: "rate", Min: -100000, Max: 100000},
		{Name: "ratio", Type: Int, Scale: 3, Nullable: true, Column: "ratio", Min: -100000, Max: 100000},
		{Name: "filed_on", Type: Date, Nullable: true, Column: "filed_on"},
		{Name: "closed_on", Type: Date, Nullable: true, Column: "closed_on"},
		{Name: "seen_at", Type: Instant, Nullable: true, Column: "seen_at"},
		{Name: "urgent", Type: Bool, Nullable: true, Column: "urgent"},
		{Name: "public", Type: Bool, Nullable: true, Column: "is_public"},
		{Name: "tags", Type: List, Elem: Code, Child: &Child{"complaint_tags", "area", "id", "value", "pos"}},
		{Name: "sums", Type: List, Elem: Int, Child: &Child{"complaint_sums", "area", "id", "value", "pos"}},
		{Name: "respondent", Type: Ref, Nullable: true, Column: "respondent", AreaColumn: "respondent_area", Target: s},
		{Name: "agent", Type: Ref, Nullable: true, Column: "agent", AreaColumn: "agent_area", Target: s},
		{Name: "open_sum", Type: Money, Nullable: true, Expand: `amount - paid`},
		{Name: "late", Type: Bool, Nullable: true, Expand: `filed_on < today - days(30)`},
		{Name: "where", Type: Code, Nullable: true, Expand: `respondent.county`},
		{Name: "derived", Type: Text, Nullable: true},
	}, Vars: []Field{
		{Name: "me", Type: Ref}, {Name: "my_state", Type: Code}, {Name: "my_states", Type: List, Elem: Code},
	}}
}

func TestCompileRefuses(t *testing.T) {
	loop := complaints()
	loop.Fields = append(loop.Fields, Field{Name: "a", Type: Int, Expand: "b + 1"}, Field{Name: "b", Type: Int, Expand: "a + 1"})
	for _, c := range []struct{ name, src, want string }{
		{"unknown name", `titel == "x"`, "没有名为“titel”的字段，是否为title？"},
		{"unknown over reference", `respondent.nme == "x"`, "没有名为“nme”"},
		{"two steps", `respondent.parent.name == "x"`, "一步"},
		{"reference of reference", `respondent.parent == null`, "一步"},
		{"select of text", `title.x == "x"`, "不是引用"},
		{"not a condition", `amount`, "这里需要是否，却是金额"},
		{"text and number", `title == 5`, "不是同一类型"},
		{"bare number and money", `amount > 500`, "yuan(500)"},
		{"money and number added", `amount + 5 > yuan(1)`, "yuan"},
		{"money times money", `amount * paid > yuan(1)`, "金额不能乘以金额"},
		{"uint", `count == 5u`, "无符号"},
		{"bytes", `title == b"x"`, "字节串"},
		{"scientific", `rate > 1e3`, "科学记数法"},
		{"too many decimals", `rate == 1.234`, "精度"},
		{"double conversion", `double(count) > 1`, "类型转换"},
		{"timestamp", `timestamp("2026-01-01T00:00:00Z") < now`, "timestamp"},
		{"duration", `now - duration("1h") < now`, "duration"},
		{"regex", `title.matches("a+")`, "正则"},
		{"map", `{"a": 1}.a == 1`, "一步"},
		{"map in", `title in {"a": 1}`, "映射"},
		{"message", `Foo{a: 1} == null`, "构造对象"},
		{"index", `tags[0] == "a"`, "下标"},
		{"all", `tags.all(v, v == "a")`, "all"},
		{"filter", `size(tags.filter(v, v == "a")) > 1`, "filter"},
		{"exists of two", `tags.exists(v, v == "a" || v == "b")`, "一个比较"},
		{"exists with field", `tags.exists(v, v == title)`, "一个比较"},
		{"exists of text", `title.exists(v, v == "a")`, "列表字段"},
		{"bad day", `filed_on > "2026-02-30"`, "不是日期"},
		{"bad day call", `filed_on > date("2026-2-3")`, "不是日期"},
		{"day arithmetic on the field", `filed_on + days(7) < today`, "常量一边"},
		{"day difference", `today - filed_on > 3`, "只能加减"},
		{"span alone", `days(3) == days(3)`, "days(n)"},
		{"workdays", `workdays(3)`, "工作日"},
		{"instant and day", `seen_at > "2026-01-01"`, "start_of"},
		{"overflow", `amount * 10000 > yuan(1)`, "64 位"},
		{"overflow of literals", `9223372036854775807 + 1 == 1`, "64 位"},
		{"literal too big", `count == 99999999999999999999`, "语法错误"},
		{"zero divisor", `count / 0 == 1`, "除数为零"},
		{"null arithmetic", `count + null == 1`, "null"},
		{"null order", `count < null`, "null 没有大小"},
		{"null of computed", `count + 1 == null`, "只有字段"},
		{"null list", `tags == null`, "size(tags)"},
		{"only null", `null`, "null"},
		{"bool order", `urgent < public`, "没有大小"},
		{"reference order", `respondent < agent`, "没有大小"},
		{"list compare", `tags == tags`, "列表"},
		{"list literal", `[1] == [1]`, "列表"},
		{"field in literals", `title in ["a", goods]`, "常量"},
		{"mixed list", `title in ["a", 1]`, "不是同一类型"},
		{"unknown function", `foo(1) == 1`, "没有函数“foo”"},
		{"condition wanted", `title && urgent`, "这里需要条件"},
		{"NUL", `title == "a\x00"`, "NUL"},
		{"raw NUL", "title == \"a\x00\"", "NUL"},
		{"UTF-8", "title == \"\xff\"", "UTF-8"},
		{"empty", "  ", "为空"},
		{"single =", `title = "a"`, "=="},
		{"full width", `amount > yuan(5) ＆＆ urgent`, "全角"},
		{"unfinished", `amount > `, "语法错误"},
		{"reserved word", `for == 1`, "语法错误"},
		{"circle", `a > 1`, "引用了自己"},
		{"variable misuse", `my_states == "a"`, "不是同一类型"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Compile(c.src, loop, Condition())
			var p *Problem
			if !errors.As(err, &p) {
				t.Fatalf("Compile(%s) = %v, want a *Problem", c.src, err)
			}
			if !strings.Contains(p.Text, c.want) {
				t.Errorf("Compile(%s) = %q, want %q in it", c.src, p.Text, c.want)
			}
			if p.Line < 1 || p.Col < 1 || p.Offset > len(c.src) {
				t.Errorf("position %d %d:%d", p.Offset, p.Line, p.Col)
			}
		})
	}
}

func TestProblemPosition(t *testing.T) {
	_, err := Compile("title == \"中文\" &&\n  \"文\" == titel", complaints(), Condition())
	var p *Problem
	if !errors.As(err, &p) || p.Line != 2 || p.Col != 10 || p.Offset != 32 {
		t.Errorf("got %+v", p)
	}
}

func TestFieldsNamed(t *testing.T) {
	for _, c := range []struct {
		src    string
		fields []string
		reads  []string
		today  bool
	}{
		{`amount > yuan(5) || amount < paid`, []string{"amount", "paid"}, []string{"amount", "paid"}, false},
		{`has(respondent)`, []string{"respondent"}, []string{"respondent"}, false},
		{`respondent.name == title`, []string{"respondent", "respondent.name", "title"}, []string{"respondent", "respondent.name", "title"}, false},
		{`"a" in tags && size(sums) > 1 && sums.exists(v, v > 5)`, []string{"sums", "tags"}, []string{"sums", "tags"}, false},
		{`filed_on < today`, []string{"filed_on"}, []string{"filed_on"}, true},
		{`late`, []string{"late"}, []string{"filed_on", "late"}, true},
		{`respondent.rich`, []string{"respondent", "respondent.rich"}, []string{"respondent", "respondent.capital", "respondent.rich"}, false},
		{`where == "371002"`, []string{"where"}, []string{"respondent", "respondent.county", "where"}, false},
		{`true || title == "a"`, []string{"title"}, []string{"title"}, false},
	} {
		p, err := Compile(c.src, complaints(), Condition())
		if err != nil {
			t.Errorf("%s: %v", c.src, err)
			continue
		}
		if d := cmp.Diff(c.fields, p.Fields()); d != "" {
			t.Errorf("%s: %s", c.src, d)
		}
		if d := cmp.Diff(c.reads, p.Reads()); d != "" {
			t.Errorf("%s: %s", c.src, d)
		}
		if p.UsesToday() != c.today {
			t.Errorf("%s: UsesToday %v", c.src, p.UsesToday())
		}
	}
}

func TestSchemaCheck(t *testing.T) {
	if err := complaints().Check(); err != nil {
		t.Fatal(err)
	}
	for _, f := range []Field{
		{Name: "in", Type: Text}, {Name: "today", Type: Text}, {Name: "a b", Type: Text}, {Name: "x"},
		{Name: "x", Type: Text, Column: `a"; drop table x`}, {Name: "x", Type: List, Elem: Ref}, {Name: "x", Type: Int, Min: 2, Max: 1},
	} {
		if (&Schema{Fields: []Field{f}}).Check() == nil {
			t.Errorf("%+v accepted", f)
		}
	}
}

// TestHostile compiles input made to hurt: no panic, no long wait.
func TestHostile(t *testing.T) {
	deep := func(open, mid, shut string, n int) string {
		return strings.Repeat(open, n) + mid + strings.Repeat(shut, n)
	}
	ladder := "urgent"
	for range 14 {
		ladder = "(" + ladder + ") == (public)"
	}
	sum := "(urgent ? 1 : 2)" + strings.Repeat(" + (urgent ? 1 : 2)", 30) + " > 5"
	var names []string
	for i := range 600 {
		names = append(names, fmt.Sprintf("%q", fmt.Sprint(i)))
	}
	for name, src := range map[string]string{
		"1 MB":            strings.Repeat("a", 1<<20),
		"1 MB of text":    `title == "` + strings.Repeat("文", 1<<19) + `"`,
		"brackets":        deep("(", "urgent", ")", 4000),
		"some brackets":   deep("(", "urgent", ")", 41),
		"lists":           deep("[", "1", "]", 4000),
		"maps":            deep(`{"a":`, "1", "}", 1500),
		"nots":            strings.Repeat("!", 8000) + "urgent",
		"minuses":         strings.Repeat("-", 8000) + "1 == 1",
		"spaced minuses":  strings.Repeat("- ", 4000) + "1 == 1",
		"conditions":      strings.Repeat("urgent ? urgent : ", 440) + "urgent",
		"selects":         "respondent" + strings.Repeat(".a", 4000),
		"calls":           "title" + strings.Repeat(".size()", 1000) + " == 1",
		"sums":            "count" + strings.Repeat("+1", 4000) + " == 1",
		"equalities":      "urgent" + strings.Repeat("==urgent", 1000),
		"ladder":          ladder,
		"sum of choices":  sum,
		"half a string":   `title == "` + strings.Repeat("\\", 8000),
		"quotes":          strings.Repeat(`"`, 8000),
		"long list":       "title in [" + strings.Join(names, ",") + "]",
		"ands":            "urgent" + strings.Repeat("&&urgent", 900),
		"commas":          "title in [" + strings.Repeat(",", 8000) + "]",
		"dots":            strings.Repeat(".", 8000),
		"question marks":  strings.Repeat("?", 8000),
		"operators":       strings.Repeat("urgent &&", 800),
		"digits":          strings.Repeat("9", 8000) + " == count",
		"decimals":        "rate > 1." + strings.Repeat("9", 8000),
		"hex":             "count == 0x" + strings.Repeat("f", 8000),
		"escapes":         `title == "` + strings.Repeat(`\u4e00`, 1300),
		"surrogate":       `title == "\ud800"`,
		"huge code point": `title == "\U00110000"`,
		"backtick":        "respondent.`name` == \"a\"",
		"accumulator":     `__result__ == 1 || @result == 1`,
		"comment":         "title == \"a\" // " + strings.Repeat("(", 8000),
	} {
		t.Run(name, func(t *testing.T) {
			start := worked(t)
			_, err := Compile(src, complaints(), Condition())
			if took := worked(t) - start; took > 2*time.Second {
				t.Errorf("took %v of the processor", took)
			}
			var p *Problem
			if !errors.As(err, &p) {
				t.Errorf("error %v, want a *Problem", err)
			} else if len(p.Text) > 1000 {
				t.Errorf("text of %d bytes", len(p.Text))
			}
		})
	}
}

// worked is the processor time of the tests so far: unlike a clock it stands still
// where the machine is given to others.
func worked(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
