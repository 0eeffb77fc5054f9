package registration

import (
	"os"
	"slices"
	"testing"

	"github.com/hengjian/hengjian/kernel/code"
)

func TestSample(t *testing.T) {
	a, b := Sample("x", 1000, 200), Sample("x", 1000, 200)
	if len(a) != 200 || !slices.Equal(a, b) || !slices.IsSorted(a) || slices.Equal(a, Sample("y", 1000, 200)) {
		t.Error("sample is not fixed by its seed")
	}
	if len(Sample("x", 3, 10)) != 3 {
		t.Error("sample of fewer rows")
	}
}

// TestPrintSample prints 200 rows of a city with the county found and its
// evidence, for a check by hand: HENGJIAN_SAMPLE=weihai go test -v -run PrintSample.
func TestPrintSample(t *testing.T) {
	want := os.Getenv("HENGJIAN_SAMPLE")
	if want == "" {
		t.Skip("set HENGJIAN_SAMPLE to a register's name to print its sample")
	}
	for _, city := range cities {
		if city.file != want {
			continue
		}
		c := NewCounties(areas(t, city.profile), code.GB2260())
		rows := register(t, city.file)
		for i, n := range Sample("county-2026/"+city.file, len(rows), 200) {
			r := rows[n]
			f := c.Find(r.address, r.uscc)
			t.Logf("%3d %s %s | %s | %s %s %s %s", i+1, code.USCCDivision(r.uscc), r.address, f.Title, f.Code, f.Source, f.Confidence, f.Words)
		}
	}
}
