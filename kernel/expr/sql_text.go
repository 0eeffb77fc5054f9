package expr

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// text writes contains, startsWith and endsWith without LIKE: nothing needs
// escaping, and a constant prefix is a range that an index serves.
func (g *gen) text(n *node, truth bool, s scope) string {
	a, b := n.args[0], n.args[1]
	var hay, pin any
	if a.constant() {
		if hay, _ = constValue(a, g.env); hay == nil {
			return "FALSE"
		}
	}
	if b.constant() {
		if pin, _ = constValue(b, g.env); pin == nil {
			return "FALSE"
		}
	}
	if hay != nil && pin != nil {
		does := map[string]func(string, string) bool{"contains": strings.Contains, "startsWith": strings.HasPrefix, "endsWith": strings.HasSuffix}
		return word(does[n.op](hay.(string), pin.(string)) == truth)
	}
	x := g.value(a, s)
	if pin == "" { // every text has it; null is an error
		if truth {
			return x + " IS NOT NULL"
		}
		return both(x, "<>", x)
	}
	p, known := pin.(string)
	if n.op == "startsWith" && known {
		return g.prefix(x, p, truth, g.collate(a))
	}
	y := g.value(b, s)
	switch n.op {
	case "contains":
		call := map[Dialect]string{SQLite: "instr(", PostgreSQL: "strpos("}[g.dialect] + x + ", " + y + ")"
		return call + map[bool]string{true: " > 0", false: " = 0"}[truth]
	case "startsWith":
		part := "left(" + x + ", length(" + y + "))"
		if g.dialect == SQLite {
			part = "substr(" + x + ", 1, length(" + y + "))"
		}
		return part + map[bool]string{true: " = ", false: " <> "}[truth] + y
	}
	sign := map[bool]string{true: " = ", false: " <> "}[truth]
	switch {
	case g.dialect == PostgreSQL:
		return "right(" + x + ", length(" + y + "))" + sign + y
	case known:
		return "substr(" + x + ", -" + strconv.Itoa(utf8.RuneCountInString(p)) + ")" + sign + y
	case truth:
		return "(length(" + x + ") >= length(" + y + ") AND substr(" + x + ", length(" + x + ") - length(" + y + ") + 1) = " + y + ")"
	}
	return "(length(" + x + ") < length(" + y + ") OR substr(" + x + ", length(" + x + ") - length(" + y + ") + 1) <> " + y + ")"
}

// prefix writes that x begins with p as a range of code points.
func (g *gen) prefix(x, p string, truth bool, collate string) string {
	low := g.args.Add(p) + collate
	high, bounded := successor(p)
	switch {
	case truth && !bounded:
		return x + " >= " + low
	case truth:
		return "(" + x + " >= " + low + " AND " + x + " < " + g.args.Add(high) + collate + ")"
	case !bounded:
		return x + " < " + low
	}
	return "(" + x + " < " + low + " OR " + x + " >= " + g.args.Add(high) + collate + ")"
}

// successor is the first text, by code point, after all that begin with p.
func successor(p string) (string, bool) {
	r := []rune(p)
	for i := len(r) - 1; i >= 0; i-- {
		if r[i] == utf8.MaxRune {
			continue
		}
		next := r[i] + 1
		if next == 0xD800 { // surrogates are no characters
			next = 0xE000
		}
		return string(r[:i]) + string(next), true
	}
	return "", false
}
