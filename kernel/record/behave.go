package record

import (
	"context"
	"maps"
	"slices"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Behaviour (办理行为) is what a matter's own Go says of one act of its kind,
// where that is more than a declaration can say. It is hung on the act as
// "<kind>.<act>" in Parts.Behaviours and runs after the caller's rights are
// judged, in the act's transaction.
type Behaviour struct {
	// Bar says why the act is not open on the record as it stands, "" where it
	// is; the screen greys the button with the same sentence. nil bars nothing.
	Bar func(c actor.Caller, r *Record) string
	// Ahead works out what takes long, in a snapshot before the act begins to write:
	// Do finds it in Doing.Ahead. It is asked of nobody to whom the act is not open.
	Ahead func(c db.Conn, r *Record) (any, error)
	// Do completes or refuses what the act writes; Values is its own copy. nil
	// adds nothing.
	Do func(w *Doing) error
	// Then runs when the act is written, with the record as it stands after it;
	// what it refuses undoes the act.
	Then func(tx *db.Tx, e *Engine, q Request, r *Record) error
}

// Doing is an act as its behaviour sees it.
type Doing struct {
	Engine *Engine
	Kind   *kind.Kind
	Tx     *db.Tx
	Caller actor.Caller
	Old    *Record // nil when the act creates the record
	Area   ref.Area
	Values map[string]any
	Reason string

	Effective string // day in fact, "" for that of the act
	Annuls    ref.ID // of an annulment: the act

	Ahead any // what Behaviour.Ahead worked out of this revision; nil inside another act
}

// Number is what the act writes to a number field, scaled as declared, however it
// came; false where it is none or beyond its bounds.
func (w *Doing) Number(name string) (int64, bool) {
	v, wrong := normalNumber(w.Kind.Field(name), w.Values[name])
	n, ok := v.(int64)
	return n, ok && wrong == nil
}

// Only refuses values beside those named, which the system writes itself; code is
// that of the fault.
func (w *Doing) Only(code string, names ...string) error {
	var bad []fault.Field
	for _, name := range slices.Sorted(maps.Keys(w.Values)) {
		if !slices.Contains(names, name) {
			bad = append(bad, fault.Field{Name: name, Code: "fixed", Text: "由系统填写，不能提交"})
		}
	}
	if len(bad) > 0 {
		return fault.Bad(code, "提交的内容有误", bad...)
	}
	return nil
}

// Self is the person the act counts for, as a field holds it; nil where it is none.
func (w *Doing) Self() any {
	if w.Caller.For() == "" {
		return nil
	}
	return map[string]any{"area": string(w.Caller.Area), "id": string(w.Caller.For())}
}

func (e *Engine) behaviour(kindName, act string) (Behaviour, bool) {
	b, ok := e.behaviours[kindName+"."+act]
	return b, ok
}

// behave lets the behaviour of an act judge and complete it.
func (e *Engine) behave(tx *db.Tx, old *Record, q *Request) error {
	if k := e.kinds.Get(q.Kind); e.governed(k) {
		d := e.doing(tx, old, *q)
		if err := e.life.Do(d, q.Act); err != nil {
			return err
		}
		q.Values = d.Values
	}
	b, ok := e.behaviour(q.Kind, q.Act)
	if !ok {
		return nil
	}
	if b.Bar != nil && old != nil {
		if why := b.Bar(q.Caller, old); why != "" {
			return barred(why)
		}
	}
	if b.Do == nil {
		return nil
	}
	d := e.doing(tx, old, *q)
	err := b.Do(d)
	q.Values = d.Values
	return err
}

// ahead lets the behaviour of an act work before the act. What would keep the act from
// being done is left for the act itself to say.
func (e *Engine) ahead(ctx context.Context, q *Request) error {
	b, ok := e.behaviour(q.Kind, q.Act)
	if !ok || b.Ahead == nil || q.Record.Zero() || q.Rev == nil {
		return nil
	}
	return e.db.Read(ctx, func(c db.Conn) error {
		r, err := e.find(c, e.specs[q.Kind], q.Record)
		if err == nil {
			err = e.mayRead(c, q.Caller, r)
		}
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil || r.Rev != *q.Rev {
			return err
		}
		mays, err := e.Mays(c, q.Caller, r)
		if err != nil || !slices.ContainsFunc(mays, func(m May) bool { return m.Name == q.Act && m.Allowed }) {
			return err
		}
		q.ahead, err = b.Ahead(c, r)
		return err
	})
}

// doing is an act as what hangs on it sees it, with its own copy of the values.
func (e *Engine) doing(tx *db.Tx, old *Record, q Request) *Doing {
	d := &Doing{Engine: e, Kind: e.kinds.Get(q.Kind), Tx: tx, Caller: q.Caller, Old: old, Area: q.Area, Values: map[string]any{}, Reason: q.Reason, Effective: q.Effective, Annuls: q.Annuls, Ahead: q.ahead}
	maps.Copy(d.Values, q.Values)
	return d
}

// alone reports whether nothing follows an act that could change its record again.
func (e *Engine) alone(q Request) bool {
	b, ok := e.behaviour(q.Kind, q.Act)
	return !e.governed(e.kinds.Get(q.Kind)) && (!ok || b.Then == nil)
}

// then lets the behaviour of an act follow it up.
func (e *Engine) then(tx *db.Tx, q Request, r *Record) error {
	if e.governed(r.Kind) {
		if err := e.life.Then(tx, q, r); err != nil {
			return err
		}
	}
	if b, ok := e.behaviour(q.Kind, q.Act); ok && b.Then != nil {
		return b.Then(tx, e, q, r)
	}
	return nil
}
