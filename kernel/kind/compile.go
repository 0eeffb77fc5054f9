package kind

import (
	"errors"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/expr"
)

// source is an expression of a declaration, compiled when all kinds are read.
type source struct {
	r    *reader
	text string
	node Node
	want expr.Want
	done func(p *expr.Program)
	of   *Field // of a computed field: itself
	or   string // what else the text could have been, for messages
}

// expression reads the text of an expression.
func (n Node) expression() string { return n.Prose() }

// expressions queues the expressions of a field.
func (l *loader) expressions(r *reader, f *Field, m Map) {
	want := expr.Want{Type: ExprType(f.Type), Scale: f.Scale}
	if want.Type == 0 || want.Type == expr.Ref || want.Type == expr.List {
		return
	}
	if f.Compute != "" {
		l.exprs = append(l.exprs, &source{r: r, text: f.Compute, node: m.Get("compute"), want: want, of: f})
	}
	if f.Default != "" {
		n := m.Get("default")
		l.exprs = append(l.exprs, &source{r: r, text: f.Default, node: n, want: want, done: func(p *expr.Program) { fits(f, n, p) }})
	}
}

// check queues the condition of a check.
func (l *loader) check(r *reader, i int, n Node) {
	l.exprs = append(l.exprs, &source{r: r, text: r.k.Checks[i].If, node: n, want: expr.Condition(), done: func(p *expr.Program) {
		r.k.Checks[i].Fields = p.Fields()
		if len(p.Fields()) == 0 {
			n.Failf("条件没有提到任何字段")
		}
	}})
}

// condition queues a condition.
func (l *loader) condition(r *reader, text string, n Node) {
	l.exprs = append(l.exprs, &source{r: r, text: text, node: n, want: expr.Condition()})
}

// compile settles which computed fields are stored, then compiles everything.
func (l *loader) compile() {
	for _, s := range l.exprs {
		if s.of != nil {
			i := slices.Index(s.r.k.Fields, s.of)
			own := l.set.schema(s.r.k, i, true)
			for j := range own.Fields {
				own.Fields[j].Target = nil
			}
			p, err := expr.Compile(s.text, own, s.want)
			s.of.ComputeStored = err == nil && !p.UsesToday() && !p.UsesReference()
		}
	}
	for _, s := range l.exprs {
		before := len(s.r.k.Fields)
		if s.of != nil {
			before = slices.Index(s.r.k.Fields, s.of)
		}
		p := s.node.compile(l.set.schema(s.r.k, before, true), s.text, s.want, s.or, s.later)
		if p != nil && s.done != nil {
			s.done(p)
		}
	}
}

// later explains a name that is a computed field declared further down.
func (s *source) later(text string) string {
	if s.of == nil {
		return ""
	}
	i := slices.Index(s.r.k.Fields, s.of)
	for _, f := range s.r.k.Fields[i:] {
		if f.Compute != "" && strings.Contains(text, "“"+f.Name+"”") {
			return "；计算字段只能引用声明在它前面的计算字段"
		}
	}
	return ""
}

// Compile checks an expression that stands in a declaration; a mistake is
// reported at its place in the file, and the program is nil. Sections use it.
func (n Node) Compile(set *Set, k *Kind, want expr.Want) *expr.Program {
	text := n.expression()
	if text == "" {
		return nil
	}
	return n.compile(set.Schema(k), text, want, "", nil)
}

// CompileOn is Compile against names that are no fields of a kind.
func (n Node) CompileOn(schema *expr.Schema, want expr.Want) *expr.Program {
	text := n.expression()
	if text == "" {
		return nil
	}
	return n.compile(schema, text, want, "", nil)
}

func (n Node) compile(schema *expr.Schema, text string, want expr.Want, or string, more func(string) string) *expr.Program {
	p, err := expr.Compile(text, schema, want)
	if err == nil {
		return p
	}
	var at *expr.Problem
	if !errors.As(err, &at) {
		n.Failf("表达式无法编译：%s", clip(err.Error()))
		return nil
	}
	why := at.Text
	if more != nil {
		why += more(at.Text)
	}
	n.failInside(text, at.Offset, "%s表达式：%s", or, why)
	return nil
}

// fits checks that a default needs no record and is a value of its field.
func fits(f *Field, n Node, p *expr.Program) {
	if len(p.Fields()) > 0 {
		n.Failf("默认值不能引用字段（%s）", strings.Join(p.Fields(), "、"))
		return
	}
	if p.UsesToday() {
		return
	}
	v, err := p.Value(expr.Values{}, expr.Env{Today: "2000-01-01"})
	if err != nil {
		n.Failf("默认值没有结果：%s", clip(err.Error()))
		return
	}
	if s, ok := v.(string); ok && f.Type == Enum && !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == s }) {
		n.Failf("默认值“%s”不是选项之一", clip(s))
	}
}
