package actor

import (
	"testing"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/fault"
)

func TestGuard(t *testing.T) {
	o := newOrg(t)
	dir := o.open(t, dbtest.SQLite(t, db.Options{}))
	at := func(id string) map[string]any { return map[string]any{"area": "3710", "id": id} }
	grant := func(person, role string) map[string]any {
		return map[string]any{"person": at(person), "role": role, "since": day}
	}
	cases := []struct {
		name, who, kind, act, owner string
		old, values                 map[string]any
		code                        string
	}{
		{"propose", "sec", "role_grant", "create", "", nil, grant("zhao", "officer"), ""},
		{"propose for oneself", "sec", "role_grant", "create", "", nil, grant("sec", "security_admin"), "actor.own_grant"},
		{"propose and confirm at once", "sec", "role_grant", "create", "", nil, map[string]any{"person": at("zhao"), "role": "officer", "confirmed": "yes"}, "actor.second_person"},
		{"business role for an administrator", "sec", "role_grant", "create", "", nil, grant("sys", "officer"), "actor.separate_duties"},
		{"another's role for an administrator", "sec", "role_grant", "create", "", nil, grant("sys", "audit_admin"), "actor.separate_duties"},
		{"administrator's role for an officer", "sec", "role_grant", "create", "", nil, grant("wang", "system_admin"), "actor.separate_duties"},
		{"unknown role", "sec", "role_grant", "create", "", nil, grant("zhao", "king"), "actor.invalid"},
		{"confirm", "chief", "role_grant", "confirm", "sec", grant("zhao", "officer"), nil, ""},
		{"confirm one's own proposal", "sec", "role_grant", "confirm", "sec", grant("zhao", "officer"), nil, "actor.second_person"},
		{"confirm a grant to oneself", "chief", "role_grant", "confirm", "sec", grant("chief", "leader"), nil, "actor.second_person"},
		{"change while confirming", "chief", "role_grant", "confirm", "sec", grant("zhao", "officer"), map[string]any{"role": "head"}, "actor.confirm_only"},
		{"own role named like a product's", "sec", "role", "create", "", nil, map[string]any{"name": "officer"}, "actor.invalid"},
		{"delegate", "li", "delegation", "create", "", nil, map[string]any{"giver": at("li"), "taker": at("wang"), "until_on": "2026-12-01"}, ""},
		{"delegate another's right", "wang", "delegation", "create", "", nil, map[string]any{"giver": at("li"), "taker": at("wang"), "until_on": "2026-12-01"}, "actor.own_delegation"},
		{"delegate without end", "li", "delegation", "create", "", nil, map[string]any{"giver": at("li"), "taker": at("wang")}, "actor.invalid"},
		{"delegate to an administrator", "li", "delegation", "create", "", nil, map[string]any{"giver": at("li"), "taker": at("sys"), "until_on": "2026-12-01"}, "actor.separate_duties"},
		{"take a delegation back", "li", "delegation", "annul", "li", map[string]any{"giver": at("li")}, nil, ""},
		{"unit under itself", "sys", "unit", "amend", "", nil, map[string]any{"parent": at("station")}, "actor.invalid"},
		{"business passes", "wang", "thing", "create", "", nil, map[string]any{"what": "x"}, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			out, err := dir.Guard(who(t, dir, c.who), o.set.Get(c.kind), c.act, Standing{ID: "county", Owner: ref.ID(c.owner), Active: true, Values: c.old, Whole: true}, c.values)
			code := ""
			if err != nil {
				code = fault.As(err).Code
			}
			if code != c.code {
				t.Fatalf("%v, want %q", err, c.code)
			}
			if c.act == "confirm" && err == nil && (out["confirmed"] != "yes" || refID(out["confirmed_by"]) != "chief") {
				t.Errorf("the confirmation is not completed: %v", out)
			}
		})
	}
}
