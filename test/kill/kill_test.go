// Package kill proves that nothing acknowledged is lost: it kills the server
// with SIGKILL at random moments under a stream of acts and during imports,
// starts it again, and asks for everything that had been acknowledged. The
// ledger must verify with --records after the last kill.
package kill

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hengjian/hengjian/app"
)

// kills is how often the server is killed: 8 in `make test`, 100 in the soak.
func kills() int {
	if n, err := strconv.Atoi(os.Getenv("HENGJIAN_KILLS")); err == nil {
		return n
	}
	if os.Getenv("HENGJIAN_SOAK") != "" {
		return 100
	}
	return 8
}

// build makes the binary once for all tests of the package.
var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "hengjian-kill")
	if err != nil {
		return "", err
	}
	bin := filepath.Join(dir, "hengjian")
	out, err := exec.Command("go", "build", "-o", bin, "../../cmd/hengjian").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return bin, nil
})

// server is one life of the process.
type server struct {
	cmd  *exec.Cmd
	base string
	http *http.Client
}

func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	bin, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return exec.Command(bin, args...)
}

func run(t *testing.T, args ...string) string {
	t.Helper()
	out, err := command(t, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("hengjian %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// start begins a life and signs in.
func start(t *testing.T, data, account string) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	s := &server{cmd: command(t, "serve", "--data", data, "--addr", addr, "--rate=-1", "--log", "error"), base: "http://" + addr}
	var log bytes.Buffer
	s.cmd.Stdout, s.cmd.Stderr = io.Discard, &log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	jar, _ := cookiejar.New(nil) // never fails without options
	s.http = &http.Client{Jar: jar, Timeout: 20 * time.Second}
	for deadline := time.Now().Add(30 * time.Second); ; {
		if res, err := s.http.Get(s.base + "/readyz"); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				break
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("the server did not come up: %s", log.String())
		}
		time.Sleep(20 * time.Millisecond)
	}
	status, body := s.post(t, "/api/session", map[string]any{"account": account, "password": app.DemoPassword}, nil)
	if status != http.StatusOK {
		t.Fatalf("signing in: %d %s", status, body)
	}
	return s
}

// kill ends the life without warning.
func (s *server) kill(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = s.cmd.Wait() // it was killed: the error is expected
}

// post returns status 0 when the connection broke.
func (s *server) post(t *testing.T, path string, body any, header map[string]string) (int, []byte) {
	t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, s.base+path, bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Requested-With", "hengjian")
	for k, v := range header {
		req.Header.Set(k, v)
	}
	res, err := s.http.Do(req)
	if err != nil {
		return 0, nil
	}
	defer res.Body.Close()
	out, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, nil
	}
	return res.StatusCode, out
}

// acked is one acknowledged record.
type acked struct {
	Area string `json:"area"`
	ID   string `json:"id"`
	Rev  int64  `json:"rev"`
	key  string
}

// stream creates and amends records until the server dies.
func stream(t *testing.T, s *server, worker int, life int, out *[]acked, mu *sync.Mutex) {
	for n := 0; ; n++ {
		key := fmt.Sprintf("kill-%d-%d-%d", life, worker, n)
		status, body := s.post(t, "/api/registration/business", map[string]any{"values": map[string]any{"name": "连续登记" + key}}, map[string]string{"Idempotency-Key": key})
		if status == 0 {
			return
		}
		if status != http.StatusCreated {
			t.Errorf("creating: %d %s", status, body)
			return
		}
		var a acked
		if err := json.Unmarshal(body, &a); err != nil {
			t.Error(err)
			return
		}
		a.key = key
		mu.Lock()
		*out = append(*out, a)
		i := len(*out) - 1
		mu.Unlock()
		if n%3 != 0 {
			continue
		}
		status, _ = s.post(t, "/api/registration/business/"+a.Area+"/"+a.ID+"/acts/amend",
			map[string]any{"values": map[string]any{"premises": "改于" + key}, "reason": "试验"}, map[string]string{"If-Match": fmt.Sprintf("%q", fmt.Sprint(a.Rev))})
		if status == 0 {
			return
		}
		if status == http.StatusOK {
			mu.Lock()
			(*out)[i].Rev++
			mu.Unlock()
		}
	}
}

func TestKillUnderActs(t *testing.T) {
	if testing.Short() {
		t.Skip("kills a server many times")
	}
	data := filepath.Join(t.TempDir(), "data")
	run(t, "demo", "--data", data, "--subjects", "100")
	var all []acked
	var mu sync.Mutex
	for life := range kills() {
		s := start(t, data, "wangfang")
		var wg sync.WaitGroup
		for w := range 6 {
			wg.Add(1)
			go func() { defer wg.Done(); stream(t, s, w, life, &all, &mu) }()
		}
		time.Sleep(time.Duration(150+rand.IntN(900)) * time.Millisecond)
		s.kill(t)
		wg.Wait()
	}
	s := start(t, data, "wangfang")
	lost := 0
	for _, a := range all {
		res, err := s.http.Get(s.base + "/api/registration/business/" + a.Area + "/" + a.ID)
		if err != nil {
			t.Fatal(err)
		}
		var now acked
		err = json.NewDecoder(res.Body).Decode(&now)
		_ = res.Body.Close()
		// A later revision is an amendment that was done and whose answer was lost.
		if res.StatusCode != http.StatusOK || err != nil || now.Rev < a.Rev {
			lost++
			t.Errorf("%s: status %d, revision %d of %d acknowledged", a.key, res.StatusCode, now.Rev, a.Rev)
		}
	}
	s.kill(t)
	if len(all) < kills() {
		t.Fatalf("only %d acts acknowledged over %d kills: the test did not test", len(all), kills())
	}
	out := run(t, "ledger", "verify", "--records", "--json", "--data", data)
	t.Logf("%d acknowledged over %d kills, %d lost; verify: %s", len(all), kills(), lost, strings.Join(strings.Fields(out), " "))
}
