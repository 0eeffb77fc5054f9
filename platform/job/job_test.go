package job_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
)

var ctx = context.Background()

func quick() job.Options {
	return job.Options{Lease: 600 * time.Millisecond, Poll: 20 * time.Millisecond}
}

func steps() []db.Step {
	return append(job.Steps(), db.Step{Name: "test.001_row", Statements: []string{`CREATE TABLE work_row (n BIGINT PRIMARY KEY, who {text} NOT NULL)`}})
}

func migrate(t *testing.T, d *db.DB) {
	t.Helper()
	if err := d.Migrate(ctx, steps()); err != nil {
		t.Fatal(err)
	}
}

// start runs the queue until the test ends or the returned function is called.
func start(t *testing.T, q *job.Queue) (stop func()) {
	t.Helper()
	own, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- q.Work(own) }()
	stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("work: %v", err)
			}
		case <-time.After(10 * time.Second):
			t.Error("the queue does not stop")
		}
	})
	t.Cleanup(stop)
	return stop
}

func enqueue(t *testing.T, d *db.DB, q *job.Queue, s job.Spec) (id string) {
	t.Helper()
	if err := d.Write(ctx, func(tx *db.Tx) (err error) { id, err = q.Enqueue(tx, s); return err }); err != nil {
		t.Fatal(err)
	}
	return id
}

func await(t *testing.T, q *job.Queue, id string, want job.State) job.Status {
	t.Helper()
	var s job.Status
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		var err error
		if s, err = q.Status(ctx, id); err != nil {
			t.Fatal(err)
		}
		if s.State == want {
			return s
		}
		if s.State.Ended() {
			break
		}
	}
	t.Fatalf("job is %s (%s), want %s", s.State, s.Error, want)
	return s
}

func TestRunsOnceWithProgressInItsTransactions(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		q := job.New(d, quick())
		q.Add("count", job.Kind{Run: func(ctx context.Context, r *job.Run) error {
			var p struct{ To int64 }
			if err := r.Decode(&p); err != nil {
				return err
			}
			for n := int64(1); n <= p.To; n++ {
				err := d.Write(ctx, func(tx *db.Tx) error {
					if _, err := tx.Exec(`INSERT INTO work_row (n, who) VALUES ($1, $2)`, n, r.ID); err != nil {
						return err
					}
					return r.Progress(tx, job.Progress{Done: n, Total: p.To, Note: fmt.Sprintf("第 %d 行", n), State: []byte(fmt.Sprint(n))})
				})
				if err != nil {
					return err
				}
			}
			return nil
		}})
		start(t, q)
		id := enqueue(t, d, q, job.Spec{Kind: "count", Payload: map[string]int{"To": 25}, Total: 25})
		sub, err := q.Subscribe(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		var seen []job.Status
		for s := range sub {
			seen = append(seen, s)
		}
		last := seen[len(seen)-1]
		if last.State != job.Done || last.Done != 25 || last.Total != 25 || last.Note != "第 25 行" || last.Attempt != 1 || last.Ended == 0 {
			t.Errorf("%+v", last)
		}
		if !slices.IsSortedFunc(seen, func(a, b job.Status) int { return int(a.Done - b.Done) }) {
			t.Errorf("progress runs backwards: %+v", seen)
		}
		again, err := q.Subscribe(ctx, id) // of an ended job: its end, and no more
		if err != nil {
			t.Fatal(err)
		}
		if s, ok := <-again; !ok || s.State != job.Done {
			t.Errorf("%+v %v", s, ok)
		}
		if _, ok := <-again; ok {
			t.Error("an ended job goes on")
		}
		if _, err := q.Status(ctx, "nobody"); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
	})
}

func TestRetryBackoffAndFailure(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		q := job.New(d, quick())
		var tries atomic.Int64
		kind := func(f func(n int64) error, attempts int) job.Kind {
			return job.Kind{Backoff: 10 * time.Millisecond, Attempts: attempts, Run: func(context.Context, *job.Run) error { return f(tries.Add(1)) }}
		}
		q.Add("third", kind(func(n int64) error {
			if n < 3 {
				return errors.New("not yet")
			}
			return nil
		}, 5))
		q.Add("never", kind(func(int64) error { return fault.New(fault.Unavailable, "x.away", "对方系统暂时不可用") }, 3))
		q.Add("bad", kind(func(int64) error { return fault.New(fault.Invalid, "x.bad", "文件格式不对") }, 5))
		q.Add("hopeless", kind(func(int64) error { return job.Permanent(errors.New("no such thing")) }, 5))
		q.Add("panics", kind(func(int64) error { panic("oops") }, 2))
		start(t, q)
		for _, c := range []struct {
			kind  string
			want  job.State
			tries int64
			code  string
		}{
			{"third", job.Done, 3, ""}, {"never", job.Failed, 3, "x.away"}, {"bad", job.Failed, 1, "x.bad"},
			{"hopeless", job.Failed, 1, "platform.internal"}, {"panics", job.Failed, 2, "platform.internal"},
		} {
			t.Run(c.kind, func(t *testing.T) {
				tries.Store(0)
				id := enqueue(t, d, q, job.Spec{Kind: c.kind})
				s := await(t, q, id, c.want)
				if tries.Load() != c.tries || s.Code != c.code || strings.Contains(s.Error, "no such thing") {
					t.Errorf("%d tries, %+v", tries.Load(), s)
				}
				if c.want == job.Failed {
					if err := d.Write(ctx, func(tx *db.Tx) error { return q.Retry(tx, id) }); err != nil {
						t.Fatal(err)
					}
					await(t, q, id, job.Failed)
				}
			})
		}
	})
}

func TestKeyScheduleAndPriority(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		q := job.New(d, quick())
		var mu sync.Mutex
		var order []string
		q.Add("say", job.Kind{Run: func(_ context.Context, r *job.Run) error {
			mu.Lock()
			defer mu.Unlock()
			order = append(order, string(r.Payload))
			return nil
		}})
		later := clock.Wall{}.Now() + 400
		a := enqueue(t, d, q, job.Spec{Kind: "say", Payload: "later", At: later, Priority: 9})
		enqueue(t, d, q, job.Spec{Kind: "say", Payload: "low"})
		enqueue(t, d, q, job.Spec{Kind: "say", Payload: "high", Priority: 5})
		k1 := enqueue(t, d, q, job.Spec{Kind: "say", Payload: "keyed", Key: "k", Priority: -1})
		if k2 := enqueue(t, d, q, job.Spec{Kind: "say", Payload: "keyed", Key: "k"}); k2 != k1 {
			t.Errorf("one key, two jobs: %s %s", k1, k2)
		}
		start(t, q)
		if s := await(t, q, a, job.Done); s.Started < later {
			t.Errorf("began at %s, before %s", s.Started, later)
		}
		mu.Lock()
		defer mu.Unlock()
		if got := strings.Join(order, " "); got != `"high" "low" "keyed" "later"` {
			t.Errorf("order %s", got)
		}
		if k3 := enqueue(t, d, q, job.Spec{Kind: "say", Payload: "keyed", Key: "k"}); k3 == k1 {
			t.Error("the key of an ended job still blocks")
		}
	})
}

func TestCancel(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		q := job.New(d, quick())
		begun := make(chan bool, 1)
		q.Add("long", job.Kind{Run: func(ctx context.Context, r *job.Run) error {
			begun <- true
			<-ctx.Done()
			if !errors.Is(context.Cause(ctx), job.ErrCancelled) {
				t.Errorf("cause %v", context.Cause(ctx))
			}
			return ctx.Err()
		}})
		waiting := enqueue(t, d, q, job.Spec{Kind: "long", At: clock.Wall{}.Now() + 1_000_000})
		id := enqueue(t, d, q, job.Spec{Kind: "long"})
		start(t, q)
		<-begun
		for _, id := range []string{waiting, id, id} { // the second time says nothing
			if err := d.Write(ctx, func(tx *db.Tx) error { return q.Cancel(tx, id) }); err != nil {
				t.Fatal(err)
			}
			await(t, q, id, job.Cancelled)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return q.Cancel(tx, "nobody") }); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return q.Scrub(tx, id) }); err != nil {
			t.Error(err)
		}
	})
}

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
		time.Sleep(900 * time.Millisecond)
		for _, stop := range stops {
			stop()
		}
		if n := ran.Load(); n < 2 || n > 5 {
			t.Errorf("%d times in 0.9 s at 0.25 s", n)
		}
	})
}

func TestTwoServersShareTheWork(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
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
	})
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

func TestStatusJSON(t *testing.T) {
	for name, c := range map[string]struct {
		in   job.Status
		want string
	}{
		"running": {job.Status{ID: "1", Kind: "import", State: job.Running, Done: 50, Total: 200, Rate: 12.5, Note: "读取"},
			`{"id":"1","kind":"import","state":"running","done":50,"total":200,"rate":12.5,"remaining_s":12,"text":"读取","error":"","cancelling":false}`},
		"waiting": {job.Status{ID: "1", Kind: "import", State: job.Waiting, Total: 200},
			`{"id":"1","kind":"import","state":"waiting","done":0,"total":200,"rate":0,"remaining_s":null,"text":"","error":"","cancelling":false}`},
	} {
		if b, err := json.Marshal(c.in); err != nil || string(b) != c.want {
			t.Errorf("%s: %s %v", name, b, err)
		}
	}
}
