package report

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
)

// Link holds the reports to what there is: kinds, fields, limits, texts of law.
func (s *Set) Link(set *kind.Set, laws kind.Laws) kind.Problems {
	var out kind.Problems
	for _, d := range s.all {
		out = append(out, d.Link(set, laws)...)
	}
	return out
}

// Link holds one report to what there is; every mistake is told with its place.
func (d *Definition) Link(set *kind.Set, laws kind.Laws) kind.Problems {
	root, problems := kind.Reopen(d.root)
	m := root.Map()
	for i, n := range m.Get("basis").Items() {
		if c := &d.Basis[i]; laws != nil && c.Law != "" {
			var err error
			if c.Title, c.Unsure, err = laws.Resolve(c.Law, c.Article); err != nil {
				n.Failf("%s", err.Error())
			}
		}
	}
	for _, c := range d.Columns {
		if c.Counted() {
			c.link(set)
		}
	}
	seen := map[string]bool{}
	for _, r := range d.Rows {
		if seen[r.Name] {
			r.at.Get("name").Failf("行“%s”重复", r.Name)
		}
		seen[r.Name] = true
		d.linkRow(set, r)
	}
	checks := map[string]bool{}
	for _, c := range d.Checks {
		if checks[c.Name] {
			c.at.Get("name").Failf("审核“%s”重复", c.Name)
		}
		checks[c.Name] = true
		d.linkCheck(set, c)
	}
	return problems()
}

func (c *Column) link(set *kind.Set) {
	k := set.Get(c.Kind)
	if k == nil {
		c.at.Get(c.How).Failf("没有名为“%s”的业务类型", c.Kind)
		return
	}
	if c.Field != "" {
		f := k.Field(c.Field)
		switch {
		case f == nil || !f.Stored():
			c.at.Get(c.How).Failf("%s没有名为“%s”的字段", k.Title, c.Field)
		case f.Type != kind.Money && f.Type != kind.Number || f.Scale > 0:
			c.at.Get(c.How).Failf("“%s”不是金额或者整数，不能%s", f.Title, map[string]string{"sum": "求和", "avg": "求平均"}[c.How])
		case (f.Type == kind.Money) != (c.Unit == Yuan):
			c.at.Get(c.How).Failf("“%s”的单位与本列的单位不符", f.Title)
		}
	}
	if c.On != "" {
		if f := k.Field(c.On); f == nil || !f.Stored() || f.Type != kind.Date {
			c.at.Get("on").Failf("%s没有名为“%s”的日期字段", k.Title, c.On)
		}
	}
	if c.Clock != "" {
		life := procedure.Of(k)
		if life == nil || !slices.ContainsFunc(life.Versions, func(v *procedure.Version) bool { return v.Clock(c.Clock) != nil }) {
			c.at.Get("clock").Failf("%s没有名为“%s”的期限", k.Title, c.Clock)
		} else if c.InTime != nil && inHours(life, c.Clock) {
			c.at.Get("in_time").Failf("“%s”按小时计，报表只比较日期，不能问是否按期", c.Clock)
		}
	}
	if c.If = c.at.Get("if").Compile(set, k, expr.Condition()); c.If != nil && c.If.UsesToday() {
		c.at.Get("if").Failf("统计口径不能随办理当天变化（today）")
	}
}

// inHours reports whether any version counts a limit in hours. Of limits the days
// are kept for reports, so that one of hours cannot be asked whether it was kept.
func inHours(life *procedure.Life, clock string) bool {
	for _, v := range life.Versions {
		c := v.Clock(clock)
		if c != nil && slices.ContainsFunc(c.Limits, func(l procedure.LimitCase) bool { return l.Limit.Unit == calendar.Hour }) {
			return true
		}
	}
	return false
}

// linkRow compiles the condition of a row for every kind that has its fields: to
// the others the row does not apply. A condition that fits none is wrong.
func (d *Definition) linkRow(set *kind.Set, r *Row) {
	if r.Sum != "" {
		if of := d.Row(r.Sum); of == nil || of.Each == "" {
			r.at.Get("sum").Failf("“%s”不是按字段分列的行", r.Sum)
		}
		return
	}
	var kinds []*kind.Kind
	for _, c := range d.Columns {
		if k := set.Get(c.Kind); k != nil && !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	switch {
	case r.If != "":
		var first error
		for _, k := range kinds {
			p, err := expr.Compile(r.If, set.Schema(k), expr.Condition())
			if err == nil {
				r.progs[k.Name] = p
				if p.UsesToday() {
					r.at.Get("if").Failf("统计口径不能随办理当天变化（today）")
				}
			} else if first == nil {
				first = err
			}
		}
		if len(r.progs) == 0 && first != nil && len(kinds) > 0 {
			r.at.Get("if").Compile(set, kinds[0], expr.Condition()) // tells the mistake at its place
		}
	case r.Each != "":
		found := false
		for _, k := range kinds {
			f := k.Field(r.Each)
			if f == nil {
				continue
			}
			found = true
			unit := f.Type == kind.Reference && f.Of == "unit"
			if !f.Stored() || f.Type != kind.Enum && f.Type != kind.Code && f.Type != kind.Area && !unit {
				r.at.Get("each").Failf("不能按“%s”分列：只有选项、代码、地区和机构可以", f.Title)
			}
		}
		if !found && len(kinds) > 0 {
			r.at.Get("each").Failf("本表所计的业务类型都没有名为“%s”的字段", r.Each)
		}
	}
}

func (d *Definition) linkCheck(set *kind.Set, c *Check) {
	for _, name := range c.Rows {
		if d.Row(name) == nil {
			c.at.Get("rows").Failf("没有名为“%s”的行", name)
		}
	}
	for key, list := range map[string][]string{"adds": c.Adds, "columns": c.Cols} {
		for _, name := range list {
			if col := d.Column(name); col == nil || col.Unit == Percent {
				c.at.Get(key).Failf("“%s”不是可以比较、相加的列", name)
			}
		}
	}
	if c.Total == "" {
		return
	}
	if r := d.Row(c.Total); r == nil || r.Each != "" {
		c.at.Get("total").Failf("“%s”不是单独的一行", c.Total)
	}
	of := d.Row(c.Of)
	if of == nil || of.Each == "" {
		c.at.Get("of").Failf("“%s”不是按字段分列的行", c.Of)
		return
	}
	for _, name := range c.Adds { // of what is not parted nothing adds up
		col := d.Column(name)
		if col == nil || !col.Counted() {
			continue
		}
		if k := set.Get(col.Kind); k != nil && !of.applies(k) {
			c.at.Get("adds").Failf("“%s”不按“%s”分列", col.Title, of.Title)
		}
	}
}

// applies reports whether a row says anything of the records of a kind. Those of a
// secret kind are parted by nothing that names a place or an office: one tip-off
// in one station says who is meant.
func (r *Row) applies(k *kind.Kind) bool {
	switch {
	case r.If != "":
		return r.progs[k.Name] != nil
	case r.Each != "":
		f := k.Field(r.Each)
		return f != nil && !(k.Access.Secret && (f.Type == kind.Reference || f.Type == kind.Area))
	}
	return true
}
