package registration

import "github.com/hengjian/hengjian/kernel/code"

// Row is what a register row gives to the derivations, as written.
type Row struct {
	Name, USCC, Capital, Scope, Address string
}

// Reading is everything derived from a row, each part with its evidence.
type Reading struct {
	Name       string // NormalName
	NameKey    string
	Address    string // NormalAddress
	USCC       string // code.Normal
	USCCCheck  code.Check
	Capital    Capital
	County     County
	Branch     Branch
	Flags      []Flag
	Industries []Suggestion
}

// Reader derives all of it in one go, reading the scope once. It is safe for use
// by many goroutines.
type Reader struct {
	counties   *Counties
	flags      *Flags
	industries *Industries
}

// NewReader returns a reader for one city.
func NewReader(c *Counties, f *Flags, i *Industries) *Reader { return &Reader{c, f, i} }

// Read derives everything from a row.
func (r *Reader) Read(w Row) Reading {
	out := Reading{Name: NormalName(w.Name), NameKey: NameKey(w.Name), Address: NormalAddress(w.Address), USCC: code.Normal(w.USCC)}
	out.USCCCheck = code.USCC(out.USCC)
	out.Capital = ReadCapital(w.Capital)
	out.County = r.counties.Find(out.Address, out.USCC)
	out.Branch = FindBranch(out.Name)
	s := readScope(r.flags.verbs, w.Scope)
	out.Flags = r.flags.find(out.Name, s)
	out.Industries = r.industries.suggest(out.Name, s)
	return out
}
