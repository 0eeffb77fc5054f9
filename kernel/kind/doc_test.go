package kind

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hengjian/hengjian/kernel/code"
)

// TestDocs holds docs/declarations.md to the loader: every key, type, verb,
// format and mask is there, and its first example loads as a bureau's kind.
func TestDocs(t *testing.T) {
	b, err := os.ReadFile("../../docs/declarations.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(b)
	words := map[string]bool{}
	for i, part := range strings.Split(doc, "`") {
		if i%2 == 1 {
			for _, w := range strings.FieldsFunc(part, func(r rune) bool { return strings.ContainsRune(" ,{}[]\n", r) }) {
				words[w] = true
			}
		}
	}
	all := append(append(append([]string{}, keys...), fieldKeys...), Verbs()...)
	all = append(append(append(all, Masks()...), system...), "extend")
	for _, typ := range Types() {
		all = append(all, string(typ))
	}
	for _, f := range code.Formats() {
		all = append(all, f.Name)
	}
	for _, w := range all {
		if !words[w] {
			t.Errorf("docs/declarations.md does not speak of %q", w)
		}
	}
	_, rest, _ := strings.Cut(doc, "```yaml\n")
	example, _, _ := strings.Cut(rest, "```")
	if n := strings.Count(example, "\n"); n != 10 {
		t.Errorf("the register in ten lines has %d", n)
	}
	set, ps := Load(testEnv(), Source{FS: fstest.MapFS{"street_vendor.yaml": {Data: []byte(example)}}, Dir: "kinds", City: "weihai"})
	if len(ps) > 0 {
		t.Fatalf("the example is refused:\n%v", ps)
	}
	vector := string(Canonical(loadGood(t).Get("tipoff")))
	if !strings.Contains(doc, vector) || set.Get("street_vendor").Table != "x_registration_street_vendor" {
		t.Error("the test vector or the table's name is not what the page says")
	}
}

// TestHostile feeds what could make a parser recurse or run for long.
func TestHostile(t *testing.T) {
	for name, src := range map[string]string{
		"brackets":   strings.Repeat("[", 100_000),
		"dashes":     strings.Repeat("- ", 1999),
		"questions":  strings.Repeat("? ", 1999),
		"tags":       strings.Repeat("!a ", 1300),
		"long line":  strings.Repeat("a", 100_000),
		"large":      strings.Repeat("# x\n", 100_000),
		"nul":        "kind: a\x00",
		"latin1":     "kind: \xe9",
		"bom inside": "kind: a\n\uFEFFtitle: b",
		"bidi":       "kind: a\ntitle: 甲\u0007\n",
		"empty":      "",
		"comment":    "# nothing",
		"deep":       "kind: a\nfields: " + strings.Repeat("[", 60) + strings.Repeat("]", 60),
		"many rows":  "kind: a\ntitle: 甲\nfields:\n" + strings.Repeat("  - {name: x1, title: 一, type: text}\n", 2000),
	} {
		if set, ps := Load(testEnv(), Source{FS: fstest.MapFS{"a.yaml": {Data: []byte(src)}}, Dir: "practice/a"}); set != nil || len(ps) == 0 {
			t.Errorf("%s is accepted", name)
		}
	}
}
