package ledger

import (
	"context"
	"fmt"
	"time"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// maxBatch bounds the acts numbered in one transaction: on SQLite other writers wait
// so long, some 3 ms; of 2,000 acts it was 18.
const maxBatch = 256

// maxEntries bounds the entries of those acts. An act of many keeps a hash of each
// in its row, and SQLite holds the rows of one statement in memory: 1,500 acts of
// an import would take 200 MB.
const maxEntries = 200_000

// Run numbers waiting acts every second until ctx ends; failed is told of each
// error and the next second tries again.
func (l *Ledger) Run(ctx context.Context, failed func(error)) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if _, err := l.Sequence(ctx); err != nil && ctx.Err() == nil {
				failed(err)
			}
		}
	}
}

// Sequence numbers the waiting acts of every log in order of their identifiers,
// grows the trees and signs a checkpoint for each batch. It returns how many
// acts it numbered. Any number may run at once; a batch is one transaction, so
// a crash leaves its acts waiting and nothing else.
func (l *Ledger) Sequence(ctx context.Context) (int, error) {
	areas, err := l.waiting(ctx)
	if err != nil {
		return 0, err
	}
	total := 0
	for _, area := range areas {
		for {
			n, more, err := l.sequence(ctx, area)
			total += n
			if err != nil {
				return total, fmt.Errorf("sequencing log %s: %w", area, err)
			}
			if !more {
				break
			}
		}
	}
	return total, nil
}

func (l *Ledger) waiting(ctx context.Context) ([]ref.Area, error) {
	var areas []ref.Area
	err := l.db.Read(ctx, func(c db.Conn) error {
		rows, err := c.Query(`SELECT area FROM ledger_act WHERE seq IS NULL GROUP BY area ORDER BY area`)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // its error comes from rows.Err
		for rows.Next() {
			var a string
			if err := rows.Scan(&a); err != nil {
				return err
			}
			areas = append(areas, ref.Area(a))
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("looking for waiting acts: %w", err)
	}
	return areas, nil
}

// sequence numbers one batch of one log.
func (l *Ledger) sequence(ctx context.Context, area ref.Area) (n int, more bool, err error) {
	err = l.db.Write(ctx, func(tx *db.Tx) error {
		n, more = 0, false
		mine, err := only(tx, area)
		if err != nil || !mine {
			return err
		}
		old, err := l.last(tx, area)
		if err != nil {
			return err
		}
		t := newTiles(l.suite, area, tx)
		if err := sound(t, old); err != nil {
			return err
		}
		// Number first, read then: on PostgreSQL an act with an earlier
		// identifier may come into sight between two statements.
		numbered, err := tx.Exec(`UPDATE ledger_act SET seq = $2 + w.n FROM (
			SELECT id, n FROM (
				SELECT id, row_number() OVER (ORDER BY id) - 1 AS n, sum(entries) OVER (ORDER BY id) AS upto FROM (
					SELECT id, entries FROM ledger_act WHERE area = $1 AND seq IS NULL ORDER BY id LIMIT $3) AS f) AS g
			WHERE n = 0 OR upto <= $4) AS w
			WHERE ledger_act.area = $1 AND ledger_act.id = w.id`, string(area), old.Size, l.batch, l.entries)
		if err != nil || numbered == 0 {
			return err
		}
		leaves, err := l.numbered(tx, area, old.Size)
		if err != nil {
			return err
		}
		if int64(len(leaves)) != numbered {
			return fault.Newf(fault.Internal, "ledger.gap", "账本 %s 第 %d 条之后已有编号", area, old.Size)
		}
		if err := t.grow(old.Size, leaves); err != nil {
			return err
		}
		if err := t.store(tx); err != nil {
			return err
		}
		n, more = len(leaves), len(leaves) == l.batch
		if !more { // fewer: because there are no others, or for what they hold?
			if err := tx.QueryRow(`SELECT sum(entries) * 2 > $3 FROM ledger_act WHERE area = $1 AND seq >= $2`, string(area), old.Size, l.entries).Scan(&more); err != nil {
				return err
			}
		}
		return l.checkpoint(tx, t, old.Size+numbered)
	})
	if err != nil {
		n, more = 0, false
	}
	return n, more, err
}

// only reports whether this transaction is the one sequencer of the log; SQLite
// has one writer anyway.
func only(tx *db.Tx, area ref.Area) (bool, error) {
	if tx.Dialect() == db.SQLite {
		return true, nil
	}
	var mine bool
	err := tx.QueryRow(`SELECT pg_try_advisory_xact_lock(7282, hashtext(current_schema() || '/' || $1::text))`, string(area)).Scan(&mine)
	return mine, err
}

// sound checks that the stored edge of the tree is what was signed last: the
// sequencer never signs over nodes that somebody has touched.
func sound(t *tiles, old Checkpoint) error {
	root, err := t.root(old.Size)
	if err == nil && root == old.Root {
		return nil
	}
	return fault.Newf(fault.Internal, "ledger.node", "账本 %s 的存储节点与已签名的检查点（%d 条）不一致，停止签名", t.area, old.Size).With(err)
}

// numbered returns the leaf hashes from number first on.
func (l *Ledger) numbered(tx *db.Tx, area ref.Area, first int64) ([]Hash, error) {
	rows, err := tx.Query(`SELECT seq, suite, leaf FROM ledger_act WHERE area = $1 AND seq >= $2 ORDER BY seq`, string(area), first)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error comes from rows.Err
	var leaves []Hash
	for rows.Next() {
		var seq, suite int64
		var leaf []byte
		if err := rows.Scan(&seq, &suite, &leaf); err != nil {
			return nil, err
		}
		if Suite(suite) != l.suite {
			return nil, fault.Newf(fault.Internal, "ledger.suite", "账本 %s 中有算法为 %s 的条目，与配置的 %s 不一致", area, Suite(suite), l.suite)
		}
		if seq != first+int64(len(leaves)) {
			return nil, fault.Newf(fault.Internal, "ledger.gap", "账本 %s 缺少第 %d 条", area, first+int64(len(leaves)))
		}
		leaves = append(leaves, l.suite.LeafHash(leaf))
	}
	return leaves, rows.Err()
}

const hour = clock.Instant(60 * 60 * 1000)

// checkpoint signs the tree of size leaves. Of the earlier checkpoints of the
// same hour none is kept: whoever holds one proves with it as before.
func (l *Ledger) checkpoint(tx *db.Tx, t *tiles, size int64) error {
	root, err := t.root(size)
	if err != nil {
		return err
	}
	c, err := l.sign(Checkpoint{Area: t.area, Size: size, Root: root, Suite: l.suite, At: tx.Now()})
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM ledger_checkpoint WHERE area = $1 AND at >= $2 AND size < $3`, string(t.area), int64(c.At-c.At%hour), size); err != nil {
		return fmt.Errorf("dropping checkpoints of the hour: %w", err)
	}
	_, err = tx.Exec(`INSERT INTO ledger_checkpoint (area, size, at, root, note) VALUES ($1, $2, $3, $4, $5)`, string(t.area), size, int64(c.At), root[:], c.Note)
	if err != nil {
		return fmt.Errorf("writing checkpoint: %w", err)
	}
	return nil
}
