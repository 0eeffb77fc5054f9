package record

import (
	"database/sql"
	"errors"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ledger"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Entry returns the kind of a record and its place among the entries of an
// act, for a caller who may read it.
func (e *Engine) Entry(c db.Conn, caller actor.Caller, r ref.Ref, act ref.ID) (kindName string, n int64, err error) {
	err = c.QueryRow(`SELECT kind, entry FROM record_history WHERE area = $1 AND record = $2 AND act = $3`, string(r.Area), string(r.ID), string(act)).Scan(&kindName, &n)
	if errors.Is(err, sql.ErrNoRows) {
		return "", 0, fault.New(fault.NotFound, "record.act_unknown", "这条记录上没有这次办理")
	}
	if err != nil {
		return "", 0, err
	}
	_, spec, err := e.kind(kindName)
	if err != nil {
		return "", 0, err
	}
	rec, err := e.find(c, spec, r)
	if err != nil {
		return "", 0, err
	}
	return kindName, n, e.mayRead(c, caller, rec)
}

// Disclose adds to a proof the values of the fields the caller may read, each
// with its salt. What an act says beside the fields may be of a person: the number a
// message went to and its words, who signed for a letter, a value entered late. Only
// who may read all of the kind is told that. An erased record discloses nothing.
func (e *Engine) Disclose(c db.Conn, caller actor.Caller, kindName string, r ref.Ref, act ref.ID, p *ledger.Proof) error {
	k, _, err := e.kind(kindName)
	if err != nil {
		return err
	}
	hidden := e.hidden(caller, k)
	return e.DiscloseOnly(c, kindName, r, act, p, func(field string) bool {
		switch field {
		case keyPast, saidUnder(Inform), saidUnder(Serve), saidUnder(Notify), saidUnder(Receipt):
			return len(hidden) == 0
		}
		return !hidden[field]
	})
}

// ReadsAll reports whether the caller reads every field of a kind.
func (e *Engine) ReadsAll(c actor.Caller, k *kind.Kind) bool { return len(e.hidden(c, k)) == 0 }

// unproven takes from what an act says the words of its proof: they may name who
// signed.
func (v Revision) unproven() {
	for _, act := range []string{Inform, Serve, Receipt} {
		delete(v.Said(act), "proof")
	}
}

// DiscloseOnly is Disclose of the fields that open allows, whoever asks.
func (e *Engine) DiscloseOnly(c db.Conn, kindName string, r ref.Ref, act ref.ID, p *ledger.Proof, open func(field string) bool) error {
	k, spec, err := e.kind(kindName)
	if err != nil {
		return err
	}
	rec, err := e.find(c, spec, r)
	if err != nil || rec.State == Erased {
		return err
	}
	history, err := revisions(c, r)
	if err != nil {
		return err
	}
	for _, v := range history {
		if v.Act != act || v.Changes == nil {
			continue
		}
		var fields []string
		for name := range v.Changes {
			if open(currentName(k, name)) {
				fields = append(fields, name)
			}
		}
		return p.Disclose(ledger.Entry{Kind: k.Name, Record: r.ID, Revision: v.Rev, Previous: v.Previous, Key: rec.key, Values: ledgerValues(v.Changes)}, fields...)
	}
	return nil
}
