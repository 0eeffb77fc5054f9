package record

import (
	"errors"

	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// filter compiles a caller's expression and adds its predicate. Fields he may
// not read are refused by name: a filter on a hidden field would read it by
// bisection.
func (e *Engine) filter(s *statement, k *kind.Kind, d db.Dialect, q Query) error {
	prog, err := expr.Compile(q.Filter, e.rules[k.Name].schema, expr.Condition())
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
