package rest

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Serve answers on l until ctx ends, then drains: /readyz says no, streams are
// told, requests under way get their grace, and the rest is cut.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	srv := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.o.Log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err := <-failed:
		s.Stop()
		return err
	case <-ctx.Done():
	}
	s.stopped.Store(true)
	time.Sleep(s.o.Drain)
	s.Stop()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.o.Grace)
	defer cancel()
	err := srv.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) {
		s.o.Log.LogAttrs(ctx, slog.LevelWarn, "requests cut at the end of the grace")
		err = srv.Close()
	}
	if e := <-failed; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}

// Stop tells readiness and every event stream that the server ends; Serve calls
// it, a test that uses Handler calls it itself.
func (s *Server) Stop() {
	s.stopped.Store(true)
	s.stop.Do(func() { close(s.closing) })
}
