package job_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
)

// What a job was for hears, in the transaction of its end, that nobody works on it any
// more, however it came to an end other than by being done.
func TestGaveUpIsTold(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		q := job.New(d, quick())
		kind := func(run job.Handler) job.Kind {
			return job.Kind{Attempts: 2, Backoff: time.Millisecond, Run: run, GaveUp: func(tx *db.Tx, payload json.RawMessage, why string) error {
				var n int64
				if err := json.Unmarshal(payload, &n); err != nil {
					return err
				}
				_, err := tx.Exec(`INSERT INTO work_row (n, who) VALUES ($1, $2)`, n, why)
				return err
			}}
		}
		begun := make(chan bool, 1)
		q.Add("done", kind(func(context.Context, *job.Run) error { return nil }))
		q.Add("away", kind(func(context.Context, *job.Run) error {
			return fault.New(fault.Unavailable, "x.away", "对方系统暂时不可用")
		}))
		q.Add("wrong", kind(func(context.Context, *job.Run) error {
			return job.Permanent(fault.New(fault.Invalid, "x.bad", "文件格式不对"))
		}))
		q.Add("panics", kind(func(context.Context, *job.Run) error { panic("oops") }))
		q.Add("long", kind(func(ctx context.Context, _ *job.Run) error { begun <- true; <-ctx.Done(); return ctx.Err() }))
		died := enqueue(t, d, q, job.Spec{Kind: "done", Payload: 6})
		later := enqueue(t, d, q, job.Spec{Kind: "done", Payload: 5, At: clock.Wall{}.Now() + 1_000_000})
		err := d.Write(ctx, func(tx *db.Tx) error { // its server was killed at the second attempt, an hour ago
			_, err := tx.Exec(`UPDATE job_queue SET state = 'running', attempt = 2, token = 'gone', lease_until = $2 WHERE id = $1`, died, int64(clock.Wall{}.Now()-3_600_000))
			return errors.Join(err, q.Cancel(tx, later))
		})
		if err != nil {
			t.Fatal(err)
		}
		start(t, q)
		for n, k := range []string{"done", "away", "wrong", "panics"} {
			await(t, q, enqueue(t, d, q, job.Spec{Kind: k, Payload: n}), map[bool]job.State{true: job.Done, false: job.Failed}[n == 0])
		}
		long := enqueue(t, d, q, job.Spec{Kind: "long", Payload: 4})
		<-begun
		if err := d.Write(ctx, func(tx *db.Tx) error { return q.Cancel(tx, long) }); err != nil {
			t.Fatal(err)
		}
		await(t, q, long, job.Cancelled)
		await(t, q, died, job.Failed)
		for n, want := range []string{"", "对方系统暂时不可用", "文件格式不对", "系统内部错误，已记录，请稍后再试", "后台任务已取消", "后台任务已取消", "执行进程多次中断且没有进展，已停止重试"} {
			var got string
			err := d.Read(ctx, func(c db.Conn) error {
				return c.QueryRow(`SELECT coalesce(max(who), '') FROM work_row WHERE n = $1`, int64(n)).Scan(&got)
			})
			if err != nil || got != want {
				t.Errorf("%d was told %q, want %q: %v", n, got, want, err)
			}
		}
	})
}

// A job whose end what it was for refuses to hear, or panics at, ends all the same and
// keeps no other from being worked on.
func TestGaveUpRefuses(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		q := job.New(d, quick())
		run := func(context.Context, *job.Run) error { return nil }
		refuse := func(tx *db.Tx, _ json.RawMessage, _ string) error {
			_, err := tx.Exec(`INSERT INTO work_row (n, who) VALUES (1, 'half')`)
			return errors.Join(err, errors.New("told to refuse"))
		}
		q.Add("refuses", job.Kind{Run: run, GaveUp: refuse})
		q.Add("panics", job.Kind{Run: run, GaveUp: func(*db.Tx, json.RawMessage, string) error { panic("told to panic") }})
		q.Add("other", job.Kind{Run: run})
		died := enqueue(t, d, q, job.Spec{Kind: "refuses"})
		cancelled := enqueue(t, d, q, job.Spec{Kind: "panics"})
		err := d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE job_queue SET state = 'running', attempt = attempts, token = 'gone', cancel = (id = $2), lease_until = $1`, int64(clock.Wall{}.Now()-3_600_000), cancelled)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		start(t, q)
		await(t, q, enqueue(t, d, q, job.Spec{Kind: "other"}), job.Done)
		await(t, q, died, job.Failed)
		await(t, q, cancelled, job.Cancelled)
		var n int64
		if err := d.Read(ctx, func(c db.Conn) error { return c.QueryRow(`SELECT count(*) FROM work_row`).Scan(&n) }); err != nil || n != 0 {
			t.Errorf("%d rows of what refused were kept: %v", n, err)
		}
	})
}
