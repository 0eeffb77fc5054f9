package complaint

import (
	"context"
	"fmt"
	"slices"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Queue (待办队列) is one heap of the desk: the records that a filter finds, or
// of which the telling is owed.
type Queue struct {
	Queue string `json:"queue"`
	Title string `json:"title"`
	Note  string `json:"note"`
	parts []queuePart
}

type queuePart struct {
	kind, filter string
	owed         bool // those whose end is decided and not yet told
}

// Queues are the heaps of the desk, in the order of the work.
var Queues = []Queue{
	{"send", "待分送", "登记后尚未分送的", []queuePart{{kind: Complaint, filter: `step == "registered" && return_reason == null`}, {kind: Tipoff, filter: `step == "registered" && return_reason == null`}}},
	{"accept", "待受理", "已分送，七个工作日内决定并告知", []queuePart{{kind: Complaint, filter: `step == "pending"`}}},
	{"mediate", "调解中", "已受理，六十日内调解", []queuePart{{kind: Complaint, filter: `step in ["consent", "mediating", "testing", "halted"]`}}},
	{"returned", "退回与争议", "承办机构退回的，和权限有争议的", []queuePart{{kind: Complaint, filter: `step == "registered" && return_reason != null || step in ["disputed", "designating"]`}, {kind: Tipoff, filter: `step == "registered" && return_reason != null || step in ["disputed", "designating"]`}}},
	{"tell", "待告知", "已作决定，还没有告知的", []queuePart{{kind: Complaint, owed: true}, {kind: Tipoff, owed: true}}},
	{"visit", "待回访", "抽中而没有回访的", []queuePart{{kind: Complaint, filter: `step in ["settled", "terminated", "refused"] && visit_draw != null && visited_on == null`}}},
	{"archive", "待归档", "已办结，没有归档的", []queuePart{{kind: Complaint, filter: `step in ["settled", "terminated", "refused"]`}}},
	{"consult", "待答复咨询", "咨询和其他途径", []queuePart{{kind: Consultation, filter: `status == "open"`}}},
}

// queueRows bounds what one heap shows, owedRows how many clocks are looked at
// for what is owed.
const (
	queueRows = 100
	owedRows  = 2000
)

// Waiting is one record of a heap.
type Waiting struct {
	Record *record.Record
	Due    *procedure.Due // the limit that ends first, nil where none runs
	Clock  string         // its title
	Step   string         // in words
	Route  *Route         // of one that is to be sent
}

// Count is how many records of a heap the caller may see.
func (d *Desk) Count(ctx context.Context, caller actor.Caller, q Queue) (int64, error) {
	var n int64
	for _, p := range q.parts {
		if p.owed {
			err := d.engine.DB().Read(ctx, func(c db.Conn) error {
				refs, err := d.owed(c, caller, p.kind)
				n += int64(len(refs))
				return err
			})
			if err != nil {
				return 0, err
			}
			continue
		}
		t, err := d.engine.Count(ctx, record.Query{Kind: p.kind, Area: caller.Area, Filter: p.filter, Caller: caller}, true)
		if fault.Is(err, fault.Denied) {
			continue
		}
		if err != nil {
			return 0, fmt.Errorf("counting %s: %w", q.Queue, err)
		}
		n += t.Count
	}
	return n, nil
}

// Waiting lists a heap, what was received first first.
func (d *Desk) Waiting(c db.Conn, caller actor.Caller, name string) (Queue, []Waiting, error) {
	for _, q := range Queues {
		if q.Queue != name {
			continue
		}
		var out []Waiting
		for _, p := range q.parts {
			list, err := d.part(c, caller, p)
			if err != nil {
				return q, nil, fmt.Errorf("listing %s: %w", name, err)
			}
			out = append(out, list...)
		}
		return q, out, d.dress(c, name, out)
	}
	return Queue{}, nil, fault.New(fault.NotFound, "complaint.queue", "没有这个队列")
}

func (d *Desk) part(c db.Conn, caller actor.Caller, p queuePart) ([]Waiting, error) {
	var out []Waiting
	if p.owed {
		refs, err := d.owed(c, caller, p.kind)
		if err != nil {
			return nil, err
		}
		for _, r := range refs[:min(len(refs), queueRows)] {
			rec, err := d.engine.GetIn(c, caller, p.kind, r, record.AsOf{})
			if err != nil {
				return nil, err
			}
			out = append(out, Waiting{Record: rec})
		}
		return out, nil
	}
	page, err := d.engine.ListIn(c, record.Query{Kind: p.kind, Area: caller.Area, Filter: p.filter, Sort: "received_on", Limit: queueRows, Caller: caller})
	if fault.Is(err, fault.Denied) {
		return nil, nil
	}
	for _, r := range page.Items {
		out = append(out, Waiting{Record: r})
	}
	return out, err
}

// tellClocks are the limits that stop on a telling.
var tellClocks = map[string][]string{Complaint: {"accept", "tell", "tell_way"}, Tipoff: {"tell", "told", "tell_away"}}

// undecided are the steps in which the limit for deciding and telling runs and nothing
// has been decided.
var undecided = []string{"pending", "disputed", "designating"}

// owed are the complaints and tip-offs of which something was decided and whose people
// have not all been told: the limits that stop on the telling still run.
func (d *Desk) owed(c db.Conn, caller actor.Caller, kind string) ([]ref.Ref, error) {
	list, err := d.book.Running(c, caller.Area, kind, tellClocks[kind], owedRows)
	if err != nil {
		return nil, err
	}
	var refs []ref.Ref
	for _, x := range list {
		if !slices.Contains(refs, x.Record) {
			refs = append(refs, x.Record)
		}
	}
	var out []ref.Ref
	for len(refs) > 0 {
		n := min(len(refs), 400)
		may, err := d.engine.Among(c, caller, kind, refs[:n])
		if err != nil {
			return nil, err
		}
		ok := map[ref.ID]bool{}
		for _, r := range may {
			ok[r.ID] = true
		}
		for _, r := range refs[:n] {
			if !ok[r.ID] {
				continue
			}
			rec, err := d.engine.GetIn(c, caller, kind, r, record.AsOf{})
			if err != nil {
				return nil, err
			}
			if !slices.Contains(undecided, rec.Text(procedure.StepField)) {
				out = append(out, r)
			}
		}
		refs = refs[n:]
	}
	return out, nil
}

// dress adds limits, steps in words and, to what is to be sent, where it should go.
func (d *Desk) dress(c db.Conn, name string, list []Waiting) error {
	if len(list) == 0 {
		return nil
	}
	ids := make([]ref.ID, len(list))
	for i, w := range list {
		ids[i] = w.Record.ID
	}
	due, err := d.book.NextOf(c, list[0].Record.Area, ids)
	if err != nil {
		return err
	}
	for i := range list {
		w := &list[i]
		if w.Record.Kind.Name == Consultation {
			continue
		}
		w.Step = d.book.StepTitle(w.Record)
		if x, ok := due[w.Record.ID]; ok {
			w.Due = &x
			if k := d.book.Clock(w.Record, x.Clock); k != nil {
				w.Clock = k.Title
			}
		}
		if name == "send" || name == "returned" && w.Record.Text(procedure.StepField) == "registered" {
			r, err := d.RouteOf(c, w.Record)
			if err != nil {
				return err
			}
			w.Route = &r
		}
	}
	return nil
}
