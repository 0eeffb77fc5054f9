package app

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/task"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
)

// JobHandover is the job that passes the tasks of one person to another (交接).
const JobHandover = "task.handover"

// Handover is what one asks for: each record is passed by an act of its own
// (转办), in the name of who asked and by his rights.
type Handover struct {
	Account string   `json:"account"`
	Behalf  ref.ID   `json:"behalf,omitempty"`
	From    ref.ID   `json:"from"`
	To      ref.ID   `json:"to"`
	Reason  string   `json:"reason"`
	Records []Handed `json:"records"`
}

// Handed is one record of a hand-over.
type Handed struct {
	Kind string `json:"kind"`
	ID   ref.ID `json:"id"`
}

// MaxHandover bounds the records of one hand-over.
const MaxHandover = 5000

// HandoverJob passes one record a transaction, and its place with it: killed in
// between, it goes on with the next. What cannot be passed (the record has moved
// on, the right is wanting) stays with who has it, and is counted.
func (a *App) HandoverJob() job.Kind {
	return job.Kind{Concurrency: 1, Run: func(ctx context.Context, r *job.Run) error {
		var h Handover
		if err := r.Decode(&h); err != nil {
			return err
		}
		who, ok := a.People.Caller(h.Account, a.DB.Now().Day())
		if !ok {
			return job.Permanent(fault.New(fault.Denied, "task.caller", "发起人已不在册"))
		}
		if h.Behalf != "" {
			var err error
			if who, err = a.People.Act(who, h.Behalf); err != nil {
				return job.Permanent(err)
			}
		}
		at := struct{ Done, Left int64 }{}
		if r.Checkpoint != nil {
			if err := json.Unmarshal(r.Checkpoint, &at); err != nil {
				return err
			}
		}
		for i := at.Done; i < int64(len(h.Records)); i++ {
			if err := context.Cause(ctx); err != nil {
				return err
			}
			next := at
			next.Done = i + 1
			err := a.DB.Write(ctx, func(tx *db.Tx) error { return a.handOne(tx, r, who, h, h.Records[i], next.Done, next.Left) })
			if f := fault.As(err); err != nil && f != nil && passable(f) {
				next.Left++
				err = a.DB.Write(ctx, func(tx *db.Tx) error { return keepPlace(tx, r, next.Done, next.Left, len(h.Records)) })
			}
			if err != nil {
				return err
			}
			at = next
		}
		return a.DB.Write(ctx, func(tx *db.Tx) error { return r.Finish(tx, handed(at.Done, at.Left)) })
	}}
}

// passable reports whether a refusal leaves one record where it is and lets the
// rest go on.
func passable(f *fault.Error) bool {
	switch f.Kind {
	case fault.Invalid, fault.Denied, fault.NotFound, fault.Conflict, fault.Stale:
		return true
	}
	return false
}

func handed(done, left int64) string {
	if left == 0 {
		return fmt.Sprintf("已交接 %d 件", done)
	}
	return fmt.Sprintf("已交接 %d 件；%d 件没有交接，仍由原承办人办理", done-left, left)
}

func keepPlace(tx *db.Tx, r *job.Run, done, left int64, total int) error {
	state, err := json.Marshal(struct{ Done, Left int64 }{done, left})
	if err != nil {
		return err
	}
	return r.Progress(tx, job.Progress{Done: done, Total: int64(total), Note: handed(done, left), State: state})
}

func (a *App) handOne(tx *db.Tx, r *job.Run, who actor.Caller, h Handover, x Handed, done, left int64) error {
	k := a.Kinds.Get(x.Kind)
	if k == nil {
		return fault.New(fault.NotFound, "task.kind", "没有这类业务")
	}
	pf, uf := task.Fields(k)
	to := ref.Ref{Area: a.Area(), ID: x.ID}
	rec, err := a.Engine.GetForAct(tx, x.Kind, to)
	if err != nil {
		return err
	}
	if pf == nil || record.RefOf(rec.Values[pf.Name]).ID != h.From {
		return fault.New(fault.Conflict, "task.not_his", "已不由他承办")
	}
	values := map[string]any{pf.Name: a.to(h.To)}
	if p, ok := a.People.Person(h.To); ok && uf != nil && !a.People.Below(p.Unit, task.Unit(rec)) && !a.People.Below(task.Unit(rec), p.Unit) {
		values[uf.Name] = a.to(p.Unit)
	}
	_, err = a.Engine.ActIn(tx, record.Request{Kind: x.Kind, Act: record.Reassign, Record: to, Rev: &rec.Rev, Area: a.Area(), Values: values, Reason: h.Reason, Caller: who})
	if err != nil {
		return err
	}
	return keepPlace(tx, r, done, left, len(h.Records))
}
