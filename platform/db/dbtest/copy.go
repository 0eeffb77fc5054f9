package dbtest

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"testing"
)

// Database is a PostgreSQL database that copies are made of, which takes a small
// part of the time in which it was filled.
type Database struct {
	URL  string // its address; nobody may be connected while a copy is made
	name string
}

// NewDatabase makes an empty one beside that of HENGJIAN_TEST_PG, which is set.
func NewDatabase() (*Database, error) { return create("") }

// Copy makes a database of the same content and returns its address; it is dropped
// when the test ends.
func (d *Database) Copy(t testing.TB) string {
	t.Helper()
	c, err := create(" TEMPLATE " + d.name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Drop(); err != nil {
			t.Error(err)
		}
	})
	return c.URL
}

// Drop takes it away.
func (d *Database) Drop() error { return administer("DROP DATABASE " + d.name + " WITH (FORCE)") }

func create(like string) (*Database, error) {
	u, err := url.Parse(os.Getenv("HENGJIAN_TEST_PG"))
	if err != nil {
		return nil, fmt.Errorf("HENGJIAN_TEST_PG: %w", err)
	}
	d := &Database{name: fresh()}
	u.Path = "/" + d.name
	d.URL = u.String()
	return d, administer("CREATE DATABASE " + d.name + like)
}

func administer(statement string) error {
	admin, err := sql.Open("pgx", os.Getenv("HENGJIAN_TEST_PG"))
	if err != nil {
		return err
	}
	if _, err := admin.Exec(statement); err != nil {
		return errors.Join(fmt.Errorf("%s: %w", statement, err), admin.Close())
	}
	return admin.Close()
}
