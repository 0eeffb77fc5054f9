package record

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// parties is the projection that keeps the parties of records: whom the fields
// that a kind declares under `parties:` name, and whom orders name (委托、督办 and
// 催办 while they stand, 抄送 until it is taken back).
type parties struct{ e *Engine }

// Follows reports whether records of the kind may have parties.
func (p parties) Follows(k *kind.Kind) bool { return len(k.Parties) > 0 || p.e.governed(k) }

// party is a person or a unit.
type party struct{ person, unit string }

// partiesOf lists the parties a record's fields name, each with whether it only
// reads; an erased record, whose fields are empty, has none.
func partiesOf(r *Record) map[party]bool {
	out := map[party]bool{}
	if r == nil {
		return out
	}
	for _, name := range r.Kind.Parties {
		f := r.Kind.Field(name)
		list, many := r.Values[name].([]any)
		if !many {
			list = []any{r.Values[name]}
		}
		for _, x := range list {
			m, _ := x.(map[string]any)
			id := textOf(m, "id")
			switch {
			case id == "":
			case f.Type == kind.Reference && f.Of == "unit":
				out[party{"", id}] = false
			default:
				out[party{id, ""}] = false
			}
		}
	}
	return out
}

// ordered adds those whom orders name: whom something was deputed to acts, the
// others read.
func ordered(out map[party]bool, list []Order) map[party]bool {
	for _, o := range list {
		if o.State == OrderEnded {
			continue
		}
		p := party{string(o.ToPerson), ""}
		if o.ToPerson == "" {
			p = party{"", string(o.ToUnit)}
		}
		reads, known := out[p]
		out[p] = (reads || !known) && o.Sort != Depute
	}
	return out
}

// Apply brings the parties of the changed records up to their fields and orders.
func (p parties) Apply(tx *db.Tx, changes []Change) error {
	for _, c := range changes {
		had, has := partiesOf(c.Old), partiesOf(c.New)
		if p.e.governed(c.New.Kind) && c.Old != nil {
			list, err := p.e.OrdersOn(tx, c.New.Ref())
			if err != nil {
				return err
			}
			if len(list) > 0 || moves(c.Act) {
				if had, err = stored(tx, c.New); err != nil {
					return err
				}
				if c.New.State != Erased {
					has = ordered(has, list)
				}
			}
		}
		if err := bring(tx, c.New, had, has); err != nil {
			return err
		}
	}
	return nil
}

// stored reads the parties as they stand in the table.
func stored(tx *db.Tx, r *Record) (map[party]bool, error) {
	out := map[party]bool{}
	rows, err := tx.Query(`SELECT person, unit, only_reads FROM record_party WHERE area = $1 AND kind = $2 AND record = $3`, string(r.Area), r.Kind.Name, string(r.ID))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p party
		var reads bool
		if err := rows.Scan(&p.person, &p.unit, &reads); err != nil {
			return nil, err
		}
		out[p] = reads
	}
	return out, rows.Err()
}

// bring makes the rows of a record those it has.
func bring(tx *db.Tx, r *Record, had, has map[party]bool) error {
	for p := range had {
		if _, stays := has[p]; stays {
			continue
		}
		if _, err := tx.Exec(`DELETE FROM record_party WHERE area = $1 AND kind = $2 AND record = $3 AND person = $4 AND unit = $5`,
			string(r.Area), r.Kind.Name, string(r.ID), p.person, p.unit); err != nil {
			return err
		}
	}
	for p, reads := range has {
		if was, known := had[p]; known && was == reads {
			continue
		}
		if _, err := tx.Exec(`INSERT INTO record_party (area, kind, record, person, unit, only_reads) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (area, kind, record, person, unit) DO UPDATE SET only_reads = excluded.only_reads`,
			string(r.Area), r.Kind.Name, string(r.ID), p.person, p.unit, reads); err != nil {
			return err
		}
	}
	return nil
}

// Erase forgets who the parties were.
func (parties) Erase(tx *db.Tx, r *Erasing) error {
	_, err := tx.Exec(`DELETE FROM record_party WHERE area = $1 AND record = $2`, string(r.Area), string(r.ID))
	return err
}

// standing reads the parties and the orders of records of one kind as they stand.
func (p parties) standing(c db.Conn, records []*Record) (have map[ref.ID]map[party]bool, orders map[ref.ID][]Order, err error) {
	have, orders = map[ref.ID]map[party]bool{}, map[ref.ID][]Order{}
	err = EachIn(c, records, `SELECT record, person, unit, only_reads FROM record_party WHERE area = $1 AND kind = '`+records[0].Kind.Name+`' AND record IN`, "", func(rows *sql.Rows) error {
		var id ref.ID
		var x party
		var reads bool
		if err := rows.Scan(&id, &x.person, &x.unit, &reads); err != nil {
			return err
		}
		if have[id] == nil {
			have[id] = map[party]bool{}
		}
		have[id][x] = reads
		return nil
	})
	if err != nil || !p.e.governed(records[0].Kind) {
		return have, orders, err
	}
	err = EachIn(c, records, selectOrder+` WHERE area = $1 AND record IN`, "", func(rows *sql.Rows) error {
		o, err := scanOrder(rows)
		orders[o.Record.ID] = append(orders[o.Record.ID], o)
		return err
	})
	return have, orders, err
}

// Verify compares the parties with what the records' fields and orders name.
func (p parties) Verify(c db.Conn, records []*Record, say func(*Record, string)) error {
	if len(records) == 0 {
		return nil
	}
	have, orders, err := p.standing(c, records)
	if err != nil {
		return err
	}
	for _, r := range records {
		if !maps.Equal(ordered(partiesOf(r), orders[r.ID]), have[r.ID]) {
			say(r, "参与人目录与记录写明的参与人不符")
		}
	}
	return nil
}

// partiesKey stands in record_column for the fields under `parties:`, as they were
// when the parties of the kind were last worked out.
const partiesKey = "@parties"

// redeclare works out the parties of the records of a kind anew where its
// declaration names others than it did: whom it names no longer must not go on
// reading, and whom it names now reads what is there already. A million records
// take longer than one transaction may: they go in steps, and what they were worked
// out for is noted last, so that a start that was broken off begins them anew.
func (p parties) redeclare(ctx context.Context, k *kind.Kind) error {
	now := strings.Join(k.Parties, ",")
	if !p.Follows(k) {
		now = "-"
	}
	var was string
	err := p.e.db.Read(ctx, func(c db.Conn) error {
		err := c.QueryRow(`SELECT type FROM record_column WHERE kind = $1 AND field = $2`, k.Name, partiesKey).Scan(&was)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil || was == now {
		return err
	}
	for last, more := (ref.Ref{}), p.Follows(k); more; {
		err := p.e.db.Write(ctx, func(tx *db.Tx) (err error) {
			last, more, err = p.anew(tx, k, last)
			return err
		})
		if err != nil {
			return err
		}
	}
	return p.e.db.Write(ctx, func(tx *db.Tx) error {
		if !p.Follows(k) {
			if _, err := tx.Exec(`DELETE FROM record_party WHERE kind = $1`, k.Name); err != nil {
				return err
			}
		}
		_, err := tx.Exec(`INSERT INTO record_column (kind, field, type) VALUES ($1, $2, $3) ON CONFLICT (kind, field) DO UPDATE SET type = excluded.type`, k.Name, partiesKey, now)
		return err
	})
}

// anew works out the parties of the records after one, and says which was the last
// and whether there were any.
func (p parties) anew(tx *db.Tx, k *kind.Kind, after ref.Ref) (last ref.Ref, more bool, err error) {
	records, err := p.e.After(tx, k.Name, after, partiesStep)
	if err != nil || len(records) == 0 {
		return after, false, err
	}
	have, orders, err := p.standing(tx, records)
	if err != nil {
		return after, false, err
	}
	for _, r := range records {
		has := partiesOf(r)
		if r.State != Erased {
			has = ordered(has, orders[r.ID])
		}
		if err := bring(tx, r, have[r.ID], has); err != nil {
			return after, false, err
		}
	}
	return records[len(records)-1].Ref(), true, nil
}

// partiesStep is how many records redeclare takes at a time.
const partiesStep = 500
