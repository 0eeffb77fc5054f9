package record

import (
	"database/sql"
	"fmt"
	"slices"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
)

// verifyIndexes compares what is kept beside the rows with them: the directory of
// unique values, search text, items of lists, tables of other packages.
func (b *batch) verifyIndexes() error {
	if err := b.verifyDirectory(); err != nil {
		return err
	}
	if err := b.verifySearchText(); err != nil {
		return err
	}
	for _, f := range b.spec.kind.Fields {
		if f.Itemised() && f.Stored() {
			if err := b.verifyItems(f); err != nil {
				return err
			}
		}
	}
	for _, p := range b.e.projections {
		if !p.Follows(b.spec.kind) {
			continue
		}
		if err := p.Verify(b.c, b.records, func(r *Record, problem string) { b.say(r, "", "%s", problem) }); err != nil {
			return err
		}
	}
	return nil
}

// verifyDirectory finds unique values whose entry in the directory leads elsewhere.
func (b *batch) verifyDirectory() error {
	type entry struct{ field, value string }
	holder := map[entry]*Record{}
	byField := map[string][]string{}
	for _, r := range b.records {
		for _, row := range directoryRows(b.spec.kind, r) {
			x := entry{row[1].(string), row[2].(string)}
			holder[x] = r
			byField[x.field] = append(byField[x.field], x.value)
		}
	}
	for field, values := range byField {
		for part := range slices.Chunk(values, lookupStep) {
			args := []any{b.spec.kind.Name, field}
			for i := range padded(len(part)) {
				args = append(args, part[min(i, len(part)-1)])
			}
			err := eachRow(b.c, `SELECT value, area, id FROM record_directory WHERE kind = $1 AND field = $2 AND value IN (`+places(3, padded(len(part)))+`)`, args, func(rows *sql.Rows) error {
				x := entry{field: field}
				var held ref.Ref
				if err := rows.Scan(&x.value, &held.Area, &held.ID); err != nil {
					return err
				}
				if r := holder[x]; r != nil && r.Ref() == held {
					delete(holder, x)
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	for x, r := range holder {
		b.say(r, "", "%s 的唯一目录没有指向本记录", b.spec.kind.Field(x.field).Title)
	}
	return nil
}

// verifyItems compares the table of a list's items with the list.
func (b *batch) verifyItems(f *kind.Field) error {
	have := map[ref.ID][]string{}
	err := EachIn(b.c, b.records, "SELECT id, value FROM "+b.spec.kind.ChildTable(f)+" WHERE area = $1 AND id IN", " ORDER BY id, pos", func(rows *sql.Rows) error {
		var id ref.ID
		var v any
		if err := rows.Scan(&id, &v); err != nil {
			return err
		}
		have[id] = append(have[id], plain(v))
		return nil
	})
	if err != nil {
		return err
	}
	for _, r := range b.records {
		var want []string
		items, _ := r.Values[f.Name].([]any)
		for _, it := range items {
			want = append(want, plain(itemCell(it)))
		}
		if !slices.Equal(want, have[r.ID]) {
			b.say(r, "", "%s 的明细与记录不符", f.Title)
		}
	}
	return nil
}

// plain is an item's text, whatever type the driver gives it.
func plain(v any) string {
	if raw, ok := v.([]byte); ok {
		return string(raw)
	}
	return fmt.Sprint(v)
}
