package collect

import (
	"fmt"
	"strconv"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/practice/collect/source"
)

func itoa(n int) string { return strconv.Itoa(n) }

// matched are the rows of a chunk with the records they belong to.
type matched struct {
	n      int               // rows of the chunk that are dealt with; the rest belongs to the next
	writes []record.RowWrite // of rows that go to the engine
	at     []int             // their places in the chunk
	place  []int             // by place in the chunk: index of its write, -1 for none
	doubts []doubt
}

// doubt is a record that a row's record may be one with.
type doubt struct {
	item   int     // place in the chunk
	other  ref.Ref // zero: the record of row twin
	twin   int
	reason string
}

// matcher works out to which records the rows of a chunk belong.
type matcher struct {
	s     *Service
	p     *plan
	c     db.Conn
	items []item
	out   matched
	held  map[rowKey][]record.Held
}

// match looks up the keys of a chunk, each kind of key in few statements.
func (s *Service) match(c db.Conn, p *plan, items []item) (*matched, error) {
	m := &matcher{s: s, p: p, c: c, items: items, held: map[rowKey][]record.Held{}}
	m.out.n = len(items)
	if err := m.abouts(); err != nil {
		return nil, fmt.Errorf("finding the subjects of a chunk: %w", err)
	}
	if err := m.references(); err != nil {
		return nil, fmt.Errorf("finding what a chunk refers to: %w", err)
	}
	if err := m.lookup(); err != nil {
		return nil, fmt.Errorf("matching a chunk: %w", err)
	}
	m.assign()
	if err := m.likeness(); err != nil {
		return nil, fmt.Errorf("comparing names and addresses of a chunk: %w", err)
	}
	return &m.out, nil
}

// open reports whether a row still has to find its record.
func (m *matcher) open(i int) bool { return !m.items[i].bad() && m.items[i].same < 0 }

// abouts puts in the subject that a row names by its code.
func (m *matcher) abouts() error {
	k := m.p.kind
	if m.p.code == "" {
		return nil
	}
	codes := map[string]ref.Ref{}
	var list []string
	for i := range m.items {
		v, _ := m.items[i].values[m.p.code].(string)
		if _, had := codes[v]; m.open(i) && v != "" && !had {
			codes[v] = ref.Ref{}
			list = append(list, v)
		}
	}
	of := k.Field(k.About).Of
	for _, sort := range m.s.Engine.Kinds().Subjects() {
		field := sort.SubjectFields.Code
		if of != "" && of != sort.Name || field == "" || len(list) == 0 {
			continue
		}
		found, err := m.s.Engine.Holders(m.c, sort.Name, m.s.Area, field, list)
		if err != nil {
			return err
		}
		for _, h := range found {
			if codes[h.Value].Zero() {
				codes[h.Value] = h.Record
			}
		}
	}
	for i := range m.items {
		it := &m.items[i]
		v, _ := it.values[m.p.code].(string)
		if !m.open(i) {
			continue
		}
		if r := codes[v]; !r.Zero() {
			it.prepared.Values[k.About] = map[string]any{"area": string(r.Area), "id": string(r.ID)}
		} else if f := k.Field(k.About); f.Required {
			text := "没有统一社会信用代码，不知道是哪个" + f.Title
			if v != "" {
				text = "没有信用代码为 " + v + " 的" + f.Title
			}
			it.problems = append(it.problems, source.Problem{Field: m.p.code, Column: m.p.mapping.Field(m.p.code) + 1, Code: "subject_unknown", Text: text, Level: source.Quarantine})
		}
	}
	return nil
}

// lookup finds the records that hold the keys of the chunk: by the first field
// of a key in the database, by the others here. What the records say in the
// fields of surer keys comes with them.
func (m *matcher) lookup() error {
	var surer []string
	for n, set := range m.p.sets {
		var values []string
		seen := map[string]bool{}
		wanted := map[string]rowKey{}
		for i := range m.items {
			k, ok := m.key(i, n)
			if !ok {
				continue
			}
			full, first := m.composite(i, set)
			if full == "" {
				continue
			}
			wanted[full] = k
			if !seen[first] {
				seen[first] = true
				values = append(values, first)
			}
		}
		with := append(append([]string{}, set.fields[1:]...), surer...)
		found, err := m.s.Engine.Holders(m.c, m.p.kind.Name, m.s.Area, set.fields[0], values, with...)
		if err != nil {
			return err
		}
		for _, h := range found {
			full := h.Value
			for _, w := range h.With[:len(set.fields)-1] {
				full += keyMark + w
			}
			h.With = h.With[len(set.fields)-1:]
			if k, ok := wanted[full]; ok {
				m.held[k] = append(m.held[k], h)
			}
		}
		if len(set.fields) == 1 {
			surer = append(surer, set.fields[0])
		}
	}
	return nil
}

// key is the key of a row in a set.
func (m *matcher) key(i, n int) (rowKey, bool) {
	if m.open(i) {
		for _, k := range m.items[i].keys {
			if k.set == n {
				return k, true
			}
		}
	}
	return rowKey{}, false
}

// composite is the key of a row as its record's columns hold it.
func (m *matcher) composite(i int, set keySet) (full, first string) {
	for n, f := range set.fields {
		var v string
		switch x := m.items[i].prepared.Values[f].(type) {
		case string:
			v = x
		case map[string]any:
			v = string(record.RefOf(x).ID)
		}
		if v == "" {
			return "", ""
		}
		if n == 0 {
			full, first = v, v
			continue
		}
		full += keyMark + v
	}
	return full, first
}

// assign gives every row its record, or none, and stops before a row whose
// record another row of the chunk has.
func (m *matcher) assign() {
	m.out.place = make([]int, len(m.items))
	taken := map[ref.Ref]bool{}
	for i := range m.items {
		m.out.place[i] = -1
		if !m.open(i) {
			continue
		}
		r, doubts, problem := m.find(i)
		if problem != nil {
			m.items[i].problems = append(m.items[i].problems, *problem)
			continue
		}
		if !r.Zero() && taken[r] {
			m.out.n = i
			m.out.place = m.out.place[:i]
			return
		}
		taken[r] = true
		m.out.doubts = append(m.out.doubts, doubts...)
		m.out.place[i] = len(m.out.writes)
		m.out.at = append(m.out.at, i)
		m.out.writes = append(m.out.writes, record.RowWrite{Record: r, Values: m.items[i].prepared.Values, Line: int64(m.items[i].line), Owned: true, Derived: m.items[i].prepared.Derived})
	}
}

// find tells the record of a row by its keys, surest first. A weaker key counts
// only where the record does not say otherwise by a surer one.
func (m *matcher) find(i int) (r ref.Ref, doubts []doubt, problem *source.Problem) {
	it := &m.items[i]
	for n, k := range it.keys {
		found := m.held[k]
		if len(found) == 0 {
			continue
		}
		set := m.p.sets[k.set]
		field := set.fields[len(set.fields)-1]
		title := m.p.kind.Field(field).Title
		if set.unique {
			h := found[0].Record
			if why := m.refused(h, r, title); why != "" {
				return r, nil, &source.Problem{Field: field, Column: m.p.mapping.Field(field) + 1, Code: "unique", Text: why, Level: source.Quarantine}
			}
			r = h
			continue
		}
		if r.Zero() && len(found) == 1 && agrees(found[0], it.keys[:n]) {
			r = found[0].Record
			continue
		}
		for _, h := range found[:min(len(found), 3)] {
			if h.Record != r {
				doubts = append(doubts, doubt{item: i, other: h.Record, reason: title + "相同，而更可靠的代码不同"})
			}
		}
	}
	return r, doubts, nil
}

// refused says why a row may not go to the record that holds its unique key.
func (m *matcher) refused(holder, already ref.Ref, title string) string {
	switch {
	case holder.Area != m.s.Area:
		return title + "已登记在其他地区（" + string(holder.Area) + "）的记录上"
	case !already.Zero() && already != holder:
		return title + "已登记在另一条记录上"
	}
	return ""
}

// agrees reports whether a record says nothing else by a surer key.
func agrees(h record.Held, surer []rowKey) bool {
	for _, k := range surer {
		if k.set < len(h.With) && h.With[k.set] != "" && h.With[k.set] != k.value {
			return false
		}
	}
	return true
}

// likeness looks for records with the name and address of rows that found
// none. It never decides: a person does.
func (m *matcher) likeness() error {
	if m.p.prep.Likeness == nil {
		return nil
	}
	first := map[int64]int{}
	by := map[int64][]int{}
	var hashes []int64
	for w, i := range m.out.at {
		h, ok := hash(m.items[i].prepared.Likeness)
		if !ok || !m.out.writes[w].Record.Zero() {
			continue
		}
		if twin, had := first[h]; had {
			m.out.doubts = append(m.out.doubts, doubt{item: i, twin: twin, reason: m.why()})
		} else {
			first[h] = i
			hashes = append(hashes, h)
		}
		by[h] = append(by[h], i)
	}
	found, err := alike(m.c, m.s.Area, m.p.kind.Name, hashes)
	if err != nil {
		return err
	}
	for _, h := range hashes {
		others := found[h]
		for _, i := range by[h] {
			for _, r := range others[:min(len(others), 3)] {
				m.out.doubts = append(m.out.doubts, doubt{item: i, other: r, reason: m.why()})
			}
		}
	}
	return nil
}

func (m *matcher) why() string {
	if m.p.prep.Why != "" {
		return m.p.prep.Why
	}
	return "内容相似"
}
