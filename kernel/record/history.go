package record

import (
	"database/sql"
	"fmt"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// Revision is one row of a record's history: what one act wrote.
type Revision struct {
	Rev       int64
	Act       ref.ID
	Entry     int64 // position of the record in the act
	At        clock.Instant
	Effective string // day in fact, "" where nobody dated it
	Line      int64  // line of the source file, 0 where there is none
	Previous  ref.ID
	Changes   map[string]any // nil when erased
}

var historyColumns = []string{"area", "record", "rev", "kind", "act", "entry", "at", "effective", "line", "previous", "changes"}

func writeHistory(tx *db.Tx, a *act) error {
	rows := make([][]any, 0, len(a.writes))
	for i, w := range a.writes {
		b, err := encodeJSON(w.changes)
		if err != nil {
			return fmt.Errorf("encoding changes of %s: %w", w.rec.Ref(), err)
		}
		rows = append(rows, []any{string(w.rec.Area), string(w.rec.ID), w.rec.Rev, w.rec.Kind.Name, string(a.header.ID), int64(i),
			int64(a.header.At), a.header.Effective, w.line, string(w.previous), string(b)})
	}
	return bulk(tx, "record_history", historyColumns, rows, nil)
}

const selectHistory = `SELECT rev, act, entry, at, effective, line, previous, changes FROM record_history`

// scanRevision reads one row of history; lead are the columns selected before.
func scanRevision(rows *sql.Rows, lead ...any) (Revision, error) {
	var v Revision
	var changes sql.NullString
	if err := rows.Scan(append(lead, &v.Rev, &v.Act, &v.Entry, &v.At, &v.Effective, &v.Line, &v.Previous, &changes)...); err != nil {
		return v, err
	}
	if !changes.Valid {
		return v, nil
	}
	x, err := decodeJSON([]byte(changes.String))
	if err != nil {
		return v, fmt.Errorf("history of revision %d: %w", v.Rev, err)
	}
	v.Changes, _ = x.(map[string]any)
	return v, nil
}

// revisions reads the whole history of a record, oldest first.
func revisions(c db.Conn, r ref.Ref) ([]Revision, error) {
	rows, err := c.Query(selectHistory+` WHERE area = $1 AND record = $2 ORDER BY rev`, string(r.Area), string(r.ID))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Revision
	for rows.Next() {
		v, err := scanRevision(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// fold applies revisions in order and returns the record they make; values
// under a field's former name go to the field.
func fold(k *kind.Kind, r ref.Ref, history []Revision) *Record {
	rec := &Record{Kind: k, Area: r.Area, ID: r.ID, Values: map[string]any{}}
	for _, v := range history {
		if rec.Rev == 0 {
			rec.CreatedAt = v.At
		}
		rec.Rev, rec.Act, rec.UpdatedAt = v.Rev, v.Act, v.At
		for name, x := range v.Changes {
			applyChange(rec, name, x)
		}
	}
	return rec
}

func applyChange(rec *Record, name string, x any) {
	text, _ := x.(string)
	switch name {
	case keyState:
		rec.State = text
	case keyUnit:
		rec.Unit = ref.ID(text)
	case keyOwner:
		rec.Owner = ref.ID(text)
	case keyNumber:
		rec.Number = text
	default:
		if name[0] == '@' {
			return
		}
		name = currentName(rec.Kind, name)
		if x == nil {
			delete(rec.Values, name)
		} else {
			rec.Values[name] = x
		}
	}
}

// currentName is the name a field has now.
func currentName(k *kind.Kind, name string) string {
	if k.Field(name) != nil {
		return name
	}
	for _, f := range k.Fields {
		if f.Was == name {
			return f.Name
		}
	}
	return name
}

// asRecorded keeps the revisions written up to at.
func asRecorded(history []Revision, at clock.Instant) []Revision {
	n := 0
	for n < len(history) && history[n].At <= at {
		n++
	}
	return history[:n]
}

// Unknown marks a value of which no source says what it was on that day (不详).
const Unknown = "不详"

// asInFact returns the record as it was in fact on day, as far as dated acts
// tell: for each field the change with the latest effective day up to day.
// undated lists fields whose value is known but not since when.
func asInFact(k *kind.Kind, r ref.Ref, history []Revision, day string) (rec *Record, undated []string) {
	rec = fold(k, r, history)
	dated := map[string]string{} // field → effective day of the value chosen
	values := map[string]any{}
	seen := map[string]bool{}
	take := func(name string, x any, effective string) {
		name = currentName(k, name)
		seen[name] = true
		if effective == "" || effective > day || effective < dated[name] {
			return
		}
		dated[name], values[name] = effective, x
	}
	for _, v := range history {
		for name, x := range v.Changes {
			if name[0] != '@' {
				take(name, x, v.Effective)
			}
		}
		past, _ := v.Changes[keyPast].(map[string]any)
		for name, x := range past {
			take(name, x, v.Effective)
		}
	}
	for name := range seen {
		if _, ok := dated[name]; !ok {
			delete(rec.Values, name)
			undated = append(undated, name)
		} else if values[name] == nil {
			delete(rec.Values, name)
		} else {
			rec.Values[name] = values[name]
		}
	}
	return rec, undated
}
