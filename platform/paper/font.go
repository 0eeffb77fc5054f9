package paper

import (
	"fmt"

	"github.com/signintech/gopdf"
	"github.com/signintech/gopdf/fontmaker/core"

	"github.com/hengjian/hengjian/platform/fault"
)

// Font is a TrueType font, read once and used by many at the same time.
type Font struct {
	glyphs    map[int]uint
	beyond    []core.CmapFormat12GroupingTable // characters outside the basic plane
	widths    []uint
	em        uint
	container gopdf.FontContainer
}

const family = "serif"

// ParseFont reads a TrueType font with its whole table of characters.
func ParseFont(ttf []byte) (*Font, error) {
	var p core.TTFParser
	if err := p.ParseFontData(ttf); err != nil {
		return nil, fmt.Errorf("reading the font of documents: %w", err)
	}
	f := &Font{glyphs: p.Chars(), beyond: p.GroupingTables(), widths: p.Widths(), em: p.UnitsPerEm()}
	if len(f.glyphs) == 0 || len(f.widths) == 0 || f.em == 0 {
		return nil, fmt.Errorf("reading the font of documents: it has no characters")
	}
	if err := f.container.AddTTFFontData(family, ttf); err != nil {
		return nil, fmt.Errorf("reading the font of documents: %w", err)
	}
	return f, nil
}

// glyph is the glyph of a character, 0 where there is none.
func (f *Font) glyph(r rune) uint {
	if r <= 0xFFFF {
		return f.glyphs[int(r)]
	}
	for _, g := range f.beyond {
		if uint(r) >= g.StartCharCode && uint(r) <= g.EndCharCode {
			return g.GlyphID + uint(r) - g.StartCharCode
		}
	}
	return 0
}

// Missing lists the characters of a text that the font cannot print, each once.
func (f *Font) Missing(text string) []rune {
	var out []rune
	seen := map[rune]bool{}
	for _, r := range text {
		if r == '\n' || seen[r] {
			continue
		}
		seen[r] = true
		if f.glyph(r) == 0 {
			out = append(out, r)
		}
	}
	return out
}

// check refuses a sheet with a character the font cannot print.
func (f *Font) check(words []string) error {
	for _, w := range words {
		if bad := f.Missing(w); len(bad) > 0 {
			return fault.Newf(fault.Invalid, "paper.glyph", "字体中没有“%c”（U+%04X）这个字，印出来会是空白，不能制作文书", bad[0], bad[0])
		}
	}
	return nil
}

// width is how wide a text is at a size, in points.
func (f *Font) width(text string, size float64) float64 {
	n := 0.0
	for _, r := range text {
		n += f.advance(r)
	}
	return n * size
}

// advance is how wide a character is, in parts of the size.
func (f *Font) advance(r rune) float64 {
	g := f.glyph(r)
	if g >= uint(len(f.widths)) {
		g = uint(len(f.widths)) - 1
	}
	return float64(f.widths[g]) / float64(f.em)
}

// Printable is a text without the characters the font has no glyph for, for what
// stands beside a document and not in it.
func (f *Font) Printable(text string) string {
	var b []rune
	for _, r := range text {
		if f.glyph(r) != 0 {
			b = append(b, r)
		} else {
			b = append(b, '□')
		}
	}
	return string(b)
}
