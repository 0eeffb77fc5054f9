package registration

import (
	"strings"

	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/money"
)

// Capital is registered capital (注册资本, 出资额) as it could be read.
type Capital struct {
	Fen      money.Fen
	Currency string // ISO 4217; empty where nothing was read
	Kept     string // the text as written
	Read     bool   // Fen and Currency hold
	Absent   bool   // the text says there is none (empty, N/A)
	Problem  string // why a text that is there was not read, in Chinese
}

// noCurrency is why 500万 alone is not read.
const noCurrency = "写了数量级，没有写币种"

// ReadCapital reads registered capital in any of the spellings of the registers:
// a number, a magnitude (万, 亿 …) and a currency, in brackets or not, before or
// behind the number. What does not say its unit, or says 万 without a currency,
// is kept as written: nothing is guessed.
func ReadCapital(text string) Capital {
	c := Capital{Kept: text}
	s := capitalText(text)
	if absent(s) {
		c.Absent = true
		return c
	}
	start := strings.IndexAny(s, "0123456789")
	if start < 0 {
		c.Problem = "没有数字"
		return c
	}
	if start > 0 && (s[start-1] == '-' || s[start-1] == '.') {
		start--
	}
	end := start
	for end < len(s) && strings.IndexByte("0123456789,.+-eE", s[end]) >= 0 {
		end++
	}
	num, before, after := s[start:end], s[:start], s[end:]
	if strings.ContainsAny(after, "0123456789") {
		c.Problem = "含有多个数字"
		return c
	}
	unit := strings.Trim(after, "()整正")
	if unit == "" && strings.Trim(before, "()") == "" {
		c.Problem = "没有写单位"
		return c
	}
	shift, name := magnitude(unit)
	front := strings.Trim(before, "():注册资本金额约")
	cur, why := currency(front, name, shift > 0)
	if why != "" {
		c.Problem = why
		return c
	}
	fen, why := money.Decimal(num, shift)
	switch {
	case why != "":
		c.Problem = "数额" + why
	case fen < 0:
		c.Problem = "数额为负"
	default:
		c.Fen, c.Currency, c.Read = fen, cur, true
	}
	return c
}

// capitalText is the text in half width without blanks and with one bracket.
func capitalText(s string) string {
	return strings.Map(func(r rune) rune {
		r = bracket(code.Half(r))
		switch {
		case code.Blank(r):
			return -1
		case r == '萬':
			return '万'
		case r == '億':
			return '亿'
		case r == '圓' || r == '圆':
			return '元'
		case r == '，':
			return ','
		}
		return r
	}, s)
}

func absent(s string) bool {
	switch strings.ToUpper(strings.Trim(s, "()-—_/.")) {
	case "", "N/A", "NA", "NULL", "NONE", "NIL", "无", "暂无", "空", "未填写":
		return true
	}
	return false
}

// magnitude splits a unit in its power of ten and the rest: 万美元 → 4, 美元.
func magnitude(s string) (int, string) {
	for _, m := range []struct {
		word  string
		shift int
	}{{"万亿", 12}, {"千万", 7}, {"百万", 6}, {"亿", 8}, {"万", 4}, {"千", 3}} {
		if rest, ok := strings.CutPrefix(s, m.word); ok {
			return m.shift, rest
		}
	}
	return 0, s
}

// currency tells the currency from what stands before and behind the number.
func currency(before, behind string, scaled bool) (string, string) {
	before, behind = strings.Trim(before, "()"), strings.Trim(behind, "()")
	if before != "" {
		code, ok := currencyCode(before)
		if !ok {
			return "", "数字前的“" + before + "”不认识"
		}
		if behind == "" || behind == "元" {
			return code, ""
		}
		if b, ok := currencyCode(behind); ok && b == code {
			return code, ""
		}
		return "", "数字前后的币种不一致"
	}
	if behind == "" {
		if scaled {
			return "", noCurrency
		}
		return "", "没有写单位"
	}
	if code, ok := currencyCode(behind); ok {
		return code, ""
	}
	return "", "单位“" + behind + "”不认识"
}

// currencyCode knows the names of currencies, 元 and the signs.
func currencyCode(s string) (string, bool) {
	if strings.ContainsAny(s, "():") {
		s = strings.Map(func(r rune) rune {
			if r == '(' || r == ')' || r == ':' {
				return -1
			}
			return r
		}, s)
	}
	switch s {
	case "元", "¥", "￥", "人民币元人民币", "元人民币元", "人民币元", "元人民币":
		return money.CNY, true
	case "$", "US$":
		return "USD", true
	case "HK$":
		return "HKD", true
	}
	if c, ok := money.Named(s); ok {
		return c.Code, true
	}
	if c, ok := money.Named(strings.TrimPrefix(s, "元")); ok && strings.HasPrefix(s, "元") {
		return c.Code, true
	}
	return "", false
}
