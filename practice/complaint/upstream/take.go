package upstream

import (
	"context"
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/complaint"
)

// took is what became of one row.
type took struct {
	fate     string
	record   ref.ID
	said     string
	unsorted bool
	acts     []acted
}

// acted is an act that a row became.
type acted struct {
	Kind   string `json:"kind"`
	Record ref.ID `json:"record"`
	Act    ref.ID `json:"act"`
}

func actedOn(r *record.Record) acted { return acted{r.Kind.Name, r.ID, r.Act} }

// runner takes rows of one batch in: all that follow in the file, or one that was put
// right.
type runner struct {
	s     *Service
	l     *Layout
	b     *Batch
	c     actor.Caller
	w     Watch
	fix   *fix          // of the one that was put right; nil for a file
	bound clock.Instant // of a file of receipts: what was sent after it, it does not answer
}

// Run takes an examined batch in, each row in a transaction of its own together with
// the batch's position, so that after a crash it goes on behind the last one.
func (s *Service) Run(ctx context.Context, c actor.Caller, id ref.ID, w Watch) error {
	if err := s.may(c, record.Create); err != nil {
		return err
	}
	b, err := s.Batch(ctx, c, id)
	if err != nil || b.State == Done {
		return err
	}
	l, err := s.layout(b.Platform)
	if err != nil {
		return err
	}
	if err := s.move(ctx, id, Running, "", Ready, Running, Failed); err != nil {
		return err
	}
	r := &runner{s: s, l: l, b: b, c: c, w: w}
	if r.bound, err = s.bound(ctx, b); err != nil {
		return err
	}
	w.step(b.Read, b.Total)
	err = s.rows(ctx, l, b, look{}, func(Head) error { return nil }, func(row Row) error {
		if int64(row.Line) <= b.position {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.one(ctx, row); err != nil {
			return fmt.Errorf("row %d: %w", row.Line, err)
		}
		w.step(b.Read, b.Total)
		return nil
	})
	if err != nil {
		return fmt.Errorf("taking in batch %s: %w", id, err)
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := w.guard(tx); err != nil {
			return err
		}
		return s.moveIn(tx, id, Done, "", Running)
	})
}

// tries is how often a row is taken anew when somebody else took its number or its
// order between the look-up and the write.
const tries = 3

// one takes a row in, or keeps it back with the reason.
func (r *runner) one(ctx context.Context, row Row) error {
	if len(row.Problems) == 0 {
		if in, err := r.try(ctx, &row); in || err != nil {
			return err
		}
	}
	return r.write(ctx, row, func(*db.Tx) (took, error) { return took{fate: quarantined}, nil })
}

// try takes a sound row in; what the acts find wrong with it is added to its problems.
func (r *runner) try(ctx context.Context, row *Row) (in bool, err error) {
	why := "" // the desk could not register it: a person does
	for try := 0; ; try++ {
		err := r.write(ctx, *row, func(tx *db.Tx) (took, error) {
			if r.b.Purpose == Receipts {
				return r.receipt(tx, *row)
			}
			return r.order(tx, *row, why)
		})
		f := fault.As(err)
		var not *unregistered
		switch {
		case err == nil:
			return true, nil
		case asUnregistered(err, &not):
			why = not.why
		case f.Kind == fault.Conflict && !over(f) && try < tries:
		case f.Kind == fault.Invalid || f.Kind == fault.NotFound || f.Kind == fault.Denied || f.Kind == fault.Conflict && !over(f):
			for _, x := range f.Fields {
				row.bad(x.Name, x.Code, x.Text)
			}
			if len(f.Fields) == 0 {
				row.bad("", f.Code, f.Text)
			}
			return false, nil
		default:
			return false, err
		}
	}
}

// over reports a conflict that says the row is not this one's to take any more.
func over(f *fault.Error) bool {
	return f.Code == "upstream.elsewhere" || f.Code == "upstream.row" || f.Code == "upstream.state"
}

// write does what a row asks for and notes it, in one transaction.
func (r *runner) write(ctx context.Context, row Row, do func(tx *db.Tx) (took, error)) error {
	var out took
	err := r.s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if err := r.w.guard(tx); err != nil {
			return err
		}
		if r.fix != nil {
			if err := r.claim(tx, row); err != nil {
				return err
			}
		}
		if out, err = do(tx); err != nil {
			return err
		}
		if r.fix != nil {
			return r.fixed(tx, row, out)
		}
		return r.note(tx, row, out)
	})
	if err != nil {
		return err
	}
	if r.fix != nil {
		r.fix.took = out
		return nil
	}
	r.b.position = int64(row.Line)
	r.b.Read++
	return nil
}

// note writes what became of a row, and moves the batch on.
func (r *runner) note(tx *db.Tx, row Row, t took) error {
	area, no, state := string(r.s.Area), numberOf(row), ""
	if t.fate == quarantined {
		state = "open"
	} else if err := r.settle(tx, no); err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO upstream_row (area, batch, line, order_no, fate, problems, said, record, their_state, their_due, state, acts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		area, string(r.b.ID), int64(row.Line), no, t.fate, text(r.s.allTitled(row.Problems)), t.said, string(t.record), textOf(row.Values["platform_state"]), textOf(row.Values["platform_due"]), state, text(t.acts)); err != nil {
		return err
	}
	c := t.counts()
	n, err := tx.Exec(`UPDATE upstream_batch SET position = $3, rows_read = rows_read + 1, created = created + $5, changed = changed + $6, unchanged = unchanged + $7,
		quarantined = quarantined + $8, unsorted = unsorted + $9 WHERE area = $1 AND id = $2 AND position = $4 AND state = 'running'`,
		area, string(r.b.ID), int64(row.Line), r.b.position, c.Created, c.Changed, c.Unchanged, c.Quarantined, c.Unsorted)
	if err == nil && n != 1 {
		return fault.New(fault.Conflict, "upstream.elsewhere", "这个批次已被取消，或正由另一处导入")
	}
	return err
}

// numberOf is the number of a row as it is kept.
func numberOf(row Row) string {
	no := []rune(textOf(row.Values["order_no"]))
	return string(no[:min(len(no), 60)])
}

// settle ends the rows of earlier files that were kept back with a number which has
// now come in.
func (r *runner) settle(tx *db.Tx, no string) error {
	_, err := tx.Exec(`UPDATE upstream_row SET state = 'settled', ended_at = $3, ended_by = $4, settled_by = $7 WHERE area = $1 AND order_no = $2 AND state = 'open'
		AND batch IN (SELECT id FROM upstream_batch WHERE area = $1 AND platform = $5 AND purpose = $6)`, string(r.s.Area), no, int64(tx.Now()), r.c.Label(), r.b.Platform, r.b.Purpose, string(r.b.ID))
	return err
}

func (t took) counts() Counts {
	var c Counts
	c.add(t.fate)
	if t.unsorted {
		c.Unsorted = 1
	}
	return c
}

// order takes in one row of orders.
func (r *runner) order(tx *db.Tx, row Row, unregisteredWhy string) (took, error) {
	known, err := r.s.known(tx, r.l, []Row{row})
	if err != nil {
		return took{}, err
	}
	if id, ok := known[textOf(row.Values["order_no"])]; ok {
		return r.update(tx, row, id)
	}
	values := map[string]any{"platform": r.l.Platform, "receiving_unit": ref.Ref{Area: r.s.Area, ID: r.s.Receives()}}
	for name, v := range row.Values {
		if v != nil {
			values[name] = v
		}
	}
	theirs := textOf(values["platform_type"])
	as := r.l.sort(theirs)
	switch {
	case values["platform_state"] == "closed":
		as, values["unsorted_why"] = "", "平台上已办结，由人确认是否还要登记"
	case as == "" && theirs == "":
		values["unsorted_why"] = "平台没有写明诉求类型"
	case as == "":
		values["unsorted_why"] = "平台的诉求类型“" + theirs + "”不能确定属于哪一类"
	case unregisteredWhy != "":
		as, values["unsorted_why"] = "", "按"+outcomeTitle(as)+"登记还缺内容："+unregisteredWhy
	}
	order, err := r.s.Engine.ActIn(tx, record.Request{Kind: complaint.Order, Act: record.Create, Area: r.s.Area, Unit: r.s.Receives(), Values: values, Caller: r.c, Source: r.l.source(r.b.ID)})
	if err != nil {
		return took{}, err
	}
	if as == "" {
		return took{fate: created, record: order.ID, said: textOf(values["unsorted_why"]), unsorted: true, acts: []acted{actedOn(order)}}, nil
	}
	in := complaint.Intake{As: as, Values: complaint.OfOrder(order), From: &complaint.Earlier{Kind: complaint.Order, Record: order.Ref(), Rev: order.Rev}}
	if day := order.Text("sent_on"); day < tx.Now().Day() {
		in.On = day
	}
	made, err := r.s.Desk.RegisterIn(tx, r.c, in)
	if fault.Is(err, fault.Invalid) {
		return took{}, &unregistered{why: wanting(err)}
	} else if err != nil {
		return took{}, err
	}
	out := took{fate: created, record: order.ID, said: "登记" + outcomeTitle(as), acts: []acted{actedOn(order)}}
	for _, x := range made {
		out.acts = append(out.acts, actedOn(x))
	}
	if order, err = r.s.Engine.GetIn(tx, r.c, complaint.Order, order.Ref(), record.AsOf{}); err != nil {
		return took{}, err
	}
	out.acts = append(out.acts, actedOn(order)) // it was sorted
	return out, nil
}

// update brings an order to what the platform says now. What was registered from it
// is not touched: the officer is told by the order and decides.
func (r *runner) update(tx *db.Tx, row Row, id ref.ID) (took, error) {
	order, err := r.s.Engine.GetIn(tx, r.c, complaint.Order, ref.Ref{Area: r.s.Area, ID: id}, record.AsOf{})
	if err != nil {
		return took{}, err
	}
	names := differs(order, row.Values)
	if len(names) == 0 {
		return took{fate: unchanged, record: id}, nil
	}
	values, titles := map[string]any{"changed_on": tx.Now().Day()}, []string{}
	for _, name := range names {
		values[name] = row.Values[name]
		titles = append(titles, order.Kind.Field(name).Title)
	}
	said := strings.Join(titles, "、")
	values["changed_what"] = said
	now, err := r.s.Engine.ActIn(tx, record.Request{Kind: complaint.Order, Act: "update", Record: order.Ref(), Area: order.Area, Rev: &order.Rev, Values: values, Caller: r.c, Source: r.l.source(r.b.ID)})
	if err != nil {
		return took{}, err
	}
	return took{fate: changed, record: id, said: said, acts: []acted{actedOn(now)}}, nil
}

// unregistered says that an order cannot be registered as its code says without a
// person: the order comes in all the same, for its limit runs.
type unregistered struct{ why string }

func (u *unregistered) Error() string { return "not registered: " + u.why }

// wanting is what a registration lacks, in words that hold no value.
func wanting(err error) string {
	f := fault.As(err)
	if len(f.Fields) == 0 {
		return f.Text
	}
	var out []string
	for _, x := range f.Fields {
		out = append(out, x.Text)
	}
	r := []rune(strings.Join(out, "；"))
	return string(r[:min(len(r), 300)])
}

func outcomeTitle(as string) string {
	for _, o := range complaint.Outcomes {
		if o.Value == as {
			return o.Title
		}
	}
	return as
}
