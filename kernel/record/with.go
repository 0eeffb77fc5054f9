package record

import (
	"context"
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// With narrows a list of subjects to those about whom there is a record of
// another kind, with one of some values in a field.
type With struct {
	Kind   string
	Field  string // "" for any record
	Values []string
	Not    bool // there is none
}

// maxWith bounds the values of one With.
const maxWith = 50

// aboutKind finds the kind of a With and the field that names its subject.
func (e *Engine) aboutKind(k *kind.Kind, name string, q Query) (*kind.Kind, error) {
	to := e.kinds.Get(name)
	if to == nil || to.About == "" || !k.Subject {
		return nil, fault.Bad("record.with", "筛选条件有误", fault.Field{Name: "with", Code: "unknown", Text: "没有名为 " + clip(name) + " 的、关于" + k.Title + "的业务"})
	}
	if !e.mayList(q.Caller, to) {
		return nil, fault.Newf(fault.Denied, "record.denied", "您没有查看%s的权限；请联系安全管理员授权", to.Title)
	}
	return to, nil
}

// with adds the conditions of q.With.
func (e *Engine) with(s *statement, k *kind.Kind, q Query) error {
	for i, w := range q.With {
		to, err := e.aboutKind(k, w.Kind, q)
		if err != nil {
			return err
		}
		t := fmt.Sprintf("w%d", i)
		about := to.Field(to.About).Column()
		where := []string{fmt.Sprintf("%[1]s.area = r.area AND %[1]s.%[2]s = r.id AND %[1]s.%[2]s_area = r.area AND %[1]s.state = %[3]s", t, about, s.param(Active))}
		if scope := e.people.May(q.Caller, kind.Read, to).Where(t, to.Name, s.param); scope != "" {
			where = append(where, scope)
		}
		if w.Field != "" {
			f := to.Field(w.Field)
			if f == nil || !f.Stored() || f.Type != kind.Text && f.Type != kind.Code && f.Type != kind.Enum || len(w.Values) == 0 || len(w.Values) > maxWith {
				return fault.Bad("record.with", "筛选条件有误", fault.Field{Name: "with", Code: "field", Text: fmt.Sprintf("不能按%s的 %s 筛选", to.Title, clip(w.Field))})
			}
			if err := e.fieldsReadable(q.Caller, to, []string{w.Field}); err != nil {
				return err
			}
			var in []string
			for _, v := range w.Values {
				in = append(in, s.param(v))
			}
			where = append(where, fmt.Sprintf("%s.%s IN (%s)", t, f.Column(), strings.Join(in, ", ")))
		}
		not := ""
		if w.Not {
			not = "NOT "
		}
		s.where = append(s.where, not+fmt.Sprintf("EXISTS (SELECT 1 FROM %s %s WHERE %s)", to.Table, t, strings.Join(where, " AND ")))
	}
	return nil
}

// narrows reports whether a query finds less than everything the caller may see.
func (q Query) narrows() bool {
	return q.Filter != "" || q.Search != "" || q.States != nil || len(q.With) > 0 || q.Among != nil
}

// Groups counts what a query finds by the values of a field, "" for none; the
// counts add up to the total.
func (e *Engine) Groups(ctx context.Context, q Query, field string) ([]Facet, error) {
	var out []Facet
	err := e.db.Read(ctx, func(c db.Conn) error {
		out = nil
		k, _, err := e.kind(q.Kind)
		if err != nil {
			return err
		}
		f := k.Field(field)
		if f == nil || !f.Stored() || f.Type != kind.Enum && f.Type != kind.Code && f.Type != kind.Area && f.Type != kind.Text {
			return fault.Bad("record.group", "不能按此字段分项计数", fault.Field{Name: "field", Code: "unknown", Text: fmt.Sprintf("不能按%s的 %s 分项计数", k.Title, clip(field))})
		}
		if err := e.fieldsReadable(q.Caller, k, []string{field}); err != nil {
			return err
		}
		if !q.narrows() && facet(f) && q.Area != "" && e.unrestricted(q.Caller, k, q.Area) {
			out, err = Facets(c, q.Area, k.Name, field)
			return err
		}
		s, err := e.narrowed(c, q, true)
		if err != nil {
			return err
		}
		s = s.throughIndex()
		rows, err := c.Query(fmt.Sprintf("SELECT coalesce(r.%s, '') AS v, count(*) AS n FROM %s%s GROUP BY v ORDER BY n DESC, v LIMIT 200", f.Column(), s.from, whereClause(s.where)), s.args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var x Facet
			if err := rows.Scan(&x.Value, &x.Count); err != nil {
				return err
			}
			out = append(out, x)
		}
		return rows.Err()
	})
	return out, err
}

// CountAbout counts the records of another kind about the subjects a query
// finds; with a field, its different values.
func (e *Engine) CountAbout(ctx context.Context, q Query, kindName, distinct string) (int64, error) {
	var n int64
	err := e.db.Read(ctx, func(c db.Conn) error {
		k, _, err := e.kind(q.Kind)
		if err != nil {
			return err
		}
		to, err := e.aboutKind(k, kindName, q)
		if err != nil {
			return err
		}
		what := "count(*)"
		if distinct != "" {
			f := to.Field(distinct)
			if f == nil || !f.Stored() || f.Type != kind.Text && f.Type != kind.Code && f.Type != kind.Enum {
				return fault.Bad("record.group", "不能按此字段计数", fault.Field{Name: "distinct", Code: "unknown", Text: fmt.Sprintf("%s没有可计数的字段 %s", to.Title, clip(distinct))})
			}
			if err := e.fieldsReadable(q.Caller, to, []string{distinct}); err != nil {
				return err
			}
			what = "count(DISTINCT t." + f.Column() + ")"
		}
		s, err := e.narrowed(c, q, true)
		if err != nil {
			return err
		}
		s = s.throughIndex()
		about := "t." + to.Field(to.About).Column()
		in := fmt.Sprintf("%s IN (SELECT r.id FROM %s%s)", about, s.from, whereClause(s.where))
		if !q.narrows() && e.unrestricted(q.Caller, k, q.Area) {
			in, s.args = about+" IS NOT NULL", nil
		}
		where := []string{in, "t.area = " + s.param(string(q.Area)), about + "_area = t.area", s.stated("t", nil)}
		if scope := e.people.May(q.Caller, kind.Read, to).Where("t", to.Name, s.param); scope != "" {
			where = append(where, scope)
		}
		return c.QueryRow(fmt.Sprintf("SELECT %s FROM %s t WHERE %s", what, to.Table, strings.Join(where, " AND ")), s.args...).Scan(&n)
	})
	return n, err
}
