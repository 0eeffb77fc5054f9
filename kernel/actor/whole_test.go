package actor

import (
	"testing"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

// TestWholeArea holds that a verb a kind opens to its whole area reaches over
// the area from whatever unit it is granted, and no other verb does.
func TestWholeArea(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		set := kinds(t)
		prepare(t, d, set)
		p, unit := set.Get("person"), set.Get("unit")
		grants := set.Get("role_grant")
		fill(t, d, set, []row{
			{kind: unit, area: "3710", id: "u1", state: "active", values: map[string]any{"name": "市局"}},
			{kind: unit, area: "3710", id: "u2", state: "active", values: map[string]any{"name": "所", "parent": "u1"}},
			{kind: p, area: "3710", id: "p1", state: "active", values: map[string]any{"name": "某", "account": "mou", "unit_of": "u2"}},
			{kind: grants, area: "3710", id: "g1", state: "active", values: map[string]any{"person": "p1", "role": "system_admin", "over": "u2", "since": "2020-01-01", "confirmed": "yes"}},
		})
		dir := NewDirectory(d)
		if err := dir.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		c, ok := dir.Caller("mou", day)
		if !ok {
			t.Fatal("nobody has the account")
		}
		far := RowHead{Area: "3710", Unit: "u1"}
		if !dir.May(c, kind.Read, p).Covers(far) || dir.May(c, kind.Read, p).Covers(RowHead{Area: "3702"}) {
			t.Error("reading people does not reach over the area, or beyond it")
		}
		if dir.May(c, kind.Amend, p).Covers(far) {
			t.Error("amending people reaches above the unit granted")
		}
	})
}
