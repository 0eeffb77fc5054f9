package record

import (
	"errors"
	"fmt"

	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// rules are a kind's compiled expressions.
type rules struct {
	kind     *kind.Kind
	schema   *expr.Schema
	checks   []rule
	computed []computed
	defaults []computed
	guards   map[string]*expr.Program // by act
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
	r := &rules{kind: k, schema: set.Schema(k), guards: map[string]*expr.Program{}}
	for i := range k.Checks {
		p, err := expr.Compile(k.Checks[i].If, r.schema, expr.Condition())
		if err != nil {
			return nil, fmt.Errorf("check %d: %w", i+1, err)
		}
		r.checks = append(r.checks, rule{&k.Checks[i], p})
	}
	for _, a := range k.Acts {
		if a.If == "" {
			continue
		}
		p, err := expr.Compile(a.If, r.schema, expr.Condition())
		if err != nil {
			return nil, fmt.Errorf("condition of %s: %w", a.Name, err)
		}
		r.guards[a.Name] = p
	}
	for _, f := range k.Fields {
		if f.Default != "" {
			p, err := expr.Compile(f.Default, &expr.Schema{Kind: k.Name}, expr.Want{Type: kind.ExprType(f.Type), Scale: f.Scale})
			if err != nil {
				return nil, fmt.Errorf("default of %s: %w", f.Name, err)
			}
			r.defaults = append(r.defaults, computed{f, p})
		}
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

// targets finds the records that references point at, each once.
type targets struct {
	engine *Engine
	conn   db.Conn
	found  map[ref.Ref]*Record
}

func (e *Engine) targets(c db.Conn) *targets {
	return &targets{engine: e, conn: c, found: map[ref.Ref]*Record{}}
}

// get returns the record, nil where there is none.
func (t *targets) get(f *kind.Field, r ref.Ref) *Record {
	if rec, ok := t.found[r]; ok {
		return rec
	}
	kinds := []*kind.Kind{t.engine.kinds.Get(f.Of)}
	if f.Type == kind.Subject {
		kinds = t.engine.kinds.Subjects()
	}
	for _, k := range kinds {
		if k == nil {
			continue
		}
		if rec, err := t.engine.find(t.conn, t.engine.specs[k.Name], r); err == nil {
			t.found[r] = rec
			return rec
		}
	}
	t.found[r] = nil
	return nil
}

// view shows a record's values to the expression language; with targets it
// also reaches the records its references point at, one step.
type view struct {
	rec  *Record
	more *targets
}

// Get returns a value in the form expressions take.
func (v view) Get(field string) (any, bool) {
	x, ok := v.rec.Values[field]
	if !ok || x == nil {
		return nil, ok
	}
	if list, ok := x.([]any); ok {
		return itemCells(list), true
	}
	m, isObject := x.(map[string]any)
	if !isObject {
		return x, true
	}
	if _, isRef := m["area"]; !isRef {
		return m["name"], true
	}
	out := expr.Reference{Area: textOf(m, "area"), ID: textOf(m, "id")}
	f := v.rec.Kind.Field(field)
	if v.more != nil && f != nil {
		if to := v.more.get(f, RefOf(x)); to != nil {
			out.Target = head{view{to, nil}}
		}
	}
	return out, true
}

// itemCells is a list as expressions see it: of people their names.
func itemCells(list []any) []any {
	out := make([]any, len(list))
	for i, x := range list {
		out[i] = itemCell(x)
	}
	return out
}

// itemCell is an item of a list as its table holds it: a person by name.
func itemCell(x any) any {
	if m, ok := x.(map[string]any); ok {
		return textOf(m, "name")
	}
	return x
}

// head shows a subject also under the names of the common head.
type head struct{ view }

// Get returns a value of the record, or of its head.
func (h head) Get(field string) (any, bool) {
	k := h.rec.Kind
	if k.Field(field) == nil && k.Subject {
		switch field {
		case "kind":
			return k.Name, true
		case "name":
			field = k.SubjectFields.Name
		case "county":
			field = k.SubjectFields.County
		case "status":
			field = k.SubjectFields.Status
		}
	}
	return h.view.Get(field)
}

func env(now clock.Instant) expr.Env { return expr.Env{Today: now.Day(), Now: int64(now)} }

// fill gives a new record the defaults of fields the act does not write.
func (r *rules) fill(values map[string]any, now clock.Instant) map[string]any {
	for _, d := range r.defaults {
		if _, given := values[d.field.Name]; given {
			continue
		}
		if v, err := d.prog.Value(expr.Values{}, env(now)); err == nil && v != nil {
			if values == nil {
				values = map[string]any{}
			}
			if n, ok := v.(int64); ok && d.field.Scale > 0 {
				v = Decimal(n, d.field.Scale) // as a caller would write it
			}
			values[d.field.Name] = v
		}
	}
	return values
}

// reset gives the options that acts move their defaults again.
func (r *rules) reset(rec *Record, now clock.Instant) {
	for _, d := range r.defaults {
		if d.field.Type != kind.Enum || !rec.Kind.SetByActs(d.field.Name) {
			continue
		}
		if v, err := d.prog.Value(expr.Values{}, env(now)); err == nil && v != nil {
			rec.Values[d.field.Name] = v
		}
	}
}

// compute fills the stored computed fields; a value that cannot be computed is
// none.
func (r *rules) compute(rec *Record, changes map[string]any, now clock.Instant) error {
	for _, c := range r.computed {
		if !c.field.Stored() {
			continue
		}
		v, err := c.prog.Value(view{rec, nil}, env(now))
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
func (r *rules) expand(rec *Record, more *targets, now clock.Instant) {
	for _, c := range r.computed {
		if c.field.Stored() {
			continue
		}
		if v, err := c.prog.Value(view{rec, more}, env(now)); err == nil && v != nil {
			rec.Values[c.field.Name] = v
		}
	}
}

// check returns the faults of the checks that an act must meet: those that
// name a field it writes, all of them when the record is new. A check that
// names a field already found bad says nothing: its value is not the new one.
func (r *rules) check(rec *Record, changes map[string]any, all bool, more *targets, now clock.Instant, bad map[string]bool) []fault.Field {
	var out []fault.Field
	for _, c := range r.checks {
		named := c.prog.Fields()
		if !all && !mentions(named, changes) || mentions(named, bad) {
			continue
		}
		if hit, err := c.prog.Test(view{rec, more}, env(now)); err == nil && hit {
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

func mentions[V any](named []string, changes map[string]V) bool {
	for _, n := range named {
		if _, ok := changes[n]; ok {
			return true
		}
	}
	return false
}
