package fault

import (
	"context"
	"net"
	"net/http"
	"path/filepath"
	"sort"
	"strconv"
	"testing"
	"time"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/server"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/log"
	"github.com/hengjian/hengjian/test/livetest"
)

// inside runs the server object in this process, whose clock the test can move.
func inside(t *testing.T, data string) (*app.App, *livetest.Client, func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	a, err := app.Open(ctx, app.Config{Data: data, City: "weihai"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Found(ctx); err != nil {
		t.Fatal(err)
	}
	ready, ended := make(chan net.Addr, 1), make(chan error, 1)
	srv, err := server.New(ctx, a, server.Options{Addr: "127.0.0.1:0", Log: log.Discard(), Rate: -1, Ready: func(at net.Addr) { ready <- at }})
	if err != nil {
		t.Fatal(err)
	}
	go func() { ended <- srv.Run(ctx) }()
	var c *livetest.Client
	select {
	case at := <-ready:
		c = (&livetest.Server{Base: "http://" + at.String()}).SignIn(t, "wangfang")
	case err := <-ended:
		t.Fatal(err)
	}
	return a, c, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A clock set back, while the server runs and between two lives of it, dates no
// act before an earlier one.
func TestClockSetBack(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	livetest.Run(t, "demo", "--data", data, "--subjects", "5")
	var r livetest.Record
	var times []string // of the acts of one record, in their order
	for life, moves := range [][]time.Duration{
		{0, 72 * time.Hour, -48 * time.Hour, -400 * 24 * time.Hour, time.Hour}, // forward, then back under what was written
		{0, -72 * time.Hour}, // the wall clock itself is now behind the last act
	} {
		a, c, stop := inside(t, data)
		for i, by := range moves {
			if by != 0 {
				a.Clock.Set(clock.Wall{}.Now() + clock.Instant(by.Milliseconds()))
			}
			if r.ID == "" {
				c.Post(livetest.Business, map[string]any{"values": map[string]any{"name": "时钟倒拨的企业"}}).Into(t, http.StatusCreated, &r)
				continue
			}
			c.Post(r.Path()+"/acts/amend", map[string]any{"values": map[string]any{"staff": 100*life + i}, "reason": "试验"},
				"If-Match", strconv.Quote(strconv.FormatInt(r.Rev, 10))).Into(t, http.StatusOK, &r)
		}
		times = nil
		var line struct{ Items []struct{ At, Act string } }
		c.Get(r.Path()+"/timeline").Into(t, http.StatusOK, &line)
		for _, x := range line.Items {
			times = append(times, x.At)
		}
		stop()
	}
	if len(times) != 7 {
		t.Fatalf("%d acts in the timeline, expected 7: %v", len(times), times)
	}
	// The timeline shows the newest first; RFC 3339 in one zone sorts as text.
	if !sort.SliceIsSorted(times, func(i, j int) bool { return times[i] > times[j] }) && !sort.StringsAreSorted(times) {
		t.Errorf("times run backwards: %v", times)
	}
	livetest.Verify(t, "--data", data)
}
