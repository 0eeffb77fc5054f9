package calendar

import (
	"cmp"
	"fmt"
	"time"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/fault"
)

// Instant is a moment in milliseconds since 1970.
type Instant = clock.Instant

// Date is a statutory day (期日) without time or zone. Dates are compared with
// ==, Before and Compare. The zero Date is no day; it prints as "" and is null
// in JSON and SQL.
type Date struct {
	n int32 // days since the day before 0001-01-01; 0 is no day
}

// unixDays is the number of 1970-01-01 counted from 0001-01-01 = 1.
const unixDays = 719163

// maxDate is the number of 9999-12-31.
const maxDate = 3652059

// New returns the day year-month-day, or no day if there is no such day.
func New(year int, month time.Month, day int) Date {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return Date{}
	}
	return Date{int32(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()/86400) + unixDays}
}

// DateOf returns the day of the instant in +08:00.
func DateOf(i Instant) Date {
	const day = 24 * 60 * 60 * 1000
	ms := int64(i) + 8*60*60*1000
	d := ms / day
	if ms%day < 0 {
		d--
	}
	return fromNumber(d + unixDays)
}

func fromNumber(n int64) Date {
	if n < 1 || n > maxDate {
		return Date{}
	}
	return Date{int32(n)}
}

// Parse reads YYYY-MM-DD (GB/T 7408) and nothing else.
func Parse(s string) (Date, error) {
	if len(s) == 10 && s[4] == '-' && s[7] == '-' {
		y, ok1 := digits(s[0:4])
		m, ok2 := digits(s[5:7])
		d, ok3 := digits(s[8:10])
		if ok1 && ok2 && ok3 {
			if day := New(y, time.Month(m), d); !day.IsZero() {
				return day, nil
			}
			return Date{}, fault.Newf(fault.Invalid, "calendar.no_such_day", "没有“%s”这一天", s)
		}
	}
	return Date{}, fault.Newf(fault.Invalid, "calendar.bad_date", "日期“%s”应写作 YYYY-MM-DD，例如 2026-04-15", clip(s))
}

// MustParse is Parse for literals in code and tests; it panics on a bad one.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// ParseInstant reads a date-time in Beijing time: "2026-09-30T09:00",
// "2026-09-30 09:00", either with seconds, or RFC 3339 with its own offset.
func ParseInstant(s string) (Instant, error) {
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02 15:04:05", time.RFC3339} {
		t, err := time.ParseInLocation(layout, s, clock.Shanghai)
		if err == nil && t.Year() >= 1 && t.Year() <= 9999 {
			return clock.At(t), nil
		}
	}
	return 0, fault.Newf(fault.Invalid, "calendar.bad_instant", "时间“%s”应写作 YYYY-MM-DDTHH:MM，例如 2026-09-30T09:00", clip(s))
}

func digits(s string) (int, bool) {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// clip cuts hostile input before it is quoted back.
func clip(s string) string {
	r := []rune(s)
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// IsZero reports whether d is no day.
func (d Date) IsZero() bool { return d.n == 0 }

func (d Date) time() time.Time { return time.Unix(int64(d.n-unixDays)*86400, 0).UTC() }

// Civil returns year, month and day.
func (d Date) Civil() (year int, month time.Month, day int) { return d.time().Date() }

// Year returns the year of d.
func (d Date) Year() int { return d.time().Year() }

// Start returns the first moment of d in +08:00.
func (d Date) Start() Instant {
	return Instant((int64(d.n-unixDays)*24 - 8) * 60 * 60 * 1000)
}

// AddDays returns the day n days after d (before, if n is negative), or no day
// outside the years 1 to 9999 or if d is no day.
func (d Date) AddDays(n int) Date {
	if d.IsZero() || n > maxDate || n < -maxDate {
		return Date{}
	}
	return fromNumber(int64(d.n) + int64(n))
}

// AddMonths returns the day of the same number n months later; where that
// month has no such day, its last day (民法典 art. 202: 没有对应日的，月末日).
func (d Date) AddMonths(n int) Date {
	if d.IsZero() || n > 120000 || n < -120000 {
		return Date{}
	}
	y, m, day := d.Civil()
	months := y*12 + int(m) - 1 + n
	if months < 12 {
		return Date{}
	}
	y, m = months/12, time.Month(months%12+1)
	if y > 9999 {
		return Date{}
	}
	return New(y, m, min(day, daysIn(y, m)))
}

// AddYears returns the day of the same month and number n years later;
// 29 February becomes 28 February in a common year (民法典 art. 202).
func (d Date) AddYears(n int) Date {
	if n > 10000 || n < -10000 {
		return Date{}
	}
	return d.AddMonths(n * 12)
}

// Sub returns the number of days from other to d.
func (d Date) Sub(other Date) int { return int(d.n - other.n) }

// Before reports whether d is earlier than other.
func (d Date) Before(other Date) bool { return d.n < other.n }

// After reports whether d is later than other.
func (d Date) After(other Date) bool { return d.n > other.n }

// Compare orders days; no day comes first.
func (d Date) Compare(other Date) int { return cmp.Compare(d.n, other.n) }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday {
	// 0001-01-01 was a Monday in the proleptic Gregorian calendar.
	return time.Weekday(d.n % 7)
}

// WeekdayText returns the day of the week in Chinese, e.g. 周五.
func (d Date) WeekdayText() string {
	if d.IsZero() {
		return ""
	}
	return [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}[d.Weekday()]
}

// String prints YYYY-MM-DD.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	y, m, day := d.Civil()
	return fmt.Sprintf("%04d-%02d-%02d", y, int(m), day)
}

// Text prints the day as people read it with its weekday: 2026-10-08（周四）.
func (d Date) Text() string {
	if d.IsZero() {
		return ""
	}
	return d.String() + "（" + d.WeekdayText() + "）"
}

// Chinese prints 2026年10月8日, the form of documents.
func (d Date) Chinese() string {
	if d.IsZero() {
		return ""
	}
	y, m, day := d.Civil()
	return fmt.Sprintf("%d年%d月%d日", y, int(m), day)
}
