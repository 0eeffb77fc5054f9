package oversight

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/fault"
)

// Kind is the name of the directive's declaration.
const Kind = "directive"

// The states a directive is in.
const (
	Open      = "open"
	Replied   = "replied"
	Closed    = "closed"
	Withdrawn = "withdrawn"
)

var standings = map[string]string{Open: "待反馈", Replied: "已反馈", Closed: "已办结", Withdrawn: "已撤回"}

// Behaviours are what the acts on a directive do beyond its declaration.
func Behaviours() map[string]record.Behaviour {
	return map[string]record.Behaviour{
		Kind + ".create":   {Do: give},
		Kind + ".answer":   {Bar: bar(ForReceiver, "只有承办人可以反馈", Open), Do: answer},
		Kind + ".remind":   {Bar: bar(ForGiver, "只有交办人可以催办", Open), Do: remind},
		Kind + ".close":    {Bar: bar(ForGiver, "只有交办人可以办结", Replied), Do: finish},
		Kind + ".return":   {Bar: bar(ForGiver, "只有交办人可以退回", Replied), Do: move(Open)},
		Kind + ".withdraw": {Bar: bar(ForGiver, "只有交办人可以撤回", Open, Replied), Do: move(Withdrawn)},
	}
}

// ForGiver reports whether the caller gave the directive.
func ForGiver(c actor.Caller, r *record.Record) bool {
	return c.For() != "" && record.RefOf(r.Values["giver"]).ID == c.For()
}

// ForReceiver reports whether the directive is the caller's to answer: the
// person named, or who sits in the unit named.
func ForReceiver(c actor.Caller, r *record.Record) bool {
	if p := record.RefOf(r.Values["receiver"]).ID; p != "" && p == c.For() {
		return true
	}
	u := record.RefOf(r.Values["receiver_unit"]).ID
	return u != "" && u == c.Unit
}

// bar closes an act to everybody but one side, and outside some states.
func bar(side func(actor.Caller, *record.Record) bool, who string, in ...string) func(actor.Caller, *record.Record) string {
	return func(c actor.Caller, r *record.Record) string {
		now := r.Text("standing")
		switch {
		case !side(c, r):
			return who
		case !slices.Contains(in, now):
			return "交办" + standings[now] + "，现在不能办理此项"
		}
		return ""
	}
}

// give makes a directive. What it is about is looked up, so that its title and
// its subject are what the record says, and only of a record its giver may read.
func give(w *record.Doing) error {
	if w.Caller.For() == "" {
		return fault.New(fault.Denied, "directive.person", "只有在册人员可以交办")
	}
	if err := w.Only("directive.fixed", "text", "receiver", "receiver_unit", "due", "subject", "on_kind", "on_id"); err != nil {
		return err
	}
	w.Values["giver"], w.Values["standing"], w.Values["reminders"] = w.Self(), Open, int64(0)
	kindName, _ := w.Values["on_kind"].(string)
	id, _ := w.Values["on_id"].(string)
	if kindName == "" && id == "" {
		return nil
	}
	bad := func(name, text string) error {
		return fault.Bad("directive.on", "没有找到所涉记录，或您无权查看", fault.Field{Name: name, Code: "reference", Text: text})
	}
	on, err := ref.ParseID(id)
	if err != nil {
		return bad("on_id", "所涉记录标识不正确")
	}
	r, err := w.Engine.GetIn(w.Tx, w.Caller, kindName, ref.Ref{Area: w.Caller.Area, ID: on}, record.AsOf{})
	if fault.Is(err, fault.NotFound) {
		return bad("on_id", "没有找到所涉记录，或您无权查看")
	}
	if err != nil {
		return err
	}
	title := r.Title()
	if r.Number != "" && r.Number != title {
		title = r.Number + " " + title
	}
	if long := []rune(title); len(long) > 400 {
		title = string(long[:400])
	}
	w.Values["on_title"] = title
	switch {
	case r.Kind.Subject:
		w.Values["subject"] = map[string]any{"area": string(r.Area), "id": string(r.ID)}
	case r.Kind.About != "" && r.Values[r.Kind.About] != nil:
		w.Values["subject"] = r.Values[r.Kind.About]
	}
	return nil
}

func answer(w *record.Doing) error {
	if err := w.Only("directive.fixed", "reply"); err != nil {
		return err
	}
	w.Values["standing"], w.Values["replied_by"], w.Values["replied_on"] = Replied, w.Self(), w.Tx.Now().Day()
	return nil
}

func remind(w *record.Doing) error {
	if err := w.Only("directive.fixed"); err != nil {
		return err
	}
	n, _ := w.Old.Values["reminders"].(int64)
	w.Values["reminders"], w.Values["reminded_on"] = n+1, w.Tx.Now().Day()
	return nil
}

func finish(w *record.Doing) error {
	if err := w.Only("directive.fixed"); err != nil {
		return err
	}
	w.Values["standing"], w.Values["closed_on"] = Closed, w.Tx.Now().Day()
	return nil
}

func move(to string) func(*record.Doing) error {
	return func(w *record.Doing) error {
		err := w.Only("directive.fixed")
		w.Values["standing"] = to
		return err
	}
}
