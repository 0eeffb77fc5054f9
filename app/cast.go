package app

import (
	"github.com/hengjian/hengjian/app/demo"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
)

// cast are the people of a demo by role, as callers of a day.
type cast map[string][]actor.Caller

// one is the first of a role.
func (c cast) one(role string) actor.Caller { return c[role][0] }

// cast calls the people of the demo, and further ones.
func (a *App) cast(day calendar.Date, more ...demo.Person) (cast, error) {
	list, err := demo.People(a.Profile)
	if err != nil {
		return nil, err
	}
	out := cast{}
	for _, p := range append(list, more...) {
		if c, ok := a.People.Caller(p.Account, day.String()); ok {
			out[p.Role] = append(out[p.Role], c)
		}
	}
	return out, nil
}
