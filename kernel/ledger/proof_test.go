package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/fault"
)

// chunk makes an act of n rows.
func chunk(area ref.Area, n int) Act {
	a := Act{ID: ref.NewID(began), Area: area, Name: "import", Kind: "shop", Actor: "u1", Source: "batch-1"}
	for range n {
		a.Entries = append(a.Entries, entry(2))
	}
	return a
}

func TestProofs(t *testing.T) {
	ctx := context.Background()
	eachSuite(t, func(t *testing.T, s Suite) {
		o, _ := frozen()
		dbtest.Each(t, o, func(t *testing.T, d *db.DB) {
			l := begin(t, d, s)
			many := chunk("3301", 100)
			acts := []Act{act("3301", entry(3)), many, act("3301", entry(0))}
			for range 300 {
				acts = append(acts, act("3301", entry(1)))
			}
			write(t, l, acts[:2]...)
			if _, err := l.Inclusion(ctx, "3301", acts[0].ID, 0); !fault.Is(err, fault.TooEarly) {
				t.Errorf("an act not numbered: %v", err)
			}
			sequence(t, l, 2)
			first, err := l.Checkpoint(ctx, "3301")
			if err != nil {
				t.Fatal(err)
			}
			write(t, l, acts[2:]...)
			sequence(t, l, 301)
			for _, a := range append(acts[:8:8], acts[255:260]...) {
				for n := 0; n < len(a.Entries); n += 33 {
					checkProof(t, l, a, n)
				}
			}
			if _, err := l.Inclusion(ctx, "3301", acts[0].ID, 1); !fault.Is(err, fault.NotFound) {
				t.Errorf("no such entry: %v", err)
			}
			if _, err := l.Inclusion(ctx, "3302", acts[0].ID, 0); !fault.Is(err, fault.NotFound) {
				t.Errorf("other log: %v", err)
			}
			last, err := l.Checkpoint(ctx, "3301")
			if err != nil {
				t.Fatal(err)
			}
			path, err := l.Consistency(ctx, "3301", first.Size, last.Size)
			if err != nil {
				t.Fatal(err)
			}
			if err := VerifyConsistency(s, first.Size, last.Size, first.Root, last.Root, path); err != nil {
				t.Error(err)
			}
			if _, err := l.Consistency(ctx, "3301", 1, last.Size+1); !fault.Is(err, fault.Invalid) {
				t.Errorf("beyond the log: %v", err)
			}
		})
	})
}

// checkProof takes a proof over JSON and back, and breaks it in many ways.
func checkProof(t *testing.T, l *Ledger, a Act, n int) {
	t.Helper()
	p, err := l.Inclusion(context.Background(), a.Area, a.ID, int64(n))
	if err != nil {
		t.Fatal(err)
	}
	e := a.Entries[n]
	var fields []string
	if len(e.Values) > 0 {
		fields = []string{"field_00"}
	}
	if err := p.Disclose(e, fields...); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Values) > 1 && bytes.Contains(text, []byte("老王超市第1分店")) {
		t.Error("the proof discloses what was not chosen")
	}
	back, err := ParseProof(text)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(p, back, cmpopts.EquateEmpty()); d != "" {
		t.Fatalf("JSON changes the proof: %s", d)
	}
	got, err := VerifyProof(back, l.Verifiers())
	if err != nil {
		t.Fatal(err)
	}
	if got.Leaf.Act != a.ID || got.Entry.Record != e.Record || len(got.Fields) != len(fields) {
		t.Errorf("proven: %+v", got)
	}
	for _, f := range fields {
		if got.Fields[f] != e.Values[0].Value {
			t.Errorf("field %s: %v", f, got.Fields[f])
		}
	}
	wrong := e
	wrong.Values = append([]Value{{Field: "more", Value: nil}}, e.Values...)
	if err := p.Disclose(wrong, "more"); err == nil {
		t.Error("a changed history was disclosed")
	}
	broken(t, l, back)
}

func broken(t *testing.T, l *Ledger, good Proof) {
	t.Helper()
	text, err := json.Marshal(good)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(p *Proof){
		"leaf":        func(p *Proof) { p.Leaf[len(p.Leaf)-1] ^= 1 },
		"header":      func(p *Proof) { p.Header.Actor = "u2" },
		"seq":         func(p *Proof) { p.Seq ^= 1 },
		"leaf proof":  func(p *Proof) { p.LeafProof[0][3] ^= 1 },
		"entry place": func(p *Proof) { p.Entry.N++ },
		"entry hash":  func(p *Proof) { p.Entry.Hash[0] ^= 1 },
		"entry bytes": func(p *Proof) { p.Entry.Bytes[20] ^= 1 },
		"no bytes": func(p *Proof) {
			p.Entry.Bytes = nil
			p.Disclosed = map[string]Disclosure{"x": {Value: json.RawMessage("1")}}
		},
		"other field": func(p *Proof) { p.Disclosed = map[string]Disclosure{"x": {Value: json.RawMessage("1")}} },
		"checkpoint":  func(p *Proof) { p.Checkpoint = "x" + p.Checkpoint },
		"entry proof": func(p *Proof) { p.EntryProof = append(p.EntryProof, Hash{}) },
	} {
		p, err := ParseProof(text)
		if err != nil {
			t.Fatal(err)
		}
		change(&p)
		if _, err := VerifyProof(p, l.Verifiers()); err == nil {
			t.Errorf("a proof with a changed %s is accepted", name)
		}
	}
	for f, d := range good.Disclosed {
		d.Value = json.RawMessage(`"别的"`)
		p, err := ParseProof(text)
		if err != nil {
			t.Fatal(err)
		}
		p.Disclosed[f] = d
		if _, err := VerifyProof(p, l.Verifiers()); err == nil {
			t.Error("another value is accepted")
		}
	}
	other, err := NewKey(l.Suite(), "hengjian.test")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := VerifyProof(good, New(l.db, other).Verifiers()); err == nil {
		t.Error("a checkpoint of an unknown key is accepted")
	}
}
