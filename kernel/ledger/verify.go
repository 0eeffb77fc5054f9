package ledger

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// Finding is one thing that is not as it was written.
type Finding struct {
	Code  string   `json:"code"` // ledger.leaf, .column, .entries, .gap, .node, .checkpoint, .root, .since
	Area  ref.Area `json:"area"`
	Seq   int64    `json:"seq"`           // number in the log, -1 where none
	Act   ref.ID   `json:"act,omitempty"` // where one act is meant
	Where string   `json:"where"`         // column, tile or checkpoint
	Text  string   `json:"text"`          // Chinese, for the inspector of the log
}

// Check says what VerifyTree looks at.
type Check struct {
	Areas []ref.Area // nil means every log
	Since [][]byte   // signed checkpoints kept by somebody else, of any log
	// Act, where set, is called with every act whose leaf can be read, the numbered ones in the
	// order of the log and then the waiting, with the hashes of its entries:
	// the keeper of records compares its history. An error ends the check.
	Act func(seq int64, leaf Leaf, entries []Hash) error
}

// Verified is the state in which a log was found.
type Verified struct {
	Area    ref.Area `json:"area"`
	Size    int64    `json:"size"`
	Waiting int64    `json:"waiting"`
	Root    Hash     `json:"root"` // recomputed from the leaves
}

// page is the number of acts read in one snapshot: some tiles, so that a long
// check does not hold back the write-ahead log.
const page = 4 * tileWidth

// VerifyTree recomputes every log from its leaves: each leaf is read and
// compared with its columns and entry hashes; the tree is compared with the
// stored nodes, with every stored checkpoint and with the checkpoints given in
// Since. What differs is told to report; the error is for what kept it from
// looking. Acts written meanwhile are left to the next check.
func (l *Ledger) VerifyTree(ctx context.Context, check Check, report func(Finding)) ([]Verified, error) {
	since, areas, err := l.outside(ctx, check, report)
	if err != nil {
		return nil, fmt.Errorf("checking the ledger: %w", err)
	}
	var found []Verified
	for _, area := range areas {
		w := &walk{l: l, area: area, check: check, report: report, since: since[area]}
		if err := w.run(ctx); err != nil {
			return found, fmt.Errorf("checking log %s: %w", area, err)
		}
		found = append(found, Verified{Area: area, Size: w.size, Waiting: w.waiting, Root: w.front.root(l.suite)})
	}
	return found, nil
}

// outside opens the checkpoints of others and lists the logs to look at: those
// in the database and those somebody holds a checkpoint of.
func (l *Ledger) outside(ctx context.Context, check Check, report func(Finding)) (map[ref.Area][]Checkpoint, []ref.Area, error) {
	since, areas := map[ref.Area][]Checkpoint{}, slices.Clone(check.Areas)
	for i, signed := range check.Since {
		c, err := OpenCheckpoint(signed, l.trusted)
		if err != nil {
			report(Finding{Code: "ledger.since", Seq: -1, Where: fmt.Sprintf("since %d", i+1), Text: "外部保存的检查点不是本账本密钥签名的，不能作为依据：" + err.Error()})
			continue
		}
		since[c.Area] = append(since[c.Area], c)
		if check.Areas == nil {
			areas = append(areas, c.Area)
		}
	}
	if check.Areas == nil {
		err := l.db.Read(ctx, func(c db.Conn) error {
			inActs, err := allAreas(c)
			if err != nil {
				return err
			}
			signed, err := signedAreas(c)
			areas = append(append(areas, inActs...), signed...)
			return err
		})
		if err != nil {
			return nil, nil, err
		}
	}
	slices.Sort(areas)
	return since, slices.Compact(areas), nil
}

func signedAreas(c db.Conn) ([]ref.Area, error) {
	rows, err := c.Query(`SELECT area FROM ledger_checkpoint UNION SELECT area FROM ledger_tile ORDER BY area`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error comes from rows.Err
	var areas []ref.Area
	for rows.Next() {
		var a string
		if err := rows.Scan(&a); err != nil {
			return nil, err
		}
		areas = append(areas, ref.Area(a))
	}
	return areas, rows.Err()
}

// stored is a row of ledger_act as it was found.
type stored struct {
	seq                                                                                     sql.NullInt64
	suite, revision, at, entries                                                            int64
	area, id, name, kind, record, previous, effective, actor, onBehalf, organ, unit, source string
	declaration, root, leaf, row                                                            []byte
}

const storedColumns = `seq, suite, revision, at, entries, area, id, name, kind, record, previous, effective, actor, on_behalf, organ, unit, source, declaration, root, leaf, hashes`

func (r *stored) scan(rows *sql.Rows) error {
	return rows.Scan(&r.seq, &r.suite, &r.revision, &r.at, &r.entries, &r.area, &r.id, &r.name, &r.kind, &r.record, &r.previous, &r.effective,
		&r.actor, &r.onBehalf, &r.organ, &r.unit, &r.source, &r.declaration, &r.root, &r.leaf, &r.row)
}

// differs names the columns that do not say what the leaf says.
func (r *stored) differs(l Leaf) []string {
	var bad []string
	for _, c := range []struct {
		name string
		same bool
	}{
		{"area", r.area == string(l.Area)}, {"id", r.id == string(l.Act)}, {"suite", r.suite == int64(l.Suite)}, {"name", r.name == l.Name},
		{"kind", r.kind == l.Kind}, {"record", r.record == string(l.Record)}, {"revision", r.revision == l.Revision},
		{"previous", r.previous == string(l.Previous)}, {"declaration", bytes.Equal(r.declaration, l.Declaration[:])}, {"at", r.at == int64(l.At)},
		{"effective", r.effective == l.Effective}, {"actor", r.actor == l.Actor}, {"on_behalf", r.onBehalf == l.OnBehalf}, {"organ", r.organ == l.Organ},
		{"unit", r.unit == l.Unit}, {"source", r.source == l.Source}, {"entries", r.entries == int64(l.Entries)}, {"root", bytes.Equal(r.root, l.Root[:])},
	} {
		if !c.same {
			bad = append(bad, c.name)
		}
	}
	return bad
}
