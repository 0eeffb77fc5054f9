package source

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/code"
)

// plainShape is year, month and day in any of the written forms, and the time
// of day that may follow.
var plainShape = regexp.MustCompile(`^(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]|(\d{2})(\d{2}))` +
	`(?:[T ]?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?|(\d{2})(\d{2})(\d{2}))?(Z|[+-]\d{2}:?\d{2})?$`)

// partShape is a date without its day.
var partShape = regexp.MustCompile(`^\d{4}(?:[-/.年]?(?:\d{1,2})?月?|年)$`)

// serialShape is a day of the spreadsheet calendar, with or without time.
var serialShape = regexp.MustCompile(`^\d{5}(?:\.\d+)?$`)

// openEnd are the ways to write a period without an end.
var openEnd = map[string]bool{"长期": true, "永久": true, "永续": true, "长期有效": true, "永久存续": true, "无固定期限": true, "不约定期限": true, "无期限": true, "9999-12-31": true, "9999/12/31": true, "99991231": true, "2999-12-31": true}

// moment is a date as read, with its time of day where one stood there.
type moment struct {
	day    calendar.Date
	ms     int64 // since midnight
	offset int   // minutes east of Greenwich where zoned
	zoned  bool
}

// instant is the moment in UTC milliseconds; without a zone it is Beijing time.
func (m moment) instant() int64 {
	offset := 8 * 60
	if m.zoned {
		offset = m.offset
	}
	days := int64(m.day.Sub(calendar.New(1970, time.January, 1)))
	return days*86_400_000 + m.ms - int64(offset)*60_000
}

// plainDate reads a written date. ok is false where the shape is none; the day
// is zero where there is no such day.
func plainDate(s string) (m moment, rest string, ok bool) {
	g := plainShape.FindStringSubmatch(s)
	if g == nil {
		return moment{}, "", false
	}
	num := func(is ...int) int {
		for _, i := range is {
			if g[i] != "" {
				n, _ := strconv.Atoi(g[i])
				return n
			}
		}
		return 0
	}
	m.day = calendar.New(num(1), time.Month(num(2, 4, 6)), num(3, 5, 7))
	h, min, sec := num(8, 11), num(9, 12), num(10, 13)
	if h == 24 && min == 0 && sec == 0 {
		h = 0 // 24:00 is how some systems close a day
	}
	if h > 23 || min > 59 || sec > 59 {
		return m, "time", true
	}
	m.ms = int64(h*3600+min*60+sec) * 1000
	if z := g[14]; z == "Z" {
		m.zoned = true
	} else if z != "" {
		d := strings.ReplaceAll(z[1:], ":", "")
		hh, _ := strconv.Atoi(d[:2])
		mm, _ := strconv.Atoi(d[2:])
		m.zoned, m.offset = true, hh*60+mm
		if z[0] == '-' {
			m.offset = -m.offset
		}
	}
	return m, "", true
}

// serialDay is day 0 of the 1900 calendar of spreadsheets as it holds from
// 1900-03-01 on.
var serialDay = calendar.New(1899, time.December, 30)

// serial reads a day number of a spreadsheet between 1927 and 2173.
func serial(s string) (moment, bool) {
	if !serialShape.MatchString(s) {
		return moment{}, false
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f < 10_000 {
		return moment{}, false
	}
	n := int(f)
	ms := int64((f-float64(n))*86_400+0.5) * 1000
	return moment{day: serialDay.AddDays(n), ms: min(ms, 86_399_000)}, true
}

// readDate reads a cell as a date or a time. A null moment with no blocking
// problem is an open end.
func readDate(cell string) (moment, []Problem) {
	if d, err := calendar.Parse(cell); err == nil && d.Year() < 2900 {
		return moment{day: d}, nil
	}
	s := strings.TrimSpace(narrow(cell))
	whole := utf8.RuneCountInString(cell)
	if openEnd[s] {
		return moment{}, []Problem{note("date_open", "“%s”按无截止日期处理", clip(s, 20))}
	}
	if m, rest, ok := plainDate(s); ok {
		switch {
		case m.day.IsZero() && strings.Trim(s, "0-/:. ") == "":
			return moment{}, []Problem{note("date_open", "“%s”按空值处理", clip(s, 20))}
		case m.day.IsZero():
			return moment{}, []Problem{bad("date_impossible", "没有“%s”这一天", clip(s, 20)).mark(0, whole)}
		case rest == "time":
			return moment{}, []Problem{bad("date_impossible", "“%s”的钟点不存在", clip(s, 20)).mark(0, whole)}
		}
		if m.zoned {
			d := calendar.DateOf(calendar.Instant(m.instant()))
			if d.IsZero() {
				return moment{}, []Problem{bad("date_impossible", "没有“%s”这一天", clip(s, 20)).mark(0, whole)}
			}
		}
		return m, nil
	}
	if m, ok := serial(s); ok {
		return m, []Problem{note("date_serial", "%s 按表格序列日期读作 %s", s, m.day)}
	}
	if partShape.MatchString(s) {
		return moment{}, []Problem{bad("date_incomplete", "“%s”缺少月或日", clip(s, 20)).mark(0, whole)}
	}
	return moment{}, []Problem{bad("date_format", "“%s”不是可识别的日期，应写作 2001-01-02", clip(s, 20)).mark(0, whole)}
}

// narrow makes full-width digits, signs and letters half-width and drops
// invisible characters; blanks stay.
func narrow(s string) string {
	ascii := true
	for i := 0; i < len(s) && ascii; i++ {
		ascii = s[i] >= ' ' && s[i] < 0x7F
	}
	if ascii {
		return s
	}
	return strings.Map(func(r rune) rune {
		r = code.Half(r)
		if r != ' ' && code.Blank(r) {
			if r == '\t' || r == '\n' || r == 0xA0 {
				return ' '
			}
			return -1
		}
		return r
	}, s)
}
