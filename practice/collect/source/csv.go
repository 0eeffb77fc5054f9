package source

import (
	"bytes"
	"io"
	"strconv"
)

func itoa(n int) string { return strconv.Itoa(n) }

// csvScanner reads records of RFC 4180 as they really come: any line end, a
// quote inside an unquoted cell taken as a character. Where quotes do not pair
// the record is its first physical line, with a problem, and reading goes on at
// the next line: one stray quote costs one row, not the rest of the file.
type csvScanner struct {
	win   *window
	lim   Limits
	delim byte
	eol   byte
	line  int // of the next record

	text    []byte // the cells of the record, unquoted, one after the other
	ends    []int  // where each cell ends in text
	long    []int  // cells cut at the limit, 0-based
	dropped int    // cells beyond the limit of columns
}

// state is how far a parse came.
type state int

const (
	whole     state = iota // a record
	more                   // needs more bytes
	misquoted              // quotes do not pair
)

// record is one record before it becomes a Row.
type record struct {
	line, bytes int
	problem     *Problem
}

// next reads a record into text and ends; io.EOF after the last.
func (s *csvScanner) next() (record, error) {
	for {
		d := s.win.data()
		if len(d) == 0 && s.win.eof {
			return record{}, io.EOF
		}
		n, lines, st := s.parse(d)
		if st == misquoted {
			if i := bytes.IndexByte(d, s.eol); i >= 0 || s.win.eof {
				return s.firstLine(d, i), nil
			}
		} else if st == whole {
			rec := record{line: s.line, bytes: n}
			s.line += lines
			s.win.take(n)
			return rec, nil
		}
		if ok, err := s.win.fill(s.lim.Row); err != nil {
			return record{}, atLine(err, s.line)
		} else if !ok {
			return s.oversize(d)
		}
	}
}

// firstLine takes the first physical line of a record whose quotes do not pair.
func (s *csvScanner) firstLine(d []byte, i int) record {
	n := i + 1
	if i < 0 {
		i, n = len(d), len(d)
	}
	s.lazy(d[:i])
	p := bad("bad_quote", "第 %d 行的引号不配对，已按一行读入", s.line)
	rec := record{line: s.line, bytes: n, problem: &p}
	s.line++
	s.win.take(n)
	return rec
}

// oversize takes a record longer than the limit of a row.
func (s *csvScanner) oversize(d []byte) (record, error) {
	if i := bytes.IndexByte(d, s.eol); i >= 0 {
		return s.firstLine(d, i), nil
	}
	s.lazy(d)
	p := bad("row_too_long", "第 %d 行超过 %d 字节，只读入开头", s.line, s.lim.Row)
	rec := record{line: s.line, problem: &p}
	n, err := s.win.skipLine(s.eol)
	if err != nil {
		return record{}, atLine(err, s.line)
	}
	rec.bytes = n
	s.line++
	return rec, nil
}

func (s *csvScanner) reset() {
	s.text, s.ends, s.long, s.dropped = s.text[:0], s.ends[:0], s.long[:0], 0
}

// parse reads the record at the start of d. It returns its size with the line
// end and the number of line ends in it.
func (s *csvScanner) parse(d []byte) (n, lines int, st state) {
	s.reset()
	for i := 0; ; {
		begin := len(s.text)
		if i < len(d) && d[i] == '"' {
			for i++; ; {
				j := bytes.IndexByte(d[i:], '"')
				if j < 0 {
					return s.short(misquoted)
				}
				s.put(d[i:i+j], begin)
				lines += bytes.Count(d[i:i+j], []byte{s.eol})
				if i += j + 1; i == len(d) && !s.win.eof {
					return s.short(more)
				}
				if i == len(d) || d[i] != '"' {
					break
				}
				s.put(d[i:i+1], begin)
				i++
			}
			for i < len(d) && (d[i] == ' ' || d[i] == '\r' && s.eol == '\n') {
				i++
			}
		} else {
			j := i
			for j < len(d) && d[j] != s.delim && d[j] != s.eol {
				j++
			}
			cell := d[i:j]
			if j < len(d) && d[j] == s.eol || j == len(d) && s.win.eof {
				cell = bytes.TrimSuffix(cell, []byte{'\r'})
			}
			s.put(cell, begin)
			i = j
		}
		if i == len(d) && !s.win.eof {
			return s.short(more)
		}
		s.end(begin)
		switch {
		case i == len(d):
			return i, lines + 1, whole
		case d[i] == s.eol:
			return i + 1, lines + 1, whole
		case d[i] != s.delim:
			return 0, 0, misquoted
		}
		i++
	}
}

// short is the outcome where the bytes end within a record: more are needed,
// and at the end of the file st.
func (s *csvScanner) short(st state) (int, int, state) {
	if s.win.eof {
		return 0, 0, st
	}
	return 0, 0, more
}

// put adds bytes to the cell that began at begin, up to one byte beyond the
// limit of a cell. CRLF inside a cell becomes LF, as in every other format.
func (s *csvScanner) put(b []byte, begin int) {
	if room := s.lim.Cell + 1 - (len(s.text) - begin); len(b) > room {
		b = b[:max(room, 0)]
	}
	if bytes.IndexByte(b, '\r') >= 0 {
		b = bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n"))
	}
	s.text = append(s.text, b...)
}

// end closes the cell that began at begin.
func (s *csvScanner) end(begin int) {
	if len(s.ends) >= s.lim.Columns {
		if len(s.text) > begin {
			s.dropped = len(s.ends) + 1 - s.lim.Columns
		}
		s.dropped++
		s.text = s.text[:begin]
		return
	}
	if len(s.text)-begin > s.lim.Cell {
		s.long = append(s.long, len(s.ends))
		s.text = s.text[:begin+min(s.lim.Cell, 1024)]
	}
	s.ends = append(s.ends, len(s.text))
}

// lazy splits one line in which quotes do not pair: a quoted cell ends at a
// quote before a delimiter or at the end.
func (s *csvScanner) lazy(line []byte) {
	s.reset()
	line = bytes.TrimSuffix(line, []byte{'\r'})
	for {
		begin, next := len(s.text), -1
		if len(line) > 0 && line[0] == '"' {
			if j := bytes.Index(line[1:], []byte{'"', s.delim}); j >= 0 {
				s.put(line[1:j+1], begin)
				next = j + 3
			} else if j := bytes.IndexByte(line, s.delim); j >= 0 {
				s.put(line[:j], begin)
				next = j + 1
			} else {
				s.put(line, begin)
			}
		} else if j := bytes.IndexByte(line, s.delim); j >= 0 {
			s.put(line[:j], begin)
			next = j + 1
		} else {
			s.put(line, begin)
		}
		s.end(begin)
		if next < 0 {
			return
		}
		line = line[next:]
	}
}

// cells copies the cells of the current record.
func (s *csvScanner) cells() []string {
	text, cells := string(s.text), make([]string, len(s.ends))
	from := 0
	for i, to := range s.ends {
		cells[i] = text[from:to]
		from = to
	}
	return cells
}

// empty reports whether no cell of the current record holds anything.
func (s *csvScanner) empty() bool { return len(bytes.TrimSpace(s.text)) == 0 && s.dropped == 0 }
