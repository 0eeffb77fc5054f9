package record

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

const selectOrder = `SELECT area, record, act, kind, sort, awaited, state, by_person, by_unit, to_person, to_unit, until_on, at, reason, reply, reply_by, replied_at, ended_at FROM record_order`

func scanOrder(rows interface{ Scan(...any) error }) (Order, error) {
	var o Order
	err := rows.Scan(&o.Record.Area, &o.Record.ID, &o.Act, &o.Kind, &o.Sort, &o.Awaited, &o.State, &o.By, &o.ByUnit, &o.ToPerson, &o.ToUnit, &o.Until, &o.At, &o.Reason, &o.Reply, &o.RepliedBy, &o.RepliedAt, &o.EndedAt)
	return o, err
}

func cmpID(a, b ref.ID) int { return cmp.Compare(a, b) }

func scanOrders(rows *sql.Rows, err error) ([]Order, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Order
	for rows.Next() {
		o, err := scanOrder(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, rows.Err()
}

// OrdersOn lists the orders on a record, the first first. Who may see the record
// sees them.
func (e *Engine) OrdersOn(c db.Conn, r ref.Ref) ([]Order, error) {
	return scanOrders(c.Query(selectOrder+` WHERE area = $1 AND record = $2 ORDER BY at, act`, string(r.Area), string(r.ID)))
}

// Order returns an order on a record; ok is false where there is none.
func (e *Engine) Order(c db.Conn, r ref.Ref, act ref.ID) (o Order, ok bool, err error) {
	o, err = scanOrder(c.QueryRow(selectOrder+` WHERE area = $1 AND record = $2 AND act = $3`, string(r.Area), string(r.ID), string(act)))
	if errors.Is(err, sql.ErrNoRows) {
		return o, false, nil
	}
	return o, err == nil, err
}

// OrderQuery narrows a list of orders.
type OrderQuery struct {
	Area   ref.Area
	States []string
	Sorts  []string
	To     ref.ID    // person it is addressed to; with ToUnit either
	ToUnit ref.ID    // unit it is addressed to
	By     ref.ID    // person who gave it
	Late   string    // only those due before the day
	After  [2]string // day and act of the last one shown
	Limit  int
}

// Orders lists orders in the order of the day until which they are to be
// answered, those without one last. Rights to the records are the caller's affair.
func (e *Engine) Orders(c db.Conn, q OrderQuery) ([]Order, error) {
	args := []any{string(q.Area)}
	param := func(v any) string { args = append(args, v); return fmt.Sprintf("$%d", len(args)) }
	in := func(list []string) string {
		var p []string
		for _, x := range list {
			p = append(p, param(x))
		}
		return strings.Join(p, ", ")
	}
	where := []string{"area = $1", "state IN (" + in(q.States) + ")"}
	if len(q.Sorts) > 0 {
		where = append(where, "sort IN ("+in(q.Sorts)+")")
	}
	switch {
	case q.To != "" && q.ToUnit != "":
		where = append(where, "(to_person = "+param(string(q.To))+" OR to_unit = "+param(string(q.ToUnit))+")")
	case q.To != "":
		where = append(where, "to_person = "+param(string(q.To)))
	case q.ToUnit != "":
		where = append(where, "to_unit = "+param(string(q.ToUnit)))
	}
	if q.By != "" {
		where = append(where, "by_person = "+param(string(q.By)))
	}
	if q.Late != "" {
		where = append(where, "until_on <> '' AND until_on < "+param(q.Late))
	}
	if q.After[1] != "" {
		day, act := param(orLast(q.After[0])), param(q.After[1])
		where = append(where, "(CASE WHEN until_on = '' THEN '9999' ELSE until_on END > "+day+" OR CASE WHEN until_on = '' THEN '9999' ELSE until_on END = "+day+" AND act > "+act+")")
	}
	return scanOrders(c.Query(selectOrder+" WHERE "+strings.Join(where, " AND ")+" ORDER BY CASE WHEN until_on = '' THEN '9999' ELSE until_on END, act LIMIT "+param(int64(q.Limit)), args...))
}

// orLast is the place of a day in the order of a list: none comes last.
func orLast(day string) string {
	if day == "" {
		return "9999"
	}
	return day
}

// MayDo reports whether a caller has a right on a record.
func (e *Engine) MayDo(c db.Conn, caller actor.Caller, verb string, r *Record) (bool, error) {
	h, err := e.head(c, r)
	return err == nil && e.people.May(caller, verb, r.Kind).Covers(h), err
}

// Parties lists the further people and units of a record.
func (e *Engine) Parties(c db.Conn, r *Record) ([]actor.Party, error) {
	h, err := e.head(c, r)
	return h.Parties, err
}

// maySupervise adds the acts of supervision that are within the caller's rights,
// and those that wait for him.
func (e *Engine) maySupervise(c db.Conn, caller actor.Caller, r *Record, h actor.RowHead, add func(name, title string, needs, takes []string, reason bool, why string)) error {
	for _, name := range []string{Reassign, Urge, Supervise, Depute, Copy, AddSigner} {
		if e.people.May(caller, name, r.Kind).Covers(h) {
			var takes []string
			if name == Reassign {
				takes = r.Kind.Parties
			}
			add(name, Titles[name], nil, takes, asksReason(name), "")
		}
	}
	list, err := e.OrdersOn(c, r.Ref())
	if err != nil {
		return err
	}
	for _, o := range list {
		if o.State == OrderOpen && o.For(caller) {
			add(Respond, Titles[Respond], nil, nil, false, "")
			break
		}
	}
	for _, o := range list {
		if o.State != OrderEnded && o.Sort != AddSigner && o.By == caller.For() {
			add(Lift, Titles[Lift], nil, nil, false, "")
			break
		}
	}
	if slices.ContainsFunc(list, Order.Awaits) && e.people.May(caller, DropSigner, r.Kind).Covers(h) {
		add(DropSigner, Titles[DropSigner], nil, nil, true, "")
	}
	return nil
}
