package app

import (
	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/kind"
)

// codes answers records' questions about code lists and areas.
type codes struct {
	lists      *code.Lists
	industries *code.Industries
	divisions  *code.Divisions
	areas      *code.Areas // of the city; its functional areas have codes of their own
}

// IndustryList is the name by which declarations know GB/T 4754.
const IndustryList = "gbt4754"

// Code returns the title of a value of a list and whether it may be written on
// day; the empty day asks for values in force.
func (c codes) Code(list, value, day string) (title string, known, valid bool) {
	if list == IndustryList {
		it, ok := c.industries.Find(value)
		return it.Name, ok, ok
	}
	l, ok := c.lists.Find(list)
	if !ok {
		return "", false, false
	}
	e, ok := l.Find(code.Value(value))
	return e.Title, ok, ok && (day == "" || e.On(day))
}

// Area returns the name of a county, a functional area or a larger division.
func (c codes) Area(value string) (name string, known bool) {
	if a, ok := c.areas.Find(value); ok {
		return countyName(a), true
	}
	d, ok := c.divisions.Find(value)
	return d.Name, ok
}

// countyName is how people call a county: a functional area by its short name.
func countyName(c code.County) string {
	if c.Functional && c.Short != "" {
		return c.Short
	}
	return c.Title
}

// Options lists the values of a code list.
func (c codes) Options(list string) []kind.Option {
	if list == IndustryList {
		var out []kind.Option
		for _, it := range c.industries.All() {
			out = append(out, kind.Option{Value: it.Code, Title: it.Name})
		}
		return out
	}
	l, ok := c.lists.Find(list)
	if !ok {
		return nil
	}
	var out []kind.Option
	for _, e := range l.Entries {
		out = append(out, kind.Option{Value: string(e.Value), Title: e.Title, From: e.From, Until: e.Until})
	}
	return out
}

// Has reports whether a code list exists; declarations name only such.
func (c codes) Has(list string) bool {
	if list == IndustryList {
		return true
	}
	_, ok := c.lists.Find(list)
	return ok
}
