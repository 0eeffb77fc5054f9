package law

import (
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/platform/fault"
)

// ArticleRef is a reference into a text: article, 之一, paragraph and item. It is
// written "23", "23-1" (第二十三条之一), "23.1" (第一款), "23.1.5" (第一款第五项).
type ArticleRef struct {
	No, Of, Para, Item int
}

// ParseArticle reads a reference into a text.
func ParseArticle(s string) (ArticleRef, error) {
	bad := fault.Newf(fault.Invalid, "law.bad_article", "条号“%s”应写作 23、23-1（之一）、23.1（款）或 23.1.5（项）", clip(s))
	var r ArticleRef
	parts := strings.Split(s, ".")
	if len(parts) > 3 {
		return r, bad
	}
	no, of, hasOf := strings.Cut(parts[0], "-")
	ok := number(no, &r.No) && (!hasOf || number(of, &r.Of)) &&
		(len(parts) < 2 || number(parts[1], &r.Para)) && (len(parts) < 3 || number(parts[2], &r.Item))
	if !ok {
		return ArticleRef{}, bad
	}
	return r, nil
}

func number(s string, to *int) bool {
	if s == "" || len(s) > 4 || s[0] < '1' || s[0] > '9' {
		return false
	}
	n, err := strconv.Atoi(s)
	*to = n
	return err == nil
}

// Base is the article without paragraph and item, as texts list it.
func (r ArticleRef) Base() string {
	s := strconv.Itoa(r.No)
	if r.Of > 0 {
		s += "-" + strconv.Itoa(r.Of)
	}
	return s
}

// String prints the reference in Chinese: 第二十三条第一款第五项.
func (r ArticleRef) String() string {
	s := "第" + chinese(r.No) + "条"
	if r.Of > 0 {
		s += "之" + chinese(r.Of)
	}
	if r.Para > 0 {
		s += "第" + chinese(r.Para) + "款"
	}
	if r.Item > 0 {
		s += "第" + chinese(r.Item) + "项"
	}
	return s
}

// articleText prints a checked reference in Chinese.
func articleText(s string) string {
	r, err := ParseArticle(s)
	if err != nil {
		return s
	}
	return r.String()
}

// chinese writes 1 to 9999 in Chinese numerals as statutes number articles.
func chinese(n int) string {
	const figures = "零一二三四五六七八九"
	digit := []rune(figures)
	var b strings.Builder
	zero := false
	for i, unit := range []struct {
		of   int
		name string
	}{{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}} {
		d := n / unit.of % 10
		if d == 0 {
			zero = b.Len() > 0
			continue
		}
		if zero {
			b.WriteRune('零')
			zero = false
		}
		if d != 1 || unit.of != 10 || i > 0 && b.Len() > 0 {
			b.WriteRune(digit[d])
		}
		b.WriteString(unit.name)
	}
	return b.String()
}

// clip cuts hostile input before it is quoted back.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
