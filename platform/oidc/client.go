package oidc

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

const (
	askTime = 10 * time.Second // for one request to a provider
	maxBody = 512 << 10        // a discovery document or a key set has a few kB
	maxHead = 64 << 10
	atOnce  = 8 // requests to one provider
)

var (
	errTooLarge = fmt.Errorf("the answer is larger than %d kB", maxBody>>10)
	errForeign  = errors.New("the address belongs to no configured host")
)

// CheckAddress refuses an address that nothing secret may be sent to: only https,
// or plain http to this machine itself while a system is being tried out.
func CheckAddress(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Opaque != "":
		return errors.New("应为完整的地址，如 https://sso.example.gov.cn")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return errors.New("地址里不能有账号、? 或 #")
	case u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname()):
		return nil
	}
	return errors.New("应以 https:// 开头（只有本机 127.0.0.1、localhost 可用 http）")
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// guard lets requests go to the hosts of one provider and nowhere else, whatever
// a discovery document says or an answer redirects to, and bounds what is read.
type guard struct {
	hosts map[string]bool // host:port as in an address
	turn  chan struct{}
	next  http.RoundTripper
}

// newClient returns a client for the provider's own host and further ones. It
// takes no proxy from the environment and follows no redirect.
func newClient(issuer string, hosts []string) (*http.Client, *guard) {
	g := &guard{hosts: map[string]bool{}, turn: make(chan struct{}, atOnce), next: &http.Transport{
		DialContext:            (&net.Dialer{Timeout: askTime / 2}).DialContext,
		TLSHandshakeTimeout:    askTime / 2,
		ResponseHeaderTimeout:  askTime,
		MaxResponseHeaderBytes: maxHead,
		MaxIdleConnsPerHost:    2,
		IdleConnTimeout:        time.Minute,
		ForceAttemptHTTP2:      true,
	}}
	if u, err := url.Parse(issuer); err == nil {
		g.hosts[u.Host] = true
	}
	for _, h := range hosts {
		g.hosts[h] = true
	}
	return &http.Client{Transport: g, Timeout: askTime, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, g
}

// allows reports whether an address may be asked, or a browser sent there.
func (g *guard) allows(u *url.URL) bool {
	return g.hosts[u.Host] && u.User == nil && (u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname()))
}

func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if !g.allows(r.URL) {
		return nil, errForeign
	}
	select {
	case g.turn <- struct{}{}:
		defer func() { <-g.turn }()
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	res, err := g.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if res.ContentLength > maxBody {
		_ = res.Body.Close() // nothing of it is wanted
		return nil, errTooLarge
	}
	res.Body = &bounded{res.Body, maxBody}
	return res, nil
}

// bounded fails once more than left bytes are read, so that a long answer is an
// error and never a short one that parses.
type bounded struct {
	io.ReadCloser
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, errTooLarge
	}
	return n, err
}
