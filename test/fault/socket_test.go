package fault

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/test/livetest"
)

// saved puts a register of so many rows into a file.
func saved(t *testing.T, rows int) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "登记库.csv")
	if err := os.WriteFile(name, register(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// secret is what a command printed after the colon.
func secret(t *testing.T, out string) string {
	t.Helper()
	_, s, ok := strings.Cut(strings.TrimSpace(out), "：")
	if !ok || strings.ContainsAny(s, " \n") {
		t.Fatalf("no secret in %q", out)
	}
	return s
}

// as asks with an API key.
func as(c *livetest.Client, key, path string) livetest.Answer {
	return c.Do(http.MethodGet, path, nil, "Authorization", "Bearer "+key)
}

// A bureau is set up while its server runs: founded, its administrator signs in,
// a program's key works at once.
func TestAccountsWhileServing(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	s := livetest.Start(t, "--data", data, "--city", "baiyin")
	c := s.Nobody()
	password := secret(t, livetest.Run(t, "account", "appoint", "--data", data, "--city", "baiyin", "sys1", "--name", "张三", "--role", "system_admin"))
	var me struct {
		MustChange bool `json:"must_change"`
		Roles      []struct{ Role string }
	}
	c.Post("/api/session", map[string]any{"account": "sys1", "password": password}).Into(t, http.StatusOK, &me)
	if !me.MustChange || len(me.Roles) != 1 || me.Roles[0].Role != "system_admin" {
		t.Errorf("the administrator is %+v", me)
	}
	next := secret(t, livetest.Run(t, "account", "reset", "--data", data, "sys1"))
	if a := s.Nobody().Post("/api/session", map[string]any{"account": "sys1", "password": password}); a.Status != http.StatusUnauthorized {
		t.Errorf("the old password after a reset: %d %s", a.Status, a.Body)
	}
	c.Post("/api/session", map[string]any{"account": "sys1", "password": next}).Into(t, http.StatusOK, &me)
	c.Post("/api/session/password", map[string]any{"old": next, "new": "Qingfeng-xuan-88-lu"}).Into(t, http.StatusNoContent, nil)
	key := secret(t, livetest.Run(t, "account", "key", "--data", data, "sys1", "--title", "同步机构", "--scopes", "read"))
	var units struct{ Count int }
	as(s.Nobody(), key, "/api/actor/unit/total").Into(t, http.StatusOK, &units)
	if units.Count < 2 {
		t.Errorf("the founded bureau has %d units", units.Count)
	}
	// What is refused is refused in the same words and with the same code.
	refused := map[string]func() string{}
	for _, args := range [][]string{
		{"account", "appoint", "sys1", "--name", "李四", "--role", "system_admin"},
		{"account", "appoint", "sys9", "--city", "weihai", "--name", "李四", "--role", "system_admin"},
		{"account", "reset", "nobody"},
		{"account", "key", "nobody", "--title", "无"},
		{"account", "key", "sys1", "--title", "太久", "--days", "9999"},
		{"import", "--kind", "nothing", saved(t, 1)},
	} {
		args = append(args, "--data", data)
		try := func() string {
			code, said := livetest.Exec(t, args...)
			return fmt.Sprintf("exit %d: %s", code, said)
		}
		said := try()
		if strings.HasPrefix(said, "exit 0") || strings.Contains(said, "正被另一个进程使用") {
			t.Errorf("%v: %s", args, said)
		}
		refused[said] = try
	}
	if code := s.Stop(t); code != 0 {
		t.Errorf("stopping: exit %d: %s", code, s.Log())
	}
	for said, try := range refused {
		if diff := cmp.Diff(said, try()); diff != "" {
			t.Errorf("beside a server, and without one:\n%s", diff)
		}
	}
	livetest.Verify(t, "--data", data)
}

// An import beside a server reports what it reports without one.
func TestImportWhileServing(t *testing.T) {
	file := saved(t, 3_000)
	alone, served := livetest.Demo(t, 20), livetest.Demo(t, 20)
	s := livetest.Start(t, "--data", served)
	c := s.SignIn(t, "steward")
	before := total(t, c)
	batches := regexp.MustCompile(`"batch": "[^"]*"`)
	for _, args := range [][]string{{"--dry-run"}, nil, nil} { // the third finds everything there
		report := func(data string) string {
			return batches.ReplaceAllString(livetest.Run(t, append([]string{"import", "--data", data, "--json", file}, args...)...), "")
		}
		want, got := report(alone), report(served)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("import %v (without a server, beside one):\n%s", args, diff)
		}
	}
	var accepted struct{ Items []batch }
	c.Get("/api/collect/batches").Into(t, http.StatusOK, &accepted)
	n := 0
	for _, b := range accepted.Items {
		n = max(n, b.Accepted)
	}
	if got := total(t, c) - before; got != 3_000-60-30 || n < got {
		t.Errorf("the server's list grew by %d, its batches say %d", got, n)
	}
	if code, _ := livetest.Exec(t, "import", "--data", served, "--db", "postgres://elsewhere/x", file); code != 2 {
		t.Errorf("an import that names another database: exit %d", code)
	}
	livetest.Verify(t, "--data", served)
}

// importing starts an import beside a server and waits until some of it is written.
func importing(t *testing.T, c *livetest.Client, data string, rows int) (*exec.Cmd, *bytes.Buffer, batch) {
	t.Helper()
	cmd := livetest.Command(t, "import", "--data", data, "--json", saved(t, rows))
	out := &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // it has ended, unless the test failed
	var list struct{ Items []batch }
	wait(t, "the import to go on", 120*time.Second, func() bool {
		c.Get("/api/collect/batches").Into(t, http.StatusOK, &list)
		return len(list.Items) > 0 && list.Items[0].State == "running" && list.Items[0].Read > 0
	})
	if b := list.Items[0]; b.Read >= rows {
		t.Fatal("the import was over at once: the test does not test")
	}
	return cmd, out, list.Items[0]
}

// A server that goes away under an import, asked or killed, goes on with it when
// it is back, and the command says so.
func TestServerGoneDuringImport(t *testing.T) {
	const rows = 8_000
	for name, end := range map[string]func(*livetest.Server, *testing.T){
		"stop": func(s *livetest.Server, t *testing.T) { s.Stop(t) },
		"kill": func(s *livetest.Server, _ *testing.T) { s.Kill() },
	} {
		t.Run(name, func(t *testing.T) {
			data := livetest.Demo(t, 20)
			s := livetest.Start(t, "--data", data)
			cmd, out, b := importing(t, s.SignIn(t, "steward"), data, rows)
			end(s, t)
			_ = cmd.Wait() // its exit code is looked at
			if code := cmd.ProcessState.ExitCode(); code != 4 || !strings.Contains(out.String(), "自动继续") || !strings.Contains(out.String(), b.ID) {
				t.Errorf("exit %d: %s", code, out)
			}
			s = livetest.Start(t, "--data", data)
			b = settled(t, s.SignIn(t, "steward"), b.ID, "done")
			if b.Read != rows || b.Accepted != rows-rows/50-rows/100 || b.Quarantined != rows/50 {
				t.Errorf("after the restart: %+v", b)
			}
			s.Stop(t)
			livetest.Verify(t, "--data", data)
		})
	}
}

// Ctrl-C ends an import at the server too; a command that is killed does not.
func TestCommandGoneDuringImport(t *testing.T) {
	const rows = 8_000
	data := livetest.Demo(t, 20)
	s := livetest.Start(t, "--data", data)
	c := s.SignIn(t, "steward")
	cmd, out, b := importing(t, c, data, rows)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // its exit code is looked at
	if code := cmd.ProcessState.ExitCode(); code != 1 || !strings.Contains(out.String(), "导入已停止") || !strings.Contains(out.String(), b.ID) {
		t.Errorf("exit %d: %s", code, out)
	}
	c.Get("/api/collect/batches/"+b.ID).Into(t, http.StatusOK, &b)
	if b.State != "cancelled" || b.Read == 0 || b.Read >= rows {
		t.Errorf("after Ctrl-C: %+v", b)
	}
	cmd, _, b = importing(t, c, data, rows)
	_ = cmd.Process.Kill() // it runs
	_ = cmd.Wait()         // killed
	if b = settled(t, c, b.ID, "done"); b.Read != rows {
		t.Errorf("after the command was killed: %+v", b)
	}
	if lines := s.Internal(); len(lines) > 0 {
		t.Errorf("internal errors: %v", lines)
	}
}

// The socket of a killed server is replaced, that of a running one never; a stop
// takes it away.
func TestSocketLife(t *testing.T) {
	data := filepath.Join(filepath.Dir(livetest.Demo(t, 20)), "data")
	// Deeper than the address of a Unix socket may be long.
	deep := filepath.Join(t.TempDir(), strings.Repeat("很深的目录/", 8))
	if err := os.MkdirAll(deep, 0o700); err != nil {
		t.Fatal(err)
	}
	deep = filepath.Join(deep, "data")
	if err := os.Rename(data, deep); err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(deep, "socket")
	works := func(s *livetest.Server) {
		t.Helper()
		key := secret(t, livetest.Run(t, "account", "key", "--data", deep, "wangfang", "--title", "试"))
		as(s.Nobody(), key, livetest.Business+"/total").Into(t, http.StatusOK, nil)
	}
	s := livetest.Start(t, "--data", deep)
	works(s)
	if st, err := os.Lstat(socket); err != nil || st.Mode() != os.ModeSocket|0o600 {
		t.Errorf("the socket: %v %v", st, err)
	}
	s.Kill()
	if _, err := os.Lstat(socket); err != nil {
		t.Fatalf("nothing is left of a killed server: %v", err)
	}
	livetest.Run(t, "account", "key", "--data", deep, "wangfang", "--title", "没有服务")
	s = livetest.Start(t, "--data", deep)
	works(s)
	refusedToStart(t, livetest.Command(t, "serve", "--addr", "127.0.0.1:0", "--data", deep), "正被另一个进程使用", fmt.Sprintf("pid %d", s.Pid()))
	works(s)
	if code := s.Stop(t); code != 0 {
		t.Errorf("stopping: exit %d: %s", code, s.Log())
	}
	if _, err := os.Lstat(socket); err == nil {
		t.Error("the socket outlived the server")
	}
}

// dialAs connects to a socket as another user: one thread of ours becomes him
// and ends with the goroutine.
func dialAs(uid int, address string) (conn net.Conn, err error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // never unlocked
		if _, _, e := syscall.RawSyscall(syscall.SYS_SETRESUID, uintptr(uid), uintptr(uid), uintptr(uid)); e != 0 {
			err = e
			return
		}
		conn, err = net.Dial("unix", address)
	}()
	<-done
	return conn, err
}

// Another user is not heard, also where the folder lets him in.
func TestSocketOfAnother(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("becoming another user needs root")
	}
	data := livetest.Demo(t, 20)
	s := livetest.Start(t, "--data", data)
	socket := filepath.Join(data, "socket")
	open(t, data)
	if conn, err := dialAs(65534, socket); err == nil {
		_ = conn.Close()
		t.Error("the socket's own mode lets another user in")
	}
	if err := os.Chmod(socket, 0o666); err != nil {
		t.Fatal(err)
	}
	ask := func(uid int) string {
		conn, err := dialAs(uid, socket)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
		_, _ = conn.Write([]byte("GET /1/hello HTTP/1.1\r\nHost: hengjian\r\nConnection: close\r\n\r\n")) // may be closed already
		var b bytes.Buffer
		_, _ = b.ReadFrom(conn) // as may this
		return b.String()
	}
	if said := ask(0); !strings.Contains(said, `"done":null`) {
		t.Errorf("root hears %q", said)
	}
	if said := ask(65534); said != "" {
		t.Errorf("another user hears %q", said)
	}
	told := func() bool { return strings.Contains(s.Log(), "refused on the local socket") }
	for end := time.Now().Add(10 * time.Second); !told() && time.Now().Before(end); { // the connection is closed before the line is written
		time.Sleep(20 * time.Millisecond)
	}
	if !told() {
		t.Error("the log does not tell of it")
	}
}

// Bytes that no command sends hurt nobody.
func TestSocketHostile(t *testing.T) {
	data := livetest.Demo(t, 20)
	s := livetest.Start(t, "--data", data)
	post := func(op, body string) string {
		return fmt.Sprintf("POST /1/%s HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", op, len(body), body)
	}
	for name, bytes := range map[string]string{
		"nothing":             "",
		"zeros":               strings.Repeat("\x00", 100_000),
		"noise":               string(register(50)),
		"endless header":      "GET /1/hello HTTP/1.1\r\nX: " + strings.Repeat("x", 1<<20),
		"half a request":      "POST /1/file HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\nabc",
		"broken chunk":        "POST /1/file HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nabc",
		"another protocol":    "GET /2/hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
		"no JSON":             post("appoint", "{{{{"),
		"deep JSON":           post("import", strings.Repeat("[", 200_000)),
		"JSON of another op":  post("key", `{"Account":"wangfang","Root":true}`),
		"huge JSON":           post("account", `"`+strings.Repeat("a", 2<<20)+`"`),
		"a path for a digest": post("import", `{"file":"../../../etc/passwd","name":"x.csv","kind":"business","source":"bureau-file"}`),
		"a batch of nobody":   post("stop", `"../x"`),
		"no account":          post("key", `{"Account":"' OR 1=1 --","Title":"x","Scopes":["root"],"Days":-5}`),
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("unix", filepath.Join(data, "socket"))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
			_, _ = conn.Write([]byte(bytes)) // the server may hang up in the middle
			_ = conn.(*net.UnixConn).CloseWrite()
			var answer strings.Builder
			b := make([]byte, 4096)
			for n, err := conn.Read(b); err == nil; n, err = conn.Read(b) {
				answer.Write(b[:n])
			}
			var e struct{ Done json.RawMessage }
			for line := range strings.Lines(answer.String()) {
				if json.Unmarshal([]byte(line), &e) == nil && e.Done != nil {
					t.Errorf("it was done: %.300s", answer.String())
				}
			}
		})
	}
	livetest.Run(t, "account", "key", "--data", data, "wangfang", "--title", "还在")
	if lines := s.Internal(); len(lines) > 0 || !s.Alive() {
		t.Errorf("internal errors: %v", lines)
	}
	if code := s.Stop(t); code != 0 {
		t.Errorf("stopping: exit %d: %s", code, s.Log())
	}
}

// With PostgreSQL the folder is held in the same way.
func TestSocketWithPostgres(t *testing.T) {
	pg := newCluster(t)
	data := filepath.Join(t.TempDir(), "data")
	where := []string{"--data", data, "--db", pg.url()}
	livetest.Run(t, append([]string{"demo", "--subjects", "5"}, where...)...)
	s := livetest.Start(t, where...)
	refusedToStart(t, livetest.Command(t, append([]string{"serve", "--addr", "127.0.0.1:0"}, where...)...), "正被另一个进程使用", fmt.Sprintf("pid %d", s.Pid()))
	key := secret(t, livetest.Run(t, append([]string{"account", "key", "steward", "--title", "试", "--scopes", "read"}, where...)...))
	c := s.SignIn(t, "steward")
	before := total(t, c)
	var r struct{ Read, Accepted, Quarantined int }
	out := livetest.Run(t, append([]string{"import", "--json", saved(t, 1_000)}, where...)...)
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if now := total(t, c); r.Read != 1_000 || r.Accepted != 1_000-20-10 || now-before != r.Accepted {
		t.Errorf("%+v, and the list grew from %d to %d", r, before, now)
	}
	as(s.Nobody(), key, livetest.Business+"/total").Into(t, http.StatusOK, nil)
	if code, said := livetest.Exec(t, "account", "key", "steward", "--title", "试", "--data", data); code != 2 || !strings.Contains(said, "--db") {
		t.Errorf("a command that does not name the server's database: exit %d: %s", code, said)
	}
	if code := s.Stop(t); code != 0 {
		t.Errorf("stopping: exit %d: %s", code, s.Log())
	}
	livetest.Verify(t, where...)
}
