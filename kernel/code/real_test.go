package code

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// shared returns the path of a file of development data, or skips the test.
func shared(t testing.TB, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
	path := filepath.Join(dir, "..", "shared", "data", name)
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		t.Skipf("no development data: ../shared/data/%s is absent", name)
	}
	return path
}

// register calls row for every row of a real register.
func register(t testing.TB, city string, row func(field map[string]string)) {
	t.Helper()
	f, err := os.Open(shared(t, "enterprises/"+city+".csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(z)
	head, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		m := make(map[string]string, len(head))
		for i, h := range head {
			m[h] = rec[i]
		}
		row(m)
	}
}

// TestRealUSCC runs the check over the credit codes of five real registers; the
// counts are those of the data's own description.
func TestRealUSCC(t *testing.T) {
	for _, want := range []struct {
		city        string
		rows, valid int
	}{{"haidong", 9474, 9474}, {"weihai", 5754, 5751}, {"baiyin", 4358, 4358}, {"huizhou", 3752, 3751}, {"chaozhou", 1189, 1189}} {
		t.Run(want.city, func(t *testing.T) {
			rows, valid := 0, 0
			texts := map[string]int{}
			register(t, want.city, func(f map[string]string) {
				rows++
				c := USCC(f["统一社会信用代码"])
				if c.OK {
					valid++
				} else {
					texts[c.Text]++
				}
			})
			if rows != want.rows || valid != want.valid {
				t.Errorf("%d rows, %d valid; want %d, %d", rows, valid, want.rows, want.valid)
			}
			for s, n := range texts {
				t.Logf("%d × %s", n, s)
			}
		})
	}
}

// TestRealDivisions holds that every division inside the credit codes of the
// real registers is known, and that the retired ones lead to one in force.
func TestRealDivisions(t *testing.T) {
	d := GB2260()
	for _, city := range []string{"haidong", "weihai", "baiyin", "huizhou", "chaozhou"} {
		n, retired, unknown, lost := 0, 0, map[string]int{}, map[string]int{}
		register(t, city, func(f map[string]string) {
			c := USCCDivision(Normal(f["统一社会信用代码"]))
			n++
			e, ok := d.Find(c)
			if !ok {
				unknown[c]++
				return
			}
			if e.Retired() {
				retired++
				if _, ok := d.Current(c); !ok {
					lost[c]++
				}
			}
		})
		t.Logf("%-9s %d rows, %.1f %% retired, unknown %v", city, n, 100*float64(retired)/float64(n), unknown)
		if len(lost) > 0 {
			t.Errorf("%s: retired without successor: %v", city, lost)
		}
	}
}
