package rest_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/platform/log"
	"github.com/hengjian/hengjian/platform/rest"
)

func TestNothingPersonalIsLogged(t *testing.T) {
	var b bytes.Buffer
	l, _, err := log.New(&b, log.Options{Level: "debug"})
	if err != nil {
		t.Fatal(err)
	}
	s := build(rest.Options{Log: l})
	w := send(t, s.Handler(), call{method: "POST", path: "/api/pets/zhangsan?q=13800001111", body: `{"name":"李四光","kind":"cat","born":"2020-01-02","age":6}`})
	send(t, s.Handler(), call{method: "POST", path: "/api/pets/1?x=13800001111", body: `{"name":"李四光"}`})
	for _, word := range []string{"zhangsan", "13800001111", "李四光", "192.0.2.1"} {
		if strings.Contains(b.String(), word) {
			t.Errorf("%s stands in the log: %s", word, b.String())
		}
	}
	for _, word := range []string{w.Header().Get("X-Request-Id"), "POST /api/pets/{area}", `"status":200`, `"code":"rest.invalid"`} {
		if !strings.Contains(b.String(), word) {
			t.Errorf("%s is missing in the log: %s", word, b.String())
		}
	}
	b.Reset()
	w = send(t, s.Handler(), call{method: "POST", path: "/api/pets/1", body: `{"name":"broken","kind":"cat","born":"2020-01-02","age":6}`})
	if !strings.Contains(b.String(), "hunter2") || strings.Contains(w.Body.String(), "hunter2") {
		t.Errorf("the cause belongs in the log and nowhere else:\n%s\n%s", b.String(), w.Body)
	}
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	s := build(rest.Options{Files: fstest.MapFS{"index.html": {Data: []byte("<p>")}}, Tiles: []string{"https://t0.tianditu.gov.cn"}})
	for _, path := range []string{"/", "/api/page", "/api/nothing", "/healthz"} {
		h := send(t, s.Handler(), call{method: "GET", path: path}).Header()
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, "frame-ancestors 'none'") || !strings.Contains(csp, "https://t0.tianditu.gov.cn") || strings.Contains(csp, "script-src 'self' 'unsafe") {
			t.Errorf("%s: %s", path, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" || h.Get("X-Request-Id") == "" {
			t.Errorf("%s: %v", path, h)
		}
		if want := strings.HasPrefix(path, "/api/") && h.Get("Cache-Control") != "no-store"; want {
			t.Errorf("%s may be kept by a cache: %v", path, h)
		}
	}
}

func TestGzip(t *testing.T) {
	s := build(rest.Options{})
	w := send(t, s.Handler(), call{method: "GET", path: "/api/large", header: map[string]string{"Accept-Encoding": "br, gzip;q=0.5"}})
	if w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() > 2000 || !strings.Contains(w.Header().Get("Vary"), "Accept-Encoding") {
		t.Fatalf("%d bytes, %v", w.Body.Len(), w.Header())
	}
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(z); err != nil || !strings.Contains(string(b), "衡鉴衡鉴") {
		t.Errorf("%d bytes: %v", len(b), err)
	}
	for name, header := range map[string]string{"not asked": "", "refused": "gzip;q=0"} {
		if w := send(t, s.Handler(), call{method: "GET", path: "/api/large", header: map[string]string{"Accept-Encoding": header}}); w.Header().Get("Content-Encoding") != "" || w.Body.Len() < 50_000 {
			t.Errorf("%s: %v", name, w.Header())
		}
	}
	c := call{method: "GET", path: "/api/fault/denied", header: map[string]string{"Accept-Encoding": "gzip"}, status: 403}
	w = send(t, s.Handler(), c)
	check(t, c, w) // small: as it is
}

func TestRateLimit(t *testing.T) {
	s := build(rest.Options{Rate: 0.001, Burst: 3})
	var got []int
	for range 5 {
		got = append(got, send(t, s.Handler(), call{method: "GET", path: "/api/page"}).Code)
	}
	if d := cmp.Diff([]int{200, 200, 200, 429, 429}, got); d != "" {
		t.Error(d)
	}
	if w := send(t, s.Handler(), call{method: "GET", path: "/api/page"}); w.Header().Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}

func TestOpenAPIAndMetrics(t *testing.T) {
	s := build(rest.Options{Title: "衡鉴", Version: "1"})
	w := send(t, s.Handler(), call{method: "GET", path: "/api/openapi.json"})
	var doc struct {
		OpenAPI    string                    `json:"openapi"`
		Paths      map[string]map[string]any `json:"paths"`
		Components struct {
			Schemas map[string]any `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.OpenAPI != "3.1.0" || doc.Paths["/api/echo/{id}"]["post"] == nil || doc.Paths["/api/pets/{area}"]["post"] == nil {
		t.Errorf("%s", w.Body)
	}
	if doc.Components.Schemas["Problem"] == nil || doc.Components.Schemas["ErrorModel"] != nil || strings.Contains(w.Body.String(), "ErrorModel") {
		t.Errorf("schemas: %v", doc.Components.Schemas)
	}
	w = send(t, s.Handler(), call{method: "GET", path: "/metrics"})
	if !strings.Contains(w.Body.String(), `hengjian_http_request_seconds_count{route="GET /api/openapi.json",status="200"} 1`) {
		t.Errorf("%s", w.Body)
	}
}
