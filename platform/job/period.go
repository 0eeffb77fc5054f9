package job

import (
	"context"
	"fmt"
	"time"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// period is a job that comes again and again.
type period struct {
	name  string
	spec  Spec
	every time.Duration
	next  clock.Instant // as last read
}

// Every enqueues a job of the spec each interval, once however many servers run
// on the database, and not while the last one has not ended. A time missed while
// no server ran is made up once. Call it before Work.
func (q *Queue) Every(name string, interval time.Duration, s Spec) {
	if q.kinds[s.Kind] == nil || interval <= 0 || name == "" {
		panic("job: period " + name + " has no kind, name or interval")
	}
	s.Key = "every:" + name
	q.periods = append(q.periods, &period{name: name, spec: s, every: interval})
}

func (q *Queue) startPeriods(ctx context.Context) error {
	if len(q.periods) == 0 {
		return nil
	}
	return q.db.Write(ctx, func(tx *db.Tx) error {
		for _, p := range q.periods {
			if _, err := tx.Exec(`INSERT INTO job_period (name, next_at) VALUES ($1, $2) ON CONFLICT DO NOTHING`, p.name, int64(q.o.Clock.Now())); err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
			if err := tx.QueryRow(`SELECT next_at FROM job_period WHERE name = $1`, p.name).Scan(&p.next); err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
		}
		return nil
	})
}

// tickPeriods enqueues what is due.
func (q *Queue) tickPeriods(ctx context.Context) {
	for _, p := range q.periods {
		now := q.o.Clock.Now()
		// A clock set back must not stop a period for as long as it was ahead.
		if p.next > now && int64(p.next-now) <= p.every.Milliseconds() {
			continue
		}
		next := p.next
		err := q.db.Write(ctx, func(tx *db.Tx) error {
			due := now + clock.Instant(p.every.Milliseconds())
			n, err := tx.Exec(`UPDATE job_period SET next_at = $2 WHERE name = $1 AND (next_at <= $3 OR next_at > $2)`, p.name, int64(due), int64(now))
			if err != nil {
				return err
			}
			if n == 0 { // another server was faster
				return tx.QueryRow(`SELECT next_at FROM job_period WHERE name = $1`, p.name).Scan(&next)
			}
			next = due
			_, err = q.Enqueue(tx, p.spec)
			return err
		})
		if err == nil {
			p.next = next
		}
		q.warn(ctx, "enqueueing a periodic job", err)
	}
}
