package registration

import (
	"strings"
	"unicode/utf8"

	"github.com/hengjian/hengjian/kernel/code"
)

// Source tells where a county was found.
type Source string

// The sources of a county, surest first.
const (
	FromAddress Source = "address"      // named in the address
	FromCredit  Source = "credit-code"  // digits 3–8 of the credit code, in force
	FromRetired Source = "retired-code" // those digits by way of their successor
	FromNowhere Source = ""
)

// Confidence tells how sure a finding is.
type Confidence string

// The degrees of confidence.
const (
	High   Confidence = "high"   // the full name stands in the address
	Medium Confidence = "medium" // a short name, a township, or the registering office
	Low    Confidence = "low"    // a bare word, or address and credit code differ
)

// County is where a subject is, with the words that say so.
type County struct {
	Code       string // GB/T 2260 or a functional area's own code; empty: not known
	Statutory  string // the GB/T 2260 county a functional area lies in; else Code
	Title      string
	Source     Source
	Words      string // evidence as it stands in the address, or the code's way
	Confidence Confidence
}

// Counties finds counties for one city. It is read-only and safe for use by
// many goroutines.
type Counties struct {
	areas   *code.Areas
	table   *code.Divisions
	words   *lexicon[place]
	lead    []string // what an address begins with: 中国, province, city
	foreign map[string]string
}

// place is what a word in an address stands for.
type place struct {
	county int
	class  class
}

type class uint8

const (
	full  class = iota // 环翠区, 文登市, 大亚湾: counts anywhere
	named              // further name of a functional area: anywhere, unless a street's
	town               // 宋村镇, 天福办事处: anywhere
	near               // 经区, 文登: right after the city, or a functional area after its county
	bare               // 宋村: a township without its sort, right after city or county
)

// NewCounties prepares the search for the areas of a city.
func NewCounties(areas *code.Areas, table *code.Divisions) *Counties {
	c := &Counties{areas: areas, table: table, words: newLexicon[place](), foreign: map[string]string{}}
	c.leads()
	towns := map[string]map[int]bool{}
	for i, a := range areas.Counties {
		for _, t := range a.Towns {
			b := townBase(t)
			if towns[b] == nil {
				towns[b] = map[int]bool{}
			}
			towns[b][i] = true
		}
	}
	for i, a := range areas.Counties {
		c.addCounty(i, a)
		for _, t := range a.Towns {
			b := townBase(t)
			if len(towns[b]) > 1 || utf8.RuneCountInString(b) < 2 {
				if len(towns[b]) == 1 {
					c.words.add(t, place{i, town})
				}
				continue
			}
			c.words.add(t, place{i, town})
			for _, end := range []string{"镇", "乡", "街道", "街道办", "街道办事处", "办事处"} {
				c.words.add(b+end, place{i, town})
			}
			c.words.add(b+"办", place{i, bare})
			c.words.add(b, place{i, bare})
		}
	}
	return c
}

// leads collects what an address may begin with before the county.
func (c *Counties) leads() {
	pref := c.areas.Prefecture()
	names := []string{"中国", "中华人民共和国", c.areas.Province, code.ShortName(c.areas.Province), c.areas.Title, code.ShortName(c.areas.Title)}
	for _, r := range c.table.Retired(pref) {
		names = append(names, r.Name)
	}
	c.lead = names
	for _, p := range c.table.Under("") {
		for _, q := range c.table.Under(p.Code) {
			if q.Level() == 2 && q.Code != pref && utf8.RuneCountInString(q.Name) > 2 {
				c.foreign[q.Name] = q.Code
			}
		}
	}
}

// addCounty puts in every spelling of a county or functional area.
func (c *Counties) addCounty(i int, a code.County) {
	c.words.add(a.Title, place{i, full})
	if a.Functional {
		if strings.HasSuffix(a.Short, "区") && !contains(a.Near, a.Short) {
			c.words.add(a.Short, place{i, full})
		}
	} else {
		for _, r := range c.table.Retired(a.Code) {
			c.words.add(r.Name, place{i, full})
		}
		for _, end := range []string{"县", "区", "市"} {
			if s := a.Short + end; s != c.areas.Title {
				c.words.add(s, place{i, full})
			}
		}
		c.words.add(a.Short, place{i, near})
	}
	for _, n := range a.Names {
		c.words.add(n, place{i, named})
	}
	for _, n := range a.Near {
		c.words.add(n, place{i, near})
	}
}

// townBase cuts the sort off a township's name.
func townBase(s string) string {
	for _, end := range []string{"街道", "镇", "乡"} {
		if t, ok := strings.CutSuffix(s, end); ok {
			for _, p := range []string{"藏族", "回族", "满族", "土族", "蒙古族"} {
				t = strings.TrimSuffix(t, p)
			}
			return t
		}
	}
	return s
}

// Find tells the county of an address and, where the address does not, that of
// the registering office in the credit code. Both are in their written form.
func (c *Counties) Find(address, uscc string) County {
	s := NormalAddress(address)
	rest := c.strip(s)
	if d, words := c.elsewhere(rest); d.Code != "" || words != "" {
		return County{Code: d.Code, Statutory: d.Code, Title: d.Name, Source: source(d.Code != ""), Words: words, Confidence: confidence(d.Code != "")}
	}
	if p, words, sure, ok := c.inAddress(rest); ok {
		a := c.areas.Counties[p.county]
		found := County{Code: a.Code, Statutory: a.Statutory(), Title: a.Title, Source: FromAddress, Words: words, Confidence: sure}
		if office, ok := c.office(uscc); ok && found.Confidence == Medium && office.Statutory != found.Statutory {
			found.Confidence = Low
		}
		return found
	}
	if office, ok := c.office(uscc); ok {
		return office
	}
	return County{}
}

func source(found bool) Source {
	if found {
		return FromAddress
	}
	return FromNowhere
}

func confidence(found bool) Confidence {
	if found {
		return High
	}
	return ""
}

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

// elsewhere tells the county of an address that names another prefecture. The
// second result is the evidence where only the prefecture is known.
func (c *Counties) elsewhere(s string) (code.Division, string) {
	n, names := 0, [3]string{}
	for i, r := range s {
		if n++; n > 12 {
			break
		}
		if r != '市' && r != '州' && r != '区' && r != '盟' {
			continue
		}
		end := i + utf8.RuneLen(r)
		from := s[:end]
		if j := strings.IndexAny(from, "省"); j >= 0 {
			from = from[j+len("省"):]
		}
		pref, ok := c.foreign[from]
		if !ok {
			continue
		}
		rest := s[end:]
		for _, d := range c.table.Under(pref) {
			if strings.HasPrefix(rest, d.Name) {
				return d, s[:end] + d.Name
			}
		}
		names[0] = s[:end]
		return code.Division{}, names[0]
	}
	return code.Division{}, ""
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

// office tells the county of the registering office in a credit code.
func (c *Counties) office(uscc string) (County, bool) {
	d, ok := c.table.Find(code.USCCDivision(uscc))
	if !ok || d.Level() != 3 {
		return County{}, false
	}
	cur, ok := c.table.Current(d.Code)
	if !ok || cur.Code[:4] != c.areas.Area {
		return County{}, false
	}
	found := County{Code: cur.Code, Statutory: cur.Code, Title: cur.Name, Source: FromCredit, Words: d.Code, Confidence: Medium}
	if d.Retired() {
		found.Source, found.Words = FromRetired, d.Code+"（"+d.Name+"，已停用）→ "+cur.Code
	}
	return found, true
}

// street reports whether what follows a place's name makes it the name of a
// street, bridge or house: 文登东路, 平安大街, 白银饭店.
func street(s string) bool {
	for n := 0; n < 4 && s != ""; n++ {
		for _, w := range streetWords {
			if strings.HasPrefix(s, w) {
				return !(w == "街" && (strings.HasPrefix(s, "街道") || strings.HasPrefix(s, "街子")))
			}
		}
		r, size := utf8.DecodeRuneInString(s)
		if !strings.ContainsRune("东西南北中上下前后新老内外一二三四五六七八九十环0123456789", r) {
			return false
		}
		s = s[size:]
	}
	return false
}

var streetWords = []string{"路", "街", "大道", "巷", "胡同", "里弄", "大桥", "桥头", "大厦", "大酒店", "酒店", "宾馆", "饭店", "招待所", "广场", "花园",
	"小区", "公寓", "商城", "商场", "大楼", "公路", "高速", "火车站", "汽车站", "车站", "医院", "中学", "小学", "一中", "宿舍", "家属", "公司", "集团", "厂", "市场", "超市"}

func contains(list []string, s string) bool {
	for _, e := range list {
		if e == s {
			return true
		}
	}
	return false
}
