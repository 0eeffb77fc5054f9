package complaint

import (
	"context"
	"fmt"
	"maps"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// The outcomes of sorting what comes in (分类).
const (
	AsComplaint    = "complaint"
	AsTipoff       = "tipoff"
	AsBoth         = "both" // split into two linked records (art. 9)
	AsConsultation = "consultation"
	AsOtherWay     = "other_way" // art. 44
)

// Outcomes are the five with their words, in the order of the form.
var Outcomes = []struct{ Value, Title string }{
	{AsComplaint, "投诉"}, {AsTipoff, "举报"}, {AsBoth, "投诉和举报"}, {AsConsultation, "咨询"}, {AsOtherWay, "其他途径"},
}

// Intake is one thing that came in, sorted by the person who takes it down.
type Intake struct {
	As     string
	Values map[string]map[string]any // by kind: what each record says
	Key    string                    // Idempotency-Key; the same form sent twice is registered once
	On     string                    // the day it came in in fact, where it is entered later; "" is today
	From   *Earlier                  // what it was registered as before, or what it was split from
}

// Earlier is the record that a new one goes on from.
type Earlier struct {
	Kind   string
	Record ref.Ref
	Rev    int64
	Resort bool // it ends and the new one takes its place; else both go on
	Reason string
}

// Register registers what came in, in one transaction: one record, or for both
// the complaint and the tip-off that names it. It returns them in that order.
func (d *Desk) Register(ctx context.Context, c actor.Caller, in Intake) (out []*record.Record, err error) {
	err = d.engine.DB().Write(ctx, func(tx *db.Tx) error {
		out, err = d.RegisterIn(tx, c, in)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("registering what came in as %s: %w", in.As, err)
	}
	return out, nil
}

// RegisterIn is Register inside a running write.
func (d *Desk) RegisterIn(tx *db.Tx, c actor.Caller, in Intake) ([]*record.Record, error) {
	if err := checkIntake(in); err != nil {
		return nil, err
	}
	var out []*record.Record
	create := func(kindName, key string, more map[string]any) error {
		values := maps.Clone(in.Values[kindName])
		if values == nil {
			values = map[string]any{}
		}
		maps.Copy(values, more)
		r, err := d.engine.ActIn(tx, record.Request{Kind: kindName, Act: record.Create, Area: c.Area, Values: values, Key: key, Effective: in.On, Caller: c})
		if err == nil {
			out = append(out, r)
		}
		return err
	}
	var err error
	linked := in.From.named(in.As)
	switch in.As {
	case AsComplaint:
		err = create(Complaint, in.Key, linked)
	case AsTipoff:
		err = create(Tipoff, in.Key, linked)
	case AsBoth:
		if err = create(Complaint, in.Key, nil); err == nil {
			err = create(Tipoff, second(in.Key), map[string]any{"split_with": refValue(out[0].Ref())})
		}
	default:
		err = create(Consultation, in.Key, linked)
	}
	if err == nil {
		err = d.follow(tx, c, in, out)
	}
	return out, err
}

// named is what a new record says of the earlier one. A consultation taken from a
// tip-off says nothing: a tip-off is secret (art. 37).
func (f *Earlier) named(as string) map[string]any {
	switch {
	case f == nil:
	case f.Kind == Complaint && as == AsTipoff:
		return map[string]any{"split_with": refValue(f.Record)}
	case f.Kind == Complaint && as == AsConsultation:
		return map[string]any{"from_complaint": refValue(f.Record)}
	case f.Kind == Consultation:
		return map[string]any{"from_consultation": refValue(f.Record)}
	}
	return nil
}

func refValue(r ref.Ref) map[string]any {
	return map[string]any{"area": string(r.Area), "id": string(r.ID)}
}

// second and third are the keys of the second and third act of one request.
func second(key string) string { return numbered(key, "/2") }
func third(key string) string  { return numbered(key, "/3") }

func numbered(key, n string) string {
	if key == "" {
		return ""
	}
	return key + n
}

func checkIntake(in Intake) error {
	known := false
	for _, o := range Outcomes {
		known = known || o.Value == in.As
	}
	if !known {
		return fault.Bad("complaint.sort", "没有说明按什么登记", fault.Field{Name: "as", Code: "option", Text: "应为投诉、举报、投诉和举报、咨询或者其他途径"})
	}
	f := in.From
	switch {
	case f == nil || f.Kind == Order:
	case in.As == AsBoth || in.As == AsOtherWay:
		return fault.Bad("complaint.sort", "已登记的件一次改按一类登记", fault.Field{Name: "as", Code: "option", Text: "从已登记的件另行登记时，应选投诉、举报或者咨询之一"})
	case f.Kind == in.As || f.Kind != Complaint && f.Kind != Tipoff && f.Kind != Consultation:
		return fault.Bad("complaint.from", "原件的类别不正确", fault.Field{Name: "from", Code: "kind", Text: "原件应为另一类的投诉、举报或者咨询"})
	case f.Reason == "" && f.Resort:
		return fault.Bad("complaint.from", "重新分类应说明理由", fault.Field{Name: "reason", Code: "required", Text: "理由必填"})
	}
	return nil
}

// follow does on the earlier record what the new one means for it. A complaint
// from which a tip-off is split says nothing of it: the tip-off names the
// complaint, so that who may not see the one does not learn of it (art. 37).
func (d *Desk) follow(tx *db.Tx, c actor.Caller, in Intake, made []*record.Record) error {
	f := in.From
	if f == nil {
		return nil
	}
	q := record.Request{Kind: f.Kind, Record: f.Record, Area: f.Record.Area, Rev: &f.Rev, Values: map[string]any{}, Reason: f.Reason, Key: third(in.Key), Caller: c}
	switch {
	case f.Kind == Order:
		q.Act, q.Reason, q.Values["sorted_as"] = "sort", "", in.As
		for _, r := range made {
			q.Values[r.Kind.Name] = refValue(r.Ref())
		}
	case f.Resort:
		q.Act, q.Values["sort_as"] = "resort", in.As
		if f.Kind == Tipoff && in.As == AsComplaint {
			q.Values["split_with"] = refValue(made[0].Ref())
		}
	case f.Kind == Tipoff && in.As == AsComplaint:
		q.Act, q.Reason, q.Values["split_with"] = "split", "", refValue(made[0].Ref())
	default: // it is enough that the caller may read it
		_, err := d.engine.GetIn(tx, c, f.Kind, f.Record, record.AsOf{})
		return err
	}
	_, err := d.engine.ActIn(tx, q)
	return err
}
