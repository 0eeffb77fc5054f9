package expr

import (
	"fmt"
	"time"
)

// The calendar arithmetic of constants. A statutory day is fixed at +08:00;
// months and years end on the corresponding day, and where there is none on
// the last day of the month (民法典 art. 202).

const dayForm = "2006-01-02"

// beijing is fixed: China has kept one offset without summer time since 1992.
var beijing = time.FixedZone("+08:00", 8*60*60)

// validDay reports whether s is a day of the calendar, 0001-01-01 to 9999-12-31.
func validDay(s string) bool {
	if len(s) != len(dayForm) {
		return false
	}
	t, err := time.Parse(dayForm, s)
	return err == nil && t.Year() >= 1
}

// shiftDay moves a day by n units.
func shiftDay(day, unit string, n int64) (string, error) {
	if !validDay(day) {
		return "", fmt.Errorf("“%s”不是日期", day)
	}
	t, _ := time.Parse(dayForm, day)
	switch unit {
	case "days":
		t = t.AddDate(0, 0, int(n))
	case "months", "years":
		if unit == "years" {
			n *= 12
		}
		first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
		last := first.AddDate(0, 1, -1).Day()
		t = first.AddDate(0, 0, min(t.Day(), last)-1)
	}
	if t.Year() < 1 || t.Year() > 9999 {
		return "", fmt.Errorf("日期超出 0001 年至 9999 年")
	}
	return t.Format(dayForm), nil
}

// shiftInstant moves an instant by days, hours or minutes.
func shiftInstant(ms int64, unit string, n int64) int64 {
	switch unit {
	case "days":
		return ms + n*24*60*60*1000
	case "hours":
		return ms + n*60*60*1000
	}
	return ms + n*60*1000
}

// startOf returns the first instant of a day at +08:00.
func startOf(day string) (int64, error) {
	t, err := time.ParseInLocation(dayForm, day, beijing)
	if err != nil {
		return 0, fmt.Errorf("“%s”不是日期", day)
	}
	return t.UnixMilli(), nil
}
