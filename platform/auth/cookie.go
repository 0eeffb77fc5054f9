package auth

import (
	"net/http"
	"strings"
)

// CookieName holds the token of a session.
const CookieName = "hj_session"

// Cookie carries a session to the browser: not readable by scripts, not sent
// from other sites, and over TLS only where there is TLS.
func Cookie(token string, secure bool) *http.Cookie {
	return &http.Cookie{Name: CookieName, Value: token, Path: "/", HttpOnly: true, Secure: secure, SameSite: http.SameSiteStrictMode}
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
func Presented(r *http.Request) (secret string, key bool) {
	if scheme, rest, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(rest), true
	}
	if c, err := r.Cookie(CookieName); err == nil {
		return c.Value, false
	}
	return "", false
}
