package fault

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/hengjian/hengjian/test/livetest"
)

// nobody makes the command run as a user who owns nothing, where we are root,
// whom no permission holds back.
func nobody(c *exec.Cmd) *exec.Cmd {
	if os.Getuid() == 0 {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534, NoSetGroups: true}}
	}
	return c
}

func TestReadOnlyFolder(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(empty, 0o755); err != nil {
		t.Fatal(err)
	}
	used := livetest.Demo(t, 20)
	for _, dir := range []string{empty, used} {
		open(t, dir)
		if err := os.Chmod(dir, 0o555); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(dir, 0o755) }) // so that it can be removed
	}
	for _, f := range []string{"hengjian.db", "lock", "ledger.key"} { // readable, not writable
		if err := os.Chmod(filepath.Join(used, f), 0o444); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name, dir string
		args      []string
	}{
		{"serve on an empty folder", empty, []string{"serve", "--addr", "127.0.0.1:0"}},
		{"serve on a used folder", used, []string{"serve", "--addr", "127.0.0.1:0"}},
		{"serve below a folder", filepath.Join(empty, "new"), []string{"serve", "--addr", "127.0.0.1:0"}},
		{"demo", empty, []string{"demo", "--subjects", "1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := nobody(livetest.Command(t, append(tt.args, "--data", tt.dir)...))
			c.Dir = "/"
			refusedToStart(t, c, "数据目录不可写", tt.dir)
		})
	}
}

// A file system that was mounted for reading, as after an error of the disk.
func TestReadOnlyFileSystem(t *testing.T) {
	disk := small(t, "24576")
	data := filepath.Join(disk, "data")
	livetest.Run(t, "demo", "--data", data, "--subjects", "5")
	if out, err := exec.Command("mount", "-o", "remount,ro", disk).CombinedOutput(); err != nil {
		t.Skipf("it cannot be mounted for reading: %v: %s", err, out)
	}
	refusedToStart(t, livetest.Command(t, "serve", "--addr", "127.0.0.1:0", "--data", data), "数据目录不可写", data)
}

func TestSecondServer(t *testing.T) {
	data := livetest.Demo(t, 20)
	s := livetest.Start(t, "--data", data)
	for _, command := range []string{"serve", "demo"} {
		t.Run(command, func(t *testing.T) {
			args := []string{command, "--data", data}
			if command == "serve" {
				args = append(args, "--addr", "127.0.0.1:0")
			}
			refusedToStart(t, livetest.Command(t, args...), "正被另一个进程使用", fmt.Sprintf("pid %d", s.Pid()), data)
		})
	}
	// What only reads goes on beside the server, and so does what finds its work done.
	livetest.Verify(t, "--data", data)
	livetest.Run(t, "demo", "--if-empty", "--data", data)
	if !creates(s.SignIn(t, "wangfang")) {
		t.Error("the first server no longer takes acts")
	}
	if code := s.Stop(t); code != 0 {
		t.Errorf("stopping: exit %d: %s", code, s.Log())
	}
	// The lock died with its holder.
	next := livetest.Start(t, "--data", data)
	if strings.Contains(next.Log(), "正被") {
		t.Error(next.Log())
	}
}
