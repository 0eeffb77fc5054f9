package procedure

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// parent is the field of a part that points at the record it belongs to.
func parent(part *kind.Kind) *kind.Field {
	for _, f := range part.Fields {
		if f.Type == kind.Reference && f.Of == part.Of {
			return f
		}
	}
	return nil
}

// Parts reads the parts of a record that stand, in the order of their kinds.
func (b *Book) Parts(c db.Conn, r *record.Record) ([]*record.Record, error) {
	var out []*record.Record
	for _, p := range PartsOf(r.Kind) {
		list, err := b.engine.Referring(c, p.Kind, parent(b.kinds.Get(p.Kind)).Name, r.Ref())
		if err != nil {
			return nil, err
		}
		for _, x := range list {
			if x.State == record.Active {
				out = append(out, x)
			}
		}
	}
	return out, nil
}

// parts tells of the parts of a record when each began and ended.
func (b *Book) parts(c db.Conn, r *record.Record, now clock.Instant) ([]PartPast, error) {
	list, err := b.Parts(c, r)
	if err != nil {
		return nil, err
	}
	var out []PartPast
	for _, x := range list {
		course, err := b.Course(c, x, now)
		if err != nil {
			return nil, err
		}
		past := PartPast{Kind: x.Kind.Name, Opened: x.CreatedAt, Record: x.Expr()}
		if s := course.Version.Step(course.Step); s != nil && s.End {
			past.Ended = course.Since
		}
		out = append(out, past)
	}
	return out, nil
}

// openings are the parts an act begins, as a form asks for them.
func (b *Book) openings(k *kind.Kind, a *Act) []record.Opening {
	var out []record.Opening
	for _, name := range a.Opens {
		part := b.kinds.Get(name)
		o := record.Opening{Kind: name, Title: part.Title, Many: b.many(k, name), Fields: []string{}}
		begin := Of(part).Begin()
		for _, f := range part.Fields {
			given := begin == nil || slices.Contains(begin.Needs, f.Name) || slices.Contains(begin.Takes, f.Name)
			if given && f.Compute == "" && f.Name != StepField && f != parent(part) && !part.SetByActs(f.Name) {
				o.Fields = append(o.Fields, f.Name)
			}
		}
		out = append(out, o)
	}
	return out
}

// opening checks what an act says of the parts it begins, under their kind: one
// mapping of values, or a list of them. They are made in Then.
func (b *Book) opening(a *Act, w *record.Doing) error {
	for _, name := range a.Opens {
		list, err := partValues(w.Values[name], b.kinds.Get(name))
		if err != nil {
			return err
		}
		if len(list) > 1 && !b.many(w.Kind, name) {
			return fault.Bad("record.invalid", "提交的内容有误", fault.Field{Name: name, Code: "many", Text: b.kinds.Get(name).Title + "只能有一件"})
		}
		delete(w.Values, name)
	}
	return nil
}

func (b *Book) many(k *kind.Kind, part string) bool {
	for _, p := range PartsOf(k) {
		if p.Kind == part {
			return p.Many
		}
	}
	return false
}

func partValues(v any, part *kind.Kind) ([]map[string]any, error) {
	bad := fault.Bad("record.invalid", "提交的内容有误", fault.Field{Name: part.Name, Code: "required", Text: "请填写" + part.Title})
	switch v := v.(type) {
	case map[string]any:
		return []map[string]any{v}, nil
	case []any:
		var out []map[string]any
		for _, x := range v {
			m, ok := x.(map[string]any)
			if !ok {
				return nil, bad
			}
			out = append(out, m)
		}
		if len(out) > 0 && len(out) <= 100 {
			return out, nil
		}
	}
	return nil, bad
}

// Then makes the parts an act begins and drafts the documents it names, in its
// transaction. Who may do the act may begin its parts: the act is his decision,
// the part what follows of it.
func (b *Book) Then(tx *db.Tx, q record.Request, r *record.Record) error {
	a := b.version(r, tx.Now()).Act(q.Act)
	if a == nil {
		return nil
	}
	for _, name := range a.Opens {
		part := b.kinds.Get(name)
		list, err := partValues(q.Values[name], part)
		if err != nil {
			return err
		}
		for i, values := range list {
			values = maps.Clone(values)
			values[parent(part).Name] = r.Ref()
			_, err := b.engine.Begin(tx, record.Request{Kind: name, Area: r.Area, Values: values, Unit: r.Unit, Effective: q.Effective, Caller: q.Caller})
			if err != nil {
				return within(fmt.Sprintf("%s.%d.", name, i), err)
			}
		}
	}
	if len(a.Documents) == 0 || b.drafts == nil {
		return nil
	}
	if a.Sign != nil { // the act counts with the last signature
		c, err := b.Course(tx, r, tx.Now())
		if err != nil || c.Signing == a.Name {
			return err
		}
	}
	return b.drafts(tx, q, r, a.Documents)
}

// within says of the faults of a part where in the act it stands.
func within(place string, err error) error {
	f := fault.As(err)
	if f == nil || len(f.Fields) == 0 {
		return err
	}
	c := *f
	c.Fields = nil
	for _, x := range f.Fields {
		x.Name = place + x.Name
		c.Fields = append(c.Fields, x)
	}
	return &c
}

// parentOf returns the record a part belongs to, a zero reference where it is none.
func parentOf(r *record.Record) (string, ref.Ref) {
	if r.Kind.Of == "" {
		return "", ref.Ref{}
	}
	if f := parent(r.Kind); f != nil {
		return r.Kind.Of, record.RefOf(r.Values[f.Name])
	}
	return "", ref.Ref{}
}
