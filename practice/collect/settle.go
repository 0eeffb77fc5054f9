package collect

import (
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/practice/collect/source"
)

// fate is what became of one row.
type fate int

const (
	quarantined fate = iota
	accepted
	merged
	unchanged
)

func (f fate) counts() Counts {
	switch f {
	case accepted:
		return Counts{Read: 1, Accepted: 1}
	case merged:
		return Counts{Read: 1, Merged: 1}
	case unchanged:
		return Counts{Read: 1, Unchanged: 1}
	}
	return Counts{Read: 1, Quarantined: 1}
}

// settle tells the fate of every row of a chunk from what the engine said, and
// adds the engine's faults to the rows' problems. It may be called again for
// the same chunk.
func settle(p *plan, items []item, m *matched, out []record.Outcome) []fate {
	got := make([]fate, len(items))
	for i := range items {
		if it := &items[i]; it.before < 0 {
			it.before = len(it.problems)
		}
	}
	for i := range items {
		it := &items[i]
		it.problems = it.problems[:it.before]
		if it.same >= 0 {
			if got[i] = got[it.same]; got[i] != quarantined {
				got[i] = unchanged
			} else {
				it.problems = items[it.same].problems
			}
			continue
		}
		if it.bad() || m.place[i] < 0 {
			continue
		}
		o := out[m.place[i]]
		switch {
		case len(o.Faults) > 0:
			for _, f := range o.Faults {
				it.problems = append(it.problems, source.Problem{Field: f.Name, Column: p.mapping.Field(f.Name) + 1, Code: f.Code, Text: f.Text, Level: source.Quarantine})
			}
		case o.Created:
			got[i] = accepted
		case o.Changed:
			got[i] = merged
		default:
			got[i] = unchanged
		}
		for _, name := range o.Kept {
			it.problems = append(it.problems, source.Problem{Field: name, Column: p.mapping.Field(name) + 1, Code: "owner", Text: p.title(name) + "归其他来源所有，未改写", Level: source.Note})
		}
	}
	return got
}

// rest are the rows of a chunk after the first n, as a chunk of their own.
func rest(items []item, n int) []item {
	out := items[n:]
	for i := range out {
		if it := &out[i]; it.same >= 0 {
			it.same = max(it.same-n, -1)
		}
	}
	return out
}
