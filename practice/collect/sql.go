package collect

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/platform/db"
)

// step is how many values one statement looks up.
const step = 500

// padded is the next power of two up to a whole step, so that few statements
// are prepared.
func padded(n int) int {
	p := 1
	for p < n {
		p *= 2
	}
	return min(p, step)
}

// places returns "$from, …", n of them.
func places(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(from + i))
	}
	return b.String()
}

// insert writes rows, many to a statement; tail is what follows the values.
func insert(tx *db.Tx, table string, cols []string, rows [][]any, tail string) error {
	const most = 128
	for len(rows) > 0 {
		n := 1
		for 2*n <= min(len(rows), most) {
			n *= 2
		}
		var b strings.Builder
		b.WriteString("INSERT INTO " + table + " (" + strings.Join(cols, ", ") + ") VALUES ")
		args := make([]any, 0, n*len(cols))
		for i, row := range rows[:n] {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString("(" + places(len(args)+1, len(cols)) + ")")
			args = append(args, row...)
		}
		if _, err := tx.Exec(b.String()+tail, args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// text is a value as JSON; what is put in always has a JSON form.
func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("collect: " + err.Error())
	}
	return string(b)
}
