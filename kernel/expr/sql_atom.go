package expr

import (
	"fmt"
	"strings"
)

// atom writes T or F of one comparison. Its operands hold no condition, and
// every reference under it is joined around it.
func (g *gen) atom(n *node, truth bool, s scope) string {
	for _, a := range n.args {
		if a.constant() {
			if _, err := constValue(a, g.env); err != nil && n.kind != nExists {
				return "FALSE" // an error decides nothing
			}
		}
	}
	switch n.kind {
	case nLit, nEnv:
		v, err := constValue(n, g.env)
		b, ok := v.(bool)
		return word(err == nil && ok && b == truth)
	case nField, nElem:
		return g.flag(g.value(n, s), truth)
	case nMissing:
		return g.column(n.use, s) + map[bool]string{true: " IS NULL", false: " IS NOT NULL"}[truth]
	case nCmp:
		switch n.op {
		case "==":
			return g.equal(n.args[0], n.args[1], truth, s)
		case "!=":
			return g.equal(n.args[0], n.args[1], !truth, s)
		}
		return g.order(n, truth, s)
	case nIn:
		return g.in(n, truth, s)
	case nInVar:
		return g.inVar(n, truth, s)
	case nInList:
		return g.inList(n, truth, s)
	case nStr:
		return g.text(n, truth, s)
	case nExists:
		return g.exists(n, truth, s)
	}
	return g.fail(fmt.Errorf("expression node %d has no SQL predicate", n.kind))
}

// flag writes that a boolean value is true or false; null is neither.
func (g *gen) flag(v string, truth bool) string {
	switch {
	case g.dialect == SQLite && truth:
		return v + " = 1"
	case g.dialect == SQLite:
		return v + " = 0"
	case truth:
		return v
	}
	return "NOT " + v
}

// equal writes a == b, or its opposite where !truth.
func (g *gen) equal(a, b *node, truth bool, s scope) string {
	if a.constant() && !b.constant() {
		a, b = b, a
	}
	if a.typ == Ref {
		return g.equalRef(a, b, truth, s)
	}
	if b.constant() {
		v, _ := constValue(b, g.env)
		if a.constant() {
			w, _ := constValue(a, g.env)
			return word((v == w) == truth)
		}
		return g.equalConst(a, v, truth, s)
	}
	x, y := g.value(a, s), g.value(b, s)
	switch {
	case !truth && a.plain() && b.plain():
		return x + " IS DISTINCT FROM " + y
	case a.plain() && b.plain():
		return "(" + x + " = " + y + " OR (" + x + " IS NULL AND " + y + " IS NULL))"
	case truth:
		return x + " = " + y
	case a.plain():
		return "(" + x + " <> " + y + " OR (" + x + " IS NULL AND " + y + " IS NOT NULL))"
	case b.plain():
		return "(" + x + " <> " + y + " OR (" + y + " IS NULL AND " + x + " IS NOT NULL))"
	}
	return x + " <> " + y
}

func (g *gen) equalConst(a *node, v any, truth bool, s scope) string {
	x := g.value(a, s)
	switch {
	case v == nil && a.plain():
		return x + map[bool]string{true: " IS NULL", false: " IS NOT NULL"}[truth]
	case v == nil: // a computed value is never null, or it is an error
		if truth {
			return both(x, "=", "NULL")
		}
		return x + " IS NOT NULL"
	case truth:
		return x + " = " + g.param(v)
	case a.plain():
		return x + " IS DISTINCT FROM " + g.param(v)
	}
	return x + " <> " + g.param(v)
}

func (g *gen) equalRef(a, b *node, truth bool, s scope) string {
	if a.constant() {
		v, _ := constValue(a, g.env)
		w, _ := constValue(b, g.env)
		r, okV := v.(Reference)
		q, okW := w.(Reference)
		return word((okV == okW && r.Area == q.Area && r.ID == q.ID) == truth)
	}
	area, id := g.pair(a, s)
	var area2, id2 string
	if b.constant() {
		v, _ := constValue(b, g.env)
		r, ok := v.(Reference)
		if !ok {
			return id + map[bool]string{true: " IS NULL", false: " IS NOT NULL"}[truth]
		}
		area2, id2 = g.args.Add(r.Area), g.args.Add(r.ID)
		if truth {
			return "(" + area + " = " + area2 + " AND " + id + " = " + id2 + ")"
		}
	} else {
		area2, id2 = g.pair(b, s)
		if truth {
			return "((" + area + " = " + area2 + " AND " + id + " = " + id2 + ") OR (" + id + " IS NULL AND " + id2 + " IS NULL))"
		}
	}
	return "(" + area + " IS DISTINCT FROM " + area2 + " OR " + id + " IS DISTINCT FROM " + id2 + ")"
}

func (g *gen) pair(n *node, s scope) (area, id string) {
	f := n.use.field
	if f.AreaColumn == "" || f.Column == "" {
		g.notStored(f.Name)
	}
	return s.alias + "." + quote(f.AreaColumn), s.alias + "." + quote(f.Column)
}

var opposite = map[string]string{"<": ">=", "<=": ">", ">": "<=", ">=": "<"}

// order writes a < b and its kin; null on either side is an error.
func (g *gen) order(n *node, truth bool, s scope) string {
	a, b, op := n.args[0], n.args[1], n.op
	if !truth {
		op = opposite[op]
	}
	consts := 0
	var vals [2]any
	for i, x := range n.args {
		if x.constant() {
			consts++
			if vals[i], _ = constValue(x, g.env); vals[i] == nil {
				return "FALSE"
			}
		}
	}
	if consts == 2 {
		return word(ordered(vals[0], vals[1], op))
	}
	side := func(i int, x *node) string {
		if vals[i] != nil {
			return g.param(vals[i])
		}
		return g.value(x, s)
	}
	return side(0, a) + " " + op + " " + side(1, b) + g.collate(b)
}

func ordered(a, b any, op string) bool {
	c := 0
	switch x := a.(type) {
	case string:
		c = strings.Compare(x, b.(string))
	case int64:
		if y := b.(int64); x < y {
			c = -1
		} else if x > y {
			c = 1
		}
	}
	switch op {
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	}
	return c >= 0
}
