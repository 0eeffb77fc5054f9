package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true}, Timeout: time.Minute}

// ask sends one request and reads the whole answer.
func (s *side) ask(method, path string, body any) (int, []byte, error) {
	var in io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return 0, nil, err
		}
		in = bytes.NewReader(b)
	}
	r, err := http.NewRequest(method, s.base+path, in)
	if err != nil {
		return 0, nil, err
	}
	for k, v := range s.header {
		r.Header.Set(k, v)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	res, err := client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	out, err := io.ReadAll(res.Body)
	return res.StatusCode, out, err
}

func (s *side) reaches(path string) bool {
	status, _, err := s.ask("GET", path, nil)
	return err == nil && status == 200
}

// freeAddress is a free port on loopback.
func freeAddress() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	defer l.Close()
	return l.Addr().String()
}

// figure is what one measurement gave.
type figure struct {
	rate     float64 // requests a second
	p50, p99 time.Duration
}

// measure lets clients ask for so long. An answer that is not a success ends it.
func measure(ctx context.Context, o options, request func(n int) (status int, body []byte, err error)) (figure, error) {
	var n atomic.Int64
	var mu sync.Mutex
	var all []time.Duration
	var wrong error
	end := time.Now().Add(time.Duration(o.seconds * float64(time.Second)))
	begin := time.Now()
	var wg sync.WaitGroup
	for range o.clients {
		wg.Add(1)
		go func() {
			defer wg.Done()
			var mine []time.Duration
			for time.Now().Before(end) && ctx.Err() == nil {
				at := time.Now()
				status, body, err := request(int(n.Add(1)))
				mine = append(mine, time.Since(at))
				if err != nil || status/100 != 2 {
					mu.Lock()
					wrong = fmt.Errorf("status %d, %v: %s", status, err, cut(body))
					mu.Unlock()
					return
				}
			}
			mu.Lock()
			all = append(all, mine...)
			mu.Unlock()
		}()
	}
	wg.Wait()
	if wrong != nil {
		return figure{}, wrong
	}
	if len(all) == 0 {
		return figure{}, ctx.Err()
	}
	took := time.Since(begin)
	slices.Sort(all)
	return figure{float64(len(all)) / took.Seconds(), all[len(all)/2], all[len(all)*99/100]}, nil
}

// compare measures everything on both sides in turns and prints the medians.
func compare(ctx context.Context, o options, sides ...*side) error {
	fmt.Printf("%d rows, %d clients, %d rounds of %gs in turns; %s %s, %s %s\n\n", o.rows, o.clients, o.rounds, o.seconds, sides[0].name, sides[0].settings, sides[1].name, sides[1].settings)
	fmt.Println("| what | hengjian /s | p50 ms | p99 ms | pocketbase /s | p50 ms | p99 ms | ratio /s | ratio p99 |")
	fmt.Println("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
	var created atomic.Int64
	for _, w := range []struct {
		name string
		of   func(s *side) func(n int) (int, []byte, error)
	}{
		{"get", func(s *side) func(int) (int, []byte, error) {
			return func(n int) (int, []byte, error) { return s.ask("GET", s.get(s.ids[n*7919%len(s.ids)]), nil) }
		}},
		{"list: one county", listing("one county")},
		{"list: one county, three years", listing("one county, three years")},
		{"list: one trade", listing("one trade")},
		{"create", func(s *side) func(int) (int, []byte, error) {
			return func(int) (int, []byte, error) {
				path, body := s.create(int(created.Add(1)))
				return s.ask("POST", path, body)
			}
		}},
	} {
		got := make([][]figure, len(sides))
		for round := range o.rounds {
			for i := range sides {
				at := (i + round) % len(sides)
				f, err := measure(ctx, o, w.of(sides[at]))
				if err != nil {
					return fmt.Errorf("%s, %s: %w", sides[at].name, w.name, err)
				}
				got[at] = append(got[at], f)
			}
		}
		a, b := median(got[0]), median(got[1])
		fmt.Printf("| %s | %.0f | %.2f | %.2f | %.0f | %.2f | %.2f | × %.2f | × %.2f |\n", w.name, a.rate, ms(a.p50), ms(a.p99), b.rate, ms(b.p50), ms(b.p99), a.rate/b.rate, ms(a.p99)/ms(b.p99))
	}
	return nil
}

func listing(name string) func(s *side) func(int) (int, []byte, error) {
	return func(s *side) func(int) (int, []byte, error) {
		return func(int) (int, []byte, error) { return s.ask("GET", s.lists[name], nil) }
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func median(list []figure) figure {
	of := func(f func(figure) float64) float64 {
		var v []float64
		for _, x := range list {
			v = append(v, f(x))
		}
		slices.Sort(v)
		return v[len(v)/2]
	}
	return figure{of(func(x figure) float64 { return x.rate }),
		time.Duration(of(func(x figure) float64 { return float64(x.p50) })), time.Duration(of(func(x figure) float64 { return float64(x.p99) }))}
}
