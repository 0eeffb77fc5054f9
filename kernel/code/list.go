package code

import (
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/code/sheet"
)

// Value is a value of a code list, kept as written: "01" is not "1".
type Value string

// Entry is one value of a list with the time it may be written in.
type Entry struct {
	Value     Value
	Title     string   // 中文
	Names     []string // other spellings that sources use
	From      string   // first day (YYYY-MM-DD); empty: always
	Until     string   // first day it may no longer be written; empty: in force
	Successor Value    // what took its place
	Parent    Value    // value above it
	Note      string
	Unsure    bool // the value or its title is not confirmed against the standard
}

// On reports whether the value may be written on a day (YYYY-MM-DD); the empty
// day asks for the values in force without end.
func (e Entry) On(day string) bool {
	if day == "" {
		return e.Until == ""
	}
	return e.From <= day && (e.Until == "" || day < e.Until)
}

// List is a code list (代码表).
type List struct {
	Name     string // as in declarations: list: enterprise_status
	Title    string
	Standard string // where the values come from
	Entries  []Entry
	byValue  map[Value]int
	byName   map[string][]int
}

// Find returns the entry of a value, whatever its time.
func (l *List) Find(v Value) (Entry, bool) {
	i, ok := l.byValue[v]
	if !ok {
		return Entry{}, false
	}
	return l.Entries[i], true
}

// Named returns the entry whose title or other spelling is name, preferring one
// that may be written on the day. Blanks, widths and kinds of brackets do not
// matter.
func (l *List) Named(name, day string) (Entry, bool) {
	found := l.byName[listKey(name)]
	for _, i := range found {
		if l.Entries[i].On(day) {
			return l.Entries[i], true
		}
	}
	if len(found) > 0 {
		return l.Entries[found[0]], true
	}
	return Entry{}, false
}

// On returns the values that may be written on a day, in the order of the list.
func (l *List) On(day string) []Entry {
	var out []Entry
	for _, e := range l.Entries {
		if e.On(day) {
			out = append(out, e)
		}
	}
	return out
}

// Check judges a value written on a day.
func (l *List) Check(v Value, day string) Check {
	e, ok := l.Find(v)
	switch {
	case !ok:
		return bad(0, "", "“%s”不是代码表“%s”的值", v, l.Title)
	case e.On(day):
		return fine()
	case e.Until != "" && (day == "" || day >= e.Until):
		c := bad(0, string(e.Successor), "“%s %s”自 %s 起停用", v, e.Title, e.Until)
		if s, ok := l.Find(e.Successor); ok {
			c.Text += fmt.Sprintf("，改用 %s %s", s.Value, s.Title)
		}
		return c
	}
	return bad(0, "", "“%s %s”自 %s 起启用", v, e.Title, e.From)
}

// listKey is what two spellings of one title have in common.
func listKey(s string) string {
	return strings.Map(func(r rune) rune {
		switch r = Half(r); {
		case Blank(r), r == '(', r == ')', r == '[', r == ']', r == '、', r == ',', r == '·':
			return -1
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, s)
}

// ParseList reads one list.
func ParseList(file string, src []byte) (*List, error) {
	s, root := sheet.Parse(file, src)
	f := root.Fields("list", "title", "standard", "values")
	l := &List{Name: f["list"].Text(), Title: f["title"].Text(), Standard: f["standard"].Text(),
		byValue: map[Value]int{}, byName: map[string][]int{}}
	if !isName(l.Name) {
		root.Failf("list 应为小写英文名称")
	}
	if l.Title == "" {
		root.Failf("缺少 title")
	}
	for _, n := range f["values"].List() {
		v := n.Fields("value", "title", "names", "from", "until", "successor", "parent", "note", "unsure")
		e := Entry{Value: Value(v["value"].Code()), Title: v["title"].Text(), Names: v["names"].Texts(),
			From: day(v["from"]), Until: day(v["until"]), Successor: Value(v["successor"].Code()),
			Parent: Value(v["parent"].Code()), Note: v["note"].Text(), Unsure: v["unsure"].Bool()}
		switch _, twice := l.byValue[e.Value]; {
		case e.Value == "" || e.Title == "":
			n.Failf("每个值都要有 value 和 title")
			continue
		case twice:
			n.Failf("值 %s 重复", e.Value)
			continue
		case e.Until != "" && e.Until <= e.From:
			n.Failf("值 %s 的 until 应晚于 from", e.Value)
		}
		i := len(l.Entries)
		l.Entries = append(l.Entries, e)
		l.byValue[e.Value] = i
		for _, name := range append([]string{e.Title}, e.Names...) {
			k := listKey(name)
			for _, o := range l.byName[k] {
				if p := l.Entries[o]; o != i && p.Until == "" && e.Until == "" {
					n.Failf("名称 %s 同时属于 %s 和 %s", name, p.Value, e.Value)
				}
			}
			l.byName[k] = append(l.byName[k], i)
		}
	}
	if len(l.Entries) == 0 {
		root.Failf("没有任何值")
	}
	for _, e := range l.Entries {
		for _, to := range []Value{e.Successor, e.Parent} {
			if _, ok := l.byValue[to]; to != "" && !ok {
				root.Failf("值 %s 指向不存在的 %s", e.Value, to)
			}
		}
	}
	return l, s.Err()
}

// isName reports whether s is lower_snake.
func isName(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < 'a' || c > 'z') && c != '_' && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// day reads a day YYYY-MM-DD that exists.
func day(n sheet.Node) string {
	s := n.Code()
	if s == "" {
		return ""
	}
	if len(s) == 10 && s[4] == '-' && s[7] == '-' && allDigits(s[:4]+s[5:7]+s[8:]) {
		if _, why := birth(s[:4] + s[5:7] + s[8:]); why == "" {
			return s
		}
	}
	n.Failf("“%s”不是日期（YYYY-MM-DD）", s)
	return ""
}
