package ledger

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

// TestLive writes, numbers, proves and verifies at once: a check of a log that
// grows meanwhile finds nothing.
func TestLive(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		l := begin(t, d, SHA256Ed25519)
		l.batch = 50
		var writers, others sync.WaitGroup
		var done atomic.Bool
		for range 3 {
			writers.Go(func() {
				for range 150 {
					a := act("3301", entry(2))
					if err := d.Write(ctx, func(tx *db.Tx) error { return l.Do(tx, a) }); err != nil {
						t.Error(err)
					}
				}
			})
		}
		for range 2 {
			others.Go(func() {
				for !done.Load() {
					if _, err := l.Sequence(ctx); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		others.Go(func() {
			var old Checkpoint
			for !done.Load() {
				c, err := l.Checkpoint(ctx, "3301")
				if err != nil {
					t.Error(err)
					return
				}
				path, err := l.Consistency(ctx, "3301", old.Size, c.Size)
				if err != nil {
					t.Error(err)
					return
				}
				if old.Size > 0 {
					if err := VerifyConsistency(l.Suite(), old.Size, c.Size, old.Root, c.Root, path); err != nil {
						t.Errorf("from %d to %d: %v", old.Size, c.Size, err)
					}
				}
				old = c
				check := Check{}
				if c.Note != "" {
					check.Since = [][]byte{[]byte(c.Note)}
				}
				if _, err := l.VerifyTree(ctx, check, func(f Finding) { t.Errorf("%+v", f) }); err != nil {
					t.Error(err)
				}
			}
		})
		writers.Wait()
		done.Store(true)
		others.Wait()
		if _, err := l.Sequence(ctx); err != nil {
			t.Fatal(err)
		}
		got, err := l.VerifyTree(ctx, Check{}, func(f Finding) { t.Errorf("%+v", f) })
		if err != nil || len(got) != 1 || got[0].Size != 450 || got[0].Waiting != 0 {
			t.Errorf("%+v, %v", got, err)
		}
	})
}
