package ledger

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

// seeds returns the vectors, from which the fuzzers begin.
func seeds(f *testing.F) []suiteVector {
	f.Helper()
	b, err := os.ReadFile(vectorFile)
	if err != nil {
		f.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(b, &v); err != nil {
		f.Fatal(err)
	}
	return v.Suites
}

func FuzzParseLeaf(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(s.Proof.Leaf)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := ParseLeaf(b)
		if err != nil {
			return
		}
		again, err := l.Bytes()
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%x reads as %+v, which writes as %x, %v", b, l, again, err)
		}
	})
}

func FuzzParseEntry(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(s.Proof.Entry.Bytes)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := ParseEntry(b)
		if err != nil {
			return
		}
		again, err := c.Bytes()
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%x reads as %+v, which writes as %x, %v", b, c, again, err)
		}
	})
}

func FuzzCheckpoint(f *testing.F) {
	var keys []note.Verifier
	for _, s := range seeds(f) {
		k, err := NewVerifier(s.Public)
		if err != nil {
			f.Fatal(err)
		}
		keys = append(keys, k)
		f.Add([]byte(s.Older))
		f.Add([]byte(s.Proof.Checkpoint))
	}
	f.Add([]byte("hengjian/3301\n3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nsuite sm3-sm2\ntime 2026-09-21T22:13:21.000+08:00\n"))
	signed := map[string]bool{}
	for _, s := range seeds(f) {
		for _, n := range []string{s.Older, s.Proof.Checkpoint} {
			c, err := OpenCheckpoint([]byte(n), note.VerifierList(keys...))
			if err != nil {
				f.Fatal(err)
			}
			signed[c.Text()] = true
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := ParseCheckpoint(string(b)); err == nil && c.Text() != string(b) {
			t.Fatalf("%q reads as %q", b, c.Text())
		}
		if c, err := OpenCheckpoint(b, note.VerifierList(keys...)); err == nil && !signed[c.Text()] {
			t.Fatalf("accepted a checkpoint nobody signed: %q", b)
		}
	})
}

func FuzzProof(f *testing.F) {
	var keys []note.Verifier
	leaves := map[string]bool{}
	for _, s := range seeds(f) {
		b, err := json.Marshal(s.Proof)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		k, err := NewVerifier(s.Public)
		if err != nil {
			f.Fatal(err)
		}
		keys = append(keys, k)
		leaves[string(s.Proof.Leaf)] = true
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := ParseProof(b)
		if err != nil {
			return
		}
		got, err := VerifyProof(p, note.VerifierList(keys...))
		if err != nil {
			return
		}
		if !leaves[string(p.Leaf)] {
			t.Fatalf("proved a leaf that is in no log: %s", b)
		}
		if v, ok := got.Fields["name"]; ok && v != "老王超市" {
			t.Fatalf("proved a value nobody wrote: %s", b)
		}
	})
}

func FuzzReadJSON(f *testing.F) {
	f.Add([]byte(`{"a":[1,null,"x",true]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		v, err := ReadJSON(b)
		if err != nil {
			return
		}
		if _, err := AppendValue(nil, v); err != nil {
			t.Fatalf("%q reads as %v, which has no encoding: %v", b, v, err)
		}
	})
}

func FuzzNewVerifier(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(s.Public)
		f.Add(s.Secret)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if v, err := NewVerifier(text); err == nil {
			v.Verify([]byte("x"), []byte("y"))
		}
		if k, err := ParseKey(text); err == nil {
			if _, err := NewVerifier(k.Public()); err != nil {
				t.Fatal(err)
			}
		}
	})
}
