package expr

import "strings"

// in writes x in [literals].
func (g *gen) in(n *node, truth bool, s scope) string {
	var vals []any
	for _, a := range n.args[1:] {
		v, _ := constValue(a, g.env)
		vals = append(vals, v)
	}
	return g.among(n.args[0], vals, truth, s)
}

// inVar writes x in variable, a list that is the same for every row.
func (g *gen) inVar(n *node, truth bool, s scope) string {
	v, err := variable(n.field, g.env.Vars[n.name])
	if err != nil {
		return "FALSE"
	}
	vals, _ := v.([]any)
	return g.among(n.args[0], vals, truth, s)
}

func (g *gen) among(x *node, vals []any, truth bool, s scope) string {
	if x.constant() {
		v, _ := constValue(x, g.env)
		found := false
		for _, e := range vals {
			found = found || e == v
		}
		return word(found == truth)
	}
	text := g.value(x, s)
	if len(vals) == 0 {
		switch {
		case truth:
			return both(text, "<>", text)
		case x.plain():
			return both(text, "IS NULL OR "+text, "IS NOT NULL")
		}
		return text + " IS NOT NULL"
	}
	marks := make([]string, len(vals))
	for i, v := range vals {
		marks[i] = g.param(v)
	}
	list := " IN (" + strings.Join(marks, ", ") + ")"
	switch {
	case truth:
		return text + list
	case x.plain():
		return "(" + text + " IS NULL OR " + text + " NOT" + list + ")"
	}
	return text + " NOT" + list
}

// inList writes x in a list field: a row of its child table has the value.
func (g *gen) inList(n *node, truth bool, s scope) string {
	x := n.args[0]
	from, where := g.child(n.use, s)
	text := "EXISTS (SELECT 1 FROM " + from + " WHERE " + where + " AND " + g.element(n.use, s) + " = " + g.value(x, s) + ")"
	switch {
	case truth:
		return text
	case x.plain():
		return "NOT " + text
	}
	return "(" + g.value(x, s) + " IS NOT NULL AND NOT " + text + ")"
}

// exists writes list.exists(v, one comparison with constants). Elements are
// never null, so the comparison is true, false, or — where a constant is null
// or an error — an error on every element: then only an empty list decides.
func (g *gen) exists(n *node, truth bool, s scope) string {
	from, where := g.child(n.use, s)
	inner := s
	inner.elem = g.element(n.use, s)
	body := n.args[0]
	undecided := false
	for i, a := range body.args {
		if !a.constant() {
			continue
		}
		v, err := constValue(a, g.env)
		null := v == nil && !(body.kind == nCmp && (body.op == "==" || body.op == "!=")) && !(body.kind == nIn && i > 0)
		undecided = undecided || err != nil || null
	}
	if body.kind == nInVar {
		_, err := variable(body.field, g.env.Vars[body.name])
		undecided = undecided || err != nil
	}
	if undecided {
		text := "EXISTS (SELECT 1 FROM " + from + " WHERE " + where + ")"
		if truth {
			return both(text, "AND", "FALSE")
		}
		return "NOT " + text
	}
	text := "EXISTS (SELECT 1 FROM " + from + " WHERE " + where + " AND " + g.atom(body, true, inner) + ")"
	if truth {
		return text
	}
	return "NOT " + text
}
