// Package fault takes away what the server stands on — disk, database, folder,
// clock, its own life — and asks that it says so in plain words, loses nothing
// acknowledged, and goes on by itself when it is back.
package fault

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/test/livetest"
)

func TestMain(m *testing.M) { livetest.Main(m) }

// wait asks until ok or the time is over.
func wait(t *testing.T, what string, limit time.Duration, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(limit); !ok(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited %v for %s", limit, what)
		}
	}
}

// creates reports whether the server takes an act now.
func creates(c *livetest.Client) bool {
	return c.Post(livetest.Business, map[string]any{"values": map[string]any{"name": "恢复后登记"}}).Status == http.StatusCreated
}

// small mounts a file system of its own, of so many kilobytes.
func small(t *testing.T, kb string) string {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("mounting a small file system needs root")
	}
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+kb+"k,mode=755", "hengjian-test", dir).CombinedOutput(); err != nil {
		t.Skipf("no file system can be mounted here: %v: %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v: %s", err, out)
		}
	})
	return dir
}

// refusedToStart runs a command that must end with the exit code for a folder or
// database that cannot be used, and say why in one plain Chinese line.
func refusedToStart(t *testing.T, c *exec.Cmd, says ...string) {
	t.Helper()
	done := time.AfterFunc(20*time.Second, func() { _ = c.Process.Kill() })
	defer done.Stop()
	code, out := livetest.Finish(t, c)
	if code != 4 {
		t.Errorf("exit code %d, expected 4:\n%s", code, out)
	}
	first, _, _ := strings.Cut(out, "\n")
	for _, s := range says {
		if !strings.Contains(first, s) {
			t.Errorf("%q does not say %q", first, s)
		}
	}
	if strings.Contains(out, "goroutine ") {
		t.Errorf("a stack trace:\n%s", out)
	}
}

// open makes a folder that other users reach.
func open(t *testing.T, dir string) {
	t.Helper()
	for d := dir; len(d) > len(os.TempDir()); d = filepath.Dir(d) {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}
