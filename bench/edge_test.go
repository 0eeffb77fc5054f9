package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/server"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/log"
)

// edge is the whole service in this process, with a key of an officer.
type edge struct {
	h   http.Handler
	key string
}

func newEdge(b *testing.B, subjects int) *edge {
	b.Helper()
	ctx := context.Background()
	a, err := app.Open(ctx, app.Config{Data: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = a.Close() })
	if err := a.Raise(ctx, subjects, 1, nil); err != nil {
		b.Fatal(err)
	}
	s, err := server.New(ctx, a, server.Options{Log: log.Discard(), Version: "bench", Rate: -1})
	if err != nil {
		b.Fatal(err)
	}
	doors, err := auth.New(a.DB, auth.Options{})
	if err != nil {
		b.Fatal(err)
	}
	e := &edge{h: s.Handler()}
	err = a.DB.Write(ctx, func(tx *db.Tx) error {
		var err error
		e.key, _, err = doors.CreateKey(tx, auth.NewKey{Account: "wangfang", Title: "bench", Scopes: []string{"read", "write"}, Expires: clock.Wall{}.Now() + 24*3600*1000})
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return e
}

func (e *edge) ask(b *testing.B, method, path string, body any) []byte {
	var in bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&in).Encode(body); err != nil {
			b.Fatal(err)
		}
	}
	r := httptest.NewRequest(method, path, &in)
	r.Header.Set("Authorization", "Bearer "+e.key)
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	e.h.ServeHTTP(w, r)
	if w.Code/100 != 2 {
		b.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	return w.Body.Bytes()
}

// BenchmarkEdge times whole requests through the edge, without the network.
func BenchmarkEdge(b *testing.B) {
	e := newEdge(b, 5000)
	const records = "/api/registration/business"
	var page struct{ Items []struct{ Area, ID string } }
	if err := json.Unmarshal(e.ask(b, "GET", records+"?limit=100", nil), &page); err != nil {
		b.Fatal(err)
	}
	filter := func(cel string) string { return records + "?limit=50&filter=" + url.QueryEscape(cel) }
	b.Run("get", func(b *testing.B) {
		for i := range b.N {
			x := page.Items[i%len(page.Items)]
			e.ask(b, "GET", records+"/"+x.Area+"/"+x.ID, nil)
		}
	})
	b.Run("list of one county", func(b *testing.B) {
		for range b.N {
			e.ask(b, "GET", filter(`county == "371083"`), nil)
		}
	})
	b.Run("list of one trade", func(b *testing.B) {
		for range b.N {
			e.ask(b, "GET", filter(`industry == "6210"`), nil)
		}
	})
	b.Run("list of one county, three years", func(b *testing.B) {
		for range b.N {
			e.ask(b, "GET", filter(`county == "371083" && established_on >= "2010-01-01" && established_on < "2013-01-01"`), nil)
		}
	})
	var n atomic.Int64
	b.Run("create", func(b *testing.B) {
		b.SetParallelism(4) // eight clients on two cores, as in bench/peer
		b.RunParallel(func(p *testing.PB) {
			for p.Next() {
				e.ask(b, "POST", records, map[string]any{"values": map[string]any{"name": fmt.Sprintf("威海新设%d号贸易有限公司", n.Add(1)), "sort": "company",
					"established_on": "2024-05-06", "county": "371002", "industry": "5199", "address": fmt.Sprintf("威海市环翠区试验路%d号", n.Load()), "scope": "一般项目：日用百货销售。"}})
			}
		})
	})
}
