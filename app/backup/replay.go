package backup

import (
	"context"
	"fmt"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/backup/erasure"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/ledger"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/fault"
)

// Replayed counts erasures: Listed = Done + Already + Absent.
type Replayed struct {
	Listed  int `json:"listed"`
	Done    int `json:"done"`    // erased again now
	Already int `json:"already"` // erased in the backup too
	Absent  int `json:"absent"`  // of records the backup does not have
}

// replay erases again, for the original reason, what the backup still holds
// although it was erased since. One that cannot be erased ends the restore: its
// content must not come back.
func replay(ctx context.Context, a *app.App, lines []erasure.Line) (r Replayed, err error) {
	r.Listed = len(lines)
	for _, l := range lines {
		if err := replayOne(ctx, a, l, &r); err != nil {
			return r, fmt.Errorf("erasing %s %s again: %w", l.Kind, l.Ref(), err)
		}
	}
	return r, nil
}

func replayOne(ctx context.Context, a *app.App, l erasure.Line, r *Replayed) error {
	who := actor.Caller{Machine: "restore", Area: l.Area}
	rec, err := a.Engine.Get(ctx, who, l.Kind, l.Ref(), record.AsOf{})
	switch {
	case fault.Is(err, fault.NotFound) && a.Kinds.Get(l.Kind) != nil:
		r.Absent++
		return nil
	case err != nil:
		return err
	case rec.State == record.Erased:
		r.Already++
		return nil
	}
	if _, err := a.Engine.Act(ctx, record.Request{Kind: l.Kind, Act: record.Erase, Area: l.Area, Record: l.Ref(), Rev: &rec.Rev, Reason: l.Reason, Caller: who}); err != nil {
		return err
	}
	r.Done++
	return nil
}

// maxFindings bounds what is kept of the differences.
const maxFindings = 1000

// verify recomputes the ledger against the checkpoints the backup was made
// with, and every record against the ledger.
func (o From) verify(ctx context.Context, a *app.App, about About, r *Restored) (err error) {
	n := len(r.Findings)
	add := func(s string) {
		if n++; n <= maxFindings {
			r.Findings = append(r.Findings, s)
		}
	}
	check := ledger.Check{}
	for _, c := range about.Checkpoints {
		check.Since = append(check.Since, []byte(c))
	}
	o.step("核验账本")(0, 0)
	if r.Logs, err = a.Ledger.VerifyTree(ctx, check, func(f ledger.Finding) { add(fmt.Sprintf("账本 %s %s：%s", f.Area, f.Where, f.Text)) }); err != nil {
		return err
	}
	if !o.Quick {
		step := o.step("逐条核对记录")
		err = a.Engine.Verify(ctx, func(done int64) { r.Records = done; step(done, 0) }, func(f record.Finding) { add(f.String()) })
	}
	if n > maxFindings {
		r.Findings = append(r.Findings, fmt.Sprintf("……共 %d 处不符", n))
	}
	return err
}
