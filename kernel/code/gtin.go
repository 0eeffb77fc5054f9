package code

import "unicode/utf8"

// GTIN checks a trade item number (商品条码, GB 12904, GS1): 8, 12, 13 or 14
// digits; from the right the weights are 3, 1, 3, 1 … and the check digit fills
// up to a multiple of ten.
func GTIN(s string) Check {
	n := utf8.RuneCountInString(s)
	switch n {
	case 8, 12, 13, 14:
	case 0:
		return bad(0, "", "未填写，应为 8、12、13 或 14 位")
	default:
		return bad(0, "", "应为 8、12、13 或 14 位，实为 %d 位", n)
	}
	if c, ok := digits(s, 1, n); !ok {
		return c
	}
	sum, w := 0, 3
	for i := n - 2; i >= 0; i-- {
		sum += int(s[i]-'0') * w
		w = 4 - w
	}
	if want := byte('0' + (10-sum%10)%10); s[n-1] != want {
		return last(n, s[n-1], want)
	}
	return fine()
}
