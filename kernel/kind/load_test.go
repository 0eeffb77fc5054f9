package kind

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/kernel/code"
)

var update = flag.Bool("update", false, "write the goldens")

type laws struct{}

func (laws) Resolve(law, article string) (string, bool, error) {
	if law != "samr-order-121" {
		return "", false, errors.New("没有名为“" + law + "”的法")
	}
	if strings.HasPrefix(article, "99") {
		return "", false, errors.New("没有收录第 " + article + " 条")
	}
	return "办理", article == "16", nil
}

type codes struct{}

func (codes) Has(list string) bool { return strings.HasPrefix(list, "complaint_") }

func testEnv() Env {
	return Env{Laws: laws{}, Codes: codes{},
		Formats: func(name string) bool { _, ok := code.FindFormat(name); return ok },
		Roles:   func(name string) bool { return name == "officer" || name == "head" },
	}
}

func good() []Source {
	dir := os.DirFS("testdata/good")
	return []Source{
		{FS: dir, Dir: "practice/complaint", Files: []string{"complaint.yaml", "tipoff.yaml", "service.yaml"}},
		{FS: dir, Dir: "city/weihai", Files: []string{"extend_complaint.yaml", "street_vendor.yaml"}, City: "weihai"},
	}
}

func loadGood(t testing.TB) *Set {
	t.Helper()
	set, ps := Load(testEnv(), good()...)
	if len(ps) > 0 {
		t.Fatalf("the good declarations are refused:\n%v", ps)
	}
	return set
}

// TestBad holds the messages of every wrong declaration to its golden.
func TestBad(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d wrong declarations, %v; want at least 30", len(files), err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".yaml")
		t.Run(name, func(t *testing.T) {
			src, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			tip, err := os.ReadFile("testdata/good/tipoff.yaml")
			if err != nil {
				t.Fatal(err)
			}
			set, ps := Load(testEnv(), Source{FS: fstest.MapFS{"tipoff.yaml": {Data: tip}}, Dir: "practice/complaint"},
				Source{FS: fstest.MapFS{name + ".yaml": {Data: src}}, Dir: "practice/acts"})
			if len(ps) == 0 || set != nil {
				t.Fatal("the declaration is accepted")
			}
			got := ps.Error() + "\n"
			golden := strings.TrimSuffix(f, ".yaml") + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), got); d != "" {
				t.Errorf("messages (-want +got):\n%s", d)
			}
			for _, p := range ps {
				if p.Line < 1 || p.Col < 1 || p.Text == "" || p.File != "practice/acts/"+name+".yaml" {
					t.Errorf("problem without a place or reason: %+v", p)
				}
			}
		})
	}
}
