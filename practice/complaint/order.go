package complaint

import (
	"fmt"

	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// The platforms that send orders (上级平台), as the orders name them.
const (
	National = "national_12315"
	Hotline  = "hotline_12345"
)

// kept makes the unit of whoever takes an order down its receiving unit, where the
// order names none: it is secret, and somebody must see it.
func kept(w *record.Doing) error {
	if record.RefOf(w.Values["receiving_unit"]).Zero() && w.Caller.Unit != "" {
		w.Values["receiving_unit"] = refValue(ref.Ref{Area: w.Area, ID: w.Caller.Unit})
	}
	return nil
}

// passOrder lets the order from which a complaint or tip-off was registered go with
// it to the unit it is sent to: who handles the one answers the other. An order that
// the sender may not see, or that is done with, stays where it is.
func passOrder(tx *db.Tx, e *record.Engine, q record.Request, r *record.Record) error {
	list, err := db.Column[ref.ID](tx.Query(`SELECT id FROM complaint_link WHERE area = $1 AND kind = $2 AND to_id = $3 ORDER BY id`, string(r.Area), Order, string(r.ID)))
	if err != nil {
		return err
	}
	for _, id := range list {
		order, err := e.GetIn(tx, q.Caller, Order, ref.Ref{Area: r.Area, ID: id}, record.AsOf{})
		if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Denied) {
			continue
		}
		if err != nil {
			return fmt.Errorf("order %s of %s: %w", id, r.Ref(), err)
		}
		if step := order.Text(procedure.StepField); step != "received" && step != "taken" {
			continue
		}
		values := map[string]any{"handling_unit": r.Values["handling_unit"]}
		if h := r.Values["handler"]; h != nil {
			values["handler"] = h
		}
		if _, err := e.ActIn(tx, record.Request{Kind: Order, Act: "assign", Record: order.Ref(), Area: order.Area, Rev: &order.Rev, Values: values, Caller: q.Caller}); err != nil {
			return fmt.Errorf("passing order %s on: %w", id, err)
		}
	}
	return nil
}

// OfOrder is what an order says for each kind it may be registered as. What is
// registered was received on the day the platform sent it to this bureau (art. 15),
// whenever somebody brings it in.
func OfOrder(o *record.Record) map[string]map[string]any {
	t := func(name string) any {
		if s := o.Text(name); s != "" {
			return s
		}
		return nil
	}
	channel, number := "order", "hotline_no"
	if o.Text("platform") == National {
		channel, number = "platform", "external_no"
	}
	both := map[string]any{"received_on": t("sent_on"), "channel": channel, "matter_in_brief": t("matter_in_brief")}
	of := func(more map[string]any) map[string]any {
		for name, v := range both {
			more[name] = v
		}
		for name, v := range more {
			if v == nil {
				delete(more, name)
			}
		}
		return more
	}
	out := map[string]map[string]any{
		Complaint: of(map[string]any{number: t("order_no"), "complainant": o.Values["caller"], "complainant_phone": t("caller_phone"), "complainant_address": t("caller_address"),
			"respondent_as_written": t("target"), "respondent_address": t("target_address"), "goods": t("goods"), "facts": t("content"), "claim": t("claim"), "amount": o.Values["amount"]}),
		Tipoff: of(map[string]any{"informant": o.Values["caller"], "informant_phone": t("caller_phone"), "reported_as_written": t("target"), "place": t("target_address"),
			"clues": t("content"), "receiving_unit": o.Values["receiving_unit"]}),
		Consultation: of(map[string]any{"asker": o.Values["caller"], "asker_phone": t("caller_phone"), "question": t("content")}),
	}
	if number == "external_no" {
		out[Tipoff][number], out[Consultation][number] = t("order_no"), t("order_no")
	}
	return out
}
