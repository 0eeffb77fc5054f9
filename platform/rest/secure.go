package rest

import (
	"net/http"
	"strings"

	"github.com/hengjian/hengjian/platform/fault"
)

// policy is the Content-Security-Policy of the pages: everything from here;
// inline styles because antd writes them at run time; blob: and data: for maps,
// charts, previews and their workers. tiles are the origins of a bureau's own
// map service, if it has one.
func policy(tiles []string) string {
	more := ""
	if len(tiles) > 0 {
		more = " " + strings.Join(tiles, " ")
	}
	return "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
		"img-src 'self' data: blob:" + more + "; font-src 'self' data:; connect-src 'self'" + more + "; " +
		"worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
}

// secured sets the headers that every answer has.
func secured(tiles []string, next http.Handler) http.Handler {
	csp := policy(tiles)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()")
		if r.TLS != nil {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if strings.HasPrefix(r.URL.Path, "/api/") {
			h.Set("Cache-Control", "no-store")
		}
		next.ServeHTTP(w, r)
	})
}

// sameSite refuses a change that a foreign page could have caused: one by a
// browser (it shows a cookie, or says its origin) without the header
// X-Requested-With, which no form and no simple cross-origin request can carry.
// So nobody is signed in under a stranger's account either, who has no cookie
// yet. A browser that says where a request comes from (Sec-Fetch-Site) is
// believed too.
func sameSite(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
			next.ServeHTTP(w, r)
			return
		}
		if site := r.Header.Get("Sec-Fetch-Site"); site == "cross-site" ||
			(r.Header.Get("Cookie") != "" || r.Header.Get("Origin") != "") && r.Header.Get("X-Requested-With") == "" {
			WriteError(w, r, fault.New(fault.Denied, "rest.cross_site", "请求缺少 X-Requested-With，或来自其他网站，未受理"))
			return
		}
		next.ServeHTTP(w, r)
	})
}
