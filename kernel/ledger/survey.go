package ledger

import (
	"encoding/base64"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// survey reads, in one snapshot, what is stored about the log as a whole.
func (w *walk) survey(c db.Conn) error {
	w.signed, w.edge, w.told = map[int64]mark{}, map[tileKey][]Hash{}, map[tileKey]bool{}
	if err := w.checkpoints(c); err != nil {
		return err
	}
	for _, s := range w.since {
		w.expect(s)
	}
	var numbered int64
	if err := c.QueryRow(`SELECT count(*) FROM ledger_act WHERE area = $1 AND seq IS NOT NULL`, string(w.area)).Scan(&numbered); err != nil {
		return err
	}
	if numbered > w.size {
		w.find("ledger.gap", w.size, "", "seq", "已编号 %d 条，有效检查点只签到 %d 条", numbered, w.size)
		w.size = numbered
	}
	if err := w.stray(c); err != nil {
		return err
	}
	return w.tileCounts(c)
}

// stray reports acts whose number is outside the log.
func (w *walk) stray(c db.Conn) error {
	rows, err := c.Query(`SELECT seq, id FROM ledger_act WHERE area = $1 AND (seq < 0 OR seq >= $2) ORDER BY seq LIMIT 100`, string(w.area), w.size)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // its error comes from rows.Err
	for rows.Next() {
		var seq int64
		var id string
		if err := rows.Scan(&seq, &id); err != nil {
			return err
		}
		w.find("ledger.gap", seq, ref.ID(id), "seq", "行为 %s 的编号 %d 超出账本的 %d 条", id, seq, w.size)
	}
	return rows.Err()
}

// expect notes a checkpoint kept by somebody else.
func (w *walk) expect(s Checkpoint) {
	where := fmt.Sprintf("since %d", s.Size)
	m, twice := w.signed[s.Size]
	switch {
	case s.Suite != w.l.suite:
		w.find("ledger.since", -1, "", where, "外部保存的检查点使用算法 %s，账本使用 %s", s.Suite, w.l.suite)
	case s.Size > w.size:
		w.find("ledger.since", -1, "", where, "外部保存的检查点签名时账本有 %d 条，现在只有 %d 条：账本被截短", s.Size, w.size)
	case s.Size == 0 && s.Root != w.l.suite.sum(nil), twice && m.root != s.Root:
		w.find("ledger.since", -1, "", where, "外部保存的检查点（%d 条）与账本的检查点不一致：账本被改写", s.Size)
	default:
		w.signed[s.Size] = mark{root: s.Root, since: true, both: twice && (!m.since || m.both)}
	}
}

// checkpoints opens every stored checkpoint and compares it with its columns.
func (w *walk) checkpoints(c db.Conn) error {
	rows, err := c.Query(`SELECT size, at, root, note FROM ledger_checkpoint WHERE area = $1 ORDER BY size`, string(w.area))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // its error comes from rows.Err
	for rows.Next() {
		var size, at int64
		var root []byte
		var text string
		if err := rows.Scan(&size, &at, &root, &text); err != nil {
			return err
		}
		where := fmt.Sprintf("checkpoint %d", size)
		cp, err := OpenCheckpoint([]byte(text), w.l.trusted)
		if err != nil {
			w.find("ledger.checkpoint", -1, "", where, "检查点（%d 条）的签名或格式无效：%v", size, err)
			continue
		}
		if cp.Area != w.area || cp.Size != size || int64(cp.At) != at || string(cp.Root[:]) != string(root) || cp.Suite != w.l.suite || !ours(text, w.l.trusted) {
			w.find("ledger.checkpoint", -1, "", where, "检查点（%d 条）签名的内容与其登记不一致", size)
			continue
		}
		w.signed[size], w.size = mark{root: cp.Root}, max(w.size, size)
	}
	return rows.Err()
}

// ours reports whether a stored note is exactly what this ledger signs: its
// text and signatures of known keys, nothing else.
func ours(text string, keys note.Verifiers) bool {
	n, err := note.Open([]byte(text), keys)
	if err != nil || len(n.UnverifiedSigs) > 0 {
		return false
	}
	for _, sig := range n.Sigs { // note.Open forgives spare bits of base64
		if _, err := base64.StdEncoding.Strict().DecodeString(sig.Base64); err != nil {
			return false
		}
	}
	b, err := note.Sign(n)
	return err == nil && string(b) == text
}

// tileCounts checks that there are as many tiles as the size asks for, and
// keeps the growing ones.
func (w *walk) tileCounts(c db.Conn) error {
	for level, n := 0, w.size; n > 0; level, n = level+1, n/tileWidth {
		if n%tileWidth == 0 {
			continue
		}
		k := tileKey{level, n / tileWidth}
		hs, err := newTiles(w.l.suite, w.area, c).tile(k)
		if err != nil && !errors.Is(err, errTile) {
			return err
		}
		if err != nil {
			w.find("ledger.node", -1, "", k.String(), "存储节点读不出来：%v", err)
		}
		if int64(len(hs)) > n%tileWidth {
			w.find("ledger.node", -1, "", k.String(), "存储节点有 %d 个，检查点只认 %d 个", len(hs), n%tileWidth)
		}
		w.edge[k] = hs
	}
	rows, err := c.Query(`SELECT level, count(*), max(n) FROM ledger_tile WHERE area = $1 GROUP BY level ORDER BY level`, string(w.area))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // its error comes from rows.Err
	for rows.Next() {
		var level, count, last int64
		if err := rows.Scan(&level, &count, &last); err != nil {
			return err
		}
		want := int64(0)
		if level >= 0 && level < 8 {
			want = (w.size>>(tileHeight*level) + tileWidth - 1) / tileWidth
		}
		if count > want || last >= want {
			w.find("ledger.node", -1, "", fmt.Sprintf("tile %d", level), "第 %d 层存储节点有 %d 块，检查点只认 %d 块", level, count, want)
		}
	}
	return rows.Err()
}
