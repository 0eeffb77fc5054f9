package source

import (
	"bytes"
	"context"
	"io"
	"strings"

	"github.com/hengjian/hengjian/platform/fault"
)

// openCSV sniffs delimiter, header and columns from a sample of the text.
func (f *File) openCSV(sample []byte, complete bool) error {
	f.Format = CSV
	eol := byte('\n')
	if bytes.IndexByte(sample, '\n') < 0 && bytes.IndexByte(sample, '\r') >= 0 {
		eol = '\r'
	}
	delim := f.sniff(sample, eol, complete)
	f.Delimiter = rune(delim)
	records, lines, err := f.sampled(sample, delim, eol, complete, 1<<30)
	if err != nil {
		return err
	}
	if len(records) == 0 {
		return fault.Newf(fault.TooLarge, "collect.row_too_long", "“%s”的第 1 行过长，不像表格", f.Name)
	}
	at, err := f.header(records, lines)
	if err != nil {
		return err
	}
	f.Estimate = Estimate{Rows: len(records) - at - 1, Exact: complete}
	f.rows = func(ctx context.Context, from int, yield func(Row) bool) error {
		return f.csvRows(ctx, delim, eol, max(from, f.Header+1), yield)
	}
	return nil
}

// sampled parses the records of the sample that are whole and not empty.
func (f *File) sampled(sample []byte, delim, eol byte, complete bool, limit int) (records [][]string, lines []int, err error) {
	s := &csvScanner{win: newWindow(bytes.NewReader(sample)), lim: f.limits, delim: delim, eol: eol, line: 1}
	taken := 0
	for len(records) < limit {
		rec, err := s.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		if taken += rec.bytes; taken >= len(sample) && !complete {
			break // cut off by the sample
		}
		if s.empty() {
			continue
		}
		if len(records) < f.limits.Header && len(s.ends)+s.dropped > f.limits.Columns {
			return nil, nil, tooManyColumns(len(s.ends)+s.dropped, f.limits.Columns, rec.line)
		}
		cells := s.cells()
		if len(records) > samples+f.limits.Header {
			cells = nil // only counted
		}
		for i := range cells {
			cells[i], _ = clean(cells[i], i+1, f.Encoding, nil)
		}
		records, lines = append(records, cells), append(lines, rec.line)
	}
	return records, lines, nil
}

// sniff chooses the delimiter that gives the most even table of at least two
// columns; a comma where none does.
func (f *File) sniff(sample []byte, eol byte, complete bool) byte {
	best, score := byte(','), 0.0
	for _, delim := range []byte{',', '\t', ';', '|'} {
		records, _, err := f.sampled(sample, delim, eol, complete, 40)
		if err != nil {
			if fault.Is(err, fault.TooLarge) && score == 0 {
				best = delim
			}
			continue
		}
		count, mode := map[int]int{}, 0
		for _, r := range records {
			if count[len(r)]++; count[len(r)] > count[mode] || count[len(r)] == count[mode] && len(r) > mode {
				mode = len(r)
			}
		}
		if mode < 2 {
			continue
		}
		if s := float64(count[mode]) / float64(len(records)) * (2 - 1/float64(mode)); s > score {
			best, score = delim, s
		}
	}
	return best
}

// csvRows yields the records from a line on.
func (f *File) csvRows(ctx context.Context, delim, eol byte, from int, yield func(Row) bool) error {
	r, _, err := f.text()
	if err != nil {
		return err
	}
	s := &csvScanner{win: newWindow(r), lim: f.limits, delim: delim, eol: eol, line: 1}
	width := len(f.Columns)
	for skipped := 0; ; {
		rec, err := s.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if rec.line < from {
			if skipped++; skipped%4096 == 0 && ctx.Err() != nil {
				return nil
			}
			continue
		}
		if s.empty() && rec.problem == nil {
			continue
		}
		row := Row{Line: rec.line, Cells: s.cells(), Bytes: rec.bytes}
		if rec.problem != nil {
			row.Problems = append(row.Problems, *rec.problem)
		}
		for _, i := range s.long {
			row.Cells[i] = strings.ToValidUTF8(row.Cells[i], "")
			row.Problems = append(row.Problems, bad("cell_too_long", "第 %d 列超过 %d 字节，只保留开头", i+1, f.limits.Cell).in(i+1))
		}
		for i, c := range row.Cells {
			row.Cells[i], row.Problems = clean(c, i+1, f.Encoding, row.Problems)
		}
		row.Cells, row.Problems = fit(row.Cells, s.dropped, width, row.Problems)
		if !yield(row) {
			return nil
		}
	}
}

func tooManyColumns(n, limit, line int) error {
	return fault.Newf(fault.TooLarge, "collect.too_many_columns", "第 %d 行有 %d 列，最多 %d 列，请拆分后再导入", line, n, limit)
}
