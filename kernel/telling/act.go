package telling

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/notify"
)

// Machine is who notes what became of messages.
const Machine = "notify"

// Behaviours are the acts of telling on every kind with a procedure.
func (d *Desk) Behaviours(kinds *kind.Set) map[string]record.Behaviour {
	out := map[string]record.Behaviour{}
	for _, k := range kinds.All() {
		if procedure.Of(k) == nil {
			continue
		}
		out[k.Name+"."+record.Notify] = record.Behaviour{Do: d.confirm, Then: d.put}
		out[k.Name+"."+record.Receipt] = record.Behaviour{Do: d.judge, Then: d.note}
		out[k.Name+"."+record.Inform] = record.Behaviour{Then: told}
	}
	return out
}

// confirm judges 发送告知: a person confirms what is told to whom through which
// channel.
func (d *Desk) confirm(w *record.Doing) error {
	if w.Caller.Person == "" {
		return fault.New(fault.Denied, "telling.person", "告知由工作人员核对后发送")
	}
	f := &record.Form{Values: w.Values}
	f.Only("act", "whom", "channel", "to", "subject", "text")
	act, whom := f.Text("act", "告知的事项", 32, true), f.Text("whom", "告知何人", 32, true)
	name, to := f.Text("channel", "发送方式", 40, true), f.Text("to", "号码或者地址", 300, true)
	subject, text := f.Text("subject", "标题", notify.MaxSubject, false), f.Text("text", "告知内容", notify.MaxText, true)
	c := d.box.Channel(name)
	if c == nil && name != "" {
		f.Say("channel", "unknown", "没有这个发送通道")
	}
	if c != nil && to != "" {
		if err := notify.CheckAddress(c.Mode(), to); err != nil {
			f.Say("to", "format", err.Error())
		}
	}
	if c != nil && text != "" {
		if err := notify.CheckText(c.Mode(), subject, text); err != nil {
			f.Say("text", "format", err.Error())
		}
		if subject == "" && c.Mode() != notify.SMS {
			f.Say("subject", "required", "标题必填")
		}
	}
	if stops := d.stops(text); len(stops) > 0 {
		f.Say("text", "word", strings.Join(stops, "；"))
	}
	if act != "" && whom != "" {
		course, err := d.Book.Course(w.Tx, w.Old, w.Tx.Now())
		if err != nil {
			return err
		}
		if !slices.Contains(course.Untold(act), whom) {
			f.Say("whom", "none", "没有待告知的这一项")
		}
	}
	if err := f.Err("record.invalid"); err != nil {
		return err
	}
	if err := underWay(w.Tx, w.Old, topic(w.Kind.Name, act, whom)); err != nil {
		return err
	}
	w.Values = map[string]any{"act": act, "whom": whom, "channel": name, "mode": string(c.Mode()), "to": to, "subject": subject, "text": text, "message": notify.NewID()}
	return nil
}

// stops are the words of a text that must not be told, in words.
func (d *Desk) stops(text string) []string {
	var out []string
	for _, h := range d.Check(text) {
		if h.Stop {
			out = append(out, fmt.Sprintf("第%d字起“%s”：%s", h.At, h.Word, h.Why))
		}
	}
	return out
}

// underWay refuses a second message while the first may still arrive by itself.
func underWay(tx *db.Tx, r *record.Record, topic string) error {
	list, err := notify.Of(tx, record.Holder(r.Ref()))
	if err != nil {
		return err
	}
	for _, h := range list {
		live := h.State == notify.Queued || h.State == notify.Sending || h.State == notify.Sent
		if h.Topic == topic && !h.Settled && live && (h.Mode == notify.SMS || h.Mode == notify.Mail && h.State != notify.Sent) {
			return fault.New(fault.Conflict, "telling.under_way", "这一项告知正在发送，还没有结果；没有送达时会在这里提示，再另行告知")
		}
	}
	return nil
}

// put queues what was confirmed, as the act wrote it.
func (d *Desk) put(tx *db.Tx, e *record.Engine, q record.Request, r *record.Record) error {
	pasts, err := e.Pasts(tx, r.Kind.Name, r.Ref())
	if err != nil {
		return err
	}
	m := pasts[len(pasts)-1].Said(record.Notify)
	text := func(name string) string { s, _ := m[name].(string); return s }
	return d.box.Put(tx, notify.Held{ID: text("message"), Channel: text("channel"), About: record.Holder(r.Ref()), Topic: topic(r.Kind.Name, text("act"), text("whom")), Sender: string(q.Caller.For())})
}

// told settles the messages of a telling that has been recorded, however.
func told(tx *db.Tx, _ *record.Engine, q record.Request, r *record.Record) error {
	act, _ := q.Values["act"].(string)
	whom, _ := q.Values["whom"].(string)
	return notify.Settle(tx, record.Holder(r.Ref()), topic(r.Kind.Name, act, whom))
}

// Results of a receipt that a person enters.
const (
	Posted = "posted" // 已交寄
)

// judge judges 告知回执: a letter was posted under a number; a letter or a mail has
// come, or came back.
func (d *Desk) judge(w *record.Doing) error {
	f := &record.Form{Values: w.Values}
	f.Only("message", "result", "tracking", "on", "proof")
	id, result := f.Text("message", "消息", 40, true), f.Text("result", "结果", 20, true)
	proof, tracking := f.Text("proof", "凭据", 300, false), f.Text("tracking", "运单号", 40, false)
	if w.Caller.Machine == Machine { // it writes down what the channel said
		return f.Err("record.invalid")
	}
	h, err := notify.Get(w.Tx, id)
	if err != nil || h.About != record.Holder(w.Old.Ref()) {
		f.Say("message", "unknown", "这条记录没有这条消息")
		return f.Err("record.invalid")
	}
	if h.Mode == notify.SMS {
		return fault.New(fault.Conflict, "telling.by_channel", "短信的回执由通道提供，不由人工登记")
	}
	switch result {
	case Posted:
		if h.Mode != notify.Letter {
			f.Say("result", "option", "只有信函登记运单号")
		}
		if tracking == "" || !plainNumber(tracking) {
			f.Say("tracking", "format", "运单号应为字母和数字")
		}
	case string(notify.Delivered), string(notify.Undeliverable):
		if h.State != notify.Sent {
			f.Say("result", "state", "还没有交寄（发出），或者已有结果")
		}
		from := dayOf(h.Queued + d.ahead(w.Tx))
		f.Day("on", "日期", from, dayOf(w.Tx.Now()))
		if proof == "" {
			f.Say("proof", "required", "写明凭据：谁签收，或者为什么退回")
		}
	default:
		f.Say("result", "option", "没有这种结果")
	}
	return f.Err("record.invalid")
}

func plainNumber(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '-')
	})
}

// note hands what a person entered to the outbox, from where it is heard.
func (d *Desk) note(tx *db.Tx, _ *record.Engine, q record.Request, _ *record.Record) error {
	if q.Caller.Machine == Machine {
		return nil
	}
	text := func(name string) string { s, _ := q.Values[name].(string); return strings.TrimSpace(s) }
	if text("result") == Posted {
		return d.box.Post(tx, text("message"), strings.ToUpper(text("tracking")))
	}
	h, err := notify.Get(tx, text("message"))
	if err != nil {
		return err
	}
	_, err = d.box.Note(tx, h.Channel, notify.Receipt{ID: h.ID, State: notify.State(text("result")), At: d.endOf(tx, text("on")), Reason: text("proof")})
	return err
}
