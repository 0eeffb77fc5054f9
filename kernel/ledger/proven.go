package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Proven is what a checked proof says, read from the proven bytes alone.
type Proven struct {
	Checkpoint Checkpoint
	Leaf       Leaf
	Entry      *Committed     // where the proof carries the entry's bytes
	Fields     map[string]any // the disclosed fields
}

// ParseProof reads a proof from JSON. Nothing is checked but its form.
func ParseProof(b []byte) (Proof, error) {
	var p Proof
	if err := json.Unmarshal(b, &p); err != nil {
		return Proof{}, fmt.Errorf("reading proof: %w", err)
	}
	return p, nil
}

// VerifyProof checks a proof with nothing but the keys it trusts, in the steps
// of docs/ledger.md §6.
func VerifyProof(p Proof, keys note.Verifiers) (Proven, error) {
	var got Proven
	var err error
	if got.Checkpoint, err = OpenCheckpoint([]byte(p.Checkpoint), keys); err != nil {
		return Proven{}, err
	}
	if got.Leaf, err = ParseLeaf(p.Leaf); err != nil {
		return Proven{}, err
	}
	s := got.Leaf.Suite
	if s != got.Checkpoint.Suite || got.Leaf.Area != got.Checkpoint.Area {
		return Proven{}, errors.New("ledger: leaf and checkpoint are of different logs")
	}
	if p.Header != nil {
		seen := got.Leaf
		seen.Random = p.Header.Random
		if *p.Header != seen {
			return Proven{}, errors.New("ledger: the header beside the leaf says something else")
		}
	}
	if err := VerifyInclusion(s, s.LeafHash(p.Leaf), p.Seq, got.Checkpoint.Size, p.LeafProof, got.Checkpoint.Root); err != nil {
		return Proven{}, fmt.Errorf("leaf: %w", err)
	}
	if p.Entry == nil {
		if len(p.Disclosed) > 0 || len(p.EntryProof) > 0 {
			return Proven{}, errors.New("ledger: fields without an entry")
		}
		return got, nil
	}
	if err := VerifyInclusion(s, p.Entry.Hash, p.Entry.N, int64(got.Leaf.Entries), p.EntryProof, got.Leaf.Root); err != nil {
		return Proven{}, fmt.Errorf("entry: %w", err)
	}
	if len(p.Entry.Bytes) == 0 {
		if len(p.Disclosed) > 0 {
			return Proven{}, errors.New("ledger: fields without the entry's bytes")
		}
		return got, nil
	}
	if err := got.open(p); err != nil {
		return Proven{}, err
	}
	return got, nil
}

// open checks the entry's bytes and the disclosed fields.
func (g *Proven) open(p Proof) error {
	s := g.Leaf.Suite
	if s.LeafHash(p.Entry.Bytes) != p.Entry.Hash {
		return errors.New("ledger: the entry's bytes do not have its hash")
	}
	c, err := ParseEntry(p.Entry.Bytes)
	if err != nil {
		return err
	}
	if c.Suite != s {
		return errors.New("ledger: entry and leaf are of different suites")
	}
	if g.Leaf.Record != "" && p.Entry.N == 0 && (c.Kind != g.Leaf.Kind || c.Record != g.Leaf.Record || c.Revision != g.Leaf.Revision || c.Previous != g.Leaf.Previous) {
		return errors.New("ledger: the first entry is not of the leaf's record")
	}
	fields := map[string]any{}
	for name, d := range p.Disclosed {
		i, ok := slices.BinarySearchFunc(c.Fields, name, func(f Commitment, name string) int { return strings.Compare(f.Field, name) })
		if !ok {
			return fmt.Errorf("ledger: the act did not write field %q", clip(name))
		}
		v, err := ReadJSON(d.Value)
		if err != nil {
			return fmt.Errorf("field %s: %w", clip(name), err)
		}
		h, err := Commit(s, d.Salt, name, v)
		if err != nil {
			return err
		}
		if h != c.Fields[i].Hash {
			return fmt.Errorf("ledger: the value of field %q is not the one committed to", clip(name))
		}
		fields[name] = v
	}
	g.Entry, g.Fields = &c, fields
	return nil
}
