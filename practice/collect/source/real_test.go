package source

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// registers are the real files with the row counts of their README.
var registers = map[string]int{"haidong": 9474, "weihai": 5754, "baiyin": 4358, "huizhou": 3752, "chaozhou": 1189}

// register returns the path of a real register, or skips.
func register(t testing.TB, city string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
	}
	path := filepath.Join(dir, "..", "shared", "data", "enterprises", city+".csv.gz")
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the real registers are not beside the repository (%s)", city)
	}
	return path
}

// all collects the rows of a file.
func all(t testing.TB, f *File, from int) []Row {
	t.Helper()
	var rows []Row
	for r, err := range f.Rows(context.Background(), from) {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, r)
	}
	return rows
}

func TestRealRegisters(t *testing.T) {
	for city, want := range registers {
		t.Run(city, func(t *testing.T) {
			f, err := OpenPath(register(t, city), "", Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if f.Format != CSV || !f.Packed || f.Encoding != UTF8 || f.Delimiter != ',' || len(f.Columns) != 9 || f.Header != 1 {
				t.Fatalf("sniffed %+v", f)
			}
			rows := all(t, f, 0)
			if len(rows) != want {
				t.Errorf("%d rows, want %d", len(rows), want)
			}
			for _, r := range rows {
				if len(r.Problems) > 0 {
					t.Errorf("line %d: %v", r.Line, r.Problems)
				}
			}
			if off := float64(f.Estimate.Rows)/float64(want) - 1; off < -0.2 || off > 0.2 {
				t.Errorf("estimate %+v of %d", f.Estimate, want)
			}
		})
	}
}
