package task

import (
	"fmt"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
)

// totals counts tasks by whose they are and when they are due.
var totals = record.NewTally("task_total", "area", "kind", "unit", "person", "role", "due_on")

// leave leaves to the end of the transaction what a record's tasks add to the
// totals.
func leave(tx *db.Tx, r *record.Record, had, want []row) {
	delta := map[record.TallyKey]int64{}
	for n, list := range map[int64][]row{-1: had, 1: want} {
		for _, t := range list {
			delta[record.TallyKey{string(r.Area), r.Kind.Name, string(t.Unit), string(t.Person), t.Role, t.DueOn}] += n
		}
	}
	if len(delta) > 0 {
		totals.Leave(tx, delta)
	}
}

// Compact folds the totals that acts appended, and drops those of nothing.
func (b *Book) Compact(tx *db.Tx) error { return totals.Compact(tx) }

// VerifyTotals counts the tasks of a kind anew.
func (b *Book) VerifyTotals(c db.Conn, k *kind.Kind, say func(problem string)) error {
	counted := "SELECT area, kind, unit, person, role, due_on, count(*) AS n FROM task WHERE kind = '" + k.Name + "' GROUP BY area, kind, unit, person, role, due_on"
	return totals.Differ(c, k.Name, counted, func(_ record.TallyKey, kept, found int64) {
		say(fmt.Sprintf("待办的合计记为 %d，实有 %d", kept, found))
	})
}
