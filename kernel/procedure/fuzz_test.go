package procedure_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hengjian/hengjian/kernel/kind"
)

// FuzzDeclaration: whatever stands under procedures:, it is read or refused at a
// place of the file, in bounded time.
func FuzzDeclaration(f *testing.F) {
	f.Add(base)
	f.Add(strings.Replace(base, "to: heard, by: officer, after: reply", "to: back, by: [who], after: [probe, reply]", 1))
	f.Add("kind: a\ntitle: a\nfields: [{name: b, title: b, type: date}]\nprocedures: [{law: x, from: 2020-01-01, steps: {}, acts: {}}]\n")
	e := env(f)
	f.Fuzz(func(t *testing.T, src string) {
		_, ps := kind.Load(e, kind.Source{FS: fstest.MapFS{"tip.yaml": {Data: []byte(src)}, "probe.yaml": {Data: []byte(probe)}}, Dir: "practice/complaint"})
		for _, p := range ps {
			if p.File == "" || p.Line < 1 || p.Col < 1 || p.Text == "" {
				t.Errorf("a problem without a place: %+v", p)
			}
		}
	})
}
