package fact

import (
	"context"
	"fmt"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Letter is an undeliverable fact (投递失败).
type Letter struct {
	Area   ref.Area
	Fact   ref.ID
	Name   string
	Hearer string
	Kind   string
	Record ref.ID
	Told   clock.Instant // legal time of the act
	Tries  int64
	Failed clock.Instant // wall time of the last try
	Reason string
	Behind int64 // later facts of the record that wait for this one
}

// Dead lists the undeliverable facts of an area, the latest failure first.
func Dead(c db.Conn, area ref.Area, limit int) ([]Letter, error) {
	rows, err := c.Query(`SELECT d.fact, f.name, d.hearer, f.kind, d.record, f.at, d.tries, d.failed_at, d.reason, (
			SELECT count(*) FROM fact_delivery AS e WHERE e.area = d.area AND e.record = d.record AND e.hearer = d.hearer AND e.seq > d.seq AND e.done_at IS NULL)
		FROM fact_delivery AS d JOIN fact AS f ON f.area = d.area AND f.id = d.fact
		WHERE d.area = $1 AND d.state = 'dead' ORDER BY d.failed_at DESC, d.fact, d.hearer LIMIT $2`, string(area), limit)
	if err != nil {
		return nil, fmt.Errorf("listing undeliverable facts: %w", err)
	}
	defer func() { _ = rows.Close() }() // its error comes from rows.Err
	var out []Letter
	for rows.Next() {
		l := Letter{Area: area}
		var id, record string
		var told, failed int64
		if err := rows.Scan(&id, &l.Name, &l.Hearer, &l.Kind, &record, &told, &l.Tries, &failed, &l.Reason, &l.Behind); err != nil {
			return nil, err
		}
		l.Fact, l.Record, l.Told, l.Failed = ref.ID(id), ref.ID(record), clock.Instant(told), clock.Instant(failed)
		out = append(out, l)
	}
	return out, rows.Err()
}

// Retry gives an undeliverable fact its tries again, from now.
func (s *Seam) Retry(tx *db.Tx, area ref.Area, id ref.ID, hearer string) error {
	n, err := tx.Exec(`UPDATE fact_delivery SET state = 'waiting', tries = 0, next_at = $4 WHERE area = $1 AND fact = $2 AND hearer = $3 AND state = 'dead'`,
		string(area), string(id), hearer, int64(s.o.Wall.Now()))
	return s.reopened(tx, hearer, n, err)
}

// Skip passes over an undeliverable fact for good, so that the later facts of
// its record are heard; why is kept in front of the last reason.
func (s *Seam) Skip(tx *db.Tx, area ref.Area, id ref.ID, hearer, why string) error {
	if why == "" {
		return fault.New(fault.Invalid, "fact.why", "请填写不再投递的理由")
	}
	n, err := tx.Exec(`UPDATE fact_delivery SET state = 'skipped', done_at = $4, reason = $5 || '；' || reason WHERE area = $1 AND fact = $2 AND hearer = $3 AND state = 'dead'`,
		string(area), string(id), hearer, int64(s.o.Wall.Now()), why)
	return s.reopened(tx, hearer, n, err)
}

func (s *Seam) reopened(tx *db.Tx, hearer string, n int64, err error) error {
	if err != nil {
		return fmt.Errorf("reopening a delivery: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "fact.not_dead", "该业务事件不在投递失败之列，可能已由他人处理")
	}
	for _, h := range s.hearers {
		if h.Name == hearer {
			tx.After(h.ring)
		}
	}
	return nil
}

// Backlog is what waits for one hearer, for `doctor` and metrics.
type Backlog struct {
	Hearer  string
	Known   bool // false: no such hearer is registered any more
	Waiting int64
	Dead    int64
	Oldest  clock.Instant // when the oldest waiting delivery is or was due, 0 if none waits
}

// Backlogs counts open deliveries by hearer.
func (s *Seam) Backlogs(ctx context.Context) ([]Backlog, error) {
	var out []Backlog
	err := s.db.Read(ctx, func(c db.Conn) error {
		rows, err := c.Query(`SELECT hearer, sum(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END), sum(CASE WHEN state = 'dead' THEN 1 ELSE 0 END),
			coalesce(min(CASE WHEN state = 'waiting' THEN next_at END), 0) FROM fact_delivery WHERE done_at IS NULL GROUP BY hearer ORDER BY hearer`)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // its error comes from rows.Err
		for rows.Next() {
			var b Backlog
			var oldest int64
			if err := rows.Scan(&b.Hearer, &b.Waiting, &b.Dead, &oldest); err != nil {
				return err
			}
			b.Oldest = clock.Instant(oldest)
			for _, h := range s.hearers {
				b.Known = b.Known || h.Name == b.Hearer
			}
			out = append(out, b)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("counting open deliveries: %w", err)
	}
	return out, nil
}
