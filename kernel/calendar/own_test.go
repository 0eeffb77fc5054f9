package calendar

import (
	"testing"
	"testing/fstest"
)

// TestOwnNotices: what a bureau adds is known, what it says of a year that is
// shipped stands in its place, and half of it is refused.
func TestOwnNotices(t *testing.T) {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	shippedTable := MustShipped()
	_, last := shippedTable.Known()
	with, err := With(fstest.MapFS{
		OwnNotices:  file("year,notice\n2027,invented for this test\n"),
		OwnHolidays: file("date,kind,name,year_of_notice\n2027-01-01,holiday,元旦,2027\n2027-01-04,holiday,元旦,2027\n2027-01-09,makeup_workday,元旦,2027\n"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, l := with.Known(); l != MustParse("2027-12-31") || with.Digest() == shippedTable.Digest() {
		t.Errorf("known up to %s, digest %s", l, with.Digest())
	}
	if with.IsWorkday(MustParse("2027-01-04")) || !with.IsWorkday(MustParse("2027-01-09")) || with.Kind(MustParse("2026-10-01")) != Holiday {
		t.Error("the days are not those of the notices")
	}
	same, err := With(fstest.MapFS{})
	if err != nil || same.Digest() != shippedTable.Digest() {
		t.Errorf("an empty folder: %v", err)
	}
	over, err := With(fstest.MapFS{OwnNotices: file("year,notice\n2026,amended\n"), OwnHolidays: file("date,kind,name,year_of_notice\n2026-10-01,holiday,国庆节,2026\n")})
	if err != nil || over.Kind(MustParse("2026-10-02")) != Ordinary {
		t.Errorf("a year in both: %v", err)
	}
	if _, l := over.Known(); l != last {
		t.Errorf("known up to %s", l)
	}
	for name, dir := range map[string]fstest.MapFS{
		"one file":      {OwnNotices: file("year,notice\n2027,x\n")},
		"a gap":         {OwnNotices: file("year,notice\n2029,x\n"), OwnHolidays: file("date,kind,name,year_of_notice\n")},
		"bad kind":      {OwnNotices: file("year,notice\n2027,x\n"), OwnHolidays: file("date,kind,name,year_of_notice\n2027-01-01,rest,元旦,2027\n")},
		"no such year":  {OwnNotices: file("year,notice\n2027,x\n"), OwnHolidays: file("date,kind,name,year_of_notice\n2028-05-01,holiday,x,2028\n")},
		"another shape": {OwnNotices: file("year,notice\n2027,x\n"), OwnHolidays: file("day,what\n")},
	} {
		if _, err := With(dir); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
