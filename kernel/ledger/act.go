package ledger

import (
	"crypto/rand"
	"fmt"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// Act is one act as its runner hands it to the ledger.
type Act struct {
	ID          ref.ID
	Area        ref.Area
	Name        string   // of the act
	Kind        string   // of the primary record
	Record      ref.ID   // primary record, whose entry comes first; "" for a chunk of many rows
	Declaration [32]byte // digest of the declaration it ran under
	At          clock.Instant
	Effective   string // day YYYY-MM-DD since which the change is so in fact, "" where no source says
	Actor       string
	OnBehalf    string
	Organ       string
	Unit        string
	Source      string // batch of an import
	Entries     []Entry
	Hashes      []Hash // the entries' hashes where computed ahead with EntryHashes; then, for a chunk, Entries may be nil
}

// Do writes the act's line. It must run in the transaction of the act's change,
// and At must be the transaction's own time (0 stands for it). The act waits,
// without a number, until the sequencer takes it.
func (l *Ledger) Do(tx *db.Tx, a Act) error {
	leaf, hashes, err := l.leaf(tx.Now(), a)
	if err != nil {
		return fmt.Errorf("writing act %s: %w", a.ID, err)
	}
	b, err := leaf.Bytes()
	if err != nil {
		return fmt.Errorf("writing act %s: %w", a.ID, err)
	}
	var row any // one entry: its hash gives the root, nothing more to keep
	if len(hashes) > 1 {
		row = join(hashes)
	}
	_, err = tx.Exec(`INSERT INTO ledger_act (area, id, suite, name, kind, record, revision, previous, declaration, at, effective, actor, on_behalf, organ, unit, source, entries, root, leaf, hashes)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
		string(leaf.Area), string(leaf.Act), int64(leaf.Suite), leaf.Name, leaf.Kind, string(leaf.Record), leaf.Revision, string(leaf.Previous),
		leaf.Declaration[:], int64(leaf.At), leaf.Effective, leaf.Actor, leaf.OnBehalf, leaf.Organ, leaf.Unit, leaf.Source, int64(leaf.Entries), leaf.Root[:], b, row)
	if err != nil {
		return fmt.Errorf("writing act %s: %w", a.ID, err)
	}
	return nil
}

func (l *Ledger) leaf(now clock.Instant, a Act) (Leaf, []Hash, error) {
	if a.At != 0 && a.At != now {
		return Leaf{}, nil, fmt.Errorf("ledger: its time %s is not the transaction's %s", a.At, now)
	}
	hashes, err := l.entryHashes(a)
	if err != nil {
		return Leaf{}, nil, err
	}
	leaf := Leaf{Suite: l.suite, Area: a.Area, Act: a.ID, Name: a.Name, Kind: a.Kind, Record: a.Record, Declaration: a.Declaration,
		At: now, Effective: a.Effective, Actor: a.Actor, OnBehalf: a.OnBehalf, Organ: a.Organ, Unit: a.Unit, Source: a.Source,
		Entries: uint32(len(hashes)), Root: TreeRoot(l.suite, hashes)}
	if a.Record != "" {
		if len(a.Entries) == 0 || a.Entries[0].Kind != a.Kind || a.Entries[0].Record != a.Record {
			return Leaf{}, nil, fmt.Errorf("ledger: its first entry is not of its record %s", a.Record)
		}
		leaf.Revision, leaf.Previous = a.Entries[0].Revision, a.Entries[0].Previous
	}
	if _, err := rand.Read(leaf.Random[:]); err != nil {
		return Leaf{}, nil, fmt.Errorf("drawing random bytes: %w", err)
	}
	return leaf, hashes, nil
}

func (l *Ledger) entryHashes(a Act) ([]Hash, error) {
	if a.Hashes != nil {
		if a.Entries != nil && len(a.Entries) != len(a.Hashes) {
			return nil, fmt.Errorf("ledger: %d entries with %d hashes", len(a.Entries), len(a.Hashes))
		}
		return a.Hashes, nil
	}
	h := l.hashers.Get().(*Hasher)
	defer l.hashers.Put(h)
	hashes := make([]Hash, len(a.Entries))
	for i, e := range a.Entries {
		var err error
		if hashes[i], err = h.Entry(a.ID, e); err != nil {
			return nil, err
		}
	}
	return hashes, nil
}
