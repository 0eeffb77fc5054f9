package expr

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Dialect is the database SQL is written for.
type Dialect int

// The dialects, numbered as in platform/db, so that a caller converts with
// expr.Dialect(conn.Dialect()). Both read $n; the store turns it into ?n for
// SQLite.
const (
	SQLite Dialect = iota
	PostgreSQL
)

// ErrNotStored is returned for an expression that names a field without a
// column: it can be evaluated on one record only.
var ErrNotStored = errors.New("field is not stored")

// Args collects parameters; several predicates of one statement share one.
type Args struct {
	Values []any
	first  int
}

// NewArgs numbers parameters from first on; NewArgs(1) begins a statement.
func NewArgs(first int) *Args { return &Args{first: first} }

// Add appends a value and returns its placeholder.
func (a *Args) Add(v any) string {
	a.Values = append(a.Values, v)
	return "$" + strconv.Itoa(a.first+len(a.Values)-1)
}

// Where writes T(e): true in SQL exactly for the rows whose record makes the
// expression true. alias is the alias of the schema's table in the statement.
// The text may be null or false for other rows: combine it with AND and OR,
// never with NOT (use WhereNot).
func (p *Program) Where(d Dialect, alias string, next *Args, env Env) (string, error) {
	return p.predicate(d, alias, next, env, true)
}

// WhereNot writes F(e): true exactly for the rows whose record makes the
// expression false; rows for which it is an error or null are in neither.
func (p *Program) WhereNot(d Dialect, alias string, next *Args, env Env) (string, error) {
	return p.predicate(d, alias, next, env, false)
}

func (p *Program) predicate(d Dialect, alias string, next *Args, env Env, truth bool) (string, error) {
	if p.want.Type != Bool {
		return "", fmt.Errorf("expression %q is not a condition", p.src)
	}
	g, err := p.gen(d, alias, next, env)
	if err != nil {
		return "", err
	}
	return g.done(g.pred(p.many, truth, scope{alias: alias}))
}

// Select writes the value of the expression for one row: null where it is null
// or an error.
func (p *Program) Select(d Dialect, alias string, next *Args, env Env) (string, error) {
	g, err := p.gen(d, alias, next, env)
	if err != nil {
		return "", err
	}
	g.max = 2 * MaxAtoms
	return g.done(g.choose(p.many, scope{alias: alias}))
}

// done returns the text, or why there is none.
func (g *gen) done(text string) (string, error) {
	if g.big && g.err == nil { // Compile has tried; a cut-off text must never run
		g.err = fmt.Errorf("expression has more than %d comparisons", g.max)
	}
	if g.err != nil {
		return "", g.err
	}
	return text, nil
}

func (p *Program) gen(d Dialect, alias string, next *Args, env Env) (*gen, error) {
	if p.today && !validDay(env.Today) {
		// On one record this is undecided; for a list it would be no rows and no word.
		return nil, fmt.Errorf("expression %q needs today, Env.Today is %q", p.src, env.Today)
	}
	if d != SQLite && d != PostgreSQL {
		return nil, fmt.Errorf("unknown dialect %d", d)
	}
	if !identRE.MatchString(alias) {
		return nil, fmt.Errorf("alias %q is not an identifier", alias)
	}
	return &gen{dialect: d, args: next, env: env, max: MaxAtoms}, nil
}

// gen writes SQL. Every parameter it adds stands in the text it returns.
type gen struct {
	dialect Dialect
	args    *Args
	env     Env
	err     error
	atoms   int
	max     int  // comparisons allowed: MaxAtoms, twice that where T and F stand in one text
	big     bool // more than max
	dry     bool // compiling: fields without columns are no error
}

// scope says which alias stands for the row, and for each reference joined
// around the current comparison.
type scope struct {
	alias string
	refs  map[string]string // name of the reference → alias
	elem  string            // column of the element inside exists
}

func (g *gen) fail(err error) string {
	if g.err == nil {
		g.err = err
	}
	return "FALSE"
}

// enough counts comparisons and stops a text that doubles at every level.
func (g *gen) enough() bool {
	g.atoms++
	if g.atoms > g.max {
		g.big = true
	}
	return g.big || g.err != nil
}

func word(truth bool) string {
	if truth {
		return "TRUE"
	}
	return "FALSE"
}

func both(a, op, b string) string { return "(" + a + " " + op + " " + b + ")" }

// pred writes T(n) or F(n) of a condition.
func (g *gen) pred(n *node, truth bool, s scope) string {
	if g.big || g.err != nil {
		return "FALSE"
	}
	switch n.kind {
	case nAnd, nOr:
		op := " AND "
		if (n.kind == nAnd) != truth {
			op = " OR "
		}
		parts := make([]string, len(n.args))
		for i, a := range n.args {
			parts[i] = g.pred(a, truth, s)
		}
		return "(" + strings.Join(parts, op) + ")"
	case nNot:
		return g.pred(n.args[0], !truth, s)
	case nCond:
		yes := both(g.pred(n.args[0], true, s), "AND", g.pred(n.args[1], truth, s))
		no := both(g.pred(n.args[0], false, s), "AND", g.pred(n.args[2], truth, s))
		return both(yes, "OR", no)
	case nCmp:
		if n.args[0].typ == Bool && !(n.args[0].plain() && n.args[1].plain()) {
			return g.sameTruth(n.args[0], n.args[1], (n.op == "==") == truth, s)
		}
	case nField:
		if n.use.inner != nil && n.use.ref == nil {
			return g.pred(n.use.inner.many, truth, s)
		}
	}
	if g.enough() {
		return "FALSE"
	}
	if n.kind == nHas {
		return g.has(n.use, truth, s)
	}
	return g.joined(n, s, func(in scope) string { return g.atom(n, truth, in) })
}

// sameTruth compares two conditions, at least one of them not a plain field:
// null is a value of a plain field and an error of anything else.
func (g *gen) sameTruth(a, b *node, same bool, s scope) string {
	t := func(n *node) string { return g.pred(n, true, s) }
	f := func(n *node) string { return g.pred(n, false, s) }
	if same {
		return both(both(t(a), "AND", t(b)), "OR", both(f(a), "AND", f(b)))
	}
	out := both(t(a), "AND", f(b)) + " OR " + both(f(a), "AND", t(b))
	if b.plain() {
		a, b = b, a
	}
	if a.plain() {
		out += " OR " + both(g.null(a, s), "AND", both(t(b), "OR", f(b)))
	}
	return "(" + out + ")"
}

// null writes that a plain condition is null.
func (g *gen) null(n *node, s scope) string {
	if n.constant() {
		v, err := constValue(n, g.env)
		return word(err == nil && v == nil)
	}
	return g.joined(n, s, func(in scope) string { return g.value(n, in) + " IS NULL" })
}
