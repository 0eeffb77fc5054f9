package record

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"sort"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/hengjian/hengjian/kernel/ledger"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/db"
)

// Finding is one thing that does not agree with the ledger.
type Finding struct {
	Kind   string
	Record ref.Ref
	Act    ref.ID
	Text   string // Chinese: what differs from what
}

// String prints the finding in one line.
func (f Finding) String() string {
	s := f.Kind + " " + f.Record.String()
	if f.Act != "" {
		s += " 办理 " + string(f.Act)
	}
	return s + "：" + f.Text
}

// Verify folds every record's acts and compares row, history, directory, name
// index and projections with them, history with what the ledger committed to,
// and the files records hold with their digests. Records are taken in ranges of
// their keys, as many at once as there are processors. report is called for each
// difference, one at a time.
func (e *Engine) Verify(ctx context.Context, progress func(done int64), report func(Finding)) error {
	v := verifier{e: e, report: report, progress: progress}
	for _, k := range e.kinds.All() {
		if err := v.kind(ctx, e.specs[k.Name]); err != nil {
			return fmt.Errorf("verifying %s: %w", k.Name, err)
		}
	}
	if err := e.verifyOrphans(ctx, report); err != nil {
		return err
	}
	return e.verifyTotals(ctx, report)
}

// verifyTotals compares the kept numbers with what they count.
func (e *Engine) verifyTotals(ctx context.Context, report func(Finding)) error {
	for _, k := range e.kinds.All() {
		err := e.db.Read(ctx, func(c db.Conn) error {
			if err := verifyTotals(c, k, report); err != nil {
				return err
			}
			for _, p := range e.projections {
				if t, ok := p.(Totalled); ok && p.Follows(k) {
					if err := t.VerifyTotals(c, k, func(problem string) { report(Finding{Kind: k.Name, Text: problem}) }); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("verifying totals of %s: %w", k.Name, err)
		}
	}
	return nil
}

const verifyChunk = 1000

// verifier is one run of Verify.
type verifier struct {
	e        *Engine
	mu       sync.Mutex // of what follows
	done     int64
	report   func(Finding)
	progress func(done int64)
}

// kind verifies the records of one kind.
func (v *verifier) kind(ctx context.Context, spec *tableSpec) error {
	g, ctx := errgroup.WithContext(ctx)
	ranges := make(chan ref.Ref)
	g.Go(func() error {
		defer close(ranges)
		for after := (ref.Ref{}); ; {
			select {
			case ranges <- after:
			case <-ctx.Done():
				return ctx.Err()
			}
			next, err := v.e.rangeEnd(ctx, spec, after)
			if err != nil || next.Zero() {
				return err
			}
			after = next
		}
	})
	for range runtime.GOMAXPROCS(0) {
		g.Go(func() error {
			files := &fileCheck{e: v.e, seen: map[blob.Digest]string{}}
			for after := range ranges {
				n, found, err := v.e.verifyRange(ctx, spec, after, files)
				if err != nil {
					return err
				}
				v.tell(n, found)
			}
			return nil
		})
	}
	g.Go(func() error {
		found, err := v.e.verifyNames(ctx, spec)
		v.tell(0, found)
		return err
	})
	return g.Wait()
}

func (v *verifier) tell(n int, found []Finding) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, f := range found {
		v.report(f)
	}
	if v.done += int64(n); v.progress != nil && n > 0 {
		v.progress(v.done)
	}
}

// rangeEnd returns the last record of the range that begins after a record, zero
// when the range is not full and therefore the last.
func (e *Engine) rangeEnd(ctx context.Context, spec *tableSpec, after ref.Ref) (end ref.Ref, err error) {
	err = e.db.One(ctx, "SELECT area, id FROM "+spec.kind.Table+" WHERE (area, id) > ($1, $2) ORDER BY area, id LIMIT 1 OFFSET $3",
		string(after.Area), string(after.ID), int64(verifyChunk-1)).Scan(&end.Area, &end.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return ref.Ref{}, nil
	}
	return end, err
}

// verifyRange checks the next records of a kind after one, in key order.
func (e *Engine) verifyRange(ctx context.Context, spec *tableSpec, after ref.Ref, files *fileCheck) (n int, found []Finding, err error) {
	files.due = files.due[:0]
	err = e.db.Read(ctx, func(c db.Conn) error {
		found = nil
		rows, err := c.Query("SELECT "+spec.selects+" FROM "+spec.kind.Table+
			" WHERE (area, id) > ($1, $2) ORDER BY area, id LIMIT $3", string(after.Area), string(after.ID), int64(verifyChunk))
		if err != nil {
			return err
		}
		batch := &batch{c: c, e: e, spec: spec, found: &found}
		if err := collectRows(rows, spec, func(r *Record) { batch.records = append(batch.records, r) }); err != nil {
			return err
		}
		n = len(batch.records)
		return batch.verify(files)
	})
	if err != nil {
		return n, nil, err
	}
	// When the snapshot is given back: files are long to read.
	err = files.run(ctx, spec, func(f Finding) { found = append(found, f) })
	return n, found, err
}

// batch is neighbouring records of a kind that are verified on one snapshot.
type batch struct {
	c       db.Conn
	e       *Engine
	spec    *tableSpec
	records []*Record
	found   *[]Finding
}

func (b *batch) say(r *Record, act ref.ID, format string, args ...any) {
	*b.found = append(*b.found, Finding{b.spec.kind.Name, r.Ref(), act, fmt.Sprintf(format, args...)})
}

func (b *batch) verify(files *fileCheck) error {
	acts := actCache{}
	hasher := ledger.NewHasher(b.e.ledger.Suite())
	histories, err := historiesOf(b.c, b.records)
	if err != nil {
		return err
	}
	whole := b.records[:0:0] // of what is left to compare
	for _, r := range b.records {
		history := histories[r.Ref()]
		say := func(act ref.ID, format string, args ...any) { b.say(r, act, format, args...) }
		if len(history) == 0 {
			say("", "没有任何办理记录")
			continue
		}
		whole = append(whole, r)
		if err := b.e.verifyHistory(b.c, r, history, acts, hasher, say); err != nil {
			return err
		}
		b.e.verifyRow(r, history, say)
		if err := files.uses(b.c, r, history, say); err != nil {
			return err
		}
	}
	b.records = whole
	return b.verifyIndexes()
}

// EachIn runs a query over records in pieces and passes every row of the answer.
// The query ends where the list of identifiers follows and takes the area as $1;
// tail follows the list.
func EachIn(c db.Conn, records []*Record, query, tail string, row func(*sql.Rows) error) error {
	byArea := map[ref.Area][]any{}
	for _, r := range records {
		byArea[r.Area] = append(byArea[r.Area], string(r.ID))
	}
	for area, ids := range byArea {
		for part := range slices.Chunk(ids, lookupStep) {
			args := append([]any{string(area)}, part...)
			for len(args) <= padded(len(part)) { // the last again, so that few statements are prepared
				args = append(args, part[len(part)-1])
			}
			if err := eachRow(c, query+" ("+places(2, len(args)-1)+")"+tail, args, row); err != nil {
				return err
			}
		}
	}
	return nil
}

func eachRow(c db.Conn, query string, args []any, row func(*sql.Rows) error) error {
	rows, err := c.Query(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// historiesOf reads the histories of neighbouring records in one go.
func historiesOf(c db.Conn, batch []*Record) (map[ref.Ref][]Revision, error) {
	out := map[ref.Ref][]Revision{}
	err := EachIn(c, batch, `SELECT area, record, rev, act, entry, at, effective, line, previous, changes FROM record_history WHERE area = $1 AND record IN`, ` ORDER BY record, rev`,
		func(rows *sql.Rows) error {
			var r ref.Ref
			v, err := scanRevision(rows, &r.Area, &r.ID)
			if err == nil {
				out[r] = append(out[r], v)
			}
			return err
		})
	return out, err
}

// verifyHistory checks the chain of revisions and that each is what the ledger
// committed to.
func (e *Engine) verifyHistory(c db.Conn, r *Record, history []Revision, acts actCache, hasher *ledger.Hasher, say func(ref.ID, string, ...any)) error {
	erased := r.State == Erased
	previous := ref.ID("")
	for i, v := range history {
		if v.Rev != int64(i+1) || v.Previous != previous {
			say(v.Act, "第 %d 版不接续前一版", v.Rev)
		}
		previous = v.Act
		a, err := acts.get(c, e.ledger, r.Area, v.Act)
		if err != nil {
			return err
		}
		if a == nil {
			say(v.Act, "账本中没有这次办理")
			continue
		}
		if v.At != a.at || v.Effective != a.effective {
			say(v.Act, "历史中的时间与账本不符")
		}
		if v.Changes == nil {
			if !erased {
				say(v.Act, "历史内容缺失，且没有删除办理")
			}
			continue
		}
		key := r.key
		if v.Changes[keyErased] != nil {
			key = zeroKey
		}
		if len(key) != ledger.KeySize {
			say(v.Act, "记录的密钥缺失，且没有删除办理")
			continue
		}
		h, err := hasher.Entry(v.Act, ledger.Entry{Kind: r.Kind.Name, Record: r.ID, Revision: v.Rev, Previous: v.Previous, Key: key, Values: ledgerValues(v.Changes)})
		if err != nil {
			say(v.Act, "历史内容无法核验：%v", err)
			continue
		}
		if v.Entry < 0 || v.Entry >= int64(len(a.hashes)) || a.hashes[v.Entry] != h {
			say(v.Act, "历史内容与账本所承诺的不符")
		}
	}
	return nil
}

// verifyRow compares the live row with the fold of its history.
func (e *Engine) verifyRow(r *Record, history []Revision, say func(ref.ID, string, ...any)) {
	if r.State == Erased {
		if len(r.Values) > 0 || r.key != nil {
			say("", "已删除的记录仍留有内容或密钥")
		}
		if last := history[len(history)-1]; last.Changes[keyErased] == nil {
			say(last.Act, "状态为已删除，却没有删除办理")
		}
		return
	}
	want := fold(r.Kind, r.Ref(), history)
	switch {
	case want.Rev != r.Rev || want.Act != r.Act:
		say("", "现行版本是第 %d 版，历史到第 %d 版", r.Rev, want.Rev)
	case want.State != r.State:
		say("", "现行状态“%s”与历史“%s”不符", StateTitle(r.State), StateTitle(want.State))
	case want.Unit != r.Unit || want.Owner != r.Owner || want.Number != r.Number:
		say("", "承办机构、承办人或编号与历史不符")
	case want.CreatedAt != r.CreatedAt || want.UpdatedAt != r.UpdatedAt:
		say("", "登记或更新时间与历史不符")
	}
	for _, name := range differing(r.Values, want.Values) {
		title := name
		if f := r.Kind.Field(name); f != nil {
			title = f.Title
		}
		say("", "%s 的现值与历史不符", title)
	}
}

func differing(a, b map[string]any) []string {
	var out []string
	for name := range a {
		if !reflect.DeepEqual(a[name], b[name]) {
			out = append(out, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			out = append(out, name)
		}
	}
	sort.Strings(out)
	return out
}

// verifyOrphans finds history whose record is gone.
func (e *Engine) verifyOrphans(ctx context.Context, report func(Finding)) error {
	return e.db.Read(ctx, func(c db.Conn) error {
		for _, k := range e.kinds.All() {
			rows, err := c.Query(`SELECT h.area, h.record FROM record_history h WHERE h.kind = $1 AND h.rev = 1 AND NOT EXISTS (SELECT 1 FROM `+k.Table+` r WHERE r.area = h.area AND r.id = h.record) LIMIT 100`, k.Name)
			if err != nil {
				return err
			}
			for rows.Next() {
				var r ref.Ref
				if err := rows.Scan(&r.Area, &r.ID); err != nil {
					rows.Close()
					return err
				}
				report(Finding{k.Name, r, "", "有办理记录，现行记录却不见了"})
			}
			if err := rows.Err(); err != nil {
				return err
			}
		}
		return verifyActs(c, report)
	})
}

// verifyActs finds acts of which the history lost or gained a part.
func verifyActs(c db.Conn, report func(Finding)) error {
	rows, err := c.Query(`SELECT a.area, a.id, a.kind, a.record, a.entries, (SELECT count(*) FROM record_history h WHERE h.area = a.area AND h.act = a.id) AS n
		FROM ledger_act a WHERE (SELECT count(*) FROM record_history h WHERE h.area = a.area AND h.act = a.id) <> a.entries LIMIT 100`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var f Finding
		var want, have int64
		if err := rows.Scan(&f.Record.Area, &f.Act, &f.Kind, &f.Record.ID, &want, &have); err != nil {
			return err
		}
		f.Text = fmt.Sprintf("账本记这次办理写了 %d 条，历史里有 %d 条", want, have)
		report(f)
	}
	return rows.Err()
}
