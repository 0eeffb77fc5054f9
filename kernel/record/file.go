package record

import (
	"slices"
	"sort"

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
func Holder(r ref.Ref) string { return "record/" + r.String() }

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

// useFiles makes the records of an act users of the files it names.
func useFiles(tx *db.Tx, writes []*write, uploader string) error {
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
		err := blob.Use(tx, u.digest, Holder(u.r.Ref()), blob.Uploader(uploader))
		if f := fault.As(err); err != nil && f.Code == "blob.unknown" {
			return fault.Bad("record.invalid", "提交的内容有误", fault.Field{Name: fieldNamed(u.r.Kind, u.field), Code: "file", Text: u.field + "：" + f.Text}).With(err)
		}
		if err != nil {
			return err
		}
	}
	return nil
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
