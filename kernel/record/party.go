package record

import (
	"database/sql"
	"maps"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// parties is the projection that keeps the parties of records: whom the fields
// that a kind declares under `parties:` name.
type parties struct{}

// Follows reports whether the kind has parties.
func (parties) Follows(k *kind.Kind) bool { return len(k.Parties) > 0 }

// partiesOf lists the parties a record's fields name; an erased record, whose
// fields are empty, has none.
func partiesOf(r *Record) map[[2]string]bool {
	out := map[[2]string]bool{}
	if r == nil {
		return out
	}
	for _, name := range r.Kind.Parties {
		f := r.Kind.Field(name)
		m, _ := r.Values[name].(map[string]any)
		id := textOf(m, "id")
		switch {
		case id == "":
		case f.Of == "unit":
			out[[2]string{"", id}] = true
		default:
			out[[2]string{id, ""}] = true
		}
	}
	return out
}

// Apply brings the parties of the changed records up to their fields.
func (parties) Apply(tx *db.Tx, changes []Change) error {
	for _, c := range changes {
		had, has := partiesOf(c.Old), partiesOf(c.New)
		for p := range had {
			if has[p] {
				continue
			}
			if _, err := tx.Exec(`DELETE FROM record_party WHERE area = $1 AND kind = $2 AND record = $3 AND person = $4 AND unit = $5`,
				string(c.New.Area), c.New.Kind.Name, string(c.New.ID), p[0], p[1]); err != nil {
				return err
			}
		}
		for p := range has {
			if had[p] {
				continue
			}
			if _, err := tx.Exec(`INSERT INTO record_party (area, kind, record, person, unit) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
				string(c.New.Area), c.New.Kind.Name, string(c.New.ID), p[0], p[1]); err != nil {
				return err
			}
		}
	}
	return nil
}

// Erase forgets who the parties were.
func (parties) Erase(tx *db.Tx, r *Erasing) error {
	_, err := tx.Exec(`DELETE FROM record_party WHERE area = $1 AND record = $2`, string(r.Area), string(r.ID))
	return err
}

// Verify compares the parties with what the records' fields name.
func (parties) Verify(c db.Conn, records []*Record, say func(*Record, string)) error {
	if len(records) == 0 {
		return nil
	}
	have := map[ref.ID]map[[2]string]bool{}
	err := EachIn(c, records, `SELECT record, person, unit FROM record_party WHERE area = $1 AND kind = '`+records[0].Kind.Name+`' AND record IN`, "", func(rows *sql.Rows) error {
		var id ref.ID
		var p [2]string
		if err := rows.Scan(&id, &p[0], &p[1]); err != nil {
			return err
		}
		if have[id] == nil {
			have[id] = map[[2]string]bool{}
		}
		have[id][p] = true
		return nil
	})
	if err != nil {
		return err
	}
	for _, r := range records {
		if !maps.Equal(partiesOf(r), have[r.ID]) {
			say(r, "参与人目录与记录写明的参与人不符")
		}
	}
	return nil
}
