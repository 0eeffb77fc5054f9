package kind

import (
	"slices"
	"strings"
)

// cite reads {law: samr-order-121, article: "15"} and resolves it.
func (r *reader) cite(n Node) Cite {
	m := n.Map("law", "article")
	c := Cite{Law: m.Must("law").Text(), Article: m.Get("article").Text()}
	r.resolve(n, &c)
	return c
}

// resolve asks the law library.
func (r *reader) resolve(n Node, c *Cite) {
	if c.Law == "" || r.l.env.Laws == nil {
		return
	}
	title, unsure, err := r.l.env.Laws.Resolve(c.Law, c.Article)
	if err != nil {
		n.Failf("引用的法条无法核对：%s", said(err))
		return
	}
	c.Title, c.Unsure = title, unsure
}

func (r *reader) basis() {
	for _, n := range r.root.Get("basis").Items() {
		r.k.Basis = append(r.k.Basis, r.cite(n))
	}
}

// article reads the article a field or check rests on: "15" of the first text
// under basis, or "samr-order-121 15".
func (r *reader) article(n Node) string {
	s := n.Text()
	if s == "" {
		return ""
	}
	law, article, two := strings.Cut(s, " ")
	if !two {
		if len(r.k.Basis) == 0 {
			n.Failf("条号“%s”不知属于哪部法：请写 basis，或写作“法的名称 条号”", clip(s))
			return ""
		}
		law, article = r.k.Basis[0].Law, s
	}
	r.resolve(n, &Cite{Law: law, Article: article})
	return s
}

// number reads a template: literal text with {year}, {area} and {seq:6}.
func (r *reader) number(n Node) *Numbering {
	text := n.Text()
	if text == "" {
		return nil
	}
	num := &Numbering{Template: text}
	vars := map[string]int{}
	for rest := text; rest != ""; {
		open := strings.IndexAny(rest, "{}")
		if open != 0 {
			if open < 0 {
				open = len(rest)
			}
			num.Parts = append(num.Parts, NumberPart{Literal: rest[:open]})
			rest = rest[open:]
			continue
		}
		at := len(text) - len(rest)
		end := strings.IndexByte(rest, '}')
		if rest[0] == '}' || end < 0 {
			n.failInside(text, at, "花括号不成对")
			return nil
		}
		name, width, wide := strings.Cut(rest[1:end], ":")
		p := NumberPart{Var: name}
		switch {
		case name == "year" && !wide, name == "area" && !wide:
		case name == "seq" && len(width) == 1 && width[0] >= '1' && width[0] <= '9':
			p.Width = int(width[0] - '0')
		case name == "seq":
			n.failInside(text, at, "流水号写作 {seq:6}，位数 1 到 9")
			return nil
		default:
			n.failInside(text, at, "不认识的变量“%s”%s；可用：{year}、{area}、{seq:6}", clip(name), didYouMean(name, []string{"year", "area", "seq"}))
			return nil
		}
		vars[name]++
		num.Parts = append(num.Parts, p)
		rest = rest[end+1:]
	}
	switch {
	case vars["seq"] != 1:
		n.Failf("编号模板应恰好含一个 {seq:位数}")
	case vars["year"] == 0:
		n.Failf("编号按年计数，模板应含 {year}，否则次年会重号")
	}
	return num
}

// FailInside reports a mistake at a byte offset of the node's text.
func (n Node) FailInside(text string, offset int, format string, args ...any) {
	n.failInside(text, offset, format, args...)
}

// failInside reports a mistake at a byte offset of the node's text.
func (n Node) failInside(text string, offset int, format string, args ...any) {
	line, col := n.inside(text, offset)
	n.f.fail(line, col, format, args...)
}

func (r *reader) upstream() {
	n := r.root.Get("upstream")
	if !n.Present() {
		return
	}
	m := n.Map("platform", "number", "mode")
	u := &Upstream{Platform: m.Must("platform").Text(), Number: m.Get("number").Text(), Mode: "double-entry"}
	if m.Has("mode") {
		u.Mode = m.Get("mode").OneOf("import", "export", "api", "double-entry")
	}
	if u.Platform != "" && !snake(strings.ReplaceAll(u.Platform, "-", "_")) {
		m.Get("platform").Failf("平台名应为小写英文和连字符，例如 national-12315")
	}
	r.field(m.Get("number"), u.Number, ofType(Text))
	r.k.Upstream = u
}

func (r *reader) checks(n Node) {
	for _, e := range n.List() {
		m := e.Map("if", "say", "article")
		c := Check{If: m.Must("if").expression(), Say: m.Must("say").Text(), Article: r.article(m.Get("article")), Line: e.Line()}
		if c.If == "" {
			continue
		}
		r.k.Checks = append(r.k.Checks, c)
		r.l.check(r, len(r.k.Checks)-1, m.Get("if"))
	}
}

func (r *reader) access() {
	n := r.root.Get("access")
	if !n.Present() {
		return
	}
	r.k.Access.Roles = map[string][]string{}
	m := n.Map()
	for _, verb := range m.Keys() {
		roles := m.Get(verb)
		if verb == wholeArea {
			r.wholeArea(roles)
			continue
		}
		if verb == SeeSecret && !roles.IsList() && !roles.IsText() {
			roles.Failf("access.secret 是可看保密字段的角色；整类保密请写顶层的 secret: true")
			continue
		}
		if roles.IsText() && roles.Text() == nobody {
			r.k.Access.Roles[verb] = []string{}
			r.knownVerb(m.Key(verb), verb)
			continue
		}
		r.k.Access.Roles[verb] = r.roles(verb, roles)
		r.knownVerb(m.Key(verb), verb)
	}
}

// nobody stands for the roles of a verb that is not for this kind at all.
const nobody = "nobody"

// knownVerb checks, once everything is read, that a verb of access is one.
func (r *reader) knownVerb(key Node, verb string) {
	r.after(func() {
		verbs := append(Verbs(), Supervision()...)
		for _, a := range r.k.Acts {
			verbs = append(verbs, a.Name)
		}
		if !slices.Contains(verbs, verb) {
			key.Failf("不认识的动作“%s”%s；可用：%s", clip(verb), didYouMean(verb, verbs), strings.Join(verbs, "、"))
		}
	})
}

// parties reads the fields whose person or unit is a party of the record.
func (r *reader) parties() {
	r.k.Parties = r.fieldNames(r.root.Get("parties"), func(f *Field) string {
		if f.Type == Person || f.Type == List && f.Of == string(Person) || f.Type == Reference && (f.Of == "person" || f.Of == "unit") {
			return ""
		}
		return "应为人员、人员的列表，或指向 person、unit 的引用"
	})
}

// follows reads which fields name the record that rights follow.
func (r *reader) follows() {
	n := r.root.Get("follows")
	if !n.Present() {
		return
	}
	m := n.Map("kind", "record")
	r.k.Follows = &Follows{Kind: m.Must("kind").Text(), Record: m.Must("record").Text()}
	r.field(m.Get("kind"), r.k.Follows.Kind, ofType(Text))
	r.field(m.Get("record"), r.k.Follows.Record, ofType(Text))
	if r.k.Access.Secret {
		n.Failf("跟随所属记录的业务，是否保密由该记录决定，不写 secret")
	}
}

// wholeArea is the key of access that lists verbs no unit limits.
const wholeArea = "whole_area"

// wholeArea reads the verbs whose right reaches over the whole book of the
// area, in whatever unit the caller has it.
func (r *reader) wholeArea(n Node) {
	r.k.Access.WholeArea = n.Texts()
	r.after(func() {
		for i, e := range n.Items() {
			if i >= len(r.k.Access.WholeArea) {
				return
			}
			verb := r.k.Access.WholeArea[i]
			if r.k.Access.Roles[verb] == nil {
				e.Failf("“%s”没有写明角色，不能说它不限机构", clip(verb))
			}
			if r.k.Access.Secret {
				e.Failf("整类保密的业务只有当事人可见，不能不限机构")
			}
		}
	})
}
