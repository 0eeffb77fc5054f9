package procedure

import (
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// Running lists the running and paused clocks of some names on the records of a
// kind, those that are due first. Rights to the records are the caller's affair.
func (b *Book) Running(c db.Conn, area ref.Area, kindName string, clocks []string, limit int) ([]Due, error) {
	args := []any{string(area), kindName}
	in := make([]string, len(clocks))
	for i, name := range clocks {
		args = append(args, name)
		in[i] = param(len(args))
	}
	args = append(args, int64(limit))
	return dues(c, area, selectDue+` WHERE c.area = $1 AND c.kind = $2 AND c.state IN ('running', 'paused') AND c.clock IN (`+strings.Join(in, ", ")+`)
		ORDER BY CASE WHEN c.due_on = '' THEN 1 ELSE 0 END, c.due_on, c.record LIMIT `+param(len(args)), args...)
}

// NextOf is the running or paused clock that is due first of each of some records.
func (b *Book) NextOf(c db.Conn, area ref.Area, records []ref.ID) (map[ref.ID]Due, error) {
	out := map[ref.ID]Due{}
	if len(records) == 0 {
		return out, nil
	}
	args := []any{string(area)}
	in := make([]string, len(records))
	for i, id := range records {
		args = append(args, string(id))
		in[i] = param(len(args))
	}
	list, err := dues(c, area, selectDue+` WHERE c.area = $1 AND c.record IN (`+strings.Join(in, ", ")+`) AND c.state IN ('running', 'paused')
		ORDER BY CASE WHEN c.due_on = '' THEN 1 ELSE 0 END, c.due_on, c.clock`, args...)
	for _, d := range list {
		if _, has := out[d.Record.ID]; !has {
			out[d.Record.ID] = d
		}
	}
	return out, err
}

func param(n int) string { return "$" + strconv.Itoa(n) }
