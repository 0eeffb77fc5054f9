package export

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
)

// A sheet ends at either bound; Excel itself ends at 1,048,576 rows, and a part
// over 4 GiB would need a form of zip that Excel reads badly.
const (
	sheetRows  = 1_000_000
	sheetBytes = 3 << 30
	maxCell    = 32_767 // characters of one cell in Excel
)

// xlsxWriter writes ECMA-376 SpreadsheetML. The sheets come first in the file,
// the parts that list them last, so that nothing needs to be known ahead.
type xlsxWriter struct {
	x       *Export
	zip     *zip.Writer
	sheet   io.Writer
	sheets  int
	rows    int // of this sheet, with the head
	written int64
	limit   int // rows of a sheet
	letters []string
	buf     bytes.Buffer
}

func newXLSX(w io.Writer, x *Export) *xlsxWriter {
	out := &xlsxWriter{x: x, zip: zip.NewWriter(w), limit: sheetRows}
	out.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for i := range x.columns {
		out.letters = append(out.letters, letters(i))
	}
	return out
}

// letters is the name of a column: A … Z, AA …
func letters(i int) string {
	s := ""
	for i++; i > 0; i = (i - 1) / 26 {
		s = string(rune('A'+(i-1)%26)) + s
	}
	return s
}

func (x *xlsxWriter) head() error { return x.begin() }

// begin begins a sheet: the head frozen, a width for each column.
func (x *xlsxWriter) begin() error {
	x.sheets++
	var err error
	if x.sheet, err = x.zip.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", x.sheets)); err != nil {
		return err
	}
	x.rows, x.written = 0, 0
	x.buf.WriteString(xmlHead + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"`)
	if x.sheets == 1 {
		x.buf.WriteString(` tabSelected="1"`)
	}
	x.buf.WriteString(`><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`)
	for i := range x.x.columns {
		fmt.Fprintf(&x.buf, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, width(&x.x.columns[i]))
	}
	x.buf.WriteString(`</cols><sheetData>`)
	x.open()
	for i := range x.x.columns {
		x.cell(i, x.x.columns[i].title, false, styleHead)
	}
	return x.close()
}

func (x *xlsxWriter) record(r record.Row, c *cells) error {
	if x.rows >= x.limit || x.written >= sheetBytes {
		if err := x.finish(); err != nil {
			return err
		}
		if err := x.begin(); err != nil {
			return err
		}
	}
	x.open()
	for i := range x.x.columns {
		col := &x.x.columns[i]
		s, number := c.cell(col, r)
		style := styleText
		if number {
			style = styleNumber
			if col.field.Type == kind.Money {
				style = styleMoney
			}
		}
		x.cell(i, s, number, style)
	}
	return x.close()
}

func (x *xlsxWriter) open() {
	x.rows++
	x.buf.WriteString(`<row r="`)
	x.buf.Write(strconv.AppendInt(x.buf.AvailableBuffer(), int64(x.rows), 10))
	x.buf.WriteString(`">`)
}

// close ends a row and hands what was gathered on.
func (x *xlsxWriter) close() error {
	x.buf.WriteString(`</row>`)
	if x.buf.Len() < flushAt {
		return nil
	}
	return x.flush()
}

func (x *xlsxWriter) flush() error {
	n, err := x.buf.WriteTo(x.sheet)
	x.written += n
	return err
}

// cell writes one cell; a number of more digits than Excel keeps goes as text.
func (x *xlsxWriter) cell(i int, s string, number bool, style byte) {
	if s == "" {
		return
	}
	x.buf.WriteString(`<c r="`)
	x.buf.WriteString(x.letters[i])
	x.buf.Write(strconv.AppendInt(x.buf.AvailableBuffer(), int64(x.rows), 10))
	x.buf.WriteString(`" s="`)
	if number && len(s) > 16 {
		number, style = false, styleText
	}
	x.buf.WriteByte(style)
	if number {
		x.buf.WriteString(`"><v>`)
		x.buf.WriteString(s)
		x.buf.WriteString(`</v></c>`)
		return
	}
	x.buf.WriteString(`" t="inlineStr"><is><t xml:space="preserve">`)
	escape(&x.buf, cut(s))
	x.buf.WriteString(`</t></is></c>`)
}

// cut keeps a text within what a cell may hold, and shows that it was cut.
func cut(s string) string {
	if len(s) <= maxCell {
		return s
	}
	n := 0
	for i, r := range s {
		if n += 1; r > 0xffff {
			n++ // Excel counts UTF-16
		}
		if n > maxCell-1 {
			return s[:i] + "…"
		}
	}
	return s
}

// escape writes text as XML; what XML cannot hold becomes U+FFFD, and a
// literal _xHHHH_, which Excel would read as a character, is taken apart.
func escape(b *bytes.Buffer, s string) {
	last := 0
	put := func(i, n int, with string) {
		b.WriteString(s[last:i])
		b.WriteString(with)
		last = i + n
	}
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 || r == 0xfffe || r == 0xffff {
				put(i, n, "\ufffd")
			}
			i += n
			continue
		}
		switch {
		case c == '&':
			put(i, 1, "&amp;")
		case c == '<':
			put(i, 1, "&lt;")
		case c == '>':
			put(i, 1, "&gt;")
		case c == '\r':
			put(i, 1, "&#13;")
		case c == '_' && escaped(s[i:]):
			put(i, 1, "_x005F_")
		case c < 0x20 && c != '\n' && c != '\t':
			put(i, 1, "\ufffd")
		}
		i++
	}
	b.WriteString(s[last:])
}

// escaped reports whether s begins like an escape of Excel: _xHHHH_.
func escaped(s string) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(s[2:6], 16, 16)
	return err == nil
}

func (x *xlsxWriter) finish() error {
	x.buf.WriteString(`</sheetData></worksheet>`)
	return x.flush()
}

func (x *xlsxWriter) end() error {
	if err := x.finish(); err != nil {
		return err
	}
	if err := x.book(); err != nil {
		return err
	}
	return x.zip.Close()
}

// width is the width of a column in characters.
func width(c *column) int {
	w := 2*utf8.RuneCountInString(c.title) + 2
	if c.field == nil {
		return max(w, 20)
	}
	typical := map[kind.Type]int{kind.Text: 20, kind.Money: 16, kind.Number: 12, kind.Date: 12, kind.Time: 20, kind.Bool: 6, kind.Code: 16,
		kind.Enum: 14, kind.Subject: 32, kind.Reference: 32, kind.Area: 14, kind.Person: 12, kind.File: 24, kind.List: 28}[c.field.Type]
	if c.field.Max > 100 || c.field.Search {
		typical = 36
	}
	return min(max(w, typical), 60)
}
