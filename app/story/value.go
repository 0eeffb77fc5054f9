package story

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
)

// lookup says which record of the story a name stands for.
type lookup func(name string) (ref.Ref, bool)

// value reads what a story writes for a field as an act takes it. Nothing after the
// equals sign is no value. wrong says what is the matter, in Chinese.
func (n *names) value(f *kind.Field, w word, records lookup) (v any, wrong string) {
	text := w.text
	if text == "" {
		return nil, ""
	}
	bad := func(format string, args ...any) (any, string) { return nil, f.Title + fmt.Sprintf(format, args...) }
	switch f.Type {
	case kind.Enum:
		if v, ok := option(f.Options, text); ok {
			return v, ""
		}
		return bad("没有“%s”这一项；可选：%s", text, strings.Join(optionTitles(f.Options), "、"))
	case kind.Code:
		if v, ok := option(n.app.Codes.Options(f.Of), text); ok {
			return v, ""
		}
		return text, ""
	case kind.Bool:
		switch text {
		case "是", "true", "yes":
			return true, ""
		case "否", "false", "no":
			return false, ""
		}
		return bad("应为是或否")
	case kind.Date:
		if _, err := calendar.Parse(text); err != nil {
			return bad("应为日期 YYYY-MM-DD")
		}
		return text, ""
	case kind.Money:
		v, ok := decimal(text, 2)
		if !ok {
			return bad("应为金额（元），至多两位小数")
		}
		return v, ""
	case kind.Number:
		if _, ok := decimal(text, f.Scale); !ok {
			return bad("应为数字，至多 %d 位小数", f.Scale)
		}
		return text, ""
	case kind.Area:
		for _, c := range n.app.Profile.Counties {
			if c.Title == text {
				return c.Code, ""
			}
		}
		return text, ""
	case kind.Person:
		if p, ok := n.person(text); ok && !w.quoted {
			if c, ok := n.app.People.Caller(p.Account, n.today()); ok {
				return map[string]any{"id": string(c.Person), "name": p.Name}, ""
			}
		}
		return map[string]any{"name": text}, ""
	case kind.Subject, kind.Reference:
		return n.reference(f, text, records)
	case kind.File:
		return bad("是附件，故事里不能提交")
	case kind.List:
		elem := *f
		elem.Type, elem.Of = kind.Type(f.Of), f.List
		var out []any
		for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '，' || r == '、' }) {
			x, wrong := n.value(&elem, word{text: part}, records)
			if wrong != "" {
				return nil, wrong
			}
			out = append(out, x)
		}
		return out, ""
	}
	return text, ""
}

func (n *names) today() string { return n.app.DB.Now().Day() }

// reference reads a name of the story, or of a unit or a person of the city.
func (n *names) reference(f *kind.Field, text string, records lookup) (any, string) {
	to := func(area ref.Area, id ref.ID) (any, string) { // as it comes from outside
		return map[string]any{"area": string(area), "id": string(id)}, ""
	}
	if r, ok := records(text); ok {
		return to(r.Area, r.ID)
	}
	switch f.Of {
	case "unit":
		if code, ok := n.unit(text); ok {
			name := ""
			for _, u := range n.app.Profile.Units {
				if u.Code == code {
					name = u.Name
				}
			}
			for _, u := range n.app.People.Units(n.app.Area()) {
				if u.Name == name {
					return to(n.app.Area(), u.ID)
				}
			}
		}
	case "person":
		if p, ok := n.person(text); ok {
			c, _ := n.app.People.Caller(p.Account, n.today()) // nobody yet while names are bound
			return to(c.Area, c.Person)
		}
	}
	return nil, f.Title + "：故事里没有名为“" + text + "”的记录" + map[string]string{"unit": "，也没有唯一的这个机构（可写代码）", "person": "，也没有这个人员"}[f.Of]
}

// option finds the value of an option by value or title; an ordinal before the title
// (“一、”) may be left out.
func option(list []kind.Option, text string) (string, bool) {
	for _, o := range list {
		_, bare, _ := strings.Cut(o.Title, "、")
		if o.Value == text || o.Title == text || bare == text && bare != "" {
			return o.Value, true
		}
	}
	return "", false
}

func optionTitles(list []kind.Option) []string {
	var out []string
	for _, o := range list {
		out = append(out, o.Title)
	}
	return out
}

// decimal reads a decimal text as an integer of 10^-scale.
func decimal(text string, scale int) (int64, bool) {
	whole, part, _ := strings.Cut(text, ".")
	if len(part) > scale {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", scale-len(part)), 10, 64)
	return n, err == nil
}

// same compares what a record holds with what a story says it does.
func same(f *kind.Field, got, want any) bool {
	if got == nil || want == nil {
		return got == nil && want == nil
	}
	switch f.Type {
	case kind.Number:
		n, _ := decimal(want.(string), f.Scale)
		return got == any(n)
	case kind.Subject, kind.Reference:
		return record.RefOf(got) == record.RefOf(want)
	case kind.Person:
		g, _ := got.(map[string]any)
		w := want.(map[string]any)
		if id, _ := w["id"].(string); id != "" {
			return g["id"] == id
		}
		return g["name"] == w["name"]
	case kind.List:
		g, _ := got.([]any)
		w, _ := want.([]any)
		if len(g) != len(w) {
			return false
		}
		for i := range g {
			if fmt.Sprint(g[i]) != fmt.Sprint(w[i]) {
				return false
			}
		}
		return true
	case kind.Time:
		s, _ := want.(string)
		at, err := calendar.ParseInstant(s)
		return err == nil && got == any(int64(at))
	}
	return got == want
}

// show prints what a record holds for a report.
func (n *names) show(f *kind.Field, v any) string {
	switch x := v.(type) {
	case nil:
		return "（空）"
	case bool:
		return map[bool]string{true: "是", false: "否"}[x]
	case int64:
		if f.Type == kind.Money {
			return record.Decimal(x, 2) + " 元"
		}
		return record.Decimal(x, f.Scale)
	case string:
		for _, o := range f.Options {
			if o.Value == x {
				return o.Title + "（" + x + "）"
			}
		}
		return x
	case map[string]any:
		if s, _ := x["name"].(string); s != "" {
			return s
		}
		return record.RefOf(x).String()
	}
	return fmt.Sprint(v)
}
