package paper

import (
	"strings"
	"unicode"
)

// What may not begin a line, and what may not end one (避头尾; CLREQ 3.1.2).
const (
	noStart = "。，、；：？！）》」』】〉〕”’％%…—·.,;:?!)]}"
	noEnd   = "（《「『【〈〔“‘([{"
	hangs   = "。，、；：" // of these one may stand in the margin
)

// breakLines sets a text in lines no wider than width, in points. The first line
// is indented by first. A word of Latin letters or a number stays together where
// it is not wider than a line of its own.
func (f *Font) breakLines(text string, size, width, first float64) []string {
	var out []string
	for i, para := range strings.Split(text, "\n") {
		indent := first
		if i > 0 && first == 0 {
			indent = 0
		}
		out = append(out, f.wrap(pieces(para), size, width, indent)...)
	}
	return out
}

// wrap fills lines with pieces.
func (f *Font) wrap(list []string, size, width, indent float64) []string {
	var out []string
	var line []string
	room := width - indent
	used := 0.0
	flush := func(keep []string) {
		out = append(out, strings.TrimRight(strings.Join(line, ""), " "))
		line, used, room = nil, 0, width
		for _, p := range keep {
			line = append(line, p)
			used += f.width(p, size)
		}
	}
	for i := 0; i < len(list); i++ {
		p := list[i]
		w := f.width(p, size)
		if used+w <= room+0.01 || len(line) == 0 && len([]rune(p)) == 1 {
			line, used = append(line, p), used+w
			continue
		}
		if p == " " { // a space at the end of a line is none
			flush(nil)
			continue
		}
		if strings.Contains(hangs, p) {
			line = append(line, p)
			flush(nil)
			continue
		}
		if len(line) == 0 { // a word wider than a line is cut
			list = append(list[:i:i], append(strings.Split(p, ""), list[i+1:]...)...)
			i--
			continue
		}
		// What follows may not begin a line, what ends this one may not end it: they
		// go down together.
		keep := 0
		for keep < len(line)-1 && (strings.Contains(noStart, first(p, line, keep)) || strings.Contains(noEnd, line[len(line)-1-keep])) {
			keep++
			if keep > 3 {
				keep = 0
				break
			}
		}
		down := append([]string(nil), line[len(line)-keep:]...)
		line = line[:len(line)-keep]
		flush(down)
		i--
		if used+w > room { // cannot be, but never go round
			i++
			line, used = append(line, p), used+w
		}
	}
	if len(line) > 0 || len(out) == 0 {
		flush(nil)
	}
	return out
}

// first is what would begin the next line when keep pieces go down with p.
func first(p string, line []string, keep int) string {
	if keep == 0 {
		return p
	}
	return line[len(line)-keep]
}

// pieces cuts a text where a line may be broken: after every character but inside
// words and numbers.
func pieces(text string) []string {
	var out []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			out, word = append(out, string(word)), nil
		}
	}
	for _, r := range text {
		if r < 0x2E80 && r != ' ' && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_./@:", r)) {
			word = append(word, r)
			continue
		}
		end()
		out = append(out, string(r))
	}
	end()
	return out
}

// Lines is how a text is broken into lines of a width, in points.
func (f *Font) Lines(text string, size, width, first float64) []string {
	return f.breakLines(text, size, width, first)
}
