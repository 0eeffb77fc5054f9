package rest_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http/httptest"
	"net/netip"
	"testing"
	"testing/fstest"
	"time"

	"github.com/hengjian/hengjian/platform/rest"
)

func pages() fstest.MapFS {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	_, _ = w.Write([]byte("export default 1"))
	_ = w.Close()
	return fstest.MapFS{
		"index.html":                {Data: []byte("<p>衡鉴</p>")},
		"desk/index.html":           {Data: []byte("<p>工作台</p>")},
		"favicon.svg":               {Data: []byte("<svg/>")},
		"assets/index-Ab12.js":      {Data: []byte("export default 1")},
		"assets/index-Ab12.js.gz":   {Data: z.Bytes()},
		"assets/worker-Cd34.mjs":    {Data: []byte("export default 2")},
		"assets/deep/style-Ef5.css": {Data: []byte("p{}")},
		".keep":                     {Data: []byte("")},
	}
}

func TestPages(t *testing.T) {
	s := build(rest.Options{Files: pages()})
	for _, c := range []struct {
		method, path, accept    string
		status                  int
		mediaType, cache, coded string
	}{
		{"GET", "/", "", 200, "text/html; charset=utf-8", "no-cache", ""},
		{"HEAD", "/", "", 200, "text/html; charset=utf-8", "no-cache", ""},
		{"GET", "/subject/3710/018f", "", 200, "text/html; charset=utf-8", "no-cache", ""},
		{"GET", "/subject/", "", 200, "text/html; charset=utf-8", "no-cache", ""},
		{"GET", "/favicon.svg", "", 200, "image/svg+xml", "no-cache", ""},
		{"GET", "/assets/index-Ab12.js", "", 200, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", ""},
		{"GET", "/assets/index-Ab12.js", "gzip", 200, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", "gzip"},
		{"GET", "/assets/worker-Cd34.mjs", "gzip", 200, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", ""},
		{"GET", "/assets/deep/style-Ef5.css", "", 200, "text/css; charset=utf-8", "public, max-age=31536000, immutable", ""},
		{"GET", "/assets/gone.js", "", 404, "application/problem+json", "no-store", ""},
		{"GET", "/assets/gone", "", 404, "application/problem+json", "no-store", ""},
		{"GET", "/gone.png", "", 404, "application/problem+json", "no-store", ""},
		{"GET", "/.keep", "", 404, "application/problem+json", "no-store", ""},
		{"GET", "/assets/.%2e/.keep", "", 404, "application/problem+json", "no-store", ""},
		{"GET", "/..%2f..%2fetc/passwd", "", 404, "application/problem+json", "no-store", ""},
		{"GET", "/%5c..%5cwin.ini", "", 404, "application/problem+json", "no-store", ""},
		{"GET", "/a%00b", "", 404, "application/problem+json", "no-store", ""},
		{"POST", "/", "", 405, "application/problem+json", "no-store", ""},
		{"GET", "/api", "", 404, "application/problem+json", "no-store", ""},
	} {
		t.Run(c.method+c.path+c.accept, func(t *testing.T) {
			w := send(t, s.Handler(), call{method: c.method, path: c.path, header: map[string]string{"Accept-Encoding": c.accept}})
			h := w.Header()
			if w.Code != c.status || h.Get("Content-Type") != c.mediaType || h.Get("Cache-Control") != c.cache || h.Get("Content-Encoding") != c.coded {
				t.Errorf("%d %v", w.Code, h)
			}
			if c.method == "HEAD" && w.Body.Len() > 0 {
				t.Error("HEAD with a body")
			}
		})
	}
	for path, page := range map[string]string{"/": "<p>衡鉴</p>", "/a/b": "<p>衡鉴</p>", "/desk": "<p>工作台</p>", "/desk/": "<p>工作台</p>", "/desk/r/licensing/permit": "<p>工作台</p>", "/desktop": "<p>衡鉴</p>"} {
		if w := send(t, s.Handler(), call{method: "GET", path: path}); w.Body.String() != page {
			t.Errorf("%s: %s, want %s", path, w.Body, page)
		}
	}
	tag := send(t, s.Handler(), call{method: "GET", path: "/"}).Header().Get("ETag")
	for header, status := range map[string]int{tag: 304, `"other", ` + tag: 304, "*": 304, `"other"`: 200, "": 200} {
		if w := send(t, s.Handler(), call{method: "GET", path: "/", header: map[string]string{"If-None-Match": header}}); w.Code != status || status == 304 && w.Body.Len() > 0 {
			t.Errorf("If-None-Match %s: %d", header, w.Code)
		}
	}
	w := send(t, rest.New(rest.Options{Files: fstest.MapFS{}}).Handler(), call{method: "GET", path: "/"})
	check(t, call{status: 404, code: "rest.no_pages"}, w)
}

func TestClientAddress(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for _, c := range []struct{ peer, forwarded, want string }{
		{"203.0.113.9:1", "", "203.0.113.9"},
		{"203.0.113.9:1", "1.2.3.4", "203.0.113.9"},
		{"10.0.0.1:1", "1.2.3.4", "1.2.3.4"},
		{"10.0.0.1:1", "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"},
		{"10.0.0.1:1", "junk", "10.0.0.1"},
		{"10.0.0.1:1", "", "10.0.0.1"},
		{"[::ffff:203.0.113.9]:1", "", "203.0.113.9"},
		{"@", "", "invalid IP"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.peer
		r.Header.Set("X-Forwarded-For", c.forwarded)
		if got := rest.Client(r, trusted).String(); got != c.want {
			t.Errorf("%s by %q: %s, want %s", c.forwarded, c.peer, got, c.want)
		}
	}
}

func TestLimiterTableIsBounded(t *testing.T) {
	l := rest.NewLimiter(1, 1, 100)
	now := time.Now()
	for i := range 5000 {
		l.Allow(fmt.Sprint(i), now)
	}
	if l.Len() != 100 {
		t.Errorf("%d keys", l.Len())
	}
	if l.Allow("4999", now) || !l.Allow("4999", now.Add(time.Second)) {
		t.Error("the bucket of a recent key was lost or does not fill")
	}
}
