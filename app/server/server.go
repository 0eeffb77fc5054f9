// Package server runs the product as a service: the HTTP edge, the sequencer of
// the ledger, the queue of jobs.
package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/api"
	"github.com/hengjian/hengjian/app/local"
	"github.com/hengjian/hengjian/app/outgoing"
	"github.com/hengjian/hengjian/app/signin"
	"github.com/hengjian/hengjian/app/signing"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
	"github.com/hengjian/hengjian/platform/rest"
	"github.com/hengjian/hengjian/web"
)

// Options configure a server.
type Options struct {
	Addr    string
	Version string
	Log     *slog.Logger
	Secure  bool           // cookies only over TLS: a proxy in front terminates it
	Proxies []netip.Prefix // whose X-Forwarded-For is believed
	Rate    float64        // requests a second and client; 0 is the default
	Ready   func(net.Addr) // called when it answers
}

// Server is the running service.
type Server struct {
	app   *app.App
	o     Options
	rest  *rest.Server
	queue *job.Queue
	auth  *auth.Auth
	local *local.Direct // for commands on this machine
}

// New prepares a service; its operations are known, nothing runs yet.
func New(ctx context.Context, a *app.App, o Options) (*Server, error) {
	if err := a.DB.Migrate(ctx, auth.Steps()); err != nil {
		return nil, err
	}
	ways, err := signin.Load(a.Config.Data)
	if err != nil {
		return nil, err
	}
	channels, err := outgoing.Load(a.Config.Data, a.Config.Demo)
	if err != nil {
		return nil, err
	}
	keys, err := signing.Load(a.Config.Data, a.DB.Now())
	if err != nil {
		return nil, err
	}
	if keys != nil {
		a.SignWith(keys.Signer, keys.Roots, keys.Stamps)
	}
	a.Text = outgoing.Texts(channels)
	box := a.Tellings.Through(channels)
	seal, err := a.Seal()
	if err != nil {
		return nil, err
	}
	doors, err := auth.New(a.DB, auth.Options{Log: o.Log, Seal: seal})
	if err != nil {
		return nil, err
	}
	s := &Server{app: a, o: o, auth: doors, queue: job.New(a.DB, job.Options{Log: o.Log})}
	s.rest = rest.New(rest.Options{Title: "衡鉴", Version: o.Version, Log: o.Log, Files: web.Files(), Ready: a.DB.Ping, Rate: o.Rate, Proxies: o.Proxies})
	d := api.NewDoors(doors, a.People, a.DB, o.Secure, o.Proxies)
	x := api.New(a, d, ways, s.rest.API(), o.Version)
	x.Admin(d, s.queue)
	x.Jobs(s.queue)
	x.Tasks(s.queue)
	x.Upstream(s.queue)
	box.Work(s.queue)
	s.local = local.NewDirect(a, doors, x.Collect(a.Collect, s.queue))
	if err := x.Public(o.Rate >= 0, o.Proxies); err != nil {
		return nil, err
	}
	s.daily()
	s.limits()
	return s, nil
}

// Handler is the HTTP edge, for measurements in one process.
func (s *Server) Handler() http.Handler { return s.rest.Handler() }

// OpenAPI prints the description of the API.
func (s *Server) OpenAPI() ([]byte, error) { return s.rest.OpenAPI() }

// notListening says why nothing listens at an address.
func notListening(addr string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fault.Newf(fault.Conflict, "server.addr_in_use", "--addr %s 已被另一个程序占用；请换一个地址，或先停下那个程序", addr).With(err)
	case errors.Is(err, syscall.EACCES):
		return fault.Newf(fault.Conflict, "server.addr_denied", "没有权限监听 --addr %s；1024 以下的端口留给系统，请换一个，由代理转发", addr).With(err)
	}
	return fault.Bad("server.addr", "参数不正确", fault.Field{Name: "--addr", Code: "address", Text: "不能监听 " + addr + "；应写作 主机:端口，例如 127.0.0.1:8080"}).With(err)
}

// Run serves until ctx ends, then stops in order: no new requests, jobs handed
// back, no new commands, the last acts numbered.
func (s *Server) Run(ctx context.Context) error {
	l, err := net.Listen("tcp", s.o.Addr)
	if err != nil {
		return notListening(s.o.Addr, err)
	}
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var wg sync.WaitGroup
	run := func(f func(context.Context)) {
		wg.Add(1)
		go func() { defer wg.Done(); f(work) }()
	}
	run(func(ctx context.Context) { s.app.Ledger.Run(ctx, s.failed("sequencing the ledger")) })
	run(func(ctx context.Context) {
		if err := s.queue.Work(ctx); err != nil && !errors.Is(err, context.Canceled) {
			s.failed("working on jobs")(err)
		}
	})
	run(s.compact)
	run(func(ctx context.Context) { s.app.Facts.Deliver(ctx, s.failed("delivering facts")) })
	run(s.startLimits)
	socket, err := local.Listen(s.local, s.o.Log)
	if err != nil { // a file system without sockets is no reason not to serve
		s.failed("making the local socket; commands work only while the server is stopped")(err)
	}
	if s.o.Ready != nil {
		s.o.Ready(l.Addr())
	}
	err = s.rest.Serve(ctx, l)
	stop()
	wg.Wait()
	if socket != nil { // last, so that who waits for an import hears how far it came
		err = errors.Join(err, socket.Close())
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if _, e := s.app.Ledger.Sequence(last); e != nil {
		err = errors.Join(err, e)
	}
	return err
}

// compactEvery is how often appended totals are folded and the organisation is
// read anew, in case another server changed it.
const compactEvery = time.Minute

// compact folds the appended totals now and then.
func (s *Server) compact(ctx context.Context) {
	t := time.NewTicker(compactEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if s.app.DB.Dialect() == db.Postgres {
				s.app.People.Invalidate()
			}
			if err := s.app.Compact(ctx); err != nil && ctx.Err() == nil {
				s.failed("compacting totals")(err)
			}
		}
	}
}

func (s *Server) failed(doing string) func(error) {
	return func(err error) { s.o.Log.Error(doing, slog.Any("cause", err)) }
}
