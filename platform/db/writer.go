package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/hengjian/hengjian/platform/fault"
)

// A group is at most maxGroup acts, or what came within groupWait of the first.
const (
	maxGroup  = 64
	groupWait = 2 * time.Millisecond
)

// job is one waiting act.
type job struct {
	ctx  context.Context
	f    func(*Tx) error
	done chan error
}

// writer owns the only writing connection of a SQLite database.
type writer struct {
	db    *DB
	pool  *sql.DB
	conn  *sql.Conn
	prep  *connStmts
	queue chan *job
	aside chan *errand
	quit  chan struct{}
	gone  chan struct{}
	want  int // acts to wait for: as many as the last group held
	watch watch
	mover mover
}

func startWriter(d *DB, pool *sql.DB, conn *sql.Conn, mover mover) (*writer, error) {
	w := &writer{db: d, pool: pool, conn: conn, prep: &connStmts{conn, map[string]*sql.Stmt{}},
		queue: make(chan *job), aside: make(chan *errand), quit: make(chan struct{}), gone: make(chan struct{}), mover: mover}
	if err := w.watch.over(conn); err != nil {
		return nil, err
	}
	go w.loop()
	return w, nil
}

func (w *writer) do(ctx context.Context, f func(*Tx) error) error {
	j := &job{ctx: ctx, f: f, done: make(chan error, 1)}
	select {
	case w.queue <- j:
	case <-ctx.Done():
		return translate(ctx.Err())
	case <-w.quit:
		return closing()
	}
	return <-j.done
}

func closing() error {
	return fault.New(fault.Unavailable, "db.closing", "服务正在停止，本次操作没有写入，请稍后再试")
}

func (w *writer) stop() error {
	close(w.quit)
	<-w.gone
	w.prep.forget()
	return errors.Join(w.mover.close(), w.conn.Close(), w.pool.Close())
}

func (w *writer) loop() {
	defer close(w.gone)
	for {
		select {
		case j := <-w.queue:
			w.group(w.gather(j))
			w.mover.look(w.conn)
		case e := <-w.aside:
			w.mover.wait()
			err := e.f(w.conn)
			w.db.commits.Add(1)
			e.done <- err
		case <-w.quit:
			return
		}
	}
}

// gather takes the acts that wait now. Where the last group held more, others are
// on their way again, and it waits for as many, groupWait at most: clients that write
// one act after the other do not fall into groups of one and of all the rest. A lone
// act is held back by that only just after a burst.
func (w *writer) gather(first *job) []*job {
	jobs := []*job{first}
	var late <-chan time.Time
	for len(jobs) < maxGroup {
		select {
		case j := <-w.queue:
			jobs = append(jobs, j)
			continue
		default:
		}
		if len(jobs) >= w.want {
			break
		}
		if late == nil {
			late = time.After(groupWait)
		}
		select {
		case j := <-w.queue:
			jobs = append(jobs, j)
			continue
		case <-late:
		case <-w.quit:
		}
		break
	}
	w.want = max(len(jobs), w.want/2)
	return jobs
}

// group runs the jobs, commits once, then answers all. An act that fails after it
// has written spoils what it shares; the group is then run again with each act in
// a savepoint. When the whole transaction is lost, the jobs run again one by one.
func (w *writer) group(jobs []*job) {
	errs, txs, err := w.together(jobs, false)
	if errors.Is(err, errSpoiled) {
		errs, txs, err = w.together(jobs, true)
	}
	if err == nil {
		for i, j := range jobs {
			if errs[i] == nil {
				txs[i].committed()
			}
			j.done <- errs[i]
		}
		return
	}
	if len(jobs) == 1 {
		jobs[0].done <- translate(err)
		return
	}
	for _, j := range jobs {
		w.group([]*job{j})
	}
}

// errSpoiled says that an act without a savepoint failed after it had written.
var errSpoiled = errors.New("an act failed after it had written")

// together returns each job's own error, or one error when nothing was kept.
// Acts fail by what they read before they write, as a rule, so that a savepoint for
// each is only taken when one has not: it costs SQLite a second journal of every
// page and writes out the name index.
func (w *writer) together(jobs []*job, apart bool) ([]error, []*Tx, error) {
	ctx, cancel := context.WithTimeout(context.Background(), w.db.timeout*time.Duration(len(jobs)))
	defer cancel()
	// A statement that has taken effect is told to have failed when its context ends
	// meanwhile: the bounds of the transaction have none.
	own := context.Background()
	if _, err := w.conn.ExecContext(own, "BEGIN IMMEDIATE"); err != nil {
		return nil, nil, fmt.Errorf("beginning: %w", err)
	}
	w.watch.begin()
	defer w.watch.end()
	errs, txs := make([]error, len(jobs)), make([]*Tx, len(jobs))
	changed := false
	var left []leftover
	for i, j := range jobs {
		if err := j.ctx.Err(); err != nil { // gone before it began
			errs[i] = translate(err)
			continue
		}
		tx, err, lost := w.one(ctx, j, apart)
		switch {
		case lost != nil:
		case w.watch.gone:
			lost = errors.Join(errGone, err)
		case err != nil && tx.wrote && !apart && len(jobs) > 1:
			lost = errSpoiled
		}
		if lost != nil {
			w.rollback()
			return nil, nil, lost
		}
		txs[i], errs[i] = tx, err
		if err == nil {
			changed = true
			left = append(left, tx.left...)
		}
	}
	if !changed {
		w.rollback()
		return errs, txs, nil
	}
	if err := guarded(func(tx *Tx) error { return tx.finish(left) }, w.tx(ctx)); err != nil {
		w.rollback()
		return nil, nil, err
	}
	w.watch.commit()
	if _, err := w.conn.ExecContext(own, "COMMIT"); err != nil {
		w.rollback()
		return nil, nil, fmt.Errorf("committing: %w", err)
	}
	w.db.commits.Add(1)
	return errs, txs, nil
}

// one runs one job, apart in a savepoint of its own. lost is set when the outer
// transaction is gone.
func (w *writer) one(outer context.Context, j *job, apart bool) (tx *Tx, failed, lost error) {
	ctx, cancel := context.WithTimeout(outer, w.db.timeout)
	defer cancel()
	if apart {
		if _, err := w.conn.ExecContext(ctx, "SAVEPOINT act"); err != nil {
			return nil, nil, err
		}
	}
	tx = w.tx(ctx)
	failed = guarded(j.f, tx)
	if failed == nil && ctx.Err() != nil {
		failed = fault.New(fault.Unavailable, "db.slow", "操作超过时间预算，没有写入").With(ctx.Err())
	}
	if !apart {
		return tx, failed, nil
	}
	if failed != nil {
		if _, err := w.conn.ExecContext(outer, "ROLLBACK TO act"); err != nil {
			return nil, nil, errors.Join(failed, err)
		}
	}
	if _, err := w.conn.ExecContext(outer, "RELEASE act"); err != nil {
		return nil, nil, errors.Join(failed, err)
	}
	return tx, failed, nil
}

func (w *writer) tx(ctx context.Context) *Tx {
	return &Tx{ctx: ctx, db: w.db, run: w.conn, prep: w.prep, now: w.db.last.next(w.db.clock.Now())}
}

// guarded turns a panic of one act into its error, so that the others live on.
func guarded(f func(*Tx) error, tx *Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("act panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return f(tx)
}

func (w *writer) rollback() {
	// The error is the one already on its way: there may be no transaction left.
	_, _ = w.conn.ExecContext(context.Background(), "ROLLBACK")
}
