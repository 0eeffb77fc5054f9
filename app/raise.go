package app

import (
	"context"
	"fmt"

	"github.com/hengjian/hengjian/app/demo"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// DemoPassword is the password of every account of a demo city; a real bureau
// never has it.
const DemoPassword = "Yanshi-2026-heng"

// Raising is what a demo city is made of.
type Raising struct {
	Subjects int
	Seed     uint64
	// Complaints, Tipoffs and Orders (to correct) are how many the year behind it brought; none: it has
	// no year, only a few that stand in every step. A city with a year must have
	// been opened with a clock that stands where the year begins (Config.Began).
	Complaints, Tipoffs, Orders int
}

// Raise makes a demo city in an empty database: the bureau, its people and n
// fictional subjects with permits, penalties and tags. done is told how many
// subjects there are.
func (a *App) Raise(ctx context.Context, n int, seed uint64, done func(int)) error {
	return a.RaiseYear(ctx, Raising{Subjects: n, Seed: seed}, done, nil)
}

// RaiseYear is Raise with a year of complaints and tip-offs, every act at its
// moment; lived is told how many of them have begun.
func (a *App) RaiseYear(ctx context.Context, r Raising, done, lived func(int)) error {
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
	begin := calendar.DateOf(calendar.Instant(a.DB.Now()))
	end := calendar.DateOf(calendar.Instant(clock.Wall{}.Now()))
	t := a.town(r.Subjects, r.Seed, units[a.Profile.Root], done)
	if !begin.Before(end) {
		begin = calendar.Date{}
	}
	if err := t.settle(ctx, begin); err != nil {
		return fmt.Errorf("making the subjects: %w", err)
	}
	if !begin.IsZero() {
		if err := a.Hire(ctx, demo.Staff(a.Profile, r.Seed)...); err != nil {
			return fmt.Errorf("hiring the stations: %w", err)
		}
		if err := a.live(ctx, demo.Year{Begin: begin, End: end.AddDays(-1), Complaints: r.Complaints, Tipoffs: r.Tipoffs, Orders: r.Orders}, r.Seed, lived); err != nil {
			return fmt.Errorf("living the year: %w", err)
		}
		if err := t.settle(ctx, calendar.Date{}); err != nil {
			return fmt.Errorf("making the younger subjects: %w", err)
		}
	}
	if err := t.registers(ctx); err != nil {
		return fmt.Errorf("filling the registers: %w", err)
	}
	if err := a.businesses(ctx, doors); err != nil {
		return fmt.Errorf("opening the desks of businesses: %w", err)
	}
	if err := a.complaints(ctx, min(max(r.Subjects/20, 6), 180), r.Seed); err != nil {
		return fmt.Errorf("filing complaints: %w", err)
	}
	if err := a.talks(ctx, doors, r.Seed); err != nil {
		return fmt.Errorf("letting consumers and traders talk: %w", err)
	}
	if err := a.guidance(ctx, doors, min(max(r.Subjects/50, 4), 40), r.Seed); err != nil {
		return fmt.Errorf("ordering corrections: %w", err)
	}
	if err := a.heard(ctx); err != nil {
		return fmt.Errorf("letting matters hear: %w", err)
	}
	if err := a.deskLife(ctx); err != nil {
		return fmt.Errorf("filling the complaint desk: %w", err)
	}
	if err := a.platformOrders(ctx, r.Subjects); err != nil {
		return fmt.Errorf("bringing the orders of the hotline in: %w", err)
	}
	if err := a.expireAll(ctx); err != nil {
		return fmt.Errorf("writing what has run out: %w", err)
	}
	if err := a.reported(ctx); err != nil {
		return fmt.Errorf("reporting upward: %w", err)
	}
	if err := a.set(ctx, "demo", "yes"); err != nil {
		return err
	}
	for _, k := range a.Kinds.All() {
		if err := a.DB.Write(ctx, func(tx *db.Tx) error { return a.Engine.Restop(tx, k) }); err != nil {
			return err
		}
	}
	if err := a.Compact(ctx); err != nil {
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
			r, err := a.hire(tx, p, units)
			if err != nil {
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

// hire makes a person with a post and a role since 2020, without an account.
func (a *App) hire(tx *db.Tx, p demo.Person, units map[string]ref.ID) (*record.Record, error) {
	r, err := a.Engine.ActIn(tx, record.Request{Kind: "person", Act: record.Create, Area: a.Area(), Caller: a.Setup(),
		Values: map[string]any{"name": p.Name, "account": p.Account, "unit_of": a.to(units[p.Unit]), "certificate": p.Certificate}})
	if err != nil {
		return nil, err
	}
	const since = "2020-01-01"
	if _, err := a.Engine.ActIn(tx, record.Request{Kind: "post", Act: record.Create, Area: a.Area(), Caller: a.Setup(),
		Values: map[string]any{"person": a.to(r.ID), "place": a.to(units[p.Unit]), "duty": p.Post, "since": since}}); err != nil {
		return nil, err
	}
	_, err = a.Engine.ActIn(tx, record.Request{Kind: "role_grant", Act: record.Create, Area: a.Area(), Caller: a.Setup(),
		Values: map[string]any{"person": a.to(r.ID), "role": p.Role, "over": a.to(units[p.Over]), "since": since, "confirmed": "yes"}})
	return r, err
}

// Hire makes people with posts and roles, without accounts: they can act, but
// nobody can sign in as them. The bureau has been founded.
func (a *App) Hire(ctx context.Context, people ...demo.Person) error {
	units := a.unitsByName()
	err := a.DB.Write(ctx, func(tx *db.Tx) error {
		for _, p := range people {
			if _, err := a.hire(tx, p, units); err != nil {
				return fmt.Errorf("person %s: %w", p.Account, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return a.People.Load(ctx)
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
