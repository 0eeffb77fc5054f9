package rest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/platform/rest"
)

const benchBody = `{"name":"花花","kind":"cat","born":"2020-01-02","age":6,"tags":["a","b"]}`

// BenchmarkEdge is the whole way of one request through the middleware, against
// the bare ServeMux.
func BenchmarkEdge(b *testing.B) {
	run := func(b *testing.B, h http.Handler, method, path, body string) {
		b.ReportAllocs()
		for b.Loop() {
			r := httptest.NewRequest(method, path, strings.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("If-Match", `"1"`)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code >= 300 {
				b.Fatal(w.Body)
			}
		}
	}
	h := build(rest.Options{Rate: -1}).Handler()
	b.Run("struct", func(b *testing.B) { run(b, h, "POST", "/api/pets/3710", benchBody) })
	b.Run("declared", func(b *testing.B) { run(b, h, "POST", "/api/echo/7", benchBody) })
	bare := http.NewServeMux()
	bare.HandleFunc("POST /api/echo/{id}", func(w http.ResponseWriter, r *http.Request) {
		var m map[string]any
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
			b.Fatal(err)
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"id": r.PathValue("id"), "got": m})
	})
	b.Run("bare", func(b *testing.B) { run(b, bare, "POST", "/api/echo/7", benchBody) })
}

func BenchmarkDecodeObject(b *testing.B) {
	body := []byte(`{"values":{` + strings.TrimSuffix(strings.Repeat(`"field":"乳山市战胜建筑工程有限公司",`, 1)+`"n":12345,"d":"2026-05-01","list":["a","b","c"],"ref":{"area":"3710","id":"0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee"},`, ",") + `},"reason":"变更","effective":null}`)
	b.Run("strict", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := rest.DecodeObject(body); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			var m map[string]any
			if err := json.Unmarshal(body, &m); err != nil {
				b.Fatal(err)
			}
		}
	})
}
