package expr

import "fmt"

// choose writes the value of an expression whose conditions stand outermost.
func (g *gen) choose(n *node, s scope) string {
	if g.big || g.err != nil {
		return "NULL"
	}
	switch {
	case n.typ == Bool && !n.plain():
		return "CASE WHEN " + g.pred(n, true, s) + " THEN TRUE WHEN " + g.pred(n, false, s) + " THEN FALSE END"
	case n.kind == nCond:
		return "CASE WHEN " + g.pred(n.args[0], true, s) + " THEN " + g.choose(n.args[1], s) +
			" WHEN " + g.pred(n.args[0], false, s) + " THEN " + g.choose(n.args[2], s) + " END"
	}
	if g.enough() {
		return "NULL"
	}
	if from, in := g.join(n, s); from != "" {
		// "SELECT value FROM …": the value of the one row the reference names.
		return "(SELECT " + g.value(n, in) + " FROM " + from + ")"
	}
	return g.value(n, s)
}

// value writes an operand. Constants are cast, so that a parameter has a type
// wherever it stands.
func (g *gen) value(n *node, s scope) string {
	switch n.kind {
	case nLit, nEnv, nShift, nStartOf:
		v, err := constValue(n, g.env)
		if err != nil {
			v = nil
		}
		return g.cast(v, n.typ)
	case nField:
		return g.column(n.use, s)
	case nElem:
		return s.elem
	case nArith:
		return g.arith(n, s)
	case nConcat:
		return both(g.value(n.args[0], s), "||", g.value(n.args[1], s))
	case nTrunc:
		return "(" + g.value(n.args[0], s) + " / " + fmt.Sprint(n.val) + ")"
	case nSize:
		return "CAST(length(" + g.value(n.args[0], s) + ") AS BIGINT)"
	case nCount:
		from, where := g.child(n.use, s)
		return "(SELECT count(*) FROM " + from + " WHERE " + where + ")"
	}
	return g.fail(fmt.Errorf("expression node %d has no SQL value", n.kind))
}

func (g *gen) arith(n *node, s scope) string {
	a := g.value(n.args[0], s)
	if n.op == "neg" {
		return "(-" + a + ")"
	}
	b := g.value(n.args[1], s)
	// A literal divisor is not zero, unless a condition was lifted over it.
	if (n.op == "/" || n.op == "%") && !(n.args[1].kind == nLit && n.args[1].val != int64(0)) {
		b = "nullif(" + b + ", 0)"
	}
	return both(a, n.op, b)
}

// cast writes a constant as a typed parameter.
func (g *gen) cast(v any, t Type) string {
	sql := "TEXT"
	switch t {
	case Int, Money, Instant:
		sql = "BIGINT"
	case Bool:
		if v == nil {
			return map[Dialect]string{SQLite: "NULL", PostgreSQL: "CAST(NULL AS BOOLEAN)"}[g.dialect]
		}
		return word(v.(bool))
	}
	if v == nil {
		return "CAST(NULL AS " + sql + ")"
	}
	return "CAST(" + g.args.Add(v) + " AS " + sql + ")"
}

// param writes a constant beside a column, which gives it its type.
func (g *gen) param(v any) string {
	if b, ok := v.(bool); ok {
		return word(b)
	}
	return g.args.Add(v)
}

// column writes the value of a field; a computed one is expanded.
func (g *gen) column(u *use, s scope) string {
	alias := s.alias
	if u.ref != nil {
		alias = s.refs[u.ref.Name]
	}
	if u.inner != nil {
		return "(" + g.choose(u.inner.many, scope{alias: alias}) + ")"
	}
	if u.field.Column == "" {
		g.notStored(u.path())
	}
	return alias + "." + quote(u.field.Column)
}

// child returns the table of a list field and the keys that tie it to its row.
func (g *gen) child(u *use, s scope) (from, where string) {
	alias, schema := s.alias, u.owner
	if u.ref != nil {
		alias, schema = s.refs[u.ref.Name], u.ref.Target
	}
	c := u.field.Child
	if c == nil {
		g.notStored(u.path())
		c = &Child{}
	}
	area, id := schema.keys()
	row := alias + "_c"
	return quote(c.Table) + " " + row, row + "." + quote(c.AreaColumn) + " = " + alias + "." + quote(area) +
		" AND " + row + "." + quote(c.IDColumn) + " = " + alias + "." + quote(id)
}

// element is the column of a child row.
func (g *gen) element(u *use, s scope) string {
	alias := s.alias
	if u.ref != nil {
		alias = s.refs[u.ref.Name]
	}
	if u.field.Child == nil {
		return "NULL"
	}
	return alias + "_c." + quote(u.field.Child.ValueColumn)
}

// collate makes the order of texts that of their code points.
func (g *gen) collate(n *node) string {
	if g.dialect == PostgreSQL && n.textual() {
		return ` COLLATE "C"`
	}
	return ""
}
