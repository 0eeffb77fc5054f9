package kind

import (
	"errors"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/platform/fault"
)

// linkField queues what a field says of things outside its declaration.
func (r *reader) linkField(f *Field, m Map) {
	env := r.l.env
	list := func(n Node, name string) {
		if name != "" && env.Codes != nil && !env.Codes.Has(name) {
			n.Failf("没有名为“%s”的代码表", clip(name))
		}
	}
	switch f.Type {
	case Code:
		list(m.Get("of"), f.Of)
	case List:
		list(m.Get("list"), f.List)
	case Reference, Subject:
		r.after(func() { r.target(f, m) })
	}
	if f.Format != "" && env.Formats != nil && !env.Formats(f.Format) {
		m.Get("format").Failf("没有名为“%s”的编码格式", clip(f.Format))
	}
	if f.Was != "" {
		if why := badFieldName(f.Was); why != "" {
			m.Get("was").Failf("%s", why)
		}
		r.after(func() {
			if f.Was != f.Name && r.k.byName[f.Was] != nil {
				m.Get("was").Failf("原名“%s”仍有同名字段", f.Was)
			}
		})
	}
	r.after(func() { r.shared(f, m) })
}

// target checks the kind a reference points at.
func (r *reader) target(f *Field, m Map) {
	if f.Of == "" {
		return
	}
	to := r.l.set.by[f.Of]
	switch {
	case to == nil:
		m.Get("of").Failf("没有名为“%s”的业务类型%s", clip(f.Of), didYouMean(f.Of, known(r.l.set.by)))
	case f.Type == Subject && !to.Subject:
		m.Get("of").Failf("“%s”不是监管对象；指向其他业务类型请用 type: reference", f.Of)
	}
}

// shared finds another field whose name is a second column of this one.
func (r *reader) shared(f *Field, m Map) {
	for _, column := range f.Columns()[1:] {
		if other := r.k.byName[strings.TrimPrefix(column, "x_")]; other != nil && slices.Contains(other.Columns(), column) {
			r.nodes[other.Name].Get("name").Failf("列名“%s”已被字段“%s”占用", column, f.Name)
		}
	}
}

// said is the sentence of an error for people.
func said(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Text
	}
	return err.Error()
}
