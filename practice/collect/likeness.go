package collect

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// Likeness is the projection that remembers by what records may be one
// subject, so that an import finds those made by hand too.
type Likeness struct {
	by map[string]func(map[string]any) string
}

// NewLikeness makes the projection for the kinds whose preparer tells a
// likeness.
func NewLikeness(preparers map[string]Preparer) *Likeness {
	l := &Likeness{by: map[string]func(map[string]any) string{}}
	for name, p := range preparers {
		if p.Likeness != nil {
			l.by[name] = p.Likeness
		}
	}
	return l
}

// Follows reports whether records of the kind can be alike.
func (l *Likeness) Follows(k *kind.Kind) bool { return l.by[k.Name] != nil }

// hash is a likeness as it is stored; "" has none.
func hash(text string) (int64, bool) {
	if text == "" {
		return 0, false
	}
	sum := sha256.Sum256([]byte(text))
	return int64(binary.BigEndian.Uint64(sum[:8])), true
}

func (l *Likeness) of(r *record.Record) (int64, bool) {
	if r == nil || r.State != record.Active {
		return 0, false
	}
	return hash(l.by[r.Kind.Name](r.Values))
}

// Apply replaces the likeness of the changed records.
func (l *Likeness) Apply(tx *db.Tx, changes []record.Change) error {
	var rows [][]any
	for _, c := range changes {
		before, had := l.of(c.Old)
		after, has := l.of(c.New)
		if had == has && before == after {
			continue
		}
		if had {
			if _, err := tx.Exec(`DELETE FROM collect_likeness WHERE area = $1 AND hash = $2 AND id = $3`, string(c.Old.Area), before, string(c.Old.ID)); err != nil {
				return err
			}
		}
		if has {
			rows = append(rows, []any{string(c.New.Area), after, string(c.New.ID), c.New.Kind.Name})
		}
	}
	return insert(tx, "collect_likeness", []string{"area", "hash", "id", "kind"}, rows, "")
}

// Erase destroys the likeness of a record; the rest is Traces.
func (l *Likeness) Erase(tx *db.Tx, r *record.Erasing) error {
	_, err := tx.Exec(`DELETE FROM collect_likeness WHERE area = $1 AND id = $2`, string(r.Area), string(r.ID))
	return err
}

// Verify compares records with their likeness.
func (l *Likeness) Verify(c db.Conn, records []*record.Record, say func(*record.Record, string)) error {
	hashes := map[ref.Area][]int64{}
	for _, r := range records {
		if h, has := l.of(r); has {
			hashes[r.Area] = append(hashes[r.Area], h)
		}
	}
	like := map[ref.Area]map[int64][]ref.Ref{}
	for area, list := range hashes {
		found, err := alike(c, area, records[0].Kind.Name, list)
		if err != nil {
			return err
		}
		like[area] = found
	}
	for _, r := range records {
		if h, has := l.of(r); has && !slices.Contains(like[r.Area][h], r.Ref()) {
			say(r, "相似名址目录中没有这条记录")
		}
	}
	return nil
}

// alike returns the records of a likeness.
func alike(c db.Conn, area ref.Area, kindName string, hashes []int64) (map[int64][]ref.Ref, error) {
	out := map[int64][]ref.Ref{}
	for len(hashes) > 0 {
		n := min(len(hashes), step)
		args := []any{string(area), kindName}
		for i := range padded(n) {
			args = append(args, hashes[min(i, n-1)])
		}
		rows, err := c.Query(`SELECT hash, id FROM collect_likeness WHERE area = $1 AND kind = $2 AND hash IN (`+places(3, padded(n))+`) ORDER BY id`, args...)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var h int64
			r := ref.Ref{Area: area}
			if err := rows.Scan(&h, &r.ID); err != nil {
				rows.Close()
				return nil, err
			}
			out[h] = append(out[h], r)
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
		hashes = hashes[n:]
	}
	return out, nil
}
