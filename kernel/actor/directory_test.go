package actor

import (
	"context"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

// TestClosure builds the closure of a tree with a unit no longer in force, one
// under an unknown unit, and a circle.
func TestClosure(t *testing.T) {
	units := []node{{"3710", "a", ""}, {"3710", "b", "a"}, {"3710", "c", "b"}, {"3710", "lost", "gone"}, {"3710", "x", "y"}, {"3710", "y", "x"}}
	want := map[ref.ID][]ref.ID{"a": {"a"}, "b": {"b", "a"}, "c": {"c", "b", "a"}, "lost": {"lost"}, "x": {"x", "y"}, "y": {"y", "x"}}
	if d := cmp.Diff(want, lines(units)); d != "" {
		t.Error(d)
	}
}

// TestLoadRepairsTheClosure empties the table, as an old backup might.
func TestLoadRepairsTheClosure(t *testing.T) {
	o := newOrg(t)
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		dir := o.open(t, d)
		ctx := context.Background()
		if err := d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(`DELETE FROM unit_closure WHERE unit <> 'food'`); return err }); err != nil {
			t.Fatal(err)
		}
		if err := dir.Load(ctx); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := d.Read(ctx, func(c db.Conn) error { return c.QueryRow(`SELECT count(*) FROM unit_closure`).Scan(&n) }); err != nil || n != 8 {
			t.Errorf("%d rows of closure, want 8 (%v)", n, err)
		}
	})
}

// TestFailsClosed takes the database away after a change: nobody may do
// anything until the change can be read.
func TestFailsClosed(t *testing.T) {
	o := newOrg(t)
	d, err := db.Open(context.Background(), t.TempDir(), db.Options{Clock: clock.Wall{}})
	if err != nil {
		t.Fatal(err)
	}
	dir := o.open(t, d)
	c := who(t, dir, "wang")
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if dir.May(c, kind.Read, o.set.Get("thing")).None {
		t.Error("an unchanged organisation should still be known")
	}
	dir.Changed([]string{"thing"})
	if dir.May(c, kind.Read, o.set.Get("thing")).None {
		t.Error("a change of another kind is none of the organisation")
	}
	dir.Changed([]string{"role_grant"})
	if !dir.May(c, kind.Read, o.set.Get("thing")).None {
		t.Error("rights are given out though the change cannot be read")
	}
	if _, ok := dir.Caller("wang", day); ok {
		t.Error("a caller is known though the change cannot be read")
	}
}

// TestConcurrent asks while the organisation is read anew (go test -race).
func TestConcurrent(t *testing.T) {
	o := newOrg(t)
	dir := o.open(t, dbtest.SQLite(t, db.Options{}))
	c, thing := who(t, dir, "wang"), o.set.Get("thing")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 50 {
				if i == 0 {
					dir.Invalidate()
				} else if dir.May(c, kind.Read, thing).None {
					t.Error("a right was lost for a moment")
					return
				}
			}
		}()
	}
	wg.Wait()
}
