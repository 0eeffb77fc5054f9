package record

import (
	"reflect"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// annulled returns the acts of a history that later acts annul. An annulment
// that is itself annulled does not count.
func annulled(history []Revision) map[ref.ID]bool {
	out := map[ref.ID]bool{}
	for i := len(history) - 1; i >= 0; i-- {
		if target, ok := history[i].Changes[keyAnnuls].(string); ok && !out[history[i].Act] {
			out[ref.ID(target)] = true
		}
	}
	return out
}

// remaining folds a history without the acts that are annulled.
func remaining(k *kind.Kind, r ref.Ref, history []Revision, gone map[ref.ID]bool) *Record {
	var kept []Revision
	for _, v := range history {
		if _, isAnnulment := v.Changes[keyAnnuls]; gone[v.Act] || isAnnulment {
			continue
		}
		kept = append(kept, v)
	}
	return fold(k, r, kept)
}

// prepareAnnul takes back one earlier act: the record becomes what its history
// without that act makes it. The act and its leaf stay.
func (e *Engine) prepareAnnul(tx *db.Tx, k *kind.Kind, spec *tableSpec, old *Record, q Request) (*act, error) {
	history, err := revisions(tx, old.Ref())
	if err != nil {
		return nil, err
	}
	target := -1
	for i, v := range history {
		if v.Act == q.Annuls {
			target = i
		}
	}
	if target < 0 {
		return nil, fault.Bad("record.annul", "要撤销的办理不在这条记录上", fault.Field{Name: "annuls", Code: "unknown", Text: "要撤销的办理不在这条记录上"})
	}
	if to := history[target].Changes[keyTo]; to != nil || history[target].Changes[keyFrom] != nil {
		return nil, fault.New(fault.Conflict, "record.annul_transfer", "移送不能撤销，请由接收地移回")
	}
	gone := annulled(history)
	if gone[q.Annuls] {
		return nil, fault.New(fault.Conflict, "record.annulled", "这次办理已经撤销过")
	}
	// What this annulment undoes counts again when it is an annulment itself.
	next := annulled(append(history, Revision{Act: "-", Changes: map[string]any{keyAnnuls: string(q.Annuls)}}))
	want := remaining(k, old.Ref(), history, next)
	rec := old.next(tx.Now())
	changes := map[string]any{}
	if next[history[0].Act] {
		rec.State = Annulled // its values stay readable; it no longer counts
	} else {
		rec.State = Active
		changes = difference(rec, want)
	}
	if rec.State != old.State {
		changes[keyState] = rec.State
	}
	changes[keyAnnuls], changes[keyReason] = string(q.Annuls), q.Reason
	a := e.newAct(tx, k, rec.Area, Annul, q.Caller, q.Source, q.Effective)
	a.add(spec, old, rec, changes)
	return a, nil
}

// difference makes rec's values those of want and returns what changed.
func difference(rec, want *Record) map[string]any {
	changes := map[string]any{}
	for name := range rec.Values {
		if want.Values[name] == nil {
			changes[name] = nil
		}
	}
	for name, v := range want.Values {
		if !reflect.DeepEqual(rec.Values[name], v) {
			changes[name] = v
		}
	}
	for name, v := range changes {
		if v == nil {
			delete(rec.Values, name)
		} else {
			rec.Values[name] = v
		}
	}
	return changes
}

// prepareBackdate enters late what was so from an earlier day on (补录). A
// field that already has a value dated later keeps it; the late value then
// shows only in the view "in fact".
func (e *Engine) prepareBackdate(tx *db.Tx, k *kind.Kind, spec *tableSpec, old *Record, q Request) (*act, error) {
	if old.State != Active {
		return nil, notActive(old)
	}
	if q.Effective == "" {
		return nil, fault.Bad("record.invalid", "提交的内容有误", fault.Field{Name: "effective", Code: "required", Text: "补录须写明生效日期"})
	}
	history, err := revisions(tx, old.Ref())
	if err != nil {
		return nil, err
	}
	rec := old.next(tx.Now())
	changes, err := e.validate(tx, tx.Now(), k, old, rec, q)
	if err != nil {
		return nil, err
	}
	past := map[string]any{}
	for name := range changes {
		if k.Field(name) != nil && k.Field(name).Compute == "" && datedAfter(history, name, q.Effective) {
			past[name] = changes[name]
			delete(changes, name)
			if v := old.Values[name]; v == nil {
				delete(rec.Values, name)
			} else {
				rec.Values[name] = v
			}
		}
	}
	if len(past) > 0 {
		r := e.rules[k.Name]
		if err := r.compute(rec, changes, tx.Now()); err != nil {
			return nil, err
		}
		changes[keyPast] = past
	}
	if len(changes) == 0 {
		return nil, fault.New(fault.Invalid, "record.unchanged", "没有改动任何内容")
	}
	changes[keyReason] = q.Reason
	a := e.newAct(tx, k, rec.Area, Backdate, q.Caller, q.Source, q.Effective)
	a.add(spec, old, rec, changes)
	return a, nil
}

func datedAfter(history []Revision, field, day string) bool {
	for _, v := range history {
		if _, ok := v.Changes[field]; ok && v.Effective > day {
			return true
		}
	}
	return false
}
