// Package money holds amounts: Fen, the integer every amount is stored and
// counted in, and the currencies of ISO 4217 that an amount may stand in. There
// is no floating point anywhere; an amount that does not come to whole fen is
// refused, never rounded.
package money

import (
	"math"
	"strings"

	"github.com/hengjian/hengjian/platform/fault"
)

// Fen is an amount in hundredths of the currency's unit: 分 where the currency
// is the renminbi, cents of a dollar, and hundredths of a yen as well, so that
// one column serves every currency. Its bounds are ±10^15 (10 万亿元).
type Fen int64

// Max and Min bound every stored amount, so that sums over any register stay
// inside an int64.
const (
	Max Fen = 1_000_000_000_000_000
	Min Fen = -Max
)

// Amounts of round figures.
const (
	Yuan Fen = 100
	Wan  Fen = 10_000 * Yuan
)

// Valid reports whether the amount lies within the bounds.
func (f Fen) Valid() bool { return f >= Min && f <= Max }

// Add returns f+g and whether the sum lies within the bounds.
func (f Fen) Add(g Fen) (Fen, bool) {
	if !f.Valid() || !g.Valid() {
		return 0, false
	}
	s := f + g
	return s, s.Valid()
}

// String prints the amount plainly, in units with two decimals: 1234.56.
func (f Fen) String() string { return f.digits(false) }

// Grouped prints the amount in units with two decimals and separators:
// 1,234.56.
func (f Fen) Grouped() string { return f.digits(true) }

// Text prints an amount of renminbi for people: 800.00 万元 where it is at least
// one 万 and the two decimals are exact, 1,234.56 元 otherwise.
func (f Fen) Text() string { return f.TextIn("元") }

// TextIn is Text with the name of another unit: 150.00 万美元.
func (f Fen) TextIn(unit string) string {
	if (f >= Wan || f <= -Wan) && f%Wan%(100*Yuan) == 0 {
		return (f / 10_000).Grouped() + " 万" + unit
	}
	return f.Grouped() + " " + unit
}

func (f Fen) digits(group bool) string {
	n, sign := uint64(f), ""
	if f < 0 {
		n, sign = -uint64(f), "-"
	}
	var buf [32]byte
	i := len(buf)
	put := func(c byte) { i--; buf[i] = c }
	put(byte('0' + n%10))
	put(byte('0' + n/10%10))
	put('.')
	n /= 100
	for k := 0; k == 0 || n > 0; k++ {
		if group && k > 0 && k%3 == 0 {
			put(',')
		}
		put(byte('0' + n%10))
		n /= 10
	}
	return sign + string(buf[i:])
}

// Parse reads an amount in units as people type it: 1234.5, 1,234.50, -3, full
// width too. Separators must stand in groups of three; more than two decimals
// are accepted only where they are zero. It returns a fault for anything else.
func Parse(s string) (Fen, error) {
	f, why := Decimal(half(s), 0)
	if why != "" {
		return 0, fault.Newf(fault.Invalid, "money.format", "金额“%s”%s", s, why)
	}
	return f, nil
}

// Decimal reads a decimal number (1,234.5 or 5.0E-4) times 10^shift units as fen:
// shift 4 reads 万. The second result says in Chinese what is wrong; it is empty
// when all is well. The text must be half-width without blanks around it.
func Decimal(s string, shift int) (Fen, string) {
	neg := false
	switch {
	case strings.HasPrefix(s, "-"):
		neg, s = true, s[1:]
	case strings.HasPrefix(s, "+"):
		s = s[1:]
	}
	s, exp, why := exponent(s)
	if why != "" {
		return 0, why
	}
	whole, part, hasPart := strings.Cut(s, ".")
	whole, ok := ungroup(whole)
	if !ok || whole == "" || hasPart && part == "" {
		return 0, "不是规范的数字"
	}
	for i := 0; i < len(part); i++ {
		if part[i] < '0' || part[i] > '9' {
			return 0, "不是规范的数字"
		}
	}
	if len(whole)+len(part) > 64 {
		return 0, "位数过多"
	}
	digits := whole + part
	point := len(whole) + shift + exp + 2 // digits before this place are whole fen
	var n uint64
	for i := 0; i < max(point, len(digits)); i++ {
		d := byte('0')
		if i < len(digits) {
			d = digits[i]
		}
		if i >= point {
			if d != '0' {
				return 0, "不足一分，无法精确表示"
			}
			continue
		}
		if n > math.MaxUint64/10-1 {
			return 0, "超出可记录的范围"
		}
		n = n*10 + uint64(d-'0')
	}
	if n > uint64(Max) {
		return 0, "超出可记录的范围"
	}
	if neg {
		return -Fen(n), ""
	}
	return Fen(n), ""
}

// exponent cuts an E±n off, as spreadsheets write small and large numbers.
func exponent(s string) (string, int, string) {
	i := strings.IndexAny(s, "eE")
	if i < 0 {
		return s, 0, ""
	}
	num, e := s[:i], s[i+1:]
	neg := strings.HasPrefix(e, "-")
	e = strings.TrimLeft(e, "+-")
	if len(s[i+1:])-len(e) > 1 || e == "" || len(e) > 2 {
		return "", 0, "不是规范的数字"
	}
	v := 0
	for j := 0; j < len(e); j++ {
		if e[j] < '0' || e[j] > '9' {
			return "", 0, "不是规范的数字"
		}
		v = v*10 + int(e[j]-'0')
	}
	if neg {
		v = -v
	}
	return num, v, ""
}

// ungroup removes separators that stand in groups of three.
func ungroup(s string) (string, bool) {
	groups := strings.Split(s, ",")
	for i, g := range groups {
		if len(groups) > 1 && (i > 0 && len(g) != 3 || i == 0 && (g == "" || len(g) > 3)) {
			return "", false
		}
		for j := 0; j < len(g); j++ {
			if g[j] < '0' || g[j] > '9' {
				return "", false
			}
		}
	}
	if len(groups) == 1 {
		return s, true
	}
	return strings.Join(groups, ""), true
}

// half makes full-width characters half-width and cuts blanks around.
func half(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			return r - 0xFEE0
		case r == 0x3000 || r == 0xA0:
			return ' '
		}
		return r
	}, s))
}
