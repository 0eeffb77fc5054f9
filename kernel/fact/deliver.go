package fact

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// batch is how many due deliveries are looked up at once.
const batch = 64

// Deliver brings facts to their hearers until ctx ends, each hearer at its own
// pace, woken by Tell and by a timer. failed is told of what goes wrong in the
// machinery; that a hearer failed stands in its delivery. It returns when no
// hearer is at work any more.
func (s *Seam) Deliver(ctx context.Context, failed func(error)) {
	var wg sync.WaitGroup
	for _, h := range s.hearers {
		wg.Go(func() { s.loop(ctx, h, failed) })
	}
	wg.Wait()
}

// lane is the record whose facts one hearer hears in order.
type lane struct {
	area   ref.Area
	record ref.ID
}

// loop serves one hearer: different records at once, one record in order.
func (s *Seam) loop(ctx context.Context, h *hearer, failed func(error)) {
	t := time.NewTicker(s.o.Poll)
	defer t.Stop()
	var wg sync.WaitGroup
	defer wg.Wait()
	var mu sync.Mutex
	busy := map[lane]bool{}
	free := make(chan struct{}, s.o.Workers)
	for {
		due, err := s.due(ctx, h)
		if err != nil && ctx.Err() == nil {
			failed(err)
		}
		for _, d := range due {
			mu.Lock()
			taken := busy[d.lane]
			busy[d.lane] = true
			mu.Unlock()
			if taken {
				continue
			}
			select {
			case free <- struct{}{}:
			case <-ctx.Done():
				return
			}
			wg.Go(func() {
				out, err := s.hear(ctx, h, d)
				if err != nil && ctx.Err() == nil {
					failed(err)
				}
				mu.Lock()
				delete(busy, d.lane)
				mu.Unlock()
				<-free
				if out != elsewhere && err == nil {
					h.ring() // the record's next fact may have been passed over as busy
				}
			})
		}
		select {
		case <-ctx.Done():
			return
		case <-h.bell:
		case <-t.C:
		}
	}
}

// Drain delivers everything that is due now, and what this makes due, then
// returns how many deliveries it tried; for stories, tests and tools.
func (s *Seam) Drain(ctx context.Context) (int, error) {
	for total := 0; ; {
		var n int
		for _, h := range s.hearers {
			due, err := s.due(ctx, h)
			if err != nil {
				return total, err
			}
			for _, d := range due {
				out, err := s.hear(ctx, h, d)
				if err != nil {
					return total, err
				}
				if out == tried {
					n++
				}
			}
		}
		total += n
		if n == 0 {
			return total, ctx.Err()
		}
	}
}

// delivery is one due delivery as it was looked up.
type delivery struct {
	lane
	fact  ref.ID
	tries int64
}

// due lists deliveries of a hearer whose time has come and that no earlier
// fact of the same record holds back.
func (s *Seam) due(ctx context.Context, h *hearer) ([]delivery, error) {
	var out []delivery
	err := s.db.Read(ctx, func(c db.Conn) error {
		rows, err := c.Query(`SELECT area, record, fact, tries FROM fact_delivery AS d
			WHERE hearer = $1 AND state = 'waiting' AND next_at <= $2 AND NOT EXISTS (
				SELECT 1 FROM fact_delivery AS e WHERE e.area = d.area AND e.record = d.record AND e.hearer = d.hearer AND e.seq < d.seq AND e.done_at IS NULL)
			ORDER BY next_at, area, fact LIMIT $3`, h.Name, int64(s.o.Wall.Now()), batch)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // its error comes from rows.Err
		for rows.Next() {
			var area, record, fact string
			var d delivery
			if err := rows.Scan(&area, &record, &fact, &d.tries); err != nil {
				return err
			}
			d.lane, d.fact = lane{ref.Area(area), ref.ID(record)}, ref.ID(fact)
			out = append(out, d)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("looking for deliveries to %s: %w", h.Name, err)
	}
	return out, nil
}

// outcome is what became of one attempt to deliver.
type outcome int

const (
	gone      outcome = iota // somebody was faster, or its time has not come after all
	elsewhere                // another process serves this record just now
	tried                    // the hearer was tried, and heard it or failed
)

// hear lets the hearer hear one fact and closes the delivery in the same
// transaction. The error is one of the machinery, not of the hearer.
func (s *Seam) hear(ctx context.Context, h *hearer, d delivery) (out outcome, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		out = gone
		if mine, err := only(tx, h.Name, d.lane); err != nil || !mine {
			out = elsewhere
			return err
		}
		n, err := tx.Exec(`UPDATE fact_delivery SET state = 'done', done_at = $4, tries = tries + 1, reason = '' WHERE area = $1 AND fact = $2 AND hearer = $3
			AND state = 'waiting' AND tries = $5 AND NOT EXISTS (
				SELECT 1 FROM fact_delivery AS e WHERE e.area = $1 AND e.record = $6 AND e.hearer = $3 AND e.seq < fact_delivery.seq AND e.done_at IS NULL)`,
			string(d.area), string(d.fact), h.Name, int64(s.o.Wall.Now()), d.tries, string(d.record))
		if err != nil || n == 0 {
			return err
		}
		out = tried
		f, err := load(tx, d.area, d.fact)
		if err != nil {
			return err
		}
		return h.Hear(tx, f)
	})
	if err == nil {
		return out, nil
	}
	if out != tried { // not the hearer's fault: the delivery stays as it is
		return out, fmt.Errorf("delivering %s to %s: %w", d.fact, h.Name, err)
	}
	return tried, s.failed(ctx, h, d, err)
}

// only reports whether this transaction alone serves the hearer's lane, so that
// a second process does not wait behind a slow hearer; SQLite has one writer
// anyway.
func only(tx *db.Tx, hearer string, l lane) (bool, error) {
	if tx.Dialect() == db.SQLite {
		return true, nil
	}
	var mine bool
	err := tx.QueryRow(`SELECT pg_try_advisory_xact_lock(7284, hashtext(current_schema() || '/' || $1::text || '/' || $2::text || '/' || $3::text))`,
		hearer, string(l.area), string(l.record)).Scan(&mine)
	return mine, err
}

// failed notes a failed try: its reason and when to try again, or that the
// delivery is undeliverable.
func (s *Seam) failed(ctx context.Context, h *hearer, d delivery, cause error) error {
	now := s.o.Wall.Now()
	state, next := "waiting", int64(now)+s.pause(d.tries).Milliseconds()
	if d.tries+1 >= int64(s.o.Tries) {
		state = "dead"
	}
	// The failure is kept even where the loop is being stopped.
	err := s.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE fact_delivery SET state = $4, tries = tries + 1, next_at = $5, failed_at = $6, reason = $7
			WHERE area = $1 AND fact = $2 AND hearer = $3 AND state = 'waiting' AND tries = $8`,
			string(d.area), string(d.fact), h.Name, state, next, int64(now), reason(cause), d.tries)
		return err
	})
	if err != nil {
		return fmt.Errorf("noting that %s failed to hear %s: %w", h.Name, d.fact, errors.Join(err, cause))
	}
	return nil
}

// pause is the time to the next try after a failure that followed tries others.
func (s *Seam) pause(tries int64) time.Duration {
	p := s.o.Pause
	for range tries {
		if p *= 2; p >= s.o.Longest {
			return s.o.Longest
		}
	}
	return min(p, s.o.Longest)
}

// reason is what a person reads beside a failed delivery: code and sentence of
// the fault, and where it is an internal one the words of its cause.
func reason(err error) string {
	f := fault.As(err)
	text := f.Code + "：" + f.Text
	if f.Kind == fault.Internal && f.Cause != nil && !errors.Is(f.Cause, sql.ErrNoRows) {
		text += "（" + f.Cause.Error() + "）"
	}
	if r := []rune(text); len(r) > 1000 {
		text = string(r[:1000]) + "…"
	}
	return text
}
