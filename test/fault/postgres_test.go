package fault

import (
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/hengjian/hengjian/test/livetest"
)

// cluster is a PostgreSQL of the test's own, to be stopped and started.
type cluster struct {
	bin, dir, port string
	as             *syscall.Credential
}

func newCluster(t *testing.T) *cluster {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pg_ctl") // the pattern is right
	if len(found) == 0 {
		t.Skip("no PostgreSQL here; test/tools/need postgres installs it")
	}
	dir, err := os.MkdirTemp("", "hengjian-pg")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	_, port, _ := strings.Cut(livetest.FreeAddress(t), ":")
	c := &cluster{bin: filepath.Dir(found[len(found)-1]), dir: dir, port: port}
	if os.Getuid() == 0 { // PostgreSQL refuses to run as root
		u, err := user.Lookup("postgres")
		if err != nil {
			t.Skip("no user postgres, and PostgreSQL does not run as root")
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(dir, uid, gid); err != nil {
			t.Fatal(err)
		}
		c.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	c.run(t, "initdb", "-D", dir+"/data", "-U", "postgres", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8", "--no-sync")
	t.Cleanup(func() { c.stop() })
	c.start(t)
	return c
}

func (c *cluster) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(c.bin, name), args...)
	cmd.Dir = c.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.as}
	return cmd
}

func (c *cluster) run(t *testing.T, name string, args ...string) {
	t.Helper()
	if code, out := livetest.Finish(t, c.command(name, args...)); code != 0 {
		log, _ := os.ReadFile(c.dir + "/log") // only to say more
		t.Fatalf("%s: exit %d: %s\n%s", name, code, out, log)
	}
}

func (c *cluster) start(t *testing.T) {
	t.Helper()
	// fsync off: a stop of the processes, not of the machine, loses nothing of it.
	c.run(t, "pg_ctl", "-D", c.dir+"/data", "-l", c.dir+"/log", "-w", "-o",
		"-p "+c.port+" -k "+c.dir+" -c listen_addresses=127.0.0.1 -c fsync=off", "start")
}

// stop is the end of the database as by kill -9: nothing is written back.
func (c *cluster) stop() {
	_ = c.command("pg_ctl", "-D", c.dir+"/data", "-m", "immediate", "-w", "stop").Run() // it may be stopped
}

func (c *cluster) url() string {
	return (&url.URL{Scheme: "postgres", User: url.User("postgres"), Host: "127.0.0.1:" + c.port, Path: "/postgres", RawQuery: "sslmode=disable"}).String()
}

func TestPostgresGoneAndBack(t *testing.T) {
	pg := newCluster(t)
	data := filepath.Join(t.TempDir(), "data")
	where := []string{"--data", data, "--db", pg.url()}
	livetest.Run(t, append([]string{"demo", "--subjects", "20"}, where...)...)
	s := livetest.Start(t, where...)
	c := s.SignIn(t, "wangfang")
	log := livetest.NewLog()
	done := make(chan struct{})
	wg := log.Stream(t, c, 6, done)
	for range 2 {
		before := len(log.Records())
		wait(t, "acts", 20*time.Second, func() bool { return len(log.Records()) > before+15 || t.Failed() })
		refused := log.Refused("db.unreachable")
		pg.stop()
		wait(t, "acts refused", 20*time.Second, func() bool { return log.Refused("db.unreachable") > refused+5 || t.Failed() })
		for _, path := range []string{"/readyz", livetest.Business, "/api/search?q=公司", "/api/session"} {
			began := time.Now()
			if a := c.Get(path); a.Status != http.StatusServiceUnavailable {
				t.Errorf("%s without a database: %d %s", path, a.Status, a.Body)
			}
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("%s took %v to say that there is no database", path, took)
			}
		}
		if a := c.Get("/healthz"); a.Status != http.StatusOK {
			t.Errorf("/healthz: %d, and the process lives", a.Status)
		}
		pg.start(t)
		wait(t, "the server to be ready", 20*time.Second, func() bool { return c.Get("/readyz").Status == http.StatusOK })
		if !creates(c) {
			t.Error("ready, and takes no act")
		}
	}
	close(done)
	wg.Wait()
	log.Check(t, c)
	if !s.Alive() {
		t.Fatalf("the server ended: %s", s.Log())
	}
	if code := s.Stop(t); code != 0 {
		t.Errorf("stopping: exit %d: %s", code, s.Log())
	}
	t.Logf("%d acknowledged, %d refused", len(log.Records()), log.Refused("db.unreachable"))
	livetest.Verify(t, where...)

	pg.stop()
	refusedToStart(t, livetest.Command(t, append([]string{"serve", "--addr", "127.0.0.1:0"}, where...)...), "数据库")
}
