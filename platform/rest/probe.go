package rest

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"time"

	"github.com/hengjian/hengjian/platform/fault"
)

func (s *Server) health(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok\n") }

func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	if s.stopped.Load() {
		plain(w, http.StatusServiceUnavailable, "stopping\n")
		return
	}
	if s.o.Ready != nil {
		ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
		defer cancel()
		if err := s.o.Ready(ctx); err != nil {
			s.o.Log.LogAttrs(ctx, slog.LevelWarn, "not ready", slog.String("code", fault.As(err).Code), slog.Any("cause", err))
			plain(w, http.StatusServiceUnavailable, "not ready: "+fault.As(err).Code+"\n")
			return
		}
	}
	plain(w, http.StatusOK, "ready\n")
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // the connection may be gone; nobody is left to tell
}

// openAPI prints the description once: all operations are added before Serve.
func (s *Server) openAPI(w http.ResponseWriter, r *http.Request) {
	b, err := s.printed()
	if err != nil {
		WriteError(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/openapi+json")
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(b)
}

// OpenAPI prints the description of the API (OpenAPI 3.1), for the golden too.
// Not while operations are being added.
func (s *Server) OpenAPI() ([]byte, error) {
	doc := s.api.OpenAPI()
	known := doc.Components.Schemas.Map()
	delete(known, "ErrorModel") // huma's own shape, which no answer has
	delete(known, "ErrorDetail")
	return json.MarshalIndent(doc, "", "  ")
}
