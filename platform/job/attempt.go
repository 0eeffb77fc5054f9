package job

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

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
	q.ended.WithLabelValues(r.Kind, outcome(finished, cause, err)).Inc()
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

// outcome names how an attempt ended, for the metrics.
func outcome(finished bool, cause, err error) string {
	switch {
	case finished, err == nil && !errors.Is(cause, ErrLost):
		return "done"
	case errors.Is(cause, ErrLost):
		return "lost"
	case errors.Is(cause, ErrCancelled):
		return "cancelled"
	case errors.Is(cause, ErrStopping):
		return "stopped"
	}
	return "error"
}

func (q *Queue) end(tx *db.Tx, r *Run, cause, err error) error {
	now := q.o.Clock.Now()
	finish := func(s State, code, text string) error {
		n, err := tx.Exec(finishSQL, r.ID, r.token, string(s), int64(now), code, text, "")
		if err != nil || n == 0 || s == Done {
			return err
		}
		return q.gaveUp(tx, r.ID)
	}
	if err == nil {
		return finish(Done, "", "")
	}
	if gone, err := erased(tx, r); err != nil {
		return err
	} else if gone { // its error may name what was destroyed
		return finish(Cancelled, "", "")
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
