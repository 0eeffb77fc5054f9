package job_test

import (
	"context"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/job"
)

// BenchmarkJob is one empty job from Enqueue to done, one after the other.
func BenchmarkJob(b *testing.B) {
	d := dbtest.SQLite(b, db.Options{})
	if err := d.Migrate(ctx, steps()); err != nil {
		b.Fatal(err)
	}
	q := job.New(d, job.Options{Poll: time.Second})
	ended := make(chan bool)
	q.Add("empty", job.Kind{Run: func(ctx context.Context, r *job.Run) error {
		err := d.Write(ctx, func(tx *db.Tx) error { return r.Finish(tx, "") })
		ended <- true
		return err
	}})
	own, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- q.Work(own) }()
	for b.Loop() {
		if err := d.Write(ctx, func(tx *db.Tx) error { _, err := q.Enqueue(tx, job.Spec{Kind: "empty"}); return err }); err != nil {
			b.Fatal(err)
		}
		<-ended
	}
	stop()
	if err := <-done; err != nil {
		b.Fatal(err)
	}
}
