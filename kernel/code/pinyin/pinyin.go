// Package pinyin writes Chinese names in pinyin for search by initials and for
// the order people expect. Readings come from the dictionary of
// github.com/mozillazg/go-pinyin with exceptions kept as data: place names
// (乐清, 单县, 六安), words of trade names (银行, 给排水), and single characters
// that names read otherwise than the dictionary's first entry (曾, 翟, 佛).
package pinyin

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	dict "github.com/mozillazg/go-pinyin"

	"github.com/hengjian/hengjian/kernel/code"
)

//go:embed data/exceptions.txt
var exceptions string

// table holds the readings; it is built once and never changed.
type table struct {
	one   map[rune]string             // character → syllable with tone digit
	words map[rune][]word             // first character → words, longest first
	cjk   [0x9FFF - 0x4E00 + 1]string // one, for the common block
}

type word struct {
	text      string
	syllables []string
}

var readings = sync.OnceValue(func() *table {
	t, err := build(exceptions)
	if err != nil {
		panic("kernel/code/pinyin: shipped exceptions: " + err.Error())
	}
	return t
})

func build(src string) (*table, error) {
	t := &table{one: make(map[rune]string, len(dict.PinyinDict)), words: map[rune][]word{}}
	for r, s := range dict.PinyinDict {
		first, _, _ := strings.Cut(s, ",")
		t.one[rune(r)] = numbered(first)
	}
	for i, line := range strings.Split(src, "\n") {
		f := strings.Fields(line)
		if len(f) == 0 || strings.HasPrefix(f[0], "#") {
			continue
		}
		if utf8.RuneCountInString(f[0]) != len(f)-1 {
			return nil, fmt.Errorf("line %d: %s has %d syllables", i+1, f[0], len(f)-1)
		}
		r, n := utf8.DecodeRuneInString(f[0])
		if n == len(f[0]) {
			t.one[r] = f[1]
			continue
		}
		list := append(t.words[r], word{f[0], f[1:]})
		for j := len(list) - 1; j > 0 && len(list[j].text) > len(list[j-1].text); j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
		t.words[r] = list
	}
	for r, s := range t.one {
		if r >= 0x4E00 && r <= 0x9FFF {
			t.cjk[r-0x4E00] = s
		}
	}
	return t, nil
}

// tones maps a vowel with its mark to the vowel and tone.
var tones = map[rune]string{
	'ā': "a1", 'á': "a2", 'ǎ': "a3", 'à': "a4", 'ē': "e1", 'é': "e2", 'ě': "e3", 'è': "e4", 'ī': "i1", 'í': "i2", 'ǐ': "i3", 'ì': "i4",
	'ō': "o1", 'ó': "o2", 'ǒ': "o3", 'ò': "o4", 'ū': "u1", 'ú': "u2", 'ǔ': "u3", 'ù': "u4", 'ǖ': "v1", 'ǘ': "v2", 'ǚ': "v3", 'ǜ': "v4",
	'ü': "v", 'ń': "n2", 'ň': "n3", 'ǹ': "n4", 'ḿ': "m2", 'ế': "e2", 'ề': "e4",
}

// numbered writes a syllable with its tone behind: zhōng → zhong1.
func numbered(s string) string {
	var b strings.Builder
	tone := byte('5')
	for _, r := range s {
		if v, ok := tones[r]; ok {
			b.WriteByte(v[0])
			if len(v) > 1 {
				tone = v[1]
			}
			continue
		}
		if r >= 'a' && r <= 'z' {
			b.WriteRune(r)
		}
	}
	return b.String() + string(tone)
}

// read hands every character's reading to yield: the syllable with its tone, or
// "" and the character itself where it has none.
func (t *table) read(s string, yield func(syllable string, r rune)) {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if w, ok := t.wordAt(r, s[i:]); ok {
			for _, syl := range w.syllables {
				yield(syl, 0)
			}
			i += len(w.text)
			continue
		}
		switch {
		case r >= 0x4E00 && r <= 0x9FFF:
			yield(t.cjk[r-0x4E00], r)
		case r < 0x3000:
			yield("", r)
		default:
			yield(t.one[r], r)
		}
		i += n
	}
}

func (t *table) wordAt(r rune, s string) (word, bool) {
	for _, w := range t.words[r] {
		if strings.HasPrefix(s, w.text) {
			return w, true
		}
	}
	return word{}, false
}

// Initials returns the first letters of a name in small letters, with the
// letters and digits it holds: 威海AB科技 → whabkj. Marks and blanks fall away.
func Initials(s string) string {
	var b strings.Builder
	b.Grow(len(s) / 3)
	readings().read(s, func(syl string, r rune) {
		if syl != "" {
			b.WriteByte(syl[0])
			return
		}
		if c, ok := plain(r); ok {
			b.WriteByte(c)
		}
	})
	return b.String()
}

// Syllables returns the syllables of a name without tones; a run of letters or
// digits is one of its own: 威海AB科技 → wei hai ab ke ji.
func Syllables(s string) []string {
	var out []string
	run := false
	readings().read(s, func(syl string, r rune) {
		if syl != "" {
			out, run = append(out, syl[:len(syl)-1]), false
			return
		}
		c, ok := plain(r)
		switch {
		case !ok:
			run = false
		case run:
			out[len(out)-1] += string(rune(c))
		default:
			out, run = append(out, string(rune(c))), true
		}
	})
	return out
}

// SortKey returns a text whose byte order is the order people expect: by
// syllable, then tone, character for character; digits come before letters and
// these before Chinese. Two names with the same reading have the same key.
func SortKey(s string) string {
	var b strings.Builder
	b.Grow(len(s) * 2)
	readings().read(s, func(syl string, r rune) {
		switch {
		case syl != "":
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			// a tilde sorts behind letters and digits, so that Latin names come first
			b.WriteByte('~')
			b.WriteString(syl)
		default:
			if c, ok := plain(r); ok {
				b.WriteByte(c)
			}
		}
	})
	return b.String()
}

// plain is the small letter or digit of a character in either width.
func plain(r rune) (byte, bool) {
	r = code.Half(r)
	switch {
	case r >= 'A' && r <= 'Z':
		return byte(r) + 'a' - 'A', true
	case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
		return byte(r), true
	}
	return 0, false
}
