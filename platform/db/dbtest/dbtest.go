// Package dbtest runs one test on every database: SQLite in a temporary
// folder always, PostgreSQL when HENGJIAN_TEST_PG holds its address.
package dbtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/platform/db"
)

// Each runs f once for each database, each time on an empty one.
func Each(t *testing.T, o db.Options, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, open(t, t.TempDir(), o)) })
	t.Run("postgres", func(t *testing.T) { f(t, open(t, PostgresURL(t), o)) })
}

// SQLite opens an empty embedded database for the test.
func SQLite(t testing.TB, o db.Options) *db.DB {
	t.Helper()
	return open(t, t.TempDir(), o)
}

func open(t testing.TB, url string, o db.Options) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), url, o)
	if err != nil {
		t.Fatalf("opening the test database: %v", err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("closing the test database: %v", err)
		}
	})
	return d
}

// fresh is a name that nothing else has.
func fresh() string {
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails
	return "t_" + hex.EncodeToString(b[:])
}

// PostgresURL returns the address of an empty schema that is dropped when the
// test ends; it skips the test when no PostgreSQL is given.
func PostgresURL(t testing.TB) string {
	t.Helper()
	base := os.Getenv("HENGJIAN_TEST_PG")
	if base == "" {
		t.Skip("HENGJIAN_TEST_PG is not set: `make test` starts a PostgreSQL and sets it")
	}
	schema := fresh()
	admin, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := admin.Exec("CREATE SCHEMA " + schema); err != nil {
		t.Fatalf("creating schema %s: %v", schema, err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP SCHEMA " + schema + " CASCADE"); err != nil {
			t.Errorf("dropping schema %s: %v", schema, err)
		}
		_ = admin.Close()
	})
	sep := "?"
	if strings.Contains(base, "?") {
		sep = "&"
	}
	return base + sep + "search_path=" + schema
}
