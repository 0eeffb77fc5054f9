package record

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/code/pinyin"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// The name index finds any part of a name. Its words are the pairs of
// neighbouring characters (bigrams) of the normalised text; a pair that stands
// in more than stopShare of all records narrows nothing and is used only when
// rows are rechecked.
const (
	stopShare  = 50   // one in fifty: 2 %
	longShare  = 10   // a pair of one name in ten has a list that costs more to read than it saves (see closer)
	oftenShare = 80   // a pair of one name in eighty fills a page from the newest 4,000 records (see narrower)
	knownShare = 400  // one of four hundred from the newest 20,000; rarer ones are not kept
	stopSample = 5000 // records looked at to find them
	stopFloor  = 2000 // below this many records every pair is used
)

// partMark separates the fields inside the search text; pinyinMark begins the
// initials, so that letters in a name and initials never run together.
const (
	partMark   = '\x1f'
	pinyinMark = '\x1e'
)

// normalSearch brings text to the form in which it is compared: half width,
// lower case, letters and digits only.
func normalSearch(s string) string {
	var b strings.Builder
	for _, r := range s {
		r = unicode.ToLower(code.Half(r))
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// searchText is what the name index holds of a record.
func searchText(k *kind.Kind, values map[string]any) string {
	var parts []string
	initials := ""
	for _, f := range k.Fields {
		if !f.Search {
			continue
		}
		for _, s := range texts(values[f.Name]) {
			if n := normalSearch(s); n != "" {
				parts = append(parts, n)
				if f.Name == k.TitleField || f.Name == k.SubjectFields.Name {
					initials = string(pinyinMark) + pinyin.Initials(n)
				}
			}
		}
	}
	return strings.Join(parts, string(partMark)) + initials
}

func texts(v any) []string {
	switch x := v.(type) {
	case string:
		return []string{x}
	case map[string]any:
		return []string{textOf(x, "name")}
	case []any:
		var out []string
		for _, it := range x {
			out = append(out, texts(it)...)
		}
		return out
	}
	return nil
}

// bigrams returns the distinct pairs of neighbouring characters of each part
// of a search text, in order of appearance. Pairs of digits and Latin letters
// of the initials carry the mark "~", so that they match only initials.
func bigrams(text string) []string {
	var out []string
	seen := map[string]bool{}
	prefix := ""
	prev := rune(0)
	for _, r := range text {
		if r == partMark || r == pinyinMark {
			prev = 0
			if r == pinyinMark {
				prefix = "~"
			}
			continue
		}
		if prev != 0 {
			g := prefix + string(prev) + string(r)
			if !seen[g] {
				seen[g] = true
				out = append(out, g)
			}
		}
		prev = r
	}
	return out
}

// grams is the text form of the bigrams, as the index takes it.
func grams(text string) string { return strings.Join(bigrams(text), " ") }

func sortKey(s string) string { return pinyin.SortKey(s) }

func ftsTable(k *kind.Kind) string { return k.Table + "_grams" }

// searchStatements make the index of a kind's names.
func searchStatements(k *kind.Kind, d db.Dialect) []string {
	if d == db.Postgres {
		return []string{fmt.Sprintf("CREATE INDEX %s_grams_gin ON %s USING gin (_grams) WITH (fastupdate = off)", k.Table, k.Table), entryIndex(k)}
	}
	// ascii: every character beyond ASCII is part of a word; "~" is made one.
	return []string{fmt.Sprintf(`CREATE VIRTUAL TABLE %s USING fts5(body, content='', contentless_delete=1, detail=none, tokenize="ascii tokenchars '~'")`, ftsTable(k)), termIndex(k)}
}

// termIndex is SQLite's view of the name index as pairs and rows, for verify.
func termIndex(k *kind.Kind) string {
	return fmt.Sprintf("CREATE VIRTUAL TABLE IF NOT EXISTS %s USING fts5vocab(%s, instance)", termTable(k), ftsTable(k))
}

func termTable(k *kind.Kind) string { return k.Table + "_terms" }

// namesOf is what an act leaves to be written to SQLite's name index: rows of new
// records, or the pairs a record now has.
type namesOf struct {
	kind   *kind.Kind
	fresh  [][]any // rowid, body
	record ref.Ref
	grams  string
}

// names writes them. A write to the index ends with a piece of it for each
// savepoint, which later must be merged; left to the end of the transaction, acts
// that wait together make one.
var names = &db.AtEnd{Do: func(tx *db.Tx, items []any) error {
	fresh := map[*kind.Kind][][]any{}
	for _, it := range items {
		n := it.(namesOf)
		fresh[n.kind] = append(fresh[n.kind], n.fresh...)
	}
	for k, rows := range fresh {
		if err := bulk(tx, ftsTable(k), []string{"rowid", "body"}, rows, nil); err != nil {
			return err
		}
	}
	for _, it := range items { // in the order of the acts: the last one holds
		n := it.(namesOf)
		if n.record.Zero() {
			continue
		}
		if _, err := tx.Exec("INSERT OR REPLACE INTO "+ftsTable(n.kind)+" (rowid, body) SELECT rid, $3 FROM "+n.kind.Table+" WHERE area = $1 AND id = $2",
			string(n.record.Area), string(n.record.ID), n.grams); err != nil {
			return err
		}
	}
	return nil
}}

// entryIndex is PostgreSQL's index of the newest pages of a table: a block range
// index costs next to nothing to keep, and narrows the name index by place.
func entryIndex(k *kind.Kind) string {
	return fmt.Sprintf("CREATE INDEX IF NOT EXISTS %s_entry ON %s USING brin (id) WITH (pages_per_range = 32, autosummarize = on)", k.Table, k.Table)
}

// wholeShare is the unit of shares: a pair of every name has so many.
const wholeShare = 10_000

// stopGrams are the frequent pairs of each kind with their share of the names.
// The most frequent narrow no search.
type stopGrams struct {
	mu sync.RWMutex
	by map[string]map[string]int64
}

func (s *stopGrams) load(c db.Conn) error {
	rows, err := c.Query(`SELECT kind, gram, share FROM record_stop`)
	if err != nil {
		return err
	}
	defer rows.Close()
	by := map[string]map[string]int64{}
	for rows.Next() {
		var k, g string
		var share int64
		if err := rows.Scan(&k, &g, &share); err != nil {
			return err
		}
		if by[k] == nil {
			by[k] = map[string]int64{}
		}
		by[k][g] = share
	}
	s.mu.Lock()
	s.by = by
	s.mu.Unlock()
	return rows.Err()
}

// has reports whether a pair is too frequent to narrow a search.
func (s *stopGrams) has(kindName, gram string) bool {
	return s.share(kindName, gram)*stopShare > wholeShare
}

// least is the share of the rarest of the pairs, 0 where it is rarer than
// knownShare: no text with all of them has more.
func (s *stopGrams) least(kindName string, grams []string) int64 {
	least := int64(wholeShare)
	for _, g := range grams {
		least = min(least, s.share(kindName, g))
	}
	return least
}

func (s *stopGrams) share(kindName, gram string) int64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.by[kindName][gram]
}

// Restop samples a kind's names and stores which pairs are frequent. It is run
// after an import and once a day.
func (e *Engine) Restop(tx *db.Tx, k *kind.Kind) error {
	if !searched(k) {
		return nil
	}
	var n int64
	if err := tx.QueryRow("SELECT coalesce(max(rid), 0) FROM " + k.Table).Scan(&n); err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM record_stop WHERE kind = $1`, k.Name); err != nil {
		return err
	}
	if n >= stopFloor {
		frequent, err := sampleGrams(tx, k, n)
		if err != nil {
			return err
		}
		var rows [][]any
		for _, g := range slices.Sorted(maps.Keys(frequent)) {
			rows = append(rows, []any{k.Name, g, frequent[g]})
		}
		if err := bulk(tx, "record_stop", []string{"kind", "gram", "share"}, rows, nil); err != nil {
			return err
		}
	}
	return e.stops.load(tx)
}

// sampleGrams reads stopSample rows spread evenly over the table and returns the
// frequent pairs with their shares.
func sampleGrams(tx *db.Tx, k *kind.Kind, n int64) (map[string]int64, error) {
	step := max(n/stopSample, 1)
	counts := map[string]int{}
	sampled := 0
	const blocks = 50
	for b := int64(0); b < blocks; b++ {
		from := n * b / blocks
		rows, err := tx.Query("SELECT "+searchColumn+" FROM "+k.Table+" WHERE rid > $1 AND rid <= $2 ORDER BY rid LIMIT $3", from, n*(b+1)/blocks, max(min(stopSample/blocks, n/blocks/step+1), 1))
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var text *string
			if err := rows.Scan(&text); err != nil {
				rows.Close()
				return nil, err
			}
			if text == nil || *text == "" {
				continue
			}
			sampled++
			for _, g := range bigrams(*text) {
				counts[g]++
			}
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	out := map[string]int64{}
	for g, c := range counts {
		if c*knownShare > sampled {
			out[g] = int64(c) * wholeShare / int64(sampled)
		}
	}
	return out, nil
}

func latin(s string) bool {
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') {
			return false
		}
	}
	return true
}
