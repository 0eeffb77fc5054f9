package collect

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/money"
	"github.com/hengjian/hengjian/practice/collect/source"
)

// plan is how the rows of one file become records of one kind. It is read-only.
type plan struct {
	kind    *kind.Kind
	prep    Preparer
	mapping source.Mapping
	fields  []source.FieldInfo
	conv    *source.Conversion
	sets    []keySet // ways to find the record
	code    string   // field that holds the code of the subject a row is about
	column  map[string]int
}

// fields describes the fields of a kind to the reader of files.
func (s *Service) fields(k *kind.Kind) []source.FieldInfo {
	all := source.FieldsOf(k, s.Lists)
	about := codeField(k)
	out := all[:0]
	for _, f := range all {
		if about != "" && f.Name == k.About {
			continue // found by its code
		}
		if about != "" && f.Name == about {
			f.Key = false
		}
		if f.Type == kind.Area || f.Elem == kind.Area {
			f.Options = s.Areas
		}
		out = append(out, f)
	}
	return out
}

// plan prepares a mapping of columns to fields. Problems that quarantine make
// the mapping unfit.
func (s *Service) plan(columns []source.Column, k *kind.Kind, saved map[string]string) (*plan, []source.Problem) {
	p := &plan{kind: k, prep: s.Preparers[k.Name], code: codeField(k), column: map[string]int{}}
	fields := s.fields(k)
	mapping, problems := source.Mapped(columns, fields, saved)
	p.mapping, p.fields = mapping, slices.Clone(fields)
	stored := exported(columns)
	for i := range p.fields {
		info := &p.fields[i]
		if stored && info.Type == kind.Money {
			info.Convert, info.Says = asStored(false), "分 → 元"
		}
		if !slices.Contains(p.prep.Unread, info.Name) {
			continue
		}
		if stored {
			info.Convert, info.Says = asStored(true), p.prep.Says[info.Name]
			continue
		}
		unit := ""
		if at := mapping.Field(info.Name); at >= 0 {
			unit = source.HeadUnit(columns[at].Head)
		}
		info.Convert, info.Says = asWritten(unit), p.prep.Says[info.Name]
	}
	for i := range p.mapping {
		if says := p.prep.Says[p.mapping[i].Field]; says != "" {
			p.mapping[i].Convert = says
		}
	}
	p.conv = source.NewConversion(p.mapping, p.fields)
	for i, m := range p.mapping {
		p.column[m.Column] = i
	}
	p.sets = keySets(k, p.prep.Keys)
	return p, problems
}

// title is how a field is called; the currency of an amount is no field of the kind.
func (p *plan) title(name string) string {
	for _, f := range p.fields {
		if f.Name == name {
			return f.Title
		}
	}
	if f := p.kind.Field(name); f != nil {
		return f.Title
	}
	return name
}

// columns is the mapping as it is stored.
func (p *plan) columns() map[string]string {
	out := map[string]string{}
	for _, m := range p.mapping {
		if m.Field != "" {
			out[m.Column] = m.Field
		}
	}
	return out
}

// exported reports whether a file is an export of this system in JSON Lines, where every
// record names its place and version and money is held in fen, as it is stored.
func exported(columns []source.Column) bool {
	found := 0
	for _, c := range columns {
		if slices.Contains([]string{"area", "id", "rev", "state"}, c.Head) {
			found++
		}
	}
	return found == 4
}

// asStored reads an amount of fen: as a value, or, for who reads a cell as it is
// written, as an amount with its unit.
func asStored(written bool) source.Converter {
	return func(cell string) (any, []source.Problem) {
		if cell == "" {
			return nil, nil
		}
		n, err := strconv.ParseInt(cell, 10, 64)
		switch {
		case err != nil && written:
			return cell, nil
		case err != nil:
			return nil, []source.Problem{{Code: "money_format", Text: "“" + source.DisplayText(cell) + "”不是以分计的金额", Level: source.Quarantine}}
		case written:
			return money.Fen(n).String() + "元", nil
		}
		return n, nil
	}
}

// asWritten hands a cell over as it is; a bare number gets the unit that stands
// in the heading.
func asWritten(unit string) source.Converter {
	return func(cell string) (any, []source.Problem) {
		t := strings.TrimSpace(cell)
		if t == "" {
			return nil, nil
		}
		if unit != "" && strings.Trim(t, "0123456789.,") == "" {
			t += unit
		}
		return t, nil
	}
}

// item is one row on its way.
type item struct {
	line     int
	cells    []string
	problems []source.Problem
	values   map[string]any
	prepared Prepared
	keys     []rowKey
	same     int // place in the chunk of the row this one repeats, -1 for none
	digest   [32]byte
	known    int // problems found by reading and converting
	before   int // problems found before the engine's, -1 while it was not asked
}

// rowKey is a key of a row as it is compared within a chunk: the set it is of
// and its values.
type rowKey struct {
	set   int
	value string
}

func (it *item) bad() bool { return source.Blocks(it.problems) }

// prepare converts a row and lets the kind's preparer complete it.
func (p *plan) prepare(row source.Row) item {
	it := item{line: row.Line, cells: row.Cells, same: -1, before: -1, digest: row.Digest()}
	it.values, it.problems = p.conv.Row(row)
	it.known = len(it.problems)
	for name, v := range it.values {
		if v == nil {
			delete(it.values, name)
		}
	}
	if it.bad() {
		return it
	}
	if p.prep.Prepare == nil {
		it.prepared = Prepared{Values: it.values}
		it.keys = p.keys(it.values)
		return it
	}
	it.keys = p.keys(it.values)
	it.prepared = p.prep.Prepare(it.values)
	for _, x := range it.prepared.Problems {
		if at := p.mapping.Field(x.Field); at >= 0 {
			x.Column = at + 1
		}
		it.problems = append(it.problems, x)
	}
	return it
}

// keys are the keys of a row, surest first; the subject it is about stands in
// them by its code.
func (p *plan) keys(values map[string]any) []rowKey {
	var out []rowKey
	for i, set := range p.sets {
		full := ""
		for n, f := range set.fields {
			if f == p.kind.About && p.code != "" {
				f = p.code
			}
			v, _ := values[f].(string)
			if v == "" {
				full = ""
				break
			}
			if n > 0 {
				full += keyMark
			}
			full += v
		}
		if full != "" {
			out = append(out, rowKey{i, full})
		}
	}
	return out
}

// keyMark stands between the values of a key of several fields.
const keyMark = "\x1f"

// keyField is the field by which the rows of a file are compared.
func (p *plan) keyField() string {
	for _, f := range p.fields {
		if f.Key && p.mapping.Field(f.Name) >= 0 {
			return f.Name
		}
	}
	return ""
}
