// Package oidc signs people in by OpenID Connect (Core 1.0, Discovery 1.0): the
// authorization code flow with PKCE (RFC 7636, S256), state and nonce. It is an
// adapter of auth.Provider over github.com/coreos/go-oidc, which checks the
// signature, issuer, audience and time of an ID token; here stand the rules that
// library leaves to its caller: nonce, authorised party, time of issue, and what
// may be asked of whom, for how long and how much of the answer is read.
//
// Only the ID token is read: no user info, no access token is kept.
package oidc
