package expr

import (
	"sort"
	"strings"

	"cel.dev/cel-go/common/ast"
)

func (c *examiner) ident(e ast.Expr) *node {
	name, at := e.AsIdent(), c.at(e)
	if name == c.elemID && c.elem != nil {
		lo, hi := bounds(c.elem)
		return c.node(&node{kind: nElem, typ: c.elem.Elem, scale: c.elem.Scale, lo: lo, hi: hi, at: at})
	}
	switch name {
	case "today":
		c.today = true
		return c.node(&node{kind: nEnv, name: name, typ: Date, at: at})
	case "now":
		c.today = true
		return c.node(&node{kind: nEnv, name: name, typ: Instant, at: at})
	}
	if f := c.schema.variable(name); f != nil {
		lo, hi := bounds(f)
		return c.node(&node{kind: nEnv, name: name, typ: f.Type, scale: f.Scale, lo: lo, hi: hi, at: at, field: f})
	}
	f := c.schema.field(name)
	if f == nil {
		c.refuse(at, "没有名为“%s”的字段%s", name, suggest(name, c.schema))
	}
	if f.Type == Ref {
		if c.inRef {
			c.refuse(at, "引用只能跨一步，“%s”已是第二步", name)
		}
		c.refs[f.Name] = &use{field: f}
	}
	return c.fieldNode(&use{field: f, owner: c.schema}, at)
}

// fieldNode returns the node of a use, one *use per path.
func (c *examiner) fieldNode(u *use, at int) *node {
	if known := c.uses[u.path()]; known != nil {
		u = known
	} else {
		if u.field.Expand != "" {
			c.expand(u, at)
		}
		c.uses[u.path()] = u
	}
	if u.inner != nil && u.inner.today {
		c.today = true
	}
	lo, hi := bounds(u.field)
	return c.node(&node{kind: nField, use: u, typ: u.field.Type, scale: u.field.Scale, lo: lo, hi: hi, at: at})
}

// expand compiles the source of a computed field that is not stored.
func (c *examiner) expand(u *use, at int) {
	schema, inRef := c.schema, c.inRef
	if u.ref != nil {
		schema, inRef = u.ref.Target, true
	}
	key := schema.Kind + "." + u.field.Name
	for _, o := range c.outer {
		if o == key {
			c.refuse(at, "计算字段“%s”引用了自己", u.path())
		}
	}
	if len(c.outer) >= 4 {
		c.refuse(at, "计算字段嵌套过深：%s", strings.Join(c.outer, " → "))
	}
	inner, err := compile(u.field.Expand, schema, Want{Type: u.field.Type, Scale: u.field.Scale}, append(c.outer[:len(c.outer):len(c.outer)], key), inRef)
	if err != nil {
		c.refuse(at, "计算字段“%s”：%v", u.path(), err)
	}
	u.inner = inner
}

func (c *examiner) selection(e ast.Expr) *node {
	s, at := e.AsSelect(), c.at(e)
	if s.Operand().Kind() != ast.IdentKind {
		c.refuse(at, "引用只能跨一步：“.%s”之前已经跨过一步", s.FieldName())
	}
	name := s.Operand().AsIdent()
	start := c.at(s.Operand())
	if c.elem != nil && name == c.elemID {
		c.refuse(start, "列表元素没有字段“%s”", s.FieldName())
	}
	ref := c.schema.field(name)
	switch {
	case ref == nil:
		c.refuse(start, "没有名为“%s”的字段%s", name, suggest(name, c.schema))
	case ref.Type != Ref || ref.Target == nil:
		c.refuse(start, "“%s”是%s，不是引用，不能取“.%s”", name, ref.Type, s.FieldName())
	case c.inRef:
		c.refuse(start, "引用只能跨一步，“%s”已是第二步", name)
	}
	f := ref.Target.field(s.FieldName())
	if f == nil {
		c.refuse(start, "“%s”没有名为“%s”的字段%s", name, s.FieldName(), suggest(s.FieldName(), ref.Target))
	}
	if f.Type == Ref {
		c.refuse(start, "引用只能跨一步，“%s.%s”本身又是引用", name, f.Name)
	}
	c.refs[ref.Name] = &use{field: ref}
	return c.fieldNode(&use{ref: ref, field: f}, start)
}

// suggest offers the names nearest to a misspelt one.
func suggest(name string, s *Schema) string {
	var near []string
	for _, f := range s.Fields {
		if distance(f.Name, name) <= 2 {
			near = append(near, f.Name)
		}
	}
	if len(near) == 0 || len(name) > 64 {
		return ""
	}
	sort.Strings(near)
	return "，是否为" + strings.Join(near[:min(3, len(near))], "、") + "？"
}

// distance is the edit distance of two short names.
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		prev := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := prev
			if a[i-1] != b[j-1] {
				cost++
			}
			prev = row[j]
			row[j] = min(row[j]+1, row[j-1]+1, cost)
		}
	}
	return row[len(b)]
}
