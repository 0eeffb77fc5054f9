package db_test

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/fault"
)

// An act whose time runs out while it is being committed is either kept and
// acknowledged or refused and not kept.
func TestTimeOutInTheCommit(t *testing.T) {
	d := dbtest.SQLite(t, db.Options{Timeout: time.Second})
	migrate(t, d)
	ctx := context.Background()
	brim := &db.AtEnd{Do: func(tx *db.Tx, _ []any) error {
		end, _ := tx.Context().Deadline()
		time.Sleep(time.Until(end) - time.Millisecond) // the commit writes 24 MB
		return nil
	}}
	err := d.Write(ctx, func(tx *db.Tx) error {
		tx.Leave(brim, nil)
		_, err := tx.Exec(`INSERT INTO t (area, id) VALUES ('3710', $1)`, string(bytes.Repeat([]byte("x"), 24<<20)))
		return err
	})
	if kept := count(t, d) == 1; kept != (err == nil) {
		t.Errorf("kept: %v, told: %v", kept, err)
	}
}

// Work left to the end that panics fails its own act and nobody else.
func TestPanicAtTheEnd(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		work := &db.AtEnd{Do: func(*db.Tx, []any) error { panic("told to panic") }}
		insert := func(id string, leave bool) error {
			return d.Write(context.Background(), func(tx *db.Tx) error {
				if leave {
					tx.Leave(work, id)
				}
				_, err := tx.Exec(`INSERT INTO t (area, id) VALUES ('3710', $1)`, id)
				return err
			})
		}
		if err := insert("bad", true); err == nil {
			t.Error("acknowledged")
		}
		if err := insert("good", false); err != nil || count(t, d) != 1 {
			t.Errorf("%d rows afterwards: %v", count(t, d), err)
		}
	})
}

// A full disk loses what shares a transaction with what does not fit, and nothing of
// it is kept; what fits is.
func TestFullDisk(t *testing.T) {
	d := dbtest.SQLite(t, db.Options{})
	migrate(t, d)
	ctx := context.Background()
	if err := d.Write(ctx, func(tx *db.Tx) error {
		var n int64
		return tx.QueryRow(`PRAGMA max_page_count = 200`).Scan(&n)
	}); err != nil {
		t.Fatal(err)
	}
	insert := func(tx *db.Tx, id string) error {
		_, err := tx.Exec(`INSERT INTO t (area, id) VALUES ('3710', $1)`, id)
		return err
	}
	large := string(bytes.Repeat([]byte("x"), 4<<20))
	want := int64(0)
	for round, swallow := range []bool{false, true, false, true} {
		hold, held := make(chan struct{}), make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() { _ = d.Write(ctx, func(*db.Tx) error { close(held); <-hold; return nil }) })
		<-held
		for i := range 4 {
			wg.Go(func() {
				if err := d.Write(ctx, func(tx *db.Tx) error { return insert(tx, fmt.Sprint(round, " ", i)) }); err != nil {
					t.Errorf("what fits: %v", err)
				}
			})
		}
		wg.Go(func() {
			err := d.Write(ctx, func(tx *db.Tx) error {
				if err := insert(tx, fmt.Sprint("stray ", round)); err != nil {
					return err
				}
				if err := insert(tx, large); !swallow {
					return err
				}
				return insert(tx, fmt.Sprint("stray after ", round))
			})
			if !swallow && fault.As(err).Code != "db.full" {
				t.Errorf("what does not fit: %v", err)
			}
			if swallow && err == nil {
				want += 2 // SQLite undid the statement only: the act may go on
			}
		})
		time.Sleep(20 * time.Millisecond) // until they wait together
		close(hold)
		wg.Wait()
		if want += 4; count(t, d) != want {
			t.Fatalf("%d rows, want %d", count(t, d), want)
		}
	}
}

// What is done through a write that has ended changes nothing.
func TestWriteThatHasEnded(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		var late *db.Tx
		if err := d.Write(context.Background(), func(tx *db.Tx) error { late = tx; return nil }); err != nil {
			t.Fatal(err)
		}
		if _, err := late.Exec(`INSERT INTO t (area, id) VALUES ('3710', 'late')`); err == nil {
			t.Error("written")
		}
		if err := late.DDL(`INSERT INTO t (area, id) VALUES ('3710', 'late')`); err == nil {
			t.Error("written as DDL")
		}
		var id string
		if err := late.QueryRow(`INSERT INTO t (area, id) VALUES ('3710', 'late') RETURNING id`).Scan(&id); err == nil {
			t.Error("written by a query")
		}
		if n := count(t, d); n != 0 {
			t.Errorf("%d rows", n)
		}
	})
}
