package app

import (
	"context"
	"errors"
	"time"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
	"github.com/hengjian/hengjian/practice/collect"
)

// traces erases what collection holds of a record; jobs of a batch are the
// queue's, which practice/collect does not know.
func traces() collect.Traces {
	return collect.Traces{Jobs: func(tx *db.Tx, batch ref.Ref) error {
		return job.EraseEnded(tx, collect.JobsOf(batch.Area, batch.ID))
	}}
}

// jobs destroys what the queue holds of an erased record.
type jobs struct{}

// Follows no kind: it only erases.
func (jobs) Follows(*kind.Kind) bool { return false }

// Apply does nothing.
func (jobs) Apply(*db.Tx, []record.Change) error { return nil }

// Erase destroys the payloads of jobs about the record.
func (jobs) Erase(tx *db.Tx, r *record.Erasing) error { return job.Erase(tx, record.Holder(r.Ref())) }

// Verify does nothing: jobs follow from no record.
func (jobs) Verify(db.Conn, []*record.Record, func(*record.Record, string)) error { return nil }

// Clean destroys what erasures and ended uses left outside the rows: files that
// nobody uses any more, pairs in name indexes, the log of the embedded database,
// dead rows on PostgreSQL. It is safe at any time and does nothing where nothing
// is left.
func (a *App) Clean(ctx context.Context) error {
	_, err := a.Files.Sweep(ctx)
	return errors.Join(err, a.Engine.ClearResidue(ctx, "subject", "collect_likeness", "collect_quarantine", "collect_batch", "job_queue"), a.emptyLog(ctx))
}

// Readers are short: the log is tried again for a while before it is given up.
const (
	logPatience = 10 * time.Second
	logBetween  = 50 * time.Millisecond
)

func (a *App) emptyLog(ctx context.Context) error {
	late := time.After(logPatience)
	for {
		err := a.DB.EmptyLog(ctx)
		if err == nil || !fault.Is(err, fault.Unavailable) {
			return err
		}
		select {
		case <-late:
			return err
		case <-ctx.Done():
			return err
		case <-time.After(logBetween):
		}
	}
}

// cleaner runs Clean after an erasure, outside its transaction, until it has
// succeeded; what a crash leaves is done at the next start. On PostgreSQL dead
// rows wait for the housekeeping of the day: a vacuum reads whole tables.
type cleaner struct {
	app  *App
	wake chan struct{}
	end  context.CancelFunc
	gone chan struct{}
}

func newCleaner(a *App) *cleaner { return &cleaner{app: a, wake: make(chan struct{}, 1)} }

// nudge says that something was erased.
func (c *cleaner) nudge() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

func (c *cleaner) start() {
	ctx, end := context.WithCancel(context.Background())
	c.end, c.gone = end, make(chan struct{})
	go func() { defer close(c.gone); c.run(ctx) }()
	c.nudge() // what the last process left
}

// maxWait bounds the time between two tries.
const maxWait = time.Minute

func (c *cleaner) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.wake:
		}
		for wait := 100 * time.Millisecond; ; wait = min(2*wait, maxWait) {
			if err := c.clean(ctx); err == nil || ctx.Err() != nil {
				break
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(wait):
			}
		}
	}
}

func (c *cleaner) clean(ctx context.Context) error {
	if c.app.DB.Dialect() == db.Postgres {
		_, err := c.app.Files.Sweep(ctx)
		return err
	}
	return c.app.Clean(ctx)
}

// stop ends the cleaning. What was asked for just before, by a command that
// erases and ends, is done first; where that fails it waits for the next start.
func (c *cleaner) stop() error {
	c.end()
	<-c.gone
	select {
	case <-c.wake:
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = c.clean(ctx) // it stays noted in the database
	default:
	}
	return nil
}
