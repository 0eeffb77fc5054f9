package source

import (
	"bytes"
	"fmt"
	"io"

	"github.com/hengjian/hengjian/platform/fault"
)

// xmlScanner reads the parts of a workbook as a flat sequence of tags and text.
// It knows what those parts may hold and nothing more: UTF-8, the five
// predefined entities and character references, no document type (so no
// entities of the file's own, no external ones). Tags and texts have a largest
// size, so a part of any length is read in constant memory.
type xmlScanner struct {
	win   *window
	limit int // bytes of a text that is kept
	depth int

	tag    []byte // inside of the current start tag, with its name; valid until next
	name   []byte // local name of the current tag
	closes bool   // the start tag closes itself: its end comes next
	text   []byte // collected since collect
	long   bool   // text was cut
	on     bool   // collecting
}

// xmlTag is what next found.
type xmlTag int

const (
	xmlStart xmlTag = iota
	xmlEnd
)

// maxTag is the longest tag or declaration, in bytes.
const maxTag = 64 << 10

func newXMLScanner(r io.Reader, limit int) *xmlScanner {
	return &xmlScanner{win: newWindow(r), limit: limit}
}

// errXML is a part that is not well formed.
func errXML(format string, args ...any) error {
	return fault.New(fault.Invalid, "collect.corrupt_workbook", "工作簿内部结构已损坏，请用表格软件打开后重新保存").With(fmt.Errorf(format, args...))
}

// collect begins to keep the text that follows; stop ends it.
func (s *xmlScanner) collect() { s.text, s.long, s.on = s.text[:0], false, true }
func (s *xmlScanner) stop()    { s.on = false }

// next goes to the next start or end tag; io.EOF after the root has closed.
func (s *xmlScanner) next() (xmlTag, error) {
	if s.closes {
		s.closes = false
		s.depth--
		return xmlEnd, nil
	}
	for {
		if err := s.chars(); err != nil {
			if err == io.EOF && s.depth > 0 {
				return 0, fault.New(fault.Invalid, "collect.truncated", "工作簿不完整，内容在中途断开").With(err)
			}
			return 0, err
		}
		d, err := s.need(4)
		if err != nil {
			return 0, err
		}
		switch {
		case bytes.HasPrefix(d, []byte("<?")):
			err = s.instruction()
		case bytes.HasPrefix(d, []byte("<!--")):
			err = s.comment()
		case bytes.HasPrefix(d, []byte("<![C")):
			err = s.cdata()
		case bytes.HasPrefix(d, []byte("<!")):
			err = fault.New(fault.Invalid, "collect.xml_doctype", "工作簿内含文档类型声明（可能引用外部内容），已拒绝读取")
		default:
			return s.element()
		}
		if err != nil {
			return 0, err
		}
	}
}

// need returns the unread bytes, at least n of them unless the part ends.
func (s *xmlScanner) need(n int) ([]byte, error) {
	for len(s.win.data()) < n && !s.win.eof {
		if _, err := s.win.fill(maxTag + n); err != nil {
			return nil, err
		}
	}
	return s.win.data(), nil
}

// until returns the bytes up to and including mark and takes them.
func (s *xmlScanner) until(mark string) ([]byte, error) {
	for from := 0; ; {
		d := s.win.data()
		if i := bytes.Index(d[from:], []byte(mark)); i >= 0 {
			s.win.take(from + i + len(mark))
			return d[:from+i+len(mark)], nil
		}
		if s.win.eof {
			return nil, broken(io.ErrUnexpectedEOF)
		}
		from = max(0, len(d)-len(mark)+1)
		if ok, err := s.win.fill(maxTag); err != nil {
			return nil, err
		} else if !ok {
			return nil, errXML("no %q within %d bytes", mark, maxTag)
		}
	}
}

// instruction skips <?…?>; the XML declaration may only name UTF-8.
func (s *xmlScanner) instruction() error {
	d, err := s.until("?>")
	if err != nil {
		return err
	}
	if i := bytes.Index(d, []byte("encoding")); bytes.HasPrefix(d, []byte("<?xml ")) && i >= 0 {
		v := bytes.Trim(d[i+len("encoding"):], " =?>\t\r\n")
		if len(v) > 0 {
			if j := bytes.IndexByte(v[1:], v[0]); j >= 0 && !bytes.EqualFold(v[1:j+1], []byte("utf-8")) {
				return errXML("encoding %q", v[1:j+1])
			}
		}
	}
	return nil
}

// comment skips a comment of any length.
func (s *xmlScanner) comment() error {
	s.win.take(4)
	for {
		d := s.win.data()
		if i := bytes.Index(d, []byte("-->")); i >= 0 {
			s.win.take(i + 3)
			return nil
		}
		s.win.take(max(0, len(d)-2))
		if s.win.eof {
			return broken(io.ErrUnexpectedEOF)
		}
		if _, err := s.win.fill(maxTag); err != nil {
			return err
		}
	}
}

// cdata keeps the text of a CDATA section.
func (s *xmlScanner) cdata() error {
	d, err := s.need(9)
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(d, []byte("<![CDATA[")) {
		return errXML("bad section")
	}
	s.win.take(9)
	for {
		d := s.win.data()
		if i := bytes.Index(d, []byte("]]>")); i >= 0 {
			s.keep(d[:i])
			s.win.take(i + 3)
			return nil
		}
		n := max(0, len(d)-2)
		s.keep(d[:n])
		s.win.take(n)
		if s.win.eof {
			return broken(io.ErrUnexpectedEOF)
		}
		if _, err := s.win.fill(maxTag); err != nil {
			return err
		}
	}
}
