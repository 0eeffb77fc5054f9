package collect

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/practice/collect/source"
)

// chunkRows is how many rows of the file one chunk takes.
const chunkRows = record.MaxChunk

// feed prepares the rows of a file from a line on, in chunks, in a goroutine of
// its own: while one chunk is written the next is made ready. take is called
// for each in turn; feed returns when all are taken or something failed.
func feed(ctx context.Context, f *source.File, p *plan, from int, conflicts map[string]int, take func([]item) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	chunks := make(chan []item, 1)
	failed := make(chan error, 1)
	go func() {
		defer close(chunks)
		failed <- guarded(func() error { return fill(ctx, f, p, from, conflicts, chunks) })
	}()
	var stopped error
	for chunk := range chunks { // to the end, so that nobody reads a file that is closed
		if stopped != nil {
			continue
		}
		if stopped = take(chunk); stopped != nil {
			cancel()
		}
	}
	if stopped != nil {
		return stopped
	}
	if err := <-failed; err != nil {
		return err
	}
	return ctx.Err()
}

// guarded turns a panic over one row into an error of the batch, so that the
// server lives on.
func guarded(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("preparing rows panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return f()
}

func fill(ctx context.Context, f *source.File, p *plan, from int, conflicts map[string]int, out chan<- []item) error {
	c := newCutter()
	key := p.keyField()
	send := func() error {
		if len(c.items) == 0 {
			return nil
		}
		select {
		case out <- c.items:
			c = newCutter()
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for row, err := range f.Rows(ctx, from) {
		if err != nil {
			return err
		}
		it := p.prepare(row)
		if key != "" && len(conflicts) > 0 {
			it.conflict(p, key, conflicts)
		}
		if c.full() || !c.fits(&it) {
			if err := send(); err != nil {
				return err
			}
		}
		c.add(it)
	}
	return send()
}

// conflict quarantines a row whose key stands on rows of different content.
func (it *item) conflict(p *plan, key string, conflicts map[string]int) {
	v, _ := it.values[key].(string)
	line, ok := conflicts[v]
	if v == "" || !ok || it.bad() {
		return
	}
	where := "前面的行"
	if line != it.line {
		where = "第 " + itoa(line) + " 行"
	}
	it.problems = append(it.problems, source.Problem{Field: key, Column: p.mapping.Field(key) + 1, Code: "duplicate_changed",
		Text: "与" + where + p.kind.Field(key).Title + "相同而内容不同", Level: source.Quarantine})
}

// cutter gathers the rows of one chunk: no record may stand in it twice. A row
// that repeats an earlier one of the chunk shares its fate.
type cutter struct {
	items []item
	keys  map[rowKey]int
}

func newCutter() *cutter {
	return &cutter{items: make([]item, 0, chunkRows), keys: make(map[rowKey]int, chunkRows)}
}

func (c *cutter) full() bool { return len(c.items) >= chunkRows }

// fits reports whether a row may stand in the chunk, and marks it where it
// repeats a row.
func (c *cutter) fits(it *item) bool {
	if it.bad() {
		return true
	}
	for _, k := range it.keys {
		at, ok := c.keys[k]
		if !ok {
			continue
		}
		if c.items[at].digest != it.digest {
			return false
		}
		it.same = at
	}
	return true
}

func (c *cutter) add(it item) {
	if len(c.items) == 0 {
		it.same = -1
	}
	if !it.bad() && it.same < 0 {
		for _, k := range it.keys {
			c.keys[k] = len(c.items)
		}
	}
	c.items = append(c.items, it)
}
