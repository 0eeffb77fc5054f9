package blob_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/fault"
)

func open(t *testing.T) (*blob.Folder, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "files")
	f, err := blob.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f, dir
}

// files lists what lies in the folder, without directories.
func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			rel, _ := filepath.Rel(dir, p)
			names = append(names, rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestPutOpenStatDelete(t *testing.T) {
	f, dir := open(t)
	ctx := context.Background()
	body := strings.Repeat("统一社会信用代码\n", 50_000)
	sum := sha256.Sum256([]byte(body))
	want := blob.Digest(hex.EncodeToString(sum[:]))
	for range 2 { // the same content twice is one file
		d, n, err := f.Put(ctx, strings.NewReader(body), int64(len(body)))
		if err != nil || d != want || n != int64(len(body)) {
			t.Fatalf("put: %s, %d: %v", d, n, err)
		}
	}
	got := files(t, dir)
	if len(got) != 1 || got[0] != filepath.Join(string(want[:2]), string(want[2:4]), string(want)) {
		t.Errorf("files: %v", got)
	}
	info, err := os.Stat(filepath.Join(dir, got[0]))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v: %v", info.Mode(), err)
	}
	r, err := f.Open(ctx, want)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil || string(b) != body || r.Close() != nil {
		t.Errorf("read %d bytes: %v", len(b), err)
	}
	if n, err := f.Stat(ctx, want); err != nil || n != int64(len(body)) {
		t.Errorf("stat %d: %v", n, err)
	}
	for range 2 {
		if err := f.Delete(ctx, want); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.Open(ctx, want); !fault.Is(err, fault.NotFound) {
		t.Errorf("opening what was deleted: %v", err)
	}
	if _, err := f.Stat(ctx, want); !fault.Is(err, fault.NotFound) {
		t.Errorf("stat of what was deleted: %v", err)
	}
}

type failing struct{ after int }

func (r *failing) Read(p []byte) (int, error) {
	if r.after <= 0 {
		return 0, errors.New("connection lost")
	}
	n := min(r.after, len(p))
	r.after -= n
	return n, nil
}

func TestRefusedLeavesNothing(t *testing.T) {
	done, cancel := context.WithCancel(context.Background())
	cancel()
	for _, c := range []struct {
		name  string
		ctx   context.Context
		r     io.Reader
		limit int64
		kind  fault.Kind
	}{
		{"one byte too many", context.Background(), bytes.NewReader(make([]byte, 1<<20+1)), 1 << 20, fault.TooLarge},
		{"endless", context.Background(), &failing{after: 1 << 40}, 1 << 20, fault.TooLarge},
		{"cut off", context.Background(), &failing{after: 300_000}, 0, fault.Invalid},
		{"cancelled", done, strings.NewReader("x"), 0, fault.Unavailable},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, dir := open(t)
			if _, _, err := f.Put(c.ctx, c.r, c.limit); !fault.Is(err, c.kind) {
				t.Errorf("got %v, want %s", err, c.kind)
			}
			if left := files(t, dir); len(left) != 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestHostileDigests(t *testing.T) {
	f, _ := open(t)
	ctx := context.Background()
	good := strings.Repeat("ab", 32)
	for _, s := range []string{"", ".", "..", "../../etc/passwd", "/etc/passwd", good[:63], good + "0", strings.ToUpper(good),
		good[:60] + "/../", good[:63] + "\x00", strings.Repeat("../", 21) + "x", good[:62] + "é", "tmp/" + good[:60]} {
		if _, err := blob.ParseDigest(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("ParseDigest(%q) = %v", s, err)
		}
		if _, err := f.Open(ctx, blob.Digest(s)); !fault.Is(err, fault.Invalid) {
			t.Errorf("Open(%q) = %v", s, err)
		}
		if _, err := f.Stat(ctx, blob.Digest(s)); !fault.Is(err, fault.Invalid) {
			t.Errorf("Stat(%q) = %v", s, err)
		}
		if err := f.Delete(ctx, blob.Digest(s)); !fault.Is(err, fault.Invalid) {
			t.Errorf("Delete(%q) = %v", s, err)
		}
	}
	if d, err := blob.ParseDigest(good); err != nil || len(d.Bytes()) != 32 {
		t.Errorf("%v %v", d, err)
	}
}

func TestManyAtOnce(t *testing.T) {
	f, dir := open(t)
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if _, _, err := f.Put(context.Background(), strings.NewReader(strings.Repeat("x", 1000+i%4)), 0); err != nil {
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	if got := files(t, dir); len(got) != 4 {
		t.Errorf("%d files, want 4: %v", len(got), got)
	}
}

func TestOldTemporariesAreSwept(t *testing.T) {
	dir := t.TempDir()
	tmp := filepath.Join(dir, "tmp")
	if err := os.MkdirAll(tmp, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, age := range map[string]time.Duration{"old": 48 * time.Hour, "new": 0} {
		p := filepath.Join(tmp, name)
		if err := os.WriteFile(p, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		when := time.Now().Add(-age)
		if err := os.Chtimes(p, when, when); err != nil {
			t.Fatal(err)
		}
	}
	f, err := blob.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := files(t, dir); len(got) != 1 || got[0] != filepath.Join("tmp", "new") {
		t.Errorf("left: %v", got)
	}
}

func FuzzParseDigest(f *testing.F) {
	f.Add(strings.Repeat("ab", 32))
	f.Add("../../etc/passwd")
	f.Fuzz(func(t *testing.T, s string) {
		d, err := blob.ParseDigest(s)
		if err == nil && (string(d) != s || len(s) != 64 || strings.ContainsAny(s, "./\\\x00") || hex.EncodeToString(d.Bytes()) != s) {
			t.Errorf("%q was taken", s)
		}
	})
}
