package db_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

// TestMemo: what was read holds until the next commit and not a moment longer; an
// error and what others may change are asked for each time.
func TestMemo(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		write := func(sql string) {
			t.Helper()
			if err := d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(sql); return err }); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return tx.DDL("CREATE TABLE lock (n BIGINT)") }); err != nil {
			t.Fatal(err)
		}
		write("INSERT INTO lock VALUES (0)")
		m := db.NewMemo[int](d)
		reads := 0
		get := func() int {
			n, err := m.Get("a", func() (n int, err error) {
				reads++
				return n, d.One(ctx, "SELECT n FROM lock").Scan(&n)
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		want := map[db.Dialect]int{db.SQLite: 1, db.Postgres: 3}[d.Dialect()]
		for range 3 {
			if n := get(); n != 0 {
				t.Errorf("read %d", n)
			}
		}
		if reads != want {
			t.Errorf("read %d times, want %d", reads, want)
		}
		write("UPDATE lock SET n = 1")
		if n := get(); n != 1 {
			t.Errorf("after the commit: %d", n)
		}
		failed := errors.New("once")
		if _, err := m.Get("b", func() (int, error) { return 0, failed }); !errors.Is(err, failed) {
			t.Error(err)
		}
		if n, err := m.Get("b", func() (int, error) { return 7, nil }); n != 7 || err != nil {
			t.Errorf("an error was kept: %d, %v", n, err)
		}
	})
}

// TestMemoNeverOld: whoever asks after a write was acknowledged is never told what
// stood before it, whatever reads beside it.
func TestMemoNeverOld(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		if err := d.Write(ctx, func(tx *db.Tx) error { return tx.DDL("CREATE TABLE lock (n BIGINT)") }); err != nil {
			t.Fatal(err)
		}
		m := db.NewMemo[int64](d)
		var acknowledged atomic.Int64
		var work sync.WaitGroup
		done := make(chan struct{})
		for range 4 {
			work.Add(1)
			go func() {
				defer work.Done()
				for {
					select {
					case <-done:
						return
					default:
					}
					least := acknowledged.Load()
					n, err := m.Get("a", func() (n int64, err error) { return n, d.One(ctx, "SELECT COALESCE(MAX(n), 0) FROM lock").Scan(&n) })
					if err != nil || n < least {
						t.Errorf("told %d after %d was acknowledged: %v", n, least, err)
						return
					}
				}
			}()
		}
		for i := range int64(300) {
			if err := d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec("INSERT INTO lock VALUES ($1)", i+1); return err }); err != nil {
				t.Error(err)
				break
			}
			acknowledged.Store(i + 1)
		}
		close(done)
		work.Wait()
	})
}
