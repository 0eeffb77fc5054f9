package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What was exported comes back whole in an empty system, with codes as titles and with
// codes as stored: every row, every value. Identifiers alone are the new system's own.
func TestAnExportedRegisterComesBackWhole(t *testing.T) {
	t.Setenv("HENGJIAN_DB", "")
	first := filepath.Join(t.TempDir(), "first")
	must := func(args ...string) string {
		t.Helper()
		code, out, errs := call(args...)
		if code != exitOK {
			t.Fatalf("%v: %d %s", args, code, errs)
		}
		return out
	}
	must("demo", "--data", first, "--subjects", "400", "--complaints", "0", "--tipoffs", "0", "--orders", "0")
	export := func(dir string, args ...string) string {
		file := filepath.Join(t.TempDir(), "out")
		must(append([]string{"export", "business", "--data", dir, "--out", file}, args...)...)
		return file
	}
	titles, stored := table(t, export(first)), table(t, export(first, "--raw"))
	if branches := column(titles, "所属企业"); len(titles) != 401 || len(branches) < 5 {
		t.Fatalf("%d rows, %d branches are too little to try this on", len(titles), len(branches))
	}
	for _, c := range []struct {
		name string
		args []string
	}{{"titles.csv", nil}, {"stored.csv", []string{"--raw"}}, {"titles.xlsx", []string{"--format", "xlsx"}}, {"stored.jsonl", []string{"--raw", "--format", "jsonl"}}} {
		t.Run(c.name, func(t *testing.T) {
			file, second := filepath.Join(t.TempDir(), c.name), filepath.Join(t.TempDir(), "second")
			if err := os.Rename(export(first, c.args...), file); err != nil {
				t.Fatal(err)
			}
			if out := must("import", file, "--data", second, "--city", "weihai"); !strings.Contains(out, "新增 400 + 更新 0 + 无变化 0 + 隔离 0") {
				t.Error(out)
			}
			same(t, titles, table(t, export(second)))
			same(t, stored, table(t, export(second, "--raw")), "所属企业")
			if again := must("import", file, "--data", second); !strings.Contains(again, "新增 0 + 更新 0 + 无变化 400 + 隔离 0") {
				t.Error("a second time:", again)
			}
		})
	}
}

// table reads a CSV, its rows in order of their code.
func table(t *testing.T, file string) [][]string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(rows[1:], func(a, b []string) int { return strings.Compare(a[1], b[1]) })
	return rows
}

// column is what stands in a column, without the empty cells.
func column(rows [][]string, head string) []string {
	var out []string
	at := slices.Index(rows[0], head)
	for _, r := range rows[1:] {
		if r[at] != "" {
			out = append(out, r[at])
		}
	}
	return out
}

func same(t *testing.T, want, got [][]string, but ...string) {
	t.Helper()
	if len(want) != len(got) {
		t.Fatalf("%d rows, not %d", len(got), len(want))
	}
	for i := range want {
		for c, head := range want[0] {
			if got[i][c] != want[i][c] && (i == 0 || !slices.Contains(but, head) || (got[i][c] == "") != (want[i][c] == "")) {
				t.Errorf("%s of %s is %q, not %q", head, want[i][0], got[i][c], want[i][c])
			}
		}
	}
}
