package record

import (
	"database/sql"
	"errors"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Recent is one of the last acts of an area, with a record it wrote.
type Recent struct {
	Event
	Record *Record // as it stands now
	Rows   int64   // how many records the act wrote; an import writes many
}

// recentLooks bounds how many acts are looked at for the few asked for: the
// caller may read none of them.
const recentLooks = 400

// Recent returns the last acts of an area on records the caller may read,
// newest first, those of the actor `but` left out. Identifiers of acts grow
// with time, so the index of history by act is read backwards, one step an act.
func (e *Engine) Recent(c db.Conn, caller actor.Caller, area ref.Area, but string, limit int) ([]Recent, error) {
	var out []Recent
	last := "\U0010FFFF"
	for range recentLooks {
		if len(out) == limit {
			break
		}
		var r ref.Ref
		var x Recent
		var kindName string
		err := c.QueryRow(`SELECT act, entry, kind, record, rev, at, effective, line FROM record_history WHERE area = $1 AND act < $2 ORDER BY act DESC, entry DESC LIMIT 1`,
			string(area), last).Scan(&x.Act, &x.Rows, &kindName, &r.ID, &x.Rev, &x.At, &x.Effective, &x.Line)
		if errors.Is(err, sql.ErrNoRows) {
			break
		}
		if err != nil {
			return nil, err
		}
		last, r.Area = string(x.Act), area
		x.Rows++ // entries count from 0
		if e.kinds.Get(kindName) == nil {
			continue
		}
		if x.Record, err = e.GetIn(c, caller, kindName, r, AsOf{}); fault.Is(err, fault.NotFound) || fault.Is(err, fault.Denied) {
			continue
		} else if err != nil {
			return nil, err
		}
		events := []Event{x.Event}
		if err := headers(c, area, events, map[ref.ID]int{x.Act: 0}); err != nil {
			return nil, err
		}
		if x.Event = events[0]; x.Actor != but || but == "" {
			out = append(out, x)
		}
	}
	return out, nil
}
