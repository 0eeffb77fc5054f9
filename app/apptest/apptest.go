// Package apptest gives tests demo cities. One of a kind is raised once in the
// process; every test gets a copy of its own, in which it finds and changes
// what it likes.
package apptest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

// town is what a demo city is made of.
type town struct {
	city, suite string
	subjects    int
	seed        uint64
	postgres    bool
}

// mould is a closed city that copies are made of.
type mould struct {
	once sync.Once
	err  error
	dir  string
	base *dbtest.Database // on PostgreSQL
	read *app.App         // closed; the next take its declarations
}

var (
	mu     sync.Mutex
	moulds = map[town]*mould{}
)

// Main runs the tests of a package and takes away what they were copied from; its
// TestMain calls it.
func Main(m *testing.M) {
	code := m.Run()
	for _, m := range moulds {
		if err := m.away(); err != nil {
			fmt.Fprintln(os.Stderr, "taking away a demo city:", err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

// Open opens a copy of the demo city of app.Raise(subjects, seed), as the next
// start finds it; the caller closes it. c.Data is an empty folder, or one with
// settings of its own. Where c.DB is set, the copy is in a PostgreSQL database of
// its own instead, gone when the test ends.
func Open(t testing.TB, c app.Config, subjects int, seed uint64) *app.App {
	t.Helper()
	of := town{c.City, c.Suite, subjects, seed, c.DB != ""}
	mu.Lock()
	m := moulds[of]
	if m == nil {
		m = &mould{}
		moulds[of] = m
	}
	mu.Unlock()
	m.once.Do(func() { m.err = m.raise(of) })
	if m.err != nil {
		t.Fatalf("raising a demo city: %v", m.err)
	}
	if m.base != nil {
		c.DB = m.base.Copy(t)
	}
	if len(c.Kinds) == 0 && !has(c.Data, "kinds") && !has(c.Data, "calendar") {
		c.Like = m.read
	}
	if err := db.CopyFolder(m.dir, c.Data); err != nil {
		t.Fatal(err)
	}
	c.Fleeting = true
	a, err := app.Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func has(dir, name string) bool {
	_, err := os.Stat(filepath.Join(dir, name))
	return err == nil
}

func (m *mould) raise(of town) (err error) {
	if m.dir, err = os.MkdirTemp("", "hengjian-city-"); err != nil {
		return err
	}
	c := app.Config{Data: m.dir, City: of.city, Suite: of.suite, Fleeting: true}
	if of.postgres {
		if m.base, err = dbtest.NewDatabase(); err != nil {
			return err
		}
		c.DB = m.base.URL
	}
	ctx := context.Background()
	if m.read, err = app.Open(ctx, c); err != nil {
		return err
	}
	return errors.Join(m.read.Raise(ctx, of.subjects, of.seed, nil), m.read.Close())
}

func (m *mould) away() error {
	var err error
	if m.base != nil {
		err = m.base.Drop()
	}
	return errors.Join(err, os.RemoveAll(m.dir))
}
