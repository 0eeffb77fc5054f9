package record

import (
	"context"
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/db"
)

// prepareErase destroys a record's values and key everywhere (个人信息保护法
// art. 47). The leaf of the erasure itself is committed under the public zero
// key, because it says nothing about a person and must stay provable.
func (e *Engine) prepareErase(tx *db.Tx, k *kind.Kind, spec *tableSpec, old *Record, q Request) (*act, error) {
	was, err := everything(tx, old)
	if err != nil {
		return nil, err
	}
	for _, p := range e.projections {
		if err := p.Erase(tx, was); err != nil {
			return nil, fmt.Errorf("erasing %s from a projection: %w", old.Ref(), err)
		}
	}
	if _, err := tx.Exec(`UPDATE record_history SET changes = NULL WHERE area = $1 AND record = $2`, string(old.Area), string(old.ID)); err != nil {
		return nil, err
	}
	// The digest of a request is over its values and could be guessed; the key
	// stays taken.
	if _, err := tx.Exec(`UPDATE record_idempotency SET digest = '' WHERE area = $1 AND record = $2`, string(old.Area), string(old.ID)); err != nil {
		return nil, err
	}
	if err := blob.Release(tx, Holder(old.Ref())); err != nil {
		return nil, err
	}
	rec := old.next(tx.Now())
	rec.Values, rec.State = map[string]any{}, Erased
	a := e.newAct(tx, k, rec.Area, Erase, q.Caller, Source{}, "")
	w := a.add(spec, old, rec, map[string]any{keyState: Erased, keyErased: true, keyReason: eraseGround(q.Reason)})
	w.zeroKey = true
	rec.key = nil
	if _, err := tx.Exec(`INSERT INTO record_residue (kind, act) VALUES ($1, $2) ON CONFLICT (kind) DO UPDATE SET act = excluded.act`, k.Name, string(a.header.ID)); err != nil {
		return nil, err
	}
	if e.erased != nil {
		tx.After(e.erased)
	}
	return a, nil
}

// Erasing is a record about to be erased: what others may hold of it.
type Erasing struct {
	*Record
	Acts []ref.ID         // that wrote it, oldest first
	Ever map[string][]any // every value a field ever had
}

// everything reads what was ever written of a record.
func everything(c db.Conn, r *Record) (*Erasing, error) {
	history, err := revisions(c, r.Ref())
	if err != nil {
		return nil, err
	}
	out := &Erasing{Record: r, Ever: map[string][]any{}}
	take := func(changes map[string]any) {
		for name, v := range changes {
			if v != nil && name[0] != '@' {
				name = currentName(r.Kind, name)
				out.Ever[name] = append(out.Ever[name], v)
			}
		}
	}
	for _, v := range history {
		out.Acts = append(out.Acts, v.Act)
		take(v.Changes)
		past, _ := v.Changes[keyPast].(map[string]any)
		take(past)
	}
	return out, nil
}

// eraseGround cuts the reason of an erasure to its first line: it stays in the
// log for good and must not repeat what is erased.
func eraseGround(reason string) string {
	line, _, _ := strings.Cut(reason, "\n")
	return line
}

// mergePages is how many pages of a name index one step of a merge writes, so
// that acts of others get their turn between two steps.
const mergePages = 64

// ClearResidue removes what erasures leave in the files of the database beside
// the rows they emptied. On SQLite these are the pairs of a name in the segments
// of the name index, which only marks them as deleted: the index is merged, in
// small steps. On PostgreSQL they are the dead versions of rows: the tables of
// the kind, and further ones, are vacuumed. It ends at once where nothing was
// erased since it last ran.
func (e *Engine) ClearResidue(ctx context.Context, further ...string) error {
	due := map[string]string{} // kind to the latest act that erased one of it
	err := e.db.Read(ctx, func(c db.Conn) error {
		rows, err := c.Query(`SELECT kind, act FROM record_residue`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var k, act string
			if err := rows.Scan(&k, &act); err != nil {
				return err
			}
			due[k] = act
		}
		return rows.Err()
	})
	if err != nil || len(due) == 0 {
		return err
	}
	for name, act := range due {
		if k := e.kinds.Get(name); k != nil { // else its declaration was taken away
			if err := e.clearKind(ctx, k); err != nil {
				return fmt.Errorf("clearing what erasures of %s left: %w", name, err)
			}
		}
		if e.db.Dialect() == db.Postgres {
			if err := e.db.Vacuum(ctx, append([]string{"record_history", "record_directory", "record_idempotency"}, further...)...); err != nil {
				return err
			}
		}
		err := e.db.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(`DELETE FROM record_residue WHERE kind = $1 AND act = $2`, name, act)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) clearKind(ctx context.Context, k *kind.Kind) error {
	if e.db.Dialect() == db.Postgres {
		tables := []string{k.Table}
		for _, f := range k.Fields {
			if f.Itemised() {
				tables = append(tables, k.ChildTable(f))
			}
		}
		return e.db.Vacuum(ctx, tables...)
	}
	if !searched(k) {
		return nil
	}
	// A negative number puts all segments on one level, as `optimize` does in one
	// go; then merging goes on until a step changes nothing (FTS5 §6.7).
	for pages := -mergePages; ; pages = mergePages {
		var before, after int64
		err := e.db.Write(ctx, func(tx *db.Tx) error {
			if err := tx.QueryRow(`SELECT total_changes()`).Scan(&before); err != nil {
				return err
			}
			if err := tx.DDL(fmt.Sprintf("INSERT INTO %s (%s, rank) VALUES ('merge', %d)", ftsTable(k), ftsTable(k), pages)); err != nil {
				return err
			}
			return tx.QueryRow(`SELECT total_changes()`).Scan(&after)
		})
		if err != nil || after-before < 2 {
			return err
		}
	}
}
