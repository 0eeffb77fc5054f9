package kind

import (
	"slices"
	"strings"
)

// shown are system columns a list may show and sort by.
var shown = []string{"number", "state", "unit", "created_at", "updated_at"}

// lists reads what a list screen shows and what a record's page is about.
func (r *reader) lists() {
	k := r.k
	r.columns(r.root.Get("list"))
	if n := r.root.Get("sort"); n.Present() {
		k.Sort = n.Text()
		name := strings.TrimPrefix(k.Sort, "-")
		if !slices.Contains(shown, name) {
			r.field(n, name, func(f *Field) string {
				if !f.Stored() || f.Type == List || f.Type == File {
					return "不能排序"
				}
				return ""
			})
		}
	}
	if n := r.root.Get("begins"); n.Present() {
		k.Begins = n.Text()
		r.field(n, k.Begins, ofType(Date, Time))
	}
	if n := r.root.Get("title_field"); n.Present() {
		k.TitleField = n.Text()
		r.field(n, k.TitleField, func(f *Field) string {
			if f.Type != Text {
				return "不是 text，不能作标题"
			}
			if f.Personal || f.Secret {
				return "是个人或保密信息，不能作标题"
			}
			return ""
		})
	}
	if n := r.root.Get("about"); n.Present() {
		k.About = n.Text()
		r.field(n, k.About, ofType(Subject))
	}
	if n := r.root.Get("of"); n.Present() {
		k.Of = n.Text()
		r.after(func() { r.part(n) })
	}
	for _, set := range r.root.Get("unique").List() {
		names := r.fieldNames(set, func(f *Field) string {
			if why := cannotBeUnique(f.Type); why != "" {
				return why
			}
			if !f.Stored() {
				return "不存储，不能作唯一条件"
			}
			return ""
		})
		if len(names) < 2 {
			set.Failf("唯一组合至少两个字段；单个字段写 unique: area")
			continue
		}
		k.UniqueSets = append(k.UniqueSets, names)
	}
	for _, set := range r.root.Get("index").List() {
		names := r.fieldNames(set, func(f *Field) string {
			if f.Type == List || f.Type == File {
				return "的类型 " + string(f.Type) + " 不能建索引"
			}
			if !f.Stored() {
				return "不存储，不能建索引"
			}
			return ""
		})
		if len(names) < 2 || len(names) > maxIndexed {
			set.Failf("联合索引只能有两三个字段；单个字段在字段上写 index: true")
			continue
		}
		k.Indexes = append(k.Indexes, names)
	}
}

// maxIndexed is how many fields one index holds at most: a fourth narrows little
// and makes every write longer.
const maxIndexed = 3

func (r *reader) columns(n Node) {
	for _, e := range n.Items() {
		name := e.Text()
		switch {
		case name == "":
			continue
		case slices.Contains(r.k.List, name):
			e.Failf("“%s”重复", clip(name))
			continue
		case slices.Contains(shown, name):
			if name == "number" && !r.root.Has("number") {
				e.Failf("没有声明 number，不能作为列")
			}
		default:
			r.field(e, name, func(f *Field) string {
				if f.Secret {
					return "是保密信息，不能放在列表里"
				}
				return ""
			})
		}
		r.k.List = append(r.k.List, name)
	}
}

// part checks that a part names its parent and points at it.
func (r *reader) part(n Node) {
	parent := r.l.set.by[r.k.Of]
	if parent == nil {
		n.Failf("没有名为“%s”的业务类型%s", clip(r.k.Of), didYouMean(r.k.Of, known(r.l.set.by)))
		return
	}
	if parent == r.k {
		n.Failf("不能是自己的组成部分")
		return
	}
	for _, f := range r.k.Fields {
		if f.Type == Reference && f.Of == r.k.Of {
			return
		}
	}
	n.Failf("组成部分应有一个指向“%s”的 reference 字段", r.k.Of)
}

// subject reads which fields feed the common head of a sort of subject.
func (r *reader) subject() {
	n := r.root.Get("subject")
	if !n.Present() {
		return
	}
	r.k.Subject = true
	m := n.Map("name", "code", "county", "status", "address")
	h := &r.k.SubjectFields
	head := func(key string, dest *string, types ...Type) {
		*dest = m.Get(key).Text()
		r.field(m.Get(key), *dest, ofType(types...))
	}
	m.Must("name")
	head("name", &h.Name, Text)
	head("code", &h.Code, Text)
	head("county", &h.County, Area)
	head("status", &h.Status, Code, Enum)
	head("address", &h.Address, Text)
}
