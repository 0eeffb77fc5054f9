package registration

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// lexicon finds many words in a text in one pass. Words have at least two
// characters; T is what a word stands for.
type lexicon[T any] struct {
	first [1 << 13]byte // bit set of first characters, to pass over the rest fast
	by    map[uint64][]lexeme[T]
}

type lexeme[T any] struct {
	word string
	val  T
}

// hit is one place where a word stands, as byte offsets.
type hit[T any] struct {
	from, to int
	val      T
}

func newLexicon[T any]() *lexicon[T] { return &lexicon[T]{by: map[uint64][]lexeme[T]{}} }

// add puts a word in; shorter ones are ignored.
func (l *lexicon[T]) add(word string, val T) {
	a, n := utf8.DecodeRuneInString(word)
	b, m := utf8.DecodeRuneInString(word[n:])
	if n == 0 || m == 0 {
		return
	}
	l.first[a>>3&0x1FFF] |= 1 << (a & 7)
	k := uint64(a)<<32 | uint64(b)
	l.by[k] = append(l.by[k], lexeme[T]{word, val})
	sort.SliceStable(l.by[k], func(i, j int) bool { return len(l.by[k][i].word) > len(l.by[k][j].word) })
}

// at returns the words that stand at the beginning of s, longest first.
func (l *lexicon[T]) at(s string, yield func(lexeme[T]) bool) {
	a, n := utf8.DecodeRuneInString(s)
	if n == 0 || l.first[a>>3&0x1FFF]&(1<<(a&7)) == 0 {
		return
	}
	b, m := utf8.DecodeRuneInString(s[n:])
	if m == 0 {
		return
	}
	for _, e := range l.by[uint64(a)<<32|uint64(b)] {
		if strings.HasPrefix(s, e.word) && !yield(e) {
			return
		}
	}
}

// longest appends to out the longest word at every place that no earlier word
// covers.
func (l *lexicon[T]) longest(s string, out []hit[T]) []hit[T] {
	for i := 0; i < len(s); {
		step := 1
		if s[i] >= utf8.RuneSelf {
			_, step = utf8.DecodeRuneInString(s[i:])
		}
		l.at(s[i:], func(e lexeme[T]) bool {
			out = append(out, hit[T]{i, i + len(e.word), e.val})
			step = len(e.word)
			return false
		})
		i += step
	}
	return out
}
