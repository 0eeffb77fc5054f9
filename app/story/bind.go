package story

import (
	"slices"

	"github.com/hengjian/hengjian/app/demo"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
)

// binder checks every name of a story against the declarations and the people of its
// city, before anything is played.
type binder struct {
	*names
	kinds    map[string]*kind.Kind // of the records named so far
	problems Problems
}

func (b *binder) say(at Place, text string) { b.problems = append(b.problems, Problem{at, text}) }

// unknown says that a name is not there, and what may have been meant.
func (b *binder) unknown(w word, what string, list []string) {
	if w.text == "" {
		return // said when the line was read
	}
	text := "没有名为“" + w.text + "”的" + what
	if s := near(w.text, list); s != "" {
		text += "，是否想写“" + s + "”"
	}
	b.say(w.Place, text)
}

// bind returns what is wrong with the names of a story.
func bind(n *names, s *Script) Problems {
	b := &binder{names: n, kinds: map[string]*kind.Kind{}}
	for _, p := range s.People {
		b.person(p)
	}
	for _, g := range s.Givens {
		if k := b.kind(g.kind); k != nil {
			b.values(k, g.values)
		}
	}
	for i := range s.Steps {
		st := &s.Steps[i]
		switch {
		case st.act != nil:
			b.act(st.act)
		case st.expect != nil:
			b.expect(st.expect)
		case st.public != nil:
			if k := b.rec(st.public.rec); k != nil {
				b.values(k, st.public.values)
				if w := st.public.notice; w.text != "" && n.app.Notices.Get(w.text) == nil {
					b.unknown(w, "公示种类", nil)
				}
			}
		}
	}
	slices.SortStableFunc(b.problems, func(x, y Problem) int { return x.Line - y.Line })
	return b.problems
}

// person adds somebody to the cast.
func (b *binder) person(p person) {
	r, ok := role(p.role.text)
	if !ok {
		b.unknown(p.role, "角色", titlesOf(actor.Roles(), func(r actor.Role) (string, string) { return r.Name, r.Title }))
	}
	one := demo.Person{Account: p.name.text, Name: p.name.text, Post: "科员", Role: r}
	for _, x := range []struct {
		w  word
		to *string
	}{{p.unit, &one.Unit}, {p.over, &one.Over}} {
		if *x.to, ok = b.unit(x.w.text); !ok {
			b.unknown(x.w, "机构（或者同名的不止一个，请写代码）", nil)
		}
	}
	if _, twice := b.names.person(p.name.text); twice {
		b.say(p.name.Place, "已有名为“"+p.name.text+"”的人员")
		return
	}
	b.people = append(b.people, one)
}

func (b *binder) kind(w word) *kind.Kind {
	k := b.names.kind(w.text)
	if k == nil {
		b.unknown(w, "业务类型", titlesOf(b.app.Kinds.All(), func(k *kind.Kind) (string, string) { return k.Name, k.Title }))
	}
	return k
}

// rec is the kind of a record the story has named before.
func (b *binder) rec(w word) *kind.Kind {
	k, ok := b.kinds[w.text]
	if !ok && w.text != "" {
		b.say(w.Place, "前面没有名为“"+w.text+"”的记录")
	}
	return k
}

func (b *binder) fresh(w word, k *kind.Kind) {
	if _, twice := b.kinds[w.text]; twice {
		b.say(w.Place, "记录名“"+w.text+"”已经用过")
	}
	if w.text != "" {
		b.kinds[w.text] = k
	}
}

// who is somebody of the bureau, the public, or a business of the story itself.
func (b *binder) who(w word) {
	if k := b.kinds[w.text]; w.is(anyone) || k != nil && k.Subject {
		return
	}
	if _, ok := b.names.person(w.text); !ok {
		b.unknown(w, "人员或者角色", titlesOf(b.people, func(p demo.Person) (string, string) { return p.Account, p.Name }))
	}
}

func (b *binder) values(k *kind.Kind, list []word) {
	known := func(name string) (ref.Ref, bool) { _, ok := b.kinds[name]; return ref.Ref{}, ok }
	for _, w := range list {
		f := field(k, w.key)
		if f == nil {
			b.field(word{Place: w.Place, text: w.key}, k)
			continue
		}
		if _, wrong := b.value(f, w, known); wrong != "" {
			b.say(w.Place, wrong)
		}
	}
}

func (b *binder) field(w word, k *kind.Kind) *kind.Field {
	f := field(k, w.text)
	if f == nil {
		b.unknown(w, "字段（"+k.Title+"）", titlesOf(k.Fields, func(f *kind.Field) (string, string) { return f.Name, f.Title }))
	}
	return f
}

// named checks a name of the procedure of a kind.
func (b *binder) named(w word, k *kind.Kind, what string, find func(*kind.Kind, *procedure.Version, string) string, list func(*procedure.Version) []string) {
	if find(k, nil, w.text) != "" {
		return
	}
	var all []string
	for _, v := range versions(k, nil) {
		all = append(all, list(v)...)
	}
	b.unknown(w, what+"（"+k.Title+"）", all)
}

func actsOf(v *procedure.Version) []string {
	return titlesOf(v.Acts, func(a *procedure.Act) (string, string) { return a.Name, a.Title })
}

func stepsOf(v *procedure.Version) []string {
	return titlesOf(v.Steps, func(s *procedure.Step) (string, string) { return s.Name, s.Title })
}

func clocksOf(v *procedure.Version) []string {
	return titlesOf(v.Clocks, func(c *procedure.Clock) (string, string) { return c.Name, c.Title })
}

func (b *binder) act(a *act) {
	b.who(a.who)
	if a.behalf.Line != 0 {
		b.who(a.behalf)
	}
	if a.sort == files {
		k := b.kind(a.kind)
		if k != nil {
			b.values(k, a.values)
		}
		if a.refused == nil { // else nothing has the name
			b.fresh(a.rec, k)
		}
		return
	}
	k := b.rec(a.rec)
	if k == nil {
		for _, o := range a.opens {
			b.fresh(o.rec, b.kind(o.kind))
		}
		return
	}
	switch a.sort {
	case does:
		b.named(a.name, k, "办理动作", actName, actsOf)
	case tells:
		b.named(a.name, k, "办理动作", actName, actsOf)
		b.field(a.whom, k)
		if _, ok := option(procedure.Tellings, a.by.text); !ok {
			b.unknown(word{Place: where(a.by, a.rec), text: or(a.by.text, "（未写 by）")}, "告知方式", optionWords(procedure.Tellings))
		}
	case serves:
		if !hasDocument(k, a.name.text) {
			b.unknown(a.name, "文书（"+k.Title+"）", nil)
		}
		if _, ok := option(procedure.Services, a.by.text); !ok {
			b.unknown(word{Place: where(a.by, a.rec), text: or(a.by.text, "（未写 by）")}, "送达方式", optionWords(procedure.Services))
		}
	case annuls:
		b.named(a.name, k, "办理动作", anyAct, actsOf)
	}
	b.values(k, a.values)
	for _, o := range a.opens {
		part := b.kind(o.kind)
		if part != nil {
			b.values(part, o.values)
			if part.Of != k.Name {
				b.say(o.kind.Place, part.Title+"不是"+k.Title+"的部分")
			}
		}
		b.fresh(o.rec, part)
	}
}

func where(w, otherwise word) Place {
	if w.Line != 0 {
		return w.Place
	}
	return otherwise.Place
}

func or(text, otherwise string) string {
	if text != "" {
		return text
	}
	return otherwise
}

func optionWords(list []kind.Option) []string {
	return titlesOf(list, func(o kind.Option) (string, string) { return o.Value, o.Title })
}

func (b *binder) expect(x *expect) {
	k := b.rec(x.rec)
	for _, it := range x.items {
		if it.whom.Line != 0 && it.sort != "owes" {
			b.who(it.whom)
		}
		if k == nil {
			continue
		}
		switch it.sort {
		case "field":
			if !builtIn(it.value.key) {
				b.values(k, []word{it.value})
			}
		case "step":
			b.named(it.name, k, "环节", stepName, stepsOf)
		case "law":
			if _, ok := b.app.Law.Law(it.name.text); !ok {
				b.unknown(it.name, "规定", nil)
			}
		case "clock":
			b.named(it.name, k, "期限", clockName, clocksOf)
		case "act":
			b.named(it.name, k, "办理动作", anyAct, actsOf)
		case "owes":
			if !it.whom.is("nothing") {
				b.field(it.whom, k)
				b.named(it.name, k, "办理动作", actName, actsOf)
			}
		case "seen":
			for _, w := range it.hiding {
				b.field(w, k)
			}
		case "parts":
			b.kind(it.name)
		case "brings":
			b.fresh(it.rec, b.kind(it.name))
		}
	}
}

// builtIn are what every record has beside its fields.
func builtIn(key string) bool {
	return key == "number" || key == "state"
}

func builtInValue(r *record.Record, key string) string {
	if key == "number" {
		return r.Number
	}
	return string(r.State)
}
