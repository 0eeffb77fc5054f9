package report

import (
	"fmt"
	"testing"

	"github.com/hengjian/hengjian/kernel/calendar"
)

func TestPeriods(t *testing.T) {
	month, cut, quarter := &Definition{Period: "month"}, &Definition{Period: "month", Cut: 25}, &Definition{Period: "quarter"}
	half, year := &Definition{Period: "half"}, &Definition{Period: "year"}
	for _, x := range []struct {
		d           *Definition
		today, want string
	}{
		{month, "2026-03-01", "2026-02 2026-02-01 2026-02-28 2026年2月"},
		{month, "2024-03-01", "2024-02 2024-02-01 2024-02-29 2024年2月"},
		{month, "2026-01-31", "2025-12 2025-12-01 2025-12-31 2025年12月"},
		{month, "2026-12-31", "2026-11 2026-11-01 2026-11-30 2026年11月"},
		{cut, "2026-01-26", "2026-01 2025-12-26 2026-01-25 2026年1月"},
		{cut, "2026-01-25", "2025-12 2025-11-26 2025-12-25 2025年12月"},
		{cut, "2026-03-26", "2026-03 2026-02-26 2026-03-25 2026年3月"},
		{quarter, "2026-04-01", "2026-Q1 2026-01-01 2026-03-31 2026年第一季度"},
		{quarter, "2026-03-31", "2025-Q4 2025-10-01 2025-12-31 2025年第四季度"},
		{quarter, "2026-12-31", "2026-Q3 2026-07-01 2026-09-30 2026年第三季度"},
		{half, "2026-06-30", "2025-H2 2025-07-01 2025-12-31 2025年下半年"},
		{half, "2026-07-01", "2026-H1 2026-01-01 2026-06-30 2026年上半年"},
		{half, "2027-01-01", "2026-H2 2026-07-01 2026-12-31 2026年下半年"},
		{year, "2026-12-31", "2025 2025-01-01 2025-12-31 2025年"},
		{year, "2027-01-01", "2026 2026-01-01 2026-12-31 2026年"},
	} {
		s := x.d.Last(calendar.MustParse(x.today))
		if got := fmt.Sprintf("%s %s %s %s", s.Name, s.From, s.Until, s.Title()); got != x.want {
			t.Errorf("on %s the last is %s, want %s", x.today, got, x.want)
		}
	}
}

// TestPeriodsFollow: over forty years every period begins the day after the one
// before it ended, is read back from its name, and is the last on the day after it.
func TestPeriodsFollow(t *testing.T) {
	for _, d := range []*Definition{{Period: "month"}, {Period: "month", Cut: 1}, {Period: "month", Cut: 25}, {Period: "month", Cut: 28}, {Period: "quarter"}, {Period: "half"}, {Period: "year"}} {
		s := d.Last(calendar.MustParse("2001-01-01"))
		for s.Until.Before(calendar.MustParse("2041-01-01")) {
			next := d.After(s)
			if next.From != s.Until.AddDays(1) || d.Before(next) != s {
				t.Fatalf("%s %d: after %v comes %v", d.Period, d.Cut, s, next)
			}
			if got, ok := d.Span(next.Name); !ok || got != next {
				t.Errorf("%s is read back as %v", next.Name, got)
			}
			if d.Last(next.Until) != s || d.Last(next.Until.AddDays(1)) != next {
				t.Errorf("about %s the last are %v, %v", next.Until, d.Last(next.Until), d.Last(next.Until.AddDays(1)))
			}
			s = next
		}
	}
}

func TestNamesOfPeriods(t *testing.T) {
	for period, bad := range map[string][]string{
		"month":   {"", "2026", "2026-13", "2026-00", "2026-1", "202a-01", "2026-Q1", "2026-H1", "2026-01-01", "1999-12", "2201-01", "2026/01", "2026-+1", "２０２６"},
		"quarter": {"2026-Q0", "2026-Q5", "2026-01", "2026-q1", "2026-H1", "2026", "2026-Q", "2026-Q-1"},
		"half":    {"2026-H0", "2026-H3", "2026-Q1", "2026-01", "2026", "2026-h1"},
		"year":    {"2026-01", "26", "20266", " 2026", "1999"},
	} {
		for _, name := range bad {
			if s, ok := (&Definition{Period: period}).Span(name); ok {
				t.Errorf("%q is read as the %s %v", name, period, s)
			}
		}
	}
}
