package demo

import (
	"strings"
	"unicode/utf8"
)

// person is an invented name, and whether it is a woman's.
func (g *Generator) person() (name string, woman bool) {
	s := pick(g, g.w.surnames)
	if g.chance(45) {
		s = pick(g, g.province.surnames)
	}
	if g.chance(40) {
		return s + pick(g, g.w.women), true
	}
	return s + pick(g, g.w.men), false
}

// mark is a trade name (字号) of a company.
func (g *Generator) mark() string {
	for {
		m := ""
		switch n := g.r.IntN(100); {
		case n < 62:
			m = pick(g, g.w.nameA) + pick(g, g.w.nameB)
		case n < 84:
			m = pick(g, g.w.nameA) + pick(g, g.w.nameB) + pick(g, g.w.nameB)
		default:
			return pick(g, g.w.nameWhole)
		}
		if !g.w.avoid[m] && !g.w.avoid[firstTwo(m)] && !twice(m) {
			return m
		}
	}
}

func firstTwo(s string) string { r := []rune(s); return string(r[:2]) }

// twice reports whether a character stands twice.
func twice(s string) bool {
	for i, r := range s {
		if strings.ContainsRune(s[i+utf8.RuneLen(r):], r) {
			return true
		}
	}
	return false
}

// shopMark is a trade name of an individual trader, often after the owner.
func (g *Generator) shopMark(owner string, woman bool) string {
	if !g.chance(45) {
		if g.chance(55) {
			return pick(g, g.w.nameWhole)
		}
		return g.mark()
	}
	r := []rune(owner)
	form := pick(g, g.w.nameOwner)
	for strings.ContainsAny(form, "姐嫂") && !woman || strings.ContainsAny(form, "哥大师") && !strings.Contains(form, "姐") && woman {
		form = pick(g, g.w.nameOwner)
	}
	return strings.NewReplacer("{s}", string(r[:1]), "{g}", string(r[len(r)-1:])).Replace(form)
}

// where is what a name begins with.
func (g *Generator) where(p place, sort int) string {
	city := g.p.Areas.Title
	switch {
	case p.functional && sort != company:
		return p.gov
	case p.functional || strings.HasPrefix(p.full, city):
		if sort != company {
			return p.gov
		}
		return pick(g, []string{g.base, g.base, g.base, city, city, p.gov})
	case sort != company:
		return pick(g, []string{p.full, p.full, p.short + last(p.full)})
	}
	return pick(g, []string{p.short, p.short, p.short + last(p.full), p.full, g.base, city})
}

func last(s string) string { _, n := utf8.DecodeLastRuneInString(s); return s[len(s)-n:] }

// nameOf makes the name of a business; no name is given twice.
func (g *Generator) nameOf(b *business) string {
	for try := 0; ; try++ {
		name := g.try(b)
		if try > 20 { // a crowded trade: the township tells them apart
			name = strings.Replace(name, b.place.gov, b.place.gov+townShort(b.town), 1)
		}
		if try > 60 {
			name = g.base + g.mark() + g.mark() + b.word + b.form
		}
		if !g.names[name] {
			g.names[name] = true
			return name
		}
	}
}

func (g *Generator) try(b *business) string {
	where := g.where(b.place, b.sort)
	switch b.sort {
	case individual:
		town := ""
		if g.chance(30) {
			town = strings.TrimSuffix(b.town, "街道")
		}
		if g.chance(12) {
			return where + town + b.person + b.word
		}
		return where + town + g.shopMark(b.person, b.woman) + b.word
	case coop:
		mark := g.mark()
		if g.chance(25) {
			mark = strings.TrimSuffix(pick(g, g.province.head)+pick(g, g.province.villages), "村")
		}
		return where + mark + b.word + b.form
	}
	if where == g.base && g.chance(12) { // 瑞泽（威海）科技有限公司
		return g.mark() + "（" + where + "）" + b.word + b.form
	}
	return where + g.mark() + b.word + b.form
}
