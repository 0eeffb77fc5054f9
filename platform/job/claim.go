package job

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
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
	if err := q.endExpired(ctx, now); err != nil {
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

// expired is a job whose lease ended before $1.
const expired = `state = 'running' AND lease_until < $1`

// reclaim puts back jobs whose lease ended before limit, except those that endExpired
// ends.
func (q *Queue) reclaim(tx *db.Tx, limit clock.Instant) error {
	_, err := tx.Exec(`UPDATE job_queue SET state = 'waiting', run_at = $2, token = '' WHERE `+expired+` AND NOT cancel AND attempt < attempts`,
		int64(limit), int64(q.o.Clock.Now()))
	return err
}

// endExpired ends, of the jobs whose lease ended before limit, those that were to be
// cancelled, and those that died too often without progress, so that they cannot bring
// the server down for ever. Each ends by itself: what one of them was for may refuse
// to hear of it, which must not keep the others from being worked on.
func (q *Queue) endExpired(ctx context.Context, limit clock.Instant) error {
	var ended []string
	err := q.db.Read(ctx, func(c db.Conn) (err error) {
		ended, err = db.Column[string](c.Query(`SELECT id FROM job_queue WHERE `+expired+` AND (cancel OR attempt >= attempts)`, int64(limit)))
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range ended {
		err := q.db.Write(ctx, func(tx *db.Tx) error { return q.endOne(tx, id, limit, q.gaveUp) })
		if err == nil {
			continue
		}
		q.o.Log.LogAttrs(ctx, slog.LevelError, "what a job was for cannot hear that it has ended", slog.String("job", id), slog.Any("cause", err))
		if fault.Is(err, fault.Unavailable) { // now; it is told at the next look
			continue
		}
		if err := q.db.Write(ctx, func(tx *db.Tx) error { return q.endOne(tx, id, limit, nil) }); err != nil {
			return err
		}
	}
	return nil
}

// endOne ends one job whose lease ended before limit, if it has not been worked on
// since, and lets tell say so.
func (q *Queue) endOne(tx *db.Tx, id string, limit clock.Instant, tell func(*db.Tx, string) error) error {
	n, err := tx.Exec(`UPDATE job_queue SET ended_at = $2, token = '', state = CASE WHEN cancel THEN 'cancelled' ELSE 'failed' END,
			code = CASE WHEN cancel THEN code ELSE 'job.died' END, error = CASE WHEN cancel THEN error ELSE '执行进程多次中断且没有进展，已停止重试' END
		WHERE `+expired+` AND (cancel OR attempt >= attempts) AND id = $3`, int64(limit), int64(q.o.Clock.Now()), id)
	if err != nil || n == 0 || tell == nil {
		return err
	}
	return tell(tx, id)
}
