package registration

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/hengjian/hengjian/kernel/code"
)

// cities are the real registers and their profiles.
var cities = []struct{ file, profile string }{
	{"haidong", "haidong"}, {"weihai", "weihai"}, {"baiyin", "baiyin"}, {"huizhou", "dayawan"}, {"chaozhou", "chaozhou"},
}

type row struct{ name, uscc, kind, capital, scope, address string }

// root is the folder of go.mod.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
}

// register reads a real register, or skips the test where there is none.
func register(t testing.TB, city string) []row {
	t.Helper()
	f, err := os.Open(filepath.Join(root(t), "..", "shared", "data", "enterprises", city+".csv.gz"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("no development data: ../shared/data/enterprises/%s.csv.gz is absent", city)
	}
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
	at := map[string]int{}
	for i, h := range head {
		at[h] = i
	}
	var out []row
	for {
		f, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, row{f[at["企业名称"]], f[at["统一社会信用代码"]], f[at["企业类型"]], f[at["注册资金"]], f[at["经营范围"]], f[at["注册地址"]]})
	}
}

// areas reads the areas of a profile.
func areas(t testing.TB, profile string) *code.Areas {
	t.Helper()
	path := filepath.Join(root(t), "city", profile, "areas.yaml")
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	a, err := code.ParseAreas(path, src, code.GB2260())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestRealCapital holds that every spelling of the real registers is read or
// refused for a known reason.
func TestRealCapital(t *testing.T) {
	for _, city := range cities {
		read, gone, why := 0, 0, map[string]int{}
		rows := register(t, city.file)
		for _, r := range rows {
			switch c := ReadCapital(r.capital); {
			case c.Read:
				read++
			case c.Absent:
				gone++
			default:
				why[c.Problem]++
			}
		}
		t.Logf("%-9s %5d rows, read %5d, absent %5d, kept %v", city.file, len(rows), read, gone, why)
		delete(why, "没有写单位")
		delete(why, "写了数量级，没有写币种")
		if len(why) > 0 {
			t.Errorf("%s: not understood: %v", city.file, why)
		}
	}
}

// TestRealCounty reports the share of rows whose county was found, by source.
func TestRealCounty(t *testing.T) {
	for _, city := range cities {
		c := NewCounties(areas(t, city.profile), code.GB2260())
		rows := register(t, city.file)
		by, sure, in, differ := map[Source]int{}, map[Confidence]int{}, map[string]int{}, 0
		for _, r := range rows {
			f := c.Find(r.address, r.uscc)
			by[f.Source]++
			sure[f.Confidence]++
			in[f.Title]++
			if o, ok := c.office(r.uscc); ok && f.Source == FromAddress && o.Statutory != f.Statutory {
				differ++
			}
		}
		found := len(rows) - by[FromNowhere]
		t.Logf("%-9s %5d rows, found %.2f %% (%v) %v differ from office %d %v", city.file, len(rows), 100*float64(found)/float64(len(rows)), by, sure, differ, in)
		if found*100 < len(rows)*70 {
			t.Errorf("%s: found only %d of %d", city.file, found, len(rows))
		}
	}
}

// TestRealBranch reports how many rows are branches and how many name a parent
// that is in the same register.
func TestRealBranch(t *testing.T) {
	total := 0
	for _, city := range cities {
		rows := register(t, city.file)
		known := map[string]bool{}
		for _, r := range rows {
			known[NameKey(r.name)] = true
		}
		n, parent, here, kinds := 0, 0, 0, map[string]int{}
		for _, r := range rows {
			b := FindBranch(r.name)
			if !b.IsBranch {
				continue
			}
			n++
			kinds[b.Kind]++
			if b.ParentName != "" {
				parent++
			}
			if known[NameKey(b.ParentName)] || known[NameKey(b.HeadName)] {
				here++
			}
		}
		total += n
		t.Logf("%-9s %d branches, %d name a parent, %d of them in the register, %v", city.file, n, parent, here, kinds)
	}
	t.Logf("%d branches", total)
}

// TestRealScope reports how many rows get flags and industries.
func TestRealScope(t *testing.T) {
	fl, in := StandardFlags(), StandardIndustries()
	for _, city := range cities {
		rows := register(t, city.file)
		flagged, with, by := 0, 0, map[string]int{}
		for _, r := range rows {
			got := fl.Find(r.name, r.scope)
			if len(got) > 0 {
				flagged++
			}
			for _, g := range got {
				by[g.Title]++
			}
			if len(in.Suggest(r.name, r.scope)) > 0 {
				with++
			}
		}
		n := float64(len(rows)) / 100
		t.Logf("%-9s industry suggested %.1f %%, flagged %.1f %% %v", city.file, float64(with)/n, float64(flagged)/n, by)
	}
}
