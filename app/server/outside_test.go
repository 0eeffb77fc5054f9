package server_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/test/livetest"
)

func TestOutside(t *testing.T) {
	eachGate(t, func(t *testing.T, g *gate) {
		for _, part := range []struct {
			name string
			run  func(*testing.T)
		}{
			{"bind and sign in", g.ownWay},
			{"who has left and come back", g.trips},
			{"what a provider may not say", g.lies},
			{"accounts", g.accounts},
			{"one-time code", g.oneTime},
			{"return", g.returns},
			{"business", g.businesses},
			{"administrator", g.administrator},
			{"away", g.away},
			{"secrets", g.secrets},
		} {
			t.Run(part.name, part.run)
		}
	})
}

type waysShown struct {
	Items []struct {
		Name, Title, Label, Used string
		Bound, Open              bool
	}
}

// ownWay binds an identity, signs in with it, and ends the binding.
func (g *gate) ownWay(t *testing.T) {
	var shown waysShown
	g.browser().Get("/api/session/enter").Into(t, http.StatusOK, &shown)
	if len(shown.Items) != 2 || shown.Items[0].Title != "政务统一身份认证" {
		t.Errorf("the door shows %+v", shown)
	}
	is(t, "an identity nobody has bound", g.arrive(t, g.browser(), officers, "wf"), "auth.not_bound")

	c := g.signedIn(t, officers, "wangfang")
	is(t, "binding without the password", c.Post("/api/session/bindings/gov", map[string]any{"password": "wrong"}), "auth.password")
	is(t, "binding without a session", g.browser().Post("/api/session/bindings/gov", map[string]any{"password": app.DemoPassword}), "auth.signed_out")
	var end struct {
		Return string
		Bound  bool
	}
	if g.bind(t, c, officers, "wf", app.DemoPassword).Into(t, http.StatusOK, &end); !end.Bound || end.Return != "/desk/account" {
		t.Errorf("bound: %+v", end)
	}
	c.Get("/api/session/bindings").Into(t, http.StatusOK, &shown)
	if w := shown.Items[0]; !w.Bound || w.Label != "wf" || w.Used != "" {
		t.Errorf("my bindings: %+v", shown)
	}
	is(t, "a second identity", g.bind(t, c, officers, "other", app.DemoPassword), "auth.bound")
	is(t, "somebody else's identity", g.bind(t, g.signedIn(t, officers, "head"), officers, "wf", app.DemoPassword), "auth.bound")

	b := g.browser()
	a := b.Post("/api/session/enter/gov", map[string]any{"return": "/desk/subjects?q=a"})
	var out struct{ Address string }
	a.Into(t, http.StatusOK, &out)
	for _, ck := range (&http.Response{Header: a.Header}).Cookies() {
		if ck.Name != "hj_enter" || !ck.HttpOnly || ck.SameSite != http.SameSiteLaxMode || ck.Path != "/api/session/enter" || ck.MaxAge != 600 {
			t.Errorf("the cookie of the trip: %+v", ck)
		}
	}
	at, err := url.Parse(out.Address)
	if err != nil {
		t.Fatal(err)
	}
	if q := at.Query(); q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 43 || len(q.Get("state")) != 43 || len(q.Get("nonce")) != 43 || q.Get("state") == q.Get("nonce") {
		t.Errorf("asking the provider: %v", q)
	}
	g.land(t, b, g.p.Visit(t, out.Address, "wf"))
	if got := account(t, b, officers); got != "" {
		t.Errorf("the way back alone signed %s in", got)
	}
	a = finish(b, officers, "")
	a.Into(t, http.StatusOK, &end)
	if end.Return != "/desk/subjects?q=a" || account(t, b, officers) != "wangfang" {
		t.Errorf("signed in as %q, on to %q", account(t, b, officers), end.Return)
	}
	cookies := (&http.Response{Header: a.Header}).Cookies()
	if i := slices.IndexFunc(cookies, func(c *http.Cookie) bool { return c.Name == "hj_session" }); i < 0 || !cookies[i].HttpOnly || cookies[i].SameSite != http.SameSiteStrictMode {
		t.Errorf("the cookie of the session: %+v", cookies)
	}

	// A sign-in takes the place of the session that was there.
	home, _ := url.Parse(g.base) // ours
	old := b.HTTP.Jar.Cookies(home)
	g.arrive(t, b, officers, "wf").Into(t, http.StatusOK, nil)
	before := g.browser()
	before.HTTP.Jar.SetCookies(home, old)
	if got := account(t, before, officers); got != "" || account(t, b, officers) != "wangfang" {
		t.Errorf("the session of before still is %q", got)
	}

	is(t, "unbinding without the password", c.Post("/api/session/bindings/gov/drop", map[string]any{"password": "wrong"}), "auth.password")
	c.Post("/api/session/bindings/gov/drop", map[string]any{"password": app.DemoPassword}).Into(t, http.StatusNoContent, nil)
	is(t, "unbinding again", c.Post("/api/session/bindings/gov/drop", map[string]any{"password": app.DemoPassword}), "auth.unbound")
	is(t, "an identity bound no more", g.arrive(t, g.browser(), officers, "wf"), "auth.not_bound")

	var entries struct {
		Items []struct{ Account, Event, Via string }
	}
	g.demo(t, "auditadmin").Get("/api/admin/sign-ins?limit=100").Into(t, http.StatusOK, &entries)
	for _, want := range []struct{ Account, Event, Via string }{{"wangfang", "signed_in", "政务统一身份认证"}, {"wangfang", "bound", "政务统一身份认证"}, {"wangfang", "unbound", "政务统一身份认证"}, {"", "not_bound", "政务统一身份认证"}} {
		if !slices.Contains(entries.Items, want) {
			t.Errorf("the sign-in log has no %v", want)
		}
	}
}

// trips: what comes back counts once, in the browser that left, with its state.
func (g *gate) trips(t *testing.T) {
	g.bind(t, g.signedIn(t, officers, "steward"), officers, "st", app.DemoPassword).Into(t, http.StatusOK, nil)
	c := g.browser()
	is(t, "finishing what was not begun", finish(c, officers, ""), "auth.trip_over")
	back := g.p.Visit(t, g.leave(t, c, officers), "st")
	asked := g.p.Asked(t)
	at, err := url.Parse(back)
	if err != nil {
		t.Fatal(err)
	}
	with := func(change func(url.Values)) string {
		q := at.Query()
		change(q)
		other := *at
		other.RawQuery = q.Encode()
		return other.String()
	}
	theirs := g.p.Visit(t, g.leave(t, g.browser(), officers), "st") // an attacker's own trip
	for name, address := range map[string]string{
		"wrong state":    with(func(q url.Values) { q.Set("state", strings.Repeat("x", 43)) }),
		"no state":       with(func(q url.Values) { q.Del("state") }),
		"two states":     with(func(q url.Values) { q.Add("state", "x") }),
		"another's trip": theirs,
		"other provider": strings.Replace(back, "/gov/", "/far/", 1),
		"no provider":    strings.Replace(back, "/gov/", "/nobody/", 1),
	} {
		g.land(t, c, address)
		is(t, name, finish(c, officers, ""), "auth.trip_open")
	}
	g.land(t, g.browser(), back) // another browser brings it: nothing
	business := strings.Replace(back, "/api/session/enter/gov/", "/api/business/enter/province/", 1)
	g.land(t, c, business)
	if n := g.p.Asked(t); n != asked {
		t.Errorf("the provider was asked %d times for what nobody brought", n-asked)
	}
	var all sync.WaitGroup // a browser that sends it five times at once
	for range 5 {
		all.Go(func() { g.land(t, c, back) })
	}
	all.Wait()
	if n := g.p.Asked(t); n != asked+1 {
		t.Errorf("the provider was asked %d times, not once", n-asked)
	}
	at2, _ := url.Parse(g.base + "/api/session/enter") // ours
	kept := c.HTTP.Jar.Cookies(at2)
	finish(c, officers, "").Into(t, http.StatusOK, nil)
	c.Do(http.MethodDelete, "/api/session", nil).Into(t, http.StatusNoContent, nil)
	c.HTTP.Jar.SetCookies(at2, kept) // as one who kept the cookie
	is(t, "finishing again", finish(c, officers, ""), "auth.trip_over")
	g.land(t, c, back)
	is(t, "what was brought before", finish(c, officers, ""), "auth.trip_over")
	if n := g.p.Asked(t); n != asked+1 {
		t.Errorf("a replay asked the provider %d times", n-asked-1)
	}
	// The trip of one desk is none at the other.
	other := g.browser()
	g.land(t, other, g.p.Visit(t, g.leave(t, other, officers), "st"))
	for _, ck := range other.HTTP.Jar.Cookies(at2) {
		if ck.Name == "hj_enter" {
			a := g.browser().Do(http.MethodPost, "/api/business/enter", []byte("{}"), "Cookie", "hj_business_enter="+ck.Value)
			is(t, "the other desk's trip", a, "auth.trip_over")
			broken := ck.Value[:40] + map[bool]string{true: "A", false: "B"}[ck.Value[40] != 'A'] + ck.Value[41:]
			is(t, "a broken seal", g.browser().Do(http.MethodPost, "/api/session/enter", []byte("{}"), "Cookie", "hj_enter="+broken), "auth.trip_over")
		}
	}
	finish(other, officers, "").Into(t, http.StatusOK, nil) // it was good at its own
	// A foreign page can neither begin a trip nor end one.
	r, _ := http.NewRequest(http.MethodPost, g.base+"/api/session/enter/gov", strings.NewReader("{}")) // ours
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	is(t, "begun by a foreign page", g.browser().Send(r), "rest.cross_site")
	r, _ = http.NewRequest(http.MethodPost, g.base+"/api/session/enter", strings.NewReader("{}")) // ours
	r.Header.Set("Cookie", "hj_enter=x")
	is(t, "ended by a foreign form", g.browser().Send(r), "rest.cross_site")
}

// lies: a token that is not what it should be signs nobody in, nor does an answer
// without end; and the next honest one does.
func (g *gate) lies(t *testing.T) {
	g.bind(t, g.signedIn(t, officers, "head"), officers, "he", app.DemoPassword).Into(t, http.StatusOK, nil)
	for trick, code := range map[string]string{
		"nonce": "oidc.nonce", "audience": "oidc.token", "party": "oidc.audience", "key": "oidc.token", "expired": "oidc.token", "issuer": "oidc.token",
		"huge": "oidc.unavailable", "broken": "oidc.unavailable",
	} {
		t.Run(trick, func(t *testing.T) {
			c := g.browser()
			g.p.Trick(t, trick)
			began := time.Now()
			is(t, trick, g.arrive(t, c, officers, "he"), code)
			g.p.Trick(t, "")
			if took := time.Since(began); took > 8*time.Second {
				t.Errorf("it took %v", took)
			}
			if got := account(t, c, officers); got != "" {
				t.Errorf("signed in as %s", got)
			}
			is(t, "once more", finish(c, officers, ""), "auth.trip_over")
		})
	}
	c := g.browser()
	g.p.Trick(t, "audiences") // for us and another, handed out to us: nothing is wrong with it
	g.arrive(t, c, officers, "he").Into(t, http.StatusOK, nil)
	g.p.Trick(t, "")
	is(t, "who cancels there", g.arrive(t, c, officers, ""), "oidc.cancelled")
	back, err := url.Parse(g.p.Visit(t, g.leave(t, c, officers), ""))
	if err != nil {
		t.Fatal(err)
	}
	q := back.Query()
	q.Set("error", "server_said")
	q.Set("error_description", "请拨打 0631-1234567 领取补贴")
	back.RawQuery = q.Encode()
	g.land(t, c, back.String())
	a := finish(c, officers, "")
	is(t, "an error of its own", a, "oidc.declined")
	if strings.Contains(string(a.Body), "补贴") {
		t.Errorf("it shows what stands in the address: %s", a.Body)
	}
	back, err = url.Parse(g.p.Visit(t, g.leave(t, c, officers), "he"))
	if err != nil {
		t.Fatal(err)
	}
	q = back.Query()
	q.Set("iss", "https://elsewhere.example")
	back.RawQuery = q.Encode()
	g.land(t, c, back.String())
	is(t, "another issuer's answer", finish(c, officers, ""), "oidc.issuer")
	g.arrive(t, c, officers, "he").Into(t, http.StatusOK, nil)
}

// accounts: locked, locked after failures, bound by somebody else's session, with
// a password that must change.
func (g *gate) accounts(t *testing.T) {
	sys := g.demo(t, "sysadmin")
	_, _, password := g.hire(t, sys, "linshi", "临时甲")
	c := g.browser()
	c.Post("/api/session", map[string]any{"account": "linshi", "password": password}).Into(t, http.StatusOK, nil)
	g.bind(t, c, officers, "ls", password).Into(t, http.StatusOK, nil)
	reason := map[string]any{"reason": "试验"}
	sys.Post("/api/admin/accounts/linshi/lock", reason).Into(t, http.StatusNoContent, nil)
	is(t, "a locked account", g.arrive(t, g.browser(), officers, "ls"), "auth.disabled")
	sys.Post("/api/admin/accounts/linshi/unlock", reason).Into(t, http.StatusNoContent, nil)
	g.arrive(t, g.browser(), officers, "ls").Into(t, http.StatusOK, nil)
	for range 5 {
		g.browser().Post("/api/session", map[string]any{"account": "linshi", "password": "wrong"})
	}
	is(t, "locked after failures", g.arrive(t, g.browser(), officers, "ls"), "auth.locked")
	sys.Post("/api/admin/accounts/linshi/unlock", reason).Into(t, http.StatusNoContent, nil)

	var first struct{ Password string }
	sys.Post("/api/accounts", map[string]any{"account": "linshi", "reason": "忘记"}).Into(t, http.StatusOK, &first)
	is(t, "an identity bound under the password of before", g.arrive(t, g.browser(), officers, "ls"), "auth.not_bound")
	c = g.browser()
	c.Post("/api/session", map[string]any{"account": "linshi", "password": first.Password}).Into(t, http.StatusOK, nil)
	is(t, "binding before the password is changed", c.Post("/api/session/bindings/gov", map[string]any{"password": first.Password}), "auth.must_change")

	// Who left to bind must be who comes back.
	c = g.signedIn(t, officers, "leader")
	var out struct{ Address string }
	c.Post("/api/session/bindings/gov", map[string]any{"password": app.DemoPassword}).Into(t, http.StatusOK, &out)
	g.land(t, c, g.p.Visit(t, out.Address, "ld"))
	c.Post("/api/session", map[string]any{"account": "head", "password": app.DemoPassword}).Into(t, http.StatusOK, nil)
	is(t, "binding in another session", finish(c, officers, ""), "auth.trip_session")
	c = g.signedIn(t, officers, "leader")
	c.Post("/api/session/bindings/gov", map[string]any{"password": app.DemoPassword}).Into(t, http.StatusOK, &out)
	g.land(t, c, g.p.Visit(t, out.Address, "ld"))
	c.Do(http.MethodDelete, "/api/session", nil).Into(t, http.StatusNoContent, nil)
	is(t, "binding without a session", finish(c, officers, ""), "auth.trip_session")
	is(t, "what was not bound", g.arrive(t, g.browser(), officers, "ld"), "auth.not_bound")
}

// oneTime: the account's own code is asked whatever the provider did, wrong ones
// count, and who must enrol can do nothing else.
func (g *gate) oneTime(t *testing.T) {
	c := g.signedIn(t, officers, "county")
	var key struct{ Secret string }
	c.Post("/api/session/codes", map[string]any{"password": app.DemoPassword}).Into(t, http.StatusOK, &key)
	at := time.Now()
	code := func() string {
		t.Helper()
		s, err := totp.GenerateCode(key.Secret, at)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	c.Post("/api/session/codes/confirm", map[string]any{"code": code()}).Into(t, http.StatusOK, nil)
	g.bind(t, c, officers, "co", app.DemoPassword).Into(t, http.StatusOK, nil)
	b := g.browser()
	is(t, "without the code", g.arrive(t, b, officers, "co"), "auth.code_required")
	if got := account(t, b, officers); got != "" {
		t.Fatalf("signed in as %s without the code", got)
	}
	is(t, "a wrong code", finish(b, officers, "000000"), "auth.code")
	is(t, "a used code", finish(b, officers, code()), "auth.code")
	at = at.Add(30 * time.Second)
	finish(b, officers, code()).Into(t, http.StatusOK, nil)
	if account(t, b, officers) != "county" {
		t.Error("not signed in with the code")
	}
	b = g.browser()
	is(t, "without the code again", g.arrive(t, b, officers, "co"), "auth.code_required")
	for range 4 {
		is(t, "guessing", finish(b, officers, "000000"), "auth.code")
	}
	is(t, "the fifth guess", finish(b, officers, "000000"), "auth.locked")
	is(t, "the trip is over then", finish(b, officers, ""), "auth.trip_over")

	create(t, g.demo(t, "secadmin"), "sign_in_rule", map[string]any{"role": "officer", "since": "2020-01-01", "why": "重要岗位"})
	c = g.signedIn(t, officers, "wangfang")
	is(t, "binding before enrolling", c.Post("/api/session/bindings/gov", map[string]any{"password": app.DemoPassword}), "auth.must_enrol")
}

// returns: a sign-in leads to a page of its own desk and nowhere else.
func (g *gate) returns(t *testing.T) {
	for _, to := range []string{"https://evil.example/", "//evil.example/desk/", "/\\evil.example", "/desk/\\..\\..", "/business/", "/desk", "/deskx/", "desk/", "/desk/../api/session", "/desk/%2e%2e/api/session",
		"/desk//evil.example", "javascript:alert(1)", "http:/desk/", "/desk/a\r\nSet-Cookie: a=b", "/desk/%0d%0aa", " /desk/", "/desk/" + strings.Repeat("a", 2000)} {
		is(t, to, g.browser().Post("/api/session/enter/gov", map[string]any{"return": to}), "auth.return")
	}
	is(t, "the desk at the business's", g.browser().Post("/api/business/enter/province", map[string]any{"return": "/desk/"}), "auth.return")
	is(t, "a business's provider at the desk", g.browser().Post("/api/session/enter/province", map[string]any{}), "auth.no_way")
	is(t, "the desk's provider at the business's", g.browser().Post("/api/business/enter/gov", map[string]any{}), "auth.no_way")
	for to, want := range map[string]string{"": "/desk/", "/desk/": "/desk/", "/desk/enter": "/desk/", "/desk/r/a/b?x=https://evil.example#z": "/desk/r/a/b?x=https://evil.example"} {
		c := g.browser()
		var out struct{ Address, Return string }
		c.Post("/api/session/enter/gov", map[string]any{"return": to}).Into(t, http.StatusOK, &out)
		g.land(t, c, g.p.Visit(t, out.Address, "he"))
		if finish(c, officers, "").Into(t, http.StatusOK, &out); out.Return != want {
			t.Errorf("%q leads to %q", to, out.Return)
		}
	}
}

// businesses: the business's own desk has its own provider, identities and
// sessions, and believes nobody who is vouched for as of another business.
func (g *gate) businesses(t *testing.T) {
	one, two := g.signedIn(t, shops, "qiye1"), g.signedIn(t, shops, "qiye2")
	var me struct {
		Name    string
		Subject struct{ Code string }
	}
	one.Get("/api/business/session").Into(t, http.StatusOK, &me)
	g.p.Claim(t, "boss", "uscc", me.Subject.Code)
	g.p.Claim(t, "boss", "holder", me.Name)
	is(t, "an identity of another business", g.bind(t, two, shops, "boss", app.DemoPassword), "liaison.other_business")
	g.bind(t, one, shops, "boss", app.DemoPassword).Into(t, http.StatusOK, nil)
	c := g.browser()
	g.arrive(t, c, shops, "boss").Into(t, http.StatusOK, nil)
	if got := account(t, c, shops); got != "qiye1" {
		t.Errorf("signed in as %q", got)
	}
	if got := account(t, c, officers); got != "" {
		t.Errorf("the business is at the officers' desk as %q", got)
	}
	is(t, "the same person at the officers' desk", g.arrive(t, g.browser(), officers, "boss"), "auth.not_bound")
	g.p.Claim(t, "boss", "holder", "别人")
	is(t, "another name", g.arrive(t, g.browser(), shops, "boss"), "liaison.other_person")
	g.p.Claim(t, "boss", "holder", me.Name)
	g.p.Claim(t, "boss", "uscc", "91370000MA3XXXXXXX")
	is(t, "another business", g.arrive(t, g.browser(), shops, "boss"), "liaison.other_business")
	g.p.Claim(t, "boss", "uscc", me.Subject.Code)

	// The bureau ends the account: the way in is gone with it.
	head := g.demo(t, "head")
	var list struct{ Items []rec }
	head.Get("/api/liaison/desk_account?filter="+url.QueryEscape(`status == "bound"`)).Into(t, http.StatusOK, &list)
	for _, r := range list.Items {
		if r.Values["login"] == "qiye1" {
			head.Post("/api/liaison/desk_account/"+r.Area+"/"+r.ID+"/acts/unbind", map[string]any{"reason": "不再经办"}, "If-Match", fmt.Sprintf(`"%d"`, r.Rev)).Into(t, http.StatusOK, nil)
		}
	}
	is(t, "after the bureau ended the account", g.arrive(t, g.browser(), shops, "boss"), "auth.not_bound")
	if got := account(t, c, shops); got != "" {
		t.Errorf("the session goes on as %q", got)
	}
}

// administrator: the system administrator sees that a binding exists and ends it,
// in an act with a reason; the session opened through it ends too.
func (g *gate) administrator(t *testing.T) {
	sys := g.demo(t, "sysadmin")
	c := g.browser()
	g.arrive(t, c, officers, "he").Into(t, http.StatusOK, nil)
	bindings := func() []string {
		var list struct {
			Items []struct {
				Account  string
				Bindings []string
			}
		}
		sys.Get("/api/admin/accounts").Into(t, http.StatusOK, &list)
		for _, x := range list.Items {
			if x.Account == "head" {
				return x.Bindings
			}
		}
		return nil
	}
	if got := bindings(); len(got) != 1 || got[0] != "政务统一身份认证" {
		t.Errorf("the administrator sees %v", got)
	}
	const end = "/api/admin/accounts/head/bindings/end"
	is(t, "without a reason", sys.Post(end, map[string]any{}), "admin.reason")
	is(t, "by an officer", g.demo(t, "leader").Post(end, map[string]any{"reason": "试验"}), "admin.denied")
	sys.Post(end, map[string]any{"reason": "对方账号被盗"}).Into(t, http.StatusNoContent, nil)
	is(t, "again", sys.Post(end, map[string]any{"reason": "试验"}), "auth.unbound")
	is(t, "the identity after", g.arrive(t, g.browser(), officers, "he"), "auth.not_bound")
	if got := account(t, c, officers); got != "" || len(bindings()) != 0 {
		t.Errorf("the session goes on as %q, bindings %v", got, bindings())
	}
	var acts struct {
		Items []struct{ Name, Kind string }
	}
	g.demo(t, "auditadmin").Get("/api/admin/audit?act=end_binding").Into(t, http.StatusOK, &acts)
	if len(acts.Items) != 1 || acts.Items[0].Kind != "account" {
		t.Errorf("in the ledger: %+v", acts)
	}
}

// away: a provider that is not there keeps nobody from starting or from signing
// in by password, and is found when it is there.
func (g *gate) away(t *testing.T) {
	began := time.Now()
	is(t, "a provider that is away", g.browser().Post("/api/session/enter/far", map[string]any{}), "oidc.unavailable")
	if took := time.Since(began); took > 12*time.Second {
		t.Errorf("it took %v", took)
	}
	livetest.StartProviderAt(t, g.far, "desk="+clientSecret+"="+g.base+"/api/session/enter/far/back")
	time.Sleep(2100 * time.Millisecond) // it is left alone for two seconds
	g.browser().Post("/api/session/enter/far", map[string]any{}).Into(t, http.StatusOK, nil)
	g.p.Kill()
	g.enter(t, "steward", app.DemoPassword, "", http.StatusOK)
}

// secrets: neither log nor database holds the client's secret, a code, a token or
// what the provider calls a person; nor does the ledger.
func (g *gate) secrets(t *testing.T) {
	words := []string{clientSecret, "sub-he", "sub-st", "sub-co", "sub-boss", "eyJhbGciOi", "code=", "state="}
	for _, w := range words {
		if strings.Contains(g.log.String(), w) {
			t.Errorf("the log holds %q", w)
		}
	}
	if !strings.Contains(g.log.String(), "oidc.nonce") {
		t.Error("the log does not say why a sign-in failed")
	}
	err := g.app.DB.Read(context.Background(), func(c db.Conn) error {
		for _, q := range []string{`SELECT digest || account || provider || label FROM auth_identity`, `SELECT digest || state FROM auth_trip`, `SELECT account || event || via FROM auth_log`} {
			rows, err := c.Query(q)
			if err != nil {
				return err
			}
			for rows.Next() {
				var s string
				if err := rows.Scan(&s); err != nil {
					return err
				}
				for _, w := range words {
					if strings.Contains(s, w) {
						t.Errorf("%s: %q in %q", q, w, s)
					}
				}
			}
			if err := rows.Err(); err != nil {
				return err
			}
		}
		var kept int64
		if err := c.QueryRow(`SELECT count(*) FROM auth_trip WHERE state = 'spent' AND length(answer) > 0`).Scan(&kept); err != nil || kept != 0 {
			t.Errorf("%d trips that are over keep who it was, %v", kept, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
