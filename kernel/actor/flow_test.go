package actor_test

import (
	"context"
	"testing"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/fault"
)

// TestGrantNeedsTwo follows a grant through the act runner on the real tables:
// proposed by the security administrator, without effect, confirmed by a second
// person, in effect at once, annulled, without effect at once.
func TestGrantNeedsTwo(t *testing.T) {
	recordtest.Each(t, func(t *testing.T, w *recordtest.World) {
		ctx, day := context.Background(), w.Legal.Now().Day()
		at := func(id ref.ID) map[string]any {
			return map[string]any{"area": string(recordtest.Area), "id": string(id)}
		}
		act := func(role string, q record.Request) (*record.Record, error) {
			q.Caller, q.Area = w.By[role], recordtest.Area
			return w.Engine.Act(ctx, q)
		}
		unit, err := act("system_admin", record.Request{Kind: "unit", Act: record.Create, Values: map[string]any{"name": "城关所", "sort": "station", "parent": at(w.Root)}})
		if err != nil {
			t.Fatal(err)
		}
		if !w.People.Below(unit.ID, w.Root) || w.People.UnitName(unit.ID) != "城关所" {
			t.Error("the new unit is not known at once")
		}
		person, err := act("system_admin", record.Request{Kind: "person", Act: record.Create, Values: map[string]any{"name": "王某", "account": "wang", "unit_of": at(unit.ID)}})
		if err != nil {
			t.Fatal(err)
		}
		propose := record.Request{Kind: "role_grant", Act: record.Create, Values: map[string]any{"person": at(person.ID), "role": "officer", "over": at(unit.ID), "since": day}}
		for _, role := range []string{"system_admin", "audit_admin", "officer", "leader"} {
			if _, err := act(role, propose); !fault.Is(err, fault.Denied) {
				t.Errorf("%s proposes a grant: %v", role, err)
			}
		}
		forged := propose
		forged.Values = map[string]any{"person": at(person.ID), "role": "officer", "since": day, "confirmed": "yes", "confirmed_by": at(w.By["leader"].Person)}
		if _, err := act("security_admin", forged); fault.As(err) == nil || fault.As(err).Code != "actor.second_person" {
			t.Errorf("a grant confirmed by its proposer: %v", err)
		}
		grant, err := act("security_admin", propose)
		if err != nil {
			t.Fatal(err)
		}
		proposed := grant.Act
		unitKind := w.Engine.Kinds().Get("unit")
		may := func() bool {
			c, ok := w.People.Caller("wang", day)
			return ok && !w.People.May(c, kind.Read, unitKind).None
		}
		if may() {
			t.Error("the grant counts before it is confirmed")
		}
		confirm := record.Request{Kind: "role_grant", Act: "confirm", Record: grant.Ref(), Rev: &grant.Rev}
		if _, err := act("security_admin", confirm); fault.As(err) == nil || fault.As(err).Code != "actor.second_person" {
			t.Errorf("the proposer confirms: %v", err)
		}
		if grant, err = act("leader", confirm); err != nil {
			t.Fatal(err)
		}
		if !may() {
			t.Error("the confirmed grant does not count")
		}
		c, _ := w.People.Caller("wang", day)
		if c.Unit != unit.ID || c.Organ != "威海市市场监督管理局" || len(c.Roles) != 1 || c.Duty != actor.Business {
			t.Errorf("caller %+v", c)
		}
		for _, role := range []string{"security_admin", "system_admin", "leader"} {
			q := record.Request{Kind: "role_grant", Act: record.Amend, Record: grant.Ref(), Rev: &grant.Rev, Reason: "x", Values: map[string]any{"role": "head"}}
			if _, err := act(role, q); err == nil {
				t.Errorf("%s changes a confirmed grant", role)
			}
		}
		annul := func(what ref.ID) (*record.Record, error) {
			return act("security_admin", record.Request{Kind: "role_grant", Act: record.Annul, Record: grant.Ref(), Rev: &grant.Rev, Annuls: what, Reason: "调离"})
		}
		if _, err := annul(grant.Act); fault.As(err) == nil || fault.As(err).Code != "actor.whole" {
			t.Errorf("only the confirmation is annulled: %v", err)
		}
		if grant, err = annul(proposed); err != nil {
			t.Fatal(err)
		}
		if may() {
			t.Error("the annulled grant still counts")
		}
		if _, err := annul(grant.Act); fault.As(err) == nil || fault.As(err).Code != "actor.ended" {
			t.Errorf("the annulment is annulled: %v", err)
		}
	}, nil)
}
