package kind

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/kernel/expr"
)

func TestGood(t *testing.T) {
	set := loadGood(t)
	k := set.Get("complaint")
	if k.Table != "complaint" || k.Matter != "complaint" || k.Group != "practice" || set.Get("tipoff").Table != "complaint_tipoff" {
		t.Errorf("tables %q, %q; matter %q, group %q", k.Table, set.Get("tipoff").Table, k.Matter, k.Group)
	}
	vendor := set.Get("street_vendor")
	if vendor.Table != "x_complaint_street_vendor" || vendor.City != "weihai" || vendor.Group != "practice" || !vendor.Subject {
		t.Errorf("the city's kind: %+v", vendor)
	}
	var names []string
	for _, k := range set.ByMatter("complaint") {
		names = append(names, k.Name)
	}
	if d := cmp.Diff([]string{"complaint", "tipoff", "service", "street_vendor"}, names); d != "" {
		t.Errorf("kinds of the matter:\n%s", d)
	}
	if s := set.Subjects(); len(s) != 1 || s[0] != vendor {
		t.Errorf("subjects: %v", s)
	}
	if p := set.Parts("complaint"); len(p) != 1 || p[0].Name != "service" {
		t.Errorf("parts: %v", p)
	}
}

func TestGoodFields(t *testing.T) {
	k := loadGood(t).Get("complaint")
	stored := map[string]bool{"open_amount": true, "large": true, "overdue": false, "amount": true}
	for name, want := range stored {
		if got := k.Field(name).Stored(); got != want {
			t.Errorf("%s stored: %v, want %v", name, got, want)
		}
	}
	if f := k.Field("amount"); f.Min != 0 || f.MaxNumber != widest {
		t.Errorf("amount from %d to %d", f.Min, f.MaxNumber)
	}
	if f := k.Field("weight"); f.MaxNumber != 99500 || f.Scale != 3 {
		t.Errorf("weight up to %d, scale %d", f.MaxNumber, f.Scale)
	}
	if f := k.Field("hotline_no"); f.Column() != "x_hotline_no" || !f.City {
		t.Errorf("the city's field: %+v", f)
	}
	want := []Option{{Value: "visit", Title: "来访"}, {Value: "phone", Title: "来电"}, {Value: "web", Title: "网络"}, {Value: "hotline", Title: "12345 热线"}}
	if d := cmp.Diff(want, k.Field("channel").Options); d != "" {
		t.Errorf("options:\n%s", d)
	}
	if d := cmp.Diff([]string{"amount", "refuse_ground"}, k.Checks[1].Fields); d != "" {
		t.Errorf("fields of a check:\n%s", d)
	}
	num := []NumberPart{{Literal: "投诉〔"}, {Var: "year"}, {Literal: "〕"}, {Var: "area"}, {Var: "seq", Width: 6}}
	if d := cmp.Diff(num, k.Number.Parts); d != "" {
		t.Errorf("numbering:\n%s", d)
	}
	if !k.Publish[0].Unsure || k.Publish[0].Mask["complainant"] != "surname" || k.Basis[0].Title != "办理" {
		t.Errorf("publication %+v, basis %+v", k.Publish[0], k.Basis)
	}
	if f := k.Field("old_note"); f.Writable("2027-01-01") || !f.Writable("2026-12-31") || k.Field("large").Writable("2026-01-01") {
		t.Error("until or compute does not bound who may write")
	}
	if d := cmp.Diff([]string{"respondent", "respondent_area"}, k.Field("respondent").Columns()); d != "" {
		t.Errorf("columns:\n%s", d)
	}
}

// TestSchema compiles through every kind of field and over one reference.
func TestSchema(t *testing.T) {
	set := loadGood(t)
	for _, src := range []string{
		`respondent.name.contains("老王") && amount > yuan(100)`,
		`tipoff.what == "x" || "a" in labels`,
		`hotline_days > 3 && overdue`,
		`complainant == "张三" && place == "371002"`,
	} {
		if _, err := expr.Compile(src, set.Schema(set.Get("complaint")), expr.Condition()); err != nil {
			t.Errorf("%s: %v", src, err)
		}
	}
	for _, k := range set.All() {
		if err := set.Schema(k).Check(); err != nil {
			t.Errorf("%s: %v", k.Name, err)
		}
	}
}

// TestDigest holds the form of the digest to what docs/declarations.md says.
func TestDigest(t *testing.T) {
	set := loadGood(t)
	k := set.Get("tipoff")
	const form = `{"kind":"tipoff","matter":"complaint","about":"subject","fields":[{"name":"what","type":"text","required":true},{"name":"subject","type":"subject"}]}`
	if got := string(Canonical(k)); got != form {
		t.Errorf("canonical form\n%s\nwant\n%s", got, form)
	}
	sum := sha256.Sum256([]byte("hengjian-kind-v1\n" + form))
	if k.DigestHex() != hex.EncodeToString(sum[:]) {
		t.Errorf("digest %s", k.DigestHex())
	}
	src, err := os.ReadFile("testdata/good/tipoff.yaml")
	if err != nil {
		t.Fatal(err)
	}
	digestOf := func(from, to string) [32]byte {
		changed := bytes.ReplaceAll(src, []byte(from), []byte(to))
		if from != "" && bytes.Equal(changed, src) {
			t.Fatalf("%q is not in the declaration", from)
		}
		set, ps := Load(testEnv(), Source{FS: fstest.MapFS{"tipoff.yaml": {Data: changed}}, Dir: "practice/complaint"})
		if len(ps) > 0 {
			t.Fatal(ps)
		}
		return set.Get("tipoff").Digest
	}
	for _, same := range []string{"title: 举报\n", "title: 举报内容"} {
		if digestOf(same, strings.Replace(same, "举报", "改名", 1)) != k.Digest {
			t.Errorf("the title %q changes the digest", same)
		}
	}
	for from, to := range map[string]string{"required: true": "required: false", "what": "that", "about: subject": "list: [what]"} {
		if digestOf(from, to) == k.Digest {
			t.Errorf("%q → %q does not change the digest", from, to)
		}
	}
}

// TestSection reads a key of a later package.
func TestSection(t *testing.T) {
	env := testEnv()
	env.Sections = []Section{{
		Key: "clocks",
		Parse: func(n Node, k *Kind) any {
			out := map[string]string{}
			m := n.Map()
			for _, name := range m.Keys() {
				out[name] = m.Get(name).Map("title", "if").Must("if").Text()
			}
			return out
		},
		Check: func(set *Set, k *Kind, v any, n Node) {
			m := n.Map()
			for _, name := range m.Keys() {
				m.Get(name).Map().Get("if").Compile(set, k, expr.Condition())
			}
		},
	}}
	load := func(text string) (*Set, Problems) {
		src := "kind: a\ntitle: 甲\nclocks:\n  accept: " + text + "\nfields: [{name: x1, title: 一, type: text}]\n"
		return Load(env, Source{FS: fstest.MapFS{"a.yaml": {Data: []byte(src)}}, Dir: "sector/food"})
	}
	set, ps := load(`{title: 期限, if: 'x1 == "1"'}`)
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	k := set.Get("a")
	if d := cmp.Diff(map[string]string{"accept": `x1 == "1"`}, k.Sections["clocks"]); d != "" {
		t.Error(d)
	}
	other, _ := load(`{title: 换个说法, if: 'x1 == "1"'}`)
	third, _ := load(`{title: 期限, if: 'x1 == "2"'}`)
	if other.Get("a").Digest != k.Digest || third.Get("a").Digest == k.Digest {
		t.Error("the digest of a section should follow its meaning, not its titles")
	}
	_, ps = load(`{title: 期限, if: 'x2 == "1"'}`)
	if len(ps) != 1 || ps[0].Line != 4 || ps[0].Col != 28 {
		t.Errorf("problems %v, want one at 4:28", ps)
	}
}

// TestExtend refuses what a city may not do.
func TestExtend(t *testing.T) {
	cases := map[string]struct{ src, want string }{
		"same name":     {"extend: tipoff\nfields:\n  - {name: what, title: 甲, type: text}\n", "city/x/e.yaml:3:12: 字段“what”已在第 4 行声明"},
		"unknown kind":  {"extend: tipof\n", "city/x/e.yaml:1:9: 没有名为“tipof”的业务类型，是否想写“tipoff”"},
		"other key":     {"extend: tipoff\naccess: {read: [officer]}\n", "city/x/e.yaml:2:1: 不认识的键“access”；可用的键：extend、fields、options、checks、list、help"},
		"no enum":       {"extend: tipoff\noptions: {what: {a: 甲}}\n", "city/x/e.yaml:2:11: “tipoff”没有名为“what”的 enum 字段"},
		"no matter":     {"kind: vendor\ntitle: 甲\nfields: [{name: x1, title: 一, type: text}]\n", "city/x/e.yaml:1:1: 缺少“matter”"},
		"known product": {"kind: tipoff\ntitle: 甲\nmatter: complaint\nfields: [{name: x1, title: 一, type: text}]\n", "city/x/e.yaml:1:7: 业务类型“tipoff”已在 practice/complaint/tipoff.yaml:1 声明"},
	}
	tip, err := os.ReadFile("testdata/good/tipoff.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, ps := Load(testEnv(), Source{FS: fstest.MapFS{"tipoff.yaml": {Data: tip}}, Dir: "practice/complaint"},
				Source{FS: fstest.MapFS{"e.yaml": {Data: []byte(c.src)}}, Dir: "city/x", City: "x"})
			if ps.Error() != c.want {
				t.Errorf("got\n%v\nwant\n%s", ps, c.want)
			}
		})
	}
}

// FuzzLoad holds the loader to: no panic, a bounded number of problems, each
// with a place inside the file, and a set exactly when there is none.
func FuzzLoad(f *testing.F) {
	for _, dir := range []string{"testdata/bad", "testdata/good"} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			f.Fatal(err)
		}
		for _, e := range entries {
			if strings.HasSuffix(e.Name(), ".yaml") {
				src, err := os.ReadFile(dir + "/" + e.Name())
				if err != nil {
					f.Fatal(err)
				}
				f.Add(src)
			}
		}
	}
	f.Add([]byte(strings.Repeat("[", 5000)))
	f.Add([]byte(strings.Repeat("- ", 1999)))
	f.Add([]byte("kind: a\x00"))
	f.Fuzz(func(t *testing.T, src []byte) {
		set, ps := Load(testEnv(), Source{FS: fstest.MapFS{"a.yaml": {Data: src}}, Dir: "practice/a"},
			Source{FS: fstest.MapFS{"b.yaml": {Data: src}}, Dir: "city/x", City: "x"})
		if (set == nil) == (len(ps) == 0) {
			t.Fatalf("set %v with %d problems", set, len(ps))
		}
		lines := bytes.Count(src, []byte("\n")) + 1
		if len(ps) > 2*maxProblems+2 {
			t.Fatalf("%d problems", len(ps))
		}
		for _, p := range ps {
			if p.Line < 1 || p.Line > lines+1 || p.Col < 1 || p.Text == "" {
				t.Fatalf("problem %+v of %d lines", p, lines)
			}
		}
	})
}
