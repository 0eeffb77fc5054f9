package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/test/livetest"
)

// TestForeign points every operation of every desk at what is somebody else's,
// as everybody: a record of another area, of another unit, of another business,
// another's session, key, view, batch, job. The answer must be the one for what
// does not exist, and nothing may be written. An operation that the tables of
// foreign_table_test.go do not know fails the test.
func TestForeign(t *testing.T) {
	eachCity(t, 60, func(t *testing.T, b *bureau) {
		w := newForeign(t, b)
		began, sessions := w.written(t), w.count(t, `SELECT count(*) FROM auth_session`)
		asked := 0
		for _, op := range w.operations(t) {
			if k, rest, ok := w.kindOf(op.path); ok {
				if !slices.Contains(ofKind, op.method+" "+rest) {
					t.Errorf("%s %s: foreign_table_test.go does not know what this operation of a kind names", op.method, op.path)
				}
				asked += w.askKind(t, op, k, rest)
				continue
			}
			if op.path == ownRecord || strings.HasPrefix(op.path, ownRecord+"/") {
				asked += w.askOwn(t, op)
				continue
			}
			x, ok := ways[op.method+" "+op.path]
			switch {
			case !ok:
				t.Errorf("%s %s: foreign_table_test.go does not say how it could name somebody else's object", op.method, op.path)
			case x.why == "":
				asked += w.askWay(t, op, x)
			}
		}
		if asked < 3000 {
			t.Errorf("only %d times asked", asked)
		}
		if now := w.written(t); now != began {
			t.Errorf("%d lines of history before, %d after: something was written", began, now)
		}
		if now := w.count(t, `SELECT count(*) FROM auth_session`); now != sessions {
			t.Errorf("%d sessions before, %d after", sessions, now)
		}
		w.unharmed(t)
		t.Run("references", w.references)
		t.Run("acts", w.acts)
		t.Run("totals", w.totals)
		t.Run("files", w.files) // it writes
	})
}

// TestForeignTable holds that the table names no operation that is gone.
func TestForeignTable(t *testing.T) {
	known := map[string]bool{}
	for _, op := range describe(t) {
		known[op.method+" "+op.path] = true
	}
	for op := range ways {
		if !known[op] {
			t.Errorf("%s is in the table and not in the API", op)
		}
	}
}

// foreign is a bureau with an object of every sort and everybody signed in.
type foreign struct {
	b       *bureau
	people  []*someone
	away    map[string]ref.Ref            // of each kind, a record of another area
	home    map[string][]ref.Ref          // of each kind, all records of the bureau's own
	sees    map[string]map[string]listing // by account and kind
	objects map[string]object
}

type someone struct {
	name     string
	c        *livetest.Client
	business bool
}

// object is what an operation may name: its place in path and body, and to
// whom it is not foreign.
type object struct {
	vars   map[string]string
	absent map[string]string
	owners []string
}

type listing struct {
	status int
	rows   map[ref.Ref]int64 // with revision
}

func newForeign(t *testing.T, b *bureau) *foreign {
	t.Helper()
	w := &foreign{b: b, away: map[string]ref.Ref{}, home: map[string][]ref.Ref{}, sees: map[string]map[string]listing{}, objects: map[string]object{}}
	accounts, err := b.app.Accounts(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	w.people = append(w.people, &someone{name: "nobody", c: b.nobody()})
	grants := map[string]bool{}
	for _, p := range accounts { // one of those who have the same role over the same units
		if g := p.Role + p.Over; !grants[g] {
			grants[g] = true
			w.people = append(w.people, &someone{name: p.Account, c: b.demo(t, p.Account)})
		}
	}
	for _, name := range []string{"qiye1", "qiye2"} {
		c := b.nobody()
		c.Post("/api/business/session", map[string]any{"account": name, "password": app.DemoPassword}).Into(t, http.StatusOK, nil)
		w.people = append(w.people, &someone{name: name, c: c, business: true})
	}
	w.second(t)
	w.fill(t)
	w.scatter(t)
	w.collect(t)
	w.keep(t)
	for _, p := range w.people {
		w.sees[p.name] = map[string]listing{}
		for _, k := range b.app.Kinds.All() {
			w.sees[p.name][k.Name] = w.list(t, p, k)
		}
	}
	return w
}

// second hires a steward of one division of a county: to him what the city's
// steward imports is foreign.
func (w *foreign) second(t *testing.T) {
	t.Helper()
	c, p, _ := w.b.hire(t, w.as("sysadmin"), "steward2", "县里的数据管理员")
	county, _ := w.b.app.People.Caller("county", w.b.app.DB.Now().Day())
	g := create(t, w.as("secadmin"), "role_grant", map[string]any{"person": p.ref(), "role": "steward", "since": "2020-01-01", "over": map[string]any{"area": string(county.Area), "id": string(county.Unit)}})
	confirm(w.as("leader"), g).Into(t, http.StatusOK, nil)
	w.people = append(w.people, &someone{name: "steward2", c: c})
}

func (w *foreign) as(name string) *livetest.Client {
	for _, p := range w.people {
		if p.name == name {
			return p.c
		}
	}
	panic("nobody is called " + name)
}

// fill makes records of the kinds of which the demo has none.
func (w *foreign) fill(t *testing.T) {
	person := func(account string) map[string]any { return w.person(t, account) }
	business := func(n int) map[string]any { return w.businesses(t)[n].ref() }
	tomorrow := time.Now().AddDate(0, 0, 2).Format(time.DateOnly)
	for _, x := range []struct {
		who, path string
		values    map[string]any
	}{
		{"wangfang", "registration/annotation", map[string]any{"subject": business(0), "field": "address", "value": "另一处", "found_on": "2026-01-05"}},
		{"wangfang", "registration/tag", map[string]any{"subject": business(0), "label": "重点", "why": "试验"}},
		{"head", "subject/subject_merge", map[string]any{"kept": business(3), "merged": business(4), "why": "试验"}},
		{"leader", "oversight/directive", map[string]any{"text": "请核实", "receiver": person("county"), "due": tomorrow}},
		{"head", "actor/delegation", map[string]any{"giver": person("head"), "taker": person("wangfang"), "since": "2026-01-01", "until_on": "2099-01-01", "why": "出差"}},
		{"secadmin", "actor/role", map[string]any{"name": "licenser", "title": "许可查看", "base": "viewer", "matters": []string{"licensing"}}},
		{"secadmin", "actor/sign_in_rule", map[string]any{"role": "receiver", "since": "2099-01-01"}},
		{"inspector", "registration/business", map[string]any{"name": "所里登记的店"}},
	} {
		w.as(x.who).Post("/api/"+x.path, map[string]any{"values": x.values}).Into(t, http.StatusCreated, nil)
	}
}

func (w *foreign) person(t *testing.T, account string) map[string]any {
	t.Helper()
	c, ok := w.b.app.People.Caller(account, w.b.app.DB.Now().Day())
	if !ok {
		t.Fatalf("no person behind %s", account)
	}
	return map[string]any{"area": string(c.Area), "id": string(c.Person)}
}

func (w *foreign) businesses(t *testing.T) []rec {
	t.Helper()
	var page struct{ Items []rec }
	w.as("wangfang").Get("/api/registration/business?limit=20").Into(t, http.StatusOK, &page)
	return page.Items
}

// scatter puts a copy of one record of every kind into another area.
func (w *foreign) scatter(t *testing.T) {
	ctx, a := context.Background(), w.b.app
	kinds := slices.Clone(a.Kinds.All())
	slices.SortStableFunc(kinds, func(x, y *kind.Kind) int { // what the others are about comes first
		return strings.Compare(strconv.FormatBool(y.Subject), strconv.FormatBool(x.Subject))
	})
	for _, k := range kinds {
		page, err := a.Engine.List(ctx, record.Query{Kind: k.Name, Area: a.Area(), Caller: a.Setup(), Limit: 2000})
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Items) == 0 {
			t.Fatalf("there is no %s: fill makes one", k.Name)
		}
		for _, r := range page.Items {
			w.home[k.Name] = append(w.home[k.Name], r.Ref())
		}
		values := maps.Clone(page.Items[len(page.Items)-1].Values)
		for _, f := range k.Fields {
			switch name, isText := values[f.Name].(string); {
			case f.Name == k.About:
				values[f.Name] = map[string]any{"area": "3702", "id": string(w.away["business"].ID)}
			case f.Compute != "", f.Unique == kind.UniqueEverywhere && !f.Required:
				delete(values, f.Name)
			case f.Unique == kind.UniqueEverywhere && isText:
				values[f.Name] = name + "-3702"
			}
		}
		if k.Name == subject.MergeKind { // nothing is merged twice
			values["merged"] = map[string]any{"area": string(a.Area()), "id": string(w.businesses(t)[7].ID)}
		}
		q := record.Request{Kind: k.Name, Act: record.Create, Area: "3702", Caller: a.Setup(), Values: values}
		if k.Name == "directive" { // between people; of these none may read one by his role
			q.Caller.Person = ref.ID(w.person(t, "auditadmin")["id"].(string))
			values["receiver"] = w.person(t, "auditadmin")
		}
		r, err := a.Engine.Act(ctx, q)
		if err != nil {
			for _, f := range fault.As(err).Fields { // what only a later act may write
				delete(values, f.Name)
			}
			r, err = a.Engine.Act(ctx, q)
		}
		if err != nil {
			t.Fatalf("a %s of another area: %v", k.Name, err)
		}
		w.away[k.Name] = r.Ref()
	}
}

// collect makes a batch with a quarantined row.
func (w *foreign) collect(t *testing.T) {
	c := w.as("steward")
	var up struct{ File string }
	c.Upload("名单.csv", []byte("企业名称,统一社会信用代码\n别人的批次,\n,坏的\n")).Into(t, http.StatusOK, &up)
	var batch struct {
		ID, State string
		Job       *struct{ ID string }
	}
	c.Post("/api/collect/batches", map[string]any{"file": up.File, "name": "名单.csv", "kind": "business", "source": "bureau-file"}).Into(t, http.StatusOK, &batch)
	job := batch.Job.ID
	for range 400 {
		if c.Get("/api/collect/batches/"+batch.ID).Into(t, http.StatusOK, &batch); batch.State == "ready" {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	none := string(ref.NewID(w.b.app.DB.Now()))
	owners := []string{"steward"}
	w.objects["batch"] = object{map[string]string{"id": batch.ID, "line": "3"}, map[string]string{"id": none, "line": "3"}, owners}
	w.objects["review"] = w.objects["batch"] // never the id of a review: what is held is that nobody is told more
	w.objects["job"] = object{map[string]string{"id": job}, map[string]string{"id": noUUID}, owners}
	w.objects["upload"] = object{map[string]string{"file": up.File}, map[string]string{"file": strings.Repeat("ab", 32)}, owners}
}

const noUUID = "00000000-0000-7000-8000-000000000000"

// keep makes what people have for themselves.
func (w *foreign) keep(t *testing.T) {
	type list struct {
		Items []struct {
			ID      string
			Current bool
		}
	}
	mine := func(c *livetest.Client, path string) string {
		var l list
		c.Get(path).Into(t, http.StatusOK, &l)
		for _, x := range l.Items {
			if x.Current {
				return x.ID
			}
		}
		return l.Items[0].ID
	}
	officer := w.as("wangfang")
	w.objects["session"] = one("id", mine(officer, "/api/sessions"), noUUID, "wangfang")
	w.objects["business session"] = one("id", mine(w.as("qiye2"), "/api/business/sessions"), noUUID, "qiye2")
	var key struct{ Key struct{ ID string } }
	officer.Post("/api/keys", map[string]any{"title": "月报", "scopes": []string{"read"}, "days": "30", "password": app.DemoPassword}).Into(t, http.StatusOK, &key)
	w.objects["key"] = one("id", key.Key.ID, noUUID, "wangfang")
	var view struct{ ID string }
	officer.Post("/api/desk/views", map[string]any{"screen": "business", "name": "共享的", "query": "q=x", "share": true}).Into(t, http.StatusOK, &view)
	w.objects["view"] = one("id", view.ID, string(ref.NewID(w.b.app.DB.Now())), "wangfang")
	officer.Do(http.MethodPut, "/api/desk/choices/business", []byte(`{"columns":["name"]}`)).Into(t, http.StatusNoContent, nil)
	w.objects["choice"] = one("screen", "business", "nothing", "wangfang")
	w.objects["account"] = one("account", "wangfang", "absent", "sysadmin", "secadmin")
	var run struct{ Job string }
	w.as("auditadmin").Post("/api/admin/ledger/verifications", map[string]any{}).Into(t, http.StatusOK, &run)
	w.objects["verification"] = one("id", run.Job, noUUID, "sysadmin", "secadmin", "auditadmin")
	w.objects["any job"] = one("id", run.Job, noUUID, "sysadmin")
	w.objects["any session"] = one("id", w.objects["session"].vars["id"], noUUID, "sysadmin")
	grantors := []string{"secadmin", "auditadmin"}
	w.objects["person"] = one("id", w.person(t, "head")["id"].(string), string(ref.NewID(w.b.app.DB.Now())), append(grantors, "head")...)
	w.objects["any record"] = one("id", string(w.home["directive"][0].ID), string(ref.NewID(w.b.app.DB.Now())), grantors...)
	w.objects["any key"] = one("id", key.Key.ID, noUUID, "sysadmin")
	away, home := w.away["business"], ref.Ref{}
	if err := w.b.app.DB.Read(context.Background(), func(c db.Conn) error {
		var act, acts string
		if err := c.QueryRow(`SELECT act FROM record_history WHERE area = $1 AND record = $2`, string(away.Area), string(away.ID)).Scan(&act); err != nil {
			return err
		}
		home = w.home["directive"][0]
		err := c.QueryRow(`SELECT act FROM record_history WHERE area = $1 AND record = $2`, string(home.Area), string(home.ID)).Scan(&acts)
		none := string(ref.NewID(w.b.app.DB.Now()))
		w.objects["act"] = object{map[string]string{"area": string(home.Area), "act": acts, "id": string(home.ID)}, map[string]string{"area": string(home.Area), "act": none, "id": none}, []string{"leader", "county"}}
		w.objects["any act"] = object{map[string]string{"act": acts}, map[string]string{"act": none}, []string{"auditadmin"}}
		w.objects["subject"] = object{map[string]string{"area": string(away.Area), "id": string(away.ID), "notice": "registration_notice"}, map[string]string{"area": string(away.Area), "id": none, "notice": "registration_notice"}, nil}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	var theirs struct{ Items []rec }
	w.as("qiye2").Get("/api/business/records/permit").Into(t, http.StatusOK, &theirs)
	x := theirs.Items[0]
	w.objects["their permit"] = object{map[string]string{"kind": "permit", "area": x.Area, "id": x.ID}, map[string]string{"kind": "permit", "area": x.Area, "id": string(ref.NewID(w.b.app.DB.Now()))}, []string{"qiye2"}}
}

func one(name, there, absent string, owners ...string) object {
	return object{map[string]string{name: there}, map[string]string{name: absent}, owners}
}

func (w *foreign) count(t *testing.T, query string) (n int64) {
	t.Helper()
	if err := w.b.app.DB.Read(context.Background(), func(c db.Conn) error { return c.QueryRow(query).Scan(&n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

func (w *foreign) written(t *testing.T) int64 {
	return w.count(t, `SELECT count(*) FROM record_history`)
}

// list is what somebody sees of a kind.
func (w *foreign) list(t *testing.T, p *someone, k *kind.Kind) listing {
	path := "/api/" + k.Matter + "/" + k.Name + "?limit=2000"
	if p.business {
		path = "/api/business/records/" + k.Name
	}
	a := p.c.Get(path)
	out := listing{a.Status, map[ref.Ref]int64{}}
	if a.Status == http.StatusOK {
		var page struct{ Items []rec }
		a.Into(t, http.StatusOK, &page)
		for _, r := range page.Items {
			out.rows[ref.Ref{Area: ref.Area(r.Area), ID: ref.ID(r.ID)}] = r.Rev
		}
	}
	return out
}

// strange are the records of a kind that somebody does not see: always one of
// another area, and one of the bureau's own where there is one.
func (w *foreign) strange(p *someone, k string) []ref.Ref {
	out := []ref.Ref{w.away[k]}
	for _, r := range w.home[k] {
		if _, sees := w.sees[p.name][k].rows[r]; !sees {
			return append(out, r)
		}
	}
	return out
}

func (w *foreign) kindOf(path string) (*kind.Kind, string, bool) {
	for _, k := range w.b.app.Kinds.All() {
		base := "/api/" + k.Matter + "/" + k.Name
		if path == base || strings.HasPrefix(path, base+"/") {
			return k, strings.TrimPrefix(path, base), true
		}
	}
	return nil, "", false
}

// anyAct are the acts that are tried on a record: every built-in one, those the
// kind declares, and one that nobody has.
func anyAct(k *kind.Kind) []string {
	out := append([]string{record.Import, record.Receive, "nothing"}, kind.BuiltIn()...)
	for _, a := range k.Acts {
		out = append(out, a.Name)
	}
	return out
}

// askKind asks for the records of a kind that are not the asker's to see.
func (w *foreign) askKind(t *testing.T, op operation, k *kind.Kind, rest string) (asked int) {
	if !strings.Contains(rest, "{id}") {
		return 0 // names no record; what it lists is held by totals and references
	}
	for _, p := range w.people {
		for i, r := range w.strange(p, k.Name) {
			none := ref.Ref{Area: r.Area, ID: ref.NewID(w.b.app.DB.Now())}
			acts := []string{record.Amend}
			if i == 0 && strings.HasSuffix(rest, "{act}") {
				acts = anyAct(k)
			}
			for _, act := range acts {
				vars := func(r ref.Ref) map[string]string {
					return map[string]string{"area": string(r.Area), "id": string(r.ID), "act": act, "field": firstFile(k)}
				}
				w.compare(t, p, op, object{vars: vars(r), absent: vars(none)}, "", map[string]any{"values": map[string]any{}, "reason": "试验", "to": "3706", "annuls": string(r.ID)})
				asked++
			}
		}
	}
	return asked
}

func firstFile(k *kind.Kind) string {
	for _, f := range k.Fields {
		if f.Type == kind.File {
			return f.Name
		}
	}
	return k.Fields[0].Name
}

// ownRecord begins the operations on records at the business's own desk.
const ownRecord = "/api/business/records/{kind}"

// askOwn asks at the business's own desk for records of another business, of
// another area and of kinds that are not its own.
func (w *foreign) askOwn(t *testing.T, op operation) (asked int) {
	for _, p := range w.people {
		for _, k := range w.b.app.Kinds.All() {
			if !strings.Contains(op.path, "{id}") {
				if p.business && w.sees[p.name][k.Name].status == http.StatusOK {
					continue // a list of its own; creating is tried by acts
				}
				w.compare(t, p, op, object{vars: map[string]string{"kind": k.Name}, absent: map[string]string{"kind": "nothing"}}, "", map[string]any{"values": map[string]any{}})
				asked++
				continue
			}
			for _, r := range w.strange(p, k.Name) {
				vars := map[string]string{"kind": k.Name, "area": string(r.Area), "id": string(r.ID), "act": "amend", "field": firstFile(k)}
				none := maps.Clone(vars)
				none["id"] = string(ref.NewID(w.b.app.DB.Now()))
				w.compare(t, p, op, object{vars: vars, absent: none}, "", map[string]any{"values": map[string]any{}, "reason": "试验"})
				asked++
			}
		}
	}
	return asked
}

func (w *foreign) askWay(t *testing.T, op operation, x way) (asked int) {
	o, ok := w.objects[x.object]
	if !ok {
		t.Fatalf("%s %s: there is no %q", op.method, op.path, x.object)
	}
	for _, p := range w.people {
		if !slices.Contains(o.owners, p.name) {
			w.compare(t, p, op, o, x.query, x.body)
			asked++
		}
	}
	return asked
}

// compare asks for what there is and for what there is not.
func (w *foreign) compare(t *testing.T, p *someone, op operation, o object, query string, body map[string]any) {
	t.Helper()
	ask := func(vars map[string]string) (int, string) {
		fill := []string{}
		for name, v := range vars {
			fill = append(fill, "{"+name+"}", v)
		}
		put := strings.NewReplacer(fill...)
		var text []byte
		if op.method != http.MethodGet {
			text, _ = json.Marshal(body) // texts and maps
		}
		a := p.c.Do(op.method, put.Replace(op.path+query), []byte(put.Replace(string(text))), "If-Match", `"1"`)
		said := string(a.Body)
		if x, ok := a.Problem(); ok {
			said = strings.ReplaceAll(said, x.ID, "")
		}
		for name, v := range vars {
			if len(v) > 5 {
				said = strings.ReplaceAll(said, v, "{"+name+"}")
			}
		}
		return a.Status, said
	}
	is, said := ask(o.vars)
	none, nothing := ask(o.absent)
	if is != none || said != nothing {
		t.Errorf("%s %s as %s: what is somebody else's (%v) %d %.300s\nwhat is not there %d %.300s", op.method, op.path, p.name, o.vars, is, said, none, nothing)
	}
	if fine := is >= 400 && is < 500 || is == http.StatusOK && (op.method == http.MethodGet || strings.HasSuffix(op.path, "/check")); !fine {
		t.Errorf("%s %s as %s on %v: %d %.300s", op.method, op.path, p.name, o.vars, is, said)
	}
}

// unharmed holds that what is outside of the book stands as before.
func (w *foreign) unharmed(t *testing.T) {
	officer := w.as("wangfang")
	has := func(path, what string) {
		t.Helper()
		if a := officer.Get(path); a.Status != http.StatusOK || !strings.Contains(string(a.Body), what) {
			t.Errorf("%s: %d %.300s", path, a.Status, a.Body)
		}
	}
	has("/api/sessions", w.objects["session"].vars["id"])
	has("/api/keys", w.objects["key"].vars["id"])
	has("/api/desk/views?screen=business", w.objects["view"].vars["id"])
	has("/api/desk/choices/business", "columns")
	w.as("qiye2").Get("/api/business/session").Into(t, http.StatusOK, nil)
	var batch struct {
		State string
		Read  int
	}
	if w.as("steward").Get("/api/collect/batches/"+w.objects["batch"].vars["id"]).Into(t, http.StatusOK, &batch); batch.State != "ready" {
		t.Errorf("the batch is %s", batch.State)
	}
	if n := w.count(t, `SELECT count(*) FROM auth_key WHERE revoked_at IS NOT NULL`); n != 0 {
		t.Errorf("%d keys were ended", n)
	}
}

// references names in a new record one that its maker does not see, for every
// field of every kind that points at another: it is refused as one that is not there.
func (w *foreign) references(t *testing.T) {
	began, asked := w.written(t), 0
	for _, p := range w.people {
		for _, k := range w.b.app.Kinds.All() {
			path := "/api/" + k.Matter + "/" + k.Name + "/check"
			for _, f := range k.Fields {
				of := f.Of
				if f.Type == kind.Subject && of == "" {
					of = "business"
				}
				if f.Type != kind.Subject && f.Type != kind.Reference || p.business || p.name == "nobody" || k.Name == app.AccountKind {
					continue
				}
				for _, r := range w.strange(p, of) {
					none := ref.Ref{Area: r.Area, ID: ref.NewID(w.b.app.DB.Now())}
					var said [2]string
					for i, x := range []ref.Ref{r, none} {
						a := p.c.Post(path, map[string]any{"values": map[string]any{f.Name: map[string]any{"area": string(x.Area), "id": string(x.ID)}}})
						said[i] = fmt.Sprint(a.Status) + string(a.Body)
						if y, ok := a.Problem(); ok {
							said[i] = strings.ReplaceAll(said[i], y.ID, "")
						} else if !strings.Contains(said[i], `"reference"`) && i == 0 {
							t.Errorf("%s of %s by %s names %v and is taken: %.300s", f.Name, k.Name, p.name, x, said[i])
						}
					}
					if asked++; said[0] != said[1] {
						t.Errorf("%s of %s by %s: what he does not see %.300s\nwhat is not there %.300s", f.Name, k.Name, p.name, said[0], said[1])
					}
				}
			}
		}
	}
	if asked < 300 || w.written(t) != began {
		t.Errorf("%d asked, %d lines written", asked, w.written(t)-began)
	}
}

// files names in a record the digest of a file that somebody else sent: it is
// refused as one that was never sent, until a record that one may read holds it.
func (w *foreign) files(t *testing.T) {
	one, two := w.as("qiye1"), w.as("qiye2")
	var form bytes.Buffer
	form.WriteString("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n别人的证据\r\n--x--\r\n")
	var up map[string]any
	two.Do(http.MethodPost, "/api/business/files", form.Bytes(), "Content-Type", "multipart/form-data; boundary=x").Into(t, http.StatusOK, &up)
	object := func(c *livetest.Client, evidence any) livetest.Answer {
		var mine struct{ Items []rec }
		c.Get("/api/business/records/permit").Into(t, http.StatusOK, &mine)
		x := mine.Items[0]
		return c.Post("/api/business/objections", map[string]any{"kind": "permit", "area": x.Area, "id": x.ID, "should_be": "别的", "why": "试验", "evidence": evidence})
	}
	never := maps.Clone(up)
	never["digest"] = strings.Repeat("ab", 32)
	said := func(a livetest.Answer) string {
		p, _ := a.Problem()
		return fmt.Sprint(a.Status) + strings.ReplaceAll(string(a.Body), p.ID, "")
	}
	want := said(object(one, never))
	if got := said(object(one, up)); got != want || !strings.HasPrefix(got, "422") {
		t.Errorf("another's upload: %s\none never sent: %s", got, want)
	}
	object(two, up).Into(t, http.StatusCreated, nil) // who sent it may
	if got := said(object(one, up)); got != want {
		t.Errorf("a file of another's record: %s\none never sent: %s", got, want)
	}
	object(two, up).Into(t, http.StatusCreated, nil) // from a record of his own again
}

// acts tries, on a record that somebody sees, every act that the record itself
// does not offer him.
func (w *foreign) acts(t *testing.T) {
	began, asked := w.written(t), 0
	for _, p := range w.people {
		for _, k := range w.b.app.Kinds.All() {
			rows := w.sees[p.name][k.Name].rows
			if len(rows) == 0 || k.Name == app.AccountKind {
				continue
			}
			for _, r := range w.home[k.Name] {
				rev, sees := rows[r]
				if !sees {
					continue
				}
				at := "/api/" + k.Matter + "/" + k.Name + "/" + string(r.Area) + "/" + string(r.ID)
				if p.business {
					at = "/api/business/records/" + k.Name + "/" + string(r.Area) + "/" + string(r.ID)
				}
				var got struct {
					Acts []struct {
						Name    string
						Allowed bool
					}
				}
				p.c.Get(at).Into(t, http.StatusOK, &got)
				for _, act := range anyAct(k) {
					if slices.ContainsFunc(got.Acts, func(x struct {
						Name    string
						Allowed bool
					}) bool {
						return x.Name == act && x.Allowed
					}) {
						continue
					}
					a := p.c.Post(at+"/acts/"+act, map[string]any{"values": map[string]any{}, "reason": "试验", "to": "3706"}, "If-Match", strconv.Quote(strconv.FormatInt(rev, 10)))
					if asked++; a.Status < 400 || a.Status >= 500 {
						t.Errorf("%s on %s by %s, which is not offered: %d %.200s", act, k.Name, p.name, a.Status, a.Body)
					}
				}
				break // one record of a kind is enough
			}
		}
	}
	if asked < 500 || w.written(t) != began {
		t.Errorf("%d asked, %d lines written", asked, w.written(t)-began)
	}
}

// totals holds that no count tells of records that the list does not show: the
// total, its grouping and the tag of the answer are of what one sees.
func (w *foreign) totals(t *testing.T) {
	for _, p := range w.people {
		if p.business || p.name == "nobody" {
			continue
		}
		for _, k := range w.b.app.Kinds.All() {
			base, sees := "/api/"+k.Matter+"/"+k.Name, w.sees[p.name][k.Name]
			var total struct{ Count int }
			a := p.c.Get(base + "/total")
			if sees.status != http.StatusOK {
				if a.Status != sees.status {
					t.Errorf("%s of %s: the list says %d, the total %d %s", k.Name, p.name, sees.status, a.Status, a.Body)
				}
				continue
			}
			if a.Into(t, http.StatusOK, &total); total.Count != len(sees.rows) {
				t.Errorf("%s of %s: %d listed, total %d", k.Name, p.name, len(sees.rows), total.Count)
			}
			for _, r := range w.strange(p, k.Name) {
				var page struct{ Items []rec }
				p.c.Get(base+"?limit=2000&states=active,annulled,withdrawn,transferred,erased").Into(t, http.StatusOK, &page)
				for _, x := range page.Items {
					if x.ID == string(r.ID) {
						t.Errorf("%s of %s: listed under states", k.Name, p.name)
					}
				}
			}
		}
	}
}
