package source

import (
	"bytes"
	"math"
	"strconv"
	"strings"
)

// sheetBuilder gathers the cells of one row.
type sheetBuilder struct {
	w        *workbook
	strings  sstReader
	line     int
	cell     cell
	inCell   bool
	phonetic int
	text     []byte
	cols     []int // column of each cell
	ends     []int // its end in text
	problems []Problem
	dropped  int
	full     bool
}

func (b *sheetBuilder) begin(line int) {
	b.line, b.inCell, b.full, b.dropped = line, false, false, 0
	b.cell.col = -1
	b.text, b.cols, b.ends, b.problems = b.text[:0], b.cols[:0], b.ends[:0], nil
}

// token takes a tag within a row.
func (b *sheetBuilder) token(x *xmlScanner, tag xmlTag) error {
	c := &b.cell
	switch {
	case tag == xmlStart && x.is("c"):
		col := c.col + 1
		if ref := x.attr("r"); ref != "" {
			col = column(ref, col)
		}
		style, _ := strconv.Atoi(x.attr("s"))
		*c = cell{col: col, kind: x.attr("t"), style: style, value: c.value[:0]}
		b.inCell, b.phonetic = true, 0
	case !b.inCell:
	case tag == xmlEnd && x.is("c"):
		b.inCell = false
		return b.end()
	case x.is("f"):
		c.formula = true
	case x.is("rPh") && tag == xmlStart:
		b.phonetic++
	case x.is("rPh"):
		b.phonetic--
	case x.is("v"), x.is("t"):
		if tag == xmlStart {
			if b.phonetic <= 0 {
				x.collect()
			}
		} else if x.on {
			x.stop()
			c.has = true
			if c.value = append(c.value, x.text...); len(c.value) > b.w.f.limits.Cell || x.long {
				c.value, c.long = c.value[:min(len(c.value), 1024)], true
			}
		}
	}
	return nil
}

// column is the 0-based column of a reference such as AB12; next where the
// reference is none.
func column(ref string, next int) int {
	n := 0
	for i := 0; i < len(ref) && i < 4; i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		n = 26*n + int(c-'A') + 1
	}
	if n == 0 || n-1 < next {
		return next
	}
	return n - 1
}

// end closes a cell.
func (b *sheetBuilder) end() error {
	c := &b.cell
	if !c.has {
		if c.formula {
			b.problems = append(b.problems, note("formula_no_value", "第 %d 列的公式没有保存结果，按空值处理", c.col+1).in(c.col+1))
		}
		return nil
	}
	if c.col >= b.w.f.limits.Columns {
		if len(c.value) > 0 {
			b.dropped = c.col + 1 - b.w.f.limits.Columns
		}
		return nil
	}
	text, long := c.value, c.long
	var problem *Problem
	switch c.kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(string(c.value)))
		shared, cutOff, ok, err2 := b.strings.get(i)
		if err2 != nil {
			return err2
		}
		if err != nil || !ok {
			return errXML("shared string %q", clip(string(c.value), 20))
		}
		if text, long = shared, cutOff; long {
			text = text[:min(len(text), 1024)]
		}
	case "b":
		if string(text) == "1" {
			text = []byte("TRUE")
		} else {
			text = []byte("FALSE")
		}
	case "e":
		p := bad("cell_error", "第 %d 列的公式结果是错误值 %s", c.col+1, clip(string(text), 20)).in(c.col + 1)
		problem = &p
	case "", "n":
		if !long {
			text, problem = b.number(text)
		}
	}
	if long {
		b.problems = append(b.problems, bad("cell_too_long", "第 %d 列超过 %d 字节，只保留开头", c.col+1, b.w.f.limits.Cell).in(c.col+1))
		text = bytes.ToValidUTF8(text, nil)
	}
	if problem != nil {
		b.problems = append(b.problems, *problem)
	}
	if len(b.text)+len(text) > b.w.f.limits.Row {
		if !b.full {
			b.problems = append(b.problems, bad("row_too_long", "第 %d 行超过 %d 字节，只读入开头", b.line, b.w.f.limits.Row))
		}
		b.full = true
		return nil
	}
	b.text = append(b.text, unfold(text)...)
	b.cols, b.ends = append(b.cols, c.col), append(b.ends, len(b.text))
	return nil
}

// number writes a numeric cell: a day where its format shows one, else the
// number as a spreadsheet keeps it, to 15 digits.
func (b *sheetBuilder) number(text []byte) ([]byte, *Problem) {
	text = bytes.TrimSpace(text)
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return text, nil
	}
	if s := b.cell.style; s > 0 && s < len(b.w.dates) && b.w.dates[s] {
		if day, ok := sheetDay(f, b.w.date1904); ok {
			return []byte(day), nil
		}
	}
	plain := len(text) <= 15 && !bytes.ContainsAny(text, "eE")
	if plain {
		return text, nil
	}
	out := strconv.FormatFloat(f, 'g', 15, 64)
	if g, err := strconv.ParseFloat(out, 64); err == nil && math.Abs(g) < 1e21 {
		out = strconv.FormatFloat(g, 'f', -1, 64)
	}
	if math.Abs(f) >= 1e15 {
		p := note("number_precision", "第 %d 列是数值单元格，超过 15 位的数字已在表格中失真，请改为文本格式后重新导出", b.cell.col+1).in(b.cell.col + 1)
		p.Level = Quarantine
		return []byte(out), &p
	}
	return []byte(out), nil
}

// sheetDay is the day, and the time where there is one, of a serial number.
func sheetDay(f float64, date1904 bool) (string, bool) {
	if f < 1 || f >= 2_958_466 {
		return "", false
	}
	n := int(math.Floor(f))
	sec := int((f-float64(n))*86_400 + 0.5)
	if sec == 86_400 {
		n, sec = n+1, 0
	}
	if date1904 {
		n += 1462
	} else if n < 60 {
		n++ // the 1900 calendar counts a 29 February that never was
	}
	day := serialDay.AddDays(n)
	if day.IsZero() {
		return "", false
	}
	out := day.String()
	if sec > 0 {
		out += " " + two(sec/3600) + ":" + two(sec/60%60) + ":" + two(sec%60)
	}
	return out, true
}

func two(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }

// unfold resolves the _xHHHH_ escapes of ECMA-376 part 1, 22.9.2.19, and makes
// CRLF into LF.
func unfold(text []byte) []byte {
	if bytes.Contains(text, []byte("_x")) {
		var out []byte
		for i := 0; i < len(text); i++ {
			if i+7 <= len(text) && text[i] == '_' && text[i+1] == 'x' && text[i+6] == '_' {
				if n, err := strconv.ParseUint(string(text[i+2:i+6]), 16, 16); err == nil && (n < 0x20 || n == 0x5F) {
					out = append(out, byte(n))
					i += 6
					continue
				}
			}
			out = append(out, text[i])
		}
		text = out
	}
	if bytes.IndexByte(text, '\r') >= 0 {
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	}
	return text
}

// blank reports whether the row holds nothing.
func (b *sheetBuilder) blank() bool {
	return len(bytes.TrimSpace(b.text)) == 0 && b.dropped == 0 && !b.full
}

// row builds the Row.
func (b *sheetBuilder) row() sheetRow {
	text := string(b.text)
	width := 0
	if n := len(b.cols); n > 0 {
		width = b.cols[n-1] + 1
	}
	r := sheetRow{Row: Row{Line: b.line, Cells: make([]string, width), Bytes: len(text), Problems: b.problems}, dropped: b.dropped}
	from := 0
	for i, to := range b.ends {
		col := b.cols[i]
		r.Cells[col], r.Problems = clean(text[from:to], col+1, UTF8, r.Problems)
		from = to
	}
	return r
}
