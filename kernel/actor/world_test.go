package actor

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

const day = "2026-11-21"

// kinds are the organisation's own and three of the business.
func kinds(t testing.TB) *kind.Set {
	t.Helper()
	isRole := func(name string) bool { _, ok := FindRole(name); return ok }
	set, ps := kind.Load(kind.Env{Roles: isRole}, kind.Source{FS: Kinds, Dir: "kernel/actor"}, kind.Source{Dir: "practice/complaint", FS: fstest.MapFS{
		"thing.yaml": {Data: []byte(`
kind: thing
title: 事情
acts:
  settle: {title: 办结}
access: {settle: [head], export: [leader]}
fields:
  - {name: what, title: 内容, type: text}
  - {name: phone, title: 电话, type: text, personal: true}
  - {name: source, title: 线索来源, type: text, secret: true}
`)},
		"hush.yaml": {Data: []byte("kind: hush\ntitle: 密件\nsecret: true\nfields: [{name: what, title: 内容, type: text}]\n")},
		"stall.yaml": {Data: []byte(`
kind: stall
title: 摊位
subject: {name: what}
access: {read: [officer, subject], amend: [head]}
fields: [{name: what, title: 内容, type: text}, {name: phone, title: 电话, type: text, personal: true}]
`)},
		"word.yaml": {Data: []byte(`
kind: word
title: 来往
about: whom
acts:
  reply: {title: 答复, by: [subject, head]}
  close: {title: 办结, by: officer}
access: {read: [officer, subject], create: [subject], personal: [head, subject]}
fields: [{name: whom, title: 谁, type: subject}, {name: what, title: 内容, type: text}, {name: phone, title: 电话, type: text, personal: true}]
`)},
		"memo.yaml": {Data: []byte(`
kind: memo
title: 内部
about: whom
access: {read: [officer]}
fields: [{name: whom, title: 谁, type: subject}]
`)},
	}}, kind.Source{Dir: "sector/food", FS: fstest.MapFS{
		"meal.yaml": {Data: []byte("kind: meal\ntitle: 餐饮\nfields: [{name: what, title: 内容, type: text}]\n")},
	}})
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	return set
}

// prepare makes the tables as kernel/record would, without its machinery.
func prepare(t testing.TB, d *db.DB, set *kind.Set) {
	t.Helper()
	steps := Steps()
	make := []string{`CREATE TABLE record_party (area {text} NOT NULL, kind {text} NOT NULL, record {text} NOT NULL,
		person {text} NOT NULL, unit {text} NOT NULL, only_reads {bool} NOT NULL DEFAULT FALSE, PRIMARY KEY (area, kind, record, person, unit))`}
	for _, k := range set.All() {
		cols := []string{"area {text} NOT NULL", "id {text} NOT NULL", "state {text} NOT NULL", "unit {text} NOT NULL", "owner {text} NOT NULL"}
		for _, f := range k.Fields {
			for _, c := range f.Columns() {
				if f.Type == kind.Bool {
					cols = append(cols, c+" {bool}")
				} else {
					cols = append(cols, c+" {text}")
				}
			}
		}
		make = append(make, fmt.Sprintf("CREATE TABLE %s (%s, PRIMARY KEY (area, id))", k.Table, strings.Join(cols, ", ")))
	}
	steps = append(steps, db.Step{Name: "actor.test", Statements: make})
	if err := d.Migrate(context.Background(), steps); err != nil {
		t.Fatal(err)
	}
}

// row is one record of a kind, by column.
type row struct {
	kind                   *kind.Kind
	area                   ref.Area
	id, state, unit, owner string
	values                 map[string]any
	parties                []Party
}

// fill replaces what the tables hold.
func fill(t testing.TB, d *db.DB, set *kind.Set, rows []row) {
	t.Helper()
	err := d.Write(context.Background(), func(tx *db.Tx) error {
		for _, k := range set.All() {
			if _, err := tx.Exec("DELETE FROM " + k.Table); err != nil {
				return err
			}
		}
		if _, err := tx.Exec("DELETE FROM record_party"); err != nil {
			return err
		}
		for _, r := range rows {
			if err := insert(tx, r); err != nil {
				return err
			}
		}
		return RebuildClosure(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func insert(tx *db.Tx, r row) error {
	cols := []string{"area", "id", "state", "unit", "owner"}
	if r.state == "" {
		r.state = "active"
	}
	args := []any{string(r.area), r.id, r.state, r.unit, r.owner}
	for c, v := range r.values {
		cols, args = append(cols, c), append(args, v)
	}
	places := make([]string, len(cols))
	for i := range places {
		places[i] = fmt.Sprintf("$%d", i+1)
	}
	_, err := tx.Exec(fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", r.kind.Table, strings.Join(cols, ", "), strings.Join(places, ", ")), args...)
	if err != nil {
		return err
	}
	for _, p := range r.parties {
		if _, err := tx.Exec(`INSERT INTO record_party (area, kind, record, person, unit, only_reads) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (area, kind, record, person, unit) DO UPDATE SET only_reads = record_party.only_reads AND excluded.only_reads`,
			string(r.area), r.kind.Name, r.id, string(p.Person), string(p.Unit), p.Reads); err != nil {
			return err
		}
	}
	return nil
}

// org is a small bureau for the tests by hand: a bureau with a division, a
// station under a county bureau, and its people.
type org struct {
	set  *kind.Set
	rows []row
}

func (o *org) add(kindName, id, owner string, values map[string]any) {
	o.rows = append(o.rows, row{kind: o.set.Get(kindName), area: "3710", id: id, owner: owner, values: values})
}

func (o *org) grant(id, person, role, over string, more map[string]any) {
	v := map[string]any{"person": person, "role": role, "over": over, "since": "2026-01-01", "confirmed": "yes", "confirmed_by": "chief"}
	for k, x := range more {
		v[k] = x
	}
	o.add("role_grant", id, "sec", v)
}

func newOrg(t testing.TB) *org {
	o := &org{set: kinds(t)}
	o.add("unit", "bureau", "", map[string]any{"name": "市局", "sort": "bureau", "organ": "某市市场监督管理局"})
	o.add("unit", "food", "", map[string]any{"name": "食品科", "sort": "division", "parent": "bureau"})
	o.add("unit", "county", "", map[string]any{"name": "县局", "sort": "bureau", "parent": "bureau", "organ": "某县市场监督管理局"})
	o.add("unit", "station", "", map[string]any{"name": "城关所", "sort": "station", "parent": "county"})
	for id, unit := range map[string]string{"wang": "station", "li": "county", "chief": "bureau", "sys": "bureau", "sec": "bureau", "aud": "bureau", "zhao": "food"} {
		o.add("person", id, "", map[string]any{"name": id, "account": id, "unit_of": unit})
	}
	o.add("post", "p1", "", map[string]any{"person": "wang", "place": "station", "duty": "科员", "since": "2020-01-01"})
	o.grant("g1", "wang", "officer", "station", nil)
	o.grant("g2", "li", "head", "county", nil)
	o.grant("g3", "sys", "system_admin", "bureau", nil)
	o.grant("g4", "sec", "security_admin", "bureau", map[string]any{"confirmed_by": "aud"})
	o.grant("g5", "aud", "audit_admin", "bureau", nil)
	o.grant("g6", "chief", "leader", "bureau", map[string]any{"confirmed_by": "aud"})
	o.rows[len(o.rows)-3].owner = "x" // the security administrator did not propose himself
	return o
}

// open writes the organisation and reads it into a directory.
func (o *org) open(t testing.TB, d *db.DB) *Directory {
	t.Helper()
	prepare(t, d, o.set)
	fill(t, d, o.set, o.rows)
	dir := NewDirectory(d)
	if err := dir.Load(context.Background()); err != nil {
		t.Fatal(err)
	}
	return dir
}

func who(t testing.TB, dir *Directory, account string) Caller {
	t.Helper()
	c, ok := dir.Caller(account, day)
	if !ok {
		t.Fatalf("nobody has the account %s", account)
	}
	return c
}
