package ledger

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"

	"github.com/hengjian/hengjian/kernel/ref"
)

var update = flag.Bool("update", false, "write testdata/vectors.json and the vectors of docs/ledger.md anew")

const (
	vectorFile = "testdata/vectors.json"
	docFile    = "../../docs/ledger.md"
	docBegin   = "<!-- vectors: written by go test ./kernel/ledger -update -->\n"
	docEnd     = "<!-- end of vectors -->\n"
)

// vectors are the worked examples of docs/ledger.md.
type vectors struct {
	Values []valueVector `json:"values"`
	Suites []suiteVector `json:"suites"`
}

type valueVector struct {
	JSON json.RawMessage `json:"json"`
	Hex  string          `json:"hex"`
}

type suiteVector struct {
	Suite       Suite             `json:"suite"`
	Key         string            `json:"record_key"` // hex
	Act         ref.ID            `json:"act"`
	Values      map[string]any    `json:"values"`
	Salts       map[string]string `json:"salts"`       // hex
	Commitments map[string]string `json:"commitments"` // hex
	Entry       string            `json:"entry"`       // hex of the canonical bytes
	EntryHash   string            `json:"entry_hash"`
	Leaf        string            `json:"leaf"`
	LeafHash    string            `json:"leaf_hash"`
	Roots       []string          `json:"roots"` // of trees of 0 to 8 leaves, leaf i the one byte i
	Consistency []Hash            `json:"consistency"`
	Secret      string            `json:"secret_key"`
	Public      string            `json:"public_key"`
	Older       string            `json:"older_checkpoint"` // of the first 3 leaves
	Proof       Proof             `json:"proof"`            // of the leaf above in a log of 7
}

func vectorID(n byte) ref.ID { return ref.ID(fmt.Sprintf("01m0000000000000000000%04d", n)) }

func makeVectors(t *testing.T, old vectors) vectors {
	t.Helper()
	var v vectors
	for _, text := range []string{`null`, `false`, `true`, `0`, `-1`, `9223372036854775807`, `""`, `"市场监督管理局"`, `[]`, `[1,"1",[null]]`, `{}`, `{"b":1,"a":{"x":[]}}`} {
		x, err := ReadJSON([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		b, err := AppendValue(nil, x)
		if err != nil {
			t.Fatal(err)
		}
		v.Values = append(v.Values, valueVector{json.RawMessage(text), hex.EncodeToString(b)})
	}
	for i, s := range []Suite{SHA256Ed25519, SM3SM2} {
		var before suiteVector
		if i < len(old.Suites) {
			before = old.Suites[i]
		}
		v.Suites = append(v.Suites, makeSuite(t, s, before))
	}
	return v
}

func makeSuite(t *testing.T, s Suite, old suiteVector) suiteVector {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	seed := bytes.Repeat([]byte{0x42}, 32)
	signer, err := keyFrom(s, "hengjian.example", seed)
	must(err)
	e := Entry{Kind: "shop", Record: vectorID(2), Revision: 2, Previous: vectorID(1), Key: make([]byte, KeySize),
		Values: []Value{{"name", "老王超市"}, {"capital", int64(1_000_000)}, {"closed", nil}, {"tags", []any{"食品", true}}}}
	for i := range e.Key {
		e.Key[i] = byte(i)
	}
	v := suiteVector{Suite: s, Key: hex.EncodeToString(e.Key), Act: vectorID(3), Values: map[string]any{}, Salts: map[string]string{}, Commitments: map[string]string{},
		Secret: signer.secret, Public: signer.Public()}
	for _, x := range e.Values {
		salt := Salt(s, e.Key, v.Act, x.Field)
		c, err := Commit(s, salt, x.Field, x.Value)
		must(err)
		v.Values[x.Field], v.Salts[x.Field], v.Commitments[x.Field] = x.Value, hex.EncodeToString(salt[:]), hex.EncodeToString(c[:])
	}
	b, err := NewHasher(s).Bytes(v.Act, e)
	must(err)
	h, err := EntryHash(s, v.Act, e)
	must(err)
	v.Entry, v.EntryHash = hex.EncodeToString(b), hex.EncodeToString(h[:])

	entries := []Hash{h, s.LeafHash([]byte("entry 1")), s.LeafHash([]byte("entry 2"))}
	leaf := Leaf{Suite: s, Area: "3301", Act: v.Act, Name: "amend", Kind: "shop", Record: e.Record, Revision: e.Revision, Previous: e.Previous,
		Declaration: s.sum([]byte("declaration")), At: 1_790_000_000_123, Effective: "2026-09-21", Actor: "person/7", OnBehalf: "person/1",
		Organ: "organ/330100", Unit: "unit/12", Entries: uint32(len(entries)), Root: TreeRoot(s, entries)}
	copy(leaf.Random[:], seed)
	text, err := leaf.Bytes()
	must(err)
	lh := s.LeafHash(text)
	v.Leaf, v.LeafHash = hex.EncodeToString(text), hex.EncodeToString(lh[:])

	var small, log []Hash
	for i := range 9 {
		root := TreeRoot(s, small)
		v.Roots = append(v.Roots, hex.EncodeToString(root[:]))
		small = append(small, s.LeafHash([]byte{byte(i)}))
	}
	log = append(append(log, small[:4]...), lh, small[5], small[6])
	v.Consistency, err = proveConsistency(s, listNodes(s, log), 3, 7)
	must(err)
	sign := func(size int, old string) string {
		c := Checkpoint{Area: "3301", Size: int64(size), Root: TreeRoot(s, log[:size]), Suite: s, At: 1_790_000_001_000}
		if kept, err := OpenCheckpoint([]byte(old), note.VerifierList(signer.Verifier())); err == nil && kept.Text() == c.Text() {
			return old // an SM2 signature is another each time
		}
		b, err := note.Sign(&note.Note{Text: c.Text()}, signer.signer)
		must(err)
		return string(b)
	}
	v.Older = sign(3, old.Older)
	shown := leaf
	shown.Random = [16]byte{}
	v.Proof = Proof{Leaf: text, Header: &shown, Seq: 4, Entry: &ProofEntry{Hash: h}, Checkpoint: sign(7, old.Proof.Checkpoint)}
	v.Proof.LeafProof, err = proveInclusion(s, listNodes(s, log), 4, 0, 7)
	must(err)
	v.Proof.EntryProof, err = proveInclusion(s, listNodes(s, entries), 0, 0, 3)
	must(err)
	must(v.Proof.Disclose(e, "name", "capital"))
	return v
}

func TestVectors(t *testing.T) {
	var old vectors
	stored, err := os.ReadFile(vectorFile)
	if err == nil {
		err = json.Unmarshal(stored, &old)
	}
	if err != nil && !*update {
		t.Fatal(err)
	}
	v := makeVectors(t, old)
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile(docFile)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(doc), docBegin)
	shown, after, ok2 := strings.Cut(rest, docEnd)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the vectors", docFile)
	}
	want := render(v)
	if *update {
		if err := os.WriteFile(vectorFile, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(docFile, []byte(before+docBegin+want+docEnd+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(string(stored), out.String()); d != "" {
		t.Errorf("the encoding no longer gives %s: a log written before could not be read (-stored +now):\n%s", vectorFile, d)
	}
	if d := cmp.Diff(shown, want); d != "" {
		t.Errorf("the vectors of %s are stale, run go test ./kernel/ledger -run TestVectors -update (-doc +now):\n%s", docFile, d)
	}
	for _, s := range v.Suites {
		k, err := NewVerifier(s.Public)
		if err != nil {
			t.Fatal(err)
		}
		got, err := VerifyProof(s.Proof, note.VerifierList(k))
		if err != nil || got.Fields["name"] != "老王超市" || got.Fields["capital"] != int64(1_000_000) {
			t.Errorf("%s: %v, %v", s.Suite, got.Fields, err)
		}
	}
}

// render prints the vectors for the document.
func render(v vectors) string {
	var b strings.Builder
	b.WriteString("\n| value (JSON) | canonical bytes (hex) |\n|---|---|\n")
	for _, x := range v.Values {
		fmt.Fprintf(&b, "| `%s` | `%s` |\n", x.JSON, x.Hex)
	}
	for _, s := range v.Suites {
		fmt.Fprintf(&b, "\n### %s\n\nRecord key `%s`, act `%s`.\n\n| field | value | salt | commitment |\n|---|---|---|---|\n", s.Suite, s.Key, s.Act)
		for _, f := range []string{"capital", "closed", "name", "tags"} {
			text, _ := json.Marshal(s.Values[f]) // a canonical value always has JSON
			fmt.Fprintf(&b, "| `%s` | `%s` | `%s` | `%s` |\n", f, text, s.Salts[f], s.Commitments[f])
		}
		block := func(title, text string) { fmt.Fprintf(&b, "\n%s\n\n```\n%s\n```\n", title, wrap(text)) }
		block("Entry bytes:", s.Entry)
		block("Entry hash:", s.EntryHash)
		block("Leaf bytes:", s.Leaf)
		block("Leaf hash:", s.LeafHash)
		block("Roots of the trees of 0 to 8 leaves, leaf *i* being the one byte *i*:", strings.Join(s.Roots, "\n"))
		block("Public key (the secret key of the example is in the file of vectors):", s.Public)
		block("Checkpoint of 3 leaves:", strings.TrimSuffix(s.Older, "\n"))
		block("Checkpoint of 7 leaves, leaf number 4 being the one above:", strings.TrimSuffix(s.Proof.Checkpoint, "\n"))
		block("Proof that the first is the beginning of the second:", lines(s.Consistency))
		block("Path of leaf 4:", lines(s.Proof.LeafProof))
		block("Path of entry 0 of 3:", lines(s.Proof.EntryProof))
	}
	b.WriteString("\n")
	return b.String()
}

func lines(hs []Hash) string {
	var out []string
	for _, h := range hs {
		out = append(out, h.String())
	}
	return strings.Join(out, "\n")
}

// wrap breaks a long line of hexadecimal digits.
func wrap(s string) string {
	if strings.Contains(s, "\n") || strings.Contains(s, "+") {
		return s
	}
	var b strings.Builder
	for len(s) > 96 {
		b.WriteString(s[:96] + "\n")
		s = s[96:]
	}
	return b.String() + s
}

// TestOutsideVerifier checks the vectors with a program that shares no code
// with this package and was written from docs/ledger.md.
func TestOutsideVerifier(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no node to run testdata/check.mjs")
	}
	out, err := exec.Command(node, "testdata/check.mjs", vectorFile).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}
