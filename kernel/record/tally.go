package record

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// TallyKey is what one number of a tally is of: the values of its columns in
// their order, "" beyond them.
type TallyKey [6]string

func compareKeys(a, b TallyKey) int { return slices.Compare(a[:], b[:]) }

// Tally keeps numbers by columns of text in a machine table. What acts gain
// or lose is left to the end of their transaction and added up there (ADR 0008).
// SQLite has one writer: he adds to the one row of a key. On PostgreSQL rows are
// only ever appended, so that two writers never wait for each other; Compact folds
// them.
type Tally struct {
	table   string
	columns []string // then id and n
	add     string   // adds to the row of a key; a new id has none
	take    string   // deletes the rows of a key, returning their numbers
	spread  string   // keys that stand in more rows than one, or come to nothing
	atEnd   *db.AtEnd
}

// NewTally is the tally of a table of the columns, id and n, whose primary key is
// all but n.
func NewTally(table string, columns ...string) *Tally {
	list := strings.Join(columns, ", ")
	where := make([]string, len(columns))
	for i, c := range columns {
		where[i] = c + " = $" + strconv.Itoa(i+1)
	}
	t := &Tally{table: table, columns: append(slices.Clone(columns), "id", "n"),
		add:    " ON CONFLICT (" + list + ", id) DO UPDATE SET n = " + table + ".n + excluded.n",
		take:   "DELETE FROM " + table + " WHERE " + strings.Join(where, " AND ") + " RETURNING n",
		spread: "SELECT " + list + " FROM " + table + " GROUP BY " + list + " HAVING count(*) > 1 OR sum(n) = 0"}
	t.atEnd = &db.AtEnd{Do: t.write}
	return t
}

// Leave leaves to the end of the transaction what an act adds to numbers.
func (t *Tally) Leave(tx *db.Tx, delta map[TallyKey]int64) { tx.Leave(t.atEnd, delta) }

func (t *Tally) write(tx *db.Tx, deltas []any) error {
	sum := map[TallyKey]int64{}
	for _, d := range deltas {
		for k, n := range d.(map[TallyKey]int64) {
			sum[k] += n
		}
	}
	return t.put(tx, sum)
}

func (t *Tally) put(tx *db.Tx, sum map[TallyKey]int64) error {
	keys := make([]TallyKey, 0, len(sum))
	for k, n := range sum {
		if n != 0 {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, compareKeys)
	rows := make([][]any, len(keys))
	for i, k := range keys {
		rows[i] = append(t.args(k), tallyRow(tx), sum[k])
	}
	return writeMany(tx, t.table, t.columns, rows, nil, t.add)
}

func (t *Tally) args(k TallyKey) []any {
	out := make([]any, len(t.columns)-2, len(t.columns))
	for i := range out {
		out[i] = k[i]
	}
	return out
}

// tallyRow identifies the row a number is written to.
func tallyRow(tx *db.Tx) string {
	if tx.Dialect() == db.SQLite {
		return ""
	}
	return string(ref.NewID(tx.Now()))
}

// Compact folds the appended rows of every key into one, and drops those of
// nothing. What a deletion returns is what is written anew, so that nothing is
// counted twice and what others append meanwhile is kept.
func (t *Tally) Compact(tx *db.Tx) error {
	keys, err := t.scattered(tx)
	if err != nil {
		return err
	}
	for _, k := range keys {
		n, err := t.taken(tx, k)
		if err != nil {
			return err
		}
		if err := t.put(tx, map[TallyKey]int64{k: n}); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tally) scattered(tx *db.Tx) (keys []TallyKey, err error) {
	rows, err := tx.Query(t.spread)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var k TallyKey
		into := make([]any, len(t.columns)-2)
		for i := range into {
			into[i] = &k[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	return keys, rows.Err()
}

// taken deletes the rows of a key and returns their sum.
func (t *Tally) taken(tx *db.Tx, k TallyKey) (sum int64, err error) {
	rows, err := tx.Query(t.take, t.args(k)...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, rows.Err()
}

// Differ compares the numbers of a kind with those of a query that counts them
// anew: the columns, of which one is kind, and n. It tells of the first hundred.
func (t *Tally) Differ(c db.Conn, kindName, counted string, say func(k TallyKey, kept, counted int64)) error {
	n := len(t.columns) - 2
	list := strings.Join(t.columns[:n], ", ")
	rows, err := c.Query("SELECT "+list+", CAST(sum(kept) AS BIGINT) AS kept, CAST(sum(counted) AS BIGINT) AS counted FROM (SELECT "+list+", n AS kept, 0 AS counted FROM "+t.table+" WHERE kind = $1 UNION ALL SELECT "+
		list+", 0 AS kept, n AS counted FROM ("+counted+") x) u GROUP BY "+list+" HAVING sum(kept) <> sum(counted) LIMIT 100", kindName)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var k TallyKey
		var kept, found int64
		into := make([]any, n, n+2)
		for i := range into {
			into[i] = &k[i]
		}
		if err := rows.Scan(append(into, &kept, &found)...); err != nil {
			return err
		}
		say(k, kept, found)
	}
	return rows.Err()
}
