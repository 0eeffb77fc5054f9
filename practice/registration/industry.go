package registration

import (
	_ "embed"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/hengjian/hengjian/kernel/code"
)

//go:embed data/industry.yaml
var industryYAML []byte

// Suggestion proposes an industry with its evidence. Nothing is written from it
// without a person.
type Suggestion struct {
	Code  string // class of GB/T 4754-2017, four digits
	Name  string
	Words string // the words that speak for it
	Field string // name or scope
	Score int    // 0–100; what stands first in the scope and in the name counts most
}

// Industries suggests industries from a dictionary of the names in GB/T
// 4754-2017 and a curated list of words. It is read-only.
type Industries struct {
	words *lexicon[[]industryTerm]
	verbs *lexicon[mark]
	table *code.Industries
}

type industryTerm struct {
	code    string
	do      doing // 0: counts by itself
	curated bool
}

// StandardIndustries returns the dictionary shipped with the product.
func StandardIndustries() *Industries { return standardIndustries() }

var standardIndustries = sync.OnceValue(func() *Industries {
	t, err := ParseIndustries("industry.yaml", industryYAML, code.GBT4754())
	if err != nil {
		panic("practice/registration: shipped industry.yaml: " + err.Error())
	}
	return t
})

// Suggest returns at most five industries, best first.
func (t *Industries) Suggest(name, scopeOfBusiness string) []Suggestion {
	return t.suggest(NormalName(name), readScope(t.verbs, scopeOfBusiness))
}

func (t *Industries) suggest(name string, s *scope) []Suggestion {
	var out []Suggestion
	put := func(g Suggestion) {
		for i := range out {
			if out[i].Code == g.Code {
				if g.Score > out[i].Score {
					out[i] = g
				}
				return
			}
		}
		out = append(out, g)
	}
	var buf [48]hit[[]industryTerm]
	shop := endsAny(name, "店", "超市", "商场", "药房", "门市部", "商行", "市场", "加油站", "部")
	for _, h := range t.words.longest(name, buf[:0]) {
		for _, e := range h.val {
			if e.do == 0 {
				put(Suggestion{Code: e.code, Words: name[h.from:h.to], Field: "name", Score: 70 + size(name[h.from:h.to])})
			}
		}
	}
	hits := t.words.longest(s.text, buf[:0])
	for rank, h := range hits {
		if s.isDenied(h.from, h.to) {
			continue
		}
		word := s.text[h.from:h.to]
		do, at := doing(0), span{}
		asked := false
		for _, e := range h.val {
			score := 40 + size(word) + max(0, 25-5*rank)
			if e.curated {
				score += 3
			}
			words := word
			if e.do != 0 {
				if !asked {
					do, at = s.doingAt(h.from, h.to)
					asked = true
				}
				fit, lower := fits(e.do, do, shop)
				if !fit {
					continue
				}
				score -= lower
				words = evidence(s.text, h.from, h.to, at)
			}
			put(Suggestion{Code: e.code, Words: words, Field: "scope", Score: score})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Score > out[j].Score })
	if len(out) > 5 {
		out = out[:5]
	}
	for i := range out {
		e, _ := t.table.Find(out[i].Code)
		out[i].Name, out[i].Score = e.Name, min(out[i].Score, 100)
	}
	return out
}

// fits tells whether what an industry does is what the scope does, and how much
// weaker the case is where 销售 does not say to whom.
func fits(want, do doing, shop bool) (bool, int) {
	switch {
	case do == 0:
		// a bare thing: a trade in it, with little to go on
		return want&(sells|whole|retail) != 0, 20
	case want&(whole|retail) != 0 && do&(whole|retail) != 0:
		return want&do&(whole|retail) != 0, 0
	case want&(whole|retail) != 0 && do&sells != 0:
		if shop == (want&retail != 0) {
			return true, 5
		}
		return true, 15
	}
	return want&do != 0, 0
}

// size is the weight of a word's length.
func size(w string) int { return 4 * min(utf8.RuneCountInString(w), 7) }

// evidence writes the thing and what is done with it in the order of the text.
func evidence(text string, from, to int, at span) string {
	switch {
	case at.to == 0 || at.from >= from && at.to <= to:
		return text[from:to]
	case at.to == from:
		return text[at.from:to]
	case at.from < from:
		return text[at.from:at.to] + "…" + text[from:to]
	case at.from == to:
		return text[from:at.to]
	}
	return text[from:to] + "…" + text[at.from:at.to]
}

func endsAny(s string, ends ...string) bool {
	for _, e := range ends {
		if strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}
