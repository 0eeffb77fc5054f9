package subject

import (
	"database/sql"
	"errors"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// MergeKind is the kind whose active records are aliases: its fields `merged`
// and `kept` point at the two subjects.
const MergeKind = "subject_merge"

// Aliases is the projection that keeps the directory of aliases.
type Aliases struct{}

// Follows reports whether the kind is that of merges.
func (Aliases) Follows(k *kind.Kind) bool { return k.Name == MergeKind }

// Apply adds the alias of a new merge and removes that of an annulled one.
func (Aliases) Apply(tx *db.Tx, changes []record.Change) error {
	for _, c := range changes {
		merged, kept := record.RefOf(c.New.Values["merged"]), record.RefOf(c.New.Values["kept"])
		if _, err := tx.Exec(`DELETE FROM subject_alias WHERE merge_area = $1 AND merge_id = $2`, string(c.New.Area), string(c.New.ID)); err != nil {
			return err
		}
		if c.New.State != record.Active {
			continue
		}
		to, err := Resolve(tx, kept)
		if err != nil {
			return err
		}
		if to == merged {
			return fault.Bad("subject.circle", "两个对象不能互相归并", fault.Field{Name: "kept", Code: "circle", Text: "保留的对象已归并到另一方"})
		}
		_, err = tx.Exec(`INSERT INTO subject_alias (area, id, to_area, to_id, merge_area, merge_id) VALUES ($1, $2, $3, $4, $5, $6)`,
			string(merged.Area), string(merged.ID), string(kept.Area), string(kept.ID), string(c.New.Area), string(c.New.ID))
		if errors.Is(err, db.ErrDuplicate) {
			return fault.New(fault.Conflict, "subject.merged", "这个对象已归并到另一对象").With(err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Erase does nothing: an alias holds no values.
func (Aliases) Erase(*db.Tx, *record.Erasing) error { return nil }

// Verify compares merges with the directory.
func (Aliases) Verify(c db.Conn, merges []*record.Record, say func(*record.Record, string)) error {
	kept := map[ref.ID]ref.Ref{}
	err := record.EachIn(c, merges, `SELECT merge_id, to_area, to_id FROM subject_alias WHERE merge_area = $1 AND merge_id IN`, "", func(rows *sql.Rows) error {
		var id ref.ID
		var to ref.Ref
		err := rows.Scan(&id, &to.Area, &to.ID)
		kept[id] = to
		return err
	})
	if err != nil {
		return err
	}
	for _, r := range merges {
		to, has := kept[r.ID]
		switch {
		case !has && r.State == record.Active:
			say(r, "归并记录不在别名目录中")
		case has && (r.State != record.Active || to != record.RefOf(r.Values["kept"])):
			say(r, "别名目录与归并记录不符")
		}
	}
	return nil
}

// maxHops bounds a chain of aliases.
const maxHops = 16

// Resolve follows the aliases of a subject to the one that is kept.
func Resolve(c db.Conn, r ref.Ref) (ref.Ref, error) {
	for range maxHops {
		var to ref.Ref
		err := c.QueryRow(`SELECT to_area, to_id FROM subject_alias WHERE area = $1 AND id = $2`, string(r.Area), string(r.ID)).Scan(&to.Area, &to.ID)
		if errors.Is(err, sql.ErrNoRows) {
			return r, nil
		}
		if err != nil {
			return r, err
		}
		r = to
	}
	return r, nil
}

// Merged returns the subjects that were merged into r, itself first.
func Merged(c db.Conn, r ref.Ref) ([]ref.Ref, error) {
	out := []ref.Ref{r}
	for i := 0; i < len(out) && len(out) < 200; i++ {
		rows, err := c.Query(`SELECT area, id FROM subject_alias WHERE to_area = $1 AND to_id = $2 ORDER BY area, id`, string(out[i].Area), string(out[i].ID))
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var x ref.Ref
			if err := rows.Scan(&x.Area, &x.ID); err != nil {
				rows.Close()
				return nil, err
			}
			out = append(out, x)
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	return out, nil
}
