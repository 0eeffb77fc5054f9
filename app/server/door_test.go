package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/server"
	"github.com/hengjian/hengjian/platform/log"
	"github.com/hengjian/hengjian/test/livetest"
)

// cookie is the session cookie an answer sets, or nil.
func cookie(h http.Header) *http.Cookie {
	for _, c := range (&http.Response{Header: h}).Cookies() {
		if strings.HasSuffix(c.Name, "hj_session") || strings.HasSuffix(c.Name, "hj_business") {
			return c
		}
	}
	return nil
}

// desks are the two doors with somebody who may pass.
var desks = []struct{ door, account, cookie, asks string }{
	{"/api/session", "wangfang", "hj_session", "/api/waiting"},
	{"/api/business/session", "qiye1", "hj_business", "/api/business/home"},
}

// TestBusinessDatesNothingBack: a limit looks at the day of the deed, so that a business
// does not choose it at its desk.
func TestBusinessDatesNothingBack(t *testing.T) {
	eachCity(t, func(t *testing.T, b *bureau) {
		c := b.nobody()
		c.Post("/api/business/session", map[string]any{"account": "qiye1", "password": app.DemoPassword}).Into(t, http.StatusOK, nil)
		a := c.Post("/api/business/records/contact", map[string]any{"values": map[string]any{"name": "白露"}, "effective": "2026-01-05"})
		if a.Status != http.StatusUnprocessableEntity || !strings.Contains(string(a.Body), "record.effective") {
			t.Errorf("dated back: %d %s", a.Status, a.Body)
		}
	})
}

// TestSessions holds what a session is worth: its token is the server's own,
// another for each sign-in and after each change of the password, over when it
// is ended, and never more than its person's rights of the moment.
func TestSessions(t *testing.T) {
	eachCity(t, func(t *testing.T, b *bureau) {
		for _, d := range desks {
			t.Run(d.door, func(t *testing.T) { b.session(t, d.door, d.account, d.cookie, d.asks) })
		}
		t.Run("rights are of the moment", b.ofTheMoment)
		t.Run("behind TLS", b.behindTLS)
	})
}

func (b *bureau) session(t *testing.T, door, account, name, asks string) {
	in := func(c *livetest.Client, password string, header ...string) (string, livetest.Answer) {
		t.Helper()
		a := c.Post(door, map[string]any{"account": account, "password": password}, header...)
		a.Into(t, http.StatusOK, nil)
		ck := cookie(a.Header)
		if ck == nil || ck.Name != name || !ck.HttpOnly || ck.SameSite != http.SameSiteStrictMode || ck.Domain != "" || ck.Expires.Year() > 1 || ck.MaxAge != 0 {
			t.Fatalf("the cookie %+v", ck)
		}
		if strings.Contains(string(a.Body), ck.Value) {
			t.Error("the token stands in the body")
		}
		return ck.Value, a
	}
	with := func(token string) int {
		return b.nobody().Do(http.MethodGet, asks, nil, "Cookie", name+"="+token).Status
	}
	// A token that somebody else put into the browser is never taken up.
	planted := strings.Repeat("A", 43)
	first, _ := in(b.nobody(), app.DemoPassword, "Cookie", name+"="+planted)
	if first == planted || with(planted) != http.StatusUnauthorized || with(first) != http.StatusOK {
		t.Errorf("planted %d, given %d", with(planted), with(first))
	}
	browser := b.nobody()
	second, _ := in(browser, app.DemoPassword)
	if second == first {
		t.Error("two sign-ins have one token")
	}
	// The password changes: every other session ends, this one gets another token.
	a := browser.Post(door+"/password", map[string]any{"old": app.DemoPassword, "new": "Xin-mima-2026-zz"})
	a.Into(t, http.StatusNoContent, nil)
	third := cookie(a.Header)
	if third == nil || third.Value == second {
		t.Fatalf("no other token after the change: %+v", third)
	}
	if with(first) != http.StatusUnauthorized || with(second) != http.StatusUnauthorized || with(third.Value) != http.StatusOK || browser.Get(asks).Status != http.StatusOK {
		t.Errorf("after the change: other session %d, old token %d, new one %d", with(first), with(second), with(third.Value))
	}
	// Signed out, the token opens nothing, and the cookie is taken away.
	a = browser.Do(http.MethodDelete, door, nil)
	if gone := cookie(a.Header); gone == nil || gone.MaxAge >= 0 || with(third.Value) != http.StatusUnauthorized {
		t.Errorf("signed out: %d %+v", with(third.Value), gone)
	}
}

// ofTheMoment ends a grant while its holder is signed in.
func (b *bureau) ofTheMoment(t *testing.T) {
	sys, sec, lead := b.demo(t, "sysadmin"), b.demo(t, "secadmin"), b.demo(t, "leader")
	c, p, _ := b.hire(t, sys, "moment", "刚到任")
	g := grant(t, sec, lead, p, "officer")
	c.Get("/api/registration/business").Into(t, http.StatusOK, nil)
	var now rec
	sec.Get("/api/actor/role_grant/"+g.Area+"/"+g.ID).Into(t, http.StatusOK, &now)
	var line struct{ Items []struct{ Act, Name string } }
	sec.Get("/api/actor/role_grant/"+g.Area+"/"+g.ID+"/timeline").Into(t, http.StatusOK, &line)
	made := line.Items[len(line.Items)-1].Act
	sec.Post("/api/actor/role_grant/"+g.Area+"/"+g.ID+"/acts/annul", map[string]any{"reason": "调离", "annuls": made}, "If-Match", fmt.Sprintf("%q", fmt.Sprint(now.Rev))).Into(t, http.StatusOK, nil)
	c.Get("/api/registration/business").Into(t, http.StatusForbidden, nil)
	c.Get("/api/session").Into(t, http.StatusOK, nil)
}

// handler is a second edge on the same city with other options.
func (b *bureau) handler(t *testing.T, o server.Options) http.Handler {
	t.Helper()
	o.Log, o.Version = log.Discard(), "test"
	s, err := server.New(context.Background(), b.app, o)
	if err != nil {
		t.Fatal(err)
	}
	return s.Handler()
}

// from sends a request that reaches the handler from an address.
func from(h http.Handler, address, method, path string, body any, header ...string) *httptest.ResponseRecorder {
	text, _ := json.Marshal(body) // texts and maps
	r := httptest.NewRequest(method, path, strings.NewReader(string(text)))
	r.RemoteAddr = address
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Requested-With", "hengjian")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// behindTLS holds the names that no browser takes from elsewhere, and that a
// cookie under the plain name is nobody's.
func (b *bureau) behindTLS(t *testing.T) {
	h := b.handler(t, server.Options{Secure: true, Rate: -1})
	for _, d := range desks {
		in := from(h, "192.0.2.1:1", http.MethodPost, d.door, map[string]any{"account": map[string]string{"wangfang": "food", "qiye1": "qiye2"}[d.account], "password": app.DemoPassword})
		ck := cookie(in.Header())
		if in.Code != http.StatusOK || ck == nil || !ck.Secure || !ck.HttpOnly || ck.SameSite != http.SameSiteStrictMode || ck.Domain != "" {
			t.Fatalf("%s: %d %s %+v", d.door, in.Code, in.Body, ck)
		}
		if ck.Name == "__Host-hj_session" && ck.Path == "/" == (d.cookie == "hj_business") || !strings.HasPrefix(ck.Name, "__") {
			t.Errorf("%s: %+v", d.door, ck)
		}
		if is, plain := from(h, "192.0.2.1:1", http.MethodGet, d.asks, nil, "Cookie", ck.Name+"="+ck.Value), from(h, "192.0.2.1:1", http.MethodGet, d.asks, nil, "Cookie", d.cookie+"="+ck.Value); is.Code != http.StatusOK || plain.Code != http.StatusUnauthorized {
			t.Errorf("%s: its own name %d, the plain one %d", d.asks, is.Code, plain.Code)
		}
	}
}

// TestBruteForce guesses: at one account from many addresses, at many accounts
// from one, and at one-time and binding codes.
func TestBruteForce(t *testing.T) {
	b := city(t)
	h := b.handler(t, server.Options{Rate: -1, Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.1/32")}})
	try := func(door, account, password, code, address string) (int, string) {
		body := map[string]any{"account": account, "password": password}
		if code != "" {
			body["code"] = code
		}
		w := from(h, "10.0.0.1:1", http.MethodPost, door, body, "X-Forwarded-For", address)
		var p livetest.Problem
		_ = json.Unmarshal(w.Body.Bytes(), &p) // a success has no code
		return w.Code, p.Code
	}
	for i, d := range desks {
		for n := range 5 {
			if status, code := try(d.door, d.account, "guess", "", fmt.Sprintf("198.51.%d.%d", i, n)); status != map[bool]int{true: 401, false: 429}[n < 4] {
				t.Errorf("%s, guess %d from its own address: %d %s", d.door, n, status, code)
			}
		}
		if _, code := try(d.door, d.account, app.DemoPassword, "", fmt.Sprintf("198.51.%d.99", i)); code != "auth.locked" {
			t.Errorf("%s: the right password after five guesses from everywhere: %s", d.door, code)
		}
	}
	// One password at every account: none is locked, the address is. A client
	// with IPv6 chooses among 2^64 addresses: they are one.
	for n := 0; ; n++ {
		_, code := try(desks[n%2].door, fmt.Sprintf("spray%d", n), "Chuntian-2026", "", fmt.Sprintf("2001:db8::%x", n+1))
		if code == "auth.address" {
			break
		}
		if code != "auth.wrong" || n > 80 { // forty at once, and a few more as time goes by
			t.Fatalf("%d tries: %s", n, code)
		}
	}
	if _, code := try("/api/business/session", "qiye2", app.DemoPassword, "", "2001:db8::ffff"); code != "auth.address" {
		t.Errorf("the right password after so many failures: %s", code)
	}
	if status, code := try("/api/session", "food", app.DemoPassword, "", "2001:db8:0:1::1"); status != http.StatusOK {
		t.Errorf("from the neighbour's address: %d %s", status, code)
	}
	for n := range 11 {
		w := from(h, "10.0.0.1:1", http.MethodPost, "/api/business/bind", map[string]any{"code": "AAAA-BBBB-CCCC", "account": "caice", "password": "Duanwu-Kaimen-7"}, "X-Forwarded-For", fmt.Sprintf("2001:db8:1::%x", n+1))
		if (n == 10) != (w.Code == http.StatusTooManyRequests) {
			t.Errorf("binding code %d: %d %s", n, w.Code, w.Body)
		}
	}
}

// TestEnumeration asks at the doors for accounts that are there, are not, are
// another desk's or are locked up: with a wrong password all answers are one.
func TestEnumeration(t *testing.T) {
	b := city(t)
	b.demo(t, "sysadmin").Post("/api/admin/accounts/food/lock", map[string]any{"reason": "试验"}).Into(t, http.StatusNoContent, nil)
	said := func(door string, body map[string]any) string {
		t.Helper()
		a := b.nobody().Post(door, body)
		p, ok := a.Problem()
		if !ok {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		return fmt.Sprint(a.Status) + strings.ReplaceAll(string(a.Body), p.ID, "") + a.Header.Get("Set-Cookie")
	}
	for _, d := range desks {
		want := said(d.door, map[string]any{"account": "nobody-of-this-name", "password": "guess"})
		for _, account := range []string{"wangfang", "qiye1", "food", "sysadmin", "", "WANGFANG", strings.Repeat("x", 500)} {
			if got := said(d.door, map[string]any{"account": account, "password": "guess"}); got != want {
				t.Errorf("%s as %.20q: %s\nas nobody: %s", d.door, account, got, want)
			}
		}
	}
	// Without a good code nobody learns which account names are taken.
	taken := said("/api/business/bind", map[string]any{"code": "AAAA-BBBB-CCCC", "account": "qiye1", "password": "Duanwu-Kaimen-7"})
	free := said("/api/business/bind", map[string]any{"code": "AAAA-BBBB-CCCC", "account": "meiyoude", "password": "Duanwu-Kaimen-7"})
	if taken != free {
		t.Errorf("a taken name %s\na free one %s", taken, free)
	}
}
