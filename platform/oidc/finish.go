package oidc

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/fault"
)

// Finish changes the code that a browser brought for an ID token and reads who
// it is about.
func (p *Provider) Finish(ctx context.Context, proof auth.Proof, back string, brought url.Values) (auth.Identity, error) {
	if why := brought.Get("error"); why != "" {
		return auth.Identity{}, p.declined(why)
	}
	if iss := brought.Get("iss"); iss != "" && iss != p.c.Issuer { // RFC 9207: another provider's answer
		return auth.Identity{}, p.refused("oidc.issuer", fmt.Errorf("the answer names the issuer %.200q", iss))
	}
	code := brought.Get("code")
	if code == "" || len(code) > 4096 {
		return auth.Identity{}, p.refused("oidc.code", errors.New("the answer has no code"))
	}
	k, err := p.discover(ctx)
	if err != nil {
		return auth.Identity{}, err
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, p.client), 2*askTime)
	defer cancel()
	token, err := k.answering(back).Exchange(ctx, code, oauth2.VerifierOption(proof.Verifier))
	if err != nil {
		return auth.Identity{}, p.noToken(err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return auth.Identity{}, p.refused("oidc.token", errors.New("the answer has no ID token"))
	}
	id, err := k.verifier.Verify(ctx, raw)
	if err != nil {
		return auth.Identity{}, p.refused("oidc.token", short(err))
	}
	return p.read(id, proof, token.AccessToken)
}

// declined is what a provider sends in place of a code (RFC 6749 §4.1.2.1). Its
// own words are not shown: anybody can put words into an address.
func (p *Provider) declined(why string) error {
	if why == "access_denied" {
		return fault.Newf(fault.Denied, "oidc.cancelled", "您在“%s”取消了登录，或对方没有同意", p.c.Title)
	}
	if why == "temporarily_unavailable" || why == "server_error" {
		return p.away(fmt.Errorf("the provider answered %s", why))
	}
	return p.refused("oidc.declined", fmt.Errorf("the provider answered %.100q", why))
}

// noToken says why no token came, without what was sent: it holds the code.
func (p *Provider) noToken(err error) error {
	var answered *oauth2.RetrieveError
	if !errors.As(err, &answered) || answered.Response == nil || answered.Response.StatusCode >= 500 {
		return p.away(short(err))
	}
	return p.refused("oidc.exchange", fmt.Errorf("the token endpoint answered %d %.100q", answered.Response.StatusCode, answered.ErrorCode))
}

// read checks what the library leaves to its caller (Core 1.0 §3.1.3.7: 4, 5,
// 10, 11; §3.1.3.8) and takes out who this is.
func (p *Provider) read(id *oidc.IDToken, proof auth.Proof, access string) (auth.Identity, error) {
	var claims map[string]any
	if err := id.Claims(&claims); err != nil {
		return auth.Identity{}, p.refused("oidc.token", short(err))
	}
	said := func(name string) string {
		s, _ := claims[name].(string)
		return strings.TrimSpace(s)
	}
	now := time.Now()
	switch party := said("azp"); {
	case subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(proof.Nonce)) != 1:
		return auth.Identity{}, p.refused("oidc.nonce", errors.New("the token has another nonce"))
	case party != "" && party != p.c.ClientID || party == "" && len(id.Audience) > 1:
		return auth.Identity{}, p.refused("oidc.audience", fmt.Errorf("the token is for %.200q", id.Audience))
	case id.IssuedAt.Before(now.Add(-auth.TripLife-skew)) || id.IssuedAt.After(now.Add(skew)):
		return auth.Identity{}, p.refused("oidc.time", fmt.Errorf("the token was issued at %v", id.IssuedAt))
	case id.Subject == "" || len(id.Subject) > 255:
		return auth.Identity{}, p.refused("oidc.subject", errors.New("the token has no usable subject"))
	}
	if id.AccessTokenHash != "" {
		if err := id.VerifyAccessToken(access); err != nil {
			return auth.Identity{}, p.refused("oidc.token", err)
		}
	}
	who := auth.Identity{Issuer: id.Issuer, ID: id.Subject}
	for name, to := range map[string]*string{p.c.Claims.Label: &who.Label, p.c.Claims.Organisation: &who.Organisation, p.c.Claims.Person: &who.Person} {
		if name != "" {
			if *to = said(name); len(*to) > 200 {
				return auth.Identity{}, p.refused("oidc.claim", fmt.Errorf("the claim %s is too long", name))
			}
		}
	}
	return who, nil
}
