package record

import (
	"context"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Check tells for which fields an act would be refused and writes nothing, so
// that a form can say so while it is filled in. Only the act itself finds what
// depends on others: a value that is taken, a record that has moved on.
func (e *Engine) Check(ctx context.Context, q Request) ([]fault.Field, error) {
	k, spec, err := e.kind(q.Kind)
	if err != nil {
		return nil, err
	}
	now := e.db.Now()
	err = e.db.Read(ctx, func(c db.Conn) error {
		if e.begins(k, q.Act) {
			rec := newRecord(k, q, now)
			if err := e.entitledCreate(c, k, rec, q); err != nil {
				return err
			}
			_, err := e.validate(c, now, k, nil, rec, q)
			return err
		}
		old, err := e.find(c, spec, q.Record)
		if err != nil {
			return err
		}
		if err := e.entitled(c, k, old, q); err != nil {
			return err
		}
		if saidUnder(q.Act) != "" {
			return nil // it writes no field; what it says is judged with the act
		}
		if a := declaredAct(k, q.Act); a != nil {
			if err := needsFields(k, a, q.Values); err != nil {
				return err
			}
		}
		_, err = e.validate(c, now, k, old, old.next(now), q)
		return err
	})
	if f := fault.As(err); err != nil && f.Kind == fault.Invalid && len(f.Fields) > 0 {
		return f.Fields, nil
	}
	return []fault.Field{}, err
}

// newRecord is a record before its first act.
func newRecord(k *kind.Kind, q Request, now clock.Instant) *Record {
	unit := q.Unit
	if unit == "" {
		unit = q.Caller.Unit
	}
	return &Record{Kind: k, Area: q.Area, ID: ref.NewID(now), State: Active, Unit: unit, Owner: q.Caller.Person,
		CreatedAt: now, UpdatedAt: now, Values: map[string]any{}}
}
