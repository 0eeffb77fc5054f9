package db_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

// Readers that all hold a connection and all ask something new must not wait for
// each other: preparing a statement takes a connection too.
func TestReadersAskSomethingNew(t *testing.T) {
	const readers = 3
	dbtest.Each(t, db.Options{Readers: readers}, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		for round := range 40 {
			var in, done sync.WaitGroup
			in.Add(readers)
			for i := range readers {
				done.Add(1)
				go func() {
					defer done.Done()
					err := d.Read(ctx, func(c db.Conn) error {
						in.Done()
						in.Wait() // all of them hold a connection
						var got int
						if err := c.QueryRow(fmt.Sprintf("SELECT %d + 1 WHERE $1 = $1", round*readers+i), "x").Scan(&got); err != nil {
							return err
						}
						if got != round*readers+i+1 {
							t.Errorf("asked for %d, told %d", round*readers+i+1, got)
						}
						return nil
					})
					if err != nil {
						t.Error(err)
					}
				}()
			}
			done.Wait()
			if t.Failed() {
				return
			}
		}
	})
}
