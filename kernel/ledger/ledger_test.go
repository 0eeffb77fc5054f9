package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

const began = clock.Instant(1_790_000_000_000)

// frozen returns options whose clock stands still.
func frozen() (db.Options, *clock.Legal) {
	c := clock.NewLegal(clock.Wall{})
	c.Freeze(began)
	return db.Options{Clock: c}, c
}

// begin returns a ledger on an empty database.
func begin(t testing.TB, d *db.DB, s Suite) *Ledger {
	t.Helper()
	key, err := NewKey(s, "hengjian.test")
	if err != nil {
		t.Fatal(err)
	}
	l := New(d, key)
	if err := d.Migrate(context.Background(), l.Steps()); err != nil {
		t.Fatal(err)
	}
	return l
}

// entry makes one revision with n fields.
func entry(n int) Entry {
	e := Entry{Kind: "shop", Record: ref.NewID(began), Revision: 1, Key: bytes.Repeat([]byte{7}, KeySize)}
	for i := range n {
		e.Values = append(e.Values, Value{Field: fmt.Sprintf("field_%02d", i), Value: fmt.Sprintf("老王超市第%d分店", i)})
	}
	return e
}

// act makes an act on one record.
func act(area ref.Area, e Entry) Act {
	return Act{ID: ref.NewID(began), Area: area, Name: "create", Kind: e.Kind, Record: e.Record, Actor: "u1", Organ: "市局", Unit: "一科", Entries: []Entry{e}}
}

// write writes acts in one transaction.
func write(t testing.TB, l *Ledger, acts ...Act) {
	t.Helper()
	err := l.db.Write(context.Background(), func(tx *db.Tx) error {
		for _, a := range acts {
			if err := l.Do(tx, a); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// sequence numbers everything and demands that it was n acts.
func sequence(t testing.TB, l *Ledger, n int) {
	t.Helper()
	got, err := l.Sequence(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if got != n {
		t.Fatalf("numbered %d acts, want %d", got, n)
	}
}

func eachSuite(t *testing.T, f func(t *testing.T, s Suite)) {
	for _, s := range []Suite{SHA256Ed25519, SM3SM2} {
		t.Run(s.String(), func(t *testing.T) { f(t, s) })
	}
}

func TestSequence(t *testing.T) {
	ctx := context.Background()
	eachSuite(t, func(t *testing.T, s Suite) {
		o, c := frozen()
		dbtest.Each(t, o, func(t *testing.T, d *db.DB) {
			l := begin(t, d, s)
			l.batch = 7
			if s == SM3SM2 {
				l.entries = 3 // fewer acts fit than the batch takes
			}
			sequence(t, l, 0)
			want := map[ref.Area]int64{}
			for round := range 40 {
				area := ref.Area([]string{"3301", "4403"}[round%2])
				for range round {
					write(t, l, act(area, entry(2)))
				}
				want[area] += int64(round)
				sequence(t, l, round)
				c.Freeze(began + clock.Instant(round)*hour/4)
			}
			sequence(t, l, 0)
			for area, size := range want {
				c, err := l.Checkpoint(ctx, area)
				if err != nil {
					t.Fatal(err)
				}
				if c.Size != size {
					t.Errorf("log %s has %d, want %d", area, c.Size, size)
				}
			}
			if err := l.Start(ctx); err != nil {
				t.Fatal(err)
			}
		})
	})
}

func TestTwoSequencers(t *testing.T) {
	o, _ := frozen()
	dbtest.Each(t, o, func(t *testing.T, d *db.DB) {
		l := begin(t, d, SHA256Ed25519)
		l.batch, l.entries = 5, 3
		for range 100 {
			write(t, l, act("3301", entry(1)))
		}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 20 {
					if _, err := l.Sequence(context.Background()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		c, err := l.Checkpoint(context.Background(), "3301")
		if err != nil || c.Size != 100 {
			t.Fatalf("size %d, %v; want 100", c.Size, err)
		}
	})
}

func TestOtherSuiteIsRefused(t *testing.T) {
	o, _ := frozen()
	dbtest.Each(t, o, func(t *testing.T, d *db.DB) {
		l := begin(t, d, SHA256Ed25519)
		write(t, l, act("3301", entry(1)))
		other := begin(t, d, SM3SM2)
		if err := other.Start(context.Background()); err == nil || !strings.Contains(err.Error(), "ledger.suite") {
			t.Errorf("before numbering: %v", err)
		}
		sequence(t, l, 1)
		if err := other.Start(context.Background()); err == nil {
			t.Error("after numbering: no error")
		}
	})
}

func TestDoRefuses(t *testing.T) {
	o, _ := frozen()
	l := begin(t, dbtest.SQLite(t, o), SHA256Ed25519)
	for name, change := range map[string]func(a *Act){
		"no area":          func(a *Act) { a.Area = "33" },
		"no id":            func(a *Act) { a.ID = "" },
		"other time":       func(a *Act) { a.At = began + 1 },
		"no entry":         func(a *Act) { a.Entries = nil },
		"other record":     func(a *Act) { a.Record = ref.NewID(began) },
		"short key":        func(a *Act) { a.Entries[0].Key = []byte("x") },
		"float":            func(a *Act) { a.Entries[0].Values[0].Value = 1.5 },
		"int":              func(a *Act) { a.Entries[0].Values[0].Value = 1 },
		"not UTF-8":        func(a *Act) { a.Entries[0].Values[0].Value = "\xff" },
		"field twice":      func(a *Act) { a.Entries[0].Values[1].Field = a.Entries[0].Values[0].Field },
		"revision 0":       func(a *Act) { a.Entries[0].Revision = 0 },
		"orphan revision":  func(a *Act) { a.Entries[0].Revision = 2 },
		"effective no day": func(a *Act) { a.Effective = "2026-02-30" },
		"hashes missing":   func(a *Act) { a.Hashes = []Hash{} },
	} {
		t.Run(name, func(t *testing.T) {
			a := act("3301", entry(2))
			change(&a)
			if err := l.db.Write(context.Background(), func(tx *db.Tx) error { return l.Do(tx, a) }); err == nil {
				t.Error("accepted")
			}
		})
	}
}

func TestKeyFile(t *testing.T) {
	eachSuite(t, func(t *testing.T, s Suite) {
		path := filepath.Join(t.TempDir(), "keys", "ledger.key")
		var wg sync.WaitGroup
		publics := make([]string, 4)
		for i := range publics {
			wg.Go(func() {
				k, err := LoadOrCreateKey(path, s, "hengjian.test")
				if err != nil {
					t.Error(err)
					return
				}
				publics[i] = k.Public()
			})
		}
		wg.Wait()
		for _, p := range publics {
			if p != publics[0] || p == "" {
				t.Fatalf("keys differ: %q", publics)
			}
		}
		other := SM3SM2
		if s == SM3SM2 {
			other = SHA256Ed25519
		}
		if _, err := LoadOrCreateKey(path, other, "x"); err == nil {
			t.Error("a key of another suite was accepted")
		}
	})
}

// failing signs nothing.
type failing struct{ note.Signer }

func (failing) Sign([]byte) ([]byte, error) { return nil, errors.New("power failure") }
