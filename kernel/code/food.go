package code

import (
	"strings"
	"unicode/utf8"
)

// SC checks a food production licence number (食品生产许可证编号): SC and 14
// digits = class 3 (1 food or 2 additive, then the class), division 6, serial 4,
// check digit MOD 11,10. Real numbers exist that do not check, so every finding
// is a warning and none refuses the number (law/rules.md 14.4).
func SC(s string) Check {
	c := foodNumber(s, "SC", "食品生产许可证编号")
	if c.Level != OK {
		return c.warned()
	}
	switch class := s[3:5]; s[2] {
	case '1':
		if class < "01" || class > "31" {
			return bad(4, "", "第 4–5 位“%s”不是已知的食品类别", class).warned()
		}
	case '2':
		if class < "01" || class > "03" {
			return bad(4, "", "第 4–5 位“%s”不是已知的食品添加剂类别", class).warned()
		}
	default:
		return bad(3, "", "第 3 位应为 1（食品）或 2（食品添加剂），实为 %c", s[2]).warned()
	}
	return c
}

// JY checks a food trade licence number (食品经营许可证编号, JY) or a filing of
// prepacked food sale (仅销售预包装食品备案, YB): 14 digits = trade 1 (1 sale,
// 2 catering, 3 canteen), division 6, serial 6, check digit MOD 11,10. Every
// finding is a warning (law/rules.md 14.5).
func JY(s string) Check {
	prefix := "JY"
	if strings.HasPrefix(s, "YB") {
		prefix = "YB"
	}
	c := foodNumber(s, prefix, "食品经营许可证（备案）编号")
	if c.Level != OK {
		return c.warned()
	}
	if s[2] < '1' || s[2] > '3' {
		return bad(3, "", "第 3 位应为 1（销售）、2（餐饮）或 3（单位食堂），实为 %c", s[2]).warned()
	}
	return c
}

// foodNumber checks prefix, length, digits and check digit.
func foodNumber(s, prefix, title string) Check {
	if !strings.HasPrefix(s, prefix) {
		return bad(1, prefix, "%s应以 %s 开头", title, prefix)
	}
	if n := utf8.RuneCountInString(s); n != 16 {
		return bad(0, "", "应为 %s 加 14 位数字，实为 %d 位", prefix, n)
	}
	if c, ok := digits(s, 3, 16); !ok {
		return c
	}
	if want := mod1110(s[2:15]); s[15] != want {
		return last(16, s[15], want)
	}
	return fine()
}
