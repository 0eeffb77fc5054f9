package livetest

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Server is one life of a serving process.
type Server struct {
	Base string // http://127.0.0.1:port
	cmd  *exec.Cmd
	log  *text
	gone chan struct{}
}

// text is a buffer that a process writes and a test reads.
type text struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (x *text) Write(p []byte) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.b.Write(p)
}

func (x *text) String() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.b.String()
}

// startTime is how long a server may take to answer; it takes well under a
// second unless the machine is busy.
const startTime = 60 * time.Second

// FreeAddress is an address nobody listens on at the moment.
func FreeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// Start begins a life on a folder or a database (--data DIR, --db URL) and waits
// until it answers. It has no rate limit; what the test leaves running is killed
// at its end.
func Start(t testing.TB, where ...string) *Server {
	t.Helper()
	addr := FreeAddress(t)
	args := append([]string{"serve", "--addr", addr, "--rate=-1", "--log", "warn"}, where...)
	s := &Server{Base: "http://" + addr, cmd: Command(t, args...), log: &text{}, gone: make(chan struct{})}
	s.cmd.Stdout, s.cmd.Stderr = io.Discard, s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = s.cmd.Wait() // its exit code is read from the state
		close(s.gone)
	}()
	t.Cleanup(func() {
		s.Kill()
		if log := s.Log(); t.Failed() && log != "" {
			t.Logf("internal errors:\n%s\nthe server's log ends with\n%s", strings.Join(s.Internal(), "\n"), log[max(0, len(log)-2000):])
		}
	})
	for deadline := time.Now().Add(startTime); ; {
		if s.ready() {
			return s
		}
		select {
		case <-s.gone:
			t.Fatalf("the server ended with %d: %s", s.cmd.ProcessState.ExitCode(), s.Log())
		default:
		}
		if time.Now().After(deadline) {
			t.Fatalf("the server did not come up: %s", s.Log())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (s *Server) ready() bool {
	quick := http.Client{Timeout: 2 * time.Second}
	res, err := quick.Get(s.Base + "/readyz")
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// Log is what the process wrote to its log so far.
func (s *Server) Log() string { return s.log.String() }

// Internal are the lines of the log about errors that are nobody's but ours:
// what was answered with 500, and panics.
func (s *Server) Internal() (out []string) {
	for line := range strings.Lines(s.Log()) {
		if strings.Contains(line, "platform.internal") && strings.Contains(line, "cause") || strings.Contains(line, "panic") {
			out = append(out, strings.TrimSpace(line))
		}
	}
	return out
}

// Pid is the process.
func (s *Server) Pid() int { return s.cmd.Process.Pid }

// Alive reports whether the process runs.
func (s *Server) Alive() bool {
	select {
	case <-s.gone:
		return false
	default:
		return true
	}
}

// Kill ends the life without warning (SIGKILL) and waits for its end.
func (s *Server) Kill() {
	_ = s.cmd.Process.Kill() // it may have ended already
	<-s.gone
}

// Signal asks the process to stop (SIGTERM).
func (s *Server) Signal(t testing.TB) {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
}

// Stop asks the process to stop and returns its exit code.
func (s *Server) Stop(t testing.TB) int {
	t.Helper()
	s.Signal(t)
	return s.Ended(t)
}

// Ended waits for the end of the process and returns its exit code.
func (s *Server) Ended(t testing.TB) int {
	t.Helper()
	select {
	case <-s.gone:
		return s.cmd.ProcessState.ExitCode()
	case <-time.After(startTime):
		t.Fatalf("the server did not stop: %s", s.Log())
		return -1
	}
}
