package local_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/local"
	"github.com/hengjian/hengjian/app/server"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/log"
	"github.com/hengjian/hengjian/practice/collect"
)

// serving runs a server on a folder until the returned function is called.
func serving(t *testing.T, cfg app.Config) (stop func()) {
	t.Helper()
	a, err := app.Open(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ready, over := make(chan struct{}), make(chan error, 1)
	s, err := server.New(ctx, a, server.Options{Addr: "127.0.0.1:0", Log: log.Discard(), Ready: func(net.Addr) { close(ready) }})
	if err != nil {
		t.Fatal(err)
	}
	go func() { over <- errors.Join(s.Run(ctx), a.Close()) }()
	<-ready
	return func() {
		cancel()
		if err := <-over; err != nil {
			t.Error(err)
		}
	}
}

// The progress of an import comes while it goes on, step by step, whoever does it.
func TestProgress(t *testing.T) {
	ctx := context.Background()
	var b strings.Builder
	b.WriteString("企业名称,注册地址\n")
	for n := range 9_000 {
		fmt.Fprintf(&b, "试验第%d号商店,山东省威海市环翠区试验路%d号\n", n, n)
	}
	file := filepath.Join(t.TempDir(), "x.csv")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"alone", "beside a server"} {
		t.Run(name, func(t *testing.T) {
			cfg := app.Config{Data: t.TempDir(), City: "weihai"}
			if name != "alone" {
				defer serving(t, cfg)()
			}
			it, err := local.Open(ctx, cfg)
			if err != nil {
				t.Fatal(err)
			}
			defer it.Close()
			if _, asked := it.(*local.Client); asked == (name == "alone") {
				t.Fatalf("%T does it", it)
			}
			parts := map[string]int{}
			var last collect.Progress
			r, err := it.Import(ctx, local.Import{Path: file, Name: "x.csv", Kind: "business", Source: "province-register"}, func(p collect.Progress) {
				if p.Text == last.Text && p.Done < last.Done {
					t.Errorf("%s went back from %d to %d", p.Text, last.Done, p.Done)
				}
				if p.Done > 0 && p.Done < 9_000 {
					parts[p.Text]++
				}
				last = p
			})
			if err != nil || r.Read != 9_000 || r.Accepted+r.Quarantined+r.Unchanged != 9_000 {
				t.Fatalf("%+v %v", r, err)
			}
			if parts["正在导入"] == 0 {
				t.Errorf("no step between beginning and end: %v", parts)
			}
		})
	}
}

// A fault crosses the socket whole: kind, code, text, fields.
func TestFaults(t *testing.T) {
	ctx := context.Background()
	cfg := app.Config{Data: t.TempDir(), City: "weihai"}
	defer serving(t, cfg)()
	it, err := local.Open(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer it.Close()
	_, err = it.Appoint(ctx, app.NewPerson{Account: "boss", Name: "王五", Role: "head"})
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid || f.Code != "account.role" || len(f.Fields) != 1 || f.Fields[0].Code != "duty" || f.Fields[0].Text == "" {
		t.Errorf("%+v", f)
	}
	for _, other := range []app.Config{{Data: cfg.Data, City: "baiyin"}, {Data: cfg.Data, DB: "postgres://h/x"}, {Data: cfg.Data, DB: "postgres://:bad"}} {
		if _, err := local.Open(ctx, other); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", other, err)
		}
	}
}

// A command waits a moment for a folder that is about to be free, and not for
// ever for one that is not.
func TestPatience(t *testing.T) {
	ctx := context.Background()
	cfg := app.Config{Data: t.TempDir(), City: "weihai"}
	for _, held := range []time.Duration{300 * time.Millisecond, time.Hour} {
		lock, err := db.LockFolder(cfg.Data)
		if err != nil {
			t.Fatal(err)
		}
		free := time.AfterFunc(held, func() { _ = lock.Close() })
		it, err := local.Open(ctx, cfg)
		switch {
		case held < time.Second && err != nil:
			t.Error(err)
		case held > time.Second && fault.As(err).Code != db.Locked:
			t.Errorf("%T %v", it, err)
		}
		if it != nil {
			_ = it.Close()
		}
		if free.Stop() {
			_ = lock.Close()
		}
	}
}
