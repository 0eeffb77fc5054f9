package app

import (
	"context"

	"github.com/hengjian/hengjian/kernel/fact"
	"github.com/hengjian/hengjian/platform/db"
)

// facts passes what acts tell (业务事件) on to the seam, which is made after the
// engine whose kinds hear through it.
type facts struct{ seam *fact.Seam }

// Tell writes a fact in the transaction of its act.
func (f *facts) Tell(tx *db.Tx, x fact.Fact) error { return f.seam.Tell(tx, x) }

// hear makes the seam between the matters of this installation.
func (a *App) hear() error {
	var err error
	a.facts.seam, err = fact.New(a.DB, fact.Options{}, a.Engine.Hearers()...)
	a.Facts = a.facts.seam
	return err
}

// heard lets everything that was told be heard: for what must be complete when a
// command ends. A server delivers all the time.
func (a *App) heard(ctx context.Context) error {
	_, err := a.Facts.Drain(ctx)
	return err
}
