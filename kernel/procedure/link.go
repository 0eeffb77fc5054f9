package procedure

import (
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/kind"
)

// linker holds what a procedure names to what there is.
type linker struct {
	env Env
	set *kind.Set
	k   *kind.Kind
	v   *Version
}

func (l *linker) life(life *Life, n kind.Node) {
	for i, v := range life.Versions {
		l.v = v
		l.version(v)
		switch {
		case i == 0 && v.Carry != nil:
			v.Carry.at.Failf("第一个版本之前没有程序，不写过渡")
		case i > 0 && v.Carry == nil:
			v.at.Failf("须以 transition 写明，依《%s》已经开始的记录怎样过渡", life.Versions[i-1].Law)
		case i > 0:
			l.transition(v.Carry, life.Versions[i-1])
		}
		l.model(v)
		for _, a := range v.Acts {
			for _, before := range life.Versions[:i] {
				if b := before.Act(a.Name); b != nil && !sameRoles(a, b) {
					a.src.Get("by").Failf("动作“%s”在各版本里应由同样的角色办理；由别人办理的，请另起名称", a.Title)
				}
			}
		}
	}
	if b := l.k.Begins; b == "" && len(life.Versions) > 1 {
		n.Failf("程序有几个版本，须以 begins 写明哪一日决定适用哪一个")
	}
}

// sameRoles reports whether two versions of an act are done by the same roles:
// rights know an act by its name.
func sameRoles(a, b *Act) bool {
	x, y := slices.Sorted(slices.Values(a.By.Roles)), slices.Sorted(slices.Values(b.By.Roles))
	return slices.Equal(x, y)
}

func (l *linker) version(v *Version) {
	if l.env.Laws != nil {
		if _, _, err := l.env.Laws.Resolve(v.Law, ""); err != nil {
			v.at.Map().Get("law").Failf("%s", err.Error())
		}
	}
	starts, ends := 0, 0
	for _, s := range v.Steps {
		if s.Start {
			starts++
		}
		if s.End {
			ends++
		}
		if s.Start && s.End {
			s.key.Failf("起始环节不能同时是终了环节")
		}
		if v.Act(s.Name) != nil {
			s.key.Failf("环节和动作不能同名：“%s”", s.Name)
		}
		l.apart(s.key, "环节", s.Name)
	}
	at := v.at.Map().Get("steps")
	if starts != 1 {
		at.Failf("起始环节（start: true）应恰有一个，现有 %d 个", starts)
	}
	if ends == 0 {
		at.Failf("至少要有一个终了环节（end: true）")
	}
	seen := map[string]bool{}
	for _, a := range v.Acts {
		if seen[a.Name] {
			a.key.Failf("动作“%s”重复", a.Name)
		}
		seen[a.Name] = true
		l.apart(a.key, "动作", a.Name)
		l.act(a)
	}
	seen = map[string]bool{}
	for _, c := range v.Clocks {
		if seen[c.Name] {
			c.key.Failf("期限“%s”重复", c.Name)
		}
		seen[c.Name] = true
		l.clock(c)
	}
	for _, a := range v.Acts {
		l.waits(a)
	}
}

// apart keeps names apart that an event of a clock could not tell apart.
func (l *linker) apart(n kind.Node, what, name string) {
	if f := l.k.Field(name); f != nil && f.Type == kind.Date {
		n.Failf("%s与日期字段不能同名：“%s”", what, name)
	}
}

func (l *linker) transition(t *Transition, before *Version) {
	m := t.at.Map()
	if t.From != before.Law {
		m.Get("from").Failf("前一个版本依据的是“%s”", before.Law)
	}
	for name := range t.Clocks {
		if l.v.Clock(name) == nil || before.Clock(name) == nil {
			m.Get("clocks").Map().Key(name).Failf("两个版本里不都有期限“%s”", name)
		}
	}
	for was, is := range t.Steps {
		at := m.Get("steps").Map()
		if before.Step(was) == nil {
			at.Key(was).Failf("前一个版本没有环节“%s”", was)
		}
		l.step(at.Get(was), is)
	}
	if t.Records != Switch {
		return
	}
	for _, s := range before.Steps {
		if l.v.Step(s.Name) == nil && t.Steps[s.Name] == "" {
			t.at.Failf("改用新文本，但前一个版本的环节“%s”没有对应的新环节（steps）", s.Name)
		}
	}
}

func (l *linker) step(n kind.Node, name string) {
	if name != "" && l.v.Step(name) == nil {
		n.Failf("没有名为“%s”的环节", name)
	}
}

// cites resolves articles and marks those that are not certain.
func (l *linker) cites(n kind.Node, list []Cite) {
	if l.env.Laws == nil {
		return
	}
	nodes := n.Items()
	for i := range list {
		title, unsure, err := l.env.Laws.Resolve(list[i].Law, list[i].Article)
		if err != nil && i < len(nodes) {
			nodes[i].Failf("%s", err.Error())
		}
		list[i].Title, list[i].Unsure = title, unsure
	}
}

// condition compiles a condition over the record.
func (l *linker) condition(n kind.Node) *expr.Program {
	return n.Compile(l.set, l.k, expr.Condition())
}

// field finds a field of the kind; ok judges it.
func (l *linker) field(n kind.Node, name string, ok func(*kind.Field) string) *kind.Field {
	f := l.k.Field(name)
	if f == nil {
		n.Failf("没有名为“%s”的字段", name)
		return nil
	}
	if ok != nil {
		if why := ok(f); why != "" {
			n.Failf("字段“%s”%s", name, why)
		}
	}
	return f
}

func dated(f *kind.Field) string {
	if f.Type != kind.Date {
		return "应为日期"
	}
	return ""
}

// person reports whether a field names people of the bureau.
func person(f *kind.Field) bool {
	return f.Type == kind.Person || f.Type == kind.Reference && f.Of == "person" || f.Type == kind.List && f.Of == string(kind.Person)
}

// parts returns the kind of a part the record has, or nil.
func (l *linker) part(name string) *kind.Kind {
	for _, p := range PartsOf(l.k) {
		if p.Kind == name {
			return l.set.Get(name)
		}
	}
	return nil
}

func (l *linker) act(a *Act) {
	m := a.src
	switch {
	case a.Creates() && (a.Back || a.To != "" && l.v.Step(a.To) != nil && !l.v.Step(a.To).Start):
		m.Get("to").Failf("没有 from 的动作登记新的记录，只能到起始环节")
	case a.Creates() && a.To == "":
		a.key.Failf("没有 from 的动作登记新的记录，须写明到起始环节（to）")
	case a.Creates() && len(a.After)+len(a.Until) > 0:
		a.key.Failf("登记新记录的动作没有可等待的期限")
	}
	for i, s := range a.From {
		at := m.Get("from").Items()[i]
		l.step(at, s)
		if st := l.v.Step(s); st != nil && st.End && (a.To != "" || a.Back) {
			at.Failf("终了环节“%s”不能再进入别的环节", s)
		}
	}
	if a.Name == Create {
		a.key.Failf("“%s”是每类记录都有的动作，不能另行声明", a.Name)
	} else if slices.Contains(kind.Reserved(), a.Name) {
		a.key.Failf("“%s”是每类记录都有的动作，不能另行声明", a.Name)
	}
	l.step(m.Get("to"), a.To)
	l.by(a)
	for i, name := range a.Not {
		if l.v.Act(name) == nil {
			l.field(m.Get("not").Items()[i], name, func(f *kind.Field) string {
				if !person(f) {
					return "不是人员，也没有同名的动作"
				}
				return ""
			})
		}
	}
	for _, key := range []string{"needs", "takes"} {
		for _, n := range m.Get(key).Items() {
			l.field(n, n.Text(), func(f *kind.Field) string {
				if f.Compute != "" || f.Name == StepField {
					return "不能填写"
				}
				return ""
			})
		}
	}
	if m.Has("if") {
		a.Guard = l.condition(m.Get("if"))
		a.Term = words{k: l.k, v: l.v}.condition(a.If, a.Guard)
	}
	l.sets(a)
	for i, name := range a.Inform {
		l.field(m.Get("inform").Items()[i], name, func(f *kind.Field) string {
			if f.Type != kind.Person && f.Type != kind.Subject && f.Type != kind.Reference && f.Type != kind.Text {
				return "不是可以告知的人"
			}
			return ""
		})
	}
	for i, name := range a.Opens {
		if l.part(name) == nil {
			m.Get("opens").Items()[i].Failf("“%s”不在 parts 里", name)
		}
	}
	for i, fact := range a.Tells {
		if matter, name, ok := strings.Cut(fact, "."); !ok || name == "" || l.k.Matter != "" && matter != l.k.Matter {
			m.Get("tells").Items()[i].Failf("业务事件应写作“%s.过去式”", l.k.Matter)
		}
	}
	for i, name := range a.Documents {
		if l.env.Documents == nil {
			continue
		}
		if why := l.env.Documents(l.k.Name, l.v.Law, name); why != "" {
			m.Get("document").Items()[i].Failf("%s", why)
		}
	}
	if a.Sign != nil && len(a.Opens) > 0 {
		m.Get("opens").Failf("须签署的动作不能同时登记别的事项：写在签署以后的动作里")
	}
	l.sign(a)
	l.cites(m.Get("article"), a.Cites)
}

// by tells roles from the fields that name people.
func (l *linker) by(a *Act) {
	names := a.By.Roles
	a.By.Roles = nil
	for i, name := range names {
		at := a.src.Get("by").Items()[i]
		f := l.k.Field(name)
		role := name == kind.SubjectRole || name == kind.PublicRole || l.env.Roles == nil || l.env.Roles(name)
		switch {
		case name == kind.MachineRole:
			at.Failf("程序里的动作由人办理，不能由系统（machine）办理")
		case name == ownerWord:
			a.By.Owner = true
		case f != nil && person(f) && l.env.Roles != nil && role:
			at.Failf("“%s”既是角色，又是人员字段", name)
		case f != nil && person(f):
			a.By.Fields = append(a.By.Fields, name)
		case role:
			a.By.Roles = append(a.By.Roles, name)
			if name == kind.PublicRole && !slices.Contains(l.k.Access.Roles[kind.Read], name) {
				at.Failf("由公众（public）办理的，须准其查看自己提交的（read）")
			}
			if name == kind.SubjectRole && (l.k.About == "" || !slices.Contains(l.k.Access.Roles[kind.Read], name)) {
				at.Failf("由监管对象本身（subject）办理的，须以 about 写明关于谁，并准其查看（read）")
			}
		default:
			at.Failf("没有名为“%s”的角色或者人员字段", name)
		}
		if slices.Contains(a.Not, name) {
			at.Failf("“%s”既可办理又须回避，无人能办", name)
		}
	}
	if len(names) == 0 && a.Sign == nil {
		a.key.Failf("须写明由谁办理（by）")
	}
}

func (l *linker) sign(a *Act) {
	s := a.Sign
	if s == nil {
		return
	}
	at := a.src.Get("sign").Map()
	f := l.k.Field(s.Of)
	switch {
	case f != nil && person(f):
	case s.Of != "" && (l.env.Roles == nil || l.env.Roles(s.Of)):
		s.Role = true
		if s.All && s.Min == 0 {
			at.Get("need").Failf("角色的全体没有定数；写明至少几人（min），或者指明人员字段")
		}
	case s.Of != "":
		at.Get("of").Failf("没有名为“%s”的角色或者人员字段", s.Of)
	}
	if !s.All && s.Min > 0 && s.Need > s.Min {
		at.Get("need").Failf("需要 %d 人签署，却只要求至少 %d 人参加", s.Need, s.Min)
	}
}

func (l *linker) sets(a *Act) {
	m := a.src.Get("sets").Map()
	for _, name := range m.Keys() {
		v := a.Sets[name]
		l.field(m.Key(name), name, func(f *kind.Field) string {
			switch {
			case f.Name == StepField:
				return "由 to 决定"
			case f.Type == kind.Enum && slices.ContainsFunc(f.Options, func(o kind.Option) bool { return o.Value == v }),
				f.Type == kind.Date && v == "today", f.Type == kind.Time && v == "now":
				return ""
			}
			return "不能由动作设为“" + v + "”：只有选项、today 和 now 可以"
		})
	}
}

// tellable links informed(act).
func (l *linker) tellable(at kind.Node, name string) {
	if a := l.v.Act(name); a == nil || len(a.Inform) == 0 {
		at.Failf("“%s”不是须告知谁（inform）的动作", name)
	}
}

// waits links what an act waits for, once the clocks are known.
func (l *linker) waits(a *Act) {
	for i, name := range a.After {
		at := a.src.Get("after").Items()[i]
		if x := call.FindStringSubmatch(name); x != nil {
			if Sort(x[1]) == Informed {
				l.tellable(at, x[2])
			} else {
				at.Failf("不认识的条件“%s”；可用：informed(动作)", name)
			}
			continue
		}
		c := l.v.Clock(name)
		switch {
		case c != nil && !c.Wait:
			at.Failf("期限“%s”不是等待的期限（wait: true）", name)
		case c == nil && l.part(name) == nil:
			at.Failf("没有名为“%s”的期限或者组成部分", name)
		}
	}
	for i, name := range a.Until {
		if l.v.Clock(name) == nil {
			a.src.Get("until").Items()[i].Failf("没有名为“%s”的期限", name)
		}
	}
}
