package registration

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/hengjian/hengjian/kernel/code/sheet"
)

//go:embed data/flags.yaml
var flagYAML []byte

// Flag is a field of supervision that a row falls under, with its evidence.
type Flag struct {
	Flag  string // food_sale
	Title string // 食品销售
	Words string // the words that caused it: 销售…食品
	Field string // name or scope
}

// Flags finds flags by rules kept as data. It is read-only.
type Flags struct {
	rules []flagRule
	words *lexicon[[]flagTerm]
	verbs *lexicon[mark]
}

type flagRule struct {
	flag, title string
	when        doing
	bare        bool
}

// flagTerm is what a word means for one rule.
type flagTerm struct {
	rule int
	sort termSort
}

type termSort uint8

const (
	shield   termSort = iota // covers its place and means nothing
	noun                     // counts with its doing
	alone                    // counts by itself, in name or scope
	nameOnly                 // counts in the name
	halfA                    // counts together with halfB
	halfB
)

// StandardFlags returns the rules shipped with the product.
func StandardFlags() *Flags { return standardFlags() }

var standardFlags = sync.OnceValue(func() *Flags {
	f, err := ParseFlags("flags.yaml", flagYAML)
	if err != nil {
		panic("practice/registration: shipped flags.yaml: " + err.Error())
	}
	return f
})

var doingNames = map[string]doing{"make": makes, "sell": sells, "grow": grows, "serve": serves, "bare": 0}

// ParseFlags reads the rules.
func ParseFlags(file string, src []byte) (*Flags, error) {
	s, top := sheet.Parse(file, src)
	f := top.Fields("nouns", "flags", "not")
	fl := &Flags{verbs: verbs()}
	terms := map[string][]flagTerm{}
	var order []string
	add := func(w string, t flagTerm) {
		w = scopeText(w)
		if _, ok := terms[w]; !ok {
			order = append(order, w)
		}
		terms[w] = append(terms[w], t)
	}
	nouns := map[string][]string{}
	for _, p := range f["nouns"].Pairs() {
		nouns[p.Key] = p.Value.Texts()
	}
	for _, n := range f["flags"].List() {
		v := n.Fields("flag", "title", "of", "when", "words", "name", "both")
		r := flagRule{flag: v["flag"].Text(), title: v["title"].Text()}
		i := len(fl.rules)
		if r.flag == "" || r.title == "" {
			n.Failf("每条规则都要有 flag 和 title")
		}
		for _, w := range v["when"].Texts() {
			d, ok := doingNames[w]
			if !ok {
				v["when"].Failf("不认识的动作 %s", w)
			}
			r.when, r.bare = r.when|d, r.bare || w == "bare"
		}
		for _, of := range v["of"].Texts() {
			list, ok := nouns[of]
			if !ok {
				v["of"].Failf("不认识的名词表 %s", of)
			}
			for _, w := range list {
				add(w, flagTerm{i, noun})
			}
		}
		for _, w := range v["words"].Texts() {
			add(w, flagTerm{i, alone})
		}
		for _, w := range v["name"].Texts() {
			add(w, flagTerm{i, nameOnly})
		}
		if both := v["both"].List(); len(both) == 2 {
			for k, sort := range []termSort{halfA, halfB} {
				for _, w := range both[k].Texts() {
					add(w, flagTerm{i, sort})
				}
			}
		} else if len(both) != 0 {
			v["both"].Failf("both 应有两个词表")
		}
		fl.rules = append(fl.rules, r)
	}
	fl.words = newLexicon[[]flagTerm]()
	for _, w := range f["not"].Texts() {
		if _, ok := terms[w]; ok {
			f["not"].Failf("“%s”同时是规则用词", w)
		}
		fl.words.add(scopeText(w), nil)
	}
	for _, w := range order {
		fl.words.add(w, terms[w])
	}
	return fl, s.Err()
}

// Find returns the flags of a row, each once, in the order of the rules, with
// the first words that caused it; the name is read before the scope.
func (f *Flags) Find(name, scopeOfBusiness string) []Flag {
	return f.find(NormalName(name), readScope(f.verbs, scopeOfBusiness))
}

func (f *Flags) find(name string, s *scope) []Flag {
	var got [64]Flag
	n := 0
	put := func(rule int, words, field string) {
		if rule < len(got) && got[rule].Flag == "" {
			r := f.rules[rule]
			got[rule] = Flag{r.flag, r.title, words, field}
			n++
		}
	}
	var buf [32]hit[[]flagTerm]
	f.halves(name, f.words.longest(name, buf[:0]), func(h hit[[]flagTerm], t flagTerm) {
		if t.sort == alone || t.sort == nameOnly {
			put(t.rule, name[h.from:h.to], "name")
		}
	}, func(rule int, words string) { put(rule, words, "name") })
	f.halves(s.text, f.words.longest(s.text, buf[:0]), func(h hit[[]flagTerm], t flagTerm) {
		if t.sort == nameOnly || t.rule < len(got) && got[t.rule].Flag != "" || s.isDenied(h.from, h.to) {
			return
		}
		word := s.text[h.from:h.to]
		if t.sort == alone {
			put(t.rule, word, "scope")
			return
		}
		r := f.rules[t.rule]
		do, at := s.doingAt(h.from, h.to)
		if do == 0 && r.bare || do&r.when != 0 {
			put(t.rule, evidence(s.text, h.from, h.to, at), "scope")
		}
	}, func(rule int, words string) { put(rule, words, "scope") })
	if n == 0 {
		return nil
	}
	out := make([]Flag, 0, n)
	for _, g := range got {
		if g.Flag != "" {
			out = append(out, g)
		}
	}
	return out
}

// halves hands every term to one, and a rule whose two halves both stand in the
// text to pair.
func (f *Flags) halves(text string, hits []hit[[]flagTerm], one func(hit[[]flagTerm], flagTerm), pair func(int, string)) {
	var a, b string
	rule := -1
	for _, h := range hits {
		for _, t := range h.val {
			switch t.sort {
			case halfA:
				a, rule = text[h.from:h.to], t.rule
			case halfB:
				b = text[h.from:h.to]
			default:
				one(h, t)
			}
		}
	}
	if rule >= 0 && a != "" && b != "" {
		pair(rule, strings.Join([]string{a, b}, "…"))
	}
}
