package document

import (
	"strings"

	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
)

// Link holds what the templates name to what there is: kinds, fields, clocks,
// texts of law. Every mistake is told with its place.
func (s *Set) Link(set *kind.Set, laws kind.Laws) kind.Problems {
	var out kind.Problems
	for _, t := range s.all {
		root, problems := kind.Reopen(t.root)
		l := linker{t: t, set: set, k: set.Get(t.Kind), m: root.Map(), laws: laws}
		l.template()
		out = append(out, problems()...)
	}
	return out
}

type linker struct {
	t    *Template
	set  *kind.Set
	k    *kind.Kind
	m    kind.Map
	laws kind.Laws
}

func (l *linker) template() {
	if l.k == nil {
		l.m.Get("for").Failf("没有名为“%s”的业务类型", l.t.Kind)
		return
	}
	if l.t.Matter != "" && l.k.Matter != l.t.Matter {
		l.m.Get("for").Failf("“%s”属于 %s，式样应放在它的 documents 目录", l.t.Kind, l.k.Matter)
	}
	if l.t.Law != "" && l.laws != nil {
		if _, _, err := l.laws.Resolve(l.t.Law, ""); err != nil {
			l.m.Get("law").Failf("%s", err.Error())
		}
	}
	for i, n := range l.m.Get("basis").Items() {
		if c := &l.t.Cites[i]; l.laws != nil && c.Law != "" {
			var err error
			if c.Title, c.Unsure, err = l.laws.Resolve(c.Law, c.Article); err != nil {
				n.Failf("%s", err.Error())
			}
		}
	}
	for i, n := range l.m.Get("to").Items() {
		r := &l.t.To[i]
		if r.Field == "" {
			continue
		}
		f := l.k.Field(r.Field)
		if f == nil {
			n.Failf("没有名为“%s”的字段", r.Field)
			continue
		}
		r.Title = f.Title
	}
	seen := map[string]bool{}
	for i := range l.t.Slots {
		s := &l.t.Slots[i]
		at := l.m.Get("slots").List()[i]
		if seen[s.Name] || words[s.Name] != "" || l.k.Field(s.Name) != nil {
			at.Failf("空栏“%s”与字段、别的空栏或者 %s 同名", s.Name, "organ、day 等固定的词")
		}
		seen[s.Name] = true
		l.pattern(s.Default, true)
	}
	for i := range l.t.Body {
		p := &l.t.Body[i]
		l.pattern(p.Text, false)
		p.If = l.condition(p.ifAt)
		for j := range p.Rows {
			p.Rows[j].If = l.condition(p.Rows[j].ifAt)
			for _, c := range p.Rows[j].Cells {
				l.pattern(c, false)
			}
		}
	}
}

func (l *linker) condition(n kind.Node) *expr.Program {
	if !n.Present() {
		return nil
	}
	return n.Compile(l.set, l.k, expr.Condition())
}

// pattern checks the places of a text; a slot's own default names no slots.
func (l *linker) pattern(p pattern, ofSlot bool) {
	for _, x := range p.pieces {
		if x.name == "" {
			continue
		}
		if clock, ok := strings.CutPrefix(x.name, duePrefix); ok {
			if !l.hasClock(clock) {
				p.at.FailInside(p.text, x.offset, "没有名为“%s”的期限", clock)
			}
			continue
		}
		f := l.k.Field(x.name)
		switch {
		case words[x.name] != "":
			if x.name == "seq" || x.name == "mark" || x.name == "year" {
				p.at.FailInside(p.text, x.offset, "“%s”只用于文号", x.name)
			}
		case l.t.slot(x.name) != nil && !ofSlot:
		case f == nil:
			p.at.FailInside(p.text, x.offset, "没有名为“%s”的字段或者空栏", x.name)
		case f.Type == kind.File:
			p.at.FailInside(p.text, x.offset, "字段“%s”是附件，不能印在文书里", x.name)
		case (x.form == "bare" || x.form == "item") && f.Type != kind.Enum:
			p.at.FailInside(p.text, x.offset, "写法 %s 只用于选项", x.form)
		}
	}
}

func (l *linker) hasClock(name string) bool {
	life := procedure.Of(l.k)
	if life == nil {
		return false
	}
	for _, v := range life.Versions {
		if (l.t.Law == "" || v.Law == l.t.Law) && v.Clock(name) != nil {
			return true
		}
	}
	return false
}
