package app

import (
	"context"
	"fmt"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// Setup is the caller in whose name an installation is set up.
func (a *App) Setup() actor.Caller { return actor.Caller{Machine: "初始化", Area: a.Area()} }

// to is a reference within the area, as values hold it.
func (a *App) to(id ref.ID) map[string]any {
	return map[string]any{"area": string(a.Area()), "id": string(id)}
}

// Found makes the bureau of the profile, its organs and units, where the
// organisation is still empty. It returns the units by their code.
func (a *App) Found(ctx context.Context) (map[string]ref.ID, error) {
	units := map[string]ref.ID{}
	if len(a.People.Roots(a.Area())) > 0 {
		return a.unitsByName(), nil
	}
	err := a.DB.Write(ctx, func(tx *db.Tx) error {
		clear(units)
		for _, u := range a.Profile.Units {
			values := map[string]any{"name": u.Name, "short_name": u.Short, "sort": u.Sort, "organ": u.Organ, "organ_code": u.Series, "county": u.County}
			if u.Parent != "" {
				values["parent"] = a.to(units[u.Parent])
			}
			r, err := a.Engine.ActIn(tx, record.Request{Kind: "unit", Act: record.Create, Area: a.Area(), Values: values, Caller: a.Setup()})
			if err != nil {
				return fmt.Errorf("unit %s: %w", u.Code, err)
			}
			units[u.Code] = r.ID
		}
		return nil
	})
	return units, err
}

// unitsByName finds the units of the profile among those in force.
func (a *App) unitsByName() map[string]ref.ID {
	out := map[string]ref.ID{}
	byName := map[string]ref.ID{}
	for _, u := range a.People.Units(a.Area()) {
		byName[u.Name] = u.ID
	}
	for _, u := range a.Profile.Units {
		if id, ok := byName[u.Name]; ok {
			out[u.Code] = id
		}
	}
	return out
}
