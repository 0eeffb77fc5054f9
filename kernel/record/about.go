package record

import (
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// aboutRows bounds how many records about one subject are read.
const aboutRows = 1000

// About returns the active records of a kind about any of the subjects that
// the caller may read, newest first; none where he may read none.
func (e *Engine) About(c db.Conn, caller actor.Caller, kindName string, subjects []ref.Ref) ([]*Record, error) {
	k, spec, err := e.kind(kindName)
	if err != nil {
		return nil, err
	}
	if !e.mayList(caller, k) {
		return nil, nil
	}
	var out []*Record
	column := k.Field(k.About).Column()
	for _, r := range subjects {
		s, err := e.statement(c, Query{Kind: kindName, Caller: caller})
		if err != nil {
			return nil, err
		}
		s.where = append(s.where, "r."+column+" = "+s.param(string(r.ID)), "r."+column+"_area = "+s.param(string(r.Area)), "r.area = "+s.param(string(r.Area)))
		rows, err := c.Query("SELECT "+spec.selectAs("r")+" FROM "+k.Table+" r"+whereClause(s.where)+fmt.Sprintf(" ORDER BY r.id DESC LIMIT %d", aboutRows), s.args...)
		if err != nil {
			return nil, err
		}
		if err := collectRows(rows, spec, func(x *Record) { out = append(out, x) }); err != nil {
			return nil, err
		}
	}
	more := e.targets(c)
	for _, r := range out {
		e.rules[kindName].expand(r, more, e.db.Now())
		e.mask(caller, r)
	}
	return out, nil
}

// Pointing returns the active records of s's kind whose reference field holds
// s, of those the caller may read at most limit.
func (e *Engine) Pointing(c db.Conn, caller actor.Caller, s *Record, field string, limit int) ([]ref.Ref, error) {
	k := s.Kind
	f := k.Field(field)
	if f == nil || f.Type != kind.Reference || f.Of != k.Name || e.fieldsReadable(caller, k, []string{field}) != nil || !e.mayList(caller, k) {
		return nil, nil
	}
	st, err := e.statement(c, Query{Kind: k.Name, Area: s.Area, Caller: caller})
	if err != nil {
		return nil, err
	}
	st.where = append(st.where, "r."+f.Column()+" = "+st.param(string(s.ID)), "r.id <> "+st.param(string(s.ID)))
	return refsOf(c, st, k, limit)
}

// amongRows bounds how many references Among takes at once.
const amongRows = 500

// Among keeps, of some active records of a kind, those the caller may read.
func (e *Engine) Among(c db.Conn, caller actor.Caller, kindName string, refs []ref.Ref) ([]ref.Ref, error) {
	k, _, err := e.kind(kindName)
	if err != nil {
		return nil, err
	}
	if len(refs) == 0 || len(refs) > amongRows || !e.mayList(caller, k) {
		return nil, nil
	}
	st, err := e.statement(c, Query{Kind: kindName, Area: refs[0].Area, Caller: caller})
	if err != nil {
		return nil, err
	}
	in := make([]string, len(refs))
	for i, r := range refs {
		in[i] = st.param(string(r.ID))
	}
	st.where = append(st.where, "r.id IN ("+strings.Join(in, ", ")+")")
	return refsOf(c, st, k, len(refs))
}

func refsOf(c db.Conn, st *statement, k *kind.Kind, limit int) ([]ref.Ref, error) {
	rows, err := c.Query("SELECT r.area, r.id FROM "+k.Table+" r"+whereClause(st.where)+" ORDER BY r.id LIMIT "+st.param(int64(limit)), st.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []ref.Ref
	for rows.Next() {
		var r ref.Ref
		if err := rows.Scan(&r.Area, &r.ID); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}
