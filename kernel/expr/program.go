package expr

import (
	"fmt"
	"sort"

	"cel.dev/cel-go/cel"
)

// Want is what an expression must give.
type Want struct {
	Type  Type // Bool for filters, checks and guards
	Scale int  // Int: decimals of the field the value is for
}

// Condition wants true or false: a filter, a check, a guard.
func Condition() Want { return Want{Type: Bool} }

// Program is a checked expression. It is immutable and safe for concurrent use.
type Program struct {
	src    string
	want   Want
	root   *node // as written
	many   *node // conditions lifted, for SQL
	slots  [len(families)][]slot
	prog   cel.Program
	fields []string
	reads  []string
	uses   []*use
	today  bool
}

// Compile checks src against a schema. The error is a *Problem unless the
// machinery itself fails.
func Compile(src string, s *Schema, want Want) (*Program, error) {
	return compile(src, s, want, nil, false)
}

func compile(src string, s *Schema, want Want, outer []string, inRef bool) (*Program, error) {
	tree, err := parse(src)
	if err != nil {
		return nil, err
	}
	c := &examiner{src: src, tree: tree, schema: s, uses: map[string]*use{}, refs: map[string]*use{}, outer: outer, inRef: inRef}
	root, err := c.check()
	if err != nil {
		return nil, err
	}
	if root, err = c.fit(root, want); err != nil {
		return nil, err
	}
	many, err := lift(root)
	if err != nil {
		return nil, problemAt(src, 0, err.Error())
	}
	p := &Program{src: src, want: want, root: root, many: many, today: c.today}
	p.name(c)
	if err := p.plan(); err != nil {
		return nil, err
	}
	return p, p.tryout()
}

// fit brings the whole expression to what is wanted.
func (c *examiner) fit(n *node, want Want) (out *node, err error) {
	defer func() {
		if r := recover(); r != nil {
			p, ok := r.(*Problem)
			if !ok {
				panic(r)
			}
			out, err = nil, p
		}
	}()
	switch {
	case want.Type == Ref || want.Type == List:
		c.refuse(0, "表达式不能得出%s", want.Type)
	case n.typ == Ref || n.typ == List:
		c.refuse(n.at, "这里需要%s，却是%s", want.Type, n.typ)
	case n.typ == 0:
		c.refuse(n.at, "表达式只是 null")
	case want.Type == Date && n.kind == nLit && n.typ == Text:
		n = c.dayLiteral(n)
	case want.Type == Money && n.kind == nLit && n.typ == Int && n.val.(int64) == 0:
		n = &node{kind: nLit, val: int64(0), typ: Money, lo: n.lo, hi: n.hi, at: n.at}
	}
	same := n.typ == want.Type || n.textual() && (want.Type == Text || want.Type == Code)
	if !same {
		c.refuse(n.at, "这里需要%s，却是%s", want.Type, n.typ)
	}
	if n.numeric() {
		if n.scale > want.Scale {
			c.refuse(n.at, "结果有 %d 位小数，最多 %d 位；可用 trunc(…) 舍去小数", n.scale, want.Scale)
		}
		if n.scale < want.Scale {
			n = c.rescale(n, want.Scale)
		}
	}
	return n, nil
}

// name collects the names for Fields and Reads.
func (p *Program) name(c *examiner) {
	named, reads := map[string]bool{}, map[string]bool{}
	for path := range c.refs {
		named[path], reads[path] = true, true
	}
	for path, u := range c.uses {
		named[path], reads[path] = true, true
		p.uses = append(p.uses, u)
		if u.inner != nil {
			for _, f := range u.inner.reads {
				if u.ref != nil {
					f = u.ref.Name + "." + f
				}
				reads[f] = true
			}
		}
	}
	p.fields, p.reads = sorted(named), sorted(reads)
	sort.Slice(p.uses, func(i, j int) bool { return p.uses[i].path() < p.uses[j].path() })
}

func sorted(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for s := range set {
		out = append(out, s)
	}
	sort.Strings(out)
	return out
}

// plan lowers the expression and hands it to cel-go.
func (p *Program) plan() error {
	m, err := celMachine()
	if err != nil {
		return fmt.Errorf("building the CEL environment: %w", err)
	}
	l := &lowerer{known: map[string]string{}, count: map[byte]int{}}
	text := l.text(p.root)
	if l.full {
		return problemAt(p.src, 0, fmt.Sprintf("表达式使用的字段和常量过多，每种类型最多 %d 个", maxSlots))
	}
	checked, errs := m.check(text)
	if len(errs) > 0 {
		return problemAt(p.src, p.root.at, "CEL 不接受这个表达式："+errs[0].Message)
	}
	if p.prog, err = m.env.PlanProgram(checked, cel.EvalOptions(cel.OptOptimize)); err != nil {
		return fmt.Errorf("planning expression: %w", err)
	}
	for _, s := range l.slots { // a family's slots were made in their order
		fam, _ := slotAt(s.name)
		p.slots[fam] = append(p.slots[fam], s)
	}
	return nil
}

// tryout writes the SQL once, so that an expression too large for it is
// refused when it is declared and not when a list is opened.
func (p *Program) tryout() error {
	for _, truth := range []bool{true, false} {
		g := &gen{dialect: PostgreSQL, args: NewArgs(1), env: Env{Today: "2000-01-01"}, max: MaxAtoms, dry: true}
		if p.want.Type == Bool {
			g.pred(p.many, truth, scope{alias: "t"})
		} else {
			g.max = 2 * MaxAtoms
			g.choose(p.many, scope{alias: "t"})
		}
		if g.big {
			return problemAt(p.src, 0, fmt.Sprintf("表达式过于复杂：展开后超过 %d 个比较", MaxAtoms))
		}
	}
	return nil
}

// Source returns the expression as written.
func (p *Program) Source() string { return p.src }

// Want returns what the expression gives.
func (p *Program) Want() Want { return p.want }

// Bounds returns the bounds of a numeric result in stored units; ok is false
// for other types.
func (p *Program) Bounds() (lo, hi int64, ok bool) {
	if p.root.lo == nil {
		return 0, 0, false
	}
	return p.root.lo.Int64(), p.root.hi.Int64(), true
}

// Fields returns every field the expression names, sorted: "amount",
// "respondent", "respondent.name" (which names "respondent" too). Rights are
// checked on these before the expression runs (docs/expressions.md).
func (p *Program) Fields() []string { return append([]string(nil), p.fields...) }

// Reads returns Fields and the fields that its computed fields are made from.
func (p *Program) Reads() []string { return append([]string(nil), p.reads...) }

// UsesToday reports whether the value depends on the day or the hour it is
// evaluated: such a computed field is expanded, never stored.
func (p *Program) UsesToday() bool { return p.today }

// UsesReference reports whether the value depends on another record.
func (p *Program) UsesReference() bool {
	for _, u := range p.uses {
		if u.ref != nil || u.inner != nil && u.inner.UsesReference() {
			return true
		}
	}
	return false
}
