// Command provider is a real OpenID provider for tests, over the server library
// of github.com/zitadel/oidc: whoever types a name at its login page is that
// person. It demands PKCE, state and nonce, and can be told to go wrong in the
// ways a client must notice:
//
//	POST /trick   name=nonce|audience|audiences (honest)|party|key|expired|issuer|huge|huge-keys|slow|broken|"" (none)
//	POST /claims  user=…&name=…&value=…   what it says of somebody
//	GET  /asked   how often a token was asked for
//
// It stands in a module of its own, so that the product does not depend on what a
// server needs.
package main

import (
	"crypto/rand"
	"crypto/rsa"
	"flag"
	"fmt"
	"html"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/zitadel/oidc/v3/pkg/op"
	"golang.org/x/text/language"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:0", "address to listen on")
	s := &store{clients: map[string]*client{}, claims: map[string]map[string]any{}, asked: map[string]*request{}, codes: map[string]string{}, key: newKey(), other: newKey()}
	flag.Func("client", "ID=SECRET=REDIRECT, again for each", func(v string) error {
		part := strings.SplitN(v, "=", 3)
		if len(part) != 3 {
			return fmt.Errorf("%q has not three parts", v)
		}
		c := s.clients[part[0]]
		if c == nil {
			c = &client{id: part[0], secret: part[1], store: s}
			s.clients[part[0]] = c
		}
		c.redirects = append(c.redirects, part[2])
		return nil
	})
	flag.Parse()
	l, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	h, err := handler(s, "http://"+l.Addr().String())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("http://" + l.Addr().String()) // the issuer, for who started it
	log.Fatal(http.Serve(l, h))
}

func newKey() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		log.Fatal(err)
	}
	return k
}

func handler(s *store, issuer string) (http.Handler, error) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	name := func(r *http.Request) string {
		if s.tricked() == "issuer" && r.URL.Path == "/oauth/token" {
			return "http://127.0.0.1:1"
		}
		return issuer
	}
	config := &op.Config{CryptoKey: [32]byte{1}, CodeMethodS256: true, SupportedUILocales: []language.Tag{language.Chinese}}
	p, err := op.NewProvider(config, s, func(bool) (op.IssuerFromRequest, error) { return name, nil }, op.WithAllowInsecure())
	if err != nil {
		return nil, err
	}
	var tokens atomic.Int64
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/oauth/token" {
			tokens.Add(1)
		}
		trick := s.tricked()
		switch {
		case trick == "huge" && r.URL.Path == "/oauth/token", trick == "huge-keys" && r.URL.Path == "/keys":
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"id_token":"`)
			for range 1 << 10 {
				if _, err := io.WriteString(w, strings.Repeat("a", 64<<10)); err != nil {
					return
				}
			}
		case trick == "broken" && r.URL.Path == "/oauth/token":
			http.Error(w, "no", http.StatusBadGateway)
		case trick == "slow" && r.URL.Path == "/oauth/token":
			select {
			case <-time.After(time.Minute):
			case <-r.Context().Done():
			}
		default:
			p.ServeHTTP(w, r)
		}
	})
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = fmt.Fprintf(w, `<!doctype html><meta charset="utf-8"><title>统一身份认证（测试）</title><form method="post"><input type="hidden" name="id" value="%s"><label>用户 <input name="user" autofocus></label> <button>登录</button> <button name="no" value="1" formnovalidate>取消</button></form>`, html.EscapeString(r.FormValue("id")))
	})
	callback := op.AuthCallbackURL(p)
	intercept := op.NewIssuerInterceptor(p.IssuerFromRequest)
	mux.Handle("POST /login", intercept.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.FormValue("id")
		if r.FormValue("no") != "" {
			asked, err := s.AuthRequestByID(r.Context(), id)
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			http.Redirect(w, r, asked.GetRedirectURI()+"?error=access_denied&state="+asked.GetState(), http.StatusFound)
			return
		}
		if err := s.signed(id, r.FormValue("user")); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		http.Redirect(w, r, callback(r.Context(), id), http.StatusFound)
	}))
	mux.HandleFunc("POST /trick", func(_ http.ResponseWriter, r *http.Request) {
		trick := r.FormValue("name")
		s.mu.Lock()
		defer s.mu.Unlock()
		s.trick = trick
	})
	mux.HandleFunc("POST /claims", func(_ http.ResponseWriter, r *http.Request) {
		user, name, value := r.FormValue("user"), r.FormValue("name"), r.FormValue("value")
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.claims[user] == nil {
			s.claims[user] = map[string]any{}
		}
		s.claims[user][name] = value
	})
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }) // browsers ask
	mux.HandleFunc("GET /asked", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, tokens.Load()) })
	return mux, nil
}
