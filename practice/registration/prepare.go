package registration

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/hengjian/hengjian/kernel/money"
)

// Prepared is what a row of a register makes of a business: the values of its
// record, what was noticed, and by what the business is recognised.
type Prepared struct {
	Values   map[string]any // fields of the kind business; nil clears
	Notes    []Noticed
	Derived  []Derivation
	Likeness string // equal for two rows with one name and one address; "" where either is missing
}

// Noticed is something found in one field. Bad keeps the row out until somebody
// has looked at it.
type Noticed struct {
	Field, Code, Text string
	From, To          int // characters of the cell to mark
	Bad               bool
}

// Derivation names fields that were worked out from others of the row.
type Derivation struct{ Fields, From []string }

// Preparer makes the values of a business out of the values of a row. It is
// safe for use by many goroutines.
type Preparer struct{ reader *Reader }

// NewPreparer returns a preparer for one city.
func NewPreparer(c *Counties, f *Flags, i *Industries) *Preparer {
	return &Preparer{reader: NewReader(c, f, i)}
}

// Unread are the fields whose cells the preparer takes as written.
func (*Preparer) Unread() []string { return []string{"capital"} }

// Keys are the fields by which a business is recognised, surest first: the
// credit code, then the registration number it had before 2015.
func (*Preparer) Keys() []string { return []string{"uscc", "reg_no"} }

// Prepare completes the converted values of a row; capital is the text as
// written. What the row itself says of a derived field is kept. The values
// given may be changed.
func (p *Preparer) Prepare(values map[string]any) Prepared {
	text := func(field string) string { s, _ := values[field].(string); return s }
	out := Prepared{Values: values}
	w := Row{Name: text("name"), USCC: text("uscc"), Capital: text("capital"), Scope: text("scope"), Address: text("address")}
	r := p.reader.Read(w)
	out.capital(inCurrency(r.Capital, text("capital_currency")), values)
	if w.Address != "" || w.USCC != "" {
		out.derive([]string{"address", "uscc"}, "county", values, func() (any, any) { return county(r.County) }, "county_evidence")
	}
	if w.Name != "" || w.Scope != "" {
		from := []string{"name", "scope"}
		out.derive(from, "industry", values, func() (any, any) { return industry(r.Industries) }, "industry_evidence")
		out.derive(from, "flags", values, func() (any, any) { return flags(r.Flags) }, "flag_evidence")
	}
	if w.Name != "" {
		out.derive([]string{"name"}, "branch", values, func() (any, any) { return r.Branch.IsBranch, orNone(clipped(r.Branch.ParentName, 200)) }, "parent_name")
	}
	if w.USCC != "" {
		out.derive([]string{"uscc"}, "sort", values, func() (any, any) { return sortOf(r.USCC), nil }, "")
	}
	out.Likeness = Likeness(values)
	return out
}

// Likeness is equal for two businesses with one name and one address in any
// spelling. It never proves them one: see 企业名称登记管理规定 on namesakes and
// branches.
func Likeness(values map[string]any) string {
	name, _ := values["name"].(string)
	address, _ := values["address"].(string)
	if name == "" || address == "" {
		return ""
	}
	n, a := NameKey(name), AddressKey(address)
	if n == "" || a == "" {
		return ""
	}
	return n + "\x1f" + a
}

// derive puts a value that was worked out, and its evidence, unless the row
// says the value itself.
func (out *Prepared) derive(from []string, field string, values map[string]any, work func() (value, evidence any), evidence string) {
	if values[field] != nil {
		return
	}
	v, why := work()
	d := Derivation{Fields: []string{field}, From: from}
	values[field] = v
	if evidence != "" && values[evidence] == nil {
		values[evidence] = why
		d.Fields = append(d.Fields, evidence)
	}
	out.Derived = append(out.Derived, d)
}

// inCurrency is capital beside which a column of its own names the currency (ISO 4217,
// "" for none): 元 and 万元 then count that currency. A cell that names another one
// itself is not read.
func inCurrency(c Capital, named string) Capital {
	if named == "" || c.Absent {
		return c
	}
	if !c.Read {
		with := ReadCapital(c.Kept + "元")
		if c.Problem != noCurrency || !with.Read {
			return c // a number alone: of 元 or of 万元, nobody knows
		}
		with.Kept = c.Kept
		c = with
	}
	if c.Currency != named && (c.Currency != money.CNY || strings.Contains(c.Kept, "人民币")) {
		c.Read, c.Problem = false, "金额所写的币种与币种一栏不同"
		return c
	}
	c.Currency = named
	return c
}

// capital puts the amount and its currency, or the text where it cannot be
// told what amount it means.
func (out *Prepared) capital(c Capital, values map[string]any) {
	delete(values, "capital")
	if c.Absent {
		delete(values, "capital_currency") // of no amount
	}
	switch {
	case c.Read:
		values["capital"], values["capital_currency"], values["capital_as_written"] = int64(c.Fen), c.Currency, nil
	case !c.Absent:
		kept := strings.TrimSpace(c.Kept)
		values["capital"], values["capital_currency"], values["capital_as_written"] = nil, nil, clipped(kept, 100)
		out.Notes = append(out.Notes, Noticed{Field: "capital", Code: "capital_as_written", Text: c.Problem + "，按原文保存", From: 0, To: utf8.RuneCountInString(c.Kept)})
	}
}

func county(c County) (value, evidence any) {
	var why string
	switch c.Source {
	case FromAddress:
		why = "住所中的“" + c.Words + "”"
	case FromCredit:
		why = "信用代码中登记机关的区划 " + c.Words
	case FromRetired:
		why = "信用代码中登记机关的区划 " + c.Words
	default:
		if c.Words != "" {
			why = "住所在外地：“" + c.Words + "”"
		}
	}
	if c.Confidence == Low {
		why += "（存疑）"
	}
	return orNone(c.Code), orNone(clipped(why, 200))
}

func industry(found []Suggestion) (value, evidence any) {
	if len(found) == 0 {
		return nil, nil
	}
	best := found[0]
	return best.Code, clipped(fmt.Sprintf("%s“%s”（按字词推断，供参考）", where(best.Field), clipped(best.Words, 120)), 200)
}

func flags(found []Flag) (value, evidence any) {
	if len(found) == 0 {
		return nil, nil
	}
	list := make([]any, len(found))
	var b strings.Builder
	for i, f := range found {
		list[i] = f.Flag
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(f.Title + "：" + where(f.Field) + "“" + clipped(f.Words, 120) + "”")
	}
	return list, clipped(b.String(), 4000)
}

func where(field string) string {
	if field == "name" {
		return "名称"
	}
	return "经营范围"
}

// sortOf tells the broad sort of a market entity by the first two characters of
// its credit code (GB 32100-2015: 9 for the registration of market entities).
func sortOf(uscc string) any {
	if len(uscc) < 2 {
		return nil
	}
	switch uscc[:2] {
	case "91":
		return "company"
	case "92":
		return "individual"
	case "93":
		return "coop"
	}
	return "other"
}

func orNone(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// clipped cuts a text to n characters.
func clipped(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
