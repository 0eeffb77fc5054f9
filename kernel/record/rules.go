package record

import (
	"errors"
	"fmt"

	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/fault"
)

// rules are a kind's compiled expressions.
type rules struct {
	kind     *kind.Kind
	schema   *expr.Schema
	checks   []rule
	computed []computed
}

type rule struct {
	check *kind.Check
	prog  *expr.Program
}

type computed struct {
	field *kind.Field
	prog  *expr.Program
}

// compileRules compiles the checks and computed fields of a kind.
func compileRules(set *kind.Set, k *kind.Kind) (*rules, error) {
	r := &rules{kind: k, schema: set.Schema(k)}
	for i := range k.Checks {
		p, err := expr.Compile(k.Checks[i].If, r.schema, expr.Condition())
		if err != nil {
			return nil, fmt.Errorf("check %d: %w", i+1, err)
		}
		r.checks = append(r.checks, rule{&k.Checks[i], p})
	}
	for _, f := range k.Fields {
		if f.Compute == "" {
			continue
		}
		p, err := expr.Compile(f.Compute, r.schema, expr.Want{Type: kind.ExprType(f.Type), Scale: f.Scale})
		if err != nil {
			return nil, fmt.Errorf("computed field %s: %w", f.Name, err)
		}
		r.computed = append(r.computed, computed{f, p})
	}
	return r, nil
}

// view shows a record's values to the expression language.
type view map[string]any

// Get returns a value in the form expressions take.
func (v view) Get(field string) (any, bool) {
	x, ok := v[field]
	if !ok || x == nil {
		return nil, ok
	}
	m, isObject := x.(map[string]any)
	if !isObject {
		return x, true
	}
	if _, isRef := m["area"]; isRef {
		return expr.Reference{Area: textOf(m, "area"), ID: textOf(m, "id")}, true
	}
	return m["name"], true
}

func env(now clock.Instant) expr.Env { return expr.Env{Today: now.Day(), Now: int64(now)} }

// compute fills the stored computed fields; a value that cannot be computed is
// none.
func (r *rules) compute(rec *Record, changes map[string]any, now clock.Instant) error {
	for _, c := range r.computed {
		if !c.field.Stored() {
			continue
		}
		v, err := c.prog.Value(view(rec.Values), env(now))
		var unknown *expr.Unknown
		if err != nil && !errors.As(err, &unknown) {
			return fmt.Errorf("computing %s: %w", c.field.Name, err)
		}
		put(rec, changes, c.field.Name, v)
	}
	return nil
}

// expand adds to a record that was read the computed fields that are never
// stored.
func (r *rules) expand(rec *Record, now clock.Instant) {
	for _, c := range r.computed {
		if c.field.Stored() || c.prog.UsesReference() {
			continue
		}
		if v, err := c.prog.Value(view(rec.Values), env(now)); err == nil && v != nil {
			rec.Values[c.field.Name] = v
		}
	}
}

// check returns the faults of the checks that an act must meet: those that
// name a field it writes, all of them when the record is new.
func (r *rules) check(rec *Record, changes map[string]any, all bool, now clock.Instant) []fault.Field {
	var out []fault.Field
	for _, c := range r.checks {
		named := c.prog.Fields()
		if !all && !mentions(named, changes) {
			continue
		}
		if hit, err := c.prog.Test(view(rec.Values), env(now)); err == nil && hit {
			name := ""
			for _, n := range named {
				if _, ok := changes[n]; ok || name == "" {
					name = n
				}
			}
			out = append(out, fault.Field{Name: name, Code: "check", Text: c.check.Say})
		}
	}
	return out
}

func mentions(named []string, changes map[string]any) bool {
	for _, n := range named {
		if _, ok := changes[n]; ok {
			return true
		}
	}
	return false
}
