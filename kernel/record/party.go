package record

import (
	"github.com/hengjian/hengjian/kernel/kind"
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

// Verify compares the parties with what the record's fields name.
func (parties) Verify(c db.Conn, r *Record) (string, error) {
	rows, err := c.Query(`SELECT person, unit FROM record_party WHERE area = $1 AND kind = $2 AND record = $3`, string(r.Area), r.Kind.Name, string(r.ID))
	if err != nil {
		return "", err
	}
	defer rows.Close()
	want, n := partiesOf(r), 0
	for rows.Next() {
		var p [2]string
		if err := rows.Scan(&p[0], &p[1]); err != nil {
			return "", err
		}
		if n++; !want[p] {
			return "参与人目录中有记录没有写明的参与人", nil
		}
	}
	if n != len(want) {
		return "参与人目录缺少记录写明的参与人", rows.Err()
	}
	return "", rows.Err()
}
