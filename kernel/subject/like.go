package subject

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// shortest is the fewest characters of an address that says where something is.
const shortest = 6

// AddressKey is what two spellings of one address share: width, blanks and
// punctuation do not count, nor do the province and the city before the county.
func AddressKey(address string) string {
	var b strings.Builder
	for _, r := range address {
		r = code.Half(r)
		if code.Blank(r) || unicode.IsPunct(r) || unicode.IsSymbol(r) {
			continue
		}
		b.WriteRune(unicode.ToUpper(r))
	}
	s := b.String()
	for _, mark := range []string{"省", "自治区", "市"} {
		if head, rest, ok := strings.Cut(s, mark); ok && len([]rune(head)) <= 8 && !strings.ContainsAny(head, "路街号村镇乡区县") {
			s = rest
		}
	}
	if len([]rune(s)) < shortest {
		return ""
	}
	return s
}

// hash is a key as the head keeps it: no name of a person stands there twice.
func hash(key string) any {
	if key == "" {
		return nil
	}
	sum := sha256.Sum256([]byte(key))
	return int64(binary.BigEndian.Uint64(sum[:8]))
}

// keys are the hashes of a subject's address and of the person who answers for
// it, nil where there is none.
func keys(r *record.Record) (address, person any) {
	if r.State != record.Active {
		return nil, nil
	}
	if f := personField(r.Kind); f != nil {
		m, _ := r.Values[f.Name].(map[string]any)
		name, _ := m["name"].(string)
		person = hash(strings.TrimSpace(name))
	}
	return hash(AddressKey(headOf(r).Address)), person
}

// personField is the field that names who answers for a subject.
func personField(k *kind.Kind) *kind.Field {
	for _, f := range k.Fields {
		if f.Type == kind.Person {
			return f
		}
	}
	return nil
}

// PersonField is the name of the field that SamePerson goes by, "" for none.
func PersonField(k *kind.Kind) string {
	if f := personField(k); f != nil {
		return f.Name
	}
	return ""
}

// SameAddress returns other active subjects at the same address, the smallest
// identifiers first, at most limit.
func SameAddress(c db.Conn, r ref.Ref, limit int) ([]Head, error) {
	return same(c, `SELECT o.area, o.id, o.kind, o.name, o.code, o.county, o.status, o.address, o.state FROM subject s JOIN subject o ON o.area = s.area AND o.address_key = s.address_key
		WHERE s.area = $1 AND s.id = $2 AND o.id <> s.id AND o.state = 'active' ORDER BY o.id LIMIT $3`, r, limit)
}

// SamePerson returns other active subjects for which a person of the same name
// answers; it may be another of that name.
func SamePerson(c db.Conn, r ref.Ref, limit int) ([]Head, error) {
	return same(c, `SELECT o.area, o.id, o.kind, o.name, o.code, o.county, o.status, o.address, o.state FROM subject s JOIN subject o ON o.area = s.area AND o.person_key = s.person_key
		WHERE s.area = $1 AND s.id = $2 AND o.id <> s.id AND o.state = 'active' ORDER BY o.id LIMIT $3`, r, limit)
}

func same(c db.Conn, query string, r ref.Ref, limit int) ([]Head, error) {
	rows, err := c.Query(query, string(r.Area), string(r.ID), int64(limit))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Head
	for rows.Next() {
		var h Head
		if err := rows.Scan(&h.Ref.Area, &h.Ref.ID, &h.Kind, &h.Name, &h.Code, &h.County, &h.Status, &h.Address, &h.State); err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, rows.Err()
}

// refillRows is how many heads are read at a time.
const refillRows = 500

// Refill gives the heads their keys where an older version wrote them without.
func Refill(ctx context.Context, d *db.DB, e *record.Engine) error {
	for _, k := range e.Kinds().Subjects() {
		var missing int
		err := d.Read(ctx, func(c db.Conn) error {
			return c.QueryRow(`SELECT count(*) FROM (SELECT 1 FROM subject WHERE kind = $1 AND keyed = 0 LIMIT 1) x`, k.Name).Scan(&missing)
		})
		if err != nil || missing == 0 {
			if err != nil {
				return err
			}
			continue
		}
		if err := refill(ctx, d, e, k); err != nil {
			return fmt.Errorf("keys of the heads of %s: %w", k.Name, err)
		}
	}
	return nil
}

func refill(ctx context.Context, d *db.DB, e *record.Engine, k *kind.Kind) error {
	var batch []*record.Record
	write := func() error {
		defer func() { batch = batch[:0] }()
		return d.Write(ctx, func(tx *db.Tx) error {
			for _, r := range batch {
				address, person := keys(r)
				if _, err := tx.Exec(`UPDATE subject SET address_key = $3, person_key = $4, keyed = 1 WHERE area = $1 AND id = $2`, string(r.Area), string(r.ID), address, person); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := e.Each(ctx, record.Query{Kind: k.Name, Caller: actor.Caller{Machine: "升级"}, Sort: "id"}, func(r *record.Record) error {
		if batch = append(batch, r); len(batch) < refillRows {
			return nil
		}
		return write()
	})
	if err == nil {
		err = write()
	}
	if err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error { // what is not active has no keys
		_, err := tx.Exec(`UPDATE subject SET keyed = 1 WHERE kind = $1 AND keyed = 0`, k.Name)
		return err
	})
}
