package app

import (
	"context"
	"maps"

	"github.com/hengjian/hengjian/kernel/document"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/practice/complaint"
	"github.com/hengjian/hengjian/practice/guidance"
	"github.com/hengjian/hengjian/practice/liaison"
	"github.com/hengjian/hengjian/practice/oversight"
)

// behaviours are what the matters' own Go says of their acts.
func behaviours(organs complaint.Organs, head complaint.Head, office *document.Office) map[string]record.Behaviour {
	out := oversight.Behaviours()
	maps.Copy(out, liaison.Behaviours())
	maps.Copy(out, guidance.Behaviours())
	maps.Copy(out, complaint.Behaviours(organs, head))
	maps.Copy(out, office.Behaviours())
	return out
}

// behaviours are these and what every kind with a procedure has besides: the acts
// of supervision.
func (a *App) behaviours() map[string]record.Behaviour {
	out := a.Tasks.Behaviours(a.Kinds)
	maps.Copy(out, a.Tellings.Behaviours(a.Kinds))
	maps.Copy(out, behaviours(a.People.Organ, a.ledgerHead, a.Office))
	maps.Copy(out, a.Reports.Behaviours())
	return out
}

// Compact folds the totals that acts appended.
func (a *App) Compact(ctx context.Context) error {
	if err := a.DB.Write(ctx, a.Engine.Compact); err != nil {
		return err
	}
	return a.DB.Write(ctx, a.Tasks.Compact)
}
