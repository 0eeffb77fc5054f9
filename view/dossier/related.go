package dossier

import (
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/platform/db"
)

// perRelation bounds how many subjects of one relation are shown.
const perRelation = 12

// related finds the parent, the branches, subjects at the same address and
// with the same person in charge, and what was merged into this one.
func related(conn db.Conn, e *record.Engine, c actor.Caller, s *record.Record, aliases []ref.Ref) ([]Relation, error) {
	var out []Relation
	add := func(relation string, r ref.Ref) error {
		h, err := subject.Get(conn, r)
		if err == nil {
			out = append(out, Relation{relation, h})
		}
		return err
	}
	if p := record.RefOf(s.Values["parent"]); !p.Zero() {
		if err := add("所属企业", p); err != nil {
			return nil, err
		}
	}
	for _, a := range aliases[1:] {
		if err := add("已归并", a); err != nil {
			return nil, err
		}
	}
	for _, w := range []struct{ relation, field string }{{"分支机构", "parent"}, {"同一法定代表人", "representative"}, {"同一住所", "address"}} {
		if s.Kind.Field(w.field) == nil {
			continue
		}
		refs, err := e.Same(conn, c, s, w.field, perRelation)
		if err != nil {
			return nil, err
		}
		for _, r := range refs {
			if err := add(w.relation, r); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}
