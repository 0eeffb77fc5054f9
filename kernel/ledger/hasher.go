package ledger

import (
	"bytes"
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/subtle"
	"encoding"
	"fmt"
	"hash"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/hengjian/hengjian/kernel/ref"
)

// block is the block length of SHA-256 and SM3, the length HMAC pads keys to.
const block = 64

// Hasher computes entry hashes, reusing its buffers and, within one entry, the
// HMAC state of the record's key. It serves one goroutine at a time.
type Hasher struct {
	suite  Suite
	h      hash.Hash
	ipad   []byte
	opad   []byte
	inner  []byte // saved state after the inner pad of the record's key
	outer  []byte
	key    []byte // whose states these are
	msg    []byte
	mac    []byte
	out    []byte
	values []Value
}

// NewHasher returns a Hasher of the suite.
func NewHasher(s Suite) *Hasher {
	return &Hasher{suite: s, h: s.hash(), ipad: bytes.Repeat([]byte{0x36}, block), opad: bytes.Repeat([]byte{0x5c}, block)}
}

// EntryHashes computes the hashes of entries with the given number of workers.
// It needs no transaction: an import computes a chunk before it begins one.
func EntryHashes(ctx context.Context, s Suite, act ref.ID, entries []Entry, workers int) ([]Hash, error) {
	hashes := make([]Hash, len(entries))
	workers = max(1, min(workers, (len(entries)+31)/32))
	g, ctx := errgroup.WithContext(ctx)
	for w := range workers {
		g.Go(func() error {
			h := NewHasher(s)
			for i := w * len(entries) / workers; i < (w+1)*len(entries)/workers; i++ {
				if err := ctx.Err(); err != nil {
					return err
				}
				var err error
				if hashes[i], err = h.Entry(act, entries[i]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return hashes, nil
}

// Entry returns the entry hash of e written by act.
func (h *Hasher) Entry(act ref.ID, e Entry) (Hash, error) {
	b := append(h.msg[:0], 0x00) // RFC 6962 leaf
	b, err := h.appendEntry(b, act, e)
	if err != nil {
		return Hash{}, err
	}
	h.msg = b
	h.h.Reset()
	h.h.Write(b)
	return h.sum(), nil
}

// Bytes returns the canonical bytes of e written by act: what a proof of chosen
// fields carries, and what may be kept of an erased revision.
func (h *Hasher) Bytes(act ref.ID, e Entry) ([]byte, error) {
	return h.appendEntry(nil, act, e)
}

func (h *Hasher) appendEntry(b []byte, act ref.ID, e Entry) ([]byte, error) {
	if err := entryHeader(h.suite, e.Kind, e.Record, e.Revision, e.Previous, len(e.Values)); err != nil {
		return nil, err
	}
	if len(e.Key) != KeySize {
		return nil, fmt.Errorf("ledger: key of record %s has %d bytes, not %d", e.Record, len(e.Key), KeySize)
	}
	if _, err := ref.ParseID(string(act)); err != nil {
		return nil, fmt.Errorf("ledger: act: %w", err)
	}
	h.values = append(h.values[:0], e.Values...)
	byField := func(a, b Value) int { return cmp.Compare(a.Field, b.Field) }
	if !slices.IsSortedFunc(h.values, byField) {
		slices.SortFunc(h.values, byField)
	}
	b = appendEntryHeader(b, h.suite, e.Kind, e.Record, e.Revision, e.Previous, len(e.Values))
	h.rekey(e.Key)
	for i := range h.values {
		v := &h.values[i]
		if err := short("field", v.Field); err != nil {
			return nil, err
		}
		if i > 0 && h.values[i-1].Field == v.Field {
			return nil, fmt.Errorf("ledger: record %s: field %q is written twice", e.Record, clip(v.Field))
		}
		salt := h.salt(act, v.Field)
		c, err := h.commit(salt, v.Field, v.Value)
		if err != nil {
			return nil, fmt.Errorf("record %s, field %s: %w", e.Record, clip(v.Field), err)
		}
		b = append(appendShort(b, v.Field), c[:]...)
	}
	clear(h.values)
	return b, nil
}

// rekey saves the two states of HMAC (RFC 2104) under the record's key.
func (h *Hasher) rekey(key []byte) {
	if bytes.Equal(key, h.key) {
		return
	}
	h.key = append(h.key[:0], key...)
	h.inner = h.padded(h.inner, key, h.ipad)
	h.outer = h.padded(h.outer, key, h.opad)
}

func (h *Hasher) padded(state, key, pad []byte) []byte {
	h.mac = xorPad(h.mac[:0], key, pad)
	h.h.Reset()
	h.h.Write(h.mac)
	return h.save(state[:0])
}

func (h *Hasher) save(b []byte) []byte {
	var err error
	if a, ok := h.h.(encoding.BinaryAppender); ok {
		b, err = a.AppendBinary(b)
	} else {
		b, err = h.h.(encoding.BinaryMarshaler).MarshalBinary()
	}
	if err != nil {
		panic("ledger: hash state: " + err.Error()) // both hashes document that they can
	}
	return b
}

func (h *Hasher) restore(state []byte) {
	if err := h.h.(encoding.BinaryUnmarshaler).UnmarshalBinary(state); err != nil {
		panic("ledger: hash state: " + err.Error())
	}
}

// salt is HMAC(record key, act ‖ field).
func (h *Hasher) salt(act ref.ID, field string) Hash {
	h.mac = append(append(h.mac[:0], act...), field...)
	h.restore(h.inner)
	h.h.Write(h.mac)
	h.mac = h.h.Sum(h.mac[:0])
	h.restore(h.outer)
	h.h.Write(h.mac)
	return h.sum()
}

// commit is HMAC(salt, field ‖ canonical value).
func (h *Hasher) commit(salt Hash, field string, value any) (Hash, error) {
	b := xorPad(h.mac[:0], salt[:], h.ipad)
	b, err := AppendValue(appendShort(b, field), value)
	if err != nil {
		return Hash{}, err
	}
	h.mac = b
	h.h.Reset()
	h.h.Write(b)
	h.out = h.h.Sum(h.out[:0])
	h.mac = append(xorPad(h.mac[:0], salt[:], h.opad), h.out...)
	h.h.Reset()
	h.h.Write(h.mac)
	return h.sum(), nil
}

func (h *Hasher) sum() (sum Hash) {
	h.out = h.h.Sum(h.out[:0])
	copy(sum[:], h.out)
	return sum
}

// xorPad appends key, filled up with zeros to a block, xored with the pad.
func xorPad(b, key, pad []byte) []byte {
	n := len(b)
	b = append(b, pad...)
	subtle.XORBytes(b[n:], b[n:], key)
	return b
}

// Salt returns what opens one field of one act to a reader of a proof and
// nothing else: HMAC(record key, act ‖ field).
func Salt(s Suite, key []byte, act ref.ID, field string) Hash {
	m := hmac.New(s.hash, key)
	m.Write([]byte(act))
	m.Write([]byte(field))
	return Hash(m.Sum(nil))
}

// Commit returns the commitment to a field's value: HMAC(salt, field ‖ value).
func Commit(s Suite, salt Hash, field string, value any) (Hash, error) {
	if err := short("field", field); err != nil {
		return Hash{}, err
	}
	b, err := AppendValue(appendShort(nil, field), value)
	if err != nil {
		return Hash{}, err
	}
	m := hmac.New(s.hash, salt[:])
	m.Write(b)
	return Hash(m.Sum(nil)), nil
}
