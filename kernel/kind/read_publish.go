package kind

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/expr"
)

func (r *reader) publications() {
	for _, n := range r.root.Get("publish").Items() {
		m := n.Map("kind", "on", "if", "from", "fields", "mask", "until", "basis")
		p := Publication{Kind: m.Must("kind").Text(), On: m.Get("on").Texts(), If: m.Get("if").expression(), From: m.Get("from").expression(), Line: n.Line()}
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
		if p.If != "" {
			r.l.lasting(r, p.If, m.Get("if"), expr.Condition(), "")
		}
		if p.From != "" {
			r.l.lasting(r, p.From, m.Get("from"), expr.Want{Type: expr.Date}, "应为得出日期的表达式；作为")
		}
		for _, u := range m.Get("until").Items() {
			r.until(u, &p)
		}
		r.k.Publish = append(r.k.Publish, p)
	}
}

// until reads one end of a publication: a limit, which needs a day to count
// from, or an expression that gives the last day.
func (r *reader) until(n Node, p *Publication) {
	text := n.Prose()
	if text == "" {
		return
	}
	p.Until = append(p.Until, text)
	limit, err := calendar.ParseLimit(text)
	switch {
	case err != nil:
		r.l.lasting(r, text, n, expr.Want{Type: expr.Date}, "应为期限（例如 3 years）或得出日期的表达式；作为")
	case limit.Unit == calendar.Hour:
		n.Failf("公示期限按日、月、年计算，不用小时")
	case p.From == "" && len(p.On) == 0:
		n.Failf("写了期限就要写明从哪一天起算（from）")
	}
}

// lasting queues an expression of a publication. It gives the same answer on
// every day until the record itself changes, so that a publication begins and
// ends on days that can be told beforehand and a reader of the feed is told of
// each: today and other records are out of its reach.
func (l *loader) lasting(r *reader, text string, n Node, want expr.Want, or string) {
	l.exprs = append(l.exprs, &source{r: r, text: text, node: n, want: want, or: or, done: func(p *expr.Program) {
		if p.UsesToday() {
			n.Failf("公示的条件不能用 today、now；起止日期写在 from、until 中")
		}
		if p.UsesReference() {
			n.Failf("公示的条件只能用本记录的字段")
		}
	}})
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
