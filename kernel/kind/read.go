package kind

import (
	"slices"
	"strings"
)

// reader reads one declaration into its Kind.
type reader struct {
	l     *loader
	k     *Kind
	file  *file
	root  Map
	nodes map[string]Map // field → its mapping
	raw   []section      // what later packages read, for the digest
}

type section struct {
	key  string
	node Node
}

// keys are the top-level keys of a declaration, in the order of the
// documentation.
var keys = []string{"kind", "title", "help", "matter", "secret", "begins", "number", "upstream", "fields", "checks", "list", "sort",
	"title_field", "about", "of", "follows", "parties", "subject", "unique", "index", "access", "publish", "acts", "tells", "basis"}

func (r *reader) kind(root Node) {
	k := r.k
	all := slices.Clone(keys)
	for _, s := range r.l.env.Sections {
		all = append(all, s.Key)
	}
	r.root = root.Map(all...)
	name := r.root.Must("kind")
	if k.Name = name.Text(); k.Name != "" {
		if why := BadName(k.Name); why != "" {
			name.Failf("%s", why)
			k.Name = ""
		}
	}
	k.Line = name.Line()
	k.Title = r.root.Must("title").Text()
	k.Help = r.root.Get("help").Prose()
	r.place()
	k.Table = tableName(k)
	if len(k.Table) > maxIdent-8 {
		name.Failf("表名“%s”过长", k.Table)
	}
	k.Access.Secret = r.root.Get("secret").Flag()
	r.basis()
	r.fields(r.root.Must("fields"), false)
	k.Number = r.number(r.root.Get("number"))
	r.upstream()
	r.checks(r.root.Get("checks"))
	r.lists()
	r.subject()
	r.parties()
	r.follows()
	r.access()
	r.publications()
	r.acts()
	r.tells()
	for _, s := range r.l.env.Sections {
		if n := r.root.Get(s.Key); n.Present() {
			k.Sections[s.Key] = s.Parse(n, k)
			r.raw = append(r.raw, section{s.Key, n})
		}
	}
}

// place sets group and matter: from the path, or as a city's file says.
func (r *reader) place() {
	n := r.root.Get("matter")
	if r.k.City == "" {
		if n.Present() {
			r.root.Key("matter").Failf("产品的声明由所在目录决定事项，不写 matter")
		}
		if r.k.Group, r.k.Matter = place(r.file.name); r.k.Matter == "" {
			r.root.at.Failf("声明应放在 kernel、practice 或 sector 之下的事项目录里")
			return
		}
		if !snake(r.k.Matter) {
			r.root.at.Failf("目录名“%s”不能作为事项名", clip(r.k.Matter))
		}
		return
	}
	if r.k.Matter = r.root.Must("matter").Text(); r.k.Matter == "" {
		return
	}
	if why := BadName(r.k.Matter); why != "" {
		n.Failf("%s", why)
	}
	r.k.Group = "practice"
	r.after(func() { // a matter of the product gives its group
		for _, k := range r.l.set.kinds {
			if k.City == "" && k.Matter == r.k.Matter {
				r.k.Group = k.Group
			}
		}
	})
}

// after queues a check that needs all fields and all kinds.
func (r *reader) after(f func()) { r.l.later = append(r.l.later, f) }

// field finds the field a node names, once everything is read; ok judges it.
func (r *reader) field(n Node, name string, ok func(*Field) string) {
	if name == "" {
		return
	}
	r.after(func() {
		f := r.k.Field(name)
		if f == nil {
			n.Failf("没有名为“%s”的字段%s", clip(name), didYouMean(name, known(r.k.byName)))
			return
		}
		if ok == nil {
			return
		}
		if why := ok(f); why != "" {
			n.Failf("字段“%s”%s", name, why)
		}
	})
}

// fieldNames reads a list of field names.
func (r *reader) fieldNames(n Node, ok func(*Field) string) []string {
	var out []string
	for _, e := range n.Items() {
		name := e.Text()
		if slices.Contains(out, name) {
			e.Failf("“%s”重复", clip(name))
			continue
		}
		if name != "" {
			out = append(out, name)
			r.field(e, name, ok)
		}
	}
	return out
}

// ofType is a judge for field.
func ofType(types ...Type) func(*Field) string {
	return func(f *Field) string {
		if slices.Contains(types, f.Type) {
			return ""
		}
		names := make([]string, len(types))
		for i, t := range types {
			names[i] = string(t)
		}
		return "的类型应为 " + strings.Join(names, " 或 ") + "，现为 " + string(f.Type)
	}
}
