package record

import (
	"github.com/hengjian/hengjian/kernel/actor"
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
	// Do completes or refuses what the act writes; Values is its own copy. nil
	// adds nothing.
	Do func(w *Doing) error
}

// Doing is an act as its behaviour sees it.
type Doing struct {
	Engine *Engine
	Tx     *db.Tx
	Caller actor.Caller
	Old    *Record // nil when the act creates the record
	Values map[string]any
	Reason string
}

func (e *Engine) behaviour(kindName, act string) (Behaviour, bool) {
	b, ok := e.behaviours[kindName+"."+act]
	return b, ok
}

// behave lets the behaviour of an act judge and complete it.
func (e *Engine) behave(tx *db.Tx, old *Record, q *Request) error {
	b, ok := e.behaviour(q.Kind, q.Act)
	if !ok {
		return nil
	}
	if b.Bar != nil && old != nil {
		if why := b.Bar(q.Caller, old); why != "" {
			return fault.New(fault.Conflict, "record.barred", why)
		}
	}
	if b.Do == nil {
		return nil
	}
	d := &Doing{Engine: e, Tx: tx, Caller: q.Caller, Old: old, Values: map[string]any{}, Reason: q.Reason}
	for name, v := range q.Values {
		d.Values[name] = v
	}
	err := b.Do(d)
	q.Values = d.Values
	return err
}
