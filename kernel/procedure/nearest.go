package procedure

import (
	"database/sql"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// Nearest is the limit of a record that ends first, for lists: what Course.First
// finds, read from what is stored.
type Nearest struct {
	Clock       string // in words
	Due         string // day; "" while all that is open is paused
	Provisional bool
}

// Nearest finds the limit that ends first on each of the rows of a kind; a row on
// which none is open has none. Promises of the city and waits do not count.
func (b *Book) Nearest(c db.Conn, k *kind.Kind, rows []record.Row) (map[ref.Ref]Nearest, error) {
	p := Of(k)
	if p == nil || len(rows) == 0 {
		return nil, nil
	}
	of := make([]*record.Record, len(rows))
	for i, r := range rows {
		of[i] = &record.Record{Area: r.Area(), ID: r.ID()}
	}
	out := map[ref.Ref]Nearest{}
	err := record.EachIn(c, of, `SELECT area, record, clock, due_on, state, provisional FROM procedure_clock WHERE area = $1 AND record IN`, ` AND state IN ('running', 'paused')`, func(row *sql.Rows) error {
		var r ref.Ref
		var name, due, state string
		var provisional bool
		if err := row.Scan(&r.Area, &r.ID, &name, &due, &state, &provisional); err != nil {
			return err
		}
		clock := p.clock(name)
		if clock == nil || clock.City || clock.Wait {
			return nil
		}
		if state == rowPaused {
			due = ""
		}
		if had, ok := out[r]; !ok || due != "" && (had.Due == "" || due < had.Due) {
			out[r] = Nearest{clock.Title, due, provisional && due != ""}
		}
		return nil
	})
	return out, err
}

// clock is a clock by its name, as the latest version that has it says it.
func (l *Life) clock(name string) (found *Clock) {
	for _, v := range l.Versions {
		if c := v.Clock(name); c != nil {
			found = c
		}
	}
	return found
}
