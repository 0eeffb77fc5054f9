package record

import (
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/platform/db"
)

// Codes returns the code lists and areas that values are checked against.
func (e *Engine) Codes() Codes { return e.codes }

// Readable lists the stored fields of a kind that the caller may read, in the
// order of the declaration.
func (e *Engine) Readable(c actor.Caller, k *kind.Kind) []*kind.Field {
	hidden := e.hidden(c, k)
	var out []*kind.Field
	for _, f := range k.Fields {
		if f.Stored() && !hidden[f.Name] {
			out = append(out, f)
		}
	}
	return out
}

// CheckReadable refuses, by name, fields of a kind the caller may not read.
func (e *Engine) CheckReadable(c actor.Caller, k *kind.Kind, names []string) error {
	return e.fieldsReadable(c, k, names)
}

// CheckEntitled refuses who has no right to an act on a record, whatever the record
// itself allows as it stands.
func (e *Engine) CheckEntitled(c db.Conn, caller actor.Caller, r *Record, act string) error {
	return e.entitled(c, r.Kind, r, Request{Act: act, Caller: caller})
}
