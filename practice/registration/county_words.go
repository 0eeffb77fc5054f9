package registration

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hengjian/hengjian/kernel/code"
)

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
		if strings.HasSuffix(a.Short, "区") && !slices.Contains(a.Near, a.Short) {
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
