package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/fault"
)

var table = []db.Step{{Name: "test.001_t", Statements: []string{
	`CREATE TABLE t (area {text} NOT NULL, id {text} NOT NULL, n BIGINT, flag {bool}, key {blob}, PRIMARY KEY (area, id))`,
}}}

func migrate(t *testing.T, d *db.DB) {
	t.Helper()
	for range 2 { // the second time changes nothing
		if err := d.Migrate(context.Background(), table); err != nil {
			t.Fatal(err)
		}
	}
}

func count(t *testing.T, d *db.DB) (n int64) {
	t.Helper()
	err := d.Read(context.Background(), func(c db.Conn) error {
		return c.QueryRow(`SELECT count(*) FROM t`).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestParametersByNumber(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		ctx := context.Background()
		err := d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO t (id, area, n, flag, key) VALUES ($2, $1, $3, $4, $5)`, "3710", "a", 7, true, []byte{0, 255})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var id, money string
		var flag bool
		err = d.Read(ctx, func(c db.Conn) error {
			return c.QueryRow(`SELECT id, '$1', flag FROM t WHERE n = $2 AND area = $1`, "3710", 7).Scan(&id, &money, &flag)
		})
		if err != nil || id != "a" || money != "$1" || !flag {
			t.Fatalf("id %q, literal %q, flag %v: %v", id, money, flag, err)
		}
	})
}

func TestManyWritersOneFails(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		ctx := context.Background()
		var wg sync.WaitGroup
		var mu sync.Mutex
		var dup, panicked, after int
		for i := range 200 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				err := d.Write(ctx, func(tx *db.Tx) error {
					tx.After(func() { mu.Lock(); after++; mu.Unlock() })
					if _, err := tx.Exec(`INSERT INTO t (area, id, n) VALUES ($1, $2, $3)`, "3710", fmt.Sprint(i/2), i); err != nil {
						return err
					}
					if i == 199 && d.Dialect() == db.SQLite {
						return errors.New("told to fail")
					}
					return nil
				})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case errors.Is(err, db.ErrDuplicate) && fault.Is(err, fault.Conflict):
					dup++
				case err != nil:
					panicked++
				}
			}()
		}
		wg.Wait()
		got := count(t, d)
		if int(got) != after || int(got)+dup+panicked != 200 {
			t.Fatalf("%d rows, %d acknowledged, %d duplicates, %d failed", got, after, dup, panicked)
		}
		if got < 99 || got > 100 {
			t.Fatalf("%d rows of 100 keys", got)
		}
	})
}

// What acts leave to the end of their transaction is done once for those that share
// one, without what failed acts left; where it cannot be done, its own act fails
// and the others are kept.
func TestLeftToTheEnd(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		ctx := context.Background()
		var groups []int
		batch := &db.AtEnd{Do: func(tx *db.Tx, items []any) error {
			groups = append(groups, len(items)) // of a try that failed too
			for _, it := range items {
				if it == "bad" {
					return errors.New("told to fail at the end")
				}
				if _, err := tx.Exec(`INSERT INTO t (area, id) VALUES ($1, $2)`, "3710", it); err != nil {
					return err
				}
			}
			return nil
		}}
		var wg sync.WaitGroup
		run := func(item string, inAct error) {
			wg.Add(1)
			go func() {
				defer wg.Done()
				err := d.Write(ctx, func(tx *db.Tx) error {
					tx.Leave(batch, item)
					return inAct
				})
				if want := inAct != nil || item == "bad"; (err != nil) != want {
					t.Errorf("%s: %v", item, err)
				}
			}()
		}
		if d.Dialect() == db.Postgres { // an act is a transaction of its own
			for _, item := range []string{"a", "b", "bad"} {
				run(item, nil)
				wg.Wait()
			}
			run("failed", errors.New("told to fail"))
			wg.Wait()
			if n := count(t, d); n != 2 {
				t.Errorf("%d rows, want 2", n)
			}
			return
		}
		together := func(start func()) { // lets acts queue while another is written
			hold, held := make(chan struct{}), make(chan struct{})
			wg.Add(1)
			go func() {
				defer wg.Done()
				_ = d.Write(ctx, func(*db.Tx) error { close(held); <-hold; return nil })
			}()
			<-held
			start()
			time.Sleep(20 * time.Millisecond)
			close(hold)
			wg.Wait()
		}
		rows := int64(0)
		for round := 0; len(groups) == int(rows); round++ { // until some shared one
			if round == 50 {
				t.Fatalf("no acts of %d shared a transaction: %v", rows, groups)
			}
			together(func() {
				for i := range 3 {
					run(fmt.Sprint(round, " ", i), nil)
				}
				run("failed", errors.New("told to fail"))
			})
			if rows += 3; count(t, d) != rows {
				t.Fatalf("%d rows, want %d", count(t, d), rows)
			}
		}
		together(func() {
			for _, item := range []string{"d", "bad", "e"} {
				run(item, nil)
			}
		})
		if n := count(t, d); n != rows+2 {
			t.Errorf("%d rows after one that could not be finished, want %d", n, rows+2)
		}
	})
}

func TestCancelledCallerHurtsNobody(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				ctx, cancel := context.WithCancel(context.Background())
				err := d.Write(ctx, func(tx *db.Tx) error {
					if i%5 == 0 {
						cancel() // in the middle of its own act
					}
					_, err := tx.Exec(`INSERT INTO t (area, id) VALUES ('3710', $1)`, fmt.Sprint(i))
					return err
				})
				cancel()
				if err != nil {
					t.Errorf("act %d: %v", i, err)
				}
			}()
		}
		wg.Wait()
		if n := count(t, d); n != 50 {
			t.Fatalf("%d of 50 rows", n)
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := d.Write(ctx, func(*db.Tx) error { return nil }); err == nil {
			t.Fatal("a write of a caller already gone was done")
		}
	})
}

func TestTimeNeverRunsBackwards(t *testing.T) {
	legal := clock.NewLegal(clock.Wall{})
	dbtest.Each(t, db.Options{Clock: legal}, func(t *testing.T, d *db.DB) {
		legal.Freeze(2_000_000)
		var first, second clock.Instant
		ctx := context.Background()
		_ = d.Write(ctx, func(tx *db.Tx) error { first = tx.Now(); return nil })
		legal.Freeze(1_000_000)
		_ = d.Write(ctx, func(tx *db.Tx) error { second = tx.Now(); return nil })
		if first != 2_000_000 || second < first {
			t.Fatalf("%d then %d", first, second)
		}
	})
}

func TestReadSeesOneSnapshot(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		ctx := context.Background()
		err := d.Read(ctx, func(c db.Conn) error {
			var before, between int
			if err := c.QueryRow(`SELECT count(*) FROM t`).Scan(&before); err != nil {
				return err
			}
			if err := d.Write(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(`INSERT INTO t (area, id) VALUES ('3710', 'x')`)
				return err
			}); err != nil {
				return err
			}
			if err := c.QueryRow(`SELECT count(*) FROM t`).Scan(&between); err != nil {
				return err
			}
			if before != between {
				return fmt.Errorf("%d rows, then %d in one read", before, between)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestSecondServerOnOneFolder(t *testing.T) {
	dir := t.TempDir()
	ctx := context.Background()
	d, err := db.Open(ctx, dir, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Open(ctx, dir, db.Options{}); !fault.Is(err, fault.Unavailable) {
		t.Fatalf("a second server opened the folder: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d, err = db.Open(ctx, dir, db.Options{})
	if err != nil {
		t.Fatalf("after the first had closed: %v", err)
	}
	_ = d.Close()
}

func TestNoRows(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		err := d.Read(context.Background(), func(c db.Conn) error {
			var n int
			return c.QueryRow(`SELECT n FROM t WHERE id = $1`, "none").Scan(&n)
		})
		if !errors.Is(err, sql.ErrNoRows) {
			t.Fatal(err)
		}
	})
}
