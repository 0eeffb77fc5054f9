package rest

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/log"
)

// Options configure a Server; the zero value of each is a sensible default.
type Options struct {
	Title, Version string
	Log            *slog.Logger                      // nil: nothing is logged
	Files          fs.FS                             // the pages; nil: none
	Tiles          []string                          // origins of the bureau's own map service, for the content policy
	MaxBody        int64                             // bytes of a body; 0: 1 MiB
	Timeout        time.Duration                     // of one request; 0: 30 s
	Rate           float64                           // requests a second and client; 0: 50, negative: no limit
	Burst          int                               // 0: 200
	Clients        int                               // clients remembered; 0: 10,000
	Proxies        []netip.Prefix                    // whose X-Forwarded-For is believed
	Ready          func(ctx context.Context) error   // nil: always ready
	Drain          time.Duration                     // answers /readyz with 503 this long before it closes; 0: at once
	Grace          time.Duration                     // for requests under way; 0: 20 s
	Wrap           []func(http.Handler) http.Handler // around the API, outermost first, such as who is calling
}

// Server is the HTTP edge. Add operations to API() before Serve.
type Server struct {
	o       Options
	mux     *http.ServeMux
	api     huma.API
	m       *metrics
	limiter *Limiter
	closing chan struct{}
	stop    sync.Once
	stopped atomic.Bool
	build   sync.Once
	handler http.Handler
	tags    sync.Map // of the pages
	printed func() ([]byte, error)
}

// New makes a server.
func New(o Options) *Server {
	if o.Log == nil {
		o.Log = log.Discard()
	}
	if o.Title == "" {
		o.Title = "衡鉴"
	}
	o.MaxBody = or(o.MaxBody, defaultBody)
	o.Timeout = or(o.Timeout, 30*time.Second)
	o.Grace = or(o.Grace, 20*time.Second)
	o.Rate, o.Burst, o.Clients = or(o.Rate, 50), or(o.Burst, 200), or(o.Clients, 10_000)
	s := &Server{o: o, mux: http.NewServeMux(), m: newMetrics(), closing: make(chan struct{})}
	if o.Rate > 0 {
		s.limiter = NewLimiter(o.Rate, o.Burst, o.Clients)
	}
	s.printed = sync.OnceValues(s.OpenAPI)
	s.api = newAPI(s.mux, o.Title, o.Version)
	s.mux.HandleFunc("GET /healthz", s.health)
	s.mux.HandleFunc("GET /readyz", s.ready)
	s.mux.Handle("GET /metrics", s.m.handler())
	s.mux.HandleFunc("GET /api/openapi.json", s.openAPI)
	return s
}

func or[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}

// API takes operations, by Register and Handle.
func (s *Server) API() huma.API { return s.api }

// Metrics takes further collectors.
func (s *Server) Metrics() prometheus.Registerer { return s.m.registry }

// Mount adds a plain handler beside the API, such as "GET /api/feed"; it gets
// the same middleware.
func (s *Server) Mount(pattern string, h http.Handler) { s.mux.Handle(pattern, h) }

// Client is the address a request came from, as the rate limit sees it.
func (s *Server) Client(r *http.Request) netip.Addr { return Client(r, s.o.Proxies) }

// Secure reports whether the caller's connection is TLS, here or at a trusted
// proxy in front, so that a cookie may demand it.
func (s *Server) Secure(r *http.Request) bool {
	return r.TLS != nil || within(parseAddr(r.RemoteAddr), s.o.Proxies) && r.Header.Get("X-Forwarded-Proto") == "https"
}

// Closing is closed when the server begins to stop.
func (s *Server) Closing() <-chan struct{} { return s.closing }

// Handler is the whole edge as one handler.
func (s *Server) Handler() http.Handler {
	s.build.Do(func() {
		var h http.Handler = http.HandlerFunc(s.route)
		for i := len(s.o.Wrap) - 1; i >= 0; i-- {
			h = s.o.Wrap[i](h)
		}
		h = newCompressor().wrap(h)
		h = sameSite(h)
		h = s.limited(h)
		h = secured(s.o.Tiles, h)
		h = s.recovered(h)
		s.handler = s.begin(h)
	})
	return s.handler
}

// route sends a request to the API or to the pages, and renders what ServeMux
// itself would answer in plain text.
func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	own := strings.HasPrefix(r.URL.Path, "/api/") || r.URL.Path == "/api"
	if own {
		if err := checkURL(r.URL); err != nil {
			WriteError(w, r, err)
			return
		}
	}
	h, pattern := s.mux.Handler(r)
	switch {
	case pattern != "":
		st := stateOf(r.Context())
		st.route = pattern
		s.mux.ServeHTTP(w, r)
	case !own && s.o.Files != nil:
		stateOf(r.Context()).route = "static"
		static{s.o.Files, &s.tags}.ServeHTTP(w, r)
	default:
		probe := &refusal{header: http.Header{}}
		h.ServeHTTP(probe, r)
		if probe.status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", probe.header.Get("Allow"))
			writeProblem(w, r, withStatus(r.Context(), http.StatusMethodNotAllowed, "rest.method", "此处不支持该操作"))
			return
		}
		WriteError(w, r, fault.New(fault.NotFound, "rest.no_route", "没有这个接口"))
	}
}

// refusal takes ServeMux's own answer, of which only status and Allow matter.
type refusal struct {
	header http.Header
	status int
}

func (f *refusal) Header() http.Header         { return f.header }
func (f *refusal) Write(b []byte) (int, error) { return len(b), nil }
func (f *refusal) WriteHeader(status int)      { f.status = status }
