package subject

import (
	"database/sql"
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Head is the common head of a subject.
type Head struct {
	Ref     ref.Ref
	Kind    string
	Name    string
	Code    string
	County  string
	Status  string
	Address string
	State   string // of the record: active …
}

// headOf reads the head out of a record by the kind's `subject:` mapping.
func headOf(r *record.Record) Head {
	m := r.Kind.SubjectFields
	get := func(field string) string {
		if field == "" {
			return ""
		}
		return r.Text(field)
	}
	return Head{Ref: r.Ref(), Kind: r.Kind.Name, Name: get(m.Name), Code: get(m.Code), County: get(m.County), Status: get(m.Status), Address: get(m.Address), State: r.State}
}

// Heads is the projection that keeps the table of heads.
type Heads struct{}

// Follows reports whether the kind is a sort of subject.
func (Heads) Follows(k *kind.Kind) bool { return k.Subject }

// Apply writes the heads of the changed subjects.
func (Heads) Apply(tx *db.Tx, changes []record.Change) error {
	var b strings.Builder
	var args []any
	flush := func() error {
		if len(args) == 0 {
			return nil
		}
		_, err := tx.Exec(`INSERT INTO subject (area, id, kind, name, code, county, status, address, state, address_key, person_key, keyed) VALUES `+b.String()+
			` ON CONFLICT (area, id) DO UPDATE SET name = excluded.name, code = excluded.code, county = excluded.county, status = excluded.status, address = excluded.address, state = excluded.state, address_key = excluded.address_key, person_key = excluded.person_key, keyed = 1`, args...)
		b.Reset()
		args = args[:0]
		return err
	}
	for _, c := range changes {
		h := headOf(c.New)
		address, person := keys(c.New)
		if c.Old != nil && headOf(c.Old) == h {
			if a, p := keys(c.Old); a == address && p == person {
				continue
			}
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		n := len(args)
		fmt.Fprintf(&b, "($%d,$%d,$%d,$%d,$%d,$%d,$%d,$%d,$%d,$%d,$%d,1)", n+1, n+2, n+3, n+4, n+5, n+6, n+7, n+8, n+9, n+10, n+11)
		args = append(args, string(h.Ref.Area), string(h.Ref.ID), h.Kind, h.Name, h.Code, h.County, h.Status, h.Address, h.State, address, person)
		if len(args) >= 11*100 {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// Erase empties the head of an erased subject.
func (Heads) Erase(tx *db.Tx, r *record.Erasing) error {
	_, err := tx.Exec(`UPDATE subject SET name = '', code = '', county = '', status = '', address = '', state = 'erased', address_key = NULL, person_key = NULL WHERE area = $1 AND id = $2`, string(r.Area), string(r.ID))
	return err
}

// Verify compares records with their heads.
func (Heads) Verify(c db.Conn, records []*record.Record, say func(*record.Record, string)) error {
	type line struct {
		Head
		address, person int64
		keyed           bool
	}
	have := map[ref.Ref]line{}
	err := record.EachIn(c, records, `SELECT `+headColumns+`, coalesce(address_key, 0), coalesce(person_key, 0), keyed = 1 FROM subject WHERE area = $1 AND id IN`, "", func(rows *sql.Rows) error {
		var l line
		err := rows.Scan(append(l.fields(), &l.address, &l.person, &l.keyed)...)
		have[l.Ref] = l
		return err
	})
	if err != nil {
		return err
	}
	for _, r := range records {
		l, has := have[r.Ref()]
		address, person := keys(r)
		switch {
		case !has:
			say(r, "监管对象总表中没有这条记录")
		case l.Head != headOf(r):
			say(r, "监管对象总表与记录不符")
		case !l.keyed || l.address != orZero(address) || l.person != orZero(person):
			say(r, "同址、同人目录与记录不符")
		}
	}
	return nil
}

const headColumns = "area, id, kind, name, code, county, status, address, state"

// fields are where the columns of a head are scanned to.
func (h *Head) fields() []any {
	return []any{&h.Ref.Area, &h.Ref.ID, &h.Kind, &h.Name, &h.Code, &h.County, &h.Status, &h.Address, &h.State}
}

func find(c db.Conn, r ref.Ref) (Head, error) {
	var h Head
	err := c.QueryRow(`SELECT `+headColumns+` FROM subject WHERE area = $1 AND id = $2`, string(r.Area), string(r.ID)).Scan(h.fields()...)
	if errors.Is(err, sql.ErrNoRows) {
		return h, NotFound()
	}
	return h, err
}

// Get returns the head of a subject, without asking who may see it.
func Get(c db.Conn, r ref.Ref) (Head, error) { return find(c, r) }

// Names returns the names of subjects, without asking who may see them; one that is
// not there has none. It asks for many at once: a list names a subject in each row.
func Names(c db.Conn, refs []ref.Ref) (map[ref.Ref]string, error) {
	ids := map[ref.Area][]any{}
	out := make(map[ref.Ref]string, len(refs))
	for _, r := range refs {
		if _, ok := out[r]; !ok {
			out[r] = ""
			ids[r.Area] = append(ids[r.Area], string(r.ID))
		}
	}
	clear(out)
	for area, list := range ids {
		for part := range slices.Chunk(list, 256) {
			if err := names(c, area, part, out); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// names asks for some of one area. There are few statements to prepare: the number of
// parameters is a power of two, the last identifier stands in the places left over.
func names(c db.Conn, area ref.Area, ids []any, out map[ref.Ref]string) error {
	n := 1 << bits.Len(uint(len(ids)-1))
	args := append(make([]any, 0, n+1), string(area))
	args = append(args, ids...)
	var in strings.Builder
	for i := range n {
		if i >= len(ids) {
			args = append(args, ids[len(ids)-1])
		}
		fmt.Fprintf(&in, ", $%d", i+2)
	}
	rows, err := c.Query(`SELECT id, name FROM subject WHERE area = $1 AND id IN (`+in.String()[2:]+`)`, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	for rows.Next() {
		var id, name string
		if err := rows.Scan(&id, &name); err != nil {
			return err
		}
		out[ref.Ref{Area: area, ID: ref.ID(id)}] = name
	}
	return rows.Err()
}

func orZero(key any) int64 {
	n, _ := key.(int64)
	return n
}

// NotFound is the answer about a subject that is not there, or not the
// caller's to see.
func NotFound() error {
	return fault.New(fault.NotFound, "subject.notfound", "没有找到这个监管对象，或您无权查看")
}
