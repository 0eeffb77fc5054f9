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
	records []*record.Record
	words   *present.Words
}

// chunks hands the records to f in order. They are read in another goroutine,
// each chunk on its own short snapshot that begins after the last record of the
// one before: what is written meanwhile is seen or not, no record is seen twice.
func (x *Export) chunks(ctx context.Context, f func(chunk) error) error {
	g, ctx := errgroup.WithContext(ctx)
	ch := make(chan chunk, ahead)
	g.Go(func() error {
		defer close(ch)
		q := x.query
		q.Limit = size
		for {
			c, next, err := x.read(ctx, q)
			if err != nil {
				return fmt.Errorf("reading %s: %w", q.Kind, err)
			}
			select {
			case ch <- c:
			case <-ctx.Done():
				return ctx.Err()
			}
			if next == nil {
				return nil
			}
			q.Cursor = next
		}
	})
	g.Go(func() error {
		for c := range ch {
			if err := f(c); err != nil {
				return err
			}
		}
		return nil
	})
	return g.Wait()
}

// read reads one chunk and looks its references up on the same snapshot.
func (x *Export) read(ctx context.Context, q record.Query) (c chunk, next *record.Cursor, err error) {
	err = x.engine.DB().Read(ctx, func(conn db.Conn) error {
		p, err := x.engine.ListIn(conn, q)
		if err != nil {
			return err
		}
		p.Items = x.kept(p.Items)
		w := present.New(x.engine.Codes(), x.engine, conn)
		for _, col := range x.columns {
			if f := col.field; f != nil && (f.Type == kind.Subject || f.Type == kind.Reference) {
				for _, r := range p.Items {
					if v := r.Values[f.Name]; v != nil {
						w.Label(f, v, nil)
					}
				}
			}
		}
		w.On(nil)
		c, next = chunk{p.Items, w}, p.Next
		return nil
	})
	return c, next, err
}

// kept is what is written of the records.
func (x *Export) kept(records []*record.Record) []*record.Record {
	if x.through == nil {
		return records
	}
	out := records[:0]
	for _, r := range records {
		if r, ok := x.through(r); ok {
			out = append(out, r)
		}
	}
	return out
}
