package record

import (
	"database/sql"
	"slices"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// The acts of supervision that every kind with a procedure has (kernel.md §7).
// Package task says who may order what of whom.
const (
	Reassign   = kind.Reassign
	Depute     = kind.Depute
	Supervise  = kind.Supervise
	Urge       = kind.Urge
	Copy       = kind.Copy
	AddSigner  = kind.AddSigner
	DropSigner = kind.DropSigner
	Respond    = kind.Respond
	Lift       = kind.Lift
)

// How an order stands.
const (
	OrderOpen    = "open"    // it waits for a reply
	OrderReplied = "replied" // it has been replied to
	OrderEnded   = "ended"   // lifted by who gave it
)

// Order is what one person asked of another, or let him see, on a record
// (督办、催办、委托、抄送、加签), with the reply and how it ended.
type Order struct {
	Record    ref.Ref
	Kind      string
	Act       ref.ID // by which it was given; its identifier
	Sort      string // Supervise, Urge, Depute, Copy, AddSigner
	Awaited   string // of AddSigner: the act that waits for the answer
	State     string
	By        ref.ID // who gave it; of one who acted for another, the other
	ByUnit    ref.ID
	ToPerson  ref.ID
	ToUnit    ref.ID // "" where a person is named
	Until     string // day, "" for none
	At        clock.Instant
	Reason    string
	Reply     string
	RepliedBy ref.ID
	RepliedAt clock.Instant
	EndedAt   clock.Instant
}

// For reports whether the order is the caller's to answer: he is named, or sits
// in the unit that is.
func (o Order) For(c actor.Caller) bool {
	return o.ToPerson != "" && o.ToPerson == c.For() || o.ToUnit != "" && o.ToUnit == c.Unit
}

// Awaits reports whether an act still waits for the order's answer (加签).
func (o Order) Awaits() bool { return o.Sort == AddSigner && o.State == OrderOpen }

// orders is the projection that keeps the table of orders true to the acts.
type orders struct{ e *Engine }

// Follows reports whether the kind has a procedure.
func (o orders) Follows(k *kind.Kind) bool { return o.e.governed(k) }

// Inner reports whether an act is an affair of the house between its people: who
// passes, supervises, urges or copies what, and the answers to that.
func Inner(act string) bool {
	switch act {
	case Reassign, Depute, Supervise, Urge, Copy, AddSigner, DropSigner, Respond, Lift:
		return true
	}
	return false
}

// moves reports whether an act may change the orders on a record.
func moves(act string) bool {
	return act == Annul || saidUnder(act) != "" && act != Inform && act != Serve && act != Notify && act != Receipt
}

// Apply works the orders of a record out anew where an act gave, answered or
// ended one.
func (o orders) Apply(tx *db.Tx, changes []Change) error {
	for _, ch := range changes {
		if !moves(ch.Act) {
			continue
		}
		list, err := o.e.told(tx, ch.New.Kind, ch.New.Ref())
		if err != nil {
			return err
		}
		if err := o.write(tx, ch.New, list); err != nil {
			return err
		}
	}
	return nil
}

func (o orders) write(tx *db.Tx, r *Record, list []Order) error {
	if _, err := tx.Exec(`DELETE FROM record_order WHERE area = $1 AND record = $2`, string(r.Area), string(r.ID)); err != nil {
		return err
	}
	for _, x := range list {
		if _, err := tx.Exec(`INSERT INTO record_order (area, record, act, kind, sort, awaited, state, by_person, by_unit, to_person, to_unit, until_on, at, reason, reply, reply_by, replied_at, ended_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`, string(r.Area), string(r.ID), string(x.Act), r.Kind.Name, x.Sort, x.Awaited, x.State,
			string(x.By), string(x.ByUnit), string(x.ToPerson), string(x.ToUnit), x.Until, int64(x.At), x.Reason, x.Reply, string(x.RepliedBy), int64(x.RepliedAt), int64(x.EndedAt)); err != nil {
			return err
		}
	}
	return nil
}

// told folds the acts on a record into the orders given on it, the first first.
func (e *Engine) told(c db.Conn, k *kind.Kind, r ref.Ref) ([]Order, error) {
	history, err := revisions(c, r)
	if err != nil {
		return nil, err
	}
	gone := annulled(history)
	events, at := make([]Event, len(history)), map[ref.ID]int{}
	for i, v := range history {
		if v.Changes[saidUnder(Supervise)] != nil || v.Changes[saidUnder(Respond)] != nil || v.Changes[saidUnder(Lift)] != nil {
			at[v.Act] = i
		}
	}
	if err := headers(c, r.Area, events, at); err != nil {
		return nil, err
	}
	var out []Order
	for i, v := range history {
		if _, says := at[v.Act]; !says || gone[v.Act] {
			continue
		}
		out = follow(out, k, r, v, events[i])
	}
	return out, nil
}

// follow takes one act into the orders of a record.
func follow(out []Order, k *kind.Kind, r ref.Ref, v Revision, ev Event) []Order {
	by := ref.ID(ev.Actor)
	if ev.OnBehalf != "" {
		by = ref.ID(ev.OnBehalf)
	}
	if m := v.Said(Supervise); m != nil {
		return append(out, Order{Record: r, Kind: k.Name, Act: v.Act, Sort: ev.Name, Awaited: textOf(m, "awaited"), State: OrderOpen, By: by, ByUnit: ev.Unit,
			ToPerson: RefOf(m["to_person"]).ID, ToUnit: RefOf(m["to_unit"]).ID, Until: textOf(m, "until"), At: v.At, Reason: v.Reason()})
	}
	said := v.Said(Respond)
	if said == nil {
		said = v.Said(Lift)
	}
	i := slices.IndexFunc(out, func(o Order) bool { return string(o.Act) == textOf(said, "order") })
	switch {
	case i < 0:
	case ev.Name == Respond:
		out[i].State, out[i].Reply, out[i].RepliedBy, out[i].RepliedAt = OrderReplied, textOf(said, "reply"), ref.ID(ev.Actor), v.At
	default:
		out[i].State, out[i].EndedAt = OrderEnded, v.At
	}
	return out
}

// Erase forgets what was ordered on a record.
func (orders) Erase(tx *db.Tx, r *Erasing) error {
	_, err := tx.Exec(`DELETE FROM record_order WHERE area = $1 AND record = $2`, string(r.Area), string(r.ID))
	return err
}

// Verify folds the orders anew and compares them with the table.
func (o orders) Verify(c db.Conn, records []*Record, say func(*Record, string)) error {
	have := map[ref.ID][]Order{}
	if len(records) == 0 {
		return nil
	}
	err := EachIn(c, records, selectOrder+` WHERE area = $1 AND record IN`, ` ORDER BY record, act`, func(rows *sql.Rows) error {
		x, err := scanOrder(rows)
		have[x.Record.ID] = append(have[x.Record.ID], x)
		return err
	})
	if err != nil {
		return err
	}
	histories, err := historiesOf(c, records)
	if err != nil {
		return err
	}
	for _, r := range records {
		var want []Order
		if r.State != Erased && slices.ContainsFunc(histories[r.Ref()], func(v Revision) bool { return v.Changes[saidUnder(Supervise)] != nil }) {
			if want, err = o.e.told(c, r.Kind, r.Ref()); err != nil {
				return err
			}
			slices.SortFunc(want, func(a, b Order) int { return cmpID(a.Act, b.Act) })
		}
		if !slices.Equal(want, have[r.ID]) {
			say(r, "督办目录与历次办理不符")
		}
	}
	return nil
}
