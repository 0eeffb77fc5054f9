package record

import (
	"context"
	"database/sql"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// verifySearchText compares the text the name search rechecks with the record;
// on PostgreSQL, where they stand in the row, the pairs too.
func (b *batch) verifySearchText() error {
	k := b.spec.kind
	if !searched(k) {
		return nil
	}
	pairs := "''"
	if b.c.Dialect() == db.Postgres {
		pairs = "coalesce(array_to_string(tsvector_to_array(_grams), ' '), '')"
	}
	texts, stored := map[ref.ID]string{}, map[ref.ID]string{}
	err := EachIn(b.c, b.records, "SELECT id, "+searchColumn+", "+pairs+" FROM "+k.Table+" WHERE area = $1 AND id IN", "", func(rows *sql.Rows) error {
		var id ref.ID
		var text, list sql.NullString
		if err := rows.Scan(&id, &text, &list); err != nil {
			return err
		}
		texts[id], stored[id] = text.String, list.String
		return nil
	})
	if err != nil {
		return err
	}
	for _, r := range b.records {
		want := ""
		if r.State == Active {
			want = searchText(k, r.Values)
		}
		if texts[r.ID] != want {
			b.say(r, "", "名称索引的文字与记录不符")
			continue
		}
		if b.c.Dialect() != db.Postgres {
			continue
		}
		have, due := strings.Fields(stored[r.ID]), bigrams(want)
		slices.Sort(have)
		slices.Sort(due)
		if !slices.Equal(have, due) {
			b.say(r, "", "名称索引的字对与记录不符")
		}
	}
	return nil
}

// sums are what a name index holds, folded: for every block of neighbouring rows
// the sum of a keyed hash of each pair and row. The same pairs give the same sums
// in any order, and whoever changes the index does not know the key.
type sums struct {
	seed maphash.Seed
	by   map[int64]uint64 // block (or row) → sum
	key  func(row int64) (int64, bool)
}

func (s *sums) add(pair string, row int64, sign uint64) {
	at, wanted := s.key(row)
	if !wanted {
		return
	}
	var h maphash.Hash
	h.SetSeed(s.seed)
	_, _ = h.WriteString(pair) // never fails
	for i := range 8 {
		_ = h.WriteByte(byte(row >> (8 * i)))
	}
	if sum := s.by[at] + sign*h.Sum64(); sum != 0 {
		s.by[at] = sum
	} else {
		delete(s.by, at)
	}
}

const (
	plus  = uint64(1)
	minus = ^uint64(0)
)

// verifyNames compares the whole name index of a kind with the texts it was made
// of. It is SQLite's alone: the index is a table of its own there, on PostgreSQL
// it is an index that the database keeps.
func (e *Engine) verifyNames(ctx context.Context, spec *tableSpec) (found []Finding, err error) {
	if !searched(spec.kind) || e.db.Dialect() != db.SQLite {
		return nil, nil
	}
	const block, most = 512, 64
	err = e.db.Read(ctx, func(c db.Conn) error {
		seed := maphash.MakeSeed()
		blocks := &sums{seed: seed, by: map[int64]uint64{}, key: func(row int64) (int64, bool) { return row / block, true }}
		if err := compareNames(c, spec, blocks); err != nil || len(blocks.by) == 0 {
			return err
		}
		suspect := slices.Sorted(maps.Keys(blocks.by))
		suspect = suspect[:min(len(suspect), most)]
		rows := &sums{seed: seed, by: map[int64]uint64{}, key: func(row int64) (int64, bool) {
			_, in := slices.BinarySearch(suspect, row/block)
			return row, in
		}}
		if err := compareNames(c, spec, rows); err != nil {
			return err
		}
		found, err = wrongNames(c, spec, slices.Sorted(maps.Keys(rows.by)))
		return err
	})
	return found, err
}

// compareNames adds the pairs of every row's text and takes away those of the
// index: what is left in the sums is where the two differ.
func compareNames(c db.Conn, spec *tableSpec, s *sums) error {
	err := eachRow(c, "SELECT rid, "+searchColumn+" FROM "+spec.kind.Table+" WHERE "+searchColumn+" <> ''", nil, func(rows *sql.Rows) error {
		var rid int64
		var text string
		if err := rows.Scan(&rid, &text); err != nil {
			return err
		}
		for _, pair := range bigrams(text) {
			s.add(pair, rid, plus)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return eachRow(c, "SELECT term, doc FROM "+termTable(spec.kind), nil, func(rows *sql.Rows) error {
		var rid int64
		var pair string
		if err := rows.Scan(&pair, &rid); err != nil {
			return err
		}
		s.add(pair, rid, minus)
		return nil
	})
}

// wrongNames tells which records the index holds wrongly.
func wrongNames(c db.Conn, spec *tableSpec, rids []int64) (found []Finding, err error) {
	for _, rid := range rids {
		f := Finding{Kind: spec.kind.Name, Text: fmt.Sprintf("名称索引有第 %d 行，登记簿没有这一行", rid)}
		err := eachRow(c, "SELECT area, id FROM "+spec.kind.Table+" WHERE rid = $1", []any{rid}, func(rows *sql.Rows) error {
			f.Text = "名称索引与记录的文字不符"
			return rows.Scan(&f.Record.Area, &f.Record.ID)
		})
		if err != nil {
			return nil, err
		}
		found = append(found, f)
	}
	return found, nil
}
