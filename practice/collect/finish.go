package collect

import (
	"context"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// finish does what can be done only when all rows are in.
func (r *runner) finish(ctx context.Context) error {
	for _, l := range r.p.prep.Links {
		r.w.step(r.b.Read, r.b.RowsTotal, "正在关联"+r.p.kind.Field(l.Field).Title)
		if err := r.link(ctx, l); err != nil {
			return err
		}
	}
	r.w.step(r.b.Read, r.b.RowsTotal, "正在整理索引")
	if err := r.s.tidy(ctx, r.p.kind.Name); err != nil {
		return err
	}
	return r.s.db.Write(ctx, func(tx *db.Tx) error {
		if err := r.w.guard(tx); err != nil {
			return err
		}
		if err := r.s.save(tx, r.b, r.c); err != nil {
			return err
		}
		return r.s.moveIn(tx, r.b.ID, Done, "", Running)
	})
}

// tidy brings search and totals up to what was written.
func (s *Service) tidy(ctx context.Context, kindName string) error {
	k := s.Engine.Kinds().Get(kindName)
	if err := s.db.Write(ctx, func(tx *db.Tx) error { return s.Engine.Restop(tx, k) }); err != nil {
		return err
	}
	return s.db.Write(ctx, s.Engine.Compact)
}

// link sets a reference in the records that name exactly one other record of
// the area, in chunks that are acts of their own.
func (r *runner) link(ctx context.Context, l Link) error {
	after := ref.ID("")
	for {
		var waiting []record.Held
		var writes []record.RowWrite
		err := r.s.db.Read(ctx, func(c db.Conn) error {
			var err error
			waiting, err = r.s.Engine.Lacking(c, r.p.kind.Name, r.s.Area, l.Name, l.Field, after, chunkRows)
			if err != nil {
				return err
			}
			writes, err = r.named(c, l, waiting)
			return err
		})
		if err != nil {
			return err
		}
		if len(waiting) == 0 {
			return nil
		}
		after = waiting[len(waiting)-1].Record.ID
		if len(writes) > 0 {
			if err := r.writeLinks(ctx, writes); err != nil {
				return err
			}
		}
	}
}

// named finds the one record of each name.
func (r *runner) named(c db.Conn, l Link, waiting []record.Held) ([]record.RowWrite, error) {
	title := r.p.kind.TitleField
	by := map[string][]ref.Ref{}
	var names []string
	for _, h := range waiting {
		if k := l.Key(h.Value); k != "" && by[k] == nil {
			by[k] = []ref.Ref{}
			names = append(names, h.Value)
		}
	}
	found, err := r.s.Engine.Holders(c, r.p.kind.Name, r.s.Area, title, names)
	if err != nil {
		return nil, err
	}
	for _, h := range found {
		if k := l.Key(h.Value); by[k] != nil {
			by[k] = append(by[k], h.Record)
		}
	}
	var out []record.RowWrite
	for _, h := range waiting {
		if is := by[l.Key(h.Value)]; len(is) == 1 && is[0] != h.Record {
			out = append(out, record.RowWrite{Record: h.Record, Values: map[string]any{l.Field: map[string]any{"area": string(is[0].Area), "id": string(is[0].ID)}}})
		}
	}
	return out, nil
}

func (r *runner) writeLinks(ctx context.Context, writes []record.RowWrite) error {
	part := Part{N: r.b.chunks + 1, Sort: sortLink}
	chunk := r.s.chunk(r.p.kind, r.b, r.c, writes)
	chunk.Also = func(tx *db.Tx, act ref.ID, _ []record.Outcome) error {
		if err := r.w.guard(tx); err != nil {
			return err
		}
		part.Act, part.At = act, tx.Now()
		if err := r.s.part(tx, r.b.ID, &part); err != nil {
			return err
		}
		n, err := tx.Exec(`UPDATE collect_batch SET chunks = $3 WHERE area = $1 AND id = $2 AND chunks = $4 AND state = 'running'`,
			string(r.s.Area), string(r.b.ID), part.N, r.b.chunks)
		if err == nil && n != 1 {
			return fault.New(fault.Conflict, "collect.elsewhere", "这个批次已被取消，或正由另一处导入")
		}
		return err
	}
	if _, err := r.s.Engine.Chunk(ctx, chunk); err != nil {
		return err
	}
	r.b.chunks = part.N
	return nil
}
