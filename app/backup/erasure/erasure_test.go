package erasure

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/fault"
)

var shops = recordtest.Source{FS: os.DirFS("../../../kernel/record/testdata"), Dir: "practice/test"}

func TestBefore(t *testing.T) {
	now := clock.Instant(1795225200000)
	early, late, id := ref.NewID(now-overlap-1), ref.NewID(now-overlap+1), ref.NewID(now) // each later than the one before
	if b := before(id); !(early < b && b < late && b < id) {
		t.Errorf("before(%s) = %s: early %s, late %s", id, b, early, late)
	}
	if before("") != "" {
		t.Error("before nothing is something")
	}
}

func TestListAndLedgerAgree(t *testing.T) {
	dir := t.TempDir()
	j := Open(dir)
	recordtest.Each(t, func(t *testing.T, w *recordtest.World) {
		ctx := context.Background()
		if err := os.RemoveAll(filepath.Join(dir, File)); err != nil {
			t.Fatal(err)
		}
		var want []Line
		erase := func(name, reason string) {
			t.Helper()
			r, err := w.Engine.Act(ctx, record.Request{Kind: "shop", Act: record.Create, Area: recordtest.Area, Values: map[string]any{"name": name}, Caller: w.By["officer"]})
			if err != nil {
				t.Fatal(err)
			}
			e, err := w.Engine.Act(ctx, record.Request{Kind: "shop", Act: record.Erase, Area: recordtest.Area, Record: r.Ref(), Rev: &r.Rev, Reason: reason, Caller: w.By["head"]})
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, Line{Area: recordtest.Area, Kind: "shop", Record: r.ID, Act: e.Act, At: e.UpdatedAt.String(), Reason: reason})
		}
		same := func(when string) {
			t.Helper()
			got, _, err := Read(filepath.Join(dir, File))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", when, diff)
			}
		}
		erase("甲", "本人申请，个人信息保护法第四十七条")
		erase("乙", "保存期限届满")
		same("written by the acts")
		if err := j.Refill(ctx, w.DB); err != nil {
			t.Fatal(err)
		}
		same("refilled, nothing missing")
		for _, break1 := range []func() error{ // what a crash or a person may have done to the list
			func() error { return os.Remove(filepath.Join(dir, File)) },
			func() error { return os.WriteFile(filepath.Join(dir, File), []byte(`{"area":"37`), 0o600) },
			func() error { return os.Truncate(filepath.Join(dir, File), 300) },
			func() error { return os.WriteFile(filepath.Join(dir, File), []byte("nonsense\n"), 0o600) },
		} {
			if err := break1(); err != nil {
				t.Fatal(err)
			}
			if err := j.Refill(ctx, w.DB); err != nil {
				t.Fatal(err)
			}
			same("refilled after damage")
		}
		b, err := os.ReadFile(filepath.Join(dir, File))
		if err != nil || strings.Contains(string(b), "甲") {
			t.Errorf("the list holds a value: %s %v", b, err)
		}
		w.Legal.Freeze(w.Legal.Now() + 3*overlap)
		erase("丙", "本人申请")
		if err := j.Refill(ctx, w.DB); err != nil {
			t.Fatal(err)
		}
		same("after some hours")
		st, _ := os.Stat(filepath.Join(dir, File))
		if st.Mode().Perm() != 0o600 {
			t.Errorf("mode %v", st.Mode())
		}
	}, []record.Projection{j}, shops)
}

func TestUnwritableListWaits(t *testing.T) {
	j := Open(filepath.Join(t.TempDir(), "absent"))
	l := line("3710", "shop", ref.NewID(1), ref.NewID(2), 0, "x")
	if err := j.add([]Line{l}); err == nil {
		t.Fatal("written into a folder that is not there")
	}
	if err := os.Mkdir(filepath.Dir(j.path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := j.add(nil); err != nil {
		t.Fatal(err)
	}
	if got, _, err := Read(j.path); err != nil || len(got) != 1 {
		t.Errorf("%v %v", got, err)
	}
}

func TestParseRefuses(t *testing.T) {
	good := `{"area":"3710","kind":"shop","record":"06n9d5q2c0xxxxxxxxxxxxxxxx","act":"06n9d5q2c0xxxxxxxxxxxxxxxy","at":"","reason":"x"}` + "\n"
	if l, _, err := Parse(strings.NewReader(good + good)); err != nil || len(l) != 1 {
		t.Fatalf("%v %v", l, err)
	}
	for _, s := range []string{"{}\n", "[]\n", `{"area":"37","kind":"shop"}` + "\n", strings.Replace(good, "shop", "", 1), strings.Replace(good, "06n9d5q2c0xxxxxxxxxxxxxxxx", "../../etc", 1),
		strings.Replace(good, `"x"`, `""`, 1), `{"through":"x"}` + "\n", `{"surprise":1}` + "\n", strings.Repeat("x", maxLine+1)} {
		if _, _, err := Parse(strings.NewReader(s)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%.40q: %v", s, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"area":"3710","kind":"shop","record":"06n9d5q2c0xxxxxxxxxxxxxxxx","act":"06n9d5q2c0xxxxxxxxxxxxxxxy","reason":"x"}` + "\n"))
	f.Add([]byte(`{"through":"06n9d5q2c0xxxxxxxxxxxxxxxx"}` + "\n{"))
	f.Fuzz(func(t *testing.T, b []byte) {
		lines, _, err := Parse(bytes.NewReader(b))
		if err != nil {
			return
		}
		path := filepath.Join(t.TempDir(), File)
		if err := Append(path, lines...); err != nil {
			t.Fatal(err)
		}
		again, _, err := Read(path)
		if err != nil || !cmp.Equal(lines, again) {
			t.Fatalf("%v came back as %v: %v", lines, again, err)
		}
	})
}
