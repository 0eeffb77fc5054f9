package job

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

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
