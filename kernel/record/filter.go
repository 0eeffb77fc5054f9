package record

import (
	"errors"
	"sync"

	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// filter compiles a caller's expression and adds its predicate. Fields he may
// not read are refused by name: a filter on a hidden field would read it by
// bisection.
func (e *Engine) filter(s *statement, k *kind.Kind, d db.Dialect, q Query) error {
	prog, err := e.filters.compile(k, e.rules[k.Name].schema, q.Filter)
	if err != nil {
		return badFilter(err)
	}
	if err := e.exprReadable(q, k, prog.Reads()); err != nil {
		return err
	}
	args := expr.NewArgs(len(s.args) + 1)
	where, err := prog.Where(expr.Dialect(d), "r", args, env(e.db.Now()))
	if err != nil {
		return badFilter(err)
	}
	s.args = append(s.args, args.Values...)
	s.where = append(s.where, where)
	s.terms = prog.Terms(env(e.db.Now()))
	if t, ok := prog.Sole(env(e.db.Now())); ok {
		s.sole = &t
	}
	return nil
}

// filters keeps the expressions that callers asked with, compiled: the same list is
// asked for page after page, and counted beside each.
type filters struct {
	mu   sync.Mutex
	kept map[string]*expr.Program
}

// keptFilters bounds how many are kept; then all go.
const keptFilters = 256

func (x *filters) compile(k *kind.Kind, s *expr.Schema, text string) (*expr.Program, error) {
	key := k.Name + " " + text
	x.mu.Lock()
	prog := x.kept[key]
	x.mu.Unlock()
	if prog != nil {
		return prog, nil
	}
	prog, err := expr.Compile(text, s, expr.Condition())
	if err != nil {
		return nil, err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.kept == nil || len(x.kept) >= keptFilters {
		x.kept = map[string]*expr.Program{}
	}
	x.kept[key] = prog
	return prog, nil
}

func badFilter(err error) error {
	text := err.Error()
	var p *expr.Problem
	if errors.As(err, &p) {
		text = p.Error()
	}
	return fault.Bad("record.filter", "筛选条件有误："+text, fault.Field{Name: "filter", Code: "expression", Text: text}).With(err)
}

// exprReadable checks the fields an expression reads, also those of a record
// one reference away.
func (e *Engine) exprReadable(q Query, k *kind.Kind, reads []string) error {
	own := map[*kind.Kind][]string{}
	for _, path := range reads {
		target, name := k, path
		for i := range path {
			if path[i] != '.' {
				continue
			}
			f := k.Field(path[:i])
			if f == nil {
				break
			}
			if t := e.kinds.Get(f.Of); t != nil {
				own[k] = append(own[k], path[:i])
				target, name = t, path[i+1:]
			}
			break
		}
		own[target] = append(own[target], name)
	}
	for target, names := range own {
		if target != k && !e.unrestricted(q.Caller, target, q.Caller.Area) {
			return fault.Newf(fault.Denied, "record.denied", "筛选条件用到%s，您只能查看其中一部分", target.Title)
		}
		if err := e.fieldsReadable(q.Caller, target, names); err != nil {
			return err
		}
	}
	return nil
}
