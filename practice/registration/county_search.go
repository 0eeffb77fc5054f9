package registration

import (
	"strings"
	"unicode/utf8"

	"github.com/hengjian/hengjian/kernel/code"
)

// strip cuts country, province and city off the front, however often they stand
// there, but never the beginning of a county's own full name (白银区).
func (c *Counties) strip(s string) string {
	for range 8 {
		if c.fullAt(s) {
			return s
		}
		cut := ""
		for _, l := range c.lead {
			if len(l) > len(cut) && strings.HasPrefix(s, l) {
				cut = l
			}
		}
		if cut == "" {
			return s
		}
		if rest := s[len(cut):]; !street(rest) {
			s = strings.TrimLeft(rest, ",-省市")
			continue
		}
		return s
	}
	return s
}

func (c *Counties) fullAt(s string) bool {
	found := false
	c.words.at(s, func(e lexeme[place]) bool {
		found = e.val.class == full
		return !found
	})
	return found
}

// elsewhere tells the county of an address that names another prefecture; the
// division is empty where only the prefecture is said.
func (c *Counties) elsewhere(s string) (d code.Division, words string, other bool) {
	n := 0
	for i, r := range s {
		if n++; n > 12 {
			break
		}
		if r != '市' && r != '州' && r != '区' && r != '盟' {
			continue
		}
		end := i + utf8.RuneLen(r)
		name := s[:end]
		if _, after, ok := strings.Cut(name, "省"); ok {
			name = after
		}
		pref, ok := c.foreign[name]
		if !ok {
			continue
		}
		for _, d := range c.table.Under(pref) {
			if strings.HasPrefix(s[end:], d.Name) {
				return d, s[:end] + d.Name, true
			}
		}
		return code.Division{}, s[:end], true
	}
	return code.Division{}, "", false
}

// inAddress finds the county in an address without its front.
func (c *Counties) inAddress(s string) (place, string, Confidence, bool) {
	if p, n, ok := c.start(s); ok {
		end := n
		words, sure := s[:n], High
		if p.class == near || p.class == bare {
			sure = Medium
		}
		if p.class == bare {
			sure = Low
		}
		if f, w, ok := c.inside(p, s[end:]); ok {
			return f, words + "…" + w, sure, true
		}
		return p, words, sure, true
	}
	best, words, at := place{}, "", -1
	for i := 0; i < len(s); {
		_, step := utf8.DecodeRuneInString(s[i:])
		c.words.at(s[i:], func(e lexeme[place]) bool {
			if e.val.class > town || e.val.class != full && street(s[i+len(e.word):]) {
				return true
			}
			if at < 0 || e.val.class == full && best.class != full {
				best, words, at = e.val, e.word, i
			}
			step = len(e.word)
			return false
		})
		i += step
	}
	if at < 0 {
		return place{}, "", "", false
	}
	if best.class != town {
		if f, w, ok := c.inside(best, s[at+len(words):]); ok {
			return f, words + "…" + w, High, true
		}
	}
	if best.class == full && at < 12*3 {
		return best, words, High, true
	}
	return best, words, Medium, true
}

// start finds the county at the very beginning.
func (c *Counties) start(s string) (p place, n int, ok bool) {
	c.words.at(s, func(e lexeme[place]) bool {
		rest := s[len(e.word):]
		if e.val.class != full && e.val.class != town && street(rest) && !c.townAt(rest) {
			return true
		}
		p, n, ok = e.val, len(e.word), true
		return false
	})
	return p, n, ok
}

// inside looks for a functional area of the county behind its name.
func (c *Counties) inside(p place, s string) (place, string, bool) {
	a := c.areas.Counties[p.county]
	if a.Functional {
		return place{}, "", false
	}
	s = c.strip(s)
	first := true
	for i := 0; i < len(s); {
		_, step := utf8.DecodeRuneInString(s[i:])
		var found lexeme[place]
		c.words.at(s[i:], func(e lexeme[place]) bool {
			in := c.areas.Counties[e.val.county]
			if !in.Functional || in.Parent != a.Code || !first && e.val.class >= near || e.val.class != full && e.val.class != town && street(s[i+len(e.word):]) {
				return true
			}
			found = e
			return false
		})
		if found.word != "" {
			return found.val, found.word, true
		}
		first = false
		i += step
	}
	return place{}, "", false
}

// townAt reports whether a township's name stands at the beginning.
func (c *Counties) townAt(s string) bool {
	found := false
	c.words.at(s, func(e lexeme[place]) bool {
		found = e.val.class == town
		return !found
	})
	return found
}
