package code

import "strings"

// usccSymbols is the alphabet of GB 32100-2015: no I, O, S, V, Z; the value of a
// character is its index.
const usccSymbols = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// usccWeights are 3^(i-1) mod 31, GB 32100-2015.
var usccWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

// usccKinds are the second characters that each registering department (first
// character) gives out, GB 32100-2015 with the later additions.
var usccKinds = map[byte]string{
	'1': "1239", '2': "19", '3': "123459", '4': "19", '5': "1239", '6': "129", '7': "129",
	'8': "19", '9': "123", 'A': "19", 'N': "1239", 'Y': "1",
}

// USCC checks a unified social credit code (统一社会信用代码, GB 32100-2015):
// 18 characters of 31 symbols = department 1, kind 1, division 6 digits, body 9
// (an organisation code of GB 11714), check character 1. The check character may
// be any of the 31 symbols. An unknown department or kind, or a body whose own
// check character is wrong, is a warning: the whole still checks.
func USCC(s string) Check {
	if c, ok := length(s, 18); !ok {
		return c
	}
	pos, sum := 0, 0
	for _, r := range s {
		v := strings.IndexRune(usccSymbols, r)
		if pos++; v < 0 {
			return bad(pos, "", "第 %d 位“%s”不是统一社会信用代码允许的字符%s", pos, visible(r), hint(r))
		}
		if pos <= 17 {
			sum += v * usccWeights[pos-1]
		}
	}
	if c, ok := digits(s, 3, 8); !ok {
		return c
	}
	if want := usccSymbols[(31-sum%31)%31]; s[17] != want {
		return last(18, s[17], want)
	}
	kinds, known := usccKinds[s[0]]
	if !known {
		return bad(1, "", "第 1 位“%c”不是已知的登记管理部门代码", s[0]).warned()
	}
	if strings.IndexByte(kinds, s[1]) < 0 {
		return bad(2, "", "第 2 位“%c”不是该登记管理部门已知的机构类别代码", s[1]).warned()
	}
	if want := orgCheck(s[8:16]); s[16] != want {
		return bad(17, string(want), "主体标识码（第 9–17 位）的校验位应为 %c，实为 %c", want, s[16]).warned()
	}
	return fine()
}

// orgWeights are those of GB 11714-1997.
var orgWeights = [8]int{3, 7, 9, 10, 5, 8, 4, 2}

// orgCheck returns the check character of the eight body characters (0-9, A-Z)
// of an organisation code.
func orgCheck(body string) byte {
	sum := 0
	for i := 0; i < 8; i++ {
		v := int(body[i] - '0')
		if body[i] >= 'A' {
			v = int(body[i]-'A') + 10
		}
		sum += v * orgWeights[i]
	}
	return "0X987654321"[sum%11]
}

// OrgCode checks an organisation code (组织机构代码, GB 11714-1997) written
// without its dash: eight characters 0-9, A-Z and one check character.
func OrgCode(s string) Check {
	if c, ok := length(s, 9); !ok {
		return c
	}
	pos := 0
	for _, r := range s {
		if pos++; (r < '0' || r > '9') && (r < 'A' || r > 'Z') {
			return bad(pos, "", "第 %d 位“%s”不是组织机构代码允许的字符%s", pos, visible(r), hint(r))
		}
	}
	if want := orgCheck(s[:8]); s[8] != want {
		return last(9, s[8], want)
	}
	return fine()
}

// USCCDivision returns the six digits of the registering office inside a credit
// code (positions 3–8): those of its time, often retired since. Empty if s does
// not look like a credit code.
func USCCDivision(s string) string {
	if len(s) != 18 || !allDigits(s[2:8]) {
		return ""
	}
	return s[2:8]
}

// allDigits reports whether s holds digits only.
func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// RegNo checks a 15-digit business licence number (营业执照注册号, GS 15-2006):
// first registering office 6, serial 8, check digit MOD 11,10 (GB/T 17710).
func RegNo(s string) Check {
	if c, ok := length(s, 15); !ok {
		return c
	}
	if c, ok := digits(s, 1, 15); !ok {
		return c
	}
	if want := mod1110(s[:14]); s[14] != want {
		return last(15, s[14], want)
	}
	return fine()
}
