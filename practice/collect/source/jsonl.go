package source

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/hengjian/hengjian/platform/fault"
)

// openJSONL finds the columns of JSON Lines: the keys of the objects within the
// sample, in the order in which they first appear.
func (f *File) openJSONL(sample []byte, complete bool) error {
	f.Format = JSONL
	index := map[string]int{}
	var heads []string
	var rows [][]string
	lines := 0
	for rest := sample; len(rest) > 0; {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 && !complete && lines > 0 {
			break
		}
		line := rest
		if i >= 0 {
			line, rest = rest[:i], rest[i+1:]
		} else {
			rest = nil
		}
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		lines++
		if lines > 1000 || !json.Valid(line) || line[0] != '{' {
			continue
		}
		cells := make([]string, len(heads))
		err := members(line, func(key string, value []byte) error {
			at, known := index[key]
			if !known {
				if len(heads) == f.limits.Columns {
					return errors.New("columns")
				}
				at = len(heads)
				index[key] = at
				heads, cells = append(heads, key), append(cells, "")
			}
			cells[at], _ = clean(jsonCell(value), at+1, f.Encoding, nil)
			return nil
		})
		if err != nil {
			return tooManyColumns(f.limits.Columns+1, f.limits.Columns, lines)
		}
		if len(rows) < samples {
			rows = append(rows, cells)
		}
	}
	if len(heads) == 0 {
		return fault.Newf(fault.Invalid, "collect.no_header", "“%s”开头没有一行有效的 JSON 对象", f.Name)
	}
	f.name(heads)
	for _, r := range rows {
		f.sample(r)
	}
	f.Estimate = Estimate{Rows: lines, Exact: complete}
	f.rows = func(ctx context.Context, from int, yield func(Row) bool) error {
		return f.jsonRows(ctx, index, from, yield)
	}
	return nil
}

// jsonRows yields the objects from a line on.
func (f *File) jsonRows(ctx context.Context, index map[string]int, from int, yield func(Row) bool) error {
	r, _, err := f.text()
	if err != nil {
		return err
	}
	w := newWindow(r)
	for line := 1; ; line++ {
		if line%4096 == 0 && ctx.Err() != nil {
			return nil
		}
		text, size, long, err := w.line(f.limits.Row)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return atLine(err, line)
		}
		if line < from {
			continue
		}
		row := Row{Line: line, Bytes: size}
		if text = bytes.TrimSpace(text); len(text) == 0 {
			continue
		}
		if long {
			row.Problems = append(row.Problems, bad("row_too_long", "第 %d 行超过 %d 字节", line, f.limits.Row))
		} else {
			f.jsonRow(text, index, &row)
		}
		if !yield(row) {
			return nil
		}
	}
}

// line reads one line of at most max bytes; the rest of a longer one is
// skipped. The text is valid until the next call.
func (w *window) line(max int) (text []byte, size int, long bool, err error) {
	for searched := 0; ; {
		d := w.data()
		if i := bytes.IndexByte(d[searched:], '\n'); i >= 0 {
			i += searched
			w.take(i + 1)
			return d[:i], i + 1, false, nil
		}
		if w.eof {
			if len(d) == 0 {
				return nil, 0, false, io.EOF
			}
			w.take(len(d))
			return d, len(d), false, nil
		}
		searched = len(d)
		ok, err := w.fill(max)
		if err != nil {
			return nil, 0, false, err
		}
		if !ok {
			n, err := w.skipLine('\n')
			return []byte("{"), n, true, err
		}
	}
}

// jsonRow takes one line.
func (f *File) jsonRow(text []byte, index map[string]int, row *Row) {
	if text[0] != '{' || !json.Valid(text) {
		row.Problems = append(row.Problems, bad("bad_json", "第 %d 行不是完整的 JSON 对象%s", row.Line, jsonFault(text)))
		return
	}
	cells := make([]string, len(f.Columns))
	seen := make([]bool, len(f.Columns))
	unknown := 0
	_ = members(text, func(key string, value []byte) error {
		at, known := index[key]
		if !known {
			if unknown++; unknown <= 3 {
				row.Problems = append(row.Problems, note("unknown_key", "第 %d 行有表头之外的键“%s”，未读入", row.Line, clip(DisplayText(key), 40)))
			}
			return nil
		}
		if seen[at] {
			row.Problems = append(row.Problems, bad("duplicate_key", "键“%s”在同一对象内出现两次", f.Columns[at].Name).in(at+1))
		}
		seen[at] = true
		cell := jsonCell(value)
		if len(cell) > f.limits.Cell {
			cell = cut(cell, 1024)
			row.Problems = append(row.Problems, bad("cell_too_long", "第 %d 列超过 %d 字节，只保留开头", at+1, f.limits.Cell).in(at+1))
		}
		cells[at], row.Problems = clean(cell, at+1, f.Encoding, row.Problems)
		return nil
	})
	row.Cells = cells
}

// jsonFault says where a line breaks.
func jsonFault(text []byte) string {
	var v json.RawMessage
	var se *json.SyntaxError
	if err := json.Unmarshal(text, &v); errors.As(err, &se) && se.Offset > 0 {
		return "（第 " + itoa(utf8.RuneCount(text[:min(int(se.Offset), len(text))])) + " 个字符处）"
	}
	return ""
}

// members calls fn for each member of an object that is valid JSON.
func members(obj []byte, fn func(key string, value []byte) error) error {
	i := blanks(obj, 1)
	for i < len(obj) && obj[i] == '"' {
		end := jsonEnd(obj, i)
		key := jsonText(obj[i:end])
		i = blanks(obj, end)
		i = blanks(obj, i+1) // the colon
		end = jsonEnd(obj, i)
		if err := fn(key, obj[i:end]); err != nil {
			return err
		}
		if i = blanks(obj, end); i < len(obj) && obj[i] == ',' {
			i = blanks(obj, i+1)
		}
	}
	return nil
}

func blanks(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\r' || b[i] == '\n') {
		i++
	}
	return i
}

// jsonEnd returns where the value at i ends, in valid JSON.
func jsonEnd(b []byte, i int) int {
	for depth := 0; i < len(b); {
		switch b[i] {
		case '"':
			for i++; i < len(b) && b[i] != '"'; i++ {
				if b[i] == '\\' {
					i++
				}
			}
			i++
		case '{', '[':
			depth++
			i++
		case '}', ']':
			depth--
			i++
		default:
			i++
			for depth == 0 && i < len(b) && !strings.ContainsRune(",}] \t\r\n", rune(b[i])) {
				i++
			}
		}
		if depth <= 0 {
			return min(i, len(b))
		}
	}
	return len(b)
}

// jsonText is the text of a JSON string with its quotes.
func jsonText(b []byte) string {
	if len(b) >= 2 && bytes.IndexByte(b, '\\') < 0 {
		return string(b[1 : len(b)-1])
	}
	var s string
	if json.Unmarshal(b, &s) != nil {
		return string(b)
	}
	return s
}

// jsonCell is the text of a value: null is empty, a number as it is written, an
// object or a list its JSON.
func jsonCell(b []byte) string {
	switch {
	case len(b) > 0 && b[0] == '"':
		return strings.ReplaceAll(jsonText(b), "\r\n", "\n")
	case string(b) == "null":
		return ""
	}
	return string(b)
}

// cut keeps at most n bytes, whole characters only.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// DisplayText makes text of a file fit to be quoted in a sentence: no control,
// invisible or undecodable characters.
func DisplayText(s string) string { return Heading(strings.ToValidUTF8(s, "�")) }
