package story

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Place is where something stands: lines and columns count from 1, a column is a
// character.
type Place struct {
	File      string
	Line, Col int
}

// String prints file:line:column.
func (p Place) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col) }

// Problem is something wrong with a story as it is written.
type Problem struct {
	Place
	Text string
}

// String prints file:line:column: text.
func (p Problem) String() string { return p.Place.String() + ": " + p.Text }

// Problems are all that is wrong with some stories.
type Problems []Problem

// Error lists them, one a line.
func (p Problems) Error() string {
	var b strings.Builder
	for i, x := range p {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(x.String())
	}
	return b.String()
}

// word is one word of a line: a bare or quoted text, or key=value.
type word struct {
	Place
	text   string
	key    string
	pair   bool // key=text
	quoted bool // text stood in quotes: never a keyword
}

// is reports whether the word is one of the bare words.
func (w word) is(names ...string) bool {
	if w.pair || w.quoted {
		return false
	}
	for _, n := range names {
		if w.text == n {
			return true
		}
	}
	return false
}

// sentence is the words of one statement, with the text it was made of.
type sentence struct {
	Place
	text  string
	words []word
}

// sentences cuts a file into statements: one a line; a line that begins with white
// space goes on with the one before. Text after a # that begins a word is a comment.
func sentences(file string, src []byte, say func(Place, string)) []sentence {
	var out []sentence
	if !utf8.Valid(src) {
		say(Place{file, 1, 1}, "文件不是 UTF-8 编码")
		return nil
	}
	for i, line := range strings.Split(strings.TrimPrefix(string(src), "\ufeff"), "\n") {
		line = strings.TrimSuffix(line, "\r")
		l := &lexer{at: Place{file, i + 1, 1}, rest: line, say: say}
		words := l.words()
		if len(words) == 0 {
			continue
		}
		first, _ := utf8.DecodeRuneInString(line)
		if unicode.IsSpace(first) {
			if len(out) == 0 {
				say(words[0].Place, "以空白开头的行接续上一行，但前面没有语句")
				continue
			}
			last := &out[len(out)-1]
			last.words = append(last.words, words...)
			last.text += " " + strings.TrimSpace(line)
			continue
		}
		out = append(out, sentence{words[0].Place, strings.TrimSpace(line), words})
	}
	return out
}

type lexer struct {
	at   Place
	rest string
	say  func(Place, string)
}

func (l *lexer) peek() (rune, int) { return utf8.DecodeRuneInString(l.rest) }

func (l *lexer) next() rune {
	r, n := l.peek()
	l.rest = l.rest[n:]
	l.at.Col++
	return r
}

func (l *lexer) words() []word {
	var out []word
	for {
		for l.rest != "" {
			if r, _ := l.peek(); !unicode.IsSpace(r) {
				break
			}
			l.next()
		}
		if l.rest == "" || l.rest[0] == '#' {
			return out
		}
		w := word{Place: l.at}
		w.text, w.quoted = l.piece(true)
		if r, _ := l.peek(); l.rest != "" && equals(r) {
			if w.text == "" {
				l.say(l.at, "“=”前面缺少字段名")
			}
			l.next()
			w.key, w.pair = w.text, true
			w.text, w.quoted = l.piece(false)
		}
		if r, _ := l.peek(); l.rest != "" && !unicode.IsSpace(r) {
			l.say(l.at, "引号之后应有空格")
			l.rest = ""
		}
		out = append(out, w)
	}
}

func equals(r rune) bool { return r == '=' || r == '＝' }

// piece reads a quoted or bare text; a bare one ends at white space, as a key also
// at the equals sign.
func (l *lexer) piece(key bool) (text string, quoted bool) {
	if !strings.HasPrefix(l.rest, `"`) {
		var b strings.Builder
		for l.rest != "" {
			if r, _ := l.peek(); unicode.IsSpace(r) || key && equals(r) {
				break
			}
			b.WriteRune(l.next())
		}
		return b.String(), false
	}
	from := l.at
	l.next()
	var b strings.Builder
	for l.rest != "" {
		switch r := l.next(); {
		case r == '"':
			return b.String(), true
		case r == '\\' && l.rest != "":
			switch c := l.next(); c {
			case 'n':
				b.WriteByte('\n')
			case '"', '\\':
				b.WriteRune(c)
			default:
				l.say(l.at, `“\”之后只能是 n、" 或 \`)
			}
		default:
			b.WriteRune(r)
		}
	}
	l.say(from, "引号没有关闭")
	return b.String(), true
}
