package auth

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/hengjian/hengjian/platform/fault"
)

//go:embed common.txt
var commonText string

// maxPassword bounds what is hashed.
const maxPassword = 128

// normal is the one form of a password: what looks the same is the same,
// whatever the input method composed.
func normal(password string) string { return norm.NFC.String(password) }

// weaknesses names every rule the password breaks, as fields called field.
func (a *Auth) weaknesses(field, account, password string) (bad []fault.Field) {
	say := func(code, text string) { bad = append(bad, fault.Field{Name: field, Code: code, Text: text}) }
	if !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl) {
		say("text", "密码含有无效字符")
		return bad
	}
	n := utf8.RuneCountInString(password)
	if n < a.o.MinLength {
		say("short", fmt.Sprintf("密码至少 %d 个字符", a.o.MinLength))
	}
	if n > maxPassword {
		say("long", fmt.Sprintf("密码最多 %d 个字符", maxPassword))
		return bad
	}
	if classes(password) < 3 {
		say("classes", "密码须包含大写字母、小写字母、数字、符号中的至少三种")
	}
	if low := strings.ToLower(password); account != "" && strings.Contains(low, strings.ToLower(account)) {
		say("account", "密码不能包含账号")
	}
	if common(password) {
		say("common", "密码过于常见，容易被猜到")
	}
	return bad
}

// classes counts the sorts of characters; letters without case, such as 汉字,
// count with the signs.
func classes(password string) int {
	var lower, upper, digit, other int
	for _, r := range password {
		switch {
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	return lower + upper + digit + other
}

// common reports whether the password is one of the well-known ones, also in the
// disguises people give it to pass the rules: capitals, digits and signs before
// and after, @ for a, 0 for o.
func common(password string) bool {
	low := strings.ToLower(password)
	leet := strings.NewReplacer("@", "a", "0", "o", "1", "i", "3", "e", "$", "s", "5", "s", "!", "i")
	notLetter := func(r rune) bool { return !unicode.IsLetter(r) }
	notWord := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, low)
	core := strings.TrimFunc(low, notLetter)
	forms := []string{low, leet.Replace(low), strings.TrimFunc(low, notWord), core, leet.Replace(core), drop(low, notWord), letters}
	if utf8.RuneCountInString(letters) <= 3 { // Aa123456789!
		forms = append(forms, drop(low, func(r rune) bool { return !unicode.IsDigit(r) }))
	}
	for line := range strings.SplitSeq(commonText, "\n") {
		if line == "" {
			continue
		}
		for _, f := range forms {
			if f == line {
				return true
			}
		}
	}
	return false
}

func drop(s string, f func(rune) bool) string {
	return strings.Map(func(r rune) rune {
		if f(r) {
			return -1
		}
		return r
	}, s)
}
