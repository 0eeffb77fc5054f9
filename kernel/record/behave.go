package record

import "github.com/hengjian/hengjian/platform/db"

// Behaviour (办理行为) is what a matter's own Go says of one act of its kind,
// where that is more than a declaration can say. It is hung on the act as
// "<kind>.<act>" in Parts.Behaviours and runs in the act's transaction.
type Behaviour struct {
	// Then runs when the act is written, with the record as it stands after it;
	// what it refuses undoes the act.
	Then func(tx *db.Tx, e *Engine, q Request, r *Record) error
}

// then lets the behaviour of an act follow it up.
func (e *Engine) then(tx *db.Tx, q Request, r *Record) error {
	if b, ok := e.behaviours[q.Kind+"."+q.Act]; ok && b.Then != nil {
		return b.Then(tx, e, q, r)
	}
	return nil
}
