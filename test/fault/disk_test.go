package fault

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/hengjian/hengjian/test/livetest"
)

// fill writes a file until the disk is full, then gives back keep bytes.
func fill(t *testing.T, name string, keep int64) {
	t.Helper()
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	block := make([]byte, 64<<10)
	for err == nil {
		_, err = f.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	if at, err := f.Seek(0, 2); err != nil || f.Truncate(max(at-keep, 0)) != nil {
		t.Fatalf("giving back: %v", err)
	}
}

func TestDiskFull(t *testing.T) {
	disk := small(t, "49152")
	data, ballast := filepath.Join(disk, "data"), filepath.Join(disk, "ballast")
	livetest.Run(t, "demo", "--data", data, "--subjects", "20")
	s := livetest.Start(t, "--data", data)
	c, steward := s.SignIn(t, "wangfang"), s.SignIn(t, "steward") // a session is a write too
	log := livetest.NewLog()
	fill(t, ballast, 1<<20)

	done := make(chan struct{})
	wg := log.Stream(t, c, 4, done)
	wait(t, "acts refused for a full disk", 30*time.Second, func() bool { return log.Refused("db.full") > 20 || t.Failed() })
	close(done)
	wg.Wait()
	before := len(log.Records())
	if before == 0 {
		t.Fatal("no act went in before the disk was full: the test did not test")
	}

	t.Run("reading goes on", func(t *testing.T) { log.Check(t, c) })
	t.Run("an upload is refused in plain words", func(t *testing.T) {
		fill(t, ballast+"2", 0)
		up := steward.Upload("名单.csv", []byte("企业名称\n甲\n"))
		if p, ok := up.Problem(); !ok || p.Status == http.StatusInternalServerError {
			t.Errorf("%d %s", up.Status, up.Body)
		}
	})
	for _, f := range []string{ballast, ballast + "2"} {
		if err := os.Remove(f); err != nil {
			t.Fatal(err)
		}
	}
	wait(t, "acts to go in again", 20*time.Second, func() bool { return creates(c) })
	done = make(chan struct{})
	wg = log.Stream(t, c, 4, done)
	wait(t, "more acts", 20*time.Second, func() bool { return len(log.Records()) > before+20 })

	// A kill in the middle of a full disk loses nothing either.
	fill(t, ballast, 256<<10)
	full := log.Refused("db.full")
	wait(t, "the disk to be full again", 20*time.Second, func() bool { return log.Refused("db.full") > full })
	s.Kill()
	close(done)
	wg.Wait()
	code, out := startFull(t, data)
	if code != 0 && (code != 4 || !strings.Contains(out, "磁盘")) {
		t.Errorf("starting on a full disk: exit %d\n%s", code, out)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	s = livetest.Start(t, "--data", data)
	log.Check(t, s.SignIn(t, "wangfang"))
	if code := s.Stop(t); code != 0 {
		t.Errorf("stopping: exit %d: %s", code, s.Log())
	}
	t.Logf("%d acknowledged, %d refused", len(log.Records()), log.Refused("db.full"))
	livetest.Verify(t, "--data", data)
}

// startFull starts a server on a full disk: it either runs, to be read from, or
// ends at once with a reason.
func startFull(t *testing.T, data string) (int, string) {
	t.Helper()
	c := livetest.Command(t, "serve", "--data", data, "--addr", livetest.FreeAddress(t))
	stop := time.AfterFunc(2*time.Second, func() { _ = c.Process.Signal(syscall.SIGTERM) })
	defer stop.Stop()
	return livetest.Finish(t, c)
}
