package oidc

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/fault"
)

// Config says whom to ask and as whom.
type Config struct {
	Name, Title string
	Issuer      string
	ClientID    string
	Secret      string
	Scopes      []string // beside openid
	Hosts       []string // host or host:port of endpoints that are not at the issuer's own
	Claims      Claims
}

// Claims names the claims of an ID token that tell more than its subject; ""
// where a provider has none.
type Claims struct{ Label, Organisation, Person string }

// skew is how far the clocks of provider and installation may be apart.
const skew = 5 * time.Minute

// Provider is one OpenID provider. What it says of itself is asked when somebody
// first wants it, so that one that is away keeps nobody from starting.
type Provider struct {
	c      Config
	client *http.Client
	guard  *guard
	lock   chan struct{} // held while discovering
	known  *known
	failed time.Time
	why    error
}

// known is what a provider says of itself.
type known struct {
	oauth    oauth2.Config
	verifier *oidc.IDTokenVerifier
	at       time.Time
}

const (
	fresh = 12 * time.Hour  // discovery is asked again after this long
	pause = 2 * time.Second // between two tries of a provider that is away
)

// New makes a provider; nothing is asked yet.
func New(c Config) *Provider {
	p := &Provider{c: c, lock: make(chan struct{}, 1)}
	p.client, p.guard = newClient(c.Issuer, c.Hosts)
	return p
}

// Name and Title are as configured.
func (p *Provider) Name() string  { return p.c.Name }
func (p *Provider) Title() string { return p.c.Title }

// Begin returns the provider's page with what it needs to answer.
func (p *Provider) Begin(ctx context.Context, proof auth.Proof, back string) (string, error) {
	k, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	return k.answering(back).AuthCodeURL(proof.State, oidc.Nonce(proof.Nonce), oauth2.S256ChallengeOption(proof.Verifier)), nil
}

// answering is the configuration for answers to one address.
func (k *known) answering(back string) *oauth2.Config {
	c := k.oauth
	c.RedirectURL = back
	return &c
}

// discover asks a provider what it says of itself, once for all who wait; one
// that failed is left alone for a moment, and a stale answer is better than none.
func (p *Provider) discover(ctx context.Context) (*known, error) {
	select {
	case p.lock <- struct{}{}:
		defer func() { <-p.lock }()
	case <-ctx.Done():
		return nil, p.away(ctx.Err())
	}
	now := time.Now()
	if p.known != nil && now.Sub(p.known.at) < fresh {
		return p.known, nil
	}
	if p.why == nil || now.Sub(p.failed) >= pause {
		k, err := p.describe(ctx)
		if err == nil {
			p.known, p.why = k, nil
			return k, nil
		}
		p.why, p.failed = err, time.Now()
	}
	if p.known != nil {
		return p.known, nil
	}
	return nil, p.away(p.why)
}

// describe reads the discovery document and holds it against what is configured.
func (p *Provider) describe(ctx context.Context) (*known, error) {
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.c.Issuer)
	if err != nil {
		return nil, short(err)
	}
	var more struct {
		Keys    string   `json:"jwks_uri"`
		Methods []string `json:"token_endpoint_auth_methods_supported"`
	}
	if err := found.Claims(&more); err != nil {
		return nil, err
	}
	end := found.Endpoint()
	for _, address := range []string{end.AuthURL, end.TokenURL, more.Keys} {
		if u, err := url.Parse(address); err != nil || !p.guard.allows(u) {
			return nil, fmt.Errorf("%w: %.200s", errForeign, address)
		}
	}
	// Said outright, for a library that finds it out by trying sends the code twice.
	end.AuthStyle = oauth2.AuthStyleInHeader
	if len(more.Methods) > 0 && !slices.Contains(more.Methods, "client_secret_basic") {
		end.AuthStyle = oauth2.AuthStyleInParams
	}
	scopes := []string{oidc.ScopeOpenID}
	for _, s := range p.c.Scopes {
		if s != oidc.ScopeOpenID {
			scopes = append(scopes, s)
		}
	}
	return &known{
		oauth:    oauth2.Config{ClientID: p.c.ClientID, ClientSecret: p.c.Secret, Endpoint: end, Scopes: scopes},
		verifier: found.Verifier(&oidc.Config{ClientID: p.c.ClientID}),
		at:       time.Now(),
	}, nil
}

// short leaves out of an error what a provider sent as its body.
func short(err error) error {
	if text := err.Error(); len(text) > 300 {
		return errors.New(strings.ToValidUTF8(text[:300], "") + "…")
	}
	return err
}

func (p *Provider) away(cause error) error {
	return fault.Newf(fault.Unavailable, "oidc.unavailable", "暂时连接不上“%s”，请稍后再试，或用账号密码登录", p.c.Title).With(cause)
}

func (p *Provider) refused(code string, cause error) error {
	return fault.Newf(fault.Denied, code, "“%s”返回的登录信息没有通过核对，没有登录；请重新登录一次，仍不行请联系系统管理员", p.c.Title).With(cause)
}
