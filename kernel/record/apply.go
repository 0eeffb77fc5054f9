package record

import (
	"crypto/rand"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ledger"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// maxVariables bounds the parameters of one statement.
const maxVariables = 8000

// newKey draws the key of a new record.
func newKey() []byte {
	key := make([]byte, ledger.KeySize)
	if _, err := rand.Read(key); err != nil {
		panic("record: no randomness: " + err.Error())
	}
	return key
}

// zeroKey commits what is not secret and must outlive the record's key.
var zeroKey = make([]byte, ledger.KeySize)

// apply writes an act: rows, children, directory, name index, history, totals,
// projections and the ledger's leaf.
func (e *Engine) apply(tx *db.Tx, c actor.Caller, a *act) error {
	var changes []Change
	var touched []string
	for _, w := range a.writes {
		changes = append(changes, Change{w.old, w.rec, a.header.Name})
		touched = append(touched, w.rec.Kind.Name)
	}
	if err := e.useFiles(tx, a.writes, c); err != nil {
		return err
	}
	if err := e.writeRows(tx, a.writes); err != nil {
		return err
	}
	if err := writeHistory(tx, a); err != nil {
		return err
	}
	leaveTotals(tx, a.writes)
	if err := e.ledger.Do(tx, a.leaf()); err != nil { // before the projections, which may read what was done
		return err
	}
	for _, p := range e.projections {
		followed := followedBy(p, changes)
		if len(followed) == 0 {
			continue
		}
		if err := p.Apply(tx, followed); err != nil {
			return err
		}
	}
	tx.After(func() { e.people.Changed(touched) })
	return nil
}

func followedBy(p Projection, changes []Change) []Change {
	var out []Change
	for _, c := range changes {
		if p.Follows(c.New.Kind) {
			out = append(out, c)
		}
	}
	return out
}

// leaf completes the act's header with its entries.
func (a *act) leaf() ledger.Act {
	h := a.header
	for _, w := range a.writes {
		h.Entries = append(h.Entries, w.entry())
	}
	return h
}

// entry is what the ledger commits to of one record revision.
func (w *write) entry() ledger.Entry {
	key := w.rec.key
	if w.zeroKey {
		key = zeroKey
	}
	return ledger.Entry{Kind: w.rec.Kind.Name, Record: w.rec.ID, Revision: w.rec.Rev, Previous: w.previous, Key: key, Values: ledgerValues(w.changes)}
}

func ledgerValues(changes map[string]any) []ledger.Value {
	out := make([]ledger.Value, 0, len(changes))
	for f, v := range changes {
		out = append(out, ledger.Value{Field: f, Value: v})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Field < out[j].Field })
	return out
}

// writeRows inserts new records in bulk and updates old ones one by one.
func (e *Engine) writeRows(tx *db.Tx, writes []*write) error {
	fresh := map[*tableSpec][]*write{}
	var order []*tableSpec
	for _, w := range writes {
		if w.old != nil {
			if err := e.updateRow(tx, w); err != nil {
				return err
			}
			continue
		}
		if fresh[w.spec] == nil {
			order = append(order, w.spec)
		}
		fresh[w.spec] = append(fresh[w.spec], w)
	}
	for _, s := range order {
		if err := e.insertRows(tx, s, fresh[s]); err != nil {
			return e.duplicated(s.kind, err)
		}
	}
	return nil
}

func (e *Engine) insertRows(tx *db.Tx, s *tableSpec, writes []*write) error {
	cols := append([]string{}, s.all...)
	rid, err := nextRow(tx, s.kind.Table)
	if err != nil {
		return err
	}
	if rid > 0 {
		cols = append(cols, "rid")
	}
	cols = append(cols, searchColumn)
	if tx.Dialect() == db.Postgres {
		cols = append(cols, "_grams")
	}
	var rows, directory, index [][]any
	children := map[string][][]any{}
	for i, w := range writes {
		cells, err := s.cells(w.rec.Values)
		if err != nil {
			return err
		}
		row := append(systemCells(w.rec), cells...)
		text := searchText(s.kind, w.rec.Values)
		if rid > 0 {
			row = append(row, rid+int64(i))
			index = append(index, []any{rid + int64(i), grams(text)})
		}
		row = append(row, text)
		if tx.Dialect() == db.Postgres {
			row = append(row, grams(text))
		}
		rows = append(rows, row)
		directory = append(directory, directoryRows(s.kind, w.rec)...)
		childRows(s.kind, w.rec, children)
	}
	if err := bulk(tx, s.kind.Table, cols, rows, map[string]string{"_grams": "array_to_tsvector(string_to_array(%s, ' '))"}); err != nil {
		return err
	}
	if err := e.insertDirectory(tx, s.kind, directory); err != nil {
		return err
	}
	for _, f := range s.kind.Fields {
		if items := children[f.Name]; len(items) > 0 {
			if err := bulk(tx, s.kind.ChildTable(f), []string{"area", "id", "pos", "value"}, items, nil); err != nil {
				return err
			}
		}
	}
	if rid > 0 && searched(s.kind) {
		tx.Leave(names, namesOf{kind: s.kind, fresh: index})
	}
	return nil
}

// nextRow returns the next row number of a SQLite table, 0 on PostgreSQL,
// which numbers by itself.
func nextRow(tx *db.Tx, table string) (int64, error) {
	if tx.Dialect() == db.Postgres {
		return 0, nil
	}
	var n int64
	err := tx.QueryRow("SELECT coalesce(max(rid), 0) + 1 FROM " + table).Scan(&n)
	return n, err
}

func systemCells(r *Record) []any {
	return []any{string(r.Area), string(r.ID), r.Rev, string(r.Act), r.State, string(r.Unit), string(r.Owner), nullText(r.Number),
		int64(r.CreatedAt), int64(r.UpdatedAt), r.key}
}

func nullText(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func (e *Engine) updateRow(tx *db.Tx, w *write) error {
	s, r := w.spec, w.rec
	cells, err := s.cells(r.Values)
	if err != nil {
		return err
	}
	text := searchText(s.kind, r.Values)
	if r.State != Active {
		text = ""
	}
	sets := []string{"rev = $3", "act = $4", "state = $5", "unit = $6", "owner = $7", "number = $8", "updated_at = $9", "key = $10", searchColumn + " = $11"}
	args := []any{string(r.Area), string(r.ID), r.Rev, string(r.Act), r.State, string(r.Unit), string(r.Owner), nullText(r.Number), int64(r.UpdatedAt), r.key, text}
	for i, c := range s.columns {
		args = append(args, cells[i])
		sets = append(sets, fmt.Sprintf("%s = $%d", c.name, len(args)))
	}
	if tx.Dialect() == db.Postgres {
		args = append(args, grams(text))
		sets = append(sets, fmt.Sprintf("_grams = array_to_tsvector(string_to_array($%d, ' '))", len(args)))
	}
	args = append(args, w.old.Rev)
	n, err := tx.Exec(fmt.Sprintf("UPDATE %s SET %s WHERE area = $1 AND id = $2 AND rev = $%d", s.kind.Table, strings.Join(sets, ", "), len(args)), args...)
	if err != nil {
		return e.duplicated(s.kind, err)
	}
	if n != 1 {
		return fault.New(fault.Stale, "record.stale", "这条记录刚被他人改动，请重新打开后再提交")
	}
	if err := e.updateDirectory(tx, w); err != nil {
		return err
	}
	if err := updateChildren(tx, w); err != nil {
		return err
	}
	if tx.Dialect() == db.SQLite && searched(s.kind) {
		tx.Leave(names, namesOf{kind: s.kind, record: r.Ref(), grams: grams(text)})
	}
	return nil
}

// bulk inserts rows with as few statements as the variables allow. exprs gives
// the expression of a column that is not the plain parameter.
func bulk(tx *db.Tx, table string, cols []string, rows [][]any, exprs map[string]string) error {
	return writeMany(tx, table, cols, rows, exprs, "")
}

// writeMany is bulk with what follows the values of each statement.
func writeMany(tx *db.Tx, table string, cols []string, rows [][]any, exprs map[string]string, tail string) error {
	per := maxVariables / len(cols)
	if per > 200 {
		per = 200
	}
	for len(rows) > 0 {
		n := min(per, len(rows))
		for n < per && n&(n-1) != 0 { // few sizes, so that statements are prepared once
			n &= n - 1
		}
		if err := insertMany(tx, table, cols, rows[:n], exprs, tail); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func insertMany(tx *db.Tx, table string, cols []string, rows [][]any, exprs map[string]string, tail string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "INSERT INTO %s (%s) VALUES ", table, strings.Join(cols, ", "))
	args := make([]any, 0, len(cols)*len(rows))
	for i, row := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('(')
		for j, v := range row {
			if j > 0 {
				b.WriteByte(',')
			}
			args = append(args, v)
			p := "$" + strconv.Itoa(len(args))
			if ex := exprs[cols[j]]; ex != "" {
				p = fmt.Sprintf(ex, p)
			}
			b.WriteString(p)
		}
		b.WriteByte(')')
	}
	b.WriteString(tail)
	_, err := tx.Exec(b.String(), args...)
	return err
}

// childRows collects the items of list fields.
func childRows(k *kind.Kind, r *Record, out map[string][][]any) {
	for _, f := range k.Fields {
		if !f.Itemised() {
			continue
		}
		items, _ := r.Values[f.Name].([]any)
		for i, it := range items {
			out[f.Name] = append(out[f.Name], []any{string(r.Area), string(r.ID), int64(i), itemCell(it)})
		}
	}
}

func updateChildren(tx *db.Tx, w *write) error {
	children := map[string][][]any{}
	childRows(w.rec.Kind, w.rec, children)
	for _, f := range w.rec.Kind.Fields {
		if _, changed := w.changes[f.Name]; !f.Itemised() || !changed && w.rec.State == w.old.State {
			continue
		}
		if was, _ := w.old.Values[f.Name].([]any); len(was)+len(children[f.Name]) == 0 {
			continue
		}
		t := w.rec.Kind.ChildTable(f)
		if _, err := tx.Exec("DELETE FROM "+t+" WHERE area = $1 AND id = $2", string(w.rec.Area), string(w.rec.ID)); err != nil {
			return err
		}
		if err := bulk(tx, t, []string{"area", "id", "pos", "value"}, children[f.Name], nil); err != nil {
			return err
		}
	}
	return nil
}
