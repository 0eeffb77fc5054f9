package task

import (
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/fault"
)

// The answers of one whose signature was asked for besides (加签). Either lets the
// act go on: who decides sees the opinion and answers for the decision.
var opinions = map[string]string{"agree": "同意", "disagree": "不同意"}

// awaited reads the act that is to wait for a signature: one that may be done from
// where the record stands, by somebody, and for which the signer is not excluded.
func (b *Book) awaited(f *form) (string, error) {
	name := f.Text("awaited", "等待会签的办理", 40, true)
	if err := f.err(); err != nil {
		return "", err
	}
	course, err := b.procedures.Course(f.w.Tx, f.w.Old, f.w.Tx.Now())
	if err != nil {
		return "", err
	}
	a := course.Version.Act(name)
	if a == nil {
		f.Say("awaited", "unknown", "这条记录的程序里没有这一项办理")
		return name, nil
	}
	for _, bar := range course.Bars(a, record.RefOf(f.Values["to_person"]).ID) {
		switch bar.Code {
		case "step":
			f.Say("awaited", "step", bar.Text)
		case "person":
			f.Say("to_person", "excluded", "对象人员应当回避，或者已经签署“"+a.Title+"”")
		}
	}
	return name, nil
}

// dropSigner takes back a signature asked for besides (减签): by who asked for it, or
// by whoever may supervise the record.
func (b *Book) dropSigner(w *record.Doing) error {
	f := formOf(w)
	f.Only("order")
	o, err := f.order()
	switch {
	case err != nil:
		return err
	case o.Sort != record.AddSigner:
		return fault.Bad("task.order", "提交的内容有误", fault.Field{Name: "order", Code: "sort", Text: "这一项不是加签；请用“" + record.Titles[record.Lift] + "”"})
	case !o.Awaits():
		return fault.New(fault.Conflict, "task.answered", "这一项已经答复或者减签")
	}
	if o.By != w.Caller.For() {
		may, err := w.Engine.MayDo(w.Tx, w.Caller, kind.Supervise, w.Old)
		if err != nil {
			return err
		}
		if !may {
			return fault.New(fault.Denied, "task.giver", "只有加签的人或者其领导可以减签")
		}
	}
	w.Values = map[string]any{"order": string(o.Act)}
	return nil
}

// signs refuses who may not sign for a unit that was asked: who asked for the
// signature, and who is excluded from the act.
func (b *Book) signs(w *record.Doing, o record.Order) error {
	if o.By == w.Caller.For() {
		return fault.New(fault.Denied, "task.self", "加签的人不能自己会签")
	}
	course, err := b.procedures.Course(w.Tx, w.Old, w.Tx.Now())
	if err != nil {
		return err
	}
	a := course.Version.Act(o.Awaited)
	if a == nil {
		return nil
	}
	for _, bar := range course.Bars(a, w.Caller.For()) {
		if bar.Code == "person" {
			return fault.New(fault.Denied, "task.excluded", bar.Text)
		}
	}
	return nil
}

// sign puts the answer of a signer into words; one who does not agree says why.
func sign(f *form, opinion, reply string) (string, error) {
	word, ok := opinions[opinion]
	switch {
	case !ok:
		f.Say("opinion", "required", "请写明同意（agree）或者不同意（disagree）")
	case reply == "" && opinion == "disagree":
		f.Say("reply", "required", "不同意的，请写明意见")
	case reply != "":
		word += "。" + reply
	}
	return word, f.err()
}
