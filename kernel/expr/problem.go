package expr

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// The limits of one expression. Hostile input meets them before cel-go does.
const (
	MaxSource   = 8 << 10 // bytes of source
	MaxDepth    = 40      // nesting of brackets and of the tree
	MaxNodes    = 2000    // nodes of the tree, also after conditions are lifted
	MaxElements = 500     // literals of one list
	MaxAtoms    = 256     // comparisons in the SQL of one predicate
	maxSlots    = 48      // distinct values of one CEL type
)

// Problem is why an expression is refused. Offset counts bytes; Line and Col
// start at 1, Col counts characters.
type Problem struct {
	Offset, Line, Col int
	Text              string // Chinese
}

// Error prints position and text.
func (p *Problem) Error() string {
	return fmt.Sprintf("第%d行第%d列：%s", p.Line, p.Col, p.Text)
}

// problemAt places a text at a character offset of src.
func problemAt(src string, char int, text string) *Problem {
	off := 0
	for i := 0; i < char && off < len(src); i++ {
		_, n := utf8.DecodeRuneInString(src[off:])
		off += n
	}
	return problemAtByte(src, off, text)
}

func problemAtByte(src string, off int, text string) *Problem {
	before := src[:min(off, len(src))]
	line := strings.Count(before, "\n") + 1
	if i := strings.LastIndexByte(before, '\n'); i >= 0 {
		before = before[i+1:]
	}
	return &Problem{Offset: off, Line: line, Col: utf8.RuneCountInString(before) + 1, Text: text}
}

// Unknown is why an expression has no value on a record: an error or null.
// It is not a failure of the program: the expression is just not true.
type Unknown struct {
	Text  string // Chinese
	Cause error  // of cel-go; nil where the value is null
}

// Error prints the text.
func (u *Unknown) Error() string { return u.Text }

// Unwrap returns the cause.
func (u *Unknown) Unwrap() error { return u.Cause }
