package erasure

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Journal keeps the list of one data folder up to the erasures of its database.
// It is a projection of every kind.
type Journal struct {
	path    string
	mu      sync.Mutex
	waiting []Line // durable in the database, not yet in the list
}

var _ record.Projection = (*Journal)(nil)

// Open returns the journal of a data folder; nothing is read or written yet.
func Open(folder string) *Journal { return &Journal{path: filepath.Join(folder, File)} }

// Follows every kind: anything can be erased.
func (j *Journal) Follows(*kind.Kind) bool { return true }

// Apply notes the erasures among the changes, once they are durable.
func (j *Journal) Apply(tx *db.Tx, changes []record.Change) error {
	var lines []Line
	for _, c := range changes {
		if c.New.State != record.Erased || c.Old != nil && c.Old.State == record.Erased {
			continue
		}
		reason, err := reasonOf(tx, c.New.Ref(), c.New.Act)
		if err != nil {
			return err
		}
		lines = append(lines, line(c.New.Area, c.New.Kind.Name, c.New.ID, c.New.Act, tx.Now(), reason))
	}
	if len(lines) > 0 {
		tx.After(func() { _ = j.add(lines) }) // what fails here stays waiting, and the next start finds it in the ledger
	}
	return nil
}

// Erase does nothing: the list holds no values.
func (j *Journal) Erase(*db.Tx, *record.Erasing) error { return nil }

// Verify does nothing: Refill compares the list with the ledger.
func (j *Journal) Verify(db.Conn, []*record.Record, func(*record.Record, string)) error { return nil }

// add appends lines, and before them those that could not be written earlier.
func (j *Journal) add(lines []Line) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.waiting = append(j.waiting, lines...)
	if err := Append(j.path, j.waiting...); err != nil {
		return fmt.Errorf("writing %s: %w", j.path, err)
	}
	j.waiting = nil
	return nil
}

// querier is what snapshots and writes share.
type querier interface {
	QueryRow(query string, args ...any) *sql.Row
}

// reasonOf reads the ground of an erasure out of the record's history; the act
// of the erasure is the one revision that is kept.
func reasonOf(c querier, r ref.Ref, act ref.ID) (string, error) {
	var text sql.NullString
	err := c.QueryRow(`SELECT changes FROM record_history WHERE area = $1 AND record = $2 AND act = $3`, string(r.Area), string(r.ID), string(act)).Scan(&text)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("reading the ground of erasure %s: %w", act, err)
	}
	var changes struct {
		Reason string `json:"@reason"`
	}
	if text.Valid {
		if err := json.Unmarshal([]byte(text.String), &changes); err != nil {
			return "", fmt.Errorf("reading the ground of erasure %s: %w", act, err)
		}
	}
	if changes.Reason == "" {
		changes.Reason = "依法删除"
	}
	return changes.Reason, nil
}

// overlap is how far before the last act looked at the ledger is looked through
// again: identifiers are in order of time, but an act of a slow transaction may
// have come into sight late.
const overlap = clock.Instant(60 * 60 * 1000)

// Damaged is what a list that cannot be read is renamed to by adding.
const Damaged = ".damaged"

// Refill adds the erasures that the ledger has and the list lacks. A server
// calls it at every start. A list that cannot be read is put aside and made
// anew: it must not keep the service from starting.
func (j *Journal) Refill(ctx context.Context, d *db.DB) error {
	lines, through, err := Read(j.path)
	if fault.Is(err, fault.Invalid) {
		err = os.Rename(j.path, j.path+Damaged)
	}
	if err != nil {
		return err
	}
	had := map[ref.Ref]bool{}
	for _, l := range lines {
		had[l.Ref()] = true
	}
	found, last, err := FromLedger(ctx, d, through)
	if err != nil {
		return err
	}
	var missing []Line
	for _, l := range found {
		if !had[l.Ref()] {
			missing = append(missing, l)
		}
	}
	if last > through {
		missing = append(missing, Line{Through: last})
	}
	if len(missing) == 0 {
		return nil
	}
	return j.add(missing)
}

// FromLedger lists the erasures in a database whose acts come after the one
// named (with some overlap), oldest first, and returns the last act looked at.
func FromLedger(ctx context.Context, d *db.DB, after ref.ID) (lines []Line, last ref.ID, err error) {
	last = after
	err = d.Read(ctx, func(c db.Conn) error {
		areas, err := texts(c, `SELECT DISTINCT area FROM ledger_checkpoint UNION SELECT DISTINCT area FROM ledger_act WHERE seq IS NULL`)
		if err != nil {
			return err
		}
		for _, area := range areas {
			var newest sql.NullString
			if err := c.QueryRow(`SELECT max(id) FROM ledger_act WHERE area = $1`, area).Scan(&newest); err != nil {
				return err
			}
			last = max(last, ref.ID(newest.String))
			found, err := erasures(c, area, before(after))
			if err != nil {
				return err
			}
			lines = append(lines, found...)
		}
		return nil
	})
	if err != nil {
		return nil, "", fmt.Errorf("looking for erasures in the ledger: %w", err)
	}
	return lines, last, nil
}

// digits of an identifier, whose first ten are its time in milliseconds (RFC
// 9562 §5.7, package ref).
const (
	digits     = "0123456789abcdefghjkmnpqrstvwxyz"
	timeDigits = 10
)

// before is a text that sorts before every identifier of the overlap.
func before(id ref.ID) ref.ID {
	if len(id) < timeDigits {
		return ""
	}
	var at int64
	for i := range timeDigits {
		at = at<<5 | int64(strings.IndexByte(digits, id[i]))
	}
	at = max(at-int64(overlap), 0)
	var out [timeDigits]byte
	for i := timeDigits - 1; i >= 0; i-- {
		out[i] = digits[at&31]
		at >>= 5
	}
	return ref.ID(out[:])
}

func erasures(c db.Conn, area string, after ref.ID) ([]Line, error) {
	rows, err := c.Query(`SELECT id, kind, record, at FROM ledger_act WHERE area = $1 AND id > $2 AND name = 'erase' ORDER BY id`, area, string(after))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error comes from rows.Err
	var out []Line
	for rows.Next() {
		var id, kindName, rec string
		var at clock.Instant
		if err := rows.Scan(&id, &kindName, &rec, &at); err != nil {
			return nil, err
		}
		out = append(out, line(ref.Area(area), kindName, ref.ID(rec), ref.ID(id), at, ""))
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for i := range out {
		if out[i].Reason, err = reasonOf(c, out[i].Ref(), out[i].Act); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func texts(c db.Conn, query string) ([]string, error) {
	rows, err := c.Query(query)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error comes from rows.Err
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}
