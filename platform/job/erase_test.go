package job_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
)

// held is everything the tables of jobs hold as text.
func held(t *testing.T, d *db.DB) (all string) {
	t.Helper()
	err := d.Read(context.Background(), func(c db.Conn) error {
		query := `SELECT coalesce(payload, ''), coalesce(checkpoint, ''), key, note, error FROM job_queue`
		if c.Dialect() == db.Postgres {
			query = `SELECT convert_from(coalesce(payload, ''), 'UTF8'), convert_from(coalesce(checkpoint, ''), 'UTF8'), key, note, error FROM job_queue`
		}
		rows, err := c.Query(query)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var p [5]string
			if err := rows.Scan(&p[0], &p[1], &p[2], &p[3], &p[4]); err != nil {
				return err
			}
			all += strings.Join(p[:], "|") + "\n"
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestEraseDestroysWhatJobsHold erases somebody of whom a waiting, a running and
// a failed job hold values, and leaves the jobs of others alone.
func TestEraseDestroysWhatJobsHold(t *testing.T) {
	const person = "张三甲乙"
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		q := job.New(d, quick())
		begun := make(chan bool)
		q.Add("long", job.Kind{Run: func(ctx context.Context, r *job.Run) error {
			save := func() error {
				return d.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
					return r.Progress(tx, job.Progress{Done: 1, Note: person, State: []byte(person)})
				})
			}
			if err := save(); err != nil {
				return err
			}
			begun <- true
			<-ctx.Done()
			_ = save() // as a handler does that has not noticed yet
			return fault.New(fault.Invalid, "test.x", person)
		}})
		q.Add("bad", job.Kind{Run: func(context.Context, *job.Run) error {
			return job.Permanent(fault.New(fault.Invalid, "test.x", person))
		}})
		payload := map[string]string{"name": person}
		waiting := enqueue(t, d, q, job.Spec{Kind: "long", Key: person, Payload: payload, About: []string{"record/1"}, At: clock.Wall{}.Now() + 1_000_000})
		other := enqueue(t, d, q, job.Spec{Kind: "long", Payload: "other", About: []string{"record/2"}, At: clock.Wall{}.Now() + 1_000_000})
		running := enqueue(t, d, q, job.Spec{Kind: "long", Payload: payload, About: []string{"record/1"}})
		failed := enqueue(t, d, q, job.Spec{Kind: "bad", Payload: payload, About: []string{"record/1"}})
		start(t, q)
		<-begun
		await(t, q, failed, job.Failed)
		if n := strings.Count(held(t, d), person); n < 6 {
			t.Fatalf("only %d places hold the name before: %s", n, held(t, d))
		}
		if err := d.Write(context.Background(), func(tx *db.Tx) error { return job.Erase(tx, "record/1") }); err != nil {
			t.Fatal(err)
		}
		await(t, q, waiting, job.Cancelled)
		await(t, q, running, job.Cancelled)
		if all := held(t, d); strings.Contains(all, person) || !strings.Contains(all, "other") {
			t.Errorf("after: %s", all)
		}
		await(t, q, other, job.Waiting)
		for _, id := range []string{waiting, failed} {
			err := d.Write(context.Background(), func(tx *db.Tx) error { return q.Retry(tx, id) })
			var f *fault.Error
			if !errors.As(err, &f) || f.Code != "job.erased" {
				t.Errorf("retry: %v", err)
			}
		}
	})
}
