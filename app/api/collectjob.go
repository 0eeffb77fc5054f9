package api

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
	"github.com/hengjian/hengjian/practice/collect"
)

// The kinds of jobs of collection.
const (
	jobPreflight = "collect.preflight"
	jobRun       = "collect.run"
	jobUndo      = "collect.undo"
	jobImport    = "collect.import" // preflight and run in one, asked for at the command line
)

// collectTask is the payload of a job: references only.
type collectTask struct {
	Batch   ref.ID `json:"batch"`
	Account string `json:"account"`
	Machine string `json:"machine,omitempty"` // instead of an account: the machine's own caller
	DryRun  bool   `json:"dry_run,omitempty"` // of an import
}

// asked is who asked for the job; one who has left has no rights any more.
func (c *Collecting) asked(t collectTask) (actor.Caller, bool) {
	if t.Account == "" && t.Machine != "" {
		return actor.Caller{Machine: t.Machine, Area: c.area}, true
	}
	return c.people.Caller(t.Account, c.engine.DB().Now().Day())
}

// jobs registers the work behind the operations.
func (c *Collecting) jobs() {
	work := func(do func(context.Context, actor.Caller, collectTask, collect.Watch) error) job.Kind {
		return job.Kind{Concurrency: 1, GaveUp: c.gaveUp, Run: func(ctx context.Context, r *job.Run) error {
			var t collectTask
			if err := r.Decode(&t); err != nil {
				return err
			}
			who, ok := c.asked(t)
			if !ok {
				return job.Permanent(fault.New(fault.Denied, "collect.caller", "发起人已不在册"))
			}
			err := do(ctx, who, t, collect.Watch{Guard: r.Guard, Step: func(p collect.Progress) {
				_ = r.Report(ctx, job.Progress{Done: p.Done, Total: p.Total, Note: p.Text}) // a lost lease ends ctx
			}})
			if final(err) {
				if w, ok := c.waited.Load(t.Batch); ok {
					w.(*atomic.Pointer[error]).Store(&err)
				}
				return job.Permanent(err)
			}
			return err
		}}
	}
	c.queue.Add(jobPreflight, work(func(ctx context.Context, who actor.Caller, t collectTask, w collect.Watch) error {
		_, err := c.s.Preflight(ctx, who, t.Batch, w)
		return err
	}))
	c.queue.Add(jobRun, work(func(ctx context.Context, who actor.Caller, t collectTask, w collect.Watch) error {
		_, err := c.s.Run(ctx, who, t.Batch, w)
		return err
	}))
	c.queue.Add(jobUndo, work(func(ctx context.Context, who actor.Caller, t collectTask, w collect.Watch) error {
		_, err := c.s.Undo(ctx, who, t.Batch, w)
		return err
	}))
	c.queue.Add(jobImport, work(func(ctx context.Context, who actor.Caller, t collectTask, w collect.Watch) error {
		return c.s.Through(ctx, who, t.Batch, t.DryRun, w)
	}))
}

// gaveUp leaves no batch as if it were still worked on.
func (c *Collecting) gaveUp(tx *db.Tx, payload json.RawMessage, why string) error {
	var t collectTask
	if err := json.Unmarshal(payload, &t); err != nil {
		return err
	}
	return unlessEnded(c.s.FailIn(tx, t.Batch, why))
}

// unlessEnded passes over that a batch has come to an end in another way, or is gone.
func unlessEnded(err error) error {
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// final reports an error that trying again cannot mend.
func final(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Denied) || fault.Is(err, fault.NotFound) || fault.Is(err, fault.Conflict)
}

// enqueue starts a job for a batch and remembers it as the batch's.
func (c *Collecting) enqueue(ctx context.Context, kindOf string, t collectTask) (id string, err error) {
	err = c.engine.DB().Write(ctx, func(tx *db.Tx) error {
		if id, err = c.queue.Enqueue(tx, job.Spec{Kind: kindOf, Key: string(t.Batch), Payload: t, About: []string{collect.JobsOf(c.s.Area, t.Batch)}}); err != nil {
			return err
		}
		return app.Set(tx, "collect.job."+string(t.Batch), id)
	})
	return id, err
}

// Through takes a batch through preflight and, unless it is a dry run, import,
// as a job, and waits for its end. When ctx ends first, the job goes on.
func (c *Collecting) Through(ctx context.Context, who actor.Caller, batch ref.ID, dryRun bool, w collect.Watch) error {
	var refused atomic.Pointer[error]
	c.waited.Store(batch, &refused)
	defer c.waited.Delete(batch)
	id, err := c.enqueue(ctx, jobImport, collectTask{Batch: batch, Account: who.Account, Machine: who.Machine, DryRun: dryRun})
	if err != nil {
		return err
	}
	live, err := c.queue.Subscribe(ctx, id)
	if err != nil {
		return err
	}
	var last job.Status
	for last = range live {
		text := last.Note
		if last.State == job.Waiting {
			text = "排队等待"
			if last.Error != "" {
				text = "将重试：" + last.Error
			}
		}
		if text != "" && w.Step != nil {
			w.Step(collect.Progress{Done: last.Done, Total: last.Total, Text: text})
		}
	}
	switch {
	case last.State == job.Done:
		return nil
	case last.State.Ended():
		if err := refused.Load(); err != nil {
			return *err
		}
		if last.State == job.Cancelled {
			return job.ErrCancelled
		}
		return fault.New(fault.Internal, last.Code, last.Error)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return fmt.Errorf("following job %s: it was lost out of sight in state %s", id, last.State)
}

// Stop ends a batch where it stands, and the job that works on it.
func (c *Collecting) Stop(ctx context.Context, who actor.Caller, id ref.ID) error {
	if _, err := c.s.Cancel(ctx, who, id); err != nil {
		return err
	}
	j, err := c.app.Setting(ctx, "collect.job."+string(id))
	if err != nil || j == "" {
		return err
	}
	err = c.engine.DB().Write(ctx, func(tx *db.Tx) error { return c.queue.Cancel(tx, j) })
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}
