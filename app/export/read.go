package export

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/hengjian/hengjian/app/present"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
)

// size is how many records are read at a time. Reading is ahead of writing by
// at most ahead chunks.
const (
	size  = 1000
	ahead = 2
)

// chunk is some records with the words for their references.
type chunk struct {
	rows  []record.Row
	words *present.Words
}

// chunks hands the records to f in order. They are read in other goroutines,
// each chunk on its own short snapshot that begins after the last record of the
// one before: what is written meanwhile is seen or not, no record is seen twice.
// Reading costs far more than writing; so where the order allows it, two chunks
// are read at once.
func (x *Export) chunks(ctx context.Context, f func(chunk) error) error {
	g, ctx := errgroup.WithContext(ctx)
	coming := make(chan chan chunk, ahead-1) // besides the one waited for
	g.Go(func() error {
		defer close(coming)
		q := x.query
		q.Limit = size
		for {
			fence, err := x.fence(ctx, q)
			if err != nil {
				return fmt.Errorf("reading %s: %w", q.Kind, err)
			}
			q.Until = fence
			part, to := q, make(chan chunk, 1)
			select {
			case coming <- to:
			case <-ctx.Done():
				return ctx.Err()
			}
			if fence != nil {
				g.Go(func() error { _, err := x.read(ctx, part, to); return err })
				q.Cursor = fence
				continue
			}
			next, err := x.read(ctx, part, to)
			if err != nil || next == nil {
				return err
			}
			q.Cursor = next
		}
	})
	g.Go(func() error {
		for to := range coming {
			select {
			case c := <-to:
				if err := f(c); err != nil {
					return err
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	return g.Wait()
}

func (x *Export) fence(ctx context.Context, q record.Query) (at *record.Cursor, err error) {
	err = x.engine.DB().Read(ctx, func(conn db.Conn) error {
		at, err = x.engine.Fence(conn, q)
		return err
	})
	return at, err
}

// read reads one chunk, up to its fence where it has one, and looks its
// references up on the same snapshot.
func (x *Export) read(ctx context.Context, q record.Query, to chan<- chunk) (next *record.Cursor, err error) {
	c := chunk{}
	err = x.engine.DB().Read(ctx, func(conn db.Conn) error {
		c.words = present.New(x.engine.Codes(), x.engine, conn)
		for c.rows = nil; ; q.Cursor = next {
			rows, more, err := x.rows(conn, q)
			if err != nil {
				return err
			}
			c.rows, next = append(c.rows, rows...), more
			if next == nil || q.Until == nil { // late records may stand before a fence
				break
			}
		}
		x.look(c)
		c.words.On(nil)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", q.Kind, err)
	}
	to <- c // it holds one
	return next, nil
}

// look makes a chunk know the titles its references need.
func (x *Export) look(c chunk) {
	for _, col := range x.columns {
		if f := col.field; f != nil && (f.Type == kind.Subject || f.Type == kind.Reference) {
			for _, r := range c.rows {
				if v := r.Value(f); v != nil {
					c.words.Label(f, v, nil)
				}
			}
		}
	}
}

// rows reads some records, or what they become where the export says so.
func (x *Export) rows(conn db.Conn, q record.Query) ([]record.Row, *record.Cursor, error) {
	if x.through == nil {
		return x.engine.Rows(conn, q, x.fields)
	}
	p, err := x.engine.ListIn(conn, q)
	if err != nil {
		return nil, nil, err
	}
	out := make([]record.Row, 0, len(p.Items))
	for _, r := range p.Items {
		if r, ok := x.through(r); ok {
			out = append(out, record.RowOf(r))
		}
	}
	return out, p.Next, nil
}
