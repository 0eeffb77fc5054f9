package ledger

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

// TestHasherAgainstHMAC compares the reused states of Hasher with crypto/hmac.
func TestHasherAgainstHMAC(t *testing.T) {
	eachSuite(t, func(t *testing.T, s Suite) {
		h := NewHasher(s)
		rapid.Check(t, func(t *rapid.T) {
			id := ref.NewID(began)
			e := Entry{Kind: rapid.StringN(1, 5, -1).Draw(t, "kind"), Record: ref.NewID(began), Revision: 1, Key: rapid.SliceOfN(rapid.Byte(), KeySize, KeySize).Draw(t, "key")}
			fields := rapid.SliceOfNDistinct(rapid.StringN(0, 80, -1), 0, 6, rapid.ID).Draw(t, "fields")
			for _, f := range fields {
				e.Values = append(e.Values, Value{f, values().Draw(t, "value")})
			}
			b, err := h.Bytes(id, e)
			if err != nil {
				t.Fatal(err)
			}
			c, err := ParseEntry(b)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]Hash{}
			for _, f := range c.Fields {
				got[f.Field] = f.Hash
			}
			want := map[string]Hash{}
			for _, v := range e.Values {
				if want[v.Field], err = Commit(s, Salt(s, e.Key, id, v.Field), v.Field, v.Value); err != nil {
					t.Fatal(err)
				}
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Fatal(d)
			}
			one, err := h.Entry(id, e)
			if err != nil {
				t.Fatal(err)
			}
			if two, err := c.Hash(); err != nil || one != two {
				t.Fatalf("%s from the entry, %s from its bytes, %v", one, two, err)
			}
		})
	})
}

// TestSaltsAreTheActs: the same value in two acts, two fields or two records
// leaves no trace of being the same.
func TestSaltsAreTheActs(t *testing.T) {
	seen := map[Hash]string{}
	one, two := entry(0), entry(0)
	two.Key = make([]byte, KeySize)
	for _, e := range []Entry{one, two} {
		for _, id := range []ref.ID{ref.NewID(began), ref.NewID(began)} {
			for _, f := range []string{"a", "b"} {
				c, err := Commit(SHA256Ed25519, Salt(SHA256Ed25519, e.Key, id, f), f, "same")
				if err != nil {
					t.Fatal(err)
				}
				if who, twice := seen[c]; twice {
					t.Errorf("%s of %s looks like %s", f, id, who)
				}
				seen[c] = f + " of " + string(id)
			}
		}
	}
}

// TestHashesAhead: a chunk whose hashes were computed before the transaction
// is the same act.
func TestHashesAhead(t *testing.T) {
	o, _ := frozen()
	dbtest.Each(t, o, func(t *testing.T, d *db.DB) {
		l := begin(t, d, SHA256Ed25519)
		a := chunk("3301", 200)
		entries := a.Entries
		hashes, err := EntryHashes(context.Background(), l.Suite(), a.ID, entries, 4)
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range entries {
			if h, err := EntryHash(l.Suite(), a.ID, e); err != nil || h != hashes[i] {
				t.Fatalf("entry %d: %s, want %s, %v", i, hashes[i], h, err)
			}
		}
		a.Entries, a.Hashes = nil, hashes
		empty := Act{ID: ref.NewID(began), Area: "3301", Name: "import", Kind: "shop", Actor: "u1", Source: "batch-2"}
		write(t, l, a, empty)
		sequence(t, l, 2)
		p, err := l.Inclusion(context.Background(), "3301", a.ID, 150)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Disclose(entries[150], "field_01"); err != nil {
			t.Fatal(err)
		}
		if _, err := VerifyProof(p, l.Verifiers()); err != nil {
			t.Error(err)
		}
		reader := NewReader(d, l.Suite(), l.key.Verifier())
		if got := findings(t, reader); len(got) > 0 {
			t.Error(got)
		}
		write(t, reader, act("3301", entry(1)))
		if _, err := reader.Sequence(context.Background()); err == nil {
			t.Error("a ledger without a key has signed")
		}
		bad := chunk("3301", 40)
		bad.Entries[33].Key = nil
		if _, err := EntryHashes(context.Background(), l.Suite(), bad.ID, bad.Entries, 4); err == nil {
			t.Error("a missing key was not seen")
		}
	})
}

// TestErasure: after the values and the key are gone, the leaf, the proof and
// the entry's bytes still hold; the value is no longer to be had from them.
func TestErasure(t *testing.T) {
	o, _ := frozen()
	l := begin(t, dbtest.SQLite(t, o), SHA256Ed25519)
	e := entry(3)
	a := act("3301", e)
	kept, err := NewHasher(l.Suite()).Bytes(a.ID, e)
	if err != nil {
		t.Fatal(err)
	}
	write(t, l, a)
	sequence(t, l, 1)
	p, err := l.Inclusion(context.Background(), "3301", a.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	p.Entry.Bytes = kept
	got, err := VerifyProof(p, l.Verifiers())
	if err != nil || len(got.Entry.Fields) != 3 || len(got.Fields) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	guess, err := Commit(l.Suite(), Hash{}, "field_00", e.Values[0].Value)
	if err != nil || guess == got.Entry.Fields[0].Hash {
		t.Errorf("the value can be guessed without the key: %v", err)
	}
}

func TestRun(t *testing.T) {
	o, _ := frozen()
	l := begin(t, dbtest.SQLite(t, o), SHA256Ed25519)
	write(t, l, act("3301", entry(1)))
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		l.Run(ctx, func(err error) { t.Error(err) })
		close(done)
	}()
	for {
		c, err := l.Checkpoint(context.Background(), "3301")
		if err != nil {
			t.Fatal(err)
		}
		if c.Size == 1 {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	cancel()
	<-done
}
