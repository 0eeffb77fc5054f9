package actor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
)

// verbTitles are the verbs in Chinese.
var verbTitles = map[string]string{
	kind.Read: "查看", kind.Create: "登记", kind.Amend: "更正", kind.Annul: "撤销", kind.Backdate: "补录", kind.Transfer: "移送",
	kind.Reassign: "转办", kind.Depute: "委托", kind.Supervise: "督办", kind.Urge: "催办", kind.Copy: "抄送", kind.AddSigner: "加签", kind.DropSigner: "减签",
	kind.Erase: "删除个人信息", kind.Import: "导入", kind.Export: "导出", kind.SeeSecret: "查看保密字段", kind.SeePerson: "查看个人信息",
}

// verbTitle is a verb in Chinese: a declared act by its title.
func verbTitle(verb string, k *kind.Kind) string {
	if a := k.Act(verb); a != nil {
		return a.Title
	}
	if t := verbTitles[verb]; t != "" {
		return t
	}
	return verb
}

// Why explains in Chinese, line by line, what the caller may do and by what
// chain: post → grant → role → scope; and where not, what is missing.
func (d *Directory) Why(c Caller, verb string, k *kind.Kind) []string {
	what := fmt.Sprintf("%s“%s”", verbTitle(verb, k), k.Title)
	if c.Machine != "" {
		return []string{"系统自身的办理，不受人员权限限制", "结论：可以" + what}
	}
	if !c.Subject.Zero() {
		return whySubject(c, verb, k, what)
	}
	s := d.current()
	out := []string{s.whoIs(s.people[c.Person], c.Day)}
	who, rights, why := s.held(c.Person, c.OnBehalf, c.Day)
	if c.OnBehalf != "" {
		out = append(out, s.whyDelegated(c)...)
	}
	if why != "" {
		return append(out, why, "结论：不能"+what)
	}
	if roles, ok := k.Access.Roles[verb]; ok {
		out = append(out, fmt.Sprintf("“%s”规定只有%s可以%s", k.Title, s.roleTitles(who.Area, roles), verbTitle(verb, k)))
	}
	for _, r := range rights {
		line := fmt.Sprintf("授权：%s，范围 %s，%s起", r.role.Title, s.reachTitle(r), r.since)
		if r.until != "" {
			line += "至" + r.until + "（不含）"
		}
		if r.confirmedBy != "" {
			line += fmt.Sprintf("，%s登记，%s复核", s.people[r.by].Name, s.people[r.confirmedBy].Name)
		}
		verdict := "允许"
		if !r.allows(verb, k) {
			verdict = "不含此项"
			if r.role.Duty != Business && k.Matter != Matter {
				verdict = "管理员不接触业务数据"
			}
		}
		out = append(out, line+"——"+verdict)
	}
	out = append(out, s.pending(who, c.Day)...)
	return append(out, s.conclude(d.May(c, verb, k), what))
}

func (s *snapshot) whoIs(p Person, day string) string {
	var posts []string
	for _, x := range s.posts[p.ID] {
		if on(day, x.since, x.until) {
			posts = append(posts, s.units[x.Unit].Name+x.Duty)
		}
	}
	line := p.Name + "，" + s.units[p.Unit].Name
	if len(posts) > 0 {
		line += "，任" + strings.Join(posts, "、")
	}
	return line
}

func (s *snapshot) whyDelegated(c Caller) []string {
	var out []string
	for _, x := range s.delegated(c.Person, c.OnBehalf, c.Day) {
		line := fmt.Sprintf("受%s委托，%s至%s（不含）", s.people[x.giver].Name, x.since, x.until)
		if x.role != "" {
			r, _ := s.role(c.Area, x.role)
			line += "，限于角色" + r.Title
		}
		if len(x.matters) > 0 {
			line += "，限于事项" + strings.Join(x.matters, "、")
		}
		out = append(out, line)
	}
	return out
}

func (s *snapshot) roleTitles(area ref.Area, names []string) string {
	var out []string
	for _, n := range names {
		switch r, ok := s.role(area, n); {
		case ok:
			n = r.Title
		case n == kind.SubjectRole:
			n = "监管对象本身"
		case n == kind.PublicRole:
			n = "公众（门户网站）"
		case n == kind.MachineRole:
			n = "系统"
		}
		out = append(out, n)
	}
	return strings.Join(out, "、")
}

func (s *snapshot) reachTitle(r right) string {
	line := s.units[r.over].Name + "及下级机构"
	if r.reach == "own" {
		line = "本人经办和参与的"
	}
	if len(r.matters) > 0 {
		line += "（限于事项" + strings.Join(r.matters, "、") + "）"
	}
	return line
}

// pending tells of grants that do not count, and why.
func (s *snapshot) pending(p Person, day string) []string {
	var out []string
	for _, g := range s.grants[p.ID] {
		r, ok := s.role(p.Area, g.role)
		title := r.Title
		if !ok {
			title = g.role
		}
		if why := s.idle(p, g, day); why != "" {
			out = append(out, fmt.Sprintf("授权“%s”未生效：%s", title, why))
		}
	}
	return out
}

func (s *snapshot) conclude(sc Scope, what string) string {
	switch {
	case sc.None:
		return "结论：不能" + what
	case sc.parties:
		return "结论：可以" + what + "，限于本人经办或参与的（整类保密）"
	case sc.All:
		return "结论：可以" + what + "，全部记录"
	}
	parts := []string{"本人经办的", "本人参与的"}
	units := slices.Clone(sc.Units)
	for _, u := range units {
		parts = append(parts, s.units[u].Name+"及下级机构的")
	}
	return "结论：可以" + what + "，限于" + strings.Join(parts, "、")
}
