package ledger

import (
	"bytes"
	"context"
	"os"
	"testing"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

func eachBenchDB(b *testing.B, f func(b *testing.B, d *db.DB)) {
	b.Run("sqlite", func(b *testing.B) { f(b, dbtest.SQLite(b, db.Options{})) })
	b.Run("postgres", func(b *testing.B) {
		if os.Getenv("HENGJIAN_TEST_PG") == "" {
			b.Skip("HENGJIAN_TEST_PG is not set")
		}
		d, err := db.Open(context.Background(), dbtest.PostgresURL(b), db.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = d.Close() })
		f(b, d)
	})
}

// BenchmarkEntry hashes one revision of 25 fields; the aim is 60 µs.
func BenchmarkEntry(b *testing.B) {
	for _, s := range []Suite{SHA256Ed25519, SM3SM2} {
		b.Run(s.String(), func(b *testing.B) {
			e, id, h := entry(25), ref.NewID(began), NewHasher(s)
			keys := [2][]byte{bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				e.Key = keys[i&1]
				if _, err := h.Entry(id, e); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkDo writes one act of one revision with its hash, 500 in one
// transaction so that the commit does not count.
func BenchmarkDo(b *testing.B) {
	eachBenchDB(b, func(b *testing.B, d *db.DB) {
		l := begin(b, d, SHA256Ed25519)
		for i := 0; i < b.N; i += 500 {
			n := min(500, b.N-i)
			acts := make([]Act, n)
			for k := range acts {
				acts[k] = act("3301", entry(25))
			}
			err := d.Write(context.Background(), func(tx *db.Tx) error {
				for _, a := range acts {
					if err := l.Do(tx, a); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkSequence numbers 10,000 waiting acts, and then one.
func BenchmarkSequence(b *testing.B) {
	eachBenchDB(b, func(b *testing.B, d *db.DB) {
		l := begin(b, d, SHA256Ed25519)
		fill := func(n int) {
			b.StopTimer()
			err := d.Write(context.Background(), func(tx *db.Tx) error {
				for range n {
					if err := l.Do(tx, act("3301", entry(1))); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
		b.Run("10000", func(b *testing.B) {
			for range b.N {
				fill(10_000)
				sequence(b, l, 10_000)
			}
		})
		b.Run("1", func(b *testing.B) {
			for range b.N {
				fill(1)
				sequence(b, l, 1)
			}
		})
		b.Run("inclusion", func(b *testing.B) {
			var id string
			if err := d.Read(context.Background(), func(c db.Conn) error {
				return c.QueryRow(`SELECT id FROM ledger_act WHERE seq = 777`).Scan(&id)
			}); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := l.Inclusion(context.Background(), "3301", ref.ID(id), 0); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("verify", func(b *testing.B) {
			got, err := l.VerifyTree(context.Background(), Check{}, func(f Finding) { b.Errorf("%+v", f) })
			if err != nil || len(got) != 1 {
				b.Fatal(got, err)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(got[0].Size), "ns/act")
		})
	})
}
