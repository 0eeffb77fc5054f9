package oidc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/fault"
)

// hostile is somebody who answers for a provider as he likes; the honest parts
// of a flow are tested against a real server (app/server).
func hostile(t *testing.T, answer func(issuer string) http.HandlerFunc) *Provider {
	t.Helper()
	var h http.HandlerFunc
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h(w, r) }))
	t.Cleanup(s.Close)
	h = answer(s.URL)
	return New(Config{Name: "gov", Title: "统一认证", Issuer: s.URL, ClientID: "c", Secret: "s"})
}

func describe(w http.ResponseWriter, issuer string, change map[string]any) {
	d := map[string]any{"issuer": issuer, "authorization_endpoint": issuer + "/a", "token_endpoint": issuer + "/t", "jwks_uri": issuer + "/k", "id_token_signing_alg_values_supported": []string{"RS256"}}
	for k, v := range change {
		d[k] = v
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(d) // a test
}

var (
	ctx   = context.Background()
	proof = auth.Proof{State: "s", Nonce: "n", Verifier: strings.Repeat("v", 43)}
)

const back = "http://127.0.0.1:1/back"

// TestOnlyConfiguredHosts: whatever a discovery document says, nobody else is
// asked, no browser is sent elsewhere, and no redirect is followed.
func TestOnlyConfiguredHosts(t *testing.T) {
	var reached atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reached.Add(1)
		describe(w, "http://"+r.Host, nil)
	}))
	defer other.Close()
	for name, answer := range map[string]func(issuer string) http.HandlerFunc{
		"token endpoint": func(i string) http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) {
				describe(w, i, map[string]any{"token_endpoint": other.URL})
			}
		},
		"keys": func(i string) http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) {
				describe(w, i, map[string]any{"jwks_uri": "http://169.254.169.254/latest"})
			}
		},
		"page": func(i string) http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) {
				describe(w, i, map[string]any{"authorization_endpoint": "javascript:alert(1)"})
			}
		},
		"other issuer": func(string) http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) { describe(w, other.URL, nil) }
		},
		"redirect": func(string) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, other.URL+"/.well-known/openid-configuration", http.StatusFound)
			}
		},
		"redirect at home": func(i string) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/there" {
					describe(w, i, nil)
					return
				}
				http.Redirect(w, r, "/there", http.StatusFound)
			}
		},
		"huge": func(i string) http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) {
				_, _ = fmt.Fprintf(w, `{"issuer":%q,"x":"%s"}`, i, strings.Repeat("a", maxBody)) // the reader hangs up
			}
		},
		"no JSON": func(string) http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }
		},
	} {
		t.Run(name, func(t *testing.T) {
			address, err := hostile(t, answer).Begin(ctx, proof, back)
			if !fault.Is(err, fault.Unavailable) || address != "" {
				t.Errorf("%q %v", address, err)
			}
		})
	}
	if n := reached.Load(); n > 0 {
		t.Errorf("somebody else was asked %d times", n)
	}
	p := hostile(t, func(i string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			describe(w, i, map[string]any{"token_endpoint": other.URL})
		}
	})
	u, err := url.Parse(other.URL)
	if err != nil {
		t.Fatal(err)
	}
	p.client, p.guard = newClient(p.c.Issuer, []string{u.Host})
	if _, err := p.Begin(ctx, proof, back); err != nil {
		t.Errorf("a host that is configured: %v", err)
	}
}

// TestBounds: an answer is read up to a size and waited for up to a time.
func TestBounds(t *testing.T) {
	var got atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			<-r.Context().Done()
			return
		}
		if r.URL.Path == "/said" {
			w.Header().Set("Content-Length", fmt.Sprint(maxBody+1))
		}
		for range 100 {
			n, err := io.WriteString(w, strings.Repeat("a", maxBody/10))
			got.Add(int64(n))
			if err != nil {
				return
			}
		}
	}))
	defer s.Close()
	client, _ := newClient(s.URL, nil)
	if client.Timeout <= 0 || client.Timeout > 15*time.Second {
		t.Errorf("a provider may take %v", client.Timeout)
	}
	client.Timeout = 300 * time.Millisecond
	read := func(path string) (int, error) {
		res, err := client.Get(s.URL + path)
		if err != nil {
			return 0, err
		}
		defer func() { _ = res.Body.Close() }() // a test
		b, err := io.ReadAll(res.Body)
		return len(b), err
	}
	if n, err := read("/unsaid"); !errors.Is(err, errTooLarge) || n > maxBody {
		t.Errorf("%d bytes, %v", n, err)
	}
	if n, err := read("/said"); !errors.Is(err, errTooLarge) || n != 0 {
		t.Errorf("said to be too long: %d bytes, %v", n, err)
	}
	began := time.Now()
	if _, err := read("/slow"); err == nil || time.Since(began) > 5*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
	if _, err := client.Get("http://169.254.169.254/"); !errors.Is(err, errForeign) {
		t.Errorf("a foreign host: %v", err)
	}
}

// TestDiscovery: a provider that is away is asked again, not at every request,
// and what it said is kept.
func TestDiscovery(t *testing.T) {
	var asked atomic.Int64
	var up atomic.Bool
	p := hostile(t, func(i string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			asked.Add(1)
			if !up.Load() {
				http.Error(w, "no", http.StatusBadGateway)
				return
			}
			describe(w, i, nil)
		}
	})
	for range 5 {
		if _, err := p.Begin(ctx, proof, back); fault.As(err).Code != "oidc.unavailable" {
			t.Fatal(err)
		}
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("one that is away was asked %d times at once", n)
	}
	up.Store(true)
	p.failed = p.failed.Add(-pause)
	for range 5 {
		address, err := p.Begin(ctx, proof, back)
		if err != nil || !strings.Contains(address, "redirect_uri="+url.QueryEscape(back)) {
			t.Fatal(address, err)
		}
	}
	if n := asked.Load(); n != 2 {
		t.Errorf("asked %d times", n)
	}
	up.Store(false)
	p.known.at = p.known.at.Add(-fresh)
	if _, err := p.Begin(ctx, proof, back); err != nil || asked.Load() != 3 {
		t.Errorf("what it said before is forgotten: %v, asked %d", err, asked.Load())
	}
}

// TestHugeKeys: keys without end are no keys.
func TestHugeKeys(t *testing.T) {
	p := hostile(t, func(i string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			switch r.URL.Path {
			case "/t":
				_, _ = io.WriteString(w, `{"access_token":"a","token_type":"Bearer","id_token":"eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.e30.YQ"}`)
			case "/k":
				_, _ = io.WriteString(w, `{"keys":[`+strings.Repeat(" ", maxBody)+`]}`) // the reader hangs up
			default:
				describe(w, i, nil)
			}
		}
	})
	_, err := p.Finish(ctx, proof, back, url.Values{"code": {"c"}})
	if fault.As(err).Code != "oidc.token" || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("%v", err)
	}
}

func TestCheckAddress(t *testing.T) {
	for address, good := range map[string]bool{
		"https://sso.example.gov.cn": true, "https://sso.example.gov.cn:8443/realms/a": true, "http://127.0.0.1:9": true, "http://localhost": true, "http://[::1]:9": true,
		"http://sso.example.gov.cn": false, "http://127.0.0.1.example.com": false, "http://localhost.example.com": false, "ftp://127.0.0.1": false, "https://": false, "sso": false, "": false,
		"https://u@h": false, "https://h?q": false, "https://h#f": false, "https:h": false, "http://10.0.0.1": false,
	} {
		if err := CheckAddress(address); (err == nil) != good {
			t.Errorf("%q: %v", address, err)
		}
	}
}
