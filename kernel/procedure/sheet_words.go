package procedure

import (
	"strings"

	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/kind"
)

// Whose says in words who does an act: 办事员、承办人.
func (b *Book) Whose(k *kind.Kind, v *Version, a *Act) string { return words{b, k, v}.by(a) }

// Stops says in words what ends a limit.
func (b *Book) Stops(k *kind.Kind, v *Version, c *Clock) string {
	return words{b, k, v}.events(c.Stops)
}

// events puts what starts or stops a clock into words.
func (w words) events(list []Event) string {
	var out []string
	for _, e := range list {
		out = append(out, w.event(e))
	}
	return strings.Join(out, "，或者")
}

func (w words) event(e Event) string {
	text := ""
	switch e.Sort {
	case ByAct:
		text = "“" + w.actTitle(e.Name) + "”"
	case ByStep:
		text = "进入“" + w.step(e.Name) + "”"
	case ByField:
		return w.field(e.Name)
	case ByPart:
		return w.part(e.Name) + "的" + w.partField(e.Name, e.Of)
	case Informed:
		text = "“" + w.actTitle(e.Name) + "”告知完毕"
	case Served:
		text = "文书送达"
	case Opened:
		text = w.part(e.Name) + "开始"
	case Ended:
		text = w.part(e.Name) + "全部结束"
	case ClockEnded:
		text = "“" + w.clockTitle(e.Name) + "”届满"
	}
	if e.Day != "" {
		text += "（以" + w.field(e.Day) + "为准）"
	}
	return text
}

func (w words) field(name string) string {
	if f := w.k.Field(name); f != nil {
		return f.Title
	}
	return name
}

func (w words) option(field, value string) string {
	if f := w.k.Field(field); f != nil {
		return inWords(f.Options, value)
	}
	return value
}

// condition says a condition, as its source where there are no words for it.
func (w words) condition(src string, p *expr.Program) string {
	if p == nil {
		return src
	}
	text := p.Say(expr.Words{Field: func(path string) string { return "“" + w.path(path) + "”" }, Value: func(field, value string) string {
		if field == StepField {
			return "“" + w.step(value) + "”"
		}
		return "“" + w.option(field, value) + "”"
	}})
	if text == "" {
		return src
	}
	return text
}

// path is a field, perhaps one of a record that the record points at.
func (w words) path(path string) string {
	name, _, over := strings.Cut(path, ".")
	switch {
	case name == StepField:
		return "环节"
	case over:
		return path
	}
	return w.field(name)
}

func (w words) step(name string) string {
	if s := w.v.Step(name); s != nil {
		return s.Title
	}
	return name
}

func (w words) actTitle(name string) string {
	if a := w.v.Act(name); a != nil {
		return a.Title
	}
	if name == Create {
		return "登记"
	}
	return name
}

func (w words) clockTitle(name string) string {
	if k := w.v.Clock(name); k != nil {
		return k.Title
	}
	return name
}

// whom is a name under not:, a field or an act.
func (w words) whom(name string) string {
	if a := w.v.Act(name); a != nil {
		return "办理“" + a.Title + "”的人"
	}
	return w.field(name)
}

// waits is a name under after: or until:, a clock or a part.
func (w words) waits(name string) string {
	if w.v.Clock(name) != nil {
		return "“" + w.clockTitle(name) + "”"
	}
	return w.part(name)
}

// owed is informed(act) under after:.
func (w words) owed(name string) string {
	return "“" + w.actTitle(call.FindStringSubmatch(name)[2]) + "”已告知"
}

func (w words) part(name string) string {
	if p := w.partKind(name); p != nil {
		return p.Title
	}
	return name
}

func (w words) partField(part, name string) string {
	if p := w.partKind(part); p != nil {
		if f := p.Field(name); f != nil {
			return f.Title
		}
	}
	return name
}

func (w words) partKind(name string) *kind.Kind { return w.b.kinds.Get(name) }
