package server_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/apptest"
	"github.com/hengjian/hengjian/app/server"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/log"
	"github.com/hengjian/hengjian/test/livetest"
)

// bureau is a serving demo city.
type bureau struct {
	app  *app.App
	base string
}

// eachCity runs f against a server of a small demo city on each database.
func eachCity(t *testing.T, f func(t *testing.T, b *bureau)) {
	t.Run("sqlite", func(t *testing.T) { f(t, raise(t, app.Config{Data: t.TempDir()})) })
	t.Run("postgres", func(t *testing.T) {
		f(t, raise(t, app.Config{Data: t.TempDir(), DB: dbtest.PostgresURL(t)}))
	})
}

// city is a serving demo city where the database plays no part.
func city(t *testing.T) *bureau { return raise(t, app.Config{Data: t.TempDir()}) }

// subjects are so many that two of them have a desk.
const subjects = 60

func raise(t *testing.T, c app.Config) *bureau {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	a := apptest.Open(t, c, subjects, 1)
	return &bureau{a, "http://" + serve(t, ctx, stop, a, "127.0.0.1:0", log.Discard())}
}

// serve serves an app until the test ends, then closes it; it returns the address.
func serve(t *testing.T, ctx context.Context, stop func(), a *app.App, addr string, l *slog.Logger) string {
	t.Helper()
	ready := make(chan net.Addr, 1)
	s, err := server.New(ctx, a, server.Options{Addr: addr, Log: l, Rate: -1, Version: "test", Ready: func(at net.Addr) { ready <- at }})
	if err != nil {
		t.Fatal(err)
	}
	over := make(chan error, 1)
	go func() { over <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-over; err != nil {
			t.Errorf("serving: %v", err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return (<-ready).String()
}

func (b *bureau) nobody() *livetest.Client {
	jar, _ := cookiejar.New(nil) // never fails without options
	return &livetest.Client{HTTP: &http.Client{Jar: jar, Timeout: 30 * time.Second}, Base: b.base}
}

// enter signs in; want is the status expected.
func (b *bureau) enter(t *testing.T, account, password, code string, want int) *livetest.Client {
	t.Helper()
	c := b.nobody()
	body := map[string]any{"account": account, "password": password}
	if code != "" {
		body["code"] = code
	}
	c.Post("/api/session", body).Into(t, want, nil)
	return c
}

func (b *bureau) demo(t *testing.T, account string) *livetest.Client {
	return b.enter(t, account, app.DemoPassword, "", http.StatusOK)
}

// rec is a record as the API answers.
type rec struct {
	Area, ID string
	Rev      int64
	Values   map[string]any
}

func (r rec) ref() map[string]any { return map[string]any{"area": r.Area, "id": r.ID} }

func create(t *testing.T, c *livetest.Client, kind string, values map[string]any) (r rec) {
	t.Helper()
	c.Post("/api/actor/"+kind, map[string]any{"values": values}).Into(t, http.StatusCreated, &r)
	return r
}

// hire registers somebody in the root unit, opens the account and changes its
// first password; it returns the client, the record and the password.
func (b *bureau) hire(t *testing.T, sys *livetest.Client, account, name string) (*livetest.Client, rec, string) {
	t.Helper()
	unit := b.app.People.Roots(b.app.Area())[0]
	p := create(t, sys, "person", map[string]any{"name": name, "account": account, "unit_of": map[string]any{"area": string(b.app.Area()), "id": string(unit)}})
	var first struct{ Password string }
	sys.Post("/api/accounts", map[string]any{"account": account, "reason": "新到任"}).Into(t, http.StatusOK, &first)
	c := b.enter(t, account, first.Password, "", http.StatusOK)
	if got := problem(t, c.Get("/api/meta")); got != "auth.must_change" {
		t.Errorf("before the password is changed: %s", got)
	}
	password := "Xin-mima-2026-" + account[:2]
	c.Post("/api/session/password", map[string]any{"old": first.Password, "new": password}).Into(t, http.StatusNoContent, nil)
	return c, p, password
}

func problem(t *testing.T, a livetest.Answer) string {
	t.Helper()
	p, ok := a.Problem()
	if !ok {
		t.Fatalf("no problem: %d %.300s", a.Status, a.Body)
	}
	return p.Code
}

// grant proposes a role and has it confirmed.
func grant(t *testing.T, sec, second *livetest.Client, p rec, role string) rec {
	t.Helper()
	g := create(t, sec, "role_grant", map[string]any{"person": p.ref(), "role": role, "since": "2020-01-01"})
	if got := problem(t, confirm(sec, g)); got != "actor.second_person" {
		t.Errorf("confirming one's own proposal: %s", got)
	}
	confirm(second, g).Into(t, http.StatusOK, nil)
	return g
}

func confirm(c *livetest.Client, g rec) livetest.Answer {
	return c.Post("/api/actor/role_grant/"+g.Area+"/"+g.ID+"/acts/confirm", map[string]any{}, "If-Match", `"`+strconv.FormatInt(g.Rev, 10)+`"`)
}

// TestDuties asks for every operation of the administration in every role.
func TestDuties(t *testing.T) {
	eachCity(t, func(t *testing.T, b *bureau) {
		sys := b.demo(t, "sysadmin")
		_, unit, _ := b.hire(t, sys, "blank", "无权者")
		program := create(t, sys, "person", map[string]any{"name": "省平台接口", "account": "hub", "service": true, "unit_of": unit.Values["unit_of"]})
		sys.Post("/api/accounts", map[string]any{"account": "hub"}).Into(t, http.StatusOK, nil)
		sec, lead := b.demo(t, "secadmin"), b.demo(t, "leader")
		grant(t, sec, lead, program, "officer")
		var key struct{ Secret string }
		sys.Post("/api/admin/keys", map[string]any{"account": "hub", "title": "许可查询", "scopes": []string{"read:licensing"}, "days": "30"}).Into(t, http.StatusOK, &key)
		who := []*livetest.Client{b.nobody(), b.demo(t, "wangfang"), b.demo(t, "head"), sys, sec, b.demo(t, "auditadmin"), b.enter(t, "blank", "Xin-mima-2026-bl", "", 200), b.nobody()}
		titles := []string{"nobody", "officer", "head", "system", "security", "audit", "without rights", "key"}
		const get, post, del = http.MethodGet, http.MethodPost, http.MethodDelete
		none := "00000000-0000-7000-8000-000000000000"
		reason := map[string]any{"reason": "试验"}
		for _, op := range []struct {
			method, path string
			body         any
			want         [8]int // in the order of titles
		}{
			{get, "/api/admin/accounts", nil, [8]int{401, 403, 403, 200, 200, 200, 403, 403}},
			{post, "/api/accounts", map[string]any{"account": "nobody-has-it"}, [8]int{401, 403, 403, 422, 403, 403, 403, 403}},
			{post, "/api/admin/accounts/absent/lock", reason, [8]int{401, 403, 403, 404, 403, 403, 403, 403}},
			{post, "/api/admin/accounts/absent/unlock", reason, [8]int{401, 403, 403, 404, 403, 403, 403, 403}},
			{post, "/api/admin/accounts/absent/codes/reset", reason, [8]int{401, 403, 403, 404, 403, 403, 403, 403}},
			{post, "/api/admin/accounts/absent/codes/confirm", reason, [8]int{401, 403, 403, 403, 404, 403, 403, 403}},
			{post, "/api/admin/accounts/absent/bindings/end", reason, [8]int{401, 403, 403, 404, 403, 403, 403, 403}},
			{post, "/api/admin/accounts/wangfang/lock", map[string]any{}, [8]int{401, 403, 403, 422, 403, 403, 403, 403}},
			{get, "/api/admin/sessions", nil, [8]int{401, 403, 403, 200, 403, 200, 403, 403}},
			{post, "/api/admin/sessions/" + none + "/end", reason, [8]int{401, 403, 403, 404, 403, 403, 403, 403}},
			{get, "/api/admin/keys", nil, [8]int{401, 403, 403, 200, 200, 200, 403, 403}},
			{post, "/api/admin/keys", map[string]any{"account": "wangfang", "title": "x", "scopes": []string{"read"}, "days": "3"}, [8]int{401, 403, 403, 422, 403, 403, 403, 403}},
			{post, "/api/admin/keys/" + none + "/end", map[string]any{"account": "hub", "reason": "试验"}, [8]int{401, 403, 403, 404, 403, 403, 403, 403}},
			{get, "/api/admin/roles", nil, [8]int{401, 403, 403, 403, 200, 200, 403, 403}},
			{get, "/api/admin/roles/titles", nil, [8]int{401, 200, 200, 200, 200, 200, 200, 403}},
			{get, "/api/admin/grants", nil, [8]int{401, 403, 403, 403, 200, 200, 403, 403}},
			{get, "/api/admin/why", nil, [8]int{401, 200, 200, 200, 200, 200, 200, 403}},
			{get, "/api/admin/why?person=" + program.ID, nil, [8]int{401, 403, 403, 403, 200, 200, 403, 403}},
			{get, "/api/admin/who?kind=business&verb=amend", nil, [8]int{401, 403, 403, 403, 200, 200, 403, 403}},
			{get, "/api/admin/verbs", nil, [8]int{401, 403, 403, 200, 200, 200, 403, 403}},
			{get, "/api/admin/audit", nil, [8]int{401, 403, 403, 403, 403, 200, 403, 403}},
			{get, "/api/admin/audit/acts", nil, [8]int{401, 403, 403, 403, 403, 200, 403, 403}},
			{get, "/api/admin/sign-ins", nil, [8]int{401, 403, 403, 403, 403, 200, 403, 403}},
			{get, "/api/admin/ledger", nil, [8]int{401, 403, 403, 200, 200, 200, 403, 403}},
			{get, "/api/admin/ledger/checkpoints", nil, [8]int{401, 403, 403, 200, 200, 200, 403, 403}},
			{get, "/api/admin/ledger/checkpoints/99999999", nil, [8]int{401, 403, 403, 404, 404, 404, 403, 403}},
			{get, "/api/admin/ledger/acts/" + program.ID, nil, [8]int{401, 403, 403, 403, 403, 404, 403, 403}},
			{get, "/api/admin/ledger/verifications", nil, [8]int{401, 403, 403, 200, 200, 200, 403, 403}},
			{post, "/api/admin/ledger/verifications", map[string]any{}, [8]int{401, 403, 403, 403, 403, 200, 403, 403}},
			{get, "/api/admin/ledger/verifications/" + none, nil, [8]int{401, 403, 403, 404, 404, 404, 403, 403}},
			{get, "/api/admin/jobs", nil, [8]int{401, 403, 403, 200, 403, 200, 403, 403}},
			{post, "/api/admin/jobs/" + none + "/cancel", map[string]any{}, [8]int{401, 403, 403, 404, 403, 403, 403, 403}},
			{post, "/api/admin/jobs/" + none + "/retry", map[string]any{}, [8]int{401, 403, 403, 404, 403, 403, 403, 403}},
			{get, "/api/admin/declarations", nil, [8]int{401, 403, 403, 200, 200, 200, 403, 403}},
			{get, "/api/admin/declarations/business", nil, [8]int{401, 403, 403, 200, 200, 200, 403, 403}},
			{get, "/api/admin/codes", nil, [8]int{401, 200, 200, 200, 200, 200, 200, 403}},
			{get, "/api/admin/codes/gbt4754?limit=3", nil, [8]int{401, 200, 200, 200, 200, 200, 200, 403}},
			{get, "/api/admin/city", nil, [8]int{401, 200, 200, 200, 200, 200, 200, 403}},
			{get, "/api/admin/calendar?year=2026", nil, [8]int{401, 200, 200, 200, 200, 200, 200, 403}},
			{get, "/api/session/codes", nil, [8]int{401, 200, 200, 200, 200, 200, 200, 401}},
			{post, "/api/session/codes", map[string]any{"password": "wrong"}, [8]int{401, 422, 422, 422, 422, 422, 422, 401}},
			{post, "/api/session/codes/confirm", map[string]any{"code": "000000"}, [8]int{401, 422, 422, 422, 422, 422, 422, 401}},
			{get, "/api/session/bindings", nil, [8]int{401, 200, 200, 200, 200, 200, 200, 401}},
			{post, "/api/session/bindings/absent", map[string]any{"password": "wrong"}, [8]int{401, 422, 422, 422, 422, 422, 422, 401}},
			{get, "/api/keys", nil, [8]int{401, 200, 200, 200, 200, 200, 200, 401}},
			{post, "/api/keys", map[string]any{"title": "x", "scopes": []string{"read"}, "days": "3", "password": "wrong"}, [8]int{401, 422, 422, 403, 403, 403, 422, 401}},
			{del, "/api/keys/" + none, nil, [8]int{401, 404, 404, 404, 404, 404, 404, 401}},
			{get, "/api/actor/account", nil, [8]int{401, 403, 403, 200, 200, 200, 403, 403}},
			{post, "/api/actor/account", map[string]any{"values": map[string]any{"name": "x"}}, [8]int{405, 405, 405, 405, 405, 405, 405, 405}},
			{post, "/api/actor/sign_in_rule", map[string]any{"values": map[string]any{}}, [8]int{401, 403, 403, 403, 422, 403, 403, 403}},
			{get, "/api/licensing/permit", nil, [8]int{401, 200, 200, 403, 403, 403, 403, 200}},
			{get, "/api/registration/business", nil, [8]int{401, 200, 200, 403, 403, 403, 403, 403}},
		} {
			for i, c := range who {
				var a livetest.Answer
				header := []string{}
				if i == 7 {
					header = []string{"Authorization", "Bearer " + key.Secret}
				}
				var body []byte
				if op.body != nil {
					var err error
					if body, err = json.Marshal(op.body); err != nil {
						t.Fatal(err)
					}
				}
				if a = c.Do(op.method, op.path, body, header...); a.Status != op.want[i] {
					t.Errorf("%s %s as %s: %d, expected %d: %.200s", op.method, op.path, titles[i], a.Status, op.want[i], a.Body)
				}
			}
		}
	})
}

// TestAdministrators follows a person from being registered to being locked
// out, and the traces of it.
func TestAdministrators(t *testing.T) {
	eachCity(t, func(t *testing.T, b *bureau) {
		sys, sec, audit, lead := b.demo(t, "sysadmin"), b.demo(t, "secadmin"), b.demo(t, "auditadmin"), b.demo(t, "leader")
		c, p, password := b.hire(t, sys, "xinren", "新人甲")

		// No right before, none while only proposed, the role's after the second person.
		c.Get("/api/registration/business").Into(t, http.StatusForbidden, nil)
		g := create(t, sec, "role_grant", map[string]any{"person": p.ref(), "role": "officer", "since": "2020-01-01"})
		c.Get("/api/registration/business").Into(t, http.StatusForbidden, nil)
		why := func() (out struct {
			Grants []struct {
				Counts bool
				Why    string
			}
			Rights []struct {
				Kind  string
				Verbs []struct {
					Verb string
					By   []struct{ Role string }
				}
			}
		}) {
			t.Helper()
			sec.Get("/api/admin/why?person="+p.ID).Into(t, http.StatusOK, &out)
			return out
		}
		if w := why(); len(w.Grants) != 1 || w.Grants[0].Counts || w.Grants[0].Why != "待另一人复核" || len(w.Rights) != 0 {
			t.Errorf("while proposed: %+v", w)
		}
		confirm(lead, g).Into(t, http.StatusOK, nil)
		c.Get("/api/registration/business").Into(t, http.StatusOK, nil)
		c.Get("/api/registration/business/export?format=csv").Into(t, http.StatusForbidden, nil)
		chain := false
		for _, r := range why().Rights {
			for _, v := range r.Verbs {
				chain = chain || r.Kind == "business" && v.Verb == "amend" && len(v.By) == 1 && v.By[0].Role == "办事员"
			}
		}
		if !chain {
			t.Errorf("amending a business is not explained: %+v", why())
		}
		var who struct {
			Items []struct{ Person struct{ ID string } }
		}
		has := func(path string) bool {
			t.Helper()
			sec.Get(path).Into(t, http.StatusOK, &who)
			return slices.ContainsFunc(who.Items, func(x struct{ Person struct{ ID string } }) bool { return x.Person.ID == p.ID })
		}
		if !has("/api/admin/who?kind=business&verb=amend") || has("/api/admin/who?kind=business&verb=export") {
			t.Error("who may amend, who may export")
		}
		var made rec
		c.Post("/api/registration/business", map[string]any{"values": map[string]any{"name": "秘密商号"}}).Into(t, http.StatusCreated, &made)
		if !has("/api/admin/who?kind=business&verb=amend&record=" + made.ID) {
			t.Error("who may amend that record")
		}

		t.Run("codes", func(t *testing.T) { b.codes(t, sys, sec) })
		t.Run("keys", func(t *testing.T) { b.keys(t, c, password) })

		// Locked: the session that was open ends with the lock.
		sys.Post("/api/admin/accounts/xinren/lock", map[string]any{"reason": "离岗调查"}).Into(t, http.StatusNoContent, nil)
		c.Get("/api/registration/business").Into(t, http.StatusUnauthorized, nil)
		b.enter(t, "xinren", password, "", http.StatusForbidden)
		if got := problem(t, sys.Post("/api/admin/accounts/sysadmin/lock", map[string]any{"reason": "x"})); got != "account.self" {
			t.Errorf("locking oneself: %s", got)
		}
		sys.Post("/api/admin/accounts/xinren/unlock", map[string]any{"reason": "查清"}).Into(t, http.StatusNoContent, nil)
		b.enter(t, "xinren", password, "", http.StatusOK)

		t.Run("audit", func(t *testing.T) { b.audit(t, audit, p, made) })
		t.Run("verify", func(t *testing.T) { b.verify(t, audit) })
	})
}

// codes enrols a head whom a rule obliges, signs in with code and recovery code,
// and has the codes reset by two administrators.
func (b *bureau) codes(t *testing.T, sys, sec *livetest.Client) {
	c := b.demo(t, "county")
	create(t, sec, "sign_in_rule", map[string]any{"role": "head", "since": "2020-01-01", "why": "重要岗位"})
	if got := problem(t, c.Get("/api/meta")); got != "auth.must_enrol" {
		t.Fatalf("before enrolling: %s", got)
	}
	var me struct {
		MustEnrol bool `json:"must_enrol"`
	}
	if c.Get("/api/session").Into(t, http.StatusOK, &me); !me.MustEnrol {
		t.Error("it is not told to enrol")
	}
	var key struct{ Secret, Picture string }
	c.Post("/api/session/codes", map[string]any{"password": app.DemoPassword}).Into(t, http.StatusOK, &key)
	if !strings.HasPrefix(key.Picture, "data:image/png;base64,") {
		t.Errorf("%.60s", key.Picture)
	}
	at := time.Now()
	code := func() string {
		t.Helper()
		s, err := totp.GenerateCode(key.Secret, at)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	var given struct{ Recovery []string }
	c.Post("/api/session/codes/confirm", map[string]any{"code": code()}).Into(t, http.StatusOK, &given)
	c.Get("/api/meta").Into(t, http.StatusOK, nil)
	b.enter(t, "county", app.DemoPassword, "", http.StatusUnauthorized)
	b.enter(t, "county", app.DemoPassword, code(), http.StatusUnauthorized) // used to confirm
	at = at.Add(30 * time.Second)
	b.enter(t, "county", app.DemoPassword, code(), http.StatusOK)
	b.enter(t, "county", app.DemoPassword, given.Recovery[0], http.StatusOK)

	if got := problem(t, sec.Post("/api/admin/accounts/county/codes/confirm", map[string]any{"reason": "x"})); got != "account.not_asked" {
		t.Errorf("confirming what nobody asked: %s", got)
	}
	sys.Post("/api/admin/accounts/county/codes/reset", map[string]any{"reason": "手机遗失"}).Into(t, http.StatusNoContent, nil)
	b.enter(t, "county", app.DemoPassword, given.Recovery[1], http.StatusOK) // not yet reset
	sec.Post("/api/admin/accounts/county/codes/confirm", map[string]any{"reason": "已当面核实"}).Into(t, http.StatusNoContent, nil)
	c.Get("/api/session").Into(t, http.StatusUnauthorized, nil)
	again := b.enter(t, "county", app.DemoPassword, "", http.StatusOK)
	if got := problem(t, again.Get("/api/meta")); got != "auth.must_enrol" {
		t.Errorf("after the reset: %s", got)
	}
}

// keys makes a key for oneself and uses it.
func (b *bureau) keys(t *testing.T, c *livetest.Client, password string) {
	var made struct {
		Secret string
		Key    struct{ ID string }
	}
	c.Post("/api/keys", map[string]any{"title": "月报", "scopes": []string{"read:registration"}, "days": "30", "password": password}).Into(t, http.StatusOK, &made)
	bearer := []string{"Authorization", "Bearer " + made.Secret}
	ask := func(method, path string, body any, want int) {
		t.Helper()
		var b []byte
		if body != nil {
			b, _ = json.Marshal(body) // a map of texts
		}
		(&livetest.Client{HTTP: &http.Client{}, Base: c.Base}).Do(method, path, b, bearer...).Into(t, want, nil)
	}
	ask(http.MethodGet, "/api/registration/business", nil, http.StatusOK)
	ask(http.MethodGet, "/api/licensing/permit", nil, http.StatusForbidden)
	ask(http.MethodPost, "/api/registration/business", map[string]any{"values": map[string]any{"name": "某店"}}, http.StatusForbidden)
	ask(http.MethodGet, "/api/keys", nil, http.StatusUnauthorized)
	c.Do(http.MethodDelete, "/api/keys/"+made.Key.ID, nil).Into(t, http.StatusNoContent, nil)
	ask(http.MethodGet, "/api/registration/business", nil, http.StatusUnauthorized)
}

type heading struct {
	Act, Name, Title, Kind string
	Record                 string
	Actor                  *struct{ Name string }
	Open                   bool
}

// audit finds what was done, by whom, and nothing of what was written.
func (b *bureau) audit(t *testing.T, c *livetest.Client, p, made rec) {
	search := func(query string) []heading {
		t.Helper()
		var out struct{ Items []heading }
		a := c.Get("/api/admin/audit?" + query)
		a.Into(t, http.StatusOK, &out)
		if strings.Contains(string(a.Body), "秘密商号") || strings.Contains(string(a.Body), "离岗调查") {
			t.Errorf("a value in the answer: %s", a.Body)
		}
		return out.Items
	}
	if got := search("kind=account&act=lock"); len(got) != 1 || got[0].Actor == nil || got[0].Actor.Name != "刘建军" || got[0].Title != "锁定账号" || !got[0].Open {
		t.Errorf("the lock: %+v", got)
	}
	if got := search("record=" + made.ID); len(got) != 1 || got[0].Actor.Name != "新人甲" || got[0].Open {
		t.Errorf("the record: %+v", got)
	}
	if got := search("actor=" + p.ID); len(got) != 1 || got[0].Record != made.ID {
		t.Errorf("what he did: %+v", got)
	}
	all := search("limit=2000")
	if len(all) < 40 || !slices.IsSortedFunc(all, func(a, b heading) int { return strings.Compare(b.Act, a.Act) }) {
		t.Errorf("%d acts, or not the newest first", len(all))
	}
	var page struct {
		Items []heading
		Next  string
	}
	seen := 0
	for next := ""; ; next = page.Next {
		page.Next = ""
		c.Get("/api/admin/audit?limit=17&cursor="+next).Into(t, http.StatusOK, &page)
		for _, x := range page.Items {
			if x.Act != all[seen].Act {
				t.Fatalf("page by page %d is %s, at once %s", seen, x.Act, all[seen].Act)
			}
			seen++
		}
		if page.Next == "" {
			break
		}
	}
	if seen != len(all) {
		t.Errorf("page by page %d, at once %d", seen, len(all))
	}
	if got := search("from=2001-01-01&to=2001-12-31"); len(got) != 0 {
		t.Errorf("in 2001: %+v", got)
	}
	today := b.app.DB.Now().Day()
	if got := search("limit=2000&from=" + today + "&to=" + today); len(got) == 0 || len(got) > len(all) {
		t.Errorf("today: %d", len(got))
	}
	var log struct {
		Items []struct{ Account, Event string }
	}
	c.Get("/api/admin/sign-ins?limit=500&account="+url.QueryEscape("xinren")).Into(t, http.StatusOK, &log)
	var events []string
	for _, e := range log.Items {
		events = append(events, e.Event)
	}
	for _, want := range []string{"signed_in", "password_set", "key_made", "key_ended", "disabled"} {
		if !slices.Contains(events, want) {
			t.Errorf("the sign-in log lacks %s: %v", want, events)
		}
	}
	var proof struct{ Checkpoint string }
	for range 100 { // the sequencer numbers once a second
		if a := c.Get("/api/admin/ledger/acts/" + all[0].Act); a.Status == http.StatusOK {
			a.Into(t, http.StatusOK, &proof)
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if !strings.HasPrefix(proof.Checkpoint, "hengjian/") {
		t.Errorf("no proof: %q", proof.Checkpoint)
	}
}

// verify runs the comparison as a job and reads what it found.
func (b *bureau) verify(t *testing.T, c *livetest.Client) {
	var asked struct{ Job string }
	c.Post("/api/admin/ledger/verifications", map[string]any{}).Into(t, http.StatusOK, &asked)
	var v struct {
		Records, Found int64
		Findings       []struct{ Text string }
		Logs           []struct{ Size int64 }
	}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if a := c.Get("/api/admin/ledger/verifications/" + asked.Job); a.Status == http.StatusOK {
			a.Into(t, http.StatusOK, &v)
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the comparison does not end")
		}
	}
	if v.Found != 0 || v.Records < 50 || len(v.Logs) != 1 || v.Logs[0].Size == 0 {
		t.Errorf("%+v", v)
	}
}
