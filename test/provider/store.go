package main

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/uuid"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

var errNone = errors.New("there is none")

// store is what the server remembers, all of it in memory.
type store struct {
	mu      sync.Mutex
	clients map[string]*client
	claims  map[string]map[string]any // what is said of a person beside the name
	asked   map[string]*request
	codes   map[string]string // code → request
	key     *rsa.PrivateKey
	other   *rsa.PrivateKey // nobody is told of it
	trick   string          // what is wrong with the next tokens
}

// request is one sign-in under way.
type request struct {
	oidc.AuthRequest
	store    *store
	id, user string
	at       time.Time
	lie      string // what is wrong with its ID token
}

func (r *request) GetID() string                      { return r.id }
func (r *request) GetACR() string                     { return "" }
func (r *request) GetAMR() []string                   { return []string{"pwd"} }
func (r *request) GetAuthTime() time.Time             { return r.at }
func (r *request) GetRedirectURI() string             { return r.RedirectURI }
func (r *request) GetResponseType() oidc.ResponseType { return r.ResponseType }
func (r *request) GetResponseMode() oidc.ResponseMode { return r.ResponseMode }
func (r *request) GetScopes() []string                { return r.Scopes }
func (r *request) GetState() string                   { return r.State }
func (r *request) GetSubject() string                 { return "sub-" + r.user }
func (r *request) Done() bool                         { return r.user != "" }

const somebodyElse = "somebody-else"

func (r *request) GetAudience() []string {
	switch r.lie {
	case "audience":
		return []string{somebodyElse}
	case "audiences":
		return []string{r.ClientID, somebodyElse}
	}
	return []string{r.ClientID}
}

// GetClientID becomes the authorised party of a token, and part of its audience.
func (r *request) GetClientID() string {
	if r.lie == "audience" || r.lie == "party" {
		return somebodyElse
	}
	return r.ClientID
}

func (r *request) GetNonce() string {
	if r.store.tricked() == "nonce" {
		return "another"
	}
	return r.Nonce
}

func (r *request) GetCodeChallenge() *oidc.CodeChallenge {
	if r.CodeChallenge == "" {
		return nil
	}
	return &oidc.CodeChallenge{Challenge: r.CodeChallenge, Method: r.CodeChallengeMethod}
}

func (s *store) tricked() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.trick
}

// signed lets a person in who stands at the login page.
func (s *store) signed(id, user string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.asked[id]
	if !ok || user == "" {
		return errNone
	}
	r.user, r.at = user, time.Now()
	return nil
}

func (s *store) CreateAuthRequest(_ context.Context, r *oidc.AuthRequest, _ string) (op.AuthRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.CodeChallenge == "" || r.CodeChallengeMethod != oidc.CodeChallengeMethodS256 || r.Nonce == "" || r.State == "" {
		return nil, oidc.ErrInvalidRequest().WithDescription("PKCE (S256), nonce and state are demanded here")
	}
	own := &request{AuthRequest: *r, store: s, id: uuid.NewString()}
	s.asked[own.id] = own
	return own, nil
}

func (s *store) AuthRequestByID(_ context.Context, id string) (op.AuthRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r, ok := s.asked[id]; ok {
		return r, nil
	}
	return nil, errNone
}

func (s *store) AuthRequestByCode(ctx context.Context, code string) (op.AuthRequest, error) {
	s.mu.Lock()
	id, ok := s.codes[code]
	s.mu.Unlock()
	if !ok {
		return nil, errNone
	}
	return s.AuthRequestByID(ctx, id)
}

func (s *store) SaveAuthCode(_ context.Context, id, code string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.codes[code] = id
	return nil
}

func (s *store) DeleteAuthRequest(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.asked, id)
	for code, of := range s.codes {
		if of == id {
			delete(s.codes, code)
		}
	}
	return nil
}

// CreateAccessToken comes after everything was checked and before the ID token.
func (s *store) CreateAccessToken(_ context.Context, r op.TokenRequest) (string, time.Time, error) {
	if own, ok := r.(*request); ok {
		own.lie = s.tricked()
	}
	return uuid.NewString(), time.Now().Add(5 * time.Minute), nil
}

func (s *store) CreateAccessAndRefreshTokens(context.Context, op.TokenRequest, string) (string, string, time.Time, error) {
	return "", "", time.Time{}, errNone
}

func (s *store) TokenRequestByRefreshToken(context.Context, string) (op.RefreshTokenRequest, error) {
	return nil, op.ErrInvalidRefreshToken
}

func (s *store) TerminateSession(context.Context, string, string) error { return nil }

func (s *store) RevokeToken(context.Context, string, string, string) *oidc.Error { return nil }

func (s *store) GetRefreshTokenInfo(context.Context, string, string) (string, string, error) {
	return "", "", op.ErrInvalidRefreshToken
}

// signing is a private key as the library asks for it, shown its public half.
type signing struct{ key *rsa.PrivateKey }

func (signing) ID() string                                  { return "one" }
func (signing) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k signing) Key() any                                  { return k.key }

type shown struct{ signing }

func (shown) Algorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (shown) Use() string                        { return "sig" }
func (k shown) Key() any                         { return &k.key.PublicKey }

func (s *store) SigningKey(context.Context) (op.SigningKey, error) {
	if s.tricked() == "key" {
		return signing{s.other}, nil
	}
	return signing{s.key}, nil
}

func (s *store) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.RS256}, nil
}

func (s *store) KeySet(context.Context) ([]op.Key, error) {
	return []op.Key{shown{signing{s.key}}}, nil
}

func (s *store) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	if c, ok := s.clients[id]; ok {
		return c, nil
	}
	return nil, errNone
}

func (s *store) AuthorizeClientIDSecret(_ context.Context, id, secret string) error {
	if c, ok := s.clients[id]; ok && c.secret == secret {
		return nil
	}
	return errors.New("wrong secret")
}

func (s *store) SetUserinfoFromScopes(context.Context, *oidc.UserInfo, string, string, []string) error {
	return nil
}

func (s *store) SetUserinfoFromToken(context.Context, *oidc.UserInfo, string, string, string) error {
	return errNone
}

func (s *store) SetIntrospectionFromToken(context.Context, *oidc.IntrospectionResponse, string, string, string) error {
	return errNone
}

// SetUserinfoFromRequest says in the ID token who the person is.
func (s *store) SetUserinfoFromRequest(_ context.Context, info *oidc.UserInfo, r op.IDTokenRequest, _ []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := r.GetSubject()[len("sub-"):]
	info.Subject, info.PreferredUsername = r.GetSubject(), user
	for name, v := range s.claims[user] {
		info.AppendClaims(name, v)
	}
	return nil
}

func (s *store) GetPrivateClaimsFromScopes(context.Context, string, string, []string) (map[string]any, error) {
	return nil, nil
}

func (s *store) GetKeyByIDAndClientID(context.Context, string, string) (*jose.JSONWebKey, error) {
	return nil, errNone
}

func (s *store) ValidateJWTProfileScopes(context.Context, string, []string) ([]string, error) {
	return nil, errNone
}

func (s *store) Health(context.Context) error { return nil }

// client is one registered program.
type client struct {
	id, secret string
	redirects  []string
	store      *store
}

func (c *client) GetID() string                       { return c.id }
func (c *client) RedirectURIs() []string              { return c.redirects }
func (c *client) PostLogoutRedirectURIs() []string    { return nil }
func (c *client) ApplicationType() op.ApplicationType { return op.ApplicationTypeWeb }
func (c *client) AuthMethod() oidc.AuthMethod         { return oidc.AuthMethodBasic }
func (c *client) ResponseTypes() []oidc.ResponseType {
	return []oidc.ResponseType{oidc.ResponseTypeCode}
}
func (c *client) GrantTypes() []oidc.GrantType                                 { return []oidc.GrantType{oidc.GrantTypeCode} }
func (c *client) LoginURL(id string) string                                    { return fmt.Sprintf("/login?id=%s", id) }
func (c *client) AccessTokenType() op.AccessTokenType                          { return op.AccessTokenTypeBearer }
func (c *client) DevMode() bool                                                { return true } // plain http on this machine
func (c *client) IsScopeAllowed(string) bool                                   { return false }
func (c *client) IDTokenUserinfoClaimsAssertion() bool                         { return true }
func (c *client) ClockSkew() time.Duration                                     { return 0 }
func (c *client) RestrictAdditionalIdTokenScopes() func([]string) []string     { return same }
func (c *client) RestrictAdditionalAccessTokenScopes() func([]string) []string { return same }

func (c *client) IDTokenLifetime() time.Duration {
	if c.store.tricked() == "expired" {
		return -time.Minute
	}
	return time.Minute
}

func same(scopes []string) []string { return scopes }
