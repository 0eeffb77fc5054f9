package ledger

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/hengjian/hengjian/kernel/ref"
)

// KeySize is the length of a record's key in bytes. It is drawn at random when
// the record begins and destroyed when the record is erased.
const KeySize = 32

// Value is one field an act writes. See AppendValue for what a value may be.
type Value struct {
	Field string
	Value any
}

// Entry is one record revision an act writes.
type Entry struct {
	Kind     string
	Record   ref.ID
	Revision int64  // 1 for the first
	Previous ref.ID // the act that wrote the revision before, "" for the first
	Key      []byte // the record's key, KeySize bytes
	Values   []Value
}

// entryMagic begins the canonical bytes of an entry, version 1.
const entryMagic = "HJE\x01"

// Commitment is the hiding and binding trace of one written field.
type Commitment struct {
	Field string `json:"field"`
	Hash  Hash   `json:"hash"`
}

// Committed is what the log holds of an entry: everything but values and key.
type Committed struct {
	Suite    Suite        `json:"suite"`
	Kind     string       `json:"kind"`
	Record   ref.ID       `json:"record"`
	Revision int64        `json:"revision"`
	Previous ref.ID       `json:"previous,omitempty"`
	Fields   []Commitment `json:"fields"` // ascending by field
}

// EntryHash returns the hash by which an act names one record revision: the
// RFC 6962 leaf hash of the entry's canonical bytes. For many entries use
// EntryHashes or a Hasher.
func EntryHash(s Suite, act ref.ID, e Entry) (Hash, error) {
	return NewHasher(s).Entry(act, e)
}

// Bytes returns the canonical bytes of c, whose leaf hash is the entry hash.
func (c Committed) Bytes() ([]byte, error) {
	if err := entryHeader(c.Suite, c.Kind, c.Record, c.Revision, c.Previous, len(c.Fields)); err != nil {
		return nil, err
	}
	b := appendEntryHeader(nil, c.Suite, c.Kind, c.Record, c.Revision, c.Previous, len(c.Fields))
	for i, f := range c.Fields {
		if err := short("field", f.Field); err != nil {
			return nil, err
		}
		if i > 0 && c.Fields[i-1].Field >= f.Field {
			return nil, fmt.Errorf("ledger: field %q is out of order", clip(f.Field))
		}
		b = append(appendShort(b, f.Field), f.Hash[:]...)
	}
	return b, nil
}

// Hash returns the entry hash of c.
func (c Committed) Hash() (Hash, error) {
	b, err := c.Bytes()
	if err != nil {
		return Hash{}, err
	}
	return c.Suite.LeafHash(b), nil
}

// ParseEntry reads the canonical bytes of an entry; it accepts exactly what
// Bytes gives.
func ParseEntry(b []byte) (Committed, error) {
	s := &scanner{b: b}
	s.magic(entryMagic)
	c := Committed{Suite: Suite(s.u8()), Kind: s.text("kind"), Record: s.id("record", false), Revision: s.i64(), Previous: s.id("previous act", true)}
	n := s.u16()
	if s.err == nil {
		s.fail(entryHeader(c.Suite, c.Kind, c.Record, c.Revision, c.Previous, n))
	}
	for i := 0; i < n && s.err == nil; i++ {
		f := Commitment{Field: s.text("field"), Hash: s.hash()}
		if i > 0 && c.Fields[i-1].Field >= f.Field {
			s.fail(fmt.Errorf("ledger: field %q is out of order", clip(f.Field)))
		}
		c.Fields = append(c.Fields, f)
	}
	s.end()
	if s.err != nil {
		return Committed{}, fmt.Errorf("reading entry: %w", s.err)
	}
	return c, nil
}

// entryHeader checks the parts of an entry that are no field.
func entryHeader(s Suite, kind string, record ref.ID, revision int64, previous ref.ID, fields int) error {
	if !s.Valid() {
		return fmt.Errorf("ledger: no suite %d", byte(s))
	}
	if kind == "" {
		return fmt.Errorf("ledger: entry of record %s has no kind", record)
	}
	if err := short("kind", kind); err != nil {
		return err
	}
	if _, err := ref.ParseID(string(record)); err != nil {
		return fmt.Errorf("ledger: record: %w", err)
	}
	if err := chain(revision, previous); err != nil {
		return fmt.Errorf("ledger: record %s: %w", record, err)
	}
	if fields > math.MaxUint16 {
		return fmt.Errorf("ledger: entry of record %s writes %d fields", record, fields)
	}
	return nil
}

// chain checks that a first revision has no act before it and a later one has.
func chain(revision int64, previous ref.ID) error {
	if revision < 1 || (revision == 1) != (previous == "") {
		return fmt.Errorf("revision %d with previous act %q", revision, clip(string(previous)))
	}
	if previous != "" {
		if _, err := ref.ParseID(string(previous)); err != nil {
			return fmt.Errorf("previous act: %w", err)
		}
	}
	return nil
}

func appendEntryHeader(b []byte, s Suite, kind string, record ref.ID, revision int64, previous ref.ID, fields int) []byte {
	b = append(append(b, entryMagic...), byte(s))
	b = appendShort(b, kind)
	b = appendShort(b, string(record))
	b = binary.BigEndian.AppendUint64(b, uint64(revision))
	b = appendShort(b, string(previous))
	return binary.BigEndian.AppendUint16(b, uint16(fields))
}
