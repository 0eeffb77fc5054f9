package app

import (
	"context"
	"fmt"

	"github.com/hengjian/hengjian/app/demo"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/db"
)

// DemoPassword is the password of every account of a demo city; a real bureau
// never has it.
const DemoPassword = "Yanshi-2026-heng"

// Raise makes a demo city through acts: the bureau, its people with accounts,
// n fictional subjects with permits, penalties and tags. done is told how many
// subjects there are.
func (a *App) Raise(ctx context.Context, n int, seed uint64, done func(int)) error {
	units, err := a.Found(ctx)
	if err != nil {
		return fmt.Errorf("founding the bureau: %w", err)
	}
	doors, err := auth.New(a.DB, auth.Options{})
	if err != nil {
		return err
	}
	if err := a.people(ctx, doors, units); err != nil {
		return fmt.Errorf("making the people: %w", err)
	}
	if err := a.subjects(ctx, n, seed, units[a.Profile.Root], done); err != nil {
		return fmt.Errorf("making the subjects: %w", err)
	}
	if err := a.businesses(ctx, doors); err != nil {
		return fmt.Errorf("opening the desks of businesses: %w", err)
	}
	if err := a.complaints(ctx, min(max(n/20, 6), 180), seed); err != nil {
		return fmt.Errorf("filing complaints: %w", err)
	}
	if err := a.set(ctx, "demo", "yes"); err != nil {
		return err
	}
	for _, k := range a.Kinds.All() {
		if err := a.DB.Write(ctx, func(tx *db.Tx) error { return a.Engine.Restop(tx, k) }); err != nil {
			return err
		}
	}
	if err := a.DB.Write(ctx, a.Engine.Compact); err != nil {
		return err
	}
	_, err = a.Ledger.Sequence(ctx)
	return err
}

// people makes the demo's people, their grants and accounts.
func (a *App) people(ctx context.Context, doors *auth.Auth, units map[string]ref.ID) error {
	list, err := demo.People(a.Profile)
	if err != nil {
		return err
	}
	for _, p := range list {
		secret, err := doors.NewSecret(ctx, "password", p.Account, DemoPassword)
		if err != nil {
			return err
		}
		err = a.DB.Write(ctx, func(tx *db.Tx) error {
			r, err := a.Engine.ActIn(tx, record.Request{Kind: "person", Act: record.Create, Area: a.Area(), Caller: a.Setup(),
				Values: map[string]any{"name": p.Name, "account": p.Account, "unit_of": a.to(units[p.Unit]), "certificate": p.Certificate}})
			if err != nil {
				return err
			}
			since := "2020-01-01"
			if _, err := a.Engine.ActIn(tx, record.Request{Kind: "post", Act: record.Create, Area: a.Area(), Caller: a.Setup(),
				Values: map[string]any{"person": a.to(r.ID), "place": a.to(units[p.Unit]), "duty": p.Post, "since": since}}); err != nil {
				return err
			}
			if _, err := a.Engine.ActIn(tx, record.Request{Kind: "role_grant", Act: record.Create, Area: a.Area(), Caller: a.Setup(),
				Values: map[string]any{"person": a.to(r.ID), "role": p.Role, "over": a.to(units[p.Over]), "since": since, "confirmed": "yes"}}); err != nil {
				return err
			}
			if _, err := a.accountAct(tx, a.Setup(), p.Account, record.Create, "演示账号", map[string]any{"person": a.to(r.ID)}); err != nil {
				return err
			}
			role, _ := actor.FindRole(p.Role)
			return doors.Create(tx, secret, auth.NewAccount{PersonArea: string(a.Area()), PersonID: string(r.ID), Duty: auth.Duty(role.Duty)})
		})
		if err != nil {
			return fmt.Errorf("person %s: %w", p.Account, err)
		}
	}
	return nil
}

// demoChunk is how many records one act of the generator writes.
const demoChunk = 500

// subjects writes the generated businesses and what is known of them.
func (a *App) subjects(ctx context.Context, n int, seed uint64, unit ref.ID, done func(int)) error {
	g := demo.New(a.Profile, seed)
	ids := make([]ref.Ref, 0, n) // in the generator's order
	src := record.Source{Name: "演示数据", Owner: "province"}
	for len(ids) < n {
		list := g.Subjects(min(demoChunk, n-len(ids)))
		first := len(ids)
		ids = append(ids, make([]ref.Ref, len(list))...)
		// A branch refers to its company: where both are in these, it is written after it.
		for _, late := range []bool{false, true} {
			var some []demo.Subject
			var at []int
			var rows []record.RowWrite
			for i, s := range list {
				if (s.Parent >= first) != late {
					continue
				}
				if s.Parent >= 0 {
					s.Values["parent"] = a.to(ids[s.Parent].ID)
				}
				some, at = append(some, s), append(at, first+i)
				rows = append(rows, record.RowWrite{Values: s.Values, Line: int64(first + i + 1)})
			}
			if len(rows) == 0 {
				continue
			}
			out, err := a.chunk(ctx, "business", unit, src, rows)
			if err != nil {
				return err
			}
			for i, o := range out {
				ids[at[i]] = o.Record
			}
			if err := a.registers(ctx, unit, src, some, out); err != nil {
				return err
			}
		}
		if done != nil {
			done(len(ids))
		}
	}
	return nil
}

// registers writes the permits, penalties and tags of generated businesses.
func (a *App) registers(ctx context.Context, unit ref.ID, src record.Source, list []demo.Subject, out []record.Outcome) error {
	for _, reg := range []struct {
		kind string
		of   func(demo.Subject) []map[string]any
	}{
		{"permit", func(s demo.Subject) []map[string]any { return s.Permits }},
		{"received_penalty", func(s demo.Subject) []map[string]any { return s.Penalties }},
		{"tag", func(s demo.Subject) []map[string]any { return s.Tags }},
	} {
		var rows []record.RowWrite
		for i, s := range list {
			for _, values := range reg.of(s) {
				values["subject"] = a.to(out[i].Record.ID)
				rows = append(rows, record.RowWrite{Values: values, Line: int64(len(rows) + 1)})
			}
		}
		for len(rows) > 0 {
			n := min(len(rows), demoChunk)
			if _, err := a.chunk(ctx, reg.kind, unit, src, rows[:n]); err != nil {
				return err
			}
			rows = rows[n:]
		}
	}
	return nil
}

// chunk writes generated rows; one that is refused is a mistake of the
// generator and stops it.
func (a *App) chunk(ctx context.Context, kindName string, unit ref.ID, src record.Source, rows []record.RowWrite) ([]record.Outcome, error) {
	out, err := a.Engine.Chunk(ctx, record.Chunk{Kind: kindName, Area: a.Area(), Unit: unit, Act: record.Import, Caller: a.Setup(), Source: src, Rows: rows})
	if err != nil {
		return nil, err
	}
	for i, o := range out {
		if len(o.Faults) > 0 {
			return nil, fmt.Errorf("generated %s %d: %s %s", kindName, i, o.Faults[0].Name, o.Faults[0].Text)
		}
	}
	return out, nil
}

// Accounts are the accounts of a demo city, nil in a real one.
func (a *App) Accounts(ctx context.Context) ([]demo.Person, error) {
	if v, err := a.Setting(ctx, "demo"); err != nil || v != "yes" {
		return nil, err
	}
	return demo.People(a.Profile)
}
