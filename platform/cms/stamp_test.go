package cms_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/cms"
	"github.com/hengjian/hengjian/platform/cms/cmstest"
)

// TestStampService: what a service answers is believed only when it is a token over
// these very bytes, for this very question, of a service that is known.
func TestStampService(t *testing.T) {
	ca := cmstest.NewCA(t, "rsa")
	service := cmstest.TSA(t, ca.Issue(t, cmstest.Want{Name: "时间戳", Stamps: true}))
	// One in between hands on what openssl answers, or something else.
	var answer func(w http.ResponseWriter, real []byte)
	between := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		resp, err := http.Post(service.URL, r.Header.Get("Content-Type"), r.Body)
		if err != nil {
			t.Error(err)
			return
		}
		defer resp.Body.Close()
		real, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Error(err)
		}
		answer(w, real)
	}))
	defer between.Close()
	var first []byte
	write := func(b []byte) func(http.ResponseWriter, []byte) {
		return func(w http.ResponseWriter, _ []byte) { _, _ = w.Write(b) }
	}
	for _, x := range []struct {
		name   string
		answer func(http.ResponseWriter, []byte)
		want   string // "" where it is taken
	}{
		{"as it is", func(w http.ResponseWriter, real []byte) { first = bytes.Clone(real); _, _ = w.Write(real) }, ""},
		{"an earlier answer over the same bytes", func(w http.ResponseWriter, _ []byte) { _, _ = w.Write(first) }, "不是这次的请求"},
		{"a byte changed", func(w http.ResponseWriter, real []byte) {
			real[len(real)-1] ^= 1
			_, _ = w.Write(real)
		}, "没有通过验证"},
		{"refused", write([]byte{0x30, 5, 0x30, 3, 2, 1, 2}), "拒绝了请求（状态 2）"},
		{"granted without a token", write([]byte{0x30, 5, 0x30, 3, 2, 1, 0}), "没有通过验证"},
		{"nothing", write(nil), "读不出来"},
		{"a page", write([]byte("<html>")), "读不出来"},
		{"without end", write(make([]byte, 1<<20)), "过长"},
		{"an error", func(w http.ResponseWriter, _ []byte) { w.WriteHeader(http.StatusServiceUnavailable) }, "HTTP 503"},
		{"on to another", func(w http.ResponseWriter, _ []byte) {
			w.Header().Set("Location", service.URL)
			w.WriteHeader(http.StatusTemporaryRedirect)
		}, "HTTP 307"},
		{"slow", func(http.ResponseWriter, []byte) { time.Sleep(time.Second) }, "没有应答（超时）"},
	} {
		answer = x.answer
		a := cms.Authority{URL: between.URL + "/private", Roots: cmstest.Roots(ca), Within: 30 * time.Second}
		if x.name == "slow" {
			a.Within = 200 * time.Millisecond
		}
		token, err := a.Stamp(context.Background(), []byte("signature"))
		if (err == nil) != (x.want == "") || err != nil && (!strings.Contains(err.Error(), x.want) || strings.Contains(err.Error(), "private")) || (token == nil) != (err != nil) {
			t.Errorf("%s: %v", x.name, err)
		}
	}
}
