package record

import (
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/platform/fault"
)

// Form reads what an act says beside the fields of its kind, and collects all
// that is wrong with it.
type Form struct {
	Values map[string]any
	Wrong  []fault.Field
}

func (f *Form) Say(name, code, text string) {
	f.Wrong = append(f.Wrong, fault.Field{Name: name, Code: code, Text: text})
}

// Only refuses values of other names.
func (f *Form) Only(names ...string) {
	for name := range f.Values {
		if !slices.Contains(names, name) {
			f.Say(name, "unknown", "没有名为 "+name+" 的内容")
		}
	}
}

// Text reads a text; longest is in characters.
func (f *Form) Text(name, title string, longest int, must bool) string {
	s, ok := f.Values[name].(string)
	s = strings.TrimSpace(s)
	switch {
	case !ok && f.Values[name] != nil:
		f.Say(name, "type", title+"应为文本")
	case s == "" && must:
		f.Say(name, "required", title+"必填")
	case len([]rune(s)) > longest:
		f.Say(name, "max", title+"过长")
	}
	return s
}

// Day reads a day (YYYY-MM-DD) from which on and not later than today.
func (f *Form) Day(name, title string, from, today calendar.Date) calendar.Date {
	d, err := calendar.Parse(f.Text(name, title, 10, true))
	switch {
	case err != nil:
		f.Say(name, "date", title+"应为 YYYY-MM-DD")
	case d.After(today):
		f.Say(name, "future", title+"不能晚于今天")
	case d.Before(from):
		f.Say(name, "before", title+"不能早于办理之日 "+from.String())
	}
	return d
}

// Err is a problem that names every field, nil where nothing is wrong.
func (f *Form) Err(code string) error {
	if len(f.Wrong) == 0 {
		return nil
	}
	slices.SortFunc(f.Wrong, func(a, b fault.Field) int { return strings.Compare(a.Name, b.Name) })
	return fault.Bad(code, "提交的内容有误", f.Wrong...)
}
