package record

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"sort"

	"github.com/hengjian/hengjian/kernel/kind"
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
// and the files records hold with their digests. report is called for each
// difference.
func (e *Engine) Verify(ctx context.Context, progress func(done int64), report func(Finding)) error {
	done := int64(0)
	files := &fileCheck{e: e, seen: map[blob.Digest]string{}}
	for _, k := range e.kinds.All() {
		spec := e.specs[k.Name]
		last := ref.Ref{}
		for {
			n, next, err := e.verifyBatch(ctx, spec, last, files, report)
			if err != nil {
				return fmt.Errorf("verifying %s: %w", k.Name, err)
			}
			done += int64(n)
			if progress != nil {
				progress(done)
			}
			if n == 0 {
				break
			}
			last = next
		}
	}
	return e.verifyOrphans(ctx, report)
}

const verifyChunk = 1000

// verifyBatch checks the next records of a kind in key order.
func (e *Engine) verifyBatch(ctx context.Context, spec *tableSpec, after ref.Ref, files *fileCheck, report func(Finding)) (n int, last ref.Ref, err error) {
	files.due = files.due[:0]
	err = e.db.Read(ctx, func(c db.Conn) error {
		rows, err := c.Query("SELECT "+spec.selects+" FROM "+spec.kind.Table+
			" WHERE area > $1 OR (area = $1 AND id > $2) ORDER BY area, id LIMIT $3", string(after.Area), string(after.ID), verifyChunk)
		if err != nil {
			return err
		}
		var batch []*Record
		if err := collectRows(rows, spec, func(r *Record) { batch = append(batch, r) }); err != nil {
			return err
		}
		if n = len(batch); n == 0 {
			return nil
		}
		last = batch[n-1].Ref()
		return e.verifyRecords(c, spec, batch, files, report)
	})
	if err != nil {
		return n, last, err
	}
	return n, last, files.run(ctx, spec, report) // when the snapshot is given back: files are long to read
}

func (e *Engine) verifyRecords(c db.Conn, spec *tableSpec, batch []*Record, files *fileCheck, report func(Finding)) error {
	acts := actCache{}
	hasher := ledger.NewHasher(e.ledger.Suite())
	histories, err := historiesOf(c, batch)
	if err != nil {
		return err
	}
	for _, r := range batch {
		history := histories[r.Ref()]
		say := func(act ref.ID, format string, args ...any) {
			report(Finding{spec.kind.Name, r.Ref(), act, fmt.Sprintf(format, args...)})
		}
		if len(history) == 0 {
			say("", "没有任何办理记录")
			continue
		}
		if err := e.verifyHistory(c, r, history, acts, hasher, say); err != nil {
			return err
		}
		e.verifyRow(r, history, say)
		if err := e.verifyIndexes(c, spec, r, say); err != nil {
			return err
		}
		if err := files.uses(c, r, history, say); err != nil {
			return err
		}
	}
	return nil
}

// historiesOf reads the histories of neighbouring records in one go.
func historiesOf(c db.Conn, batch []*Record) (map[ref.Ref][]Revision, error) {
	out := map[ref.Ref][]Revision{}
	for len(batch) > 0 {
		n := min(len(batch), 400)
		byArea := map[ref.Area][]any{}
		for _, r := range batch[:n] {
			byArea[r.Area] = append(byArea[r.Area], string(r.ID))
		}
		for area, ids := range byArea {
			rows, err := c.Query(`SELECT record, rev, act, entry, at, effective, line, previous, changes FROM record_history WHERE area = $1 AND record IN (`+
				places(2, len(ids))+`) ORDER BY record, rev`, append([]any{string(area)}, ids...)...)
			if err != nil {
				return nil, err
			}
			for rows.Next() {
				var id ref.ID
				v, err := scanRevision(rows, &id)
				if err != nil {
					rows.Close()
					return nil, err
				}
				out[ref.Ref{Area: area, ID: id}] = append(out[ref.Ref{Area: area, ID: id}], v)
			}
			if err := rows.Err(); err != nil {
				return nil, err
			}
		}
		batch = batch[n:]
	}
	return out, nil
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

// verifyIndexes compares directory, search text, list items and projections
// with the row.
func (e *Engine) verifyIndexes(c db.Conn, spec *tableSpec, r *Record, say func(ref.ID, string, ...any)) error {
	for _, row := range directoryRows(spec.kind, r) {
		holder, err := e.Holder(c, spec.kind.Name, row[1].(string), row[2].(string))
		if err != nil {
			return err
		}
		if holder != r.Ref() {
			say("", "%s 的唯一目录没有指向本记录", spec.kind.Field(row[1].(string)).Title)
		}
	}
	if err := verifySearch(c, spec, r, say); err != nil {
		return err
	}
	if err := verifyChildren(c, spec, r, say); err != nil {
		return err
	}
	for _, p := range e.projections {
		if !p.Follows(spec.kind) {
			continue
		}
		problem, err := p.Verify(c, r)
		if err != nil {
			return err
		}
		if problem != "" {
			say("", "%s", problem)
		}
	}
	return nil
}

func verifySearch(c db.Conn, spec *tableSpec, r *Record, say func(ref.ID, string, ...any)) error {
	if !searched(spec.kind) {
		return nil
	}
	want := ""
	if r.State == Active {
		want = searchText(spec.kind, r.Values)
	}
	var have sql.NullString
	if err := c.QueryRow("SELECT "+searchColumn+" FROM "+spec.kind.Table+" WHERE area = $1 AND id = $2", string(r.Area), string(r.ID)).Scan(&have); err != nil {
		return err
	}
	if have.String != want {
		say("", "名称索引的文字与记录不符")
		return nil
	}
	pairs := bigrams(want)
	if len(pairs) == 0 {
		return nil
	}
	var args []any
	param := func(v any) string { args = append(args, v); return fmt.Sprintf("$%d", len(args)) }
	cond := indexed(spec.kind, c.Dialect(), probes(r.ID, pairs), param)
	var one int
	err := c.QueryRow("SELECT 1 FROM "+spec.kind.Table+" r WHERE r.area = "+param(string(r.Area))+" AND r.id = "+param(string(r.ID))+" AND "+cond, args...).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		say("", "名称索引找不到本记录")
		return nil
	}
	return err
}

// probes chooses three pairs of a text, spread over it and others for every
// record: the first ones are those of the city, the longest lists of the index.
func probes(id ref.ID, pairs []string) []string {
	const n = 3
	if len(pairs) <= n {
		return pairs
	}
	at := 0
	for _, b := range []byte(id) {
		at = (at*31 + int(b)) % len(pairs)
	}
	out := make([]string, n)
	for i := range out {
		out[i] = pairs[(at+i*len(pairs)/n)%len(pairs)]
	}
	return out
}

func verifyChildren(c db.Conn, spec *tableSpec, r *Record, say func(ref.ID, string, ...any)) error {
	want := map[string][][]any{}
	if r.State == Active {
		childRows(spec.kind, r, want)
	}
	for _, f := range spec.kind.Fields {
		if f.Type != kind.List || r.State != Active {
			continue
		}
		var n int
		if err := c.QueryRow("SELECT count(*) FROM "+spec.kind.ChildTable(f)+" WHERE area = $1 AND id = $2", string(r.Area), string(r.ID)).Scan(&n); err != nil {
			return err
		}
		if n != len(want[f.Name]) {
			say("", "%s 的明细与记录不符", f.Title)
		}
	}
	return nil
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
