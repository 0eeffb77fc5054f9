package backup

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/platform/fault"
)

// member is one member of a forged archive.
type member struct {
	name string
	body string
	head func(*tar.Header)
}

const goodAbout = `{"format":1,"product":"hengjian","version":"x","city":"weihai"}`

// forge makes an archive whose SHA256SUMS is right, so that nothing but the
// defect under test can be the reason to refuse it.
func forge(t testing.TB, sums bool, members ...member) []byte {
	t.Helper()
	var b, list bytes.Buffer
	gz := gzip.NewWriter(&b)
	tw := tar.NewWriter(gz)
	add := func(m member) {
		h := &tar.Header{Typeflag: tar.TypeReg, Name: m.name, Size: int64(len(m.body)), Mode: 0o777}
		if m.head != nil {
			m.head(h)
		}
		if err := tw.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if h.Typeflag == tar.TypeReg {
			if _, err := io.WriteString(tw, m.body); err != nil {
				t.Fatal(err)
			}
		}
		fmt.Fprintf(&list, "%x  %s\n", sha256.Sum256([]byte(m.body)), m.name)
	}
	for _, m := range members {
		add(m)
	}
	if sums {
		add(member{name: sumsName, body: list.String()})
	}
	if err := tw.Close(); err != nil {
		t.Fatal(err)
	}
	if err := gz.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func typed(flag byte, link string) func(*tar.Header) {
	return func(h *tar.Header) { h.Typeflag, h.Linkname, h.Size = flag, link, 0 }
}

func TestHostileArchives(t *testing.T) {
	about, database := member{name: aboutName, body: goodAbout}, member{name: dbName, body: "x"}
	good := forge(t, true, about, database)
	truncated := good[:len(good)-20]
	flipped := bytes.Clone(good)
	flipped[len(flipped)/2] ^= 0x40
	for name, b := range map[string][]byte{
		"empty":             {},
		"text":              []byte("SELECT * FROM users"),
		"truncated":         truncated,
		"one bit flipped":   flipped,
		"no sums":           forge(t, false, about, database),
		"no database":       forge(t, true, about),
		"no about":          forge(t, true, database),
		"another product":   forge(t, true, member{name: aboutName, body: `{"format":1,"product":"x"}`}, database),
		"a later format":    forge(t, true, member{name: aboutName, body: `{"format":2,"product":"hengjian"}`}, database),
		"about twice":       forge(t, true, about, database, about),
		"database twice":    forge(t, true, about, database, database),
		"traversal":         forge(t, true, about, database, member{name: "../escaped", body: "x"}),
		"deep traversal":    forge(t, true, about, database, member{name: "kinds/../../escaped", body: "x"}),
		"absolute":          forge(t, true, about, database, member{name: "/tmp/escaped", body: "x"}),
		"backslashes":       forge(t, true, about, database, member{name: `kinds\..\..\escaped`, body: "x"}),
		"hidden":            forge(t, true, about, database, member{name: "kinds/.x", body: "x"}),
		"unknown name":      forge(t, true, about, database, member{name: "lock", body: "x"}),
		"wal":               forge(t, true, about, database, member{name: "hengjian.db-wal", body: "x"}),
		"blob misplaced":    forge(t, true, about, database, member{name: "files/aa/bb/" + strings.Repeat("c", 64), body: "x"}),
		"symlink":           forge(t, true, about, database, member{name: "kinds/x", head: typed(tar.TypeSymlink, "/etc")}),
		"database symlink":  forge(t, true, about, member{name: dbName, head: typed(tar.TypeSymlink, "/etc/passwd")}),
		"hard link":         forge(t, true, about, database, member{name: keyName, head: typed(tar.TypeLink, "/etc/passwd")}),
		"folder":            forge(t, true, about, database, member{name: "kinds/x", head: typed(tar.TypeDir, "")}),
		"device":            forge(t, true, about, database, member{name: "kinds/x", head: typed(tar.TypeChar, "")}),
		"file below a file": forge(t, true, about, database, member{name: "kinds/x", body: "x"}, member{name: "kinds/x/y", body: "x"}),
		"large key":         forge(t, true, about, database, member{name: keyName, body: strings.Repeat("x", maxSmall+1)}),
		"after the end":     append(bytes.Clone(good), good...),
	} {
		t.Run(name, func(t *testing.T) {
			outer := t.TempDir()
			data := filepath.Join(outer, "data")
			file := filepath.Join(t.TempDir(), "b.tar.gz")
			if err := os.WriteFile(file, b, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Restore(context.Background(), From{File: file, Data: data, Key: "/nonexistent"})
			if err == nil {
				t.Fatal("accepted")
			}
			if f := fault.As(err); f.Kind == fault.Internal || f.Code == "backup.no_key" {
				t.Errorf("refused with %v", err)
			}
			if left, _ := os.ReadDir(data); len(left) != 0 {
				t.Errorf("left %v", left)
			}
			if left, _ := os.ReadDir(outer); len(left) > 1 {
				t.Errorf("escaped: %v", left)
			}
		})
	}
}

// zeros is a reader of nothing but zeros.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestBombIsStopped(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bomb.tar.gz")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	gz, _ := gzip.NewWriterLevel(f, gzip.BestCompression)
	tw := tar.NewWriter(gz)
	const huge = maxFree + 64<<20
	_ = tw.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: aboutName, Size: int64(len(goodAbout))})
	_, _ = io.WriteString(tw, goodAbout)
	_ = tw.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: dbName, Size: huge})
	_, _ = io.CopyN(tw, zeros{}, huge)
	if err := tw.Close(); err != nil {
		t.Fatal(err)
	}
	_ = gz.Close()
	_ = f.Close()
	data := filepath.Join(t.TempDir(), "d")
	_, err = Restore(context.Background(), From{File: file, Data: data})
	if fl := fault.As(err); fl == nil || fl.Code != "backup.corrupt" && fl.Code != "backup.space" {
		t.Errorf("the bomb: %v", err)
	}
	if left, _ := os.ReadDir(data); len(left) != 0 {
		t.Errorf("left %v", left)
	}
}

func TestAnImpossibleSizeIsRefusedAtOnce(t *testing.T) {
	b := forge(t, false, member{name: aboutName, body: goodAbout})
	gz, _ := gzip.NewReader(bytes.NewReader(b))
	plain, _ := io.ReadAll(gz)
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(plain[:len(plain)-1024])
	tw := tar.NewWriter(w)
	if err := tw.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: dbName, Size: 1 << 60}); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	_, _, err := unpack(context.Background(), &out, t.TempDir(), nil)
	if f := fault.As(err); f == nil || f.Code != "backup.space" {
		t.Errorf("an exabyte: %v", err)
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(forge(f, true, member{name: aboutName, body: goodAbout}, member{name: dbName, body: "x"}, member{name: "kinds/a.yaml", body: "kind: a"}))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		outer := t.TempDir()
		dir := filepath.Join(outer, "d")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		_, _, _ = unpack(context.Background(), bytes.NewReader(b), dir, nil)
		if left, _ := os.ReadDir(outer); len(left) != 1 {
			t.Fatalf("escaped: %v", left)
		}
	})
}

func TestNames(t *testing.T) {
	d := strings.Repeat("a", 64)
	for name, want := range map[string]bool{dbName: true, keyName: true, sumsName: true, aboutName: true, erasuresName: true, "files/aa/aa/" + d: true, "kinds/牌照/a.yaml": true, "calendar/notices.csv": true, "calendar/other": false,
		"documents/complaint/a.yaml": true, "reports/complaint/a.yaml": true, "tellings/complaint/a.yaml": true, "portal.yaml": true, "fonts/serif.ttf": true, "fonts/other": false, "documents/../x": false, "sign-in.yaml": false, "notify.yaml": false,
		"files/tmp/x": false, "files/aa/" + d: false, "kinds/": false, "kinds": false, "kinds//a": false, "kinds/a/../b": false, "kinds/a\x00": false, "": false, "a": false} {
		if _, ok := limit(name); ok != want {
			t.Errorf("limit(%q) = %v", name, ok)
		}
	}
}
