package procedure

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
)

// Tells names the facts an act tells. An act that several people sign tells when
// the last has signed: when the record has gone where it leads.
func (b *Book) Tells(r *record.Record, act string) []string {
	a := b.version(r, b.engine.DB().Now()).Act(act)
	if a == nil || a.Sign != nil && a.To != "" && r.Text(StepField) != a.To {
		return nil
	}
	return a.Tells
}

// Tellers lists the kinds of which an act tells the fact, under any text.
func Tellers(set *kind.Set, fact string) []*kind.Kind {
	var out []*kind.Kind
	for _, k := range set.All() {
		l := Of(k)
		if l != nil && slices.ContainsFunc(l.Versions, func(v *Version) bool {
			return slices.ContainsFunc(v.Acts, func(a *Act) bool { return slices.Contains(a.Tells, fact) })
		}) {
			out = append(out, k)
		}
	}
	return out
}

// Facts lists what the acts of a kind tell, each once.
func Facts(k *kind.Kind) []string {
	var out []string
	if l := Of(k); l != nil {
		for _, v := range l.Versions {
			for _, a := range v.Acts {
				out = append(out, a.Tells...)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
