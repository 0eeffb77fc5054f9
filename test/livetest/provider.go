package livetest

import (
	"bufio"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Provider is a real OpenID provider (test/provider) that runs beside a test.
type Provider struct {
	Issuer string
	cmd    *exec.Cmd
	gone   chan struct{}
}

// buildProvider builds the provider, which is a module of its own; what was
// compiled once is only linked again.
func buildProvider(t testing.TB) string {
	t.Helper()
	root, err := Root()
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(t.TempDir(), "provider")
	build := exec.Command("go", "build", "-o", bin, ".")
	build.Dir = filepath.Join(root, "test", "provider")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building the provider: %v: %s", err, out)
	}
	return bin
}

// StartProvider starts one on a free port of its own, for clients written as
// ID=SECRET=REDIRECT.
func StartProvider(t testing.TB, clients ...string) *Provider {
	t.Helper()
	return StartProviderAt(t, "127.0.0.1:0", clients...)
}

// StartProviderAt starts one at an address.
func StartProviderAt(t testing.TB, addr string, clients ...string) *Provider {
	t.Helper()
	args := []string{"-addr", addr}
	for _, c := range clients {
		args = append(args, "-client", c)
	}
	p := &Provider{cmd: exec.Command(buildProvider(t), args...), gone: make(chan struct{})}
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the provider did not start: %v", err)
	}
	p.Issuer = strings.TrimSpace(line)
	go func() {
		_ = p.cmd.Wait() // it is killed
		close(p.gone)
	}()
	return p
}

// Kill ends it.
func (p *Provider) Kill() {
	_ = p.cmd.Process.Kill() // it may have ended already
	<-p.gone
}

func (p *Provider) tell(t testing.TB, path string, form url.Values) {
	t.Helper()
	res, err := http.PostForm(p.Issuer+path, form)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("telling the provider %s: %d", path, res.StatusCode)
	}
}

// Trick makes it go wrong in one way, "" in none.
func (p *Provider) Trick(t testing.TB, name string) {
	p.tell(t, "/trick", url.Values{"name": {name}})
}

// Claim is what it says of a person from now on.
func (p *Provider) Claim(t testing.TB, user, name, value string) {
	p.tell(t, "/claims", url.Values{"user": {user}, "name": {name}, "value": {value}})
}

// Asked is how often a token was asked for.
func (p *Provider) Asked(t testing.TB) int {
	t.Helper()
	res, err := http.Get(p.Issuer + "/asked")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }() // only read
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(string(b))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Visit goes to the sign-in page at address as the person user, "" who cancels,
// and returns the address the browser is sent back to.
func (p *Provider) Visit(t testing.TB, address, user string) string {
	t.Helper()
	c := &http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	at, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		var res *http.Response
		if at.Path == "/login" {
			form := url.Values{"id": {at.Query().Get("id")}, "user": {user}}
			if user == "" {
				form.Set("no", "1")
			}
			res, err = c.PostForm(at.String(), form)
		} else {
			res, err = c.Get(at.String())
		}
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(res.Body) // for the failure below
		_ = res.Body.Close()
		next, err := res.Location()
		if err != nil {
			t.Fatalf("the provider at %s: %d %.300s", at, res.StatusCode, b)
		}
		if !strings.HasPrefix(next.String(), p.Issuer) {
			return next.String()
		}
		at = next
	}
	t.Fatal("the provider sends the browser round and round")
	return ""
}
