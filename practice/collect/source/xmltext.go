package source

import (
	"bytes"
	"io"
	"strconv"
	"unicode/utf8"
)

// chars passes over text to the next "<", keeping it while collecting.
func (s *xmlScanner) chars() error {
	for {
		d := s.win.data()
		i := bytes.IndexByte(d, '<')
		n := i
		if i < 0 {
			n = len(d)
			if k := bytes.LastIndexByte(d[max(0, n-12):], '&'); k >= 0 && !s.win.eof && s.on {
				n = max(0, n-12) + k // an entity may be cut off here
			}
		}
		if s.on && n > 0 {
			if err := s.unescape(d[:n]); err != nil {
				return err
			}
		}
		s.win.take(n)
		if i >= 0 {
			return nil
		}
		if s.win.eof {
			return io.EOF
		}
		if _, err := s.win.fill(maxTag); err != nil {
			return err
		}
	}
}

// keep adds text while collecting, up to the limit.
func (s *xmlScanner) keep(b []byte) {
	if !s.on || s.long {
		return
	}
	if len(s.text)+len(b) > s.limit {
		b, s.long = b[:s.limit-len(s.text)], true
	}
	s.text = append(s.text, b...)
}

// unescape keeps text with its entities resolved.
func (s *xmlScanner) unescape(b []byte) error {
	for {
		i := bytes.IndexByte(b, '&')
		if i < 0 {
			s.keep(b)
			return nil
		}
		s.keep(b[:i])
		end := bytes.IndexByte(b[i:min(len(b), i+12)], ';')
		if end < 0 {
			return errXML("bare &")
		}
		r, ok := entity(string(b[i+1 : i+end]))
		if !ok {
			return errXML("entity %q", b[i:i+end+1])
		}
		s.keep(utf8.AppendRune(nil, r))
		b = b[i+end+1:]
	}
}

// entity resolves the inside of &…;.
func entity(name string) (rune, bool) {
	switch name {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) > 1 && name[0] == '#' {
		digits, base := name[1:], 10
		if digits[0] == 'x' {
			digits, base = digits[1:], 16
		}
		if n, err := strconv.ParseUint(digits, base, 32); err == nil && n <= utf8.MaxRune {
			return rune(n), true
		}
	}
	return 0, false
}

// element reads a start or end tag.
func (s *xmlScanner) element() (xmlTag, error) {
	for from := 1; ; {
		d := s.win.data()
		if end := tagEnd(d, from); end >= 0 {
			s.win.take(end + 1)
			return s.open(d[1:end])
		}
		if s.win.eof {
			return 0, broken(io.ErrUnexpectedEOF)
		}
		if ok, err := s.win.fill(maxTag); err != nil {
			return 0, err
		} else if !ok {
			return 0, errXML("tag longer than %d bytes", maxTag)
		}
	}
}

// tagEnd returns the index of the ">" that ends the tag, or -1.
func tagEnd(d []byte, from int) int {
	quote := byte(0)
	for i := from; i < len(d); i++ {
		switch c := d[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i
		}
	}
	return -1
}

func (s *xmlScanner) open(tag []byte) (xmlTag, error) {
	if len(tag) > 0 && tag[0] == '/' {
		s.name = local(tag[1:])
		if s.depth--; s.depth < 0 {
			return 0, errXML("end tag %q without start", s.name)
		}
		return xmlEnd, nil
	}
	if n := len(tag); n > 0 && tag[n-1] == '/' {
		tag, s.closes = tag[:n-1], true
	}
	s.tag, s.name = tag, local(tag)
	if len(s.name) == 0 {
		return 0, errXML("tag without name")
	}
	s.depth++
	return xmlStart, nil
}

// local is the name at the start of a tag without its prefix.
func local(tag []byte) []byte {
	n := 0
	for n < len(tag) && tag[n] > ' ' {
		n++
	}
	tag = tag[:n]
	if i := bytes.IndexByte(tag, ':'); i >= 0 {
		tag = tag[i+1:]
	}
	return tag
}

// is reports the local name of the current tag.
func (s *xmlScanner) is(name string) bool { return string(s.name) == name }

// attr returns an attribute of the current start tag by its local name.
func (s *xmlScanner) attr(name string) string {
	b := s.tag
	for i := 0; i < len(b) && b[i] > ' '; i++ {
		if i+1 == len(b) || b[i+1] <= ' ' {
			b = b[i+1:]
			break
		}
	}
	for {
		eq := bytes.IndexByte(b, '=')
		if eq < 0 {
			return ""
		}
		key := bytes.TrimSpace(b[:eq])
		b = bytes.TrimLeft(b[eq+1:], " \t\r\n")
		if len(b) == 0 || b[0] != '"' && b[0] != '\'' {
			return ""
		}
		end := bytes.IndexByte(b[1:], b[0])
		if end < 0 {
			return ""
		}
		if string(local(key)) == name {
			return unescaped(b[1 : end+1])
		}
		b = b[end+2:]
	}
}

// unescaped is the value of an attribute.
func unescaped(b []byte) string {
	if bytes.IndexByte(b, '&') < 0 {
		return string(b)
	}
	s := xmlScanner{limit: maxTag, on: true}
	if s.unescape(b) != nil {
		return string(b)
	}
	return string(s.text)
}
