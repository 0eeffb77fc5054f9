package calendar

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// shared opens a file of the read-only inputs beside the repository.
func shared(t *testing.T, path string) *os.File {
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
	f, err := os.Open(filepath.Join(dir, "..", "shared", path))
	if os.IsNotExist(err) {
		t.Skipf("no ../shared/%s beside the repository", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// Four independent sources agree on every day of 2020–2026.
func TestTableAgreesWithFourSources(t *testing.T) {
	rows, err := csv.NewReader(shared(t, "data/calendar/holidays.csv")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, r := range rows[1:] {
		want[r[0]] = r[1]
	}
	table := MustShipped()
	kinds := map[Kind]string{Holiday: "holiday", Makeup: "makeup_workday"}
	days, differing := 0, 0
	for d := MustParse("2020-01-01"); !d.After(MustParse("2026-12-31")); d = d.AddDays(1) {
		days++
		w := want[d.String()]
		rest := w == "holiday" || w == "" && (d.Weekday() == time.Saturday || d.Weekday() == time.Sunday)
		if w == "CHECK" {
			// A festival "joined to the weekend" (与周末连休): the sources agree on
			// rest and differ on whether the weekend is the festival's.
			w, rest = kinds[table.Kind(d)], true
		}
		if kinds[table.Kind(d)] != w || table.IsWorkday(d) == rest {
			differing++
			t.Errorf("%s is %q, want %q", d, kinds[table.Kind(d)], w)
		}
	}
	if days != 2557 || differing != 0 {
		t.Errorf("%d of %d days differ", differing, days)
	}
}

func TestTable(t *testing.T) {
	table := MustShipped()
	for _, c := range []struct {
		day     string
		workday bool
		holiday bool
	}{
		{"2026-10-01", false, true},  // 国庆节
		{"2026-10-03", false, true},  // Saturday inside the holiday
		{"2026-10-08", true, false},  // first day after it
		{"2026-10-10", true, false},  // Saturday worked
		{"2026-10-11", false, false}, // plain Sunday
		{"2026-02-14", true, false},  // Saturday worked before 春节
		{"2022-12-31", false, true},  // in the notice of 2023
		{"2027-10-01", true, false},  // no notice yet: a Friday
		{"2150-01-03", false, false}, // a Saturday far off
		{"2500-01-04", true, false},  // outside the table: a Monday
	} {
		d := MustParse(c.day)
		if table.IsWorkday(d) != c.workday || table.IsStatutoryHoliday(d) != c.holiday {
			t.Errorf("%s: workday %v holiday %v", d.Text(), table.IsWorkday(d), table.IsStatutoryHoliday(d))
		}
	}
	first, last := table.Known()
	if first.String() != "2007-01-01" || last.String() != "2026-12-31" {
		t.Errorf("known %s to %s", first, last)
	}
	if !table.Provisional(MustParse("2027-01-01")) || table.Provisional(MustParse("2026-12-31")) || !table.Provisional(MustParse("2006-12-31")) {
		t.Error("wrong days are provisional")
	}
	if n := table.Notices(2020); len(n) != 2 {
		t.Errorf("2020 was amended once, got %v", n)
	}
	if f, y := table.Name(MustParse("2022-12-31")); f != "元旦" || y != 2023 {
		t.Errorf("got %s of %d", f, y)
	}
	if n := table.WorkdaysIn(MustParse("2026-01-01"), MustParse("2026-12-31")); n != 248 {
		t.Errorf("2026 after New Year has %d working days", n)
	}
}

func TestReadRefuses(t *testing.T) {
	const head = "date,kind,name,year_of_notice\n"
	const notices = "year,notice\n2025,a\n2026,b\n"
	for name, c := range map[string][2]string{
		"header":            {"day,kind\n", notices},
		"fields":            {head + "2026-10-01,holiday\n", notices},
		"date":              {head + "2026-10-1,holiday,国庆节,2026\n", notices},
		"kind":              {head + "2026-10-01,rest,国庆节,2026\n", notices},
		"twice":             {head + "2026-10-01,holiday,国庆节,2026\n2026-10-01,holiday,国庆节,2026\n", notices},
		"no notice":         {head + "2024-10-01,holiday,国庆节,2024\n", notices},
		"far from notice":   {head + "2023-10-01,holiday,国庆节,2025\n", notices},
		"gap in notices":    {head, "year,notice\n2024,a\n2026,b\n"},
		"no notices":        {head, "year,notice\n"},
		"notice of no year": {head, "year,notice\nx,a\n"},
	} {
		if _, err := Read(strings.NewReader(c[0]), strings.NewReader(c[1])); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
