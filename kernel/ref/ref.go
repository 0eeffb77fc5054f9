// Package ref names things: the area whose bureau keeps the book, the
// identifier of a record, and the pair of both that is a reference.
package ref

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"sync"

	"github.com/hengjian/hengjian/platform/clock"
)

// Area is the city whose bureau keeps the book: the first four digits of its
// GB/T 2260 code. It is set once, never changed, and comes first in every key.
type Area string

// Valid reports whether a has four digits.
func (a Area) Valid() bool {
	if len(a) != 4 {
		return false
	}
	for i := 0; i < 4; i++ {
		if a[i] < '0' || a[i] > '9' {
			return false
		}
	}
	return true
}

// ID is a UUIDv7 (RFC 9562 §5.7) written as 26 characters of lower-case
// Crockford base32. Its text order is its order in time.
type ID string

// Ref points at a record: always area and identifier.
type Ref struct {
	Area Area `json:"area"`
	ID   ID   `json:"id"`
}

// Zero reports whether the reference names nothing.
func (r Ref) Zero() bool { return r.ID == "" }

// String prints area/id.
func (r Ref) String() string { return string(r.Area) + "/" + string(r.ID) }

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

var (
	mu   sync.Mutex
	last uint64 // 48 bits of time, 12 bits of counter
)

// NewID returns a fresh identifier dated at; identifiers made by one process
// grow strictly even within a millisecond.
func NewID(at clock.Instant) ID {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic("ref: no randomness: " + err.Error())
	}
	mu.Lock()
	v := uint64(at) << 12
	if v <= last {
		v = last + 1
	}
	last = v
	mu.Unlock()
	binary.BigEndian.PutUint64(b[0:8], v>>12<<16|0x7000|v&0xfff)
	b[8] = b[8]&0x3f | 0x80
	return encode(b)
}

// encode writes 128 bits as 26 base32 digits, the first holding three bits.
func encode(b [16]byte) ID {
	hi, lo := binary.BigEndian.Uint64(b[0:8]), binary.BigEndian.Uint64(b[8:16])
	var out [26]byte
	for i := 25; i >= 0; i-- {
		out[i] = alphabet[lo&31]
		lo = lo>>5 | hi<<59
		hi >>= 5
	}
	return ID(out[:])
}

// ParseID checks that s is an identifier.
func ParseID(s string) (ID, error) {
	if len(s) != 26 || s[0] > '7' {
		return "", fmt.Errorf("ref: %q is not an identifier", s)
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' && c != 'i' && c != 'l' && c != 'o' && c != 'u') {
			return "", fmt.Errorf("ref: %q is not an identifier", s)
		}
	}
	return ID(s), nil
}

// First is before every identifier dated at or later and after every one dated
// before.
func First(at clock.Instant) ID {
	var b [16]byte
	binary.BigEndian.PutUint64(b[0:8], uint64(at)<<16)
	return encode(b)
}
