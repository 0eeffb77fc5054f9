package server_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/apptest"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/log"
	"github.com/hengjian/hengjian/test/livetest"
)

const clientSecret = "a-secret-of-the-installation"

// gate is a serving demo city with a real provider beside it: gov at the desk,
// province at the business's own, far at an address where nobody answers yet.
type gate struct {
	*bureau
	p   *livetest.Provider
	far string // host:port
	log *written
}

// written is a log that can be read while it is written.
type written struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (w *written) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(p)
}

func (w *written) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.String()
}

func eachGate(t *testing.T, f func(t *testing.T, g *gate)) {
	run := func(t *testing.T, c app.Config) {
		addr := livetest.FreeAddress(t)
		g := &gate{far: livetest.FreeAddress(t), log: &written{}}
		back := func(desk, name string) string { return "http://" + addr + "/api/" + desk + "/enter/" + name + "/back" }
		g.p = livetest.StartProvider(t, "desk="+clientSecret+"="+back("session", "gov"), "shop="+clientSecret+"="+back("business", "province"))
		one := func(name, title, desk, issuer, client, more string) string {
			return fmt.Sprintf("  - {name: %s, title: %s, desk: %s, issuer: %q, client_id: %s, secret_file: secret%s}\n", name, title, desk, issuer, client, more)
		}
		text := "base: http://" + addr + "\nproviders:\n" + one("gov", "政务统一身份认证", "officer", g.p.Issuer, "desk", "") +
			one("far", "远处", "officer", "http://"+g.far, "desk", "") + one("province", "省企业登录", "business", g.p.Issuer, "shop", ", uscc_claim: uscc, holder_claim: holder")
		for name, content := range map[string]string{"sign-in.yaml": text, "secret": clientSecret + "\n"} {
			if err := os.WriteFile(filepath.Join(c.Data, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		ctx, stop := context.WithCancel(context.Background())
		a := apptest.Open(t, c, subjects, 1)
		logger, _, err := log.New(g.log, log.Options{})
		if err != nil {
			t.Fatal(err)
		}
		serve(t, ctx, stop, a, addr, logger)
		g.bureau = &bureau{a, "http://" + addr}
		f(t, g)
	}
	t.Run("sqlite", func(t *testing.T) { run(t, app.Config{Data: t.TempDir()}) })
	t.Run("postgres", func(t *testing.T) { run(t, app.Config{Data: t.TempDir(), DB: dbtest.PostgresURL(t)}) })
}

// browser is a client that stops at every redirect.
func (g *gate) browser() *livetest.Client {
	c := g.nobody()
	c.HTTP.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return c
}

// signedIn is a browser signed in by password at a desk.
func (g *gate) signedIn(t *testing.T, desk, account string) *livetest.Client {
	t.Helper()
	c := g.browser()
	c.Post(doorOf(desk), map[string]any{"account": account, "password": app.DemoPassword}).Into(t, http.StatusOK, nil)
	return c
}

const (
	officers = "session"
	shops    = "business"
)

// doorOf is where sessions of a desk are opened.
func doorOf(desk string) string {
	if desk == shops {
		return "/api/business/session"
	}
	return "/api/session"
}

// wayOf is the provider of a desk.
func wayOf(desk string) string {
	if desk == shops {
		return "province"
	}
	return "gov"
}

// leave begins a trip and returns the address of the provider.
func (g *gate) leave(t *testing.T, c *livetest.Client, desk string) string {
	t.Helper()
	var out struct{ Address string }
	c.Post("/api/"+desk+"/enter/"+wayOf(desk), map[string]any{}).Into(t, http.StatusOK, &out)
	return out.Address
}

// land comes back from the provider as browsers do: from another site, so with
// the cookie of the trip and without that of the session. It must lead to the
// page of the desk whatever was brought.
func (g *gate) land(t *testing.T, c *livetest.Client, address string) {
	t.Helper()
	at, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, ck := range c.HTTP.Jar.Cookies(at) {
		if strings.HasSuffix(ck.Name, "_enter") {
			r.AddCookie(ck)
		}
	}
	own := *c.HTTP
	own.Jar = nil
	a := (&livetest.Client{HTTP: &own, Base: c.Base}).Send(r)
	page := "/desk/enter"
	if strings.HasPrefix(at.Path, "/api/business/") {
		page = "/business/enter"
	}
	if a.Status != http.StatusSeeOther || a.Header.Get("Location") != page || len(a.Header.Values("Set-Cookie")) > 0 {
		t.Fatalf("back from the provider: %d to %q, cookies %q: %.300s", a.Status, a.Header.Get("Location"), a.Header.Values("Set-Cookie"), a.Body)
	}
}

// finish ends the trip as the page does.
func finish(c *livetest.Client, desk, code string) livetest.Answer {
	body := map[string]any{}
	if code != "" {
		body["code"] = code
	}
	return c.Post("/api/"+desk+"/enter", body)
}

// arrive goes the whole way as a person of the provider.
func (g *gate) arrive(t *testing.T, c *livetest.Client, desk, user string) livetest.Answer {
	t.Helper()
	g.land(t, c, g.p.Visit(t, g.leave(t, c, desk), user))
	return finish(c, desk, "")
}

// bind ties a person of the provider to the account signed in, by its password.
func (g *gate) bind(t *testing.T, c *livetest.Client, desk, user, password string) livetest.Answer {
	t.Helper()
	var out struct{ Address string }
	c.Post("/api/"+desk+"/bindings/"+wayOf(desk), map[string]any{"password": password}).Into(t, http.StatusOK, &out)
	g.land(t, c, g.p.Visit(t, out.Address, user))
	return finish(c, desk, "")
}

// is fails unless the answer is a problem of that code.
func is(t *testing.T, what string, a livetest.Answer, code string) {
	t.Helper()
	p, ok := a.Problem()
	if !ok || p.Code != code {
		t.Errorf("%s: %d %.300s, expected %s", what, a.Status, a.Body, code)
	}
}

// account is who a browser is signed in as, "" for nobody.
func account(t *testing.T, c *livetest.Client, desk string) string {
	t.Helper()
	var me struct{ Account string }
	if a := c.Get(doorOf(desk)); a.Status == http.StatusOK {
		a.Into(t, http.StatusOK, &me)
	}
	return me.Account
}
