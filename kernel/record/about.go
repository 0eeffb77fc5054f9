package record

import (
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
		rows, err := c.Query("SELECT "+spec.selectAs("r")+" FROM "+k.Table+" r"+whereClause(s.where)+" ORDER BY r.id DESC LIMIT "+s.param(int64(aboutRows)), s.args...)
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

// Same returns other active records of s's kind with the same value in a
// field, or, for a reference to its own kind, those that point at s.
func (e *Engine) Same(c db.Conn, caller actor.Caller, s *Record, field string, limit int) ([]ref.Ref, error) {
	k := s.Kind
	f := k.Field(field)
	if f == nil || e.fieldsReadable(caller, k, []string{field}) != nil {
		return nil, nil
	}
	st, err := e.statement(c, Query{Kind: k.Name, Area: s.Area, Caller: caller})
	if err != nil {
		return nil, err
	}
	switch v := s.Values[field].(type) {
	case string:
		st.where = append(st.where, "r."+f.Column()+" = "+st.param(v))
	case map[string]any:
		if f.Type == kind.Person {
			if textOf(v, "name") == "" {
				return nil, nil
			}
			st.where = append(st.where, "r."+f.Column()+" = "+st.param(textOf(v, "name")))
			break
		}
		return e.pointing(c, st, f, s, limit)
	default:
		if f.Type == kind.Reference && f.Of == k.Name {
			return e.pointing(c, st, f, s, limit)
		}
		return nil, nil
	}
	return refsOf(c, st, s, limit)
}

// pointing finds the records whose reference field holds s.
func (e *Engine) pointing(c db.Conn, st *statement, f *kind.Field, s *Record, limit int) ([]ref.Ref, error) {
	st.where = append(st.where, "r."+f.Column()+" = "+st.param(string(s.ID)))
	return refsOf(c, st, s, limit)
}

func refsOf(c db.Conn, st *statement, s *Record, limit int) ([]ref.Ref, error) {
	st.where = append(st.where, "r.id <> "+st.param(string(s.ID)))
	rows, err := c.Query("SELECT r.area, r.id FROM "+s.Kind.Table+" r"+whereClause(st.where)+" ORDER BY r.id LIMIT "+st.param(int64(limit)), st.args...)
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
