package rest

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

// strict fails the test when a name outside the tree is asked for.
type strict struct {
	t     *testing.T
	files fstest.MapFS
}

func (s strict) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) || strings.ContainsAny(name, "\\\x00") || strings.HasPrefix(name, ".") || strings.Contains(name, "/.") {
		s.t.Errorf("%q was asked for", name)
	}
	return s.files.Open(name)
}

func FuzzStaticPath(f *testing.F) {
	for _, s := range []string{"/", "/assets/a.js", "/../x", "//", "/a/./b", "/.git/config", "/a\x00b", "/a\\..\\b", "/assets/a.js.gz"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, p string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL = &url.URL{Path: p}
		w := httptest.NewRecorder()
		static{strict{t, fstest.MapFS{"index.html": {Data: []byte("x")}, "assets/a.js": {Data: []byte("y")}, ".secret": {Data: []byte("z")}}}, &sync.Map{}}.ServeHTTP(w, r)
		if w.Code != http.StatusOK && w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "z") && w.Code == http.StatusOK {
			t.Errorf("%q: %d %s", p, w.Code, w.Body)
		}
	})
}
