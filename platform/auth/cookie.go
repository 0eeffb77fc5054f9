package auth

import (
	"net/http"
	"strings"
)

// CookieName holds the token of a session. Behind TLS it is called
// __Host-hj_session: no browser takes a cookie of that name from a neighbouring
// host or from a connection without TLS, so that nobody plants one.
const CookieName = "hj_session"

// Cookie carries a session to the browser: not readable by scripts, not sent
// from other sites, and over TLS only where there is TLS.
func Cookie(token string, secure bool) *http.Cookie {
	return &http.Cookie{Name: cookieName(secure), Value: token, Path: "/", HttpOnly: true, Secure: secure, SameSite: http.SameSiteStrictMode}
}

func cookieName(secure bool) string {
	if secure {
		return "__Host-" + CookieName
	}
	return CookieName
}

// NoCookie takes it away again.
func NoCookie(secure bool) *http.Cookie {
	c := Cookie("", secure)
	c.MaxAge = -1
	return c
}

// Presented returns what a request shows: the secret of an API key in
// Authorization: Bearer, else the token of a session cookie; "" for neither. A
// request with both acts by the key, for only its sender can have put it there.
// Behind TLS a cookie under the plain name is nobody's.
func Presented(r *http.Request, secure bool) (secret string, key bool) {
	if scheme, rest, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(rest), true
	}
	if c, err := r.Cookie(cookieName(secure)); err == nil {
		return c.Value, false
	}
	return "", false
}
