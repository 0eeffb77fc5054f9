// Package livetest runs the real binary for tests: it builds it once, makes demo
// cities, starts servers on free ports, signs people in and stops servers in
// every way there is. What a test learns through it, a user would have seen.
package livetest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/hengjian/hengjian/platform/db"
)

// Password is that of every account of a demo city (app.DemoPassword).
const Password = "Yanshi-2026-heng"

// Kills is how often a test kills a server: HENGJIAN_KILLS, else 100 in the soak
// (HENGJIAN_SOAK), else what the test says.
func Kills(def int) int {
	if n, err := strconv.Atoi(os.Getenv("HENGJIAN_KILLS")); err == nil && n > 0 {
		return n
	}
	if os.Getenv("HENGJIAN_SOAK") != "" {
		return 100
	}
	return def
}

// Root is the folder of go.mod.
func Root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("no go.mod above the test")
		}
		dir = up
	}
}

var built = sync.OnceValues(func() (string, error) {
	if bin := os.Getenv("HENGJIAN_BIN"); bin != "" {
		return bin, nil
	}
	root, err := Root()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "hengjian-bin")
	if err != nil {
		return "", err
	}
	if err := os.Chmod(dir, 0o755); err != nil { // a test may run it as another user
		return "", err
	}
	bin := filepath.Join(dir, "hengjian")
	build := exec.Command("go", "build", "-o", bin, "./cmd/hengjian")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		_ = os.RemoveAll(dir)
		return "", fmt.Errorf("building the binary: %w: %s", err, out)
	}
	return bin, nil
})

// Main runs the tests of a package and removes the binary it built and the cities
// it made; a package calls it from TestMain.
func Main(m *testing.M) {
	code := m.Run()
	for _, made := range demos.of {
		_ = os.RemoveAll(filepath.Dir(made))
	}
	if os.Getenv("HENGJIAN_BIN") == "" {
		if bin, err := built(); err == nil {
			_ = os.RemoveAll(filepath.Dir(bin))
		}
	}
	os.Exit(code)
}

// Command is a call of the binary, not yet started.
func Command(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	bin, err := built()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(bin, args...)
	c.Dir = t.TempDir() // nothing lands in the tree
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "HENGJIAN_D") { // HENGJIAN_DATA, HENGJIAN_DB
			c.Env = append(c.Env, v)
		}
	}
	return c
}

// Exec runs the binary and returns its exit code and all it printed.
func Exec(t testing.TB, args ...string) (int, string) {
	t.Helper()
	return Finish(t, Command(t, args...))
}

// Finish runs a prepared call to its end.
func Finish(t testing.TB, c *exec.Cmd) (int, string) {
	t.Helper()
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("running %s: %v", strings.Join(c.Args, " "), err)
	}
	return c.ProcessState.ExitCode(), out.String()
}

// Run runs the binary, which must succeed.
func Run(t testing.TB, args ...string) string {
	t.Helper()
	code, out := Exec(t, args...)
	if code != 0 {
		t.Fatalf("hengjian %s: exit %d\n%s", strings.Join(args, " "), code, out)
	}
	return out
}

// demos are the demo cities that were made, by their subjects.
var demos = struct {
	sync.Mutex
	of map[int]string
}{of: map[int]string{}}

// Demo returns a new folder with a demo city: one of a size is made once in the
// process, each test gets a copy.
func Demo(t testing.TB, subjects int) (data string) {
	t.Helper()
	demos.Lock()
	defer demos.Unlock()
	made := demos.of[subjects]
	if made == "" {
		dir, err := os.MkdirTemp("", "hengjian-demo")
		if err != nil {
			t.Fatal(err)
		}
		made = filepath.Join(dir, "data")
		if code, out := Exec(t, "demo", "--data", made, "--subjects", strconv.Itoa(subjects)); code != 0 {
			_ = os.RemoveAll(dir)
			t.Fatalf("making a demo city: exit %d\n%s", code, out)
		}
		demos.of[subjects] = made
	}
	data = filepath.Join(t.TempDir(), "data")
	if err := db.CopyFolder(made, data); err != nil {
		t.Fatal(err)
	}
	lock, err := db.LockFolder(data) // its file is there in every folder that was used
	if err != nil {
		t.Fatal(err)
	}
	_ = lock.Close()
	return data
}

// Verify holds the ledger and every record against each other; anything found
// fails the test. where names the data, as --data DIR or --db URL.
func Verify(t testing.TB, where ...string) {
	t.Helper()
	code, out := Exec(t, append([]string{"ledger", "verify", "--records"}, where...)...)
	if code != 0 {
		t.Fatalf("ledger verify --records: exit %d\n%s", code, out)
	}
}
