package rest

import (
	"container/list"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limiter gives every key its own token bucket, in a table of bounded size: the
// key unseen longest makes room. It serves the per-client limit here and may
// serve others, such as sign-ins per address.
type Limiter struct {
	mu    sync.Mutex
	limit rate.Limit
	burst int
	size  int
	order *list.List // most recent first
	by    map[string]*list.Element
}

type bucket struct {
	key string
	l   *rate.Limiter
}

// NewLimiter allows perSecond on average and burst at once, for at most size keys.
func NewLimiter(perSecond float64, burst, size int) *Limiter {
	return &Limiter{limit: rate.Limit(perSecond), burst: burst, size: max(size, 1), order: list.New(), by: map[string]*list.Element{}}
}

// Allow takes one token of key at the time now.
func (l *Limiter) Allow(key string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.bucket(key).AllowN(now, 1)
}

// Lend is Allow of a token that may be given back: for what counts only where it
// fails, tried by many at once.
func (l *Limiter) Lend(key string, now time.Time) (back func(), ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.bucket(key)
	if b.TokensAt(now) < 1 {
		return func() {}, false
	}
	r := b.ReserveN(now, 1)
	return func() { r.CancelAt(now) }, true
}

// bucket is that of a key, which becomes the last one used; l.mu is held.
func (l *Limiter) bucket(key string) *rate.Limiter {
	e, ok := l.by[key]
	if ok {
		l.order.MoveToFront(e)
	} else {
		e = l.order.PushFront(bucket{key, rate.NewLimiter(l.limit, l.burst)})
		l.by[key] = e
		if l.order.Len() > l.size {
			delete(l.by, l.order.Remove(l.order.Back()).(bucket).key)
		}
	}
	return e.Value.(bucket).l
}

// Len is the number of keys in the table.
func (l *Limiter) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.order.Len()
}

// Client is the address a request came from: the peer, or, where the peer is one
// of the trusted proxies, the last address in X-Forwarded-For that is not.
func Client(r *http.Request, trusted []netip.Prefix) netip.Addr {
	peer := parseAddr(r.RemoteAddr)
	if !within(peer, trusted) {
		return peer
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		a := parseAddr(strings.TrimSpace(hops[i]))
		if !a.IsValid() {
			return peer // not written by an honest proxy
		}
		if !within(a, trusted) {
			return a
		}
		peer = a
	}
	return peer
}

func parseAddr(s string) netip.Addr {
	if host, _, err := net.SplitHostPort(s); err == nil {
		s = host
	}
	a, err := netip.ParseAddr(strings.Trim(s, "[]"))
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap().WithZone("")
}

func within(a netip.Addr, prefixes []netip.Prefix) bool {
	for _, p := range prefixes {
		if a.IsValid() && p.Contains(a) {
			return true
		}
	}
	return false
}

// ClientKey groups the addresses that one client can choose freely: an IPv6 /64.
func ClientKey(a netip.Addr) string {
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
