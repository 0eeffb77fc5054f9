package code

import "strings"

// Normal brings a code as people write it into its written form: full-width
// characters become half-width, blanks, invisible characters and the dashes and
// dots used for grouping go, small letters become capitals. It does not judge.
func Normal(s string) string {
	if isWritten(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		r = Half(r)
		switch {
		case Blank(r), r == '-', r == '·', r == '‐', r == '‑', r == '–', r == '—', r == '−':
			continue
		case r >= 'a' && r <= 'z':
			r -= 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isWritten reports whether s holds only digits and capital letters, the common
// case in which Normal has nothing to do.
func isWritten(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// Half returns the half-width form of a full-width ASCII character or blank
// (U+FF01–U+FF5E, U+3000); any other character is returned as it is.
func Half(r rune) rune {
	switch {
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - 0xFEE0
	case r == 0x3000:
		return ' '
	}
	return r
}

// Blank reports whether r is white space or invisible: control and format
// characters, zero-width marks, byte order marks, variation selectors and the
// Hangul fillers that copied text carries along.
func Blank(r rune) bool {
	switch {
	case r <= ' ' || r == 0x7F || r >= 0x80 && r <= 0xA0:
		return true
	case r < 0x300:
		return r == 0xAD
	case r >= 0x2000 && r <= 0x200F, r >= 0x2028 && r <= 0x202F, r >= 0x205F && r <= 0x206F:
		return true
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0000 && r <= 0xE0FFF:
		return true
	}
	switch r {
	case 0x034F, 0x115F, 0x1160, 0x1680, 0x180E, 0x3000, 0x3164, 0xFEFF, 0xFFA0, 0xFFF9, 0xFFFA, 0xFFFB, 0xFFFD:
		return true
	}
	return false
}
