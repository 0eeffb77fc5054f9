package code

import "strings"

// IDCard checks a citizen number (公民身份号码, GB 11643-1999): division 6,
// birth date 8, serial 3 (odd: male), check character. The birth date must be a
// day of the calendar not before 1880.
func IDCard(s string) Check { return IDCardOn(s, "") }

// IDCardOn is IDCard that also refuses a birth date after today (YYYY-MM-DD).
func IDCardOn(s, today string) Check {
	if len(s) == 15 && allDigits(s) {
		return bad(0, "", "15 位身份证号码已于 2013 年停用，应填写 18 位")
	}
	if c, ok := length(s, 18); !ok {
		return c
	}
	if c, ok := digits(s, 1, 17); !ok {
		return c
	}
	if r := []rune(s)[17]; (r < '0' || r > '9') && r != 'X' {
		return bad(18, "", "第 18 位“%s”应为数字或 X%s", visible(r), hint(r))
	}
	if s[0] < '1' || s[0] > '8' {
		return bad(1, "", "第 1–6 位“%s”不是行政区划代码", s[:6])
	}
	if pos, text := birth(s[6:14]); text != "" {
		return bad(pos, "", "第 7–14 位出生日期“%s”%s", s[6:14], text)
	}
	if today != "" && s[6:14] > strings.ReplaceAll(today, "-", "") {
		return bad(7, "", "第 7–14 位出生日期“%s”晚于今天", s[6:14])
	}
	sum := 0
	for i := 0; i < 17; i++ {
		sum += int(s[i]-'0') * idWeights[i]
	}
	if want := "10X98765432"[sum%11]; s[17] != want {
		return last(18, s[17], want)
	}
	return fine()
}

// idWeights are those of GB 11643-1999 (2^(17-i) mod 11).
var idWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// birth tells what is wrong with a birth date YYYYMMDD and at which position of
// the number.
func birth(d string) (int, string) {
	n := func(s string) (v int) {
		for i := 0; i < len(s); i++ {
			v = v*10 + int(s[i]-'0')
		}
		return v
	}
	y, m, day := n(d[:4]), n(d[4:6]), n(d[6:])
	switch {
	case y < 1880 || y > 2199:
		return 7, "的年份不合理"
	case m < 1 || m > 12:
		return 11, "的月份不存在"
	case day < 1 || day > monthDays(y, m):
		return 13, "的日期不存在"
	}
	return 0, ""
}

func monthDays(y, m int) int {
	switch m {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// MaskID hides the birth date and serial of a citizen number so that neither
// birthday nor sex shows: the first and last four characters stay
// (3710**********2817). Other texts keep a third at most.
func MaskID(s string) string {
	r := []rune(s)
	keep := 4
	if len(r) < 12 {
		keep = len(r) / 6
	}
	for i := keep; i < len(r)-keep; i++ {
		r[i] = '*'
	}
	return string(r)
}
