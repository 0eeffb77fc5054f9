package registration

import (
	"testing"

	"github.com/hengjian/hengjian/kernel/code"
)

// BenchmarkRow measures each derivation of one register row, and all together:
// an import runs them three million times.
func BenchmarkRow(b *testing.B) {
	rows := register(b, "weihai")
	counties := NewCounties(areas(b, "weihai"), code.GB2260())
	fl, in := StandardFlags(), StandardIndustries()
	reader := NewReader(counties, fl, in)
	for _, bm := range []struct {
		name string
		do   func(row)
	}{
		{"uscc", func(r row) { code.USCC(r.uscc) }},
		{"capital", func(r row) { ReadCapital(r.capital) }},
		{"county", func(r row) { counties.Find(r.address, r.uscc) }},
		{"branch", func(r row) { FindBranch(r.name) }},
		{"namekey", func(r row) { NameKey(r.name) }},
		{"flags", func(r row) { fl.Find(r.name, r.scope) }},
		{"industry", func(r row) { in.Suggest(r.name, r.scope) }},
		{"all", func(r row) {
			reader.Read(Row{Name: r.name, USCC: r.uscc, Capital: r.capital, Scope: r.scope, Address: r.address})
		}},
	} {
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				bm.do(rows[i%len(rows)])
			}
		})
	}
}
