package export

import (
	"bufio"
	"io"
	"strings"

	"github.com/hengjian/hengjian/kernel/record"
)

// csvWriter writes RFC 4180: CRLF, quotes only where needed.
type csvWriter struct {
	x *Export
	w *bufio.Writer
}

func newCSV(w io.Writer, x *Export) *csvWriter {
	return &csvWriter{x, bufio.NewWriterSize(w, 256<<10)}
}

// head writes the byte order mark by which Excel knows UTF-8, and the titles.
func (c *csvWriter) head() error {
	_, _ = c.w.WriteString("\ufeff") // bufio keeps the first error
	for i := range c.x.columns {
		if i > 0 {
			_ = c.w.WriteByte(',')
		}
		c.cell(guard(c.x.columns[i].title))
	}
	_, err := c.w.WriteString("\r\n")
	return err
}

func (c *csvWriter) record(r record.Row, cells *cells) error {
	for i := range c.x.columns {
		if i > 0 {
			_ = c.w.WriteByte(',')
		}
		s, number := cells.cell(&c.x.columns[i], r)
		if !number {
			s = guard(s)
		}
		c.cell(s)
	}
	_, err := c.w.WriteString("\r\n")
	return err
}

func (c *csvWriter) end() error { return c.w.Flush() }

// cell writes one field, in quotes where RFC 4180 §2 asks for them.
func (c *csvWriter) cell(s string) {
	if s == "" || !strings.ContainsAny(s, ",\"\r\n") && s[0] != ' ' && s[len(s)-1] != ' ' {
		_, _ = c.w.WriteString(s)
		return
	}
	_ = c.w.WriteByte('"')
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			break
		}
		_, _ = c.w.WriteString(s[:i+1])
		_ = c.w.WriteByte('"')
		s = s[i+1:]
	}
	_, _ = c.w.WriteString(s)
	_ = c.w.WriteByte('"')
}

// guard keeps a table program from taking a text for a formula.
func guard(s string) string {
	if s == "" {
		return s
	}
	switch s[0] {
	case '=', '@', '\t', '\r', '\n':
		return "'" + s
	case '+', '-':
		if plainNumber(s[1:]) {
			return s
		}
		return "'" + s
	case 0xef: // the first byte of full-width signs
		for _, p := range [...]string{"＝", "＋", "－", "＠"} {
			if strings.HasPrefix(s, p) {
				return "'" + s
			}
		}
	}
	return s
}

// plainNumber reports digits with at most one point between them.
func plainNumber(s string) bool {
	digits, point := 0, false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] >= '0' && s[i] <= '9':
			digits++
		case s[i] == '.' && !point && digits > 0 && i < len(s)-1:
			point = true
		default:
			return false
		}
	}
	return digits > 0
}
