package local

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
	"github.com/hengjian/hengjian/practice/collect"
)

// grace is for the commands that are answered when the server stops.
const grace = 5 * time.Second

// maxAsked bounds what a command asks, files apart.
const maxAsked = 1 << 20

// Socket answers commands while a server holds the data folder.
type Socket struct {
	d       *Direct
	name    string // of the database
	log     *slog.Logger
	l       net.Listener
	srv     *http.Server
	over    chan struct{}
	stopped context.Context
	stop    context.CancelCauseFunc
}

// Listen makes the socket and answers on it until Close.
func Listen(d *Direct, log *slog.Logger) (*Socket, error) {
	name, err := db.Name(d.app.Config.DB)
	if err != nil {
		return nil, err
	}
	l, err := listen(d.app.Config.Data, log)
	if err != nil {
		return nil, err
	}
	s := &Socket{d: d, name: name, log: log, l: l, over: make(chan struct{})}
	s.stopped, s.stop = context.WithCancelCause(context.Background())
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+prefix+"hello", func(w http.ResponseWriter, r *http.Request) { s.answer(w, r, nothing) })
	mux.HandleFunc("POST "+prefix+"appoint", asked(s, func(ctx context.Context, p app.NewPerson, _ func(event)) (any, error) { return d.Appoint(ctx, p) }))
	mux.HandleFunc("POST "+prefix+"account", asked(s, func(ctx context.Context, account string, _ func(event)) (any, error) {
		return d.OpenAccount(ctx, account)
	}))
	mux.HandleFunc("POST "+prefix+"codes", asked(s, func(ctx context.Context, account string, _ func(event)) (any, error) {
		return nil, d.DropCodes(ctx, account)
	}))
	mux.HandleFunc("POST "+prefix+"clock", asked(s, func(ctx context.Context, to clock.Instant, _ func(event)) (any, error) { return d.MoveClock(ctx, to) }))
	mux.HandleFunc("POST "+prefix+"key", asked(s, func(ctx context.Context, k Key, _ func(event)) (any, error) { return d.CreateKey(ctx, k) }))
	mux.HandleFunc("POST "+prefix+"file", func(w http.ResponseWriter, r *http.Request) { s.answer(w, r, s.file(r)) })
	mux.HandleFunc("POST "+prefix+"import", asked(s, s.imports))
	mux.HandleFunc("POST "+prefix+"stop", asked(s, func(ctx context.Context, batch ref.ID, _ func(event)) (any, error) {
		return nil, d.runner.Stop(ctx, d.machine(), batch)
	}))
	s.srv = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	go func() {
		defer close(s.over)
		if err := s.srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			log.Error("answering commands", slog.Any("cause", err))
		}
	}()
	return s, nil
}

// Close tells those who wait for an import that it goes on later, lets others
// finish for a moment, and removes the socket.
func (s *Socket) Close() error {
	s.stop(job.ErrStopping)
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	err := s.srv.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = s.srv.Close()
	}
	<-s.over
	return err
}

// work is what one request asks; tell sends what comes before the end.
type work func(ctx context.Context, tell func(event)) (any, error)

func nothing(context.Context, func(event)) (any, error) { return nil, nil }

// asked reads what a command asks and does it.
func asked[T any](s *Socket, do func(context.Context, T, func(event)) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.answer(w, r, func(ctx context.Context, tell func(event)) (any, error) {
			var v T
			d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxAsked))
			d.DisallowUnknownFields()
			if err := d.Decode(&v); err != nil {
				return nil, fault.New(fault.Invalid, "local.request", "命令的请求无法识别").With(err)
			}
			return do(ctx, v, tell)
		})
	}
}

// answer does the work for a command that means this installation, and sends
// events as lines.
func (s *Socket) answer(w http.ResponseWriter, r *http.Request, do work) {
	ctx, cancel := context.WithCancelCause(r.Context())
	defer cancel(nil)
	defer context.AfterFunc(s.stopped, func() { cancel(context.Cause(s.stopped)) })()
	var mu sync.Mutex // steps may come from several goroutines
	out, flush := json.NewEncoder(w), http.NewResponseController(w)
	tell := func(e event) {
		mu.Lock()
		defer mu.Unlock()
		if out.Encode(e) == nil {
			_ = flush.Flush() // who no longer listens has ended ctx
		}
	}
	w.Header().Set("Content-Type", "application/jsonl")
	err := s.mine(r.Header)
	var v any
	if err == nil {
		v, err = do(ctx, tell)
	}
	var text []byte
	if err == nil {
		text, err = json.Marshal(v)
	}
	if err != nil {
		if f := fault.As(err); f.Kind == fault.Internal && ctx.Err() == nil {
			s.log.Error("a command failed", slog.String("path", r.URL.Path), slog.Any("cause", err))
		}
		tell(event{Fault: encodeFault(err)})
		return
	}
	tell(event{Done: text})
}

// mine refuses a command that means another city or database.
func (s *Socket) mine(h http.Header) error {
	if c := h.Get(headerCity); c != "" && c != s.d.app.City {
		return app.OtherCity(s.d.app.City, c)
	}
	if name := h.Get(headerDB); name != s.name {
		return fault.Newf(fault.Invalid, "local.database", "数据目录 %s 的服务使用的是%s，命令指的是%s；请用同样的 --db", s.d.app.Config.Data, database(s.name), database(name))
	}
	return nil
}

func database(name string) string {
	if name == "" {
		return "内置数据库"
	}
	return " PostgreSQL " + name
}

// file stores what a command sends.
func (s *Socket) file(r *http.Request) work {
	return func(ctx context.Context, _ func(event)) (any, error) {
		digest, _, err := s.d.app.Files.Put(ctx, r.Body, maxFile, s.d.machine().Label())
		return digest, err
	}
}

func (s *Socket) imports(ctx context.Context, q Import, tell func(event)) (any, error) {
	var last string
	return s.d.stored(ctx, q, collect.Watch{Step: func(p collect.Progress) {
		if text, err := json.Marshal(p); err == nil && string(text) != last {
			last = string(text)
			tell(event{Step: &p})
		}
	}}, func(id ref.ID) { tell(event{Batch: string(id)}) })
}
