package app

import (
	"sort"

	"github.com/hengjian/hengjian/kernel/code"
)

// CodeList is a code list as people browse it.
type CodeList struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Standard string `json:"standard"`
	Count    int    `json:"count"`
	Retired  int    `json:"retired"`
}

// CodeValue is one value of a code list.
type CodeValue struct {
	Value     string   `json:"value"`
	Title     string   `json:"title"`
	Names     []string `json:"names,omitempty"`
	From      string   `json:"from"`
	Until     string   `json:"until"`
	Successor string   `json:"successor,omitempty"`
	Parent    string   `json:"parent,omitempty"`
	Note      string   `json:"note,omitempty"`
	Unsure    bool     `json:"unsure,omitempty"`
}

// divisionList is the name under which GB/T 2260 is browsed.
const divisionList = "gbt2260"

// CodeLists lists every code list of the product by its name.
func (a *App) CodeLists() []CodeList {
	var out []CodeList
	for _, name := range append(code.StandardLists().Names(), IndustryList, divisionList) {
		l, values, _ := a.CodeList(name)
		l.Count = len(values)
		for _, v := range values {
			if v.Until != "" {
				l.Retired++
			}
		}
		out = append(out, l)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// CodeList returns a list with all its values, retired ones among them.
func (a *App) CodeList(name string) (l CodeList, values []CodeValue, ok bool) {
	switch name {
	case IndustryList:
		for _, it := range code.GBT4754().All() {
			values = append(values, CodeValue{Value: it.Code, Title: it.Name, Parent: it.Parent})
		}
		return CodeList{Name: name, Title: "国民经济行业分类", Standard: "GB/T 4754-2017"}, values, true
	case divisionList:
		for _, d := range code.GB2260().All() {
			values = append(values, CodeValue{Value: d.Code, Title: d.Name, From: d.From, Until: d.Until, Successor: d.Successor})
		}
		return CodeList{Name: name, Title: "行政区划代码", Standard: "GB/T 2260"}, values, true
	}
	list, ok := code.StandardLists().Find(name)
	if !ok {
		return l, nil, false
	}
	for _, e := range list.Entries {
		values = append(values, CodeValue{string(e.Value), e.Title, e.Names, e.From, e.Until, string(e.Successor), string(e.Parent), e.Note, e.Unsure})
	}
	return CodeList{Name: name, Title: list.Title, Standard: list.Standard}, values, true
}
