package ledger

import (
	"context"
	"errors"
	"fmt"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// walk is one check of one log.
type walk struct {
	l      *Ledger
	area   ref.Area
	check  Check
	report func(Finding)
	since  []Checkpoint

	size    int64              // of the log: what is signed, or more where more is numbered
	signed  map[int64]mark     // roots that must come out at a size
	edge    map[tileKey][]Hash // the growing tiles as they were at the start
	front   frontier           // over the leaves
	told    map[tileKey]bool   // tiles reported as lacking nodes
	wrong   int                // roots that did not come out
	waiting int64
}

// mark is a root some checkpoint names.
type mark struct {
	root  Hash
	since bool
	both  bool
}

func (w *walk) find(code string, seq int64, act ref.ID, where, text string, args ...any) {
	w.report(Finding{Code: code, Area: w.area, Seq: seq, Act: act, Where: where, Text: fmt.Sprintf(text, args...)})
}

func (w *walk) run(ctx context.Context) error {
	if err := w.l.db.Read(ctx, w.survey); err != nil {
		return err
	}
	for lo := int64(0); lo < w.size; lo += page {
		if err := w.l.db.Read(ctx, func(c db.Conn) error { return w.page(c, lo, min(lo+page, w.size)) }); err != nil {
			return err
		}
	}
	if w.wrong > 1 {
		w.find("ledger.root", -1, "", "checkpoint", "共有 %d 个检查点与重新计算的树不一致", w.wrong)
	}
	for after := ""; ; {
		next := ""
		err := w.l.db.Read(ctx, func(c db.Conn) (err error) {
			next, err = w.waitingPage(c, after)
			return err
		})
		if err != nil || next == "" {
			return err
		}
		after = next
	}
}

// String names a tile in a finding.
func (k tileKey) String() string { return fmt.Sprintf("tile %d/%d", k.level, k.n) }

// page checks the acts numbered lo to hi-1 and the tiles that end among them.
func (w *walk) page(c db.Conn, lo, hi int64) error {
	t := newTiles(w.l.suite, w.area, c)
	for k, hs := range w.edge {
		t.held[k] = hs
	}
	acts, err := w.acts(c, lo, hi)
	if err != nil {
		return err
	}
	lost := int64(0) // acts missing just before seq
	for seq := lo; seq < hi; seq++ {
		k := tileKey{0, seq / tileWidth}
		kept, inTile, err := w.node(t, k, seq)
		if err != nil {
			return err
		}
		a, ok := acts[seq]
		switch {
		case !ok:
			lost++
			a.hash = kept // go on with what the tree remembers
		case inTile && kept != a.hash:
			w.find("ledger.node", seq, a.id, k.String(), "第 %d 条与存储节点不一致", seq)
		}
		if lost > 0 && (ok || seq+1 == hi) {
			last := seq
			if ok {
				last--
			}
			w.find("ledger.gap", last-lost+1, "", "seq", "账本缺少第 %d 条至第 %d 条", last-lost+1, last)
			lost = 0
		}
		w.front.add(w.l.suite, a.hash)
		w.root(seq + 1)
		if (seq+1)%tileWidth == 0 {
			if err := w.climb(t, 0, seq/tileWidth); err != nil {
				return err
			}
		}
	}
	return nil
}

// node returns the stored hash number i of a level, and reports its absence
// once for each tile.
func (w *walk) node(t *tiles, k tileKey, i int64) (Hash, bool, error) {
	hs, err := t.tile(k)
	if err != nil && !errors.Is(err, errTile) {
		return Hash{}, false, err
	}
	if at := int(i % tileWidth); at < len(hs) {
		return hs[at], true, nil
	}
	if !w.told[k] {
		w.told[k] = true
		w.find("ledger.node", -1, "", k.String(), "存储节点缺少第 %d 个起", i%tileWidth)
	}
	return Hash{}, false, nil
}

// climb compares a full tile's root with the node above it, and so on up.
func (w *walk) climb(t *tiles, level int, n int64) error {
	hs, err := t.tile(tileKey{level, n})
	if err != nil && !errors.Is(err, errTile) {
		return err
	}
	if len(hs) > tileWidth {
		w.find("ledger.node", -1, "", tileKey{level, n}.String(), "存储节点多于 %d 个", tileWidth)
	}
	if len(hs) < tileWidth {
		return nil // reported already; what is above cannot be compared
	}
	up := tileKey{level + 1, n / tileWidth}
	kept, ok, err := w.node(t, up, n)
	if err != nil {
		return err
	}
	if ok && kept != TreeRoot(w.l.suite, hs[:tileWidth]) {
		w.find("ledger.node", -1, "", up.String(), "第 %d 个存储节点与其下 %s 不一致", n%tileWidth, tileKey{level, n})
	}
	if (n+1)%tileWidth == 0 {
		return w.climb(t, level+1, n/tileWidth)
	}
	return nil
}

// root compares the tree of size leaves with the checkpoints of that size.
func (w *walk) root(size int64) {
	m, ok := w.signed[size]
	if !ok {
		return
	}
	if w.front.root(w.l.suite) == m.root {
		return
	}
	if m.since {
		w.find("ledger.since", -1, "", fmt.Sprintf("since %d", size), "外部保存的检查点（%d 条）与重新计算的树不一致：账本被改写", size)
	}
	if m.since && !m.both {
		return
	}
	if w.wrong++; w.wrong == 1 {
		w.find("ledger.root", -1, "", fmt.Sprintf("checkpoint %d", size), "检查点（%d 条）与重新计算的树不一致", size)
	}
}

// numberedAct is what a page keeps of an act.
type numberedAct struct {
	id   ref.ID
	hash Hash
}

// acts checks the rows numbered lo to hi-1 and returns their leaf hashes.
func (w *walk) acts(c db.Conn, lo, hi int64) (map[int64]numberedAct, error) {
	rows, err := c.Query(`SELECT `+storedColumns+` FROM ledger_act WHERE area = $1 AND seq >= $2 AND seq < $3 ORDER BY seq`, string(w.area), lo, hi)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error comes from rows.Err
	acts := make(map[int64]numberedAct, hi-lo)
	for rows.Next() {
		var r stored
		if err := r.scan(rows); err != nil {
			return nil, err
		}
		if err := w.row(&r, r.seq.Int64); err != nil {
			return nil, err
		}
		acts[r.seq.Int64] = numberedAct{ref.ID(r.id), w.l.suite.LeafHash(r.leaf)}
	}
	return acts, rows.Err()
}

// row checks one act by itself.
func (w *walk) row(r *stored, seq int64) error {
	leaf, err := ParseLeaf(r.leaf)
	if err != nil {
		w.find("ledger.leaf", seq, ref.ID(r.id), "leaf", "行为 %s 的账本条目读不出来：%v", r.id, err)
		return nil
	}
	for _, column := range r.differs(leaf) {
		w.find("ledger.column", seq, ref.ID(r.id), column, "行为 %s 的 %s 与账本条目不一致", r.id, column)
	}
	if leaf.Suite != w.l.suite {
		w.find("ledger.leaf", seq, ref.ID(r.id), "suite", "行为 %s 使用算法 %s，账本使用 %s", r.id, leaf.Suite, w.l.suite)
		return nil
	}
	hashes, err := entryRow(leaf, r.row)
	if err != nil || TreeRoot(w.l.suite, hashes) != leaf.Root {
		w.find("ledger.entries", seq, ref.ID(r.id), "hashes", "行为 %s 的记录摘要与账本条目不一致", r.id)
		return nil
	}
	if w.check.Act == nil {
		return nil
	}
	return w.check.Act(seq, leaf, hashes)
}

// waitingPage checks some waiting acts after an identifier and returns the
// last, "" when there are no more.
func (w *walk) waitingPage(c db.Conn, after string) (string, error) {
	rows, err := c.Query(`SELECT `+storedColumns+` FROM ledger_act WHERE area = $1 AND seq IS NULL AND id > $2 ORDER BY id LIMIT 1000`, string(w.area), after)
	if err != nil {
		return "", err
	}
	defer func() { _ = rows.Close() }() // its error comes from rows.Err
	last := ""
	for rows.Next() {
		var r stored
		if err := r.scan(rows); err != nil {
			return "", err
		}
		if err := w.row(&r, -1); err != nil {
			return "", err
		}
		w.waiting++
		last = r.id
	}
	return last, rows.Err()
}
