package rest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

type petIn struct {
	Area string `path:"area"`
	Max  int    `query:"max" minimum:"1" maximum:"10" default:"5"`
	Body struct {
		Name  string   `json:"name" minLength:"1" maxLength:"10"`
		Kind  string   `json:"kind" enum:"cat,dog"`
		Born  string   `json:"born" format:"date"`
		Age   int64    `json:"age" minimum:"0" maximum:"40"`
		Tags  []string `json:"tags,omitempty" maxItems:"2"`
		Chief *bool    `json:"chief,omitempty"`
	}
}

type petOut struct {
	ETag string `header:"ETag"`
	Body struct {
		Name string `json:"name"`
		Area string `json:"area"`
		Max  int    `json:"max"`
	}
}

// build makes a server with one typed operation and several made at run time.
func build(o rest.Options) *rest.Server {
	s := rest.New(o)
	rest.Register(s.API(), huma.Operation{OperationID: "pet", Method: "POST", Path: "/api/pets/{area}"}, func(_ context.Context, in *petIn) (*petOut, error) {
		switch in.Body.Name {
		case "conflict":
			return nil, fmt.Errorf("adding: %w", fault.New(fault.Conflict, "pet.taken", "名字已被使用"))
		case "broken":
			return nil, errors.New("password is hunter2")
		case "panic":
			panic("out of food")
		}
		out := &petOut{ETag: rest.ETag(3)}
		out.Body.Name, out.Body.Area, out.Body.Max = in.Body.Name, in.Area, in.Max
		return out, nil
	})
	handle := func(method, path string, limit int64, f func(*rest.Request) error) {
		rest.Handle(s.API(), &huma.Operation{OperationID: method + path, Method: method, Path: path, MaxBodyBytes: limit}, f)
	}
	handle("POST", "/api/echo/{id}", 0, func(r *rest.Request) error {
		o, err := r.Object()
		if err != nil {
			return err
		}
		rev, err := r.IfMatch()
		if err != nil {
			return err
		}
		key, err := r.IdempotencyKey()
		if err != nil {
			return err
		}
		r.SetETag(rev + 1)
		return r.JSON(http.StatusCreated, map[string]any{"id": r.Param("id"), "got": o, "key": key})
	})
	handle("POST", "/api/upload", 4<<20, func(r *rest.Request) error {
		b, err := r.Upload()
		if err != nil {
			return err
		}
		n, err := io.Copy(io.Discard, b)
		if err != nil {
			return err
		}
		return r.JSON(200, map[string]any{"size": n})
	})
	handle("GET", "/api/large", 0, func(r *rest.Request) error {
		return r.JSON(200, strings.Repeat("衡鉴", 10_000))
	})
	handle("GET", "/api/fault/{kind}", 0, func(r *rest.Request) error {
		return fault.New(fault.Kind(r.Param("kind")), "test."+r.Param("kind"), "说明")
	})
	handle("GET", "/api/page", 0, func(r *rest.Request) error {
		p, err := r.Page()
		if err != nil {
			return err
		}
		return r.JSON(200, p)
	})
	handle("DELETE", "/api/echo/{id}", 0, func(r *rest.Request) error { return r.NoContent() })
	return s
}

type call struct {
	name, method, path, body string
	header                   map[string]string
	status                   int
	code                     string
	fields                   []string // "name code" of each bad field
	text                     string   // part of the body
}

func send(t *testing.T, h http.Handler, c call) *httptest.ResponseRecorder {
	t.Helper()
	var body io.Reader
	if c.body != "" {
		body = strings.NewReader(c.body)
	}
	r := httptest.NewRequest(c.method, c.path, body)
	if c.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for k, v := range c.header {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func check(t *testing.T, c call, w *httptest.ResponseRecorder) {
	t.Helper()
	if w.Code != c.status {
		t.Fatalf("status %d, want %d: %s", w.Code, c.status, w.Body)
	}
	if c.text != "" && !strings.Contains(w.Body.String(), c.text) {
		t.Errorf("no %q in %s", c.text, w.Body)
	}
	if c.status < 400 {
		return
	}
	if ct := w.Header().Get("Content-Type"); ct != "application/problem+json" {
		t.Errorf("content type %q", ct)
	}
	var p rest.Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatalf("not a problem: %s", w.Body)
	}
	if p.Status != c.status || p.Title == "" || p.Detail == "" || p.Type != "about:blank" || p.ID != w.Header().Get("X-Request-Id") || len(p.ID) != 8 {
		t.Errorf("problem %+v", p)
	}
	if c.code != "" && p.Code != c.code {
		t.Errorf("code %q, want %q", p.Code, c.code)
	}
	if !regexp.MustCompile(`\p{Han}`).MatchString(p.Title + p.Detail) {
		t.Errorf("not in Chinese: %+v", p)
	}
	var got []string
	for _, f := range p.Fields {
		got = append(got, f.Name+" "+f.Code)
		if !regexp.MustCompile(`\p{Han}`).MatchString(f.Text) {
			t.Errorf("field not in Chinese: %+v", f)
		}
	}
	if c.fields != nil {
		if d := cmp.Diff(c.fields, got); d != "" {
			t.Errorf("fields (-want +got):\n%s%s", d, w.Body)
		}
	}
}

func TestOperations(t *testing.T) {
	s := build(rest.Options{})
	good := `{"name":"花花","kind":"cat","born":"2020-01-02","age":6}`
	for _, c := range []call{
		{name: "typed", method: "POST", path: "/api/pets/3710", body: good, status: 200, text: `{"name":"花花","area":"3710","max":5}`},
		{name: "every bad field at once", method: "POST", path: "/api/pets/3710?max=99", status: 422, code: "rest.invalid",
			body:   `{"name":"","kind":"cow","born":"yesterday","age":41,"tags":["a","b","c"],"chief":1,"x":2}`,
			fields: []string{"max max", "age max", "born date", "chief type", "kind enum", "name required", "tags max_items", "x unknown"}, text: "cat、dog"},
		{name: "missing", method: "POST", path: "/api/pets/3710?max=x", body: `{"kind":"cat"}`, status: 422,
			fields: []string{"max type", "age required", "born required", "name required"}},
		{name: "wrong types", method: "POST", path: "/api/pets/3710", body: `{"name":1,"kind":null,"born":[],"age":1.5,"tags":{}}`, status: 422},
		{name: "empty body", method: "POST", path: "/api/pets/3710", status: 400},
		{name: "not JSON", method: "POST", path: "/api/pets/3710", body: `{"name":`, status: 422, code: "rest.json"},
		{name: "twice", method: "POST", path: "/api/pets/3710", body: `{"name":"a","name":"b"}`, status: 422, fields: []string{"name duplicate"}},
		{name: "NUL", method: "POST", path: "/api/pets/3710", body: `{"name":"a\u0000"}`, status: 422, fields: []string{"name text"}},
		{name: "media type", method: "POST", path: "/api/pets/3710", body: `name=1`, header: map[string]string{"Content-Type": "text/plain"}, status: 415},
		{name: "wrapped fault", method: "POST", path: "/api/pets/3710", body: strings.Replace(good, "花花", "conflict", 1), status: 409, code: "pet.taken", text: "名字已被使用"},
		{name: "plain error", method: "POST", path: "/api/pets/3710", body: strings.Replace(good, "花花", "broken", 1), status: 500, code: "platform.internal"},
		{name: "panic", method: "POST", path: "/api/pets/3710", body: strings.Replace(good, "花花", "panic", 1), status: 500, code: "platform.internal"},
		{name: "exactly the limit", method: "POST", path: "/api/echo/1", body: `{"a":"` + strings.Repeat("x", 1<<20-8) + `"}`, header: map[string]string{"If-Match": `"1"`}, status: 201},
		{name: "one byte over", method: "POST", path: "/api/echo/1", body: `{"a":"` + strings.Repeat("x", 1<<20-7) + `"}`, status: 413, code: "rest.body_too_large", text: "1 MB"},
		{name: "typed one byte over", method: "POST", path: "/api/pets/1", body: `{"a":"` + strings.Repeat("x", 1<<20) + `"}`, status: 413},
		{name: "echo", method: "POST", path: "/api/echo/7", body: `{"n":9007199254740993,"s":"中","l":[null,true]}`, header: map[string]string{"If-Match": `"4"`, "Idempotency-Key": "abcdefgh"}, status: 201,
			text: `{"got":{"l":[null,true],"n":9007199254740993,"s":"中"},"id":"7","key":"abcdefgh"}`},
		{name: "no revision", method: "POST", path: "/api/echo/7", body: `{}`, status: 428, code: "rest.if_match_missing"},
		{name: "weak revision", method: "POST", path: "/api/echo/7", body: `{}`, header: map[string]string{"If-Match": `W/"4"`}, status: 412},
		{name: "bad key", method: "POST", path: "/api/echo/7", body: `{}`, header: map[string]string{"If-Match": `"4"`, "Idempotency-Key": "a b"}, status: 422, fields: []string{"Idempotency-Key invalid"}},
		{name: "upload over 1 MiB", method: "POST", path: "/api/upload", body: strings.Repeat("x", 3<<20), status: 200, text: `{"size":3145728}`},
		{name: "upload over its limit", method: "POST", path: "/api/upload", body: strings.Repeat("x", 5<<20), status: 413},
		{name: "bad page", method: "GET", path: "/api/page?limit=0&q=%00&sort=a&sort=b&filter=%ff", status: 422, code: "rest.query", fields: []string{"filter text", "q text"}},
		{name: "every bad parameter", method: "GET", path: "/api/page?limit=0&sort=a&sort=b", status: 422, code: "rest.page", fields: []string{"sort duplicate", "limit range"}},
		{name: "page", method: "GET", path: "/api/page?limit=2000&sort=-name&q=%E6%88%98%E8%83%9C", status: 200, text: `{"Limit":2000,"Cursor":"","Filter":"","Query":"战胜","Sort":"name","Desc":true}`},
		{name: "query cut", method: "GET", path: "/api/page?q=%e", status: 422, code: "rest.query"},
		{name: "query with ;", method: "GET", path: "/api/page?q=a;b", status: 422, code: "rest.query"},
		{name: "endless parameter", method: "GET", path: "/api/page?filter=" + strings.Repeat("x", 5000), status: 422, fields: []string{"filter text"}},
		{name: "NUL in the path", method: "DELETE", path: "/api/echo/a%00b", status: 404},
		{name: "path not UTF-8", method: "DELETE", path: "/api/echo/%ff", status: 404},
		{name: "no route", method: "GET", path: "/api/nothing", status: 404, code: "rest.no_route"},
		{name: "wrong method", method: "PUT", path: "/api/echo/1", body: `{}`, status: 405, code: "rest.method"},
		{name: "no content", method: "DELETE", path: "/api/echo/1", status: 204},
		{name: "cookie without header", method: "DELETE", path: "/api/echo/1", header: map[string]string{"Cookie": "hj_session=x"}, status: 403, code: "rest.cross_site"},
		{name: "cookie with header", method: "DELETE", path: "/api/echo/1", header: map[string]string{"Cookie": "hj_session=x", "X-Requested-With": "hengjian"}, status: 204},
		{name: "from another site", method: "DELETE", path: "/api/echo/1", header: map[string]string{"Sec-Fetch-Site": "cross-site", "X-Requested-With": "hengjian"}, status: 403},
		{name: "health", method: "GET", path: "/healthz", status: 200, text: "ok"},
		{name: "ready", method: "GET", path: "/readyz", status: 200, text: "ready"},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, c, send(t, s.Handler(), c)) })
	}
}

func TestStatusOfEveryKind(t *testing.T) {
	s := build(rest.Options{})
	for kind, status := range map[fault.Kind]int{
		fault.Invalid: 422, fault.Denied: 403, fault.Unknown: 401, fault.NotFound: 404, fault.Conflict: 409, fault.Stale: 412, fault.Missing: 428,
		fault.TooEarly: 409, fault.TooLate: 409, fault.TooLarge: 413, fault.TooMany: 429, fault.Unavailable: 503, fault.Internal: 500,
	} {
		c := call{method: "GET", path: "/api/fault/" + string(kind), status: status, code: "test." + string(kind)}
		t.Run(string(kind), func(t *testing.T) { check(t, c, send(t, s.Handler(), c)) })
	}
}
