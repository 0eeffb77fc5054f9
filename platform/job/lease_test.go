package job_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/job"
)

func TestConcurrencyOfAKind(t *testing.T) {
	d := dbtest.SQLite(t, db.Options{})
	migrate(t, d)
	o := quick()
	o.Workers = 8
	q := job.New(d, o)
	var now, most, other atomic.Int64
	q.Add("two", job.Kind{Concurrency: 2, Run: func(context.Context, *job.Run) error {
		most.Store(max(most.Load(), now.Add(1)))
		time.Sleep(30 * time.Millisecond)
		now.Add(-1)
		return nil
	}})
	q.Add("other", job.Kind{Run: func(context.Context, *job.Run) error { other.Store(now.Load() + 1); return nil }})
	var ids []string
	for range 6 {
		ids = append(ids, enqueue(t, d, q, job.Spec{Kind: "two"}))
	}
	ids = append(ids, enqueue(t, d, q, job.Spec{Kind: "other"}))
	start(t, q)
	for _, id := range ids {
		await(t, q, id, job.Done)
	}
	if most.Load() != 2 || other.Load() == 0 {
		t.Errorf("at most %d at once, other %d", most.Load(), other.Load())
	}
}

// A worker that slept through its lease (a stopped virtual machine, a disk that
// hangs) must not write when it wakes.
func TestLostLeaseIsFenced(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		late := &skewed{}
		o := quick()
		o.Lease, o.Clock = time.Hour, late // does not renew within the test
		first := job.New(d, o)
		held, wake, fenced := make(chan bool), make(chan bool), make(chan error, 2)
		first.Add("slow", job.Kind{Run: func(ctx context.Context, r *job.Run) error {
			held <- true
			<-wake
			write := func() error {
				return d.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
					if _, err := tx.Exec(`INSERT INTO work_row (n, who) VALUES (1, 'first')`); err != nil {
						return err
					}
					return r.Progress(tx, job.Progress{Done: 1, Total: 1})
				})
			}
			fenced <- write()
			fenced <- context.Cause(ctx)
			return nil
		}})
		second := job.New(d, quick())
		second.Add("slow", job.Kind{Run: func(ctx context.Context, r *job.Run) error {
			return d.Write(ctx, func(tx *db.Tx) error {
				if _, err := tx.Exec(`INSERT INTO work_row (n, who) VALUES (2, 'second')`); err != nil {
					return err
				}
				return r.Finish(tx, "由第二个进程完成")
			})
		}})
		late.back.Store(int64(2 * time.Hour / time.Millisecond)) // its lease is over in the eyes of the other
		start(t, first)
		id := enqueue(t, d, first, job.Spec{Kind: "slow"})
		<-held
		start(t, second)
		await(t, second, id, job.Done)
		close(wake)
		if err := <-fenced; !errors.Is(err, job.ErrLost) {
			t.Errorf("the first one wrote: %v", err)
		}
		if err := <-fenced; !errors.Is(err, job.ErrLost) {
			t.Errorf("its context goes on: %v", err)
		}
		var n int64
		if err := d.Read(ctx, func(c db.Conn) error { return c.QueryRow(`SELECT count(*) FROM work_row WHERE who = 'first'`).Scan(&n) }); err != nil || n != 0 {
			t.Errorf("%d rows of the first: %v", n, err)
		}
		if s := await(t, second, id, job.Done); s.Note != "由第二个进程完成" {
			t.Errorf("%+v", s)
		}
	})
}

// skewed is a wall clock that is behind.
type skewed struct{ back atomic.Int64 }

func (s *skewed) Now() clock.Instant { return clock.Wall{}.Now() - clock.Instant(s.back.Load()) }

func TestStopAndGoOn(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		first := job.New(d, quick())
		at := make(chan bool, 1)
		first.Add("walk", job.Kind{Run: func(ctx context.Context, r *job.Run) error {
			err := d.Write(ctx, func(tx *db.Tx) error { return r.Progress(tx, job.Progress{Done: 7, Total: 10, State: []byte("seven")}) })
			if err != nil {
				return err
			}
			at <- true
			<-ctx.Done()
			return ctx.Err()
		}})
		stop := start(t, first)
		id := enqueue(t, d, first, job.Spec{Kind: "walk"})
		<-at
		stop()
		if s := await(t, first, id, job.Waiting); s.Attempt != 0 || s.Done != 7 {
			t.Errorf("%+v", s)
		}
		second := job.New(d, quick())
		second.Add("walk", job.Kind{Run: func(_ context.Context, r *job.Run) error {
			if string(r.Checkpoint) != "seven" || r.Done != 7 || r.Attempt != 1 {
				t.Errorf("goes on from %q, %d, attempt %d", r.Checkpoint, r.Done, r.Attempt)
			}
			return nil
		}})
		start(t, second)
		await(t, second, id, job.Done)
	})
}

func TestEveryOnceForAllServers(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		var ran atomic.Int64
		var stops []func()
		for range 2 {
			q := job.New(d, quick())
			q.Add("tick", job.Kind{Run: func(context.Context, *job.Run) error { ran.Add(1); return nil }})
			q.Every("tick", 250*time.Millisecond, job.Spec{Kind: "tick"})
			stops = append(stops, start(t, q))
		}
		begin := time.Now()
		for ran.Load() < 3 && time.Since(begin) < 10*time.Second {
			time.Sleep(10 * time.Millisecond)
		}
		for _, stop := range stops {
			stop()
		}
		if n, most := ran.Load(), int64(time.Since(begin)/(250*time.Millisecond))+2; n < 3 || n > most {
			t.Errorf("%d times in %s at 0.25 s", n, time.Since(begin))
		}
	})
}

func TestTwoServersShareTheWork(t *testing.T) {
	// SQLite never has two servers: the folder is locked.
	d := reopen(t, dbtest.PostgresURL(t))
	t.Cleanup(func() { _ = d.Close() })
	migrate(t, d)
	var by [2]atomic.Int64
	var ids []string
	var queues []*job.Queue
	for i := range by {
		o := quick()
		o.Lease = 20 * time.Second
		q := job.New(d, o)
		q.Add("row", job.Kind{Concurrency: 3, Run: func(ctx context.Context, r *job.Run) error {
			by[i].Add(1)
			return d.Write(ctx, func(tx *db.Tx) error { return r.Finish(tx, "") })
		}})
		queues = append(queues, q)
	}
	for range 60 {
		ids = append(ids, enqueue(t, d, queues[0], job.Spec{Kind: "row"}))
	}
	for _, q := range queues {
		start(t, q)
	}
	for _, id := range ids {
		if s := await(t, queues[1], id, job.Done); s.Attempt != 1 {
			t.Errorf("%+v", s)
		}
	}
	if by[0].Load()+by[1].Load() != 60 {
		t.Errorf("%d and %d runs of 60 jobs", by[0].Load(), by[1].Load())
	}
}

// The database is restarted under a running job: the attempt fails, the next
// goes on from the last checkpoint.
func TestDatabaseGoneAndBack(t *testing.T) {
	url := dbtest.PostgresURL(t) + "&application_name=job_gone_test"
	d := reopen(t, url)
	t.Cleanup(func() { _ = d.Close() })
	migrate(t, d)
	q := job.New(d, quick())
	half := make(chan bool)
	var runs atomic.Int64
	q.Add("rows", job.Kind{Backoff: 50 * time.Millisecond, Run: func(ctx context.Context, r *job.Run) error {
		run := runs.Add(1)
		for n := r.Done + 1; n <= 40; n++ {
			err := d.Write(ctx, func(tx *db.Tx) error {
				if n == 20 && run == 1 {
					half <- true
					<-half // its connection is gone now
				}
				if _, err := tx.Exec(`INSERT INTO work_row (n, who) VALUES ($1, '')`, n); err != nil {
					return err
				}
				return r.Progress(tx, job.Progress{Done: n, Total: 40})
			})
			if err != nil {
				return err
			}
		}
		return nil
	}})
	start(t, q)
	id := enqueue(t, d, q, job.Spec{Kind: "rows"})
	<-half
	admin := reopen(t, dbtest.PostgresURL(t))
	t.Cleanup(func() { _ = admin.Close() })
	for range 5 {
		err := admin.Read(ctx, func(c db.Conn) error {
			rows, err := c.Query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'job_gone_test'`)
			if err != nil {
				return err
			}
			return rows.Close()
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	half <- true
	s := awaitThrough(t, q, id)
	if s.State != job.Done || s.Done != 40 || runs.Load() != 2 {
		t.Errorf("%d runs, %+v", runs.Load(), s)
	}
}

// awaitThrough waits for the end of a job and bears errors of the database.
func awaitThrough(t *testing.T, q *job.Queue, id string) (s job.Status) {
	t.Helper()
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if got, err := q.Status(ctx, id); err == nil {
			if s = got; s.State.Ended() {
				return s
			}
		}
	}
	t.Fatalf("not ended: %+v", s)
	return s
}

func TestClean(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		o := quick()
		o.Keep = time.Millisecond
		q := job.New(d, o)
		q.Add("x", job.Kind{Run: func(context.Context, *job.Run) error { return nil }})
		stop := start(t, q)
		id := enqueue(t, d, q, job.Spec{Kind: "x"})
		await(t, q, id, job.Done)
		stop()
		waiting := enqueue(t, d, q, job.Spec{Kind: "x"})
		time.Sleep(5 * time.Millisecond)
		var n int64
		if err := d.Write(ctx, func(tx *db.Tx) (err error) { n, err = q.Clean(tx); return err }); err != nil || n != 1 {
			t.Errorf("%d cleaned: %v", n, err)
		}
		if _, err := q.Status(ctx, waiting); err != nil {
			t.Errorf("a waiting job is gone: %v", err)
		}
	})
}
