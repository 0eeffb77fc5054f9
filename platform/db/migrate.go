package db

import (
	"context"
	"fmt"
)

// Step is one append-only change of the schema, named `<package>.<nnn>_<what>`.
type Step struct {
	Name       string
	Statements []string // with the macros of Define
	// Then runs after the statements, in their transaction: for what SQL cannot
	// say; may be nil.
	Then func(tx *Tx) error
}

// Tables are the machine tables only this package writes.
func Tables() []string { return []string{"schema_step"} }

// Migrate applies the steps that this database has not seen, each in one
// transaction with its note that it was done.
func (d *DB) Migrate(ctx context.Context, steps []Step) error {
	err := d.Write(ctx, func(tx *Tx) error {
		return tx.DDL(`CREATE TABLE IF NOT EXISTS schema_step (name {text} PRIMARY KEY, done_at BIGINT NOT NULL)`)
	})
	if err != nil {
		return fmt.Errorf("creating schema_step: %w", err)
	}
	for _, s := range steps {
		err := d.Write(ctx, func(tx *Tx) error {
			if tx.Dialect() == Postgres { // two servers may start at once
				if _, err := tx.Exec(`SELECT pg_advisory_xact_lock(7281)`); err != nil {
					return err
				}
			}
			n, err := tx.Exec(`INSERT INTO schema_step (name, done_at) VALUES ($1, $2) ON CONFLICT DO NOTHING`, s.Name, int64(tx.Now()))
			if err != nil || n == 0 {
				return err
			}
			for _, st := range s.Statements {
				if err := tx.DDL(st); err != nil {
					return fmt.Errorf("%s: %w", st, err)
				}
			}
			if s.Then == nil {
				return nil
			}
			return s.Then(tx)
		})
		if err != nil {
			return fmt.Errorf("schema step %s: %w", s.Name, err)
		}
	}
	return nil
}
