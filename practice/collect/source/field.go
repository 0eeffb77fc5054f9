package source

import (
	"unicode/utf8"

	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/money"
)

// FieldInfo is what this package needs to know of a target field.
type FieldInfo struct {
	Name      string
	Title     string
	Type      kind.Type
	Format    string // of package code: uscc, reg_no, id_card …
	Required  bool
	Expected  bool // an empty cell is noted, not refused
	Personal  bool // shown masked in samples and examples
	Multiline bool // line ends stay
	Key       bool // the file should hold each value once, see Profile
	Max       int  // longest text in characters; 0 is no bound
	Scale     int  // decimals of a number
	Elem      kind.Type
	Options   []Option  // of an enum or a code list
	Synonyms  []string  // further headings
	Convert   Converter // instead of the one by type
	Says      string    // what Convert does, for the screen: 万元 → 元
}

// Option is one value of an enum or code list.
type Option struct {
	Value   string
	Title   string
	Names   []string // other ways to write it
	Parent  string   // the value above it; "" for none
	Retired bool
}

// Converter turns a cell into a value as kind.Type describes it, nil for none.
// It is called with the cell as read and must be safe for use by several
// goroutines.
type Converter func(cell string) (value any, problems []Problem)

// toCurrency reads the name or the ISO 4217 code of a currency.
func toCurrency(cell string) (any, []Problem) {
	s := code.Normal(cell)
	if absent(cell) || s == "" {
		return nil, nil
	}
	if c, ok := money.Named(s); ok {
		return c.Code, nil
	}
	if s == "元" {
		return money.CNY, nil
	}
	return nil, []Problem{bad("currency", "“%s”不是币种的名称或代码", clip(DisplayText(cell), 20)).mark(0, utf8.RuneCountInString(cell))}
}

// FieldsOf describes the fields of a kind that a file may fill: the stored and
// not computed ones. Lists gives the options of a code list.
func FieldsOf(k *kind.Kind, lists func(list string) []Option) []FieldInfo {
	var out []FieldInfo
	for _, f := range k.Fields {
		if f.Compute != "" || f.Type == kind.File || f.Type == kind.List && kind.Type(f.Of) == kind.File {
			continue
		}
		info := FieldInfo{
			Name: f.Name, Title: f.Title, Type: f.Type, Format: f.Format, Required: f.Required,
			Personal: f.Personal || f.Secret, Key: f.Unique != "", Max: f.Max, Multiline: f.Multiline, Scale: f.Scale,
		}
		for _, o := range f.Options {
			info.Options = append(info.Options, Option{Value: o.Value, Title: o.Title})
		}
		list := f.List
		if f.Type == kind.Code {
			list = f.Of
		}
		if f.Type == kind.List {
			info.Elem = kind.Type(f.Of)
		}
		if list != "" && lists != nil {
			info.Options = lists(list)
		}
		out = append(out, info)
		if f.Type == kind.Money && f.Currency {
			out = append(out, FieldInfo{Name: f.Name + "_currency", Title: f.Title + "币种", Type: kind.Text, Synonyms: []string{"币种", "资本币种", "货币种类"}, Convert: toCurrency, Says: "币种名称或代码"})
		}
	}
	return out
}
