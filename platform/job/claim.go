package job

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

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
	for _, end := range []string{
		`UPDATE job_queue SET state = 'cancelled', ended_at = $2, token = '' WHERE state = 'running' AND lease_until < $1 AND cancel RETURNING id`,
		`UPDATE job_queue SET state = 'failed', ended_at = $2, token = '', code = 'job.died', error = '执行进程多次中断且没有进展，已停止重试'
			WHERE state = 'running' AND lease_until < $1 AND attempt >= attempts RETURNING id`,
	} {
		ended, err := db.Column[string](tx.Query(end, int64(limit), now))
		if err != nil {
			return err
		}
		for _, id := range ended {
			if err := q.gaveUp(tx, id); err != nil {
				return err
			}
		}
	}
	_, err := tx.Exec(`UPDATE job_queue SET state = 'waiting', run_at = $2, token = '' WHERE state = 'running' AND lease_until < $1`, int64(limit), now)
	return err
}
