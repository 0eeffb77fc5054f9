package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/db"
)

// What shares a transaction with an act that loses it, or that fails after it has
// written, is kept once and nothing of that act is, not even what it wrote after the
// loss, which SQLite would have committed statement by statement.
func TestActsShareALoss(t *testing.T) {
	d, err := db.Open(context.Background(), t.TempDir(), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	migrate(t, d)
	insert := func(tx *db.Tx, id string) error {
		_, err := tx.Exec(`INSERT INTO t (area, id) VALUES ($1, $2)`, "3710", id)
		return err
	}
	told := errors.New("told to fail")
	bad := map[string]func(tx *db.Tx) error{
		"loses it and says so":        func(tx *db.Tx) error { _, _ = tx.Exec(`ROLLBACK`); return told },
		"loses it silently":           func(tx *db.Tx) error { _, _ = tx.Exec(`ROLLBACK`); return nil },
		"loses it and writes on":      func(tx *db.Tx) error { _, _ = tx.Exec(`ROLLBACK`); _ = insert(tx, "stray"); return nil },
		"commits by itself":           func(tx *db.Tx) error { _, _ = tx.Exec(`COMMIT`); return nil },
		"fails after it has written":  func(tx *db.Tx) error { return errors.Join(insert(tx, "stray"), told) },
		"fails before it has written": func(tx *db.Tx) error { return told },
		"panics after it has written": func(tx *db.Tx) error { _ = insert(tx, "stray"); panic("told to panic") },
		"fails after a query has written": func(tx *db.Tx) error {
			var id string
			return errors.Join(tx.QueryRow(`INSERT INTO t (area, id) VALUES ('3710', 'stray') RETURNING id`).Scan(&id), told)
		},
	}
	want := int64(0)
	for name, f := range bad {
		hold, held := make(chan struct{}), make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() {
			_ = d.Write(context.Background(), func(*db.Tx) error { close(held); <-hold; return nil })
		})
		<-held
		for i := range 3 {
			wg.Go(func() {
				if err := d.Write(context.Background(), func(tx *db.Tx) error { return insert(tx, fmt.Sprint(name, i)) }); err != nil {
					t.Errorf("%s: another act failed: %v", name, err)
				}
			})
		}
		wg.Go(func() {
			if err := d.Write(context.Background(), f); err == nil {
				t.Errorf("an act that %s was acknowledged", name)
			}
		})
		time.Sleep(20 * time.Millisecond) // until they wait together
		close(hold)
		wg.Wait()
		if want += 3; count(t, d) != want {
			t.Fatalf("an act that %s: %d rows, want %d", name, count(t, d), want)
		}
	}
}
