package expr

import (
	"fmt"
	"strconv"
	"strings"
)

// joined wraps what names fields over references: the inner text is only
// reached where every reference is set and its row exists, as in CEL.
func (g *gen) joined(n *node, s scope, inner func(scope) string) string {
	from, in := g.join(n, s)
	if from == "" {
		return inner(s)
	}
	return "EXISTS (SELECT 1 FROM " + from + " AND " + inner(in) + ")"
}

// join returns "table alias, … WHERE keys" for the references under n that s
// does not hold yet, or "".
func (g *gen) join(n *node, s scope) (string, scope) {
	var refs []*Field
	walk(n, func(m *node) {
		if m.use == nil || m.use.ref == nil || s.refs[m.use.ref.Name] != "" {
			return
		}
		for _, r := range refs {
			if r.Name == m.use.ref.Name {
				return
			}
		}
		refs = append(refs, m.use.ref)
	})
	if len(refs) == 0 {
		return "", s
	}
	in := scope{alias: s.alias, elem: s.elem, refs: map[string]string{}}
	for k, v := range s.refs {
		in.refs[k] = v
	}
	var tables, keys []string
	for i, r := range refs {
		t := r.Target
		if r.Column == "" || r.AreaColumn == "" || t.Table == "" {
			g.notStored(r.Name)
		}
		alias := s.alias + "_r" + strconv.Itoa(i)
		in.refs[r.Name] = alias
		tables = append(tables, quote(t.Table)+" "+alias)
		area, id := t.keys()
		keys = append(keys, alias+"."+quote(area)+" = "+s.alias+"."+quote(r.AreaColumn),
			alias+"."+quote(id)+" = "+s.alias+"."+quote(r.Column))
	}
	return strings.Join(tables, ", ") + " WHERE " + strings.Join(keys, " AND "), in
}

func walk(n *node, see func(*node)) {
	see(n)
	for _, a := range n.args {
		walk(a, see)
	}
}

func (g *gen) notStored(name string) {
	if !g.dry {
		g.fail(fmt.Errorf("field %s: %w", name, ErrNotStored))
	}
}

// quote quotes an identifier of a validated declaration.
func quote(id string) string { return `"` + strings.ReplaceAll(id, `"`, `""`) + `"` }

// has writes has(f) or its opposite, which is never an error: for a field over
// a reference that is absent it is false.
func (g *gen) has(u *use, truth bool, s scope) string {
	if u.ref == nil {
		return g.column(u, s) + map[bool]string{true: " IS NOT NULL", false: " IS NULL"}[truth]
	}
	n := &node{kind: nField, use: u, typ: u.field.Type}
	text := g.joined(n, s, func(in scope) string { return g.value(n, in) + " IS NOT NULL" })
	if !truth {
		return "NOT " + text
	}
	return text
}
