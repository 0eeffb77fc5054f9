package export

import (
	"context"
	"io"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/fault"
)

// Export is a list about to be written as a file.
type Export struct {
	// Raw writes codes, areas and options as they are stored and not as their
	// titles; it concerns CSV and XLSX, JSON Lines is always raw.
	Raw bool

	engine  *record.Engine
	kind    *kind.Kind
	query   record.Query
	columns []column
	fields  []string // of the columns
	whole   bool     // no columns were asked for: everything
	through func(*record.Record) (*record.Record, bool)
}

// Through prepares the export of what the records of a query become: each goes
// through a function that says what is written of it, or nothing. fields are of
// what it returns; the identifier comes before them.
func Through(e *record.Engine, k *kind.Kind, q record.Query, fields []*kind.Field, through func(*record.Record) (*record.Record, bool)) *Export {
	x := &Export{engine: e, kind: k, query: q, through: through, columns: []column{{name: "id", title: "标识"}}}
	for _, f := range fields {
		x.columns = append(x.columns, ofField(f)...)
	}
	return x
}

// New prepares the export of a query. fields are names of fields, or of the
// system columns number, id, state, created_at, updated_at; none means the
// number and every stored field that the caller may read. An unknown field, or
// one the caller may not read, is a fault that names it. Whether the caller may
// export at all is asked by whoever offers it.
func New(e *record.Engine, k *kind.Kind, q record.Query, fields []string) (*Export, error) {
	q.Kind = k.Name
	if q.Sort == "" {
		q.Sort = "id" // the order of entry needs no sorting
	}
	x := &Export{engine: e, kind: k, query: q, whole: len(fields) == 0}
	var err error
	if x.whole {
		x.columns = allColumns(e, q, k)
	} else if x.columns, err = chosenColumns(e, q, k, fields); err != nil {
		return nil, err
	}
	for _, c := range x.columns {
		if c.field != nil {
			x.fields = append(x.fields, c.field.Name)
		}
	}
	return x, nil
}

// Total counts the records that will be written.
func (x *Export) Total(ctx context.Context) (int64, error) {
	t, err := x.engine.Count(ctx, x.query, true)
	return t.Count, err
}

// writer writes records in one format.
type writer interface {
	head() error
	record(r record.Row, c *cells) error
	end() error
}

// Write writes the file. progress, where given, is told now and then how many
// records are done. An error may come after part of the file has been written.
func (x *Export) Write(ctx context.Context, w io.Writer, f Format, progress func(done int64)) error {
	var out writer
	switch f {
	case CSV:
		out = newCSV(w, x)
	case XLSX:
		out = newXLSX(w, x)
	case JSONL:
		out = newJSONL(w, x)
	default:
		return fault.Newf(fault.Invalid, "export.format", "没有名为 %s 的导出格式", f)
	}
	return x.write(ctx, out, progress)
}

func (x *Export) write(ctx context.Context, out writer, progress func(done int64)) error {
	if err := out.head(); err != nil {
		return broken(err)
	}
	done := int64(0)
	c := newCells(x)
	err := x.chunks(ctx, func(ch chunk) error {
		c.words = ch.words
		for _, r := range ch.rows {
			if err := out.record(r, c); err != nil {
				return broken(err)
			}
		}
		done += int64(len(ch.rows))
		if progress != nil {
			progress(done)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return broken(out.end())
}

// broken says that whoever reads the file went away or the disk is full.
func broken(err error) error {
	if err == nil {
		return nil
	}
	return fault.New(fault.Unavailable, "export.write", "导出文件没有写完，请重试").With(err)
}
