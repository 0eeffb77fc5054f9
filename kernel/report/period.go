package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/hengjian/hengjian/kernel/calendar"
)

// Span is one period of a report with its days (报告期).
type Span struct {
	Name        string // 2026-10, 2026-Q3, 2026-H1, 2026
	From, Until calendar.Date
}

// Title is the period in words.
func (s Span) Title() string {
	year, rest, _ := strings.Cut(s.Name, "-")
	switch {
	case rest == "":
		return year + "年"
	case rest[0] == 'Q':
		return year + "年第" + map[string]string{"Q1": "一", "Q2": "二", "Q3": "三", "Q4": "四"}[rest] + "季度"
	case rest[0] == 'H':
		return year + "年" + map[string]string{"H1": "上", "H2": "下"}[rest] + "半年"
	}
	return year + "年" + strings.TrimPrefix(rest, "0") + "月"
}

// Months is how many months a period has.
func (d *Definition) Months() int {
	return map[string]int{"month": 1, "quarter": 3, "half": 6, "year": 12}[d.Period]
}

// span is the period whose first calendar month is given.
func (d *Definition) span(year int, month time.Month) Span {
	first := calendar.New(year, month, 1)
	s := Span{From: first, Until: first.AddMonths(d.Months()).AddDays(-1)}
	switch d.Period {
	case "year":
		s.Name = strconv.Itoa(year)
	case "quarter":
		s.Name = fmt.Sprintf("%d-Q%d", year, (int(month)-1)/3+1)
	case "half":
		s.Name = fmt.Sprintf("%d-H%d", year, (int(month)-1)/6+1)
	default:
		s.Name = fmt.Sprintf("%d-%02d", year, int(month))
		if d.Cut > 0 {
			s.Until = calendar.New(year, month, d.Cut)
			s.From = first.AddMonths(-1).AddDays(d.Cut)
		}
	}
	return s
}

// Span returns the period of a name.
func (d *Definition) Span(name string) (Span, bool) {
	if len(name) < 4 {
		return Span{}, false
	}
	year, err := strconv.Atoi(name[:4])
	if err != nil || year < 2000 || year > 2200 {
		return Span{}, false
	}
	month := 1
	switch {
	case d.Period == "month" && len(name) == 7:
		month, err = strconv.Atoi(name[5:])
	case d.Period == "quarter" && len(name) == 7:
		month, err = strconv.Atoi(name[6:])
		month = month*3 - 2
	case d.Period == "half" && len(name) == 7:
		month, err = strconv.Atoi(name[6:])
		month = month*6 - 5
	}
	if err != nil || month < 1 || month > 12 {
		return Span{}, false
	}
	s := d.span(year, time.Month(month))
	return s, s.Name == name
}

// Before is the period before.
func (d *Definition) Before(s Span) Span {
	y, m, _ := d.first(s).AddMonths(-d.Months()).Civil()
	return d.span(y, m)
}

// After is the period after.
func (d *Definition) After(s Span) Span {
	y, m, _ := d.first(s).AddMonths(d.Months()).Civil()
	return d.span(y, m)
}

// first is the first day of the calendar months of a period.
func (d *Definition) first(s Span) calendar.Date {
	y, m, _ := s.Until.Civil()
	return calendar.New(y, m, 1).AddMonths(1 - d.Months())
}

// Last is the last period that has ended on a day.
func (d *Definition) Last(today calendar.Date) Span {
	y, m, _ := today.Civil()
	m -= time.Month((int(m) - 1) % d.Months())
	s := d.span(y, m)
	for !s.Until.Before(today) {
		s = d.Before(s)
	}
	for n := d.After(s); n.Until.Before(today); n = d.After(s) {
		s = n
	}
	return s
}
