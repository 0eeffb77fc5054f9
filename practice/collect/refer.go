package collect

import (
	"encoding/json"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/collect/source"
)

// references puts records in place of what the cells of references say: an identifier
// as a raw export writes it (area/id), or the name of exactly one record. Where the kind
// links the field by name when all rows are in (Link), what is not there yet is left to
// that: parents and branches come in one file, in any order.
func (m *matcher) references() error {
	for _, f := range m.p.fields {
		if f.Type != kind.Reference || m.p.mapping.Field(f.Name) < 0 {
			continue
		}
		said := map[string][]ref.Ref{}
		for i := range m.items {
			if s, _ := m.items[i].prepared.Values[f.Name].(string); m.open(i) && s != "" {
				said[s] = nil
			}
		}
		if len(said) == 0 {
			continue
		}
		for _, of := range m.kinds(m.p.kind.Field(f.Name).Of) {
			if err := m.named(of, said); err != nil {
				return err
			}
		}
		for i := range m.items {
			if s, _ := m.items[i].prepared.Values[f.Name].(string); m.open(i) && s != "" {
				m.refer(&m.items[i], f, s, said[s])
			}
		}
	}
	return nil
}

// kinds are those a reference may point at: the one it names, or every subject.
func (m *matcher) kinds(of string) []*kind.Kind {
	if of == "" {
		return m.s.Engine.Kinds().Subjects()
	}
	return []*kind.Kind{m.s.Engine.Kinds().Get(of)}
}

// named finds the records of a kind by what was said of them.
func (m *matcher) named(of *kind.Kind, said map[string][]ref.Ref) error {
	var names []string
	for s := range said {
		r, ok := identifier(s)
		if !ok {
			names = append(names, s)
			continue
		}
		rec, err := m.s.Engine.GetIn(m.c, actor.Caller{Machine: "collect", Area: m.s.Area}, of.Name, r, record.AsOf{})
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err == nil && rec.State == record.Active {
			said[s] = append(said[s], r)
		}
	}
	f := of.Field(of.TitleField)
	if len(names) == 0 || f == nil || !f.Stored() || !f.Index && f.Unique == "" && f.Sort != "pinyin" {
		return nil // names that no index holds are not looked for: a register would be read for every chunk
	}
	found, err := m.s.Engine.Holders(m.c, of.Name, m.s.Area, f.Name, names)
	if err != nil {
		return err
	}
	for _, h := range found {
		if _, asked := said[h.Value]; asked {
			said[h.Value] = append(said[h.Value], h.Record)
		}
	}
	return nil
}

// refer puts the one record that was found in a row, or says why there is none.
func (m *matcher) refer(it *item, f source.FieldInfo, said string, found []ref.Ref) {
	if len(found) == 1 {
		it.prepared.Values[f.Name] = map[string]any{"area": string(found[0].Area), "id": string(found[0].ID)}
		return
	}
	_, isID := identifier(said)
	for _, l := range m.p.prep.Links {
		if l.Field != f.Name {
			continue
		}
		name, _ := it.prepared.Values[l.Name].(string)
		if name == "" && !isID {
			it.prepared.Values[l.Name], name = said, said
		}
		if name != "" {
			delete(it.prepared.Values, f.Name)
			return
		}
	}
	text := "没有名为“" + said + "”的" + f.Title
	switch {
	case isID:
		text = f.Title + "的标识不是本系统的记录；由别处导出的，请写名称"
	case len(found) > 1:
		text = "有 " + itoa(len(found)) + " 条记录名为“" + said + "”，不知道是哪一条"
	}
	it.problems = append(it.problems, source.Problem{Field: f.Name, Column: m.p.mapping.Field(f.Name) + 1, Code: "reference", Text: text, Level: source.Quarantine})
}

// identifier reads area/id, or the same as JSON Lines hold it.
func identifier(s string) (ref.Ref, bool) {
	var r ref.Ref
	if strings.HasPrefix(s, "{") && json.Unmarshal([]byte(s), &r) == nil {
		s = r.String()
	}
	area, id, ok := strings.Cut(s, "/")
	if !ok || !ref.Area(area).Valid() {
		return ref.Ref{}, false
	}
	x, err := ref.ParseID(id)
	return ref.Ref{Area: ref.Area(area), ID: x}, err == nil
}
