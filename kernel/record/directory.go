package record

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// directoryRows are the values of a record that must be unique everywhere.
func directoryRows(k *kind.Kind, r *Record) [][]any {
	if r.State != Active {
		return nil
	}
	var out [][]any
	for _, f := range k.Fields {
		if f.Unique == kind.UniqueEverywhere && r.Values[f.Name] != nil {
			out = append(out, []any{k.Name, f.Name, fmt.Sprint(r.Values[f.Name]), string(r.Area), string(r.ID)})
		}
	}
	return out
}

var directoryColumns = []string{"kind", "field", "value", "area", "id"}

func (e *Engine) insertDirectory(tx *db.Tx, k *kind.Kind, rows [][]any) error {
	err := bulk(tx, "record_directory", directoryColumns, rows, nil)
	if !errors.Is(err, db.ErrDuplicate) {
		return err
	}
	if len(rows) == 1 {
		return taken(k.Field(rows[0][1].(string)), err)
	}
	return fault.New(fault.Conflict, "record.duplicate", "与已有记录重复").With(err)
}

func taken(f *kind.Field, err error) error {
	return fault.Bad("record.duplicate", f.Title+"已登记在另一条记录上", *bad(f, "unique", "已登记在另一条记录上")).With(err)
}

// updateDirectory replaces the entries of a record whose unique values or
// state changed.
func (e *Engine) updateDirectory(tx *db.Tx, w *write) error {
	k := w.rec.Kind
	before, after := directoryRows(k, w.old), directoryRows(k, w.rec)
	if fmt.Sprint(before) == fmt.Sprint(after) {
		return nil
	}
	for _, row := range before {
		if _, err := tx.Exec(`DELETE FROM record_directory WHERE kind = $1 AND field = $2 AND value = $3 AND area = $4 AND id = $5`, row...); err != nil {
			return err
		}
	}
	for _, row := range after {
		if err := e.insertDirectory(tx, k, [][]any{row}); err != nil {
			return err
		}
	}
	return nil
}

// Holder returns the record that holds a value unique everywhere, or a zero
// reference.
func (e *Engine) Holder(c db.Conn, kindName, field, value string) (ref.Ref, error) {
	var r ref.Ref
	err := c.QueryRow(`SELECT area, id FROM record_directory WHERE kind = $1 AND field = $2 AND value = $3`, kindName, field, value).Scan(&r.Area, &r.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return ref.Ref{}, nil
	}
	return r, err
}

// containsIndex reports whether a driver's message names the unique index or
// column of a field.
func containsIndex(text, table, column string) bool {
	return strings.Contains(text, table+"_u_"+column) || strings.Contains(text, table+"."+column)
}
