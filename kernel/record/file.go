package record

import (
	"database/sql"
	"errors"
	"slices"
	"sort"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// A record uses every file that one of its acts has named, also one that a later
// act replaced: its history shows it. The uses are written in the act, and end
// in the act that erases the record.

// Holder is the record as the holder of stored files and the subject of jobs.
func Holder(r ref.Ref) string { return holderPrefix + r.String() }

// OfHolder is the record that a holder is, zero where it is none.
func OfHolder(holder string) ref.Ref {
	area, id, ok := strings.Cut(strings.TrimPrefix(holder, holderPrefix), "/")
	if !ok || !strings.HasPrefix(holder, holderPrefix) {
		return ref.Ref{}
	}
	return ref.Ref{Area: ref.Area(area), ID: ref.ID(id)}
}

const holderPrefix = "record/"

// attached is a file named by an act.
type attached struct {
	field  string // title
	name   string // of the file
	digest blob.Digest
}

// holdsFiles reports whether records of the kind can name files.
func holdsFiles(k *kind.Kind) bool {
	for _, f := range k.Fields {
		if f.Type == kind.File || f.Type == kind.List && kind.Type(f.Of) == kind.File {
			return true
		}
	}
	return false
}

// filesIn lists the files that an act's changes name.
func filesIn(k *kind.Kind, changes map[string]any) []attached {
	var out []attached
	var look func(title string, v any)
	look = func(title string, v any) {
		switch x := v.(type) {
		case []any:
			for _, it := range x {
				look(title, it)
			}
		case map[string]any:
			if d := blob.Digest(textOf(x, "digest")); d.Valid() {
				out = append(out, attached{title, textOf(x, "name"), d})
			}
		}
	}
	for name, v := range changes {
		if past, ok := v.(map[string]any); ok && name == keyPast {
			out = append(out, filesIn(k, past)...)
			continue
		}
		title := name
		if f := k.Field(currentName(k, name)); f != nil {
			title = f.Title
		}
		look(title, v)
	}
	return out
}

// useFiles makes the records of an act users of the files it names. A caller may
// name what he uploaded and what a record that he may read holds: to know the
// digest of another's file opens nothing, it is as one that is not there.
func (e *Engine) useFiles(tx *db.Tx, writes []*write, c actor.Caller) error {
	type use struct {
		attached
		r *Record
	}
	var uses []use
	for _, w := range writes {
		if !holdsFiles(w.rec.Kind) {
			continue
		}
		for _, x := range filesIn(w.rec.Kind, w.changes) {
			uses = append(uses, use{x, w.rec})
		}
	}
	sort.Slice(uses, func(i, j int) bool { return uses[i].digest < uses[j].digest })
	for _, u := range uses {
		known, err := e.knowsFile(tx, c, u.digest, u.r)
		if err != nil {
			return err
		}
		if known {
			err = blob.Use(tx, u.digest, Holder(u.r.Ref()), blob.Uploader(c.Label()))
		} else {
			err = blob.Unknown()
		}
		if f := fault.As(err); err != nil && f.Code == "blob.unknown" {
			return fault.Bad("record.invalid", "提交的内容有误", fault.Field{Name: fieldNamed(u.r.Kind, u.field), Code: "file", Text: u.field + "：" + f.Text}).With(err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// knowsFile reports whether the caller may name a stored file in a record.
func (e *Engine) knowsFile(tx *db.Tx, c actor.Caller, d blob.Digest, r *Record) (bool, error) {
	if c.Machine != "" {
		return true, nil
	}
	holders, err := blob.Holders(tx, d)
	if err != nil {
		return false, err
	}
	for _, h := range holders {
		if h == blob.Uploader(c.Label()) || h == Holder(r.Ref()) {
			return true, nil
		}
	}
	for _, h := range holders {
		area, id, ok := strings.Cut(strings.TrimPrefix(h, holderPrefix), "/")
		if !ok || !strings.HasPrefix(h, holderPrefix) {
			continue
		}
		if can, err := e.mayReadRef(tx, c, ref.Ref{Area: ref.Area(area), ID: ref.ID(id)}); can || err != nil {
			return can, err
		}
	}
	return false, nil
}

// mayReadRef is mayRead of a record of which only the reference is known.
func (e *Engine) mayReadRef(tx *db.Tx, c actor.Caller, r ref.Ref) (bool, error) {
	var name string
	err := tx.QueryRow(`SELECT kind FROM record_history WHERE area = $1 AND record = $2 AND rev = 1`, string(r.Area), string(r.ID)).Scan(&name)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	_, spec, err := e.kind(name)
	if err != nil {
		return false, err
	}
	rec, err := e.find(tx, spec, r)
	if err == nil {
		err = e.mayRead(tx, c, rec)
	}
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

func fieldNamed(k *kind.Kind, title string) string {
	for _, f := range k.Fields {
		if f.Title == title {
			return f.Name
		}
	}
	return title
}

// adoptFiles notes the uses of records that were written before uses were kept.
func adoptFiles(tx *db.Tx) error {
	rows, err := tx.Query(`SELECT area, record, changes FROM record_history WHERE changes LIKE '%"digest":%'`)
	if err != nil {
		return err
	}
	found := map[string][]blob.Digest{}
	for rows.Next() {
		var r ref.Ref
		var text string
		if err := rows.Scan(&r.Area, &r.ID, &text); err != nil {
			rows.Close()
			return err
		}
		x, err := decodeJSON([]byte(text))
		if err != nil {
			rows.Close()
			return err
		}
		changes, _ := x.(map[string]any)
		for _, f := range filesIn(&kind.Kind{}, changes) {
			found[Holder(r)] = append(found[Holder(r)], f.digest)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for holder, list := range found {
		slices.Sort(list)
		for _, d := range slices.Compact(list) {
			if err := blob.Adopt(tx, d, holder); err != nil {
				return err
			}
		}
	}
	return nil
}
