package ledger

import (
	"encoding/binary"
	"fmt"
	"time"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
)

// leafMagic begins the canonical bytes of a leaf, version 1.
const leafMagic = "HJL\x01"

// MaxEntries is the most record revisions one act may write.
const MaxEntries = 10_000

// Leaf is what one act puts into the log.
type Leaf struct {
	Suite       Suite         `json:"suite"`
	Area        ref.Area      `json:"area"`
	Act         ref.ID        `json:"act"`
	Name        string        `json:"name"`               // name of the act
	Kind        string        `json:"kind"`               // kind of the primary record
	Record      ref.ID        `json:"record,omitempty"`   // primary record; "" for a chunk of many
	Revision    int64         `json:"revision,omitempty"` // the primary record's revision
	Previous    ref.ID        `json:"previous,omitempty"` // the primary record's act before
	Declaration Hash          `json:"declaration"`        // digest of the declaration it ran under
	At          clock.Instant `json:"at"`                 // legal time
	Effective   string        `json:"effective,omitempty"`
	Actor       string        `json:"actor"`
	OnBehalf    string        `json:"on_behalf,omitempty"`
	Organ       string        `json:"organ,omitempty"`
	Unit        string        `json:"unit,omitempty"`
	Source      string        `json:"source,omitempty"` // batch of an import
	Entries     uint32        `json:"entries"`
	Root        Hash          `json:"root"` // of the small tree over the entry hashes
	Random      [16]byte      `json:"-"`
}

// Bytes returns the canonical bytes of the leaf.
func (l Leaf) Bytes() ([]byte, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	b := make([]byte, 0, 512)
	b = append(append(b, leafMagic...), byte(l.Suite))
	for _, s := range []string{string(l.Area), string(l.Act), l.Name, l.Kind, string(l.Record)} {
		b = appendShort(b, s)
	}
	b = binary.BigEndian.AppendUint64(b, uint64(l.Revision))
	b = appendShort(b, string(l.Previous))
	b = append(b, l.Declaration[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(l.At))
	for _, s := range []string{l.Effective, l.Actor, l.OnBehalf, l.Organ, l.Unit, l.Source} {
		b = appendShort(b, s)
	}
	b = binary.BigEndian.AppendUint32(b, l.Entries)
	b = append(b, l.Root[:]...)
	return append(b, l.Random[:]...), nil
}

// ParseLeaf reads the canonical bytes of a leaf; it accepts exactly what Bytes
// gives.
func ParseLeaf(b []byte) (Leaf, error) {
	s := &scanner{b: b}
	s.magic(leafMagic)
	l := Leaf{Suite: Suite(s.u8()), Area: ref.Area(s.text("area")), Act: s.id("act", false), Name: s.text("name"), Kind: s.text("kind"),
		Record: s.id("record", true), Revision: s.i64(), Previous: s.id("previous act", true), Declaration: s.hash(), At: clock.Instant(s.i64()),
		Effective: s.text("effective day"), Actor: s.text("actor"), OnBehalf: s.text("on behalf"), Organ: s.text("organ"), Unit: s.text("unit"),
		Source: s.text("source"), Entries: s.u32(), Root: s.hash()}
	copy(l.Random[:], s.take(16))
	s.end()
	if s.err == nil {
		s.fail(l.check())
	}
	if s.err != nil {
		return Leaf{}, fmt.Errorf("reading leaf: %w", s.err)
	}
	return l, nil
}

func (l *Leaf) check() error {
	if !l.Suite.Valid() {
		return fmt.Errorf("ledger: no suite %d", byte(l.Suite))
	}
	if !l.Area.Valid() {
		return fmt.Errorf("ledger: %q is not an area", clip(string(l.Area)))
	}
	if _, err := ref.ParseID(string(l.Act)); err != nil {
		return fmt.Errorf("ledger: act: %w", err)
	}
	if l.Name == "" || l.Kind == "" {
		return fmt.Errorf("ledger: act %s lacks name or kind", l.Act)
	}
	if err := l.checkRecord(); err != nil {
		return fmt.Errorf("ledger: act %s: %w", l.Act, err)
	}
	if l.Effective != "" {
		if _, err := time.Parse(time.DateOnly, l.Effective); err != nil {
			return fmt.Errorf("ledger: act %s: effective day: %w", l.Act, err)
		}
	}
	if l.Entries > MaxEntries {
		return fmt.Errorf("ledger: act %s writes %d revisions, more than %d", l.Act, l.Entries, MaxEntries)
	}
	for _, f := range []struct{ what, s string }{{"name", l.Name}, {"kind", l.Kind}, {"actor", l.Actor}, {"on behalf", l.OnBehalf},
		{"organ", l.Organ}, {"unit", l.Unit}, {"source", l.Source}} {
		if err := short(f.what, f.s); err != nil {
			return err
		}
	}
	return nil
}

// checkRecord checks the primary record: a chunk has none.
func (l *Leaf) checkRecord() error {
	if l.Record == "" {
		if l.Revision != 0 || l.Previous != "" {
			return fmt.Errorf("no record, but revision %d", l.Revision)
		}
		return nil
	}
	if _, err := ref.ParseID(string(l.Record)); err != nil {
		return fmt.Errorf("record: %w", err)
	}
	if l.Entries == 0 {
		return fmt.Errorf("record %s without an entry", l.Record)
	}
	return chain(l.Revision, l.Previous)
}
