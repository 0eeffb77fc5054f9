package expr

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"

	kref "github.com/hengjian/hengjian/kernel/ref"
)

// Record is one record as an expression sees it. Get returns string for Text,
// Code and Date ("2006-01-02"), int64 for Int, Money and Instant, bool, []any
// for a List and Reference for a Ref; named types of these are read by their
// kind, a ref.Ref as a Reference without its record. nil or false means null
// (an empty list).
type Record interface {
	Get(field string) (any, bool)
}

// Reference is the value of a Ref field: the pair, and the record it points at.
// A nil Target is a dangling reference: it is there, but every field of it is
// an error, as it is in SQL where no row joins.
type Reference struct {
	Area, ID string
	Target   Record
}

// Values is a Record in a map, for tests and small callers.
type Values map[string]any

// Get returns the value of a field.
func (v Values) Get(field string) (any, bool) {
	x, ok := v[field]
	return x, ok
}

// Env is what an evaluation brings: the legal day, the instant, and the values
// of Schema.Vars. Where and Select fail without Today if UsesToday.
type Env struct {
	Today string // YYYY-MM-DD
	Now   int64  // UTC milliseconds
	Vars  map[string]any
}

// Truth is the three-valued result of a condition.
type Truth int

// The results. Undecided is an error or null.
const (
	Undecided Truth = iota
	True
	False
)

// Test reports whether the expression is true on rec. Where it is an error or
// null, Test returns false and an *Unknown that says why.
func (p *Program) Test(rec Record, env Env) (bool, error) {
	t, err := p.Truth(rec, env)
	return t == True, err
}

// Truth evaluates a condition to True, False or Undecided with an *Unknown.
func (p *Program) Truth(rec Record, env Env) (Truth, error) {
	v, err := p.eval(rec, env)
	if err != nil {
		return Undecided, err
	}
	switch v {
	case types.True:
		return True, nil
	case types.False:
		return False, nil
	}
	return Undecided, p.unknown(rec, nil)
}

// Value evaluates a computed field: string, int64, bool, or nil for null. An
// error of the expression is an *Unknown; a computed field that is an error
// is stored as null.
func (p *Program) Value(rec Record, env Env) (any, error) {
	v, err := p.eval(rec, env)
	if err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case types.String:
		return string(v), nil
	case types.Int:
		return int64(v), nil
	case types.Bool:
		return bool(v), nil
	case types.Null:
		return nil, nil
	}
	return nil, fmt.Errorf("expression gave %T", v)
}

func (p *Program) eval(rec Record, env Env) (ref.Val, error) {
	f := &frame{p: p, rec: rec, env: env}
	v, _, err := p.prog.Eval(f)
	if err != nil {
		return nil, p.unknown(rec, err)
	}
	if types.IsUnknownOrError(v) {
		return nil, p.unknown(rec, fmt.Errorf("%v", v))
	}
	return v, nil
}

// unknown says why there is no value.
func (p *Program) unknown(rec Record, cause error) *Unknown {
	if cause != nil && strings.Contains(cause.Error(), "division by zero") || cause != nil && strings.Contains(cause.Error(), "modulus by zero") {
		return &Unknown{Text: "无法判断：除数为零", Cause: cause}
	}
	var empty []string
	for _, u := range p.uses {
		if u.field.Type == List || u.field.Expand != "" {
			continue
		}
		r := rec
		if u.ref != nil {
			_, r = reference(rec, u.ref.Name)
		}
		if r == nil {
			empty = append(empty, u.path())
		} else if v, ok := r.Get(u.field.Name); !ok || v == nil {
			empty = append(empty, u.path())
		}
	}
	if len(empty) > 0 {
		return &Unknown{Text: "无法判断：" + strings.Join(empty, "、") + "为空", Cause: cause}
	}
	return &Unknown{Text: "无法判断", Cause: cause}
}

// frame is the activation of one evaluation.
type frame struct {
	p   *Program
	rec Record
	env Env
}

// ResolveName gives cel-go the value of a slot.
func (f *frame) ResolveName(name string) (any, bool) {
	fam, n := slotAt(name)
	if fam < 0 || n >= len(f.p.slots[fam]) {
		return nil, false
	}
	return f.value(&f.p.slots[fam][n]), true
}

// Parent returns nil: a frame is the outermost scope.
func (f *frame) Parent() interpreter.Activation { return nil }

func (f *frame) value(s *slot) ref.Val {
	if s.what == slotConst {
		return f.constant(s.n)
	}
	u := s.use
	rec := f.rec
	if u.ref != nil {
		there, target := reference(f.rec, u.ref.Name)
		if target == nil {
			if s.what == slotHas {
				return types.False
			}
			if there {
				return types.NewErr("引用 %s 指向的记录不存在", u.ref.Name)
			}
			return types.NewErr("引用 %s 为空", u.ref.Name)
		}
		rec = target
	}
	if u.field.Type == Ref {
		r, there := asReference(get(rec, u.field.Name))
		switch s.what {
		case slotHas:
			return types.Bool(there)
		case slotMissing:
			return types.Bool(!there)
		}
		if !there {
			return types.NullValue
		}
		return types.String(r.Area + "/" + r.ID)
	}
	var v ref.Val
	if u.inner != nil {
		x, err := u.inner.Value(rec, f.env)
		if err != nil {
			x = nil
		}
		v = toCEL(x, u.field)
	} else {
		v = toCEL(get(rec, u.field.Name), u.field)
	}
	if s.what == slotHas {
		return types.Bool(v != types.NullValue)
	}
	return v
}

func (f *frame) constant(n *node) ref.Val {
	v, err := constValue(n, f.env)
	if err != nil {
		return types.NewErr("%v", err)
	}
	if n.typ == Ref {
		if v == nil {
			return types.NullValue
		}
		r := v.(Reference)
		return types.String(r.Area + "/" + r.ID)
	}
	field := n.field
	if field == nil {
		field = &Field{Name: n.name, Type: n.typ}
	}
	return toCEL(v, field)
}

func get(rec Record, name string) any {
	if rec == nil {
		return nil
	}
	v, ok := rec.Get(name)
	if !ok {
		return nil
	}
	return v
}

// reference returns whether a reference is set, and the record it points at.
func reference(rec Record, name string) (there bool, target Record) {
	r, there := asReference(get(rec, name))
	return there, r.Target
}

func asReference(v any) (Reference, bool) {
	switch r := v.(type) {
	case Reference:
		return r, r.ID != "" || r.Target != nil
	case *Reference:
		if r != nil {
			return *r, r.ID != "" || r.Target != nil
		}
	case kref.Ref:
		return Reference{Area: string(r.Area), ID: string(r.ID)}, !r.Zero()
	case Record:
		return Reference{Target: r}, r != nil
	}
	return Reference{}, false
}
