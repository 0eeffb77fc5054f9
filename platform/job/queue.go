package job

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/log"
)

// Options configure a Queue; the zero value of each is a sensible default.
type Options struct {
	Clock   clock.Clock           // the wall clock: leases and schedules are not legal time
	Log     *slog.Logger          // nil: nothing is logged
	Workers int                   // jobs at once in this process; 0: 4
	Lease   time.Duration         // 0: 30 s
	Poll    time.Duration         // between looks for work of other servers; 0: 1 s
	Keep    time.Duration         // ended jobs are kept this long; 0: 30 days
	Metrics prometheus.Registerer // nil: nothing is counted
}

// Handler does the work of one kind. It runs again after a crash or a failure,
// from Run.Checkpoint; its context ends when the lease is lost, the job is
// cancelled or the server stops, and it then returns an error: nil means that
// the work is done, whatever happened meanwhile.
type Handler func(ctx context.Context, r *Run) error

// Kind is a sort of job.
type Kind struct {
	Run         Handler
	Concurrency int           // at once in this process; 0: 1
	Attempts    int           // failures without progress before it fails; 0: 8
	Backoff     time.Duration // before the second attempt, doubled each time; 0: 5 s
	MaxBackoff  time.Duration // 0: 10 min

	// GaveUp, where it is set, runs in the transaction in which a job ends without
	// being done: failed for good, died too often, cancelled. why is for people. What
	// the job was for must not be left as if somebody still worked on it.
	GaveUp func(tx *db.Tx, payload json.RawMessage, why string) error
}

// Queue is the jobs of one database.
type Queue struct {
	db      *db.DB
	o       Options
	mu      sync.Mutex
	kinds   map[string]*Kind
	periods []*period
	running map[string]*Run // by id
	busy    map[string]int  // by kind
	total   int             // of busy
	wake    chan struct{}
	hub     hub
	ended   *prometheus.CounterVec // attempts by kind and outcome
}

// New returns a queue; add kinds before Work.
func New(d *db.DB, o Options) *Queue {
	if o.Clock == nil {
		o.Clock = clock.Wall{}
	}
	if o.Log == nil {
		o.Log = log.Discard()
	}
	if o.Workers == 0 {
		o.Workers = 4
	}
	if o.Lease == 0 {
		o.Lease = 30 * time.Second
	}
	if o.Poll == 0 {
		o.Poll = time.Second
	}
	if o.Keep == 0 {
		o.Keep = 30 * 24 * time.Hour
	}
	q := &Queue{db: d, o: o, kinds: map[string]*Kind{}, running: map[string]*Run{}, busy: map[string]int{}, wake: make(chan struct{}, 1), hub: hub{by: map[string]map[chan struct{}]bool{}}}
	q.ended = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "hengjian_job_attempts_total", Help: "Attempts at jobs by kind and how they ended."}, []string{"kind", "outcome"})
	if o.Metrics != nil {
		o.Metrics.MustRegister(q.ended, prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "hengjian_jobs_running", Help: "Jobs running in this process."}, func() float64 {
			q.mu.Lock()
			defer q.mu.Unlock()
			return float64(q.total)
		}))
	}
	return q
}

// Add names a kind; the same name twice is a mistake of the program.
func (q *Queue) Add(name string, k Kind) {
	if q.kinds[name] != nil || k.Run == nil || name == "" {
		panic("job: kind " + name + " is added twice or does nothing")
	}
	if k.Concurrency == 0 {
		k.Concurrency = 1
	}
	if k.Attempts == 0 {
		k.Attempts = 8
	}
	if k.Backoff == 0 {
		k.Backoff = 5 * time.Second
	}
	if k.MaxBackoff == 0 {
		k.MaxBackoff = 10 * time.Minute
	}
	q.kinds[name] = &k
}

// Spec is a job to be done.
type Spec struct {
	Kind     string
	Key      string        // of all unended jobs of the kind at most one has it; "": no such rule
	Payload  any           // JSON; references, no personal data
	At       clock.Instant // not before; 0: now
	Priority int           // higher first
	Total    int64         // items to do, if known
	About    []string      // whose values payload, checkpoint, note or error may hold; see Erase
}

// Enqueue adds a job in the caller's transaction and returns its id; where an
// unended job of the kind has the key already, the id of that one.
func (q *Queue) Enqueue(tx *db.Tx, s Spec) (id string, err error) {
	k := q.kinds[s.Kind]
	if k == nil {
		return "", fmt.Errorf("enqueueing: no job kind %q", s.Kind)
	}
	payload, err := json.Marshal(s.Payload)
	if err != nil {
		return "", fmt.Errorf("enqueueing %s: %w", s.Kind, err)
	}
	now := q.o.Clock.Now()
	if s.At == 0 {
		s.At = now
	}
	u, err := uuid.NewV7()
	if err != nil {
		return "", err
	}
	id = u.String()
	n, err := tx.Exec(`INSERT INTO job_queue (id, kind, key, payload, state, priority, run_at, attempt, attempts, token, lease_until, cancel, done, total, rate, note, code, error, created_at)
		VALUES ($1, $2, $3, $4, 'waiting', $5, $6, 0, $7, '', 0, $8, 0, $9, 0, '', '', '', $10)
		ON CONFLICT (kind, key) WHERE key <> '' AND state IN ('waiting', 'running') DO NOTHING`,
		id, s.Kind, s.Key, payload, int64(s.Priority), int64(s.At), int64(k.Attempts), false, s.Total, int64(now))
	if err != nil {
		return "", err
	}
	if n == 0 {
		err := tx.QueryRow(`SELECT id FROM job_queue WHERE kind = $1 AND key = $2 AND state IN ('waiting', 'running')`, s.Kind, s.Key).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) { // it ended between the two statements (PostgreSQL)
			return "", fault.New(fault.Conflict, "job.race", "相同的任务刚刚结束，请重试")
		}
		return id, err
	}
	for _, about := range s.About {
		if _, err := tx.Exec(`INSERT INTO job_about (about, job) VALUES ($1, $2) ON CONFLICT DO NOTHING`, about, id); err != nil {
			return "", err
		}
	}
	tx.After(q.nudge)
	return id, nil
}

// nudge wakes the dispatcher.
func (q *Queue) nudge() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// Cancel ends a waiting job and asks a running one to stop. A job that has
// ended stays as it is.
func (q *Queue) Cancel(tx *db.Tx, id string) error {
	now := int64(q.o.Clock.Now())
	n, err := tx.Exec(`UPDATE job_queue SET state = 'cancelled', ended_at = $2, checkpoint = NULL, code = '', error = '' WHERE id = $1 AND state = 'waiting'`, id, now)
	if err != nil {
		return err
	}
	if n == 1 {
		if err := q.gaveUp(tx, id); err != nil {
			return err
		}
	}
	if n == 0 {
		if n, err = tx.Exec(`UPDATE job_queue SET cancel = $2 WHERE id = $1 AND state = 'running'`, id, true); err != nil {
			return err
		}
	}
	if n == 0 {
		_, err := Get(tx, id)
		return err
	}
	tx.After(func() {
		q.mu.Lock()
		r := q.running[id]
		q.mu.Unlock()
		if r != nil {
			r.end(ErrCancelled)
		}
		q.hub.tell(id)
	})
	return nil
}

// gaveUp tells the kind of a job that has just ended without being done.
func (q *Queue) gaveUp(tx *db.Tx, id string) error {
	var kind, state, why string
	var payload []byte
	if err := tx.QueryRow(`SELECT kind, payload, state, error FROM job_queue WHERE id = $1`, id).Scan(&kind, &payload, &state, &why); err != nil {
		return err
	}
	if k := q.kinds[kind]; k == nil || k.GaveUp == nil || payload == nil {
		return nil
	} else if State(state) == Cancelled {
		return k.GaveUp(tx, payload, "后台任务已取消")
	} else {
		return k.GaveUp(tx, payload, why)
	}
}

// Retry lets a failed or cancelled job go on from its last checkpoint.
func (q *Queue) Retry(tx *db.Tx, id string) error {
	n, err := tx.Exec(`UPDATE job_queue SET state = 'waiting', run_at = $2, attempt = 0, cancel = $3, ended_at = NULL, code = '', error = ''
		WHERE id = $1 AND state IN ('failed', 'cancelled') AND payload IS NOT NULL`, id, int64(q.o.Clock.Now()), false)
	if err != nil {
		return err
	}
	if n == 0 {
		s, err := Get(tx, id)
		if err != nil {
			return err
		}
		if s.State == Failed || s.State == Cancelled {
			return fault.New(fault.Conflict, "job.erased", "任务的内容已依法删除，不能重新执行")
		}
		return fault.New(fault.Conflict, "job.not_ended", "任务没有失败或取消，不能重新执行")
	}
	tx.After(q.nudge)
	tx.After(func() { q.hub.tell(id) })
	return nil
}

// Clean deletes jobs that ended before the keeping time; Work does it by itself.
func (q *Queue) Clean(tx *db.Tx) (int64, error) {
	before := int64(q.o.Clock.Now()) - q.o.Keep.Milliseconds()
	if _, err := tx.Exec(`DELETE FROM job_about WHERE job IN (SELECT id FROM job_queue WHERE ended_at IS NOT NULL AND ended_at < $1)`, before); err != nil {
		return 0, err
	}
	return tx.Exec(`DELETE FROM job_queue WHERE ended_at IS NOT NULL AND ended_at < $1`, before)
}
