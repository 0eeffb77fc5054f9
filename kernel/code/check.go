package code

import (
	"fmt"
	"unicode/utf8"
)

// Level is how serious the finding of a check is.
type Level string

// The levels. A warning is shown and stored; only a bad code is refused.
const (
	OK   Level = "ok"
	Warn Level = "warn"
	Bad  Level = "bad"
)

// Check is the finding about one code.
type Check struct {
	OK    bool   // Level is OK
	Level Level  // ok, warn or bad
	Pos   int    // 1-based position of the first wrong character; 0 if the whole is meant
	Want  string // the character or form that was expected, where one is known
	Text  string // the reason in Chinese; empty when all is well
}

// Blocks reports whether a field with this finding must be refused.
func (c Check) Blocks() bool { return c.Level == Bad }

// fine is the finding about a faultless code.
func fine() Check { return Check{OK: true, Level: OK} }

// bad is a finding that refuses the code.
func bad(pos int, want, format string, args ...any) Check {
	return Check{Level: Bad, Pos: pos, Want: want, Text: fmt.Sprintf(format, args...)}
}

// warned turns a bad finding into a warning, for codes whose check rule is not
// certain.
func (c Check) warned() Check {
	if c.Level == Bad {
		c.Level = Warn
	}
	return c
}

// length finds a wrong number of characters.
func length(s string, want int) (Check, bool) {
	switch n := utf8.RuneCountInString(s); {
	case n == want:
		return Check{}, true
	case n == 0:
		return bad(0, "", "未填写，应为 %d 位", want), false
	default:
		return bad(0, "", "应为 %d 位，实为 %d 位", want, n), false
	}
}

// digits finds the first character in the 1-based positions from..to of s that
// is not a digit.
func digits(s string, from, to int) (Check, bool) {
	pos := 0
	for _, r := range s {
		if pos++; pos < from || pos > to {
			continue
		}
		if r < '0' || r > '9' {
			return bad(pos, "", "第 %d 位“%s”应为数字%s", pos, visible(r), hint(r)), false
		}
	}
	return Check{}, true
}

// last is the finding about a wrong check character at the end.
func last(n int, got, want byte) Check {
	return bad(n, string(want), "校验位（第 %d 位）应为 %c，实为 %s", n, want, visible(rune(got)))
}

// visible prints a character so that a blank or control character can be seen.
func visible(r rune) string {
	switch {
	case r == ' ' || r == 0x3000:
		return "空格"
	case Blank(r):
		return fmt.Sprintf("不可见字符 U+%04X", r)
	}
	return string(r)
}

// hint names the character that a look-alike was probably meant to be.
func hint(r rune) string {
	switch r {
	case 'O', 'o', 'Q':
		return "（是否为 0）"
	case 'I', 'l', '|':
		return "（是否为 1）"
	case 'Z', 'z':
		return "（是否为 2）"
	case 'S', 's':
		return "（是否为 5）"
	}
	if h := Half(r); h != r {
		return fmt.Sprintf("（全角字符，应为半角 %s）", visible(h))
	}
	if r >= 'a' && r <= 'z' {
		return "（应为大写）"
	}
	return ""
}

// mod1110 returns the check digit of ISO 7064 MOD 11,10 (GB/T 17710) over the
// digits of s.
func mod1110(s string) byte {
	p := 10
	for i := 0; i < len(s); i++ {
		t := (p + int(s[i]-'0')) % 10
		if t == 0 {
			t = 10
		}
		p = 2 * t % 11
	}
	return byte('0' + (11-p)%10)
}
