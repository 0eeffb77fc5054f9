package db_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

// The log begins anew although at every moment somebody reads: short readers that
// follow each other must not let it grow without end.
func TestLogIsBoundedUnderReaders(t *testing.T) {
	d := dbtest.SQLite(t, db.Options{Fleeting: true})
	migrate(t, d)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	for i := range 3 {
		wg.Go(func() {
			time.Sleep(time.Duration(i) * 5 * time.Millisecond)
			for ctx.Err() == nil {
				_ = d.Read(ctx, func(c db.Conn) error {
					var n int
					err := c.QueryRow(`SELECT count(*) FROM t WHERE id = 'none'`).Scan(&n)
					time.Sleep(15 * time.Millisecond)
					return err
				})
			}
		})
	}
	body := string(bytes.Repeat([]byte("x"), 4<<20))
	most := int64(0)
	for i := range 60 { // each writes 8 MB: what it puts in and the zeroes over what was
		if err := d.Write(ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec(`DELETE FROM t`); err != nil {
				return err
			}
			_, err := tx.Exec(`INSERT INTO t (area, id) VALUES ('3710', $1)`, fmt.Sprint(i)+body)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(filepath.Join(d.Dir(), "hengjian.db-wal"))
		if err != nil {
			t.Fatal(err)
		}
		most = max(most, info.Size()>>20)
	}
	if t.Logf("%d MB", most); most > 320 {
		t.Errorf("the log grew to %d MB", most)
	}
}
