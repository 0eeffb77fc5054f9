package registration

import (
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

// Find tells the county of an address and, where the address does not, that of
// the registering office in the credit code. Both are in their written form.
func (c *Counties) Find(address, uscc string) County {
	s := NormalAddress(address)
	rest := c.strip(s)
	if d, words, other := c.elsewhere(rest); other {
		if d.Code == "" {
			return County{Words: words} // another prefecture; which county is not said
		}
		return County{Code: d.Code, Statutory: d.Code, Title: d.Name, Source: FromAddress, Words: words, Confidence: High}
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
