package task

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/fault"
)

// Behaviours are what the acts of supervision do on records of kinds with a
// procedure: who may ask what of whom.
func (b *Book) Behaviours(kinds *kind.Set) map[string]record.Behaviour {
	out := map[string]record.Behaviour{}
	for _, k := range kinds.All() {
		if procedure.Of(k) == nil {
			continue
		}
		out[k.Name+"."+record.Reassign] = record.Behaviour{Bar: b.barPass, Do: b.reassign}
		out[k.Name+"."+record.Depute] = record.Behaviour{Bar: b.barPass, Do: b.give(record.Depute)}
		out[k.Name+"."+record.Supervise] = record.Behaviour{Bar: b.barEnded, Do: b.give(record.Supervise)}
		out[k.Name+"."+record.Urge] = record.Behaviour{Bar: b.barEnded, Do: b.give(record.Urge)}
		out[k.Name+"."+record.Copy] = record.Behaviour{Do: b.give(record.Copy)}
		out[k.Name+"."+record.AddSigner] = record.Behaviour{Bar: b.barPass, Do: b.give(record.AddSigner)}
		out[k.Name+"."+record.DropSigner] = record.Behaviour{Do: b.dropSigner}
		out[k.Name+"."+record.Respond] = record.Behaviour{Do: b.respond}
		out[k.Name+"."+record.Lift] = record.Behaviour{Do: b.lift}
	}
	return out
}

func (b *Book) barEnded(_ actor.Caller, r *record.Record) string {
	if b.procedures.Ended(r) {
		return "已经办结，没有可督促的"
	}
	return ""
}

// barPass: a task is passed on by who has it, or by who leads him. One that
// nobody has yet is taken by whoever of the unit may work at it.
func (b *Book) barPass(c actor.Caller, r *record.Record) string {
	if b.procedures.Ended(r) {
		return "已经办结，没有可交出的"
	}
	if h := Handler(r); h != "" && h != c.For() && !b.leads(c, r.Kind) {
		return "由" + b.people.PersonName(h) + "承办；只有承办人本人或者科长、所长可以交出"
	}
	return ""
}

// leads reports whether a caller leads people: who may supervise records of the
// kind leads those that handle them.
func (b *Book) leads(c actor.Caller, k *kind.Kind) bool {
	return c.Machine != "" || !b.people.May(c, kind.Supervise, k).None
}

// form is what an act of supervision says.
type form struct {
	record.Form
	w *record.Doing
}

func formOf(w *record.Doing) *form { return &form{record.Form{Values: w.Values}, w} }

func (f *form) err() error { return f.Err("task.invalid") }

// to reads a reference to a person or a unit of the record's own area.
func (f *form) to(name, title string) ref.ID {
	v := f.Values[name]
	if v == nil || v == "" {
		return ""
	}
	r := record.RefOf(v)
	if x, ok := v.(ref.Ref); ok {
		r = x
	}
	if _, err := ref.ParseID(string(r.ID)); err != nil || r.Area != f.w.Old.Area {
		f.Say(name, "reference", title+"应为本地区的一条记录（area、id）")
		return ""
	}
	return r.ID
}

// person reads somebody who works here today.
func (b *Book) person(f *form, name, title string) ref.ID {
	id := f.to(name, title)
	if id == "" {
		return ""
	}
	if p, ok := b.people.Person(id); !ok || p.Service || p.LeftOn != "" && p.LeftOn <= f.w.Tx.Now().Day() {
		f.Say(name, "reference", title+"不在册，或者已经离岗")
		return ""
	}
	return id
}

func (b *Book) unit(f *form, name, title string) ref.ID {
	id := f.to(name, title)
	if _, ok := b.people.Unit(id); id != "" && !ok {
		f.Say(name, "reference", title+"不在册，或者已经撤并")
		return ""
	}
	return id
}

// give makes an order: whom it asks, until when.
func (b *Book) give(sort string) func(*record.Doing) error {
	return func(w *record.Doing) error {
		if w.Caller.Person == "" {
			return fault.Newf(fault.Denied, "task.person", "只有在册人员可以%s", record.Titles[sort])
		}
		f := formOf(w)
		f.Only("to_person", "to_unit", "until", "awaited")
		awaited := ""
		switch {
		case sort == record.AddSigner:
			name, err := b.awaited(f)
			if err != nil {
				return err
			}
			awaited = name
		case w.Values["awaited"] != nil:
			f.Say("awaited", "not_taken", record.Titles[sort]+"不写等待会签的办理")
		}
		person, unit := b.person(f, "to_person", "对象人员"), b.unit(f, "to_unit", "对象机构")
		switch {
		case person != "" && unit != "":
			f.Say("to_unit", "both", "人员和机构只能填一项")
		case len(f.Wrong) > 0 || person != "" || unit != "":
		case sort == record.Supervise || sort == record.Urge: // of whoever has it
			if person = Handler(w.Old); person == "" {
				unit = Unit(w.Old)
			}
		default:
			f.Say("to_person", "required", "请写明"+record.Titles[sort]+"给谁：人员或者机构")
		}
		if person != "" && person == w.Caller.For() {
			f.Say("to_person", "self", "不能"+record.Titles[sort]+"给本人")
		}
		until := b.until(f, sort)
		if err := f.err(); err != nil {
			return err
		}
		if err := b.open(w, person, unit); err != nil {
			return err
		}
		if err := b.once(w, sort, awaited, person, unit); err != nil {
			return err
		}
		w.Values = map[string]any{}
		to := func(name string, id ref.ID) {
			if id != "" {
				w.Values[name] = map[string]any{"area": string(w.Old.Area), "id": string(id)}
			}
		}
		to("to_person", person)
		to("to_unit", unit)
		if until != "" {
			w.Values["until"] = until
		}
		if sort == record.AddSigner {
			w.Values["awaited"] = awaited
		}
		return nil
	}
}

// until is the day until which an order is to be answered: always with 督办 and
// 委托, never with 抄送.
func (b *Book) until(f *form, sort string) string {
	s := f.Text("until", "期限", 10, sort == record.Supervise || sort == record.Depute)
	if s == "" {
		return ""
	}
	d, err := calendar.Parse(s)
	switch {
	case err != nil:
		f.Say("until", "date", "期限应为 YYYY-MM-DD")
	case sort == record.Copy:
		f.Say("until", "not_taken", "抄送没有期限")
	case d.String() < f.w.Tx.Now().Day():
		f.Say("until", "past", "期限不能早于今天")
	}
	return s
}

// open refuses to name somebody to whom a secret record would be opened by that.
func (b *Book) open(w *record.Doing, person, unit ref.ID) error {
	if !w.Kind.Access.Secret {
		return nil
	}
	refuse := func(name string) error {
		return fault.Bad("task.secret", "这是保密的业务", fault.Field{Name: name, Code: "secret",
			Text: w.Kind.Title + "只有当事的人员和机构可见，不能以督办、委托、抄送、加签让别人看到；需要其办理的，请转办"})
	}
	if unit != "" {
		list, err := w.Engine.Parties(w.Tx, w.Old)
		if err == nil && !slices.ContainsFunc(list, func(p actor.Party) bool { return p.Unit == unit && !p.Reads }) {
			return refuse("to_unit")
		}
		return err
	}
	may, err := w.Engine.MayDo(w.Tx, b.people.As(person, w.Tx.Now().Day()), kind.Read, w.Old)
	if err == nil && !may {
		return refuse("to_person")
	}
	return err
}

// once refuses the same order twice while the first one stands; one is urged as
// often as it takes.
func (b *Book) once(w *record.Doing, sort string, awaited string, person, unit ref.ID) error {
	if sort == record.Urge {
		return nil
	}
	list, err := w.Engine.OrdersOn(w.Tx, w.Old.Ref())
	if err != nil {
		return err
	}
	for _, o := range list {
		if o.Sort == sort && o.Awaited == awaited && o.State != record.OrderEnded && o.ToPerson == person && o.ToUnit == unit {
			return fault.Newf(fault.Conflict, "task.twice", "已经%s给%s%s，还没有解除", record.Titles[sort], b.people.PersonName(person), b.people.UnitName(unit))
		}
	}
	return nil
}

// order finds the order an act is about.
func (f *form) order() (record.Order, error) {
	id := f.Text("order", "所指的督办、催办、委托、抄送或者加签", 40, true)
	if err := f.err(); err != nil {
		return record.Order{}, err
	}
	o, ok, err := f.w.Engine.Order(f.w.Tx, f.w.Old.Ref(), ref.ID(id))
	if err == nil && !ok {
		err = fault.Bad("task.order", "提交的内容有误", fault.Field{Name: "order", Code: "unknown", Text: "这条记录上没有这一项督办、催办、委托、抄送或者加签"})
	}
	return o, err
}

func (b *Book) respond(w *record.Doing) error {
	f := formOf(w)
	f.Only("order", "reply", "opinion")
	reply := f.Text("reply", "回复", 4000, false)
	opinion := f.Text("opinion", "意见", 20, false)
	o, err := f.order()
	if err != nil {
		return err
	}
	switch {
	case !o.For(w.Caller):
		return fault.New(fault.Denied, "task.addressed", "只有被"+record.Titles[o.Sort]+"的人员或者机构可以回复")
	case o.State != record.OrderOpen:
		return fault.New(fault.Conflict, "task.answered", "这一项已经回复或者解除")
	case o.Sort == record.AddSigner:
		if err := b.signs(w, o); err != nil {
			return err
		}
		if reply, err = sign(f, opinion, reply); err != nil {
			return err
		}
	case opinion != "":
		return fault.Bad("task.invalid", "提交的内容有误", fault.Field{Name: "opinion", Code: "not_taken", Text: record.Titles[o.Sort] + "的回复不写意见"})
	case reply == "" && o.Sort != record.Copy:
		return fault.Bad("task.invalid", "提交的内容有误", fault.Field{Name: "reply", Code: "required", Text: "回复必填"})
	case reply == "":
		reply = "已阅"
	}
	w.Values = map[string]any{"order": string(o.Act), "reply": reply}
	return nil
}

// lift ends an order: by who gave it, or by whoever may supervise the record.
func (b *Book) lift(w *record.Doing) error {
	f := formOf(w)
	f.Only("order")
	o, err := f.order()
	if err != nil {
		return err
	}
	if o.Sort == record.AddSigner {
		return fault.Bad("task.order", "提交的内容有误", fault.Field{Name: "order", Code: "sort", Text: "加签由“" + record.Titles[record.DropSigner] + "”撤回"})
	}
	if o.By != w.Caller.For() {
		may, err := w.Engine.MayDo(w.Tx, w.Caller, kind.Supervise, w.Old)
		if err != nil {
			return err
		}
		if !may {
			return fault.New(fault.Denied, "task.giver", "只有"+record.Titles[o.Sort]+"的人可以解除")
		}
	}
	if o.State == record.OrderEnded {
		return fault.New(fault.Conflict, "task.lifted", "这一项已经解除")
	}
	w.Values = map[string]any{"order": string(o.Act)}
	return nil
}
