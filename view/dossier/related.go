package dossier

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/platform/db"
)

// Bounds of what one page shows and counts of one relation.
const (
	perRelation = 8
	counted     = 200
)

// Relation is the subjects that are related in one way.
type Relation struct {
	Name  string // Chinese
	Heads []subject.Head
	Count int  // all of them the caller may read
	More  bool // there are more than were counted
}

// related finds the parent, what was merged into this one, the branches,
// subjects whose person in charge has the same name, which does not make him the
// same person, and those at the same address.
func related(conn db.Conn, e *record.Engine, c actor.Caller, s *record.Record, aliases []ref.Ref) ([]Relation, error) {
	var out []Relation
	known := map[ref.Ref]bool{} // each subject stands in the first relation that names it
	add := func(name string, heads []subject.Head, err error) error {
		if err != nil || len(heads) == 0 {
			return err
		}
		x := Relation{Name: name, More: len(heads) > counted}
		if heads, err = readable(conn, e, c, heads[:min(len(heads), counted)]); err != nil {
			return err
		}
		heads = slices.DeleteFunc(heads, func(h subject.Head) bool { return known[h.Ref] })
		for _, h := range heads {
			known[h.Ref] = true
		}
		x.Count, x.Heads = len(heads), heads[:min(len(heads), perRelation)]
		if x.Count > 0 {
			out = append(out, x)
		}
		return nil
	}
	if p := record.RefOf(s.Values["parent"]); !p.Zero() {
		heads, err := named(conn, p)
		if err := add("所属企业", heads, err); err != nil {
			return nil, err
		}
	}
	heads, err := named(conn, aliases[1:]...)
	if err := add("已归并", heads, err); err != nil {
		return nil, err
	}
	if s.Kind.Field("parent") != nil {
		refs, err := e.Pointing(conn, c, s, "parent", counted+1)
		if err != nil {
			return nil, err
		}
		heads, err := named(conn, refs...)
		if err := add("分支机构", heads, err); err != nil {
			return nil, err
		}
	}
	if f := subject.PersonField(s.Kind); f != "" && !slices.Contains(s.Masked, f) {
		heads, err := subject.SamePerson(conn, s.Ref(), counted+1)
		if err := add("同名负责人", heads, err); err != nil {
			return nil, err
		}
	}
	heads, err = subject.SameAddress(conn, s.Ref(), counted+1)
	return out, add("同一住所", heads, err)
}

// named reads the heads of references.
func named(conn db.Conn, refs ...ref.Ref) ([]subject.Head, error) {
	var out []subject.Head
	for _, r := range refs {
		h, err := subject.Get(conn, r)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}

// readable keeps the subjects the caller may read.
func readable(conn db.Conn, e *record.Engine, c actor.Caller, heads []subject.Head) ([]subject.Head, error) {
	by := map[string][]ref.Ref{}
	for _, h := range heads {
		by[h.Kind] = append(by[h.Kind], h.Ref)
	}
	may := map[ref.Ref]bool{}
	for name, refs := range by {
		kept, err := e.Among(conn, c, name, refs)
		if err != nil {
			return nil, err
		}
		for _, r := range kept {
			may[r] = true
		}
	}
	return slices.DeleteFunc(heads, func(h subject.Head) bool { return !may[h.Ref] }), nil
}
