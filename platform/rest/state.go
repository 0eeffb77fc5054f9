package rest

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/hengjian/hengjian/platform/log"
)

// state is what the middleware knows of one request; one pointer for all of
// them, since a request is copied whenever its context changes.
type state struct {
	id      string
	start   time.Time
	route   string // the pattern, never the path: a path may hold a name
	code    string // of the problem, if any
	log     *slog.Logger
	limit   int64
	closing <-chan struct{} // closed when the server begins to stop
	timer   *time.Timer     // ends the request when its time is over
}

// Unbound takes the time limit off a request that may rightly take long. Streams,
// events and uploads do it themselves: each of their pieces has its own limit.
func Unbound(ctx context.Context) {
	if t := stateOf(ctx).timer; t != nil {
		t.Stop()
	}
}

type stateKey struct{}

// stateOf returns the request's state; outside a Server (a handler under test)
// an empty one.
func stateOf(ctx context.Context) *state {
	if s, ok := ctx.Value(stateKey{}).(*state); ok {
		return s
	}
	return &state{id: newID(), log: log.Discard(), limit: defaultBody}
}

// RequestID returns the quotable id of the request ctx belongs to.
func RequestID(ctx context.Context) string { return stateOf(ctx).id }

// newID returns 8 characters of Crockford's base 32: easy to read out over the
// telephone, 40 bits, enough to find one line in a log.
func newID() string {
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	for i := range b {
		b[i] = alphabet[b[i]&31]
	}
	return string(b[:])
}

// writer remembers what was answered.
type writer struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *writer) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *writer) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap serves http.ResponseController.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// started reports whether the answer has begun.
func started(w http.ResponseWriter) bool {
	for {
		switch x := w.(type) {
		case *writer:
			return x.status != 0
		case *zipped:
			if x.status != 0 {
				return true // held back, but said
			}
			w = x.ResponseWriter
		case interface{ Unwrap() http.ResponseWriter }:
			w = x.Unwrap()
		default:
			return false
		}
	}
}

// human prints a size as people read it.
func human(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%d 字节", n)
}
