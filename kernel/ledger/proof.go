package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Proof shows that an act, and one record revision it wrote, stand in a log
// under a signed checkpoint. As JSON it is what the API gives, what an issued
// document carries and what docs/ledger.md §6 teaches to check.
type Proof struct {
	Leaf       []byte                `json:"leaf"`             // canonical bytes
	Header     *Leaf                 `json:"header,omitempty"` // the same for the eye
	Seq        int64                 `json:"seq"`              // number in the log, from 0
	LeafProof  []Hash                `json:"leaf_proof"`
	Entry      *ProofEntry           `json:"entry,omitempty"`
	EntryProof []Hash                `json:"entry_proof"`
	Disclosed  map[string]Disclosure `json:"disclosed,omitempty"`
	Checkpoint string                `json:"checkpoint"` // signed note
}

// ProofEntry is the record revision a proof is about.
type ProofEntry struct {
	N     int64  `json:"n"` // its place among the act's entries, from 0
	Hash  Hash   `json:"hash"`
	Bytes []byte `json:"bytes,omitempty"` // canonical bytes, where fields are disclosed
}

// Disclosure opens one field: its value and the salt of its commitment.
type Disclosure struct {
	Value json.RawMessage `json:"value"`
	Salt  Hash            `json:"salt"`
}

// Inclusion proves that act, and the revision it wrote at place n of its
// entries, stand in the log up to the newest checkpoint. It needs no values,
// so it holds for erased records too. An act not numbered yet is too early.
func (l *Ledger) Inclusion(ctx context.Context, area ref.Area, act ref.ID, n int64) (Proof, error) {
	var p Proof
	err := l.db.Read(ctx, func(c db.Conn) error {
		var err error
		p, err = l.inclusion(c, area, act, n)
		return err
	})
	if err != nil {
		return Proof{}, fmt.Errorf("proving act %s of log %s: %w", act, area, err)
	}
	return p, nil
}

func (l *Ledger) inclusion(c db.Conn, area ref.Area, act ref.ID, n int64) (Proof, error) {
	var seq sql.NullInt64
	var leaf, root, row []byte
	err := c.QueryRow(`SELECT seq, leaf, root, hashes FROM ledger_act WHERE area = $1 AND id = $2`, string(area), string(act)).Scan(&seq, &leaf, &root, &row)
	if errors.Is(err, sql.ErrNoRows) {
		return Proof{}, fault.New(fault.NotFound, "ledger.act", "账本中没有这一行为")
	}
	if err != nil {
		return Proof{}, err
	}
	if !seq.Valid {
		return Proof{}, fault.New(fault.TooEarly, "ledger.waiting", "该行为刚刚写入，几秒后编入账本并可出具证明")
	}
	header, err := ParseLeaf(leaf)
	if err != nil {
		return Proof{}, err
	}
	hashes, err := entryRow(header, row)
	if err != nil {
		return Proof{}, err
	}
	if n < 0 || n >= int64(len(hashes)) {
		return Proof{}, fault.Newf(fault.NotFound, "ledger.entry", "该行为写入 %d 条记录，没有第 %d 条", len(hashes), n+1)
	}
	last, err := l.last(c, area)
	if err != nil {
		return Proof{}, err
	}
	header.Random = [16]byte{}
	p := Proof{Leaf: leaf, Header: &header, Seq: seq.Int64, Entry: &ProofEntry{N: n, Hash: hashes[n]}, Checkpoint: last.Note}
	if p.LeafProof, err = proveInclusion(l.suite, newTiles(l.suite, area, c).node, p.Seq, 0, last.Size); err != nil {
		return Proof{}, err
	}
	p.EntryProof, err = proveInclusion(l.suite, listNodes(l.suite, hashes), n, 0, int64(len(hashes)))
	return p, err
}

// entryRow returns the entry hashes of an act: of one entry the root is the
// hash, of more they are stored in a row.
func entryRow(leaf Leaf, row []byte) ([]Hash, error) {
	if leaf.Entries == 1 && len(row) == 0 {
		return []Hash{leaf.Root}, nil
	}
	hashes, err := split(row)
	if err != nil {
		return nil, err
	}
	if len(hashes) != int(leaf.Entries) || leaf.Entries == 1 {
		return nil, fmt.Errorf("ledger: act %s writes %d revisions, %d hashes are stored", leaf.Act, leaf.Entries, len(hashes))
	}
	return hashes, nil
}

// Disclose opens fields of the revision the proof is about, recomputed from the
// record's history by its keeper. It fails when e is not what the log holds.
func (p *Proof) Disclose(e Entry, fields ...string) error {
	leaf, err := ParseLeaf(p.Leaf)
	if err != nil {
		return err
	}
	if p.Entry == nil {
		return errors.New("ledger: the proof is of no entry")
	}
	b, err := NewHasher(leaf.Suite).Bytes(leaf.Act, e)
	if err != nil {
		return err
	}
	if leaf.Suite.LeafHash(b) != p.Entry.Hash {
		return fault.Newf(fault.Internal, "ledger.history", "记录 %s 第 %d 版的历史与账本不一致", e.Record, e.Revision)
	}
	opened := map[string]Disclosure{}
	for _, f := range fields {
		i := indexField(e.Values, f)
		if i < 0 {
			return fault.Newf(fault.Invalid, "ledger.field", "该行为没有写入字段 %s", f)
		}
		text, err := json.Marshal(e.Values[i].Value)
		if err != nil {
			return err
		}
		opened[f] = Disclosure{Value: text, Salt: Salt(leaf.Suite, e.Key, leaf.Act, f)}
	}
	p.Entry.Bytes, p.Disclosed = b, opened
	return nil
}

func indexField(values []Value, field string) int {
	for i := range values {
		if values[i].Field == field {
			return i
		}
	}
	return -1
}
