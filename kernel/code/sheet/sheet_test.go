package sheet

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCodesKeepTheirText(t *testing.T) {
	s, n := Parse("x.yaml", []byte("codes: [0123, 1_0, 1e3, 0x1F, true, 2024-01-01, \"07\", null-ish]\n0450: a\n"))
	f := n.Fields("codes", "0450")
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	want := []string{"0123", "1_0", "1e3", "0x1F", "true", "2024-01-01", "07", "null-ish"}
	if d := cmp.Diff(want, f["codes"].Codes()); d != "" {
		t.Error(d)
	}
	if f["0450"].Text() != "a" {
		t.Error("key 0450 lost")
	}
}

func TestMistakes(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"unknown key", "a: 1\nb: 2\n", "x.yaml:2:1: 不认识的键 b"},
		{"number for text", "a: 12\n", "x.yaml:1:4: 应为文字（数字请加引号）"},
		{"list for text", "a: [b]\n", "应为文字"},
		{"anchor", "a: &x 1\n", "应为文字"},
		{"two documents", "a: b\n---\na: c\n", "应有且仅有一个"},
		{"empty", "", "应有且仅有一个"},
		{"syntax", "a: [\n", "x.yaml: "},
		{"twice", "a: b\na: c\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, n := Parse("x.yaml", []byte(tt.src))
			n.Fields("a")["a"].Text()
			if err := s.Err(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("a: [1, {b: c}]\nd: |\n  text\n"))
	f.Add([]byte("? a\n: b\n"))
	f.Add([]byte("- &x a\n- *x\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		s, n := Parse("x.yaml", src)
		walk(n, 0)
		_ = s.Err()
	})
}

func walk(n Node, depth int) {
	if depth > 50 {
		return
	}
	n.Code()
	n.Text()
	n.Bool()
	for _, p := range n.Pairs() {
		walk(p.Value, depth+1)
	}
	for _, e := range n.List() {
		walk(e, depth+1)
	}
}
