package upstream

import (
	"context"
	"errors"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/complaint"
)

// What a receipt says of a number.
const (
	accepted = "accepted"
	rejected = "rejected"
)

func asUnregistered(err error, to **unregistered) bool { return errors.As(err, to) }

// noted reports whether what a receipt says was heard already of what was sent last.
func noted(order *record.Record, last sending, values map[string]any) bool {
	verdict := textOf(values["receipt"])
	if last.receipt == "" || last.receipt != verdict && order.Text("receipt") != verdict {
		return false
	}
	return verdict == accepted || order.Text("receipt_note") == textOf(values["receipt_note"])
}

// verdictActs are the acts by which a receipt is noted, by the step of the order;
// in another step, and where it is not of what the order says now, it is only noted.
var verdictActs = map[string]map[string]string{
	"replied":  {accepted: "close", rejected: "reject"},
	"taken":    {rejected: "reject"},
	"returned": {accepted: "back_agreed", rejected: "back_again"},
}

// bound is the time after which nothing can have been sent that a file of receipts
// answers: that of the results which whoever brought it in says it answers, else when
// the same file first lay here.
func (s *Service) bound(ctx context.Context, b *Batch) (bound clock.Instant, err error) {
	if b.Purpose != Receipts {
		return 0, nil
	}
	err = s.db.Read(ctx, func(c db.Conn) error {
		if b.Answers != "" {
			return c.QueryRow(`SELECT coalesce(min(at), 0) FROM upstream_batch WHERE area = $1 AND id = $2`, string(s.Area), string(b.Answers)).Scan(&bound)
		}
		return c.QueryRow(`SELECT coalesce(min(at), 0) FROM upstream_batch WHERE area = $1 AND platform = $2 AND purpose = 'receipts' AND file = $3`, string(s.Area), b.Platform, b.File).Scan(&bound)
	})
	return bound, err
}

// answerable refuses receipts of what is no export to their platform.
func (s *Service) answerable(ctx context.Context, b *Batch) error {
	if b.Answers == "" {
		return nil
	}
	var n int64
	err := s.db.Read(ctx, func(c db.Conn) error {
		return c.QueryRow(`SELECT count(*) FROM upstream_batch WHERE area = $1 AND id = $2 AND platform = $3 AND purpose = 'results'`, string(s.Area), string(b.Answers), b.Platform).Scan(&n)
	})
	if err == nil && (n != 1 || b.Purpose != Receipts) {
		return fault.Bad("upstream.answers", "对应的导出不正确", fault.Field{Name: "answers", Code: "option", Text: "应为导出给这个平台的一批结果"})
	}
	return err
}

// after reports whether something was sent only after a receipt was made out: it is
// no answer to that. Of a receipt that says only a day, it is so on a later day.
func (x sending) after(bound clock.Instant, values map[string]any) bool {
	on := textOf(values["receipt_on"])
	return bound != 0 && x.at > bound || on != "" && x.at != 0 && x.at.Day() > on
}

// receipt notes on an order what the platform says of what was sent: what it sent
// back goes to the officer again, with a limit of its own. A receipt names an order
// and no export. It is taken for what was sent last, unless it is older than that, and
// moves the order only if that is what the order says now: a reply that never went out
// is neither accepted nor sent back.
func (r *runner) receipt(tx *db.Tx, row Row) (took, error) {
	known, err := r.s.known(tx, r.l, []Row{row})
	if err != nil {
		return took{}, err
	}
	id, ok := known[textOf(row.Values["order_no"])]
	if !ok {
		return took{}, fault.Bad("upstream.receipt", "没有这个工单", fault.Field{Name: "order_no", Code: "unknown", Text: "本局没有这个编号的工单"})
	}
	order, err := r.s.Engine.GetIn(tx, r.c, complaint.Order, ref.Ref{Area: r.s.Area, ID: id}, record.AsOf{})
	if err != nil {
		return took{}, err
	}
	last, err := r.s.last(tx, order)
	if err != nil {
		return took{}, err
	}
	if last.digest == "" {
		return took{}, fault.Bad("upstream.receipt", "没有导出过", fault.Field{Name: "order_no", Code: "not_sent", Text: "这个编号还没有向平台导出过结果"})
	}
	if noted(order, last, row.Values) {
		return took{fate: unchanged, record: id}, nil
	}
	if last.after(r.bound, row.Values) {
		return took{fate: unchanged, record: id, said: "回执早于 " + last.at.Day() + " 的最近一次导出，不是对它的回执"}, nil
	}
	current, err := r.stands(tx, order, last)
	if err != nil {
		return took{}, err
	}
	verdict := textOf(row.Values["receipt"])
	if current || last.receipt == "" { // what was heard first of something sent stands
		if _, err := tx.Exec(`UPDATE upstream_sent SET receipt = $3, receipt_at = $4 WHERE area = $1 AND record = $2`, string(r.s.Area), string(id), verdict, int64(tx.Now())); err != nil {
			return took{}, err
		}
	}
	q := record.Request{Kind: complaint.Order, Record: order.Ref(), Area: order.Area, Rev: &order.Rev, Values: map[string]any{}, Caller: r.c}
	if verdict == rejected {
		q.Values["receipt_note"] = row.Values["receipt_note"]
	}
	q.Act = verdictActs[order.Text(procedure.StepField)][verdict]
	moves := q.Act != ""
	if !current || q.Act == "" || q.Act == "reject" && order.Values["replied_on"] == nil {
		q.Act, q.Values["receipt"], q.Values["receipt_on"] = "acknowledge", verdict, tx.Now().Day()
	}
	_, err = r.s.Engine.ActIn(tx, q)
	said := "平台已接收"
	switch {
	case moves && !current:
		said = "回执不是对现在的内容的，只作记录"
	case verdict == rejected && q.Act == "acknowledge":
		said = "平台退回，已记录"
	case verdict == rejected:
		said = "平台退回，已回到承办人"
	}
	return took{fate: changed, record: id, said: said}, err
}

// stands reports whether what was sent last is what the order says now and nothing was
// heard of it yet. Whoever sent it saw what was registered from the order, or did not.
func (r *runner) stands(tx *db.Tx, order *record.Record, last sending) (bool, error) {
	if last.receipt != "" {
		return false, nil
	}
	on, err := r.s.registered(tx, actor.Caller{Machine: "平台回执", Area: r.s.Area}, order)
	if err != nil {
		return false, err
	}
	for _, seen := range []*record.Record{on, nil} {
		if now := r.s.says(r.l, order, seen); now != nil && now.digest == last.digest {
			return true, nil
		}
	}
	return false, nil
}
