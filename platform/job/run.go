package job

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// Run is one attempt at a job, in the hands of its worker.
type Run struct {
	ID         string
	Kind       string
	Payload    json.RawMessage
	Checkpoint []byte // state of the last Progress, nil at the very first attempt
	Done       int64  // where the last attempt left off
	Total      int64
	Attempt    int64 // 1 for the first; begins again after progress

	q     *Queue
	token string
	end   context.CancelCauseFunc

	mu       sync.Mutex
	marks    []mark        // of the last window, for the rate
	until    clock.Instant // the lease as last renewed
	reported time.Time
	over     bool // ended by Finish
}

// mark is how far the job was at a moment.
type mark struct {
	at   clock.Instant
	done int64
}

// window is the time over which a rate is taken.
const window = 30 * time.Second

// Decode reads the payload into v.
func (r *Run) Decode(v any) error {
	if err := json.Unmarshal(r.Payload, v); err != nil {
		return Permanent(fmt.Errorf("payload of job %s: %w", r.Kind, err))
	}
	return nil
}

// Progress is how far a job is.
type Progress struct {
	Done  int64
	Total int64  // 0: not known
	Note  string // for people
	State []byte // checkpoint; nil leaves the last one
}

// Progress saves how far the job is, in the transaction of the work itself. It
// fails with ErrLost, and so undoes the transaction, when the lease is no longer
// ours.
func (r *Run) Progress(tx *db.Tx, p Progress) error {
	now := r.q.o.Clock.Now()
	until := now + clock.Instant(r.q.o.Lease.Milliseconds())
	var state any
	if p.State != nil {
		state = p.State
	}
	var cancel bool
	err := tx.QueryRow(`UPDATE job_queue SET attempt = CASE WHEN done < $3 THEN 1 ELSE attempt END, done = $3, total = $4, rate = $5, note = CASE WHEN payload IS NULL THEN '' ELSE $6 END,
			checkpoint = CASE WHEN payload IS NULL THEN NULL ELSE coalesce($7, checkpoint) END, lease_until = $8
		WHERE id = $1 AND token = $2 AND state = 'running' RETURNING cancel`,
		r.ID, r.token, p.Done, p.Total, r.rate(now, p.Done), p.Note, state, int64(until)).Scan(&cancel)
	if errors.Is(err, sql.ErrNoRows) {
		r.end(ErrLost)
		return ErrLost
	}
	if err != nil {
		return err
	}
	tx.After(func() {
		r.mark(now, until, p.Done)
		if cancel {
			r.end(ErrCancelled)
		}
		r.q.hub.tell(r.ID)
	})
	return nil
}

// Guard fails with ErrLost when the lease is no longer ours: for a transaction
// of the job that makes no progress worth saving.
func (r *Run) Guard(tx *db.Tx) error {
	until := r.q.o.Clock.Now() + clock.Instant(r.q.o.Lease.Milliseconds())
	n, err := tx.Exec(`UPDATE job_queue SET lease_until = $3 WHERE id = $1 AND token = $2 AND state = 'running'`, r.ID, r.token, int64(until))
	if err != nil {
		return err
	}
	if n == 0 {
		r.end(ErrLost)
		return ErrLost
	}
	return nil
}

// Report saves progress in a transaction of its own, at most twice a second, for
// work that changes nothing else.
func (r *Run) Report(ctx context.Context, p Progress) error {
	r.mu.Lock()
	soon := time.Since(r.reported) < 500*time.Millisecond && (p.Total == 0 || p.Done < p.Total)
	if !soon {
		r.reported = time.Now()
	}
	r.mu.Unlock()
	if soon {
		return context.Cause(ctx)
	}
	return r.q.db.Write(ctx, func(tx *db.Tx) error { return r.Progress(tx, p) })
}

// Finish ends the job as done in the transaction of its last work, so that no
// crash can come between the two. The handler then returns nil.
func (r *Run) Finish(tx *db.Tx, note string) error {
	n, err := tx.Exec(finishSQL, r.ID, r.token, string(Done), int64(r.q.o.Clock.Now()), "", "", note)
	if err != nil {
		return err
	}
	if n == 0 {
		r.end(ErrLost)
		return ErrLost
	}
	tx.After(func() {
		r.mu.Lock()
		r.over = true
		r.mu.Unlock()
		r.q.hub.tell(r.ID)
	})
	return nil
}

// finishSQL ends a job; an empty note leaves the last one.
const finishSQL = `UPDATE job_queue SET state = $3, ended_at = $4, token = '', cancel = FALSE, code = $5, error = $6,
		note = CASE WHEN $7 = '' OR payload IS NULL THEN note ELSE $7 END,
		total = CASE WHEN $3 = 'done' AND total < done THEN done ELSE total END,
		checkpoint = CASE WHEN $3 = 'done' THEN NULL ELSE checkpoint END
	WHERE id = $1 AND token = $2 AND state = 'running'`

// rate returns items in 1,000 seconds over the window that ends now.
func (r *Run) rate(now clock.Instant, done int64) int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.marks) == 0 || now <= r.marks[0].at {
		return 0
	}
	return max(done-r.marks[0].done, 0) * 1_000_000 / int64(now-r.marks[0].at)
}

func (r *Run) mark(now, until clock.Instant, done int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.until = max(r.until, until)
	r.marks = append(r.marks, mark{now, done})
	for len(r.marks) > 2 && int64(now-r.marks[1].at) > window.Milliseconds() {
		r.marks = r.marks[1:]
	}
	if len(r.marks) > 200 { // many small steps: every second one tells as much
		kept := r.marks[:1]
		for i := 2; i < len(r.marks); i += 2 {
			kept = append(kept, r.marks[i])
		}
		r.marks = kept
	}
}
