package db_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/fault"
)

// TestEmptyLogWaitsForNobody holds a snapshot open: the log is not emptied and
// writing goes on; with the reader gone it is.
func TestEmptyLogWaitsForNobody(t *testing.T) {
	d := dbtest.SQLite(t, db.Options{})
	ctx := context.Background()
	write := func(text string) {
		t.Helper()
		if err := d.Write(ctx, func(tx *db.Tx) error {
			if err := tx.DDL(`CREATE TABLE IF NOT EXISTS t (v {text})`); err != nil {
				return err
			}
			if _, err := tx.Exec(`DELETE FROM t`); err != nil {
				return err
			}
			_, err := tx.Exec(`INSERT INTO t (v) VALUES ($1)`, text)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	write("龘靐齉爩")
	err := d.Read(ctx, func(c db.Conn) error {
		var v string
		if err := c.QueryRow(`SELECT v FROM t`).Scan(&v); err != nil {
			return err
		}
		write("別的")
		return d.EmptyLog(ctx)
	})
	if fault.As(err).Code != "db.reading" {
		t.Fatalf("emptied under a reader: %v", err)
	}
	write("還有")
	if err := d.EmptyLog(ctx); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"hengjian.db", "hengjian.db-wal"} {
		b, err := os.ReadFile(filepath.Join(d.Dir(), name))
		if err != nil || bytes.Contains(b, []byte("龘靐齉爩")) {
			t.Errorf("%s still holds what was deleted: %v", name, err)
		}
	}
}
