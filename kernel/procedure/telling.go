package procedure

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/fault"
)

// Tellings are the ways of telling somebody (告知方式), with their words. The
// law's clocks stop on a telling, so that each has its way, its day and its proof.
var Tellings = []kind.Option{{Value: "phone", Title: "电话"}, {Value: "platform", Title: "全国12315平台"}, {Value: "sms", Title: "短信"}, {Value: "mail", Title: "电子邮件"},
	{Value: "letter", Title: "信函"}, {Value: "person", Title: "当面"}}

// form collects what is wrong with what an act says beside fields.
type form struct {
	values map[string]any
	wrong  []fault.Field
}

func (f *form) say(name, code, text string) {
	f.wrong = append(f.wrong, fault.Field{Name: name, Code: code, Text: text})
}

func (f *form) text(name, title string, longest int, must bool) string {
	s, ok := f.values[name].(string)
	s = strings.TrimSpace(s)
	switch {
	case !ok && f.values[name] != nil:
		f.say(name, "type", title+"应为文本")
	case s == "" && must:
		f.say(name, "required", title+"必填")
	case len([]rune(s)) > longest:
		f.say(name, "max", title+"过长")
	}
	return s
}

// day reads a day that is not later than today.
func (f *form) day(name, title string, from, today calendar.Date) calendar.Date {
	d, err := calendar.Parse(f.text(name, title, 10, true))
	switch {
	case err != nil:
		f.say(name, "date", title+"应为 YYYY-MM-DD")
	case d.After(today):
		f.say(name, "future", title+"不能晚于今天")
	case d.Before(from):
		f.say(name, "before", title+"不能早于办理之日 "+from.String())
	}
	return d
}

func (f *form) only(names ...string) {
	for name := range f.values {
		if !slices.Contains(names, name) {
			f.say(name, "unknown", "没有名为 "+name+" 的内容")
		}
	}
}

func (f *form) err() error {
	if len(f.wrong) == 0 {
		return nil
	}
	slices.SortFunc(f.wrong, func(a, b fault.Field) int { return strings.Compare(a.Name, b.Name) })
	return fault.Bad("record.invalid", "提交的内容有误", f.wrong...)
}

// telling judges 告知: of which act, whom, how, when, and by what it is proven.
func (c *Course) telling(w *record.Doing) error {
	f := &form{values: w.Values}
	f.only("act", "whom", "mode", "told_on", "proof")
	act, whom := f.text("act", "告知的事项", 32, true), f.text("whom", "告知何人", 32, true)
	mode := f.text("mode", "告知方式", 20, true)
	if mode != "" && inWords(Tellings, mode) == mode {
		f.say("mode", "option", "没有这种告知方式")
	}
	f.text("proof", "告知凭据", 500, true)
	from := calendar.Date{}
	for _, d := range c.acts {
		if d.Act == act {
			from = d.Day
		}
	}
	f.day("told_on", "告知日期", from, c.Today())
	if act != "" && whom != "" && !slices.Contains(c.Untold(act), whom) {
		f.say("whom", "none", "没有待告知的这一项")
	}
	return f.err()
}

// service judges 送达: of which document, how, and when it counts as served.
func (c *Course) service(w *record.Doing) error {
	f := &form{values: w.Values}
	f.only("document", "mode", "published_on", "served_on", "proof")
	doc, mode := f.text("document", "文书", 60, true), f.text("mode", "送达方式", 20, true)
	issued := calendar.Date{}
	for _, d := range c.acts {
		if a := c.Version.doneAs(d.Act); a != nil && slices.Contains(a.Documents, doc) {
			issued = d.Day
		}
	}
	if doc != "" && issued.IsZero() {
		f.say("document", "none", "还没有制作这份文书")
	}
	if mode != "" && inWords(Services, mode) == mode {
		f.say("mode", "option", "没有这种送达方式")
	}
	f.text("proof", "送达凭据", 500, true)
	if mode == Announcement {
		d := f.day("published_on", "公告日期", issued, c.Today())
		if w.Values["served_on"] != nil {
			f.say("served_on", "computed", "公告送达之日由公告日期推算，不填写")
		}
		if !d.IsZero() && len(f.wrong) == 0 {
			w.Values["served_on"] = d.AddDays(announced).String()
		}
		return f.err()
	}
	if w.Values["published_on"] != nil {
		f.say("published_on", "not_taken", "只有公告送达填写公告日期")
	}
	f.day("served_on", "送达日期", issued, c.Today())
	return f.err()
}

// Announcement is service by announcement (公告送达); a document counts as served
// thirty days after (程序规定 art. 82: 自发出公告之日起经过三十日).
const (
	Announcement = "announcement"
	announced    = 30
)

// Note says in Chinese what an act told or served, "" for any other act.
func Note(k *kind.Kind, v record.Revision) string {
	text := func(m map[string]any, key string) string { s, _ := m[key].(string); return s }
	if m := v.Said(record.Inform); m != nil {
		act, whom := text(m, "act"), text(m, "whom")
		if a := k.Act(act); a != nil {
			act = a.Title
		}
		if f := k.Field(whom); f != nil {
			whom = f.Title
		}
		return fmt.Sprintf("“%s”告知%s：%s，%s；%s", act, whom, inWords(Tellings, text(m, "mode")), text(m, "told_on"), text(m, "proof"))
	}
	if m := v.Said(record.Serve); m != nil {
		return fmt.Sprintf("%s：%s，%s；%s", text(m, "document"), inWords(Services, text(m, "mode")), text(m, "served_on"), text(m, "proof"))
	}
	return ""
}

// inWords is the title of an option.
func inWords(list []kind.Option, value string) string {
	for _, o := range list {
		if o.Value == value {
			return o.Title
		}
	}
	return value
}
