package kind

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/calendar"
)

func (r *reader) publications() {
	for _, n := range r.root.Get("publish").Items() {
		m := n.Map("kind", "on", "if", "fields", "mask", "until", "basis")
		p := Publication{Kind: m.Must("kind").Text(), On: m.Get("on").Texts(), If: m.Get("if").expression(), Until: m.Get("until").Prose(), Line: n.Line()}
		if p.Kind != "" && !snake(p.Kind) {
			m.Get("kind").Failf("公示种类应为小写英文名称")
		}
		r.mask(m.Get("mask"), &p)
		p.Fields = r.fieldNames(m.Must("fields"), func(f *Field) string {
			switch {
			case f.Secret:
				return "是保密信息，不能公示"
			case f.Personal && p.Mask[f.Name] == "":
				return "是个人信息，公示须写明遮盖方式（mask）"
			}
			return ""
		})
		if basis := m.Must("basis"); basis.IsText() {
			if basis.OneOf("unsure") == "unsure" {
				p.Unsure = true
			}
		} else if basis.Present() {
			p.Basis = r.cite(basis)
			p.Unsure = p.Basis.Unsure
		}
		r.k.Publish = append(r.k.Publish, p)
		if p.If != "" {
			r.l.condition(r, p.If, m.Get("if"))
		}
		if _, err := calendar.ParseLimit(p.Until); err != nil && p.Until != "" {
			r.l.day(r, p.Until, m.Get("until"))
		}
	}
}

func (r *reader) mask(n Node, p *Publication) {
	if !n.Present() {
		return
	}
	p.Mask = map[string]string{}
	m := n.Map()
	for _, name := range m.Keys() {
		p.Mask[name] = m.Get(name).OneOf(Masks()...)
		if !slices.Contains(p.Fields, name) {
			r.field(m.Key(name), name, nil)
		}
	}
}
