package hostile

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/test/livetest"
)

// edge tries what stands before the operations: cross-site requests, revisions,
// keys, headers, slow and broken bodies, methods.
func (w *world) edge(t *testing.T) {
	body := []byte(`{"values":{"tags":["边缘"]},"reason":"试验"}`)
	amend := w.record.Path() + "/acts/amend"
	current := func() string { return strconv.Quote(strconv.FormatInt(w.rev(t), 10)) }

	t.Run("cross-site", func(t *testing.T) {
		refused(t, w.officer.Do(http.MethodPost, livetest.Business, []byte(`{"values":{"name":"跨站"}}`), "X-Requested-With", ""), 403)
		refused(t, w.officer.Do(http.MethodPost, amend, body, "X-Requested-With", "", "If-Match", current()), 403)
		refused(t, w.officer.Do(http.MethodDelete, "/api/session", nil, "X-Requested-With", ""), 403)
		refused(t, w.officer.Do(http.MethodPost, livetest.Business, []byte(`{"values":{"name":"跨站"}}`), "Sec-Fetch-Site", "cross-site"), 403)
		refused(t, w.officer.Do(http.MethodPost, livetest.Business, []byte(`values=x`), "X-Requested-With", "", "Content-Type", "application/x-www-form-urlencoded"), 403)
	})
	t.Run("If-Match", func(t *testing.T) {
		rev := w.rev(t)
		for _, tt := range []struct {
			header string
			want   int
		}{
			{"", 428}, {"*", 428}, {`"0"`, 412}, {`"` + strconv.FormatInt(rev-1, 10) + `"`, 412}, {`"` + strconv.FormatInt(rev+1, 10) + `"`, 412}, {`W/"` + strconv.FormatInt(rev, 10) + `"`, 412},
			{strconv.FormatInt(rev, 10), 412}, {`"-1"`, 412}, {`"99999999999999999999"`, 412}, {`"1", "2"`, 412}, {`"x"`, 412}, {`"0x1"`, 412}, {`""`, 412}, {repeat("9", 5000), 412},
		} {
			refused(t, w.officer.Do(http.MethodPost, amend, body, "If-Match", tt.header), tt.want)
		}
		if now := w.rev(t); now != rev {
			t.Errorf("revision %d after %d: something was changed", now, rev)
		}
	})
	t.Run("Idempotency-Key", func(t *testing.T) {
		for _, key := range []string{"x", "with space in it", repeat("k", 129), "中文的钥匙钥匙钥匙", "a\"b\"cdefgh"} {
			refused(t, w.officer.Do(http.MethodPost, livetest.Business, []byte(`{"values":{"name":"钥匙"}}`), "Idempotency-Key", key), 422)
		}
	})
	t.Run("methods and routes", func(t *testing.T) {
		for _, m := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete, "BREW", "TRACE", "CONNECT"} {
			refused(t, w.officer.Do(m, w.record.Path(), nil), 405, 404)
		}
		for _, p := range []string{"/api", "/api/", "/api/nothing", "/api/registration", livetest.Business + "/", "/api//session", "/api/v2/session"} {
			a := w.officer.Get(p)
			if a.Status >= 400 {
				refused(t, a, 404)
			}
		}
	})
	t.Run("headers", func(t *testing.T) {
		for _, tt := range []struct{ name, value string }{
			{"Authorization", "Bearer " + repeat("x", 10_000)}, {"Authorization", "Bearer ' OR 1=1 --"}, {"Authorization", "Basic eDp5"}, {"Cookie", "hj_session=" + repeat("A", 8000)},
			{"Cookie", "hj_session=../../x; hj_session=y"}, {"Accept", "text/xml"}, {"Accept-Encoding", "gzip;q=abc, br;q=9"}, {"Accept-Language", "en-US"}, {"Content-Encoding", "gzip"},
			{"X-Forwarded-For", repeat("1.1.1.1,", 1000)}, {"Range", "bytes=0-" + repeat("9", 30)}, {"Last-Event-ID", "'; --"},
		} {
			c := w.s.Nobody()
			sane(t, c.Do(http.MethodGet, livetest.Business, nil, tt.name, tt.value))
			sane(t, c.Do(http.MethodPost, "/api/session", []byte(`{"account":"x","password":"y"}`), tt.name, tt.value))
		}
		// Beyond the server's limit net/http answers for us, in its own words.
		if a := w.s.Nobody().Do(http.MethodGet, "/api/session", nil, "X-Large", repeat("x", 200<<10)); a.Status != 0 && a.Status != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("200 kB of headers: %d", a.Status)
		}
	})
	t.Run("raw", w.raw)
	t.Run("slow bodies hold nobody up", w.slow)
}

// raw sends requests that no client library would send.
func (w *world) raw(t *testing.T) {
	for _, lines := range []string{
		"GET /api/session HTTP/1.1\r\n\r\n",                                   // no host
		"GET /api/session HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",             // two hosts
		"GET /api/\x00session HTTP/1.1\r\nHost: a\r\n\r\n",                    // NUL
		"GET http://other/api/session HTTP/1.1\r\nHost: a\r\n\r\n",            // absolute
		"POST /api/session HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", // no length
		"POST /api/session HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}   ",
		"POST /api/session HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
		"POST /api/session HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		"POST /api/session HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n",
		"POST /api/session HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{\"account\":", // cut
		"GET /api/session HTTP/9.9\r\nHost: a\r\n\r\n",
		"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", // TLS
		repeat("A", 100_000),
	} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(w.s.Base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.SetDeadline(time.Now().Add(500 * time.Millisecond)) // one half of them waits for more
		if _, err := io.WriteString(conn, lines); err == nil {
			if res, err := http.ReadResponse(bufio.NewReader(conn), nil); err == nil {
				if res.StatusCode >= 500 && res.StatusCode != http.StatusHTTPVersionNotSupported && res.StatusCode != http.StatusNotImplemented {
					t.Errorf("%.60q: %d", lines, res.StatusCode)
				}
				_ = res.Body.Close()
			}
		}
		_ = conn.Close()
	}
}

// slow opens many requests whose bodies never come, and asks for something else
// meanwhile. That they end by themselves is tested in platform/rest.
func (w *world) slow(t *testing.T) {
	for range 150 {
		conn, err := net.Dial("tcp", strings.TrimPrefix(w.s.Base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "POST /api/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
	}
	began := time.Now()
	if a := w.officer.Get(w.record.Path()); a.Status != http.StatusOK || time.Since(began) > 5*time.Second {
		t.Errorf("beside 150 slow bodies: %d after %v", a.Status, time.Since(began))
	}
}

// paths tries to leave the folder of the pages and of the files.
func (w *world) paths(t *testing.T) {
	for _, p := range []string{
		"/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "/assets/../../../etc/passwd", "/assets/%2e%2e%2f%2e%2e%2fledger.key", "/....//....//etc/passwd", "/%00", "/assets/%00.js",
		"/ledger.key", "/hengjian.db", "/files/", "/.git/config", "/assets/", "/" + repeat("a/", 2000), "/" + repeat("a", 8000), "/..\\..\\windows\\win.ini", "/%c0%ae%c0%ae/etc/passwd", "/api/../ledger.key", "/api/%2e%2e/ledger.key", "//etc/passwd",
		"/api/files/..%2f..%2fledger.key", "/api/registration/business/3710/..%2f..%2f..", "/api/codes/..%2f..%2fx", "/api/kinds/..%2fx",
	} {
		a := w.officer.Get(p)
		if a.Err != nil { // the URL itself was refused
			t.Errorf("%.80s: %v", p, a.Err)
			continue
		}
		if a.Status >= 500 || strings.Contains(string(a.Body), "root:") || strings.Contains(string(a.Body), "PRIVATE KEY") || strings.HasPrefix(string(a.Body), "SQLite format") || strings.Contains(string(a.Body), "[core]") {
			t.Errorf("%.80s: %d %.200s", p, a.Status, a.Body)
		}
		if strings.HasPrefix(p, "/api/") && a.Status >= 400 {
			sane(t, a)
		}
	}
}
