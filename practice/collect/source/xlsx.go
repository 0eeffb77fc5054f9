package source

import (
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/platform/fault"
)

// maxSheetRow is the last row of a worksheet.
const maxSheetRow = 1_048_576

// openXLSX chooses the sheet and finds its header.
func (f *File) openXLSX(opt Options) error {
	f.Format, f.Encoding = XLSX, UTF8
	w, err := f.openWorkbook()
	if err != nil {
		return err
	}
	f.close = append(f.close, w.strings.close)
	best, score, last := -1, int64(-1), error(nil)
	for i, s := range w.sheets {
		f.Sheets = append(f.Sheets, s.name)
		if opt.Sheet != "" {
			if s.name == opt.Sheet {
				best = i
			}
			continue
		}
		n := 0
		err := w.rows(context.Background(), s, 0, func(r sheetRow) bool {
			if r.Bytes >= 0 {
				n++
			}
			return n < 2
		})
		if err != nil {
			last = err
			continue
		}
		if size := int64(s.part.UncompressedSize64); n > 1 && size > score {
			best, score = i, size
		} else if n == 1 && score < 0 {
			best, score = i, 0
		}
	}
	switch {
	case best < 0 && opt.Sheet != "":
		return fault.Newf(fault.NotFound, "collect.no_sheet", "“%s”中没有工作表“%s”", f.Name, opt.Sheet)
	case best < 0 && last != nil:
		return last
	case best < 0:
		return fault.Newf(fault.Invalid, "collect.empty_file", "“%s”的各工作表都没有内容", f.Name)
	}
	f.Sheet = w.sheets[best].name
	return f.openSheet(w, w.sheets[best])
}

// openSheet reads the beginning of the chosen sheet.
func (f *File) openSheet(w *workbook, s sheet) error {
	var records [][]string
	var lines []int
	dimension, ended := 0, true
	var wide *sheetRow
	err := w.rows(context.Background(), s, 0, func(r sheetRow) bool {
		if r.Bytes == -1 {
			dimension = r.Line
			return true
		}
		if r.dropped > 0 && len(records) < f.limits.Header && wide == nil {
			wide = &r
		}
		records, lines = append(records, r.Cells), append(lines, r.Line)
		ended = len(records) < samples+f.limits.Header
		return ended
	})
	if err != nil && len(records) == 0 {
		return err // an error further on is reported when Rows comes to it
	}
	if wide != nil {
		return tooManyColumns(f.limits.Columns+wide.dropped, f.limits.Columns, wide.Line)
	}
	at, err2 := f.header(records, lines)
	if err2 != nil {
		return err2
	}
	f.Estimate = Estimate{Rows: len(records) - at - 1, Exact: ended && err == nil}
	if !f.Estimate.Exact {
		if dimension <= f.Header {
			dimension = int(s.part.UncompressedSize64 / 400)
		}
		f.Estimate.Rows = max(f.Estimate.Rows, min(dimension, maxSheetRow)-f.Header)
	}
	f.rows = func(ctx context.Context, from int, yield func(Row) bool) error {
		return w.rows(ctx, s, max(from, f.Header+1), func(r sheetRow) bool {
			if r.Bytes == -1 {
				return true
			}
			r.fit(len(f.Columns))
			return yield(r.Row)
		})
	}
	return nil
}

// sheetRow is a row of a sheet before it is fitted to the header. One with
// Bytes -1 is no row: its Line is the last row of the sheet's dimension.
type sheetRow struct {
	Row
	dropped int // cells beyond the limit of columns
}

// fit pads or cuts to the header; a sheet does not store empty cells, so a
// short row is none.
func (r *sheetRow) fit(width int) {
	for len(r.Cells) < width {
		r.Cells = append(r.Cells, "")
	}
	r.Cells, r.Problems = fit(r.Cells, r.dropped, width, r.Problems)
}

// cell is a cell while it is read.
type cell struct {
	col     int    // 0-based
	kind    string // attribute t
	style   int
	formula bool
	value   []byte
	long    bool
	has     bool
}

// rows scans a sheet from a row on.
func (w *workbook) rows(ctx context.Context, s sheet, from int, yield func(sheetRow) bool) error {
	x, closer, err := w.scan(s.part)
	if err != nil {
		return err
	}
	defer closer.Close()
	b := &sheetBuilder{w: w, strings: sstReader{sst: &w.strings}}
	line, skip, inRow := 0, false, false
	for n := 0; ; n++ {
		if n%65_536 == 0 && ctx.Err() != nil {
			return nil
		}
		tag, err := x.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return atLine(err, max(line, 1))
		}
		switch {
		case tag == xmlStart && x.is("dimension"):
			if last := dimensionRows(x.attr("ref")); last > 0 && from == 0 && !yield(sheetRow{Row: Row{Line: last, Bytes: -1}}) {
				return nil
			}
		case tag == xmlStart && x.is("row"):
			at, _ := strconv.Atoi(x.attr("r"))
			if line = max(at, line+1); line > maxSheetRow {
				return atLine(errXML("row %d", line), maxSheetRow)
			}
			skip, inRow = line < from, true
			b.begin(line)
		case tag == xmlEnd && x.is("row"):
			ended := !inRow
			if inRow = false; ended || skip || b.blank() {
				continue
			}
			if !yield(b.row()) {
				return nil
			}
		case tag == xmlEnd && x.is("sheetData"):
			return nil
		case inRow && !skip:
			if err := b.token(x, tag); err != nil {
				return atLine(err, line)
			}
		}
	}
}

// dimensionRows is the last row of a reference such as A1:I5755.
func dimensionRows(ref string) int {
	ref = ref[strings.IndexByte(ref, ':')+1:]
	n, _ := strconv.Atoi(strings.TrimLeft(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZ$"))
	return n
}
