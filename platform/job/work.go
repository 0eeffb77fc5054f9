package job

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Work runs jobs until ctx ends, then waits for the running ones to give up at
// their next step; they go on at the next start.
func (q *Queue) Work(ctx context.Context) error {
	if q.db.Dialect() == db.SQLite {
		// The folder's lock makes this the only process: whoever held a lease is dead.
		if err := q.db.Write(ctx, func(tx *db.Tx) error { return q.reclaim(tx, 1<<62) }); err != nil {
			return fmt.Errorf("taking over jobs: %w", err)
		}
	}
	if err := q.startPeriods(ctx); err != nil {
		return fmt.Errorf("starting periodic jobs: %w", err)
	}
	var running sync.WaitGroup
	poll := time.NewTicker(q.o.Poll)
	defer poll.Stop()
	var cleaned time.Time
	for ctx.Err() == nil {
		if time.Since(cleaned) > time.Hour {
			cleaned = time.Now()
			q.warn(ctx, "cleaning jobs", q.db.Write(ctx, func(tx *db.Tx) error { _, err := q.Clean(tx); return err }))
		}
		q.tickPeriods(ctx)
		q.fill(ctx, &running)
		select {
		case <-ctx.Done():
		case <-q.wake:
		case <-poll.C:
		}
	}
	running.Wait()
	return nil
}

func (q *Queue) warn(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		q.o.Log.LogAttrs(ctx, slog.LevelWarn, what, slog.String("code", fault.As(err).Code), slog.Any("cause", err))
	}
}

// fill claims jobs until nothing is due or no worker is free.
func (q *Queue) fill(ctx context.Context, running *sync.WaitGroup) {
	for ctx.Err() == nil {
		kinds := q.free()
		if len(kinds) == 0 {
			return
		}
		r, err := q.claim(ctx, kinds)
		if err != nil || r == nil {
			q.warn(ctx, "claiming a job", err)
			return
		}
		own, end := context.WithCancelCause(context.WithoutCancel(ctx))
		r.end = end
		q.mu.Lock()
		q.running[r.ID] = r
		q.busy[r.Kind]++
		q.total++
		q.mu.Unlock()
		running.Add(1)
		go func() {
			defer running.Done()
			stop := context.AfterFunc(ctx, func() { end(ErrStopping) })
			defer stop()
			q.attempt(own, r)
			end(nil)
			q.mu.Lock()
			if q.running[r.ID] == r { // after a lost lease it may be another attempt here
				delete(q.running, r.ID)
			}
			q.busy[r.Kind]--
			q.total--
			q.mu.Unlock()
			q.hub.tell(r.ID)
			q.nudge()
		}()
	}
}

// free lists the kinds that may start another job now.
func (q *Queue) free() (kinds []string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.total >= q.o.Workers {
		return nil
	}
	for name, k := range q.kinds {
		if q.busy[name] < k.Concurrency {
			kinds = append(kinds, name)
		}
	}
	return kinds
}

// next is the one helper with FOR UPDATE SKIP LOCKED: the next due job of the
// kinds, locked where other servers might take it too. SQLite has one writer and
// needs no lock.
func next(c db.Conn, lock bool, now clock.Instant, kinds []string) (id string, err error) {
	args := []any{int64(now)}
	marks := make([]string, len(kinds))
	for i, k := range kinds {
		args = append(args, k)
		marks[i] = "$" + strconv.Itoa(i+2)
	}
	query := `SELECT id FROM job_queue WHERE state = 'waiting' AND run_at <= $1 AND kind IN (` + strings.Join(marks, ", ") + `)
		ORDER BY priority DESC, run_at, id LIMIT 1`
	if lock && c.Dialect() == db.Postgres {
		query += ` FOR UPDATE SKIP LOCKED`
	}
	err = c.QueryRow(query, args...).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, err
}

// claim takes the next due job, or none. It looks before it writes, so that an
// idle server writes nothing.
func (q *Queue) claim(ctx context.Context, kinds []string) (r *Run, err error) {
	now := q.o.Clock.Now()
	due := false
	err = q.db.Read(ctx, func(c db.Conn) error {
		id, err := next(c, false, now, kinds)
		if err != nil || id != "" {
			due = id != ""
			return err
		}
		var expired int64
		err = c.QueryRow(`SELECT count(*) FROM job_queue WHERE state = 'running' AND lease_until < $1`, int64(now)).Scan(&expired)
		due = expired > 0
		return err
	})
	if err != nil || !due {
		return nil, err
	}
	err = q.db.Write(ctx, func(tx *db.Tx) error {
		r = nil // this may be the second time
		if err := q.reclaim(tx, now); err != nil {
			return err
		}
		id, err := next(tx, true, now, kinds)
		if err != nil || id == "" {
			return err
		}
		got, err := q.take(tx, id, now)
		if err == nil {
			r = got
		}
		return err
	})
	if err != nil || r == nil {
		return nil, err
	}
	q.hub.tell(r.ID)
	return r, nil
}

// take gives the job to this worker under a fresh token.
func (q *Queue) take(tx *db.Tx, id string, now clock.Instant) (*Run, error) {
	r := &Run{ID: id, q: q, token: uuid.NewString(), until: now + clock.Instant(q.o.Lease.Milliseconds())}
	var payload []byte
	err := tx.QueryRow(`UPDATE job_queue SET state = 'running', token = $2, lease_until = $3, attempt = attempt + 1, started_at = coalesce(started_at, $4), rate = 0
		WHERE id = $1 AND state = 'waiting' RETURNING kind, payload, checkpoint, done, total, attempt`,
		id, r.token, int64(r.until), int64(now)).Scan(&r.Kind, &payload, &r.Checkpoint, &r.Done, &r.Total, &r.Attempt)
	if err != nil {
		return nil, err
	}
	r.Payload = payload
	r.marks = []mark{{now, r.Done}}
	return r, nil
}

// reclaim puts back jobs whose lease ended before limit; one that died too often
// without progress fails, so that it cannot bring the server down for ever.
func (q *Queue) reclaim(tx *db.Tx, limit clock.Instant) error {
	now := int64(q.o.Clock.Now())
	if _, err := tx.Exec(`UPDATE job_queue SET state = 'cancelled', ended_at = $2, token = '' WHERE state = 'running' AND lease_until < $1 AND cancel`, int64(limit), now); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE job_queue SET state = 'failed', ended_at = $2, token = '', code = 'job.died', error = '执行进程多次中断且没有进展，已停止重试'
		WHERE state = 'running' AND lease_until < $1 AND attempt >= attempts`, int64(limit), now); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE job_queue SET state = 'waiting', run_at = $2, token = '' WHERE state = 'running' AND lease_until < $1`, int64(limit), now)
	return err
}

// attempt runs the handler under its lease and writes how it ended.
func (q *Queue) attempt(ctx context.Context, r *Run) {
	beating := make(chan struct{})
	over := make(chan struct{})
	go func() {
		defer close(over)
		q.beat(ctx, r, beating)
	}()
	err := guarded(ctx, q.kinds[r.Kind].Run, r)
	close(beating)
	<-over
	q.conclude(ctx, r, err)
}

func guarded(ctx context.Context, h Handler, r *Run) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("job panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return h(ctx, r)
}

// beat renews the lease until the handler is over. It ends the job's context
// when the lease is lost, which a database out of reach for the whole lease
// means too.
func (q *Queue) beat(ctx context.Context, r *Run, over <-chan struct{}) {
	t := time.NewTicker(q.o.Lease / 3)
	defer t.Stop()
	for {
		select {
		case <-over:
			return
		case <-t.C:
		}
		now := q.o.Clock.Now()
		until := now + clock.Instant(q.o.Lease.Milliseconds())
		var cancel bool
		err := q.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
			return tx.QueryRow(`UPDATE job_queue SET lease_until = $3 WHERE id = $1 AND token = $2 AND state = 'running' RETURNING cancel`,
				r.ID, r.token, int64(until)).Scan(&cancel)
		})
		r.mu.Lock()
		held, finished := r.until, r.over
		if err == nil {
			r.until = until
		}
		r.mu.Unlock()
		switch {
		case finished:
			return
		case errors.Is(err, sql.ErrNoRows), err != nil && now > held:
			r.end(ErrLost)
			return
		case cancel:
			r.end(ErrCancelled)
		}
	}
}

// conclude writes the end of an attempt, or nothing when the lease was lost.
func (q *Queue) conclude(ctx context.Context, r *Run, err error) {
	r.mu.Lock()
	finished := r.over
	r.mu.Unlock()
	cause := context.Cause(ctx)
	if finished || errors.Is(cause, ErrLost) {
		if !finished {
			q.o.Log.LogAttrs(ctx, slog.LevelWarn, "job lease lost", slog.String("job", r.ID), slog.String("kind", r.Kind))
		}
		return
	}
	f := func(tx *db.Tx) error { return q.end(tx, r, cause, err) }
	for try := range 6 { // a database that is away comes back; else the lease runs out
		werr := q.db.Write(context.WithoutCancel(ctx), f)
		if werr == nil {
			break
		}
		q.o.Log.LogAttrs(ctx, slog.LevelWarn, "concluding a job", slog.String("job", r.ID), slog.Any("cause", werr))
		time.Sleep(50 * time.Millisecond << try)
	}
	if err != nil && cause == nil {
		q.o.Log.LogAttrs(ctx, slog.LevelWarn, "job attempt failed", slog.String("job", r.ID), slog.String("kind", r.Kind),
			slog.Int64("attempt", r.Attempt), slog.String("code", fault.As(err).Code), slog.Any("cause", err))
	}
}

func (q *Queue) end(tx *db.Tx, r *Run, cause, err error) error {
	now := q.o.Clock.Now()
	finish := func(s State, code, text string) error {
		_, err := tx.Exec(finishSQL, r.ID, r.token, string(s), int64(now), code, text, "")
		return err
	}
	if err == nil {
		return finish(Done, "", "")
	}
	if errors.Is(cause, ErrCancelled) {
		return finish(Cancelled, "", "")
	}
	if errors.Is(cause, ErrStopping) { // no attempt was used up
		_, err := tx.Exec(`UPDATE job_queue SET state = 'waiting', token = '', run_at = $3, attempt = CASE WHEN attempt > 0 THEN attempt - 1 ELSE 0 END
			WHERE id = $1 AND token = $2 AND state = 'running'`, r.ID, r.token, int64(now))
		return err
	}
	f := fault.As(err)
	if hopeless(err) {
		return finish(Failed, f.Code, f.Text)
	}
	var attempt, attempts int64
	serr := tx.QueryRow(`SELECT attempt, attempts FROM job_queue WHERE id = $1 AND token = $2`, r.ID, r.token).Scan(&attempt, &attempts)
	if errors.Is(serr, sql.ErrNoRows) {
		return nil
	}
	if serr != nil {
		return serr
	}
	if attempt >= attempts {
		return finish(Failed, f.Code, f.Text)
	}
	wait := q.kinds[r.Kind].wait(attempt)
	_, err = tx.Exec(`UPDATE job_queue SET state = 'waiting', token = '', run_at = $3, code = $4, error = $5 WHERE id = $1 AND token = $2 AND state = 'running'`,
		r.ID, r.token, int64(now)+wait.Milliseconds(), f.Code, f.Text)
	return err
}

// wait is the pause after the given attempt: doubled each time, bounded, and
// between a half and the whole of that by chance, so that many failed jobs do
// not come back together.
func (k *Kind) wait(attempt int64) time.Duration {
	d := k.Backoff
	for i := int64(1); i < attempt && d < k.MaxBackoff; i++ {
		d *= 2
	}
	d = min(d, k.MaxBackoff)
	return d/2 + rand.N(d/2+1)
}
