package kind

import (
	"maps"
	"slices"
	"strings"
)

// SubjectRole is the role of the supervised themselves: a declaration names it
// like any role, nobody is ever granted it. MachineRole is that of the
// installation itself. PublicRole is that of the public at the portal: it makes
// records, and does on the one whose receipt it holds the acts that name it.
const (
	SubjectRole = "subject"
	MachineRole = "machine"
	PublicRole  = "public"
)

// unheld are the roles of declarations that nobody is granted.
var unheld = []string{SubjectRole, MachineRole, PublicRole}

// acts reads the acts a kind declares.
func (r *reader) acts() {
	m := r.root.Get("acts").Map()
	for _, name := range m.Keys() {
		a := m.Get(name).Map(actKeys...)
		act := Act{Name: name, Title: a.Must("title").Text(), Reason: a.Get("reason").Flag(), If: a.Get("if").expression(), Sets: map[string]string{}}
		act.Needs = r.fieldNames(a.Get("needs"), taken)
		act.Takes = r.fieldNames(a.Get("takes"), taken)
		if why := BadName(name); why != "" && !slices.Contains(keywords, name) {
			m.Key(name).Failf("%s", why)
		}
		if slices.Contains(Verbs(), name) {
			m.Key(name).Failf("“%s”是每类记录都有的动作，不能另行声明", name)
		}
		if act.If != "" {
			r.l.condition(r, act.If, a.Get("if"))
		}
		r.sets(&act, a.Get("sets"))
		if by := a.Get("by"); by.Present() {
			if _, twice := r.k.Access.Roles[name]; twice {
				by.Failf("“%s”由谁办理，已在 access 里写明", name)
			}
			if r.k.Access.Roles == nil {
				r.k.Access.Roles = map[string][]string{}
			}
			r.k.Access.Roles[name] = r.roles(name, by)
		}
		r.k.Acts = append(r.k.Acts, act)
	}
	r.subjectRole()
	r.publicRole()
}

// actKeys are the keys of an act.
var actKeys = []string{"title", "needs", "takes", "reason", "by", "if", "sets"}

func taken(f *Field) string {
	if f.Compute != "" {
		return "是计算字段，不能填写"
	}
	return ""
}

// sets reads what an act itself writes: where the record stands then, and when.
func (r *reader) sets(act *Act, n Node) {
	m := n.Map()
	for _, name := range m.Keys() {
		v := m.Get(name)
		text := v.Text()
		act.Sets[name] = text
		r.field(m.Key(name), name, func(f *Field) string {
			switch {
			case f.Type == Enum && slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == text }), f.Type == Date && text == "today", f.Type == Time && text == "now":
			case f.Type == Enum:
				return "没有选项“" + clip(text) + "”"
			case f.Type == Date:
				return "只能设为 today"
			case f.Type == Time:
				return "只能设为 now"
			default:
				return "不能由办理动作设置：只有选项、日期和时间可以"
			}
			if act.Writes(name) {
				return "既由动作设置，又要填写"
			}
			return ""
		})
	}
}

// roles reads who may do a verb.
func (r *reader) roles(verb string, n Node) []string {
	names := n.Texts()
	for i, e := range n.Items() {
		if i >= len(names) || slices.Contains(unheld, names[i]) {
			continue
		}
		if r.l.env.Roles != nil && !r.l.env.Roles(names[i]) {
			e.Failf("没有名为“%s”的角色", clip(names[i]))
		}
	}
	if len(names) == 0 && n.IsList() {
		n.Failf("“%s”至少要有一个角色", clip(verb))
	}
	return names
}

// subjectRole holds a kind that lets the supervised act to what makes that
// safe: it says whom a record is about, and no act of its falls to them unsaid.
func (r *reader) subjectRole() {
	for _, verb := range slices.Sorted(maps.Keys(r.k.Access.Roles)) {
		if !slices.Contains(r.k.Access.Roles[verb], SubjectRole) {
			continue
		}
		at := r.root.Get("kind")
		switch {
		case r.k.About == "" && !r.k.Subject:
			at.Failf("“%s”给了监管对象本身（subject），须以 about 写明记录是关于谁的", clip(verb))
			return
		case slices.Contains([]string{Import, Export, Transfer, Erase, Annul, Backdate}, verb):
			at.Failf("“%s”不能由监管对象本身（subject）办理", verb)
		case verb != Read && !slices.Contains(r.k.Access.Roles[Read], SubjectRole):
			at.Failf("监管对象本身（subject）可以“%s”，却不能查看（read）", clip(verb))
		case verb == Amend:
			for _, a := range r.k.Acts {
				if _, said := r.k.Access.Roles[a.Name]; !said {
					at.Failf("监管对象本身（subject）可以更正，动作“%s”须以 by 写明由谁办理", a.Name)
				}
			}
		}
	}
}

// publicRole holds a kind that lets the public act to what makes that safe: it
// files and does the acts meant for it; it never corrects, undoes or carries away.
func (r *reader) publicRole() {
	for _, verb := range slices.Sorted(maps.Keys(r.k.Access.Roles)) {
		if !slices.Contains(r.k.Access.Roles[verb], PublicRole) {
			continue
		}
		at := r.root.Get("kind")
		switch {
		case slices.Contains([]string{Amend, Import, Export, Transfer, Erase, Annul, Backdate, SeeSecret}, verb):
			at.Failf("“%s”不能由公众（public）办理", verb)
		case verb != Read && !slices.Contains(r.k.Access.Roles[Read], PublicRole):
			at.Failf("公众（public）可以“%s”，却不能查看自己提交的（read）", clip(verb))
		}
	}
}

func (r *reader) tells() {
	n := r.root.Get("tells")
	for i, fact := range n.Texts() {
		matter, name, ok := strings.Cut(fact, ".")
		if !ok || !snake(matter) || !snake(name) {
			n.Items()[i].Failf("业务事件写作“事项.过去式”，例如 complaint.lead_found")
			continue
		}
		if r.k.Matter != "" && matter != r.k.Matter {
			n.Items()[i].Failf("只能发出本事项的事件，应以“%s.”开头", r.k.Matter)
			continue
		}
		r.k.Tells = append(r.k.Tells, fact)
	}
}
