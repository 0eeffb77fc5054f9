package expr

// Term is the comparison of an own stored field with a constant.
type Term struct {
	Field string
	Op    string // == < <= > >=
	Value any    // as Args has values, never nil
}

var mirrored = map[string]string{"==": "==", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

// Terms returns comparisons that every row kept by Where meets: those of a
// column with a constant that the condition is a conjunction of. They say by
// which index the rows can be found; what else the condition asks they leave out.
func (p *Program) Terms(env Env) []Term {
	if p.want.Type != Bool {
		return nil
	}
	return terms(p.many, env, nil)
}

// Sole is the one comparison that the whole condition is; ok is false where it is
// more or something else.
func (p *Program) Sole(env Env) (t Term, ok bool) {
	if p.want.Type != Bool || p.many.kind == nAnd {
		return t, false
	}
	if list := terms(p.many, env, nil); len(list) == 1 {
		return list[0], true
	}
	return t, false
}

func terms(n *node, env Env, out []Term) []Term {
	switch n.kind {
	case nAnd:
		for _, a := range n.args {
			out = terms(a, env, out)
		}
	case nField:
		if stored(n) && n.typ == Bool {
			out = append(out, Term{n.use.field.Name, "==", true})
		}
	case nNot:
		if a := n.args[0]; stored(a) && a.typ == Bool {
			out = append(out, Term{a.use.field.Name, "==", false})
		}
	case nCmp:
		a, b, op := n.args[0], n.args[1], mirrored[mirrored[n.op]]
		if a.constant() {
			a, b, op = b, a, mirrored[n.op]
		}
		if op == "" || !stored(a) || !b.constant() || a.typ == Ref {
			return out
		}
		if v, err := constValue(b, env); err == nil && v != nil {
			out = append(out, Term{a.use.field.Name, op, v})
		}
	}
	return out
}

// stored reports an own field that is a column.
func stored(n *node) bool {
	return n.kind == nField && n.use.ref == nil && n.use.inner == nil && n.use.field.Column != ""
}
