package procedure

import (
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// Stale lists records of a kind whose limits were worked out under something
// that no longer holds (a holiday table before the new notice, a text before its
// amendment, a version before the next one took over), in the order of their
// identifiers and after the one given. Only records with a limit that has not
// ended, or whose end was provisional, are reckoned anew: what ended, ended under
// what held then.
func (b *Book) Stale(c db.Conn, k *kind.Kind, today calendar.Date, after ref.Ref, limit int) ([]ref.Ref, error) {
	where, args := b.stale(k, today, string(after.Area), string(after.ID))
	args = append(args, int64(limit))
	rows, err := c.Query(`SELECT DISTINCT area, record FROM procedure_clock WHERE (area, record) > ($1, $2) AND `+where+fmt.Sprintf(` ORDER BY area, record LIMIT $%d`, len(args)), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []ref.Ref
	for rows.Next() {
		var r ref.Ref
		if err := rows.Scan(&r.Area, &r.ID); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// CountStale is how many records of a kind are to be reckoned anew.
func (b *Book) CountStale(c db.Conn, k *kind.Kind, today calendar.Date) (n int64, err error) {
	where, args := b.stale(k, today)
	err = c.QueryRow(`SELECT count(*) FROM (SELECT DISTINCT area, record FROM procedure_clock WHERE `+where+`) AS s`, args...).Scan(&n)
	return n, err
}

// stale is the condition of a limit that is to be reckoned anew, behind the
// parameters given.
func (b *Book) stale(k *kind.Kind, today calendar.Date, args ...any) (string, []any) {
	args = append(args, k.Name)
	where := fmt.Sprintf(`kind = $%d AND (state IN ('running', 'paused') OR provisional)`, len(args))
	for _, x := range b.bases(Of(k), today) {
		args = append(args, x)
		where += fmt.Sprintf(" AND basis <> $%d", len(args))
	}
	return where, args
}

// Reckon works the limits of a record out under what holds now. Every open limit
// whose due day moves is written into the record with why, as an act of the
// calendar; it reports how many moved. Doing it twice moves nothing twice.
func (b *Book) Reckon(tx *db.Tx, k *kind.Kind, to ref.Ref) (moved int, err error) {
	r, err := b.engine.GetForAct(tx, k.Name, to)
	if err != nil {
		return 0, err
	}
	if r.State != record.Active {
		return 0, b.store(tx, r, nil)
	}
	had, err := runsOf(tx, []*record.Record{r})
	if err != nil {
		return 0, err
	}
	course, err := b.Course(tx, r, tx.Now())
	if err != nil {
		return 0, &Unreckonable{err}
	}
	now := b.basis(course.Version)
	if had[r.ID].basis == now {
		return 0, nil
	}
	var texts []string
	for _, x := range course.rows(r.Text(StepField)) {
		for _, y := range had[r.ID].rows {
			if x.Clock == y.Clock && x.Run == y.Run && x.open() && y.open() && (x.Due != y.Due || x.DueAt != y.DueAt) {
				texts = append(texts, fmt.Sprintf("“%s”由 %s 改为 %s", course.Version.Clock(x.Clock).Title, dueText(y), dueText(x)))
			}
		}
	}
	if len(texts) == 0 {
		return 0, b.store(tx, r, course)
	}
	// The act makes the table true again: the book follows every act (Apply).
	_, err = b.engine.Reckoned(tx, r, b.changed(course.Version, had[r.ID].basis, now)+"："+strings.Join(texts, "；"))
	return len(texts), err
}

// dueText is the end of a stored run in words.
func dueText(x clockRow) string {
	switch {
	case x.Due == "":
		return "停止计算"
	case x.Provisional:
		return x.Due + "（暂定）"
	}
	return x.Due
}
