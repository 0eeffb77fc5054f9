package registration

import (
	"strings"

	"github.com/hengjian/hengjian/kernel/code"
)

// NormalName brings a name into the form it is compared and shown in:
// half-width letters, digits and brackets, no blanks or invisible characters.
// Chinese brackets of every kind become round ones; a bracket without its
// partner is dropped.
func NormalName(s string) string {
	if plainHan(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		r = bracket(code.Half(r))
		switch {
		case code.Blank(r):
			continue
		case r == '・' || r == '•' || r == '‧' || r == '⋅' || r == '∙':
			r = '·'
		}
		b.WriteRune(r)
	}
	return balance(b.String())
}

// NameKey is what two spellings of one name have in common: the normal name in
// capitals without brackets and marks. Equal keys do not make equal subjects.
func NameKey(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case strings.ContainsRune("()·.,-_\"'“”‘’《》<>、，。&*", r):
			return -1
		}
		return r
	}, NormalName(s))
}

// plainHan reports whether s holds nothing but common Chinese characters.
func plainHan(s string) bool {
	for _, r := range s {
		if r < 0x4E00 || r > 0x9FFF {
			return false
		}
	}
	return true
}

// bracket makes every kind of bracket a round one.
func bracket(r rune) rune {
	switch r {
	case '[', '{', '<', '〔', '【', '「', '『', '〈', '﹙', '﹝', '〖', '⟨':
		return '('
	case ']', '}', '>', '〕', '】', '」', '』', '〉', '﹚', '﹞', '〗', '⟩':
		return ')'
	}
	return r
}

// balance drops brackets that have no partner and pairs that hold nothing.
func balance(s string) string {
	if !strings.ContainsAny(s, "()") {
		return s
	}
	drop := map[int]bool{}
	var open []int
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(':
			open = append(open, i)
		case ')':
			if len(open) == 0 {
				drop[i] = true
			} else {
				open = open[:len(open)-1]
			}
		}
	}
	for _, i := range open {
		drop[i] = true
	}
	out := s
	if len(drop) > 0 {
		b := make([]byte, 0, len(s))
		for i := 0; i < len(s); i++ {
			if !drop[i] {
				b = append(b, s[i])
			}
		}
		out = string(b)
	}
	for strings.Contains(out, "()") {
		out = strings.ReplaceAll(out, "()", "")
	}
	return out
}

// NormalAddress brings an address into the form it is read and compared in:
// half width, no blanks or invisible characters, one kind of bracket and dash.
func NormalAddress(s string) string {
	if plainHan(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		r = bracket(code.Half(r))
		switch r {
		case '—', '–', '‐', '‑', '−', '─', '~', '﹣':
			r = '-'
		case '，', '、', ';', '；', '。':
			r = ','
		}
		if code.Blank(r) {
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// AddressKey is what two spellings of one address have in common: without the
// province and marks, 号楼 and 幢 as one, capitals.
func AddressKey(s string) string {
	s = NormalAddress(s)
	s = strings.TrimPrefix(s, "中国")
	return addressMarks.Replace(strings.ToUpper(s))
}

var addressMarks = strings.NewReplacer("号楼", "幢", "栋", "幢", "座", "幢", "之", "-", ",", "", "(", "", ")", "", "·", "", ".", "")
