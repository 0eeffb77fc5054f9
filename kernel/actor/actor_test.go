package actor

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/fault"
)

func TestRoles(t *testing.T) {
	var names, business []string
	for _, r := range Roles() {
		names = append(names, r.Name)
		if r.Duty == Business {
			business = append(business, r.Name)
		}
	}
	for _, want := range []string{"officer", "head", "leader", "reviewer", "steward", "system_admin", "security_admin", "audit_admin"} {
		if !slices.Contains(names, want) {
			t.Errorf("role %s is missing", want)
		}
	}
	var bases []string
	for _, o := range kinds(t).Get("role").Field("base").Options {
		bases = append(bases, o.Value)
	}
	if d := cmp.Diff(business, bases); d != "" {
		t.Errorf("role.yaml must offer exactly the business roles:\n%s", d)
	}
	for name, src := range map[string]string{
		"admin reaches business": `roles: [{name: a, title: 甲, duty: system, may: {read: ["*"]}}]`,
		"unknown verb":           `roles: [{name: a, title: 甲, may: {raed: ["*"]}}]`,
		"unknown duty":           `roles: [{name: a, title: 甲, duty: boss}]`,
		"twice":                  `roles: [{name: a, title: 甲}, {name: a, title: 乙}]`,
	} {
		if _, err := parseRoles("r.yaml", []byte(src)); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

// TestMay is the table of who may and who may not.
func TestMay(t *testing.T) {
	o := newOrg(t)
	dir := o.open(t, dbtest.SQLite(t, db.Options{}))
	here := RowHead{Area: "3710", Unit: "station", Owner: "other"}
	up := RowHead{Area: "3710", Unit: "county", Owner: "other"}
	mine := RowHead{Area: "3710", Unit: "food", Owner: "wang"}
	party := RowHead{Area: "3710", Unit: "food", Owner: "x", Parties: []Party{{Person: "wang"}, {Unit: "county"}}}
	abroad := RowHead{Area: "3711", Unit: "station", Owner: "x"}
	cases := []struct {
		who, verb, kind string
		row             RowHead
		want            bool
	}{
		{"wang", "read", "thing", here, true},
		{"wang", "read", "thing", up, false},
		{"wang", "read", "thing", mine, true},
		{"wang", "read", "thing", party, true},
		{"wang", "read", "thing", abroad, false},
		{"wang", "settle", "thing", here, false},
		{"wang", "annul", "thing", here, false},
		{"li", "read", "thing", here, true},
		{"li", "settle", "thing", here, true},
		{"li", "export", "thing", here, false}, // the kind's own access is the last word
		{"li", "read", "thing", party, true},   // the unit is a party
		{"chief", "export", "thing", here, true},
		{"chief", "read", "thing", RowHead{Area: "3710"}, true},
		{"chief", "read", "thing", abroad, false},
		{"wang", "read", "hush", here, false},
		{"wang", "read", "hush", mine, true},
		{"chief", "read", "hush", here, false},
		{"li", "read", "hush", party, true}, // sits in the unit that is a party
		{"chief", "read", "hush", party, false},
		{"sys", "read", "thing", here, false},
		{"sec", "read", "thing", here, false},
		{"aud", "read", "thing", here, false},
		{"sys", "create", "person", here, true},
		{"sys", "create", "role_grant", here, false},
		{"sys", "read", "role_grant", here, false},
		{"sec", "create", "role_grant", here, true},
		{"sec", "create", "person", here, false},
		{"sec", "amend", "role_grant", here, false},
		{"chief", "confirm", "role_grant", here, true},
		{"aud", "confirm", "role_grant", here, false},
		{"aud", "read", "role_grant", here, true},
		{"wang", "read", "unit", here, true},
		{"wang", "amend", "unit", here, false},
		{"zhao", "read", "thing", here, false}, // no grant
	}
	for _, c := range cases {
		got := dir.May(who(t, dir, c.who), c.verb, o.set.Get(c.kind)).Covers(c.row)
		if got != c.want {
			t.Errorf("%s %s %s of unit %s: %v, want %v", c.who, c.verb, c.kind, c.row.Unit, got, c.want)
		}
	}
	chief := dir.May(who(t, dir, "chief"), "read", o.set.Get("thing"))
	if !chief.AllIn("3710") || chief.AllIn("3711") {
		t.Error("a grant over the bureau is over its book and no other")
	}
}

func TestFields(t *testing.T) {
	o := newOrg(t)
	o.grant("g7", "zhao", "viewer", "bureau", nil)
	dir := o.open(t, dbtest.SQLite(t, db.Options{}))
	thing := o.set.Get("thing")
	for name, refused := range map[string][]string{"zhao": {"phone", "source"}, "wang": {"source"}, "chief": nil} {
		err := dir.CheckReadable(who(t, dir, name), thing, []string{"what", "phone", "source"})
		var f *fault.Error
		var got []string
		if errors.As(err, &f) {
			for _, x := range f.Fields {
				got = append(got, x.Name)
			}
		}
		if d := cmp.Diff(refused, got); d != "" {
			t.Errorf("%s is refused:\n%s", name, d)
		}
	}
}

// TestGrantsThatDoNotCount takes one grant and breaks it in every way.
func TestGrantsThatDoNotCount(t *testing.T) {
	d := dbtest.SQLite(t, db.Options{})
	prepare(t, d, kinds(t))
	for name, c := range map[string]struct {
		change map[string]any
		extra  string
	}{
		"not confirmed":           {map[string]any{"confirmed": "no"}, ""},
		"confirmed by nobody":     {map[string]any{"confirmed_by": nil}, ""},
		"confirmed by proposer":   {map[string]any{"confirmed_by": "sec"}, ""},
		"confirmed by the holder": {map[string]any{"confirmed_by": "zhao"}, ""},
		"ended":                   {map[string]any{"until_on": day}, ""},
		"not begun":               {map[string]any{"since": "2026-11-22"}, ""},
		"no such role":            {map[string]any{"role": "king"}, ""},
		"no such unit":            {map[string]any{"over": "gone"}, ""},
		"separate duties":         {nil, "audit_admin"},
	} {
		o := newOrg(t)
		o.grant("g9", "zhao", "officer", "bureau", c.change)
		if c.extra != "" {
			o.grant("g10", "zhao", c.extra, "bureau", nil)
		}
		fill(t, d, o.set, o.rows)
		dir := NewDirectory(d)
		if err := dir.Load(context.Background()); err != nil {
			t.Fatal(err)
		}
		if !dir.May(who(t, dir, "zhao"), "read", o.set.Get("thing")).None {
			t.Errorf("%s: the grant counts", name)
		}
	}
}

func TestOwnRole(t *testing.T) {
	o := newOrg(t)
	o.add("role", "r1", "sec", map[string]any{"name": "food_officer", "title": "食品办事员", "base": "officer", "matters": `["food"]`, "confirmed": "yes", "confirmed_by": "chief"})
	o.add("role", "r2", "sec", map[string]any{"name": "free_officer", "title": "未复核", "base": "officer", "matters": `["food"]`})
	o.add("role", "r3", "", map[string]any{"name": "boss", "title": "借壳", "base": "security_admin", "matters": `["food"]`, "confirmed": "yes"})
	o.grant("g7", "zhao", "food_officer", "bureau", nil)
	o.grant("g8", "zhao", "free_officer", "bureau", nil)
	o.grant("g9", "zhao", "boss", "bureau", nil)
	dir := o.open(t, dbtest.SQLite(t, db.Options{}))
	c := who(t, dir, "zhao")
	if dir.May(c, "read", o.set.Get("meal")).None || !dir.May(c, "read", o.set.Get("thing")).None {
		t.Error("the bureau's own role is not bounded by its matters")
	}
	if len(c.Roles) != 1 || c.Roles[0].Title != "食品办事员" {
		t.Errorf("roles %v", c.Roles)
	}
}

func TestDelegation(t *testing.T) {
	o := newOrg(t)
	o.add("delegation", "d1", "li", map[string]any{"giver": "li", "taker": "wang", "since": "2026-11-01", "until_on": "2026-12-01", "matters": `["complaint"]`})
	o.add("delegation", "d2", "li", map[string]any{"giver": "li", "taker": "zhao", "since": "2026-11-01", "until_on": day})
	o.add("delegation", "d3", "sys", map[string]any{"giver": "sys", "taker": "wang", "since": "2026-11-01", "until_on": "2026-12-01"})
	o.add("delegation", "d4", "wang", map[string]any{"giver": "wang", "taker": "chief", "since": "2026-11-01", "until_on": "2026-12-01"})
	d := dbtest.SQLite(t, db.Options{})
	dir := o.open(t, d)
	wang := who(t, dir, "wang")
	row := RowHead{Area: "3710", Unit: "county", Owner: "x"}
	forLi, err := dir.Act(wang, "li")
	if err != nil {
		t.Fatal(err)
	}
	if forLi.Organ != "某县市场监督管理局" || forLi.OnBehalfLabel() != "li" || forLi.Label() != "wang" {
		t.Errorf("acting for li: %+v", forLi)
	}
	if !dir.May(forLi, "annul", o.set.Get("thing")).Covers(row) || dir.May(wang, "annul", o.set.Get("thing")).Covers(row) {
		t.Error("the delegation does not carry the giver's rights, or leaks into the taker's own")
	}
	if !dir.May(forLi, "read", o.set.Get("meal")).None {
		t.Error("the delegation reaches beyond its matters")
	}
	for name, giver := range map[string]string{"zhao": "li", "wang": "sys", "li": "chief"} {
		if _, err := dir.Act(who(t, dir, name), ref.ID(giver)); !fault.Is(err, fault.Denied) {
			t.Errorf("%s acts for %s: %v", name, giver, err)
		}
	}
	if g := dir.Givers(wang); len(g) != 1 || g[0].ID != "li" {
		t.Errorf("givers %v", g)
	}
	// The chain ends: who acts for wang has not what wang has from li.
	forWang, err := dir.Act(who(t, dir, "chief"), "wang")
	if err != nil || dir.May(forWang, "annul", o.set.Get("thing")).Covers(row) {
		t.Errorf("a delegation was passed on (%v)", err)
	}
	// The giver loses his right: the delegation is empty at once.
	err = d.Write(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE actor_role_grant SET state = 'annulled' WHERE person = 'li'`)
		tx.After(func() { dir.Changed([]string{"role_grant"}) })
		return err
	})
	if err != nil || !dir.May(forLi, "annul", o.set.Get("thing")).None {
		t.Errorf("the delegation outlives the giver's right (%v)", err)
	}
}

func TestWhy(t *testing.T) {
	o := newOrg(t)
	o.grant("g7", "zhao", "officer", "food", map[string]any{"confirmed": "no"})
	dir := o.open(t, dbtest.SQLite(t, db.Options{}))
	for _, c := range []struct {
		who, verb string
		want      []string
	}{
		{"wang", kind.Read, []string{"wang，城关所，任城关所科员", "授权：办事员，范围 城关所及下级机构，2026-01-01起，sec登记，chief复核——允许",
			"结论：可以查看“事情”，限于本人经办的、本人参与的、城关所及下级机构的"}},
		{"wang", "settle", []string{"wang，城关所，任城关所科员", "“事情”规定只有科长、所长可以办结", "授权：办事员，范围 城关所及下级机构，2026-01-01起，sec登记，chief复核——不含此项", "结论：不能办结“事情”"}},
		{"zhao", kind.Read, []string{"zhao，食品科", "授权“办事员”未生效：待另一人复核", "结论：不能查看“事情”"}},
		{"aud", kind.Read, []string{"aud，市局", "授权：审计管理员，范围 市局及下级机构，2026-01-01起，sec登记，chief复核——管理员不接触业务数据", "结论：不能查看“事情”"}},
	} {
		got := dir.Why(who(t, dir, c.who), c.verb, o.set.Get("thing"))
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s %s:\n%s", c.who, c.verb, d)
		}
	}
	if got := dir.Why(Caller{Machine: "import"}, kind.Read, o.set.Get("thing")); !strings.Contains(got[1], "可以") {
		t.Error(got)
	}
}

// BenchmarkMay is the judgement of one row, as a list page asks it for each.
func BenchmarkMay(b *testing.B) {
	o := newOrg(b)
	dir := o.open(b, dbtest.SQLite(b, db.Options{}))
	c, thing := who(b, dir, "wang"), o.set.Get("thing")
	row := RowHead{Area: "3710", Unit: "station", Owner: "other"}
	for b.Loop() {
		if !dir.May(c, kind.Read, thing).Covers(row) {
			b.Fatal("refused")
		}
	}
}
