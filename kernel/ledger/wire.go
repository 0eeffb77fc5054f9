package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"unicode/utf8"

	"github.com/hengjian/hengjian/kernel/ref"
)

// appendShort appends length in two bytes and the bytes of s.
func appendShort(b []byte, s string) []byte {
	b = binary.BigEndian.AppendUint16(b, uint16(len(s)))
	return append(b, s...)
}

// short reports what keeps s from being a short text of the log.
func short(what, s string) error {
	if len(s) > math.MaxUint16 {
		return fmt.Errorf("ledger: %s of %d bytes is longer than 65535", what, len(s))
	}
	if !utf8.ValidString(s) {
		return fmt.Errorf("ledger: %s %q is not UTF-8", what, clip(s))
	}
	return nil
}

var errTorn = errors.New("ledger: bytes end early")

// scanner reads the canonical bytes; the first error sticks.
type scanner struct {
	b   []byte
	err error
}

func (s *scanner) take(n int) []byte {
	if s.err != nil || len(s.b) < n {
		s.fail(errTorn)
		return nil
	}
	b := s.b[:n]
	s.b = s.b[n:]
	return b
}

func (s *scanner) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

func (s *scanner) u8() byte {
	if b := s.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (s *scanner) u16() int {
	if b := s.take(2); b != nil {
		return int(binary.BigEndian.Uint16(b))
	}
	return 0
}

func (s *scanner) u32() uint32 {
	if b := s.take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

func (s *scanner) i64() int64 {
	if b := s.take(8); b != nil {
		return int64(binary.BigEndian.Uint64(b))
	}
	return 0
}

func (s *scanner) hash() (h Hash) {
	copy(h[:], s.take(32))
	return h
}

func (s *scanner) text(what string) string {
	b := s.take(s.u16())
	if !utf8.Valid(b) {
		s.fail(fmt.Errorf("ledger: %s is not UTF-8", what))
	}
	return string(b)
}

// id reads an identifier; empty is one only where optional is set.
func (s *scanner) id(what string, optional bool) ref.ID {
	t := s.text(what)
	if s.err != nil || t == "" && optional {
		return ""
	}
	id, err := ref.ParseID(t)
	if err != nil {
		s.fail(fmt.Errorf("ledger: %s: %w", what, err))
	}
	return id
}

func (s *scanner) magic(want string) {
	if got := s.take(len(want)); s.err == nil && string(got) != want {
		s.fail(fmt.Errorf("ledger: bytes do not begin with %q", want))
	}
}

func (s *scanner) end() {
	if s.err == nil && len(s.b) > 0 {
		s.fail(fmt.Errorf("ledger: %d bytes too many", len(s.b)))
	}
}
