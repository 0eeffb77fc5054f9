package publication

import (
	"strings"
	"unicode/utf8"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
)

// Open reports whether the public reads the field as it is: published and not
// masked. Only such a field may be searched, sorted by, and disclosed in a proof.
// Of a person the name may be shown, but the value holds the identifier too.
func (n *Notice) Open(field string) bool {
	for _, f := range n.Fields {
		if f.Name == field {
			return n.Decl.Mask[field] == "" && f.Type != kind.Person
		}
	}
	return false
}

// Show returns the record as the public sees it: published values, masked where
// the declaration says so, and nothing else. What is hidden altogether has no
// value; masked names the fields that are not shown as they are.
func (n *Notice) Show(r *record.Record) (shown *record.Record, masked []string) {
	shown = &record.Record{Kind: r.Kind, Area: r.Area, ID: r.ID, Rev: r.Rev, Act: r.Act, State: r.State, Values: map[string]any{},
		CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt}
	for _, f := range n.Fields {
		v := r.Values[f.Name]
		if v == nil {
			continue
		}
		how := n.Decl.Mask[f.Name]
		if how != "" {
			masked = append(masked, f.Name)
			v = cover(how, f, v)
		} else if f.Type == kind.Person {
			v = personName(v)
		}
		if v == nil {
			continue
		}
		shown.Values[f.Name] = v
		if cur, ok := r.Values[f.Name+"_currency"]; ok && how == "" {
			shown.Values[f.Name+"_currency"] = cur
		}
	}
	return shown, masked
}

// personName is a person without the identifier of the one behind the name.
func personName(v any) any {
	m, _ := v.(map[string]any)
	return map[string]any{"name": m["name"]}
}

// cover masks a value; what has no text is hidden.
func cover(how string, f *kind.Field, v any) any {
	switch x := v.(type) {
	case string:
		if f.Type != kind.Text {
			return nil
		}
		if s := Mask(how, x); s != "" {
			return s
		}
	case map[string]any:
		name, _ := x["name"].(string)
		if s := Mask(how, name); f.Type == kind.Person && s != "" {
			return map[string]any{"name": s}
		}
	}
	return nil
}

// star stands for what is covered.
const star = "*"

// doubled are the surnames of two characters that are in use.
const doubled = "欧阳 上官 司马 诸葛 司徒 东方 独孤 南宫 尉迟 皇甫 令狐 慕容 公孙 夏侯 轩辕 端木 百里 呼延 长孙 宇文 闻人 赫连 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 东郭 南门 西门 第五 左丘 公羊 拓跋 万俟"

// Mask covers a text: hide shows nothing; surname the surname alone (于**);
// middle a quarter of the characters at each end, at most four, never more than
// half of all; tail the first half. What is covered is shown by stars, of a
// name one each, else as many as are covered.
func Mask(how, s string) string {
	r := []rune(strings.TrimSpace(s))
	n := len(r)
	if n == 0 {
		return ""
	}
	keep, end := 0, 0
	switch how {
	case "surname":
		keep = 1
		if n > 2 && strings.Contains(" "+doubled+" ", " "+string(r[:2])+" ") {
			keep = 2
		}
	case "middle":
		keep = min(n/4, 4)
		end = keep
	case "tail":
		keep = n / 2
	default:
		return ""
	}
	return string(r[:keep]) + strings.Repeat(star, n-keep-end) + string(r[n-end:])
}

// Find reports whether a text stands in a field that the public may search:
// published, not masked, and declared to be searched. The name index of a kind
// also holds fields that are not; what it finds is to pass here.
func (n *Notice) Find(r *record.Record, text string) bool {
	for _, f := range n.Fields {
		if f.Search && n.Open(f.Name) && record.Mentions(r.Values[f.Name], text) {
			return true
		}
	}
	return false
}

// Searchable reports whether a text is long enough to be looked for: one
// character would list the register.
func Searchable(text string) bool { return utf8.RuneCountInString(record.NormalSearch(text)) >= 2 }
