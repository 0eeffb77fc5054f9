package calendar

import (
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/platform/fault"
)

// Unit is the unit a limit is counted in.
type Unit uint8

// The units of the law. A Day is a calendar day (自然日).
const (
	Hour Unit = iota + 1
	Day
	Workday
	Month
	Year
)

var unitNames = [...]struct{ name, one, text string }{
	Hour:    {"hours", "hour", "小时"},
	Day:     {"days", "day", "日"},
	Workday: {"workdays", "workday", "个工作日"},
	Month:   {"months", "month", "个月"},
	Year:    {"years", "year", "年"},
}

// String prints the unit as it is written in declarations.
func (u Unit) String() string {
	if u < Hour || u > Year {
		return ""
	}
	return unitNames[u].name
}

// Limit is a statutory limit (期限), e.g. seven working days. The zero Limit is
// no limit.
type Limit struct {
	N    int
	Unit Unit
}

// Hours returns a limit of n hours.
func Hours(n int) Limit { return Limit{n, Hour} }

// Days returns a limit of n calendar days.
func Days(n int) Limit { return Limit{n, Day} }

// Workdays returns a limit of n working days.
func Workdays(n int) Limit { return Limit{n, Workday} }

// Months returns a limit of n months.
func Months(n int) Limit { return Limit{n, Month} }

// Years returns a limit of n years.
func Years(n int) Limit { return Limit{n, Year} }

// maxLimit bounds what a declaration may say; the longest statutory limits
// are counted in tens of years or hundreds of days.
const maxLimit = 10000

// ParseLimit reads "7 workdays", "60 days", "24 hours", "3 months", "1 year".
func ParseLimit(s string) (Limit, error) {
	num, word, ok := strings.Cut(s, " ")
	if ok && num != "" && len(num) <= 5 && num[0] != '0' {
		if n, isNum := digits(num); isNum && n <= maxLimit {
			for u := Hour; u <= Year; u++ {
				if word == unitNames[u].name || n == 1 && word == unitNames[u].one {
					return Limit{n, u}, nil
				}
			}
		}
	}
	return Limit{}, fault.Newf(fault.Invalid, "calendar.bad_limit",
		"期限“%s”应写作数字、空格和单位（hours、days、workdays、months、years），例如 7 workdays", clip(s))
}

// IsZero reports whether there is no limit.
func (l Limit) IsZero() bool { return l == Limit{} }

// Valid reports whether the limit has a unit and a number from 1 to 10,000.
func (l Limit) Valid() bool {
	return l.N >= 1 && l.N <= maxLimit && l.Unit >= Hour && l.Unit <= Year
}

// String prints the limit as declarations write it: 7 workdays.
func (l Limit) String() string {
	if l.IsZero() {
		return ""
	}
	if l.N == 1 && l.Unit.String() != "" {
		return "1 " + unitNames[l.Unit].one
	}
	return fmt.Sprintf("%d %s", l.N, l.Unit)
}

// Chinese prints the limit as people read it: 7个工作日.
func (l Limit) Chinese() string {
	if l.Unit < Hour || l.Unit > Year {
		return ""
	}
	return fmt.Sprintf("%d%s", l.N, unitNames[l.Unit].text)
}

// MarshalText prints the limit as declarations write it.
func (l Limit) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads what MarshalText prints.
func (l *Limit) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*l = Limit{}
		return nil
	}
	p, err := ParseLimit(string(b))
	if err != nil {
		return err
	}
	*l = p
	return nil
}
