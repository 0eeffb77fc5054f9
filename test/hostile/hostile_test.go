// Package hostile sends the server what nobody should send: bombs, tricks and
// other people's rights. Every answer must be the record as text or a problem
// in Chinese with an id to quote; never a 500, never an English sentence, and
// the server stays up with a clean ledger.
package hostile

import (
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/test/livetest"
)

func TestMain(m *testing.M) { livetest.Main(m) }

// world is one server with a demo city, and clients of its people.
type world struct {
	s       *livetest.Server
	officer *livetest.Client
	steward *livetest.Client
	record  livetest.Record // one that the officer made
}

func TestHostile(t *testing.T) {
	data := livetest.Demo(t, 60)
	s := livetest.Start(t, "--data", data)
	w := &world{s: s, officer: s.SignIn(t, "wangfang"), steward: s.SignIn(t, "steward")}
	w.record = w.create(t, map[string]any{"name": "受测企业"})
	for _, part := range []struct {
		name string
		run  func(*testing.T)
	}{
		{"json", w.json},
		{"filter", w.filter},
		{"text", w.text},
		{"parameters", w.parameters},
		{"paths", w.paths},
		{"roles", w.roles},
		{"business", w.business},
		{"edge", w.edge},
		{"uploads", w.uploads},
	} {
		t.Run(part.name, part.run)
		if !s.Alive() {
			t.Fatalf("the server ended during %s: %s", part.name, s.Log())
		}
	}
	if a := w.officer.Get(w.record.Path()); a.Status != http.StatusOK {
		t.Errorf("after all that: %d %s", a.Status, a.Body)
	}
	for _, line := range s.Internal() {
		t.Errorf("an error of ours: %s", line)
	}
	if mb := peak(t, s.Pid()); mb > 700 {
		t.Errorf("the server held %d MB at its peak", mb)
	} else {
		t.Logf("the server held %d MB at its peak", mb)
	}
	began := time.Now()
	if code := s.Stop(t); code != 0 || time.Since(began) > 15*time.Second {
		t.Errorf("stopping: exit %d after %v", code, time.Since(began))
	}
	livetest.Verify(t, "--data", data)
}

// peak is the most memory a process ever held, in MB.
func peak(t *testing.T, pid int) int {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Skip("no /proc here")
	}
	m := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(b)
	if m == nil {
		t.Fatal("no VmHWM")
	}
	kb, _ := strconv.Atoi(string(m[1])) // digits
	return kb / 1024
}

func (w *world) create(t *testing.T, values map[string]any) (r livetest.Record) {
	t.Helper()
	w.officer.Post(livetest.Business, map[string]any{"values": values}).Into(t, http.StatusCreated, &r)
	return r
}

var (
	han     = regexp.MustCompile(`\p{Han}`)
	english = regexp.MustCompile(`[A-Za-z']{2,} [A-Za-z']{2,} [A-Za-z']{2,} [A-Za-z']{2,}`)
)

// sane fails on an answer that no user should see; it returns the status.
func sane(t *testing.T, a livetest.Answer) int {
	t.Helper()
	if a.Err != nil {
		t.Errorf("no answer: %v", a.Err)
		return 0
	}
	if a.Status < 400 {
		return a.Status
	}
	if a.Status == http.StatusRequestHeaderFieldsTooLarge {
		return a.Status // beyond 64 kB of address and headers net/http answers for us
	}
	p, ok := a.Problem()
	switch {
	case !ok:
		t.Errorf("%d is no problem+json: %s %.300s", a.Status, a.Header.Get("Content-Type"), a.Body)
		return a.Status
	case a.Status >= 500:
		t.Errorf("%d %.500s", a.Status, a.Body)
	case p.ID == "" || p.Code == "" || p.Status != a.Status:
		t.Errorf("a problem without id, code or status: %.300s", a.Body)
	}
	said := []string{p.Title, p.Detail}
	for _, f := range p.Fields {
		said = append(said, f.Text)
	}
	for _, s := range said {
		if !han.MatchString(s) || english.MatchString(s) {
			t.Errorf("not for a Chinese reader: %.300q in %.500s", s, a.Body)
		}
	}
	if len(a.Body) > 64<<10 {
		t.Errorf("a refusal of %d bytes", len(a.Body))
	}
	return a.Status
}

// refused fails unless the answer is a sane problem with one of the statuses; no
// status given means any of 4xx.
func refused(t *testing.T, a livetest.Answer, statuses ...int) {
	t.Helper()
	got := sane(t, a)
	if len(statuses) == 0 && got >= 400 && got < 500 {
		return
	}
	for _, s := range statuses {
		if got == s {
			return
		}
	}
	t.Errorf("status %d, expected %v: %.300s", got, statuses, a.Body)
}

func repeat(s string, n int) string { return strings.Repeat(s, n) }
