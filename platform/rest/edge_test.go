package rest_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

// serve runs a real server and returns its address, its end and what it returned.
func serve(t *testing.T, s *rest.Server) (url string, stop context.CancelFunc, ended chan error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended = make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	t.Cleanup(stop)
	return "http://" + l.Addr().String(), stop, ended
}

func TestGracefulStop(t *testing.T) {
	s := rest.New(rest.Options{Grace: 5 * time.Second})
	begun, told := make(chan bool, 2), make(chan bool, 1)
	rest.Handle(s.API(), &huma.Operation{Method: "GET", Path: "/api/slow"}, func(r *rest.Request) error {
		begun <- true
		time.Sleep(300 * time.Millisecond)
		return r.JSON(200, "done")
	})
	rest.Handle(s.API(), &huma.Operation{Method: "GET", Path: "/api/events"}, func(r *rest.Request) error {
		return r.Events(func(ctx context.Context, send func(rest.Event) error) error {
			if err := send(rest.Event{Name: "progress", ID: "1", Data: map[string]string{"text": "第一行\n第二行"}}); err != nil {
				return err
			}
			begun <- true
			<-ctx.Done()
			told <- true
			return ctx.Err()
		})
	})
	url, stop, ended := serve(t, s)
	slow := make(chan string, 1)
	go func() {
		res, err := http.Get(url + "/api/slow")
		if err != nil {
			slow <- err.Error()
			return
		}
		defer res.Body.Close()
		b, _ := io.ReadAll(res.Body)
		slow <- string(b)
	}()
	res, err := http.Get(url + "/api/events")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	<-begun
	<-begun
	stop()
	body, err := io.ReadAll(res.Body)
	if err != nil || !strings.Contains(string(body), "id: 1\nevent: progress\ndata: {\"text\":\"第一行\\n第二行\"}\n\n") {
		t.Errorf("events %q: %v", body, err)
	}
	if got := <-slow; got != "\"done\"\n" {
		t.Errorf("the request under way got %q", got)
	}
	<-told
	if err := <-ended; err != nil {
		t.Errorf("serve: %v", err)
	}
	if _, err := http.Get(url + "/healthz"); err == nil {
		t.Error("still answering")
	}
}

// A request that does not end within the grace is cut, and Serve returns.
func TestGraceEnds(t *testing.T) {
	s := rest.New(rest.Options{Grace: 100 * time.Millisecond})
	begun, release := make(chan bool), make(chan bool)
	rest.Handle(s.API(), &huma.Operation{Method: "GET", Path: "/api/stuck"}, func(r *rest.Request) error {
		begun <- true
		<-release
		return r.NoContent()
	})
	url, stop, ended := serve(t, s)
	cut := make(chan error, 1)
	go func() {
		res, err := http.Get(url + "/api/stuck")
		if err == nil {
			err = res.Body.Close()
		}
		cut <- err
	}()
	<-begun
	stop()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("serve: %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("serve does not return")
	}
	if err := <-cut; err == nil {
		t.Error("the stuck request was not cut")
	}
	close(release)
}

func TestReadiness(t *testing.T) {
	var down error = fault.New(fault.Unavailable, "db.unreachable", "数据库暂时连接不上")
	s := rest.New(rest.Options{Ready: func(context.Context) error { return down }})
	if w := send(t, s.Handler(), call{method: "GET", path: "/readyz"}); w.Code != 503 || !strings.Contains(w.Body.String(), "db.unreachable") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	down = nil
	if w := send(t, s.Handler(), call{method: "GET", path: "/readyz"}); w.Code != 200 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	s.Stop()
	if w := send(t, s.Handler(), call{method: "GET", path: "/readyz"}); w.Code != 503 {
		t.Errorf("stopping: %d %s", w.Code, w.Body)
	}
}

func TestStreams(t *testing.T) {
	s := rest.New(rest.Options{Timeout: 200 * time.Millisecond})
	rest.Handle(s.API(), &huma.Operation{Method: "GET", Path: "/api/export/{how}"}, func(r *rest.Request) error {
		return r.Stream("text/csv; charset=utf-8", "投诉台账.csv", func(w io.Writer) error {
			if r.Param("how") == "early" {
				return fault.New(fault.Denied, "test.denied", "没有权限")
			}
			for i := range 2000 {
				if r.Param("how") == "late" && i == 1500 {
					return errors.New("database gone")
				}
				if i%500 == 0 {
					time.Sleep(100 * time.Millisecond) // 400 ms in all: longer than a request may take
				}
				if _, err := fmt.Fprintf(w, "%d,%s\n", i, strings.Repeat("x", 100)); err != nil {
					return err
				}
			}
			return nil
		})
	})
	rest.Handle(s.API(), &huma.Operation{Method: "GET", Path: "/api/hang"}, func(r *rest.Request) error {
		<-r.Context().Done()
		return fault.New(fault.Unavailable, "db.cancelled", "操作已取消").With(r.Context().Err())
	})
	url, _, _ := serve(t, s)
	get := func(path string) (*http.Response, string, error) {
		res, err := http.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		return res, string(b), err
	}
	res, body, err := get("/api/export/whole")
	if err != nil || strings.Count(body, "\n") != 2000 || !strings.Contains(res.Header.Get("Content-Disposition"), "filename*=utf-8''%E6%8A%95%E8%AF%89") {
		t.Errorf("%d lines, %v: %v", strings.Count(body, "\n"), res.Header, err)
	}
	if res, body, _ = get("/api/export/early"); res.StatusCode != 403 || res.Header.Get("Content-Disposition") != "" || !strings.Contains(body, "test.denied") {
		t.Errorf("%d %v %s", res.StatusCode, res.Header, body)
	}
	if _, body, err = get("/api/export/late"); err == nil {
		t.Errorf("a cut export looks whole: %d bytes", len(body))
	}
	if res, body, _ = get("/api/hang"); res.StatusCode != 503 || !strings.Contains(body, "rest.slow") {
		t.Errorf("%d %s", res.StatusCode, body)
	}
}

// A body that trickles in must not hold a handler for ever, and the read
// deadline must not end the handler that follows.
func TestSlowHandlerKeepsItsRequest(t *testing.T) {
	s := rest.New(rest.Options{})
	rest.Handle(s.API(), &huma.Operation{Method: "POST", Path: "/api/wait"}, func(r *rest.Request) error {
		if _, err := r.Object(); err != nil {
			return err
		}
		time.Sleep(200 * time.Millisecond)
		return r.JSON(200, r.Context().Err() == nil)
	})
	url, _, _ := serve(t, s)
	res, err := http.Post(url+"/api/wait", "application/json", strings.NewReader(`{"a":1}`))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if line, _ := bufio.NewReader(res.Body).ReadString('\n'); line != "true\n" {
		t.Errorf("got %q", line)
	}
	// A body cut in the middle is the caller's fault, told as a problem.
	c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	_, _ = fmt.Fprintf(c, "POST /api/wait HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{\"a\":")
	_ = c.(*net.TCPConn).CloseWrite()
	b, _ := io.ReadAll(c)
	if !strings.Contains(string(b), "422") || !strings.Contains(string(b), "rest.body_cut") {
		t.Errorf("%s", b)
	}
	_ = c.Close()
}
