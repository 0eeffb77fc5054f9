package registration

import (
	_ "embed"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/code/sheet"
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

// industryEnds are the endings of the standard's names and what they say is
// done.
var industryEnds = []struct {
	end string
	do  doing
}{
	{"专门零售", retail}, {"零售", retail}, {"批发", whole}, {"加工制造", makes}, {"制造业", makes}, {"制造", makes}, {"加工", makes}, {"生产", makes}, {"酿造", makes},
	{"种植", grows}, {"饲养", grows}, {"养殖", grows}, {"捕捞", grows}, {"培育", grows},
}

// ParseIndustries reads the curated words and joins them with the names of the
// table.
func ParseIndustries(file string, src []byte, table *code.Industries) (*Industries, error) {
	s, top := sheet.Parse(file, src)
	terms := map[string][]industryTerm{}
	var order []string
	add := func(w string, t industryTerm) {
		w = scopeText(w)
		if utf8.RuneCountInString(w) < 2 || strings.HasPrefix(w, "其他") {
			return
		}
		for _, o := range terms[w] {
			if o.code == t.code && o.do == t.do {
				return
			}
		}
		if _, ok := terms[w]; !ok {
			order = append(order, w)
		}
		terms[w] = append(terms[w], t)
	}
	f := top.Fields("words", "not")
	for _, n := range f["words"].List() {
		v := n.Fields("code", "do", "of")
		c := v["code"].Code()
		if e, ok := table.Find(c); !ok || e.Level != 4 {
			v["code"].Failf("%s 不是国民经济行业小类代码", c)
		}
		var do doing
		for _, d := range v["do"].Texts() {
			switch d {
			case "wholesale":
				do |= whole
			case "retail":
				do |= retail
			default:
				b, ok := doingNames[d]
				if !ok || b == 0 {
					v["do"].Failf("不认识的动作 %s", d)
				}
				do |= b
			}
		}
		for _, w := range v["of"].Texts() {
			add(w, industryTerm{c, do, true})
		}
	}
	for _, e := range table.All() {
		if e.Level != 4 || strings.HasPrefix(e.Name, "其他") || strings.Contains(e.Name, "未列明") {
			continue
		}
		standardWords(e, add)
	}
	t := &Industries{words: newLexicon[[]industryTerm](), verbs: verbs(), table: table}
	for _, w := range f["not"].Texts() {
		if _, ok := terms[scopeText(w)]; ok {
			f["not"].Failf("“%s”同时是行业用词", w)
		}
		t.words.add(scopeText(w), nil)
	}
	for _, w := range order {
		t.words.add(w, terms[w])
	}
	return t, s.Err()
}

// standardWords takes the words out of a name of the standard: the whole name,
// and what stands before its ending, split at 、 和 及 与.
func standardWords(e code.Industry, add func(string, industryTerm)) {
	name := scopeText(e.Name)
	add(name, industryTerm{code: e.Code})
	if strings.Contains(name, "设备") && strings.HasSuffix(name, "制造") {
		return // 皮革加工专用设备制造 makes no leather
	}
	for _, x := range industryEnds {
		things, ok := strings.CutSuffix(name, x.end)
		if !ok {
			continue
		}
		for _, w := range strings.FieldsFunc(things, func(r rune) bool { return strings.ContainsRune("、和及与(),", r) }) {
			if w != "" && !generic[w] {
				add(w, industryTerm{e.Code, x.do, false})
			}
		}
		return
	}
	if t, ok := strings.CutSuffix(name, "服务"); ok && utf8.RuneCountInString(t) >= 3 && !strings.ContainsAny(t, "、和及与") {
		add(t, industryTerm{code: e.Code})
	}
}

// generic are words too wide to point at a class.
var generic = map[string]bool{"设备": true, "产品": true, "器材": true, "制品": true, "用品": true, "材料": true, "配件": true, "零部件": true, "零配件": true,
	"相关": true, "类似": true, "专用设备": true, "综合": true, "器具": true, "装置": true, "部件": true, "机械": true, "类似制品": true}

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
