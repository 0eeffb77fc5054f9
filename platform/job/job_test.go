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
		later := clock.Wall{}.Now() + 2500
		a := enqueue(t, d, q, job.Spec{Kind: "say", Payload: "later", At: later, Priority: 9})
		enqueue(t, d, q, job.Spec{Kind: "say", Payload: "low"})
		enqueue(t, d, q, job.Spec{Kind: "say", Payload: "high", Priority: 5})
		k1 := enqueue(t, d, q, job.Spec{Kind: "say", Payload: "keyed", Key: "k", Priority: -1})
		if k2 := enqueue(t, d, q, job.Spec{Kind: "say", Payload: "keyed", Key: "k"}); k2 != k1 {
			t.Errorf("one key, two jobs: %s %s", k1, k2)
		}
		start(t, q)
		await(t, q, k1, job.Done)
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
