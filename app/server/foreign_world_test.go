package server_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/test/livetest"
)

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
		{"head", "complaint/callback_draw", map[string]any{"title": "试验", "since": "2020-01-01", "until": "2020-01-31", "rate": 10}},
		{"head", "complaint/work_order", map[string]any{"platform": "hotline_12345", "order_no": "WH1", "sent_on": "2026-05-06", "matter_in_brief": "过期牛奶", "content": "购买时已经过期"}},
		{"wangfang", "enforcement/lead", map[string]any{"matter_in_brief": "无证经营", "source": "inspection"}},
	} {
		var done, got map[string]any
		w.as(x.who).Post("/api/"+x.path, map[string]any{"values": x.values}).Into(t, http.StatusCreated, &done)
		w.as(x.who).Get(fmt.Sprintf("/api/%s/%s/%s", x.path, done["area"], done["id"])).Into(t, http.StatusOK, &got)
		if diff := cmp.Diff(got, done); diff != "" {
			t.Errorf("%s: what is read after the act is not what it answered: %s", x.path, diff)
		}
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
		return strings.Compare(strconv.FormatBool(y.Subject)+strconv.FormatBool(x.Follows != nil), strconv.FormatBool(x.Subject)+strconv.FormatBool(y.Follows != nil))
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
			case k.Name != "directive" && slices.Contains(k.Parties, f.Name): // whom it names may see it, wherever it is
				delete(values, f.Name)
			case f.Compute != "", f.Unique == kind.UniqueEverywhere && !f.Required:
				delete(values, f.Name)
			case f.Unique == kind.UniqueEverywhere && isText:
				values[f.Name] = name + "-3702"
			}
		}
		if k.Name == subject.MergeKind { // nothing is merged twice
			values["merged"] = map[string]any{"area": string(a.Area()), "id": string(w.businesses(t)[7].ID)}
		}
		if k.Follows != nil { // it belongs to a record of that area too
			values[k.Follows.Record] = string(w.away[values[k.Follows.Kind].(string)].ID)
		}
		q := record.Request{Kind: k.Name, Act: record.Create, Area: "3702", Caller: a.Setup(), Values: values}
		if k.Name == "directive" { // between people; of these none may read one by his role
			q.Caller.Person = ref.ID(w.person(t, "auditadmin")["id"].(string))
			values["receiver"] = w.person(t, "auditadmin")
		}
		r, err := a.Engine.Act(ctx, q)
		for range 2 { // what only a later act may write: as its procedure says, then as its matter does
			if err == nil {
				break
			}
			for _, f := range fault.As(err).Fields {
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
		paper := w.away["document"]
		w.objects["document"] = object{map[string]string{"area": string(paper.Area), "id": string(paper.ID)}, map[string]string{"area": string(paper.Area), "id": none}, nil}
		letter := w.away["complaint"]
		of := func(id string) map[string]string {
			return map[string]string{"kind": "complaint", "area": string(letter.Area), "id": id, "message": none}
		}
		w.objects["telling"] = object{of(string(letter.ID)), of(none), nil}
		table := w.away["report"]
		w.objects["report"] = object{map[string]string{"area": string(table.Area), "id": string(table.ID)}, map[string]string{"area": string(table.Area), "id": none}, nil}
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
