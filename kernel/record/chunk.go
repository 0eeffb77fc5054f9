package record

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"reflect"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// MaxChunk is the most rows one import act writes (kernel.md §13).
const MaxChunk = 2000

// RowWrite is one source row of a chunk.
type RowWrite struct {
	Record  ref.Ref // the record it belongs to; zero creates one
	NewID   ref.ID  // identifier of a record to create, "" draws one
	Values  map[string]any
	Line    int64
	Owned   bool // keep values that another source owns instead of refusing the row
	Derived []Derived
}

// Derived are values that were worked out from others of the same row. They
// are written when the record is new or one of those others changes; else what
// stands in the record stays, which somebody may have corrected by hand.
type Derived struct {
	Fields []string
	From   []string
}

// Outcome says what became of one row.
type Outcome struct {
	Record  ref.Ref
	Created bool
	Changed bool          // false: the record already said all of it
	Faults  []fault.Field // the row was not written
	Kept    []string      // fields another source owns, left as they are
}

// Chunk is up to MaxChunk rows that are one act and one transaction.
type Chunk struct {
	Kind   string
	Area   ref.Area
	Unit   ref.ID
	Act    string // Import or Undo
	Caller actor.Caller
	Source Source
	Rows   []RowWrite
	// Also runs in the transaction with the outcomes: the position of the
	// import and its counts. act is "" when no row changed anything.
	Also func(tx *db.Tx, act ref.ID, outcomes []Outcome) error
}

// Chunk writes many rows as one act with one leaf that commits to the root of
// a small tree over the rows. Rows with faults are not written and reported.
func (e *Engine) Chunk(ctx context.Context, ch Chunk) ([]Outcome, error) {
	if len(ch.Rows) > MaxChunk {
		return nil, fmt.Errorf("chunk of %d rows is larger than %d", len(ch.Rows), MaxChunk)
	}
	k, spec, err := e.kind(ch.Kind)
	if err != nil {
		return nil, err
	}
	var out []Outcome
	err = e.db.Write(ctx, func(tx *db.Tx) error {
		var err error
		out, err = e.chunkIn(tx, k, spec, ch)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("writing a chunk of %d %s: %w", len(ch.Rows), ch.Kind, err)
	}
	return out, nil
}

func (e *Engine) chunkIn(tx *db.Tx, k *kind.Kind, spec *tableSpec, ch Chunk) ([]Outcome, error) {
	a := e.newAct(tx, k, ch.Area, ch.Act, ch.Caller, ch.Source, "")
	out, err := e.judge(tx, tx.Now(), k, spec, ch, func(w rowResult) error {
		if w.old == nil {
			if err := e.number(tx, k, w.rec); err != nil {
				return err
			}
			w.changes = e.createChanges(w.rec, w.changes, "")
		}
		a.add(spec, w.old, w.rec, w.changes).line = w.line
		return nil
	})
	if err != nil {
		return nil, err
	}
	id := ref.ID("")
	if len(a.writes) > 0 {
		a.header.Record = "" // a chunk of many
		id = a.header.ID
		if err := e.apply(tx, ch.Caller, a); err != nil {
			return nil, err
		}
	}
	if ch.Also != nil {
		return out, ch.Also(tx, id, out)
	}
	return out, nil
}

// Preview says what Chunk would do with the rows, and writes nothing.
func (e *Engine) Preview(ctx context.Context, ch Chunk) ([]Outcome, error) {
	k, spec, err := e.kind(ch.Kind)
	if err != nil {
		return nil, err
	}
	var out []Outcome
	err = e.db.Read(ctx, func(c db.Conn) error {
		var err error
		out, err = e.judge(c, e.db.Now(), k, spec, ch, func(rowResult) error { return nil })
		return err
	})
	return out, err
}

// rowResult is a row that changes a record.
type rowResult struct {
	old, rec *Record
	changes  map[string]any
	line     int64
}

// judge works out the outcome of every row and hands those that change a
// record to take.
func (e *Engine) judge(c db.Conn, now clock.Instant, k *kind.Kind, spec *tableSpec, ch Chunk, take func(rowResult) error) ([]Outcome, error) {
	if err := e.entitledImport(k, ch); err != nil {
		return nil, err
	}
	old, err := e.current(c, spec, ch.Rows)
	if err != nil {
		return nil, err
	}
	out := make([]Outcome, len(ch.Rows))
	seen := map[ref.Ref]bool{}
	for i, row := range ch.Rows {
		if seen[row.Record] {
			return nil, fmt.Errorf("record %s stands twice in one chunk", row.Record)
		}
		seen[row.Record] = !row.Record.Zero()
		o, w, err := e.judgeRow(c, now, k, ch, row, old[row.Record])
		if err != nil {
			return nil, err
		}
		if w != nil {
			if err := take(*w); err != nil {
				return nil, err
			}
			o.Record = w.rec.Ref()
		}
		out[i] = o
	}
	return out, nil
}

func (e *Engine) judgeRow(c db.Conn, now clock.Instant, k *kind.Kind, ch Chunk, row RowWrite, old *Record) (Outcome, *rowResult, error) {
	q := Request{Kind: k.Name, Act: ch.Act, Values: row.Values, Source: ch.Source, Caller: ch.Caller}
	if row.Record.Zero() {
		rec := &Record{Kind: k, Area: ch.Area, ID: row.NewID, State: Active, Unit: ch.Unit, CreatedAt: now, UpdatedAt: now, Values: map[string]any{}}
		if rec.ID == "" {
			rec.ID = ref.NewID(now)
		}
		changes, faults, err := e.validateRow(c, now, k, nil, rec, q)
		if err != nil || len(faults) > 0 {
			return Outcome{Faults: faults}, nil, err
		}
		return Outcome{Created: true, Changed: true}, &rowResult{nil, rec, changes, row.Line}, nil
	}
	if old == nil {
		return Outcome{}, nil, notFound(k)
	}
	if old.State != Active {
		return Outcome{Faults: []fault.Field{{Name: "state", Code: "state", Text: "对应的记录" + StateTitle(old.State)}}}, nil, nil
	}
	var kept []string
	if row.Owned {
		q.Values, kept = withoutOwned(k, old, q)
	}
	q.Values = e.withoutSettled(k, old, q.Values, row.Derived, now.Day())
	rec := old.next(now)
	changes, faults, err := e.validateRow(c, now, k, old, rec, q)
	if err != nil || len(faults) > 0 || len(changes) == 0 {
		return Outcome{Record: row.Record, Faults: faults, Kept: kept}, nil, err
	}
	return Outcome{Record: row.Record, Changed: true, Kept: kept}, &rowResult{old, rec, changes, row.Line}, nil
}

// withoutSettled drops derived values none of whose sources change.
func (e *Engine) withoutSettled(k *kind.Kind, old *Record, values map[string]any, derived []Derived, day string) map[string]any {
	copied := false
	for _, d := range derived {
		moved := false
		for _, name := range d.From {
			raw, given := values[name]
			if f := k.Field(name); f != nil && given && !moved {
				v, wrong := e.normal(f, raw, day)
				moved = wrong != nil || !reflect.DeepEqual(old.Values[name], v)
			}
		}
		if moved {
			continue
		}
		if !copied {
			values, copied = maps.Clone(values), true
		}
		for _, name := range d.Fields {
			delete(values, name)
		}
	}
	return values
}

// withoutOwned drops the values that would overwrite another source's.
func withoutOwned(k *kind.Kind, old *Record, q Request) (map[string]any, []string) {
	out := make(map[string]any, len(q.Values))
	var kept []string
	for name, v := range q.Values {
		if f := k.Field(name); f != nil && ownedElsewhere(f, old, v, q.Source) != nil {
			kept = append(kept, name)
			continue
		}
		out[name] = v
	}
	return out, kept
}

// validateRow is validate with the faults of the row apart from other errors.
func (e *Engine) validateRow(c db.Conn, now clock.Instant, k *kind.Kind, old, rec *Record, q Request) (map[string]any, []fault.Field, error) {
	changes, err := e.validate(c, now, k, old, rec, q)
	if f := fault.As(err); f != nil && f.Kind == fault.Invalid {
		return nil, f.Fields, nil
	}
	return changes, nil, err
}

// current reads the records that rows of a chunk belong to.
func (e *Engine) current(c db.Conn, spec *tableSpec, rows []RowWrite) (map[ref.Ref]*Record, error) {
	var refs []ref.Ref
	for _, r := range rows {
		if !r.Record.Zero() {
			refs = append(refs, r.Record)
		}
	}
	_, writing := c.(*db.Tx)
	return e.many(c, spec, refs, writing && c.Dialect() == db.Postgres)
}

// many reads records by reference.
func (e *Engine) many(c db.Conn, spec *tableSpec, refs []ref.Ref, lock bool) (map[ref.Ref]*Record, error) {
	out := map[ref.Ref]*Record{}
	for len(refs) > 0 {
		n := min(len(refs), 500)
		byArea := map[ref.Area][]any{}
		for _, r := range refs[:n] {
			byArea[r.Area] = append(byArea[r.Area], string(r.ID))
		}
		for area, ids := range byArea {
			query := "SELECT " + spec.selects + " FROM " + spec.kind.Table + " WHERE area = $1 AND id IN (" + places(2, len(ids)) + ")"
			if lock {
				query += " ORDER BY id FOR UPDATE"
			}
			rows, err := c.Query(query, append([]any{string(area)}, ids...)...)
			if err != nil {
				return nil, err
			}
			if err := collectRows(rows, spec, func(r *Record) { out[r.Ref()] = r }); err != nil {
				return nil, err
			}
		}
		refs = refs[n:]
	}
	return out, nil
}

// places returns "$from, $from+1, …", n of them.
func places(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "$%d", from+i)
	}
	return b.String()
}

func collectRows(rows *sql.Rows, spec *tableSpec, take func(*Record)) error {
	defer rows.Close()
	c := spec.scanner()
	for rows.Next() {
		r, err := c.scan(rows)
		if err != nil {
			return err
		}
		take(r)
	}
	return rows.Err()
}

// UndoChunk takes back what one import act wrote: records untouched since are
// withdrawn, fields whose last writer is the act go back, the rest is listed
// and left.
func (e *Engine) UndoChunk(ctx context.Context, kindName string, area ref.Area, target ref.ID, c actor.Caller, reason string,
	also func(tx *db.Tx, undo ref.ID, r UndoResult) error) (UndoResult, error) {
	k, spec, err := e.kind(kindName)
	if err != nil {
		return UndoResult{}, err
	}
	var out UndoResult
	err = e.db.Write(ctx, func(tx *db.Tx) error {
		out = UndoResult{}
		if err := e.entitledImport(k, Chunk{Caller: c, Area: area}); err != nil {
			return err
		}
		a := e.newAct(tx, k, area, Undo, c, Source{}, "")
		refs, err := recordsOf(tx, area, target)
		if err != nil {
			return err
		}
		olds, err := e.many(tx, spec, refs, tx.Dialect() == db.Postgres)
		if err != nil {
			return err
		}
		var batch []*Record
		for _, r := range refs {
			if old := olds[r]; old != nil && old.State == Active {
				batch = append(batch, old)
			}
		}
		histories, err := historiesOf(tx, batch)
		if err != nil {
			return err
		}
		for _, old := range batch {
			if err := e.undoRecord(tx, spec, a, old, histories[old.Ref()], target, reason, &out); err != nil {
				return err
			}
		}
		id := ref.ID("")
		if len(a.writes) > 0 {
			a.header.Record = ""
			id = a.header.ID
			if err := e.apply(tx, c, a); err != nil {
				return err
			}
		}
		if also != nil {
			return also(tx, id, out)
		}
		return nil
	})
	return out, err
}

// UndoResult counts what an undo did; Left are records on which later acts
// stand, with the fields that were left as they are.
type UndoResult struct {
	Withdrawn, Reverted int
	Left                []LeftAlone
}

// LeftAlone is a record an undo did not fully take back.
type LeftAlone struct {
	Record ref.Ref
	Fields []string
}

func recordsOf(c db.Conn, area ref.Area, act ref.ID) ([]ref.Ref, error) {
	rows, err := c.Query(`SELECT record FROM record_history WHERE area = $1 AND act = $2 ORDER BY entry`, string(area), string(act))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []ref.Ref
	for rows.Next() {
		r := ref.Ref{Area: area}
		if err := rows.Scan(&r.ID); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

func (e *Engine) undoRecord(tx *db.Tx, spec *tableSpec, a *act, old *Record, history []Revision, target ref.ID, reason string, out *UndoResult) error {
	rec := old.next(tx.Now())
	changes := map[string]any{keyAnnuls: string(target), keyReason: reason}
	history = standing(history)
	if len(history) == 1 && history[0].Act == target {
		rec.State = Withdrawn
		changes[keyState] = Withdrawn
		a.add(spec, old, rec, changes)
		out.Withdrawn++
		return nil
	}
	left, reverted := revertFields(spec.kind, rec, history, target, changes)
	if len(left) > 0 {
		out.Left = append(out.Left, LeftAlone{old.Ref(), left})
	}
	if reverted > 0 {
		if err := e.rules[spec.kind.Name].compute(rec, changes, tx.Now()); err != nil {
			return err
		}
		a.add(spec, old, rec, changes)
		out.Reverted++
	}
	return nil
}

// standing are the revisions that still count: annulments and undoings and what
// they took back are left out. A record on which only its import still stands
// is untouched, whatever was done to it and undone between.
func standing(history []Revision) []Revision {
	gone := annulled(history)
	var out []Revision
	for _, v := range history {
		if _, isAnnulment := v.Changes[keyAnnuls]; !gone[v.Act] && !isAnnulment {
			out = append(out, v)
		}
	}
	return out
}

// revertFields puts fields back whose last writer is target; fields written
// since are left, and all fields of a record the target created are.
func revertFields(k *kind.Kind, rec *Record, history []Revision, target ref.ID, changes map[string]any) (left []string, reverted int) {
	at := -1
	for i, v := range history {
		if v.Act == target {
			at = i
		}
	}
	if at < 0 {
		return nil, 0
	}
	before := fold(k, rec.Ref(), history[:at])
	for name := range history[at].Changes {
		if name[0] == '@' || k.Field(name) != nil && k.Field(name).Compute != "" {
			continue
		}
		if at == 0 || writtenSince(history[at+1:], name) {
			left = append(left, name)
			continue
		}
		v := before.Values[name]
		changes[name] = v
		if v == nil {
			delete(rec.Values, name)
		} else {
			rec.Values[name] = v
		}
		reverted++
	}
	return left, reverted
}

func writtenSince(later []Revision, name string) bool {
	for _, v := range later {
		if _, ok := v.Changes[name]; ok {
			return true
		}
	}
	return false
}
