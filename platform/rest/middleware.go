package rest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/hengjian/hengjian/platform/fault"
)

// begin gives the request its state, and writes its line in the log and its
// share of the metrics when it is over.
func (s *Server) begin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		st := &state{id: newID(), start: time.Now(), log: s.o.Log, limit: s.o.MaxBody, closing: s.closing}
		ctx, cancel := context.WithCancelCause(context.WithValue(r.Context(), stateKey{}, st))
		defer cancel(nil)
		st.timer = time.AfterFunc(s.o.Timeout, func() { cancel(context.DeadlineExceeded) })
		defer st.timer.Stop()
		_ = http.NewResponseController(w).SetWriteDeadline(st.start.Add(s.o.Timeout + streamTime)) // a recorder in a test has none
		w.Header().Set("X-Request-Id", st.id)
		out := &writer{ResponseWriter: w}
		s.m.inFlight.Inc()
		defer func() {
			s.m.inFlight.Dec()
			s.over(ctx, st, out, r)
		}()
		next.ServeHTTP(out, r.WithContext(ctx))
	})
}

// over writes the access line: no path, query, body, address or account, for
// each may be personal.
func (s *Server) over(ctx context.Context, st *state, out *writer, r *http.Request) {
	took := time.Since(st.start)
	status := out.status
	if status == 0 {
		status = http.StatusOK
		if ctx.Err() != nil {
			status = 499 // the client left before an answer
		}
	}
	s.m.observe(st.route, status, took)
	level := slog.LevelInfo
	if quiet(st.route) {
		level = slog.LevelDebug
	}
	attrs := []slog.Attr{slog.String("id", st.id), slog.String("method", r.Method), slog.String("route", st.route),
		slog.Int("status", status), slog.Int64("bytes", out.bytes), slog.Duration("took", took.Round(time.Microsecond))}
	if st.code != "" {
		attrs = append(attrs, slog.String("code", st.code))
	}
	st.log.LogAttrs(ctx, level, "request", attrs...)
}

// quiet are the routes asked by machines every few seconds, and the pages.
func quiet(route string) bool {
	switch route {
	case "GET /healthz", "GET /readyz", "GET /metrics", "static":
		return true
	}
	return false
}

// recovered turns a panic into a problem, or cuts the connection when the answer
// has begun.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(http.ErrAbortHandler) // net/http cuts the connection quietly
			}
			s.m.panics.Inc()
			begun := started(w)
			WriteError(w, r, fmt.Errorf("handler panicked: %v\n%s", p, debug.Stack()))
			if begun {
				st := stateOf(r.Context())
				st.log.LogAttrs(r.Context(), slog.LevelError, "panic after the answer began", slog.String("id", st.id),
					slog.String("route", st.route), slog.String("cause", fmt.Sprint(p)), slog.String("stack", string(debug.Stack())))
				panic(http.ErrAbortHandler)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// limited takes one token of the client's bucket.
func (s *Server) limited(next http.Handler) http.Handler {
	if s.limiter == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.limiter.Allow(ClientKey(Client(r, s.o.Proxies)), time.Now()) {
			s.m.refused.Inc()
			WriteError(w, r, fault.New(fault.TooMany, "rest.rate", "请求过于频繁，请稍后再试"))
			return
		}
		next.ServeHTTP(w, r)
	})
}
