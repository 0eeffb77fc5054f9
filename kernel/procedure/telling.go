package procedure

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
)

// Tellings are the ways of telling somebody (告知方式), with their words. The
// law's clocks stop on a telling, so that each has its way, its day and its proof.
var Tellings = []kind.Option{{Value: "phone", Title: "电话"}, {Value: "platform", Title: "全国12315平台"}, {Value: "sms", Title: "短信"}, {Value: "mail", Title: "电子邮件"},
	{Value: "letter", Title: "信函"}, {Value: "person", Title: "当面"}}

// Results are what becomes of a telling that was sent off, in words.
var Results = map[string]string{"posted": "已交寄", "delivered": "已送达", "failed": "没有发出", "undeliverable": "没有送达"}

// telling judges 告知: of which act, whom, how, when, and by what it is proven.
func (c *Course) telling(w *record.Doing) error {
	f := &record.Form{Values: w.Values}
	f.Only("act", "whom", "mode", "told_on", "proof")
	act, whom := f.Text("act", "告知的事项", 32, true), f.Text("whom", "告知何人", 32, true)
	mode := f.Text("mode", "告知方式", 20, true)
	if mode != "" && inWords(Tellings, mode) == mode && inWords(Services, mode) == mode { // with a document it is told as that is served
		f.Say("mode", "option", "没有这种告知方式")
	}
	f.Text("proof", "告知凭据", 500, true)
	f.Day("told_on", "告知日期", c.DayOf(act), c.Today())
	if act != "" && whom != "" && !slices.Contains(c.Untold(act), whom) {
		f.Say("whom", "none", "没有待告知的这一项")
	}
	return f.Err("record.invalid")
}

// service judges 送达: of which document, how, and when it counts as served.
func (c *Course) service(w *record.Doing) error {
	f := &record.Form{Values: w.Values}
	f.Only("document", "mode", "published_on", "served_on", "proof")
	doc, mode := f.Text("document", "文书", 60, true), f.Text("mode", "送达方式", 20, true)
	issued := calendar.Date{}
	for _, d := range c.acts {
		if a := c.Version.doneAs(d.Act); a != nil && slices.Contains(a.Documents, doc) {
			issued = d.Day
		}
	}
	if doc != "" && issued.IsZero() {
		f.Say("document", "none", "还没有制作这份文书")
	}
	if was := c.serviceOf(doc); was != nil { // the clocks count from it
		f.Say("document", "served", fmt.Sprintf("这份文书已登记于 %s 送达；登记有误的，先撤销那一次送达，写明理由，再登记", was.Served))
	}
	if mode != "" && inWords(Services, mode) == mode {
		f.Say("mode", "option", "没有这种送达方式")
	}
	f.Text("proof", "送达凭据", 500, true)
	if mode == Announcement {
		d := f.Day("published_on", "公告日期", issued, c.Today())
		if w.Values["served_on"] != nil {
			f.Say("served_on", "computed", "公告送达之日由公告日期推算，不填写")
		}
		if !d.IsZero() && len(f.Wrong) == 0 {
			w.Values["served_on"] = d.AddDays(announced).String()
		}
		return f.Err("record.invalid")
	}
	if w.Values["published_on"] != nil {
		f.Say("published_on", "not_taken", "只有公告送达填写公告日期")
	}
	f.Day("served_on", "送达日期", issued, c.Today())
	return f.Err("record.invalid")
}

// serviceOf is the service of a document that stands, nil where there is none since
// the act that named it was last done.
func (c *Course) serviceOf(doc string) *Service {
	for _, d := range slices.Backward(c.past.Acts) {
		if d.Service != nil && d.Service.Document == doc {
			return d.Service
		}
		if a := c.Version.doneAs(d.Act); a != nil && slices.Contains(a.Documents, doc) {
			return nil
		}
	}
	return nil
}

// Announcement is service by announcement (公告送达); a document counts as served
// thirty days after (程序规定 art. 82: 自发出公告之日起经过三十日).
const (
	Announcement = "announcement"
	announced    = 30
)

// Note says in Chinese what an act told or served, "" for any other act. It does
// without the proof where the revision does not say it.
func Note(k *kind.Kind, v record.Revision) string {
	text := func(m map[string]any, key string) string { s, _ := m[key].(string); return s }
	of := func(m map[string]any) (act, whom string) {
		act, whom = text(m, "act"), text(m, "whom")
		if a := k.Act(act); a != nil {
			act = a.Title
		}
		if f := k.Field(whom); f != nil {
			whom = f.Title
		}
		return act, whom
	}
	proven := func(said string, m map[string]any) string {
		return strings.TrimSuffix(said+"；"+text(m, "proof"), "；")
	}
	if m := v.Said(record.Inform); m != nil {
		act, whom := of(m)
		return proven(fmt.Sprintf("“%s”告知%s：%s，%s", act, whom, inWords(append(Tellings[:len(Tellings):len(Tellings)], Services...), text(m, "mode")), text(m, "told_on")), m)
	}
	if m := v.Said(record.Notify); m != nil {
		act, whom := of(m)
		return fmt.Sprintf("“%s”告知%s：%s，已核对交发", act, whom, inWords(Tellings, text(m, "mode")))
	}
	if m := v.Said(record.Receipt); m != nil {
		return strings.Trim(Results[text(m, "result")]+"，"+strings.Join([]string{text(m, "tracking"), text(m, "on"), text(m, "proof")}, " "), "， ")
	}
	if m := v.Said(record.Serve); m != nil {
		return proven(fmt.Sprintf("%s：%s，%s", text(m, "document"), inWords(Services, text(m, "mode")), text(m, "served_on")), m)
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
