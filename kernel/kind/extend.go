package kind

import (
	"bytes"
	"slices"
)

// extension is a city's file that adds to a kind of the product.
type extension struct {
	f    *file
	root Node
	city string
}

// extend applies the city's extensions once every kind is read: fields with
// columns x_<name>, options of enums, checks, columns of the list.
func (l *loader) extend() {
	for _, x := range l.extensions {
		m := x.root.Map("extend", "fields", "options", "checks", "list", "help")
		name := m.Get("extend").Text()
		r := l.readers[name]
		if r == nil {
			if name != "" {
				m.Get("extend").Failf("没有名为“%s”的业务类型%s", clip(name), didYouMean(name, known(l.set.by)))
			}
			continue
		}
		if r.k.City != "" {
			m.Get("extend").Failf("“%s”是城市自己的业务类型，直接改它的声明", name)
			continue
		}
		own := r.file
		r.file = x.f
		if m.Has("fields") {
			r.fields(m.Get("fields"), true)
		}
		r.addOptions(m.Get("options"))
		r.checks(m.Get("checks"))
		r.columns(m.Get("list"))
		r.file = own
		r.k.Source = bytes.Join([][]byte{r.k.Source, x.f.src}, []byte("\n---\n"))
	}
}

// addOptions adds a city's values to enums: {field: {value: title}}.
func (r *reader) addOptions(n Node) {
	m := n.Map()
	for _, name := range m.Keys() {
		f := r.k.byName[name]
		if f == nil || len(f.Options) == 0 {
			m.Key(name).Failf("“%s”没有名为“%s”的 enum 字段%s", r.k.Name, clip(name), didYouMean(name, known(r.k.byName)))
			continue
		}
		for _, o := range options(m.Get(name)) {
			if slices.ContainsFunc(f.Options, func(had Option) bool { return had.Value == o.Value }) {
				m.Key(name).Failf("值“%s”产品已有", clip(o.Value))
				continue
			}
			f.Options = append(f.Options, o)
		}
	}
}
