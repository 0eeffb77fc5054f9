package collect

import (
	"context"
	"fmt"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/collect/source"
)

// Run imports a batch from where it stands: every chunk is one act and one
// transaction in which its position, its counts and its quarantined rows are
// written too, so that after a crash the next Run goes on with the first row
// that was not committed. It then links what names each other and saves the
// mapping for the source.
func (s *Service) Run(ctx context.Context, c actor.Caller, id ref.ID, w Watch) (*Batch, error) {
	b, err := s.Batch(ctx, c, id)
	if err != nil {
		return nil, err
	}
	k, err := s.kind(c, b.Kind)
	if err != nil {
		return nil, err
	}
	if err := b.Readable(); err != nil {
		return nil, err
	}
	if b.Checked == nil || !b.Checked.Complete {
		return nil, fault.New(fault.Conflict, "collect.unchecked", "这个批次还没有预检，请先预检再导入")
	}
	if err := s.begin(ctx, id); err != nil {
		return nil, err
	}
	f, err := s.open(ctx, b)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	defer thrifty()()
	p, _ := s.plan(b.columns, k, b.Mapping)
	r := &runner{s: s, p: p, b: b, c: c, w: w}
	w.step(b.Read, b.RowsTotal, "正在导入")
	err = feed(ctx, f, p, int(b.position)+1, b.conflicts, func(items []item) error {
		for len(items) > 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			n, err := r.write(ctx, items)
			if err != nil {
				return err
			}
			items = rest(items, n)
			w.step(r.b.Read, r.b.RowsTotal, "正在导入")
		}
		if r.b.chunks%compactEvery == 0 {
			return s.db.Write(ctx, s.Engine.Compact)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("importing batch %s: %w", id, err)
	}
	if err := r.finish(ctx); err != nil {
		return nil, fmt.Errorf("finishing batch %s: %w", id, err)
	}
	return s.load(ctx, id)
}

// Through takes a batch through preflight and, unless it is a dry run, import.
// After a crash it goes on where the last one left off.
func (s *Service) Through(ctx context.Context, c actor.Caller, id ref.ID, dryRun bool, w Watch) error {
	b, err := s.Batch(ctx, c, id)
	if err != nil || b.State == Done {
		return err
	}
	if b.State != Running {
		if _, err := s.Preflight(ctx, c, id, w); err != nil || dryRun {
			return err
		}
	}
	_, err = s.Run(ctx, c, id, w)
	return err
}

// begin moves a batch to running; one that was taken back in part only goes
// further back.
func (s *Service) begin(ctx context.Context, id ref.ID) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var undone int64
		if err := tx.QueryRow(`SELECT count(*) FROM collect_chunk WHERE area = $1 AND batch = $2 AND undone_at IS NOT NULL`, string(s.Area), string(id)).Scan(&undone); err != nil {
			return err
		}
		if undone > 0 {
			return fault.New(fault.Conflict, "collect.state", "这个批次已撤回了一部分，不能再导入；请继续撤回，另建批次")
		}
		return s.moveIn(tx, id, Running, "", Ready, Running, Failed, Cancelled)
	})
}

// runner writes the chunks of one batch.
type runner struct {
	s *Service
	p *plan
	b *Batch
	c actor.Caller
	w Watch
}

// compactEvery is after how many chunks the totals are folded, so that the last
// folding of a long import is short.
const compactEvery = 100

// tries is how often a chunk is matched anew when somebody took one of its keys
// between the look-up and the write.
const tries = 3

// write writes one chunk and returns how many of its rows it took.
func (r *runner) write(ctx context.Context, items []item) (int, error) {
	var err error
	for range tries {
		var m *matched
		err = r.s.db.Read(ctx, func(c db.Conn) error {
			var err error
			m, err = r.s.match(c, r.p, items)
			return err
		})
		if err != nil {
			return 0, err
		}
		chunk := r.s.chunk(r.p.kind, r.b, r.c, m.writes)
		part := Part{N: r.b.chunks + 1, Sort: sortRows, First: int64(items[0].line), Last: int64(items[m.n-1].line)}
		chunk.Also = func(tx *db.Tx, act ref.ID, out []record.Outcome) error {
			part.Act, part.At = act, tx.Now()
			return r.also(tx, &part, items[:m.n], m, out)
		}
		_, err = r.s.Engine.Chunk(ctx, chunk)
		if err == nil {
			r.b.chunks, r.b.position, r.b.Counts = part.N, part.Last, r.b.Counts.plus(part.Counts)
			return m.n, nil
		}
		if f := fault.As(err); f.Code != "record.duplicate" && f.Code != "record.stale" {
			return 0, err
		}
	}
	return 0, err
}

// also writes in the chunk's transaction what belongs to it.
func (r *runner) also(tx *db.Tx, part *Part, items []item, m *matched, out []record.Outcome) error {
	if err := r.w.guard(tx); err != nil {
		return err
	}
	got := settle(r.p, items, m, out)
	part.Counts = Counts{}
	var bad [][]any
	for i, f := range got {
		part.Counts = part.Counts.plus(f.counts())
		if it := &items[i]; f == quarantined {
			bad = append(bad, []any{string(r.s.Area), string(r.b.ID), int64(it.line), part.N, text(it.cells), text(blocking(it.problems)), Open, int64(tx.Now()), ""})
		}
	}
	if err := insert(tx, "collect_quarantine", []string{"area", "batch", "line", "chunk", "cells", "problems", "state", "at", "record"}, bad, ""); err != nil {
		return err
	}
	if err := r.s.doubts(tx, r.b, r.p, items, m, out); err != nil {
		return err
	}
	if err := r.s.part(tx, r.b.ID, part); err != nil {
		return err
	}
	n, err := tx.Exec(`UPDATE collect_batch SET position = $3, chunks = $4, rows_read = rows_read + $5, accepted = accepted + $6, merged = merged + $7,
		unchanged = unchanged + $8, quarantined = quarantined + $9 WHERE area = $1 AND id = $2 AND chunks = $10 AND state = 'running'`,
		string(r.s.Area), string(r.b.ID), part.Last, part.N, part.Read, part.Accepted, part.Merged, part.Unchanged, part.Quarantined, r.b.chunks)
	if err == nil && n != 1 {
		return fault.New(fault.Conflict, "collect.elsewhere", "这个批次已被取消，或正由另一处导入")
	}
	return err
}

// part records a chunk.
func (s *Service) part(tx *db.Tx, batch ref.ID, p *Part) error {
	_, err := tx.Exec(`INSERT INTO collect_chunk (area, batch, n, sort, first_line, last_line, rows_read, accepted, merged, unchanged, quarantined, act, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		string(s.Area), string(batch), p.N, p.Sort, p.First, p.Last, p.Read, p.Accepted, p.Merged, p.Unchanged, p.Quarantined, string(p.Act), int64(p.At))
	return err
}

// blocking are the problems for which a row is quarantined.
func blocking(problems []source.Problem) []source.Problem {
	out := []source.Problem{}
	for _, p := range problems {
		if p.Level == source.Quarantine {
			out = append(out, p)
		}
	}
	return out
}
