package report

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
)

// small is the number below which a count of secret records is not told to who may
// not read them: of few it can be guessed who is meant.
const small = 5

// Veil says which figures a reader is not shown.
type Veil struct {
	d      *Definition
	hidden map[string]bool // columns that come of records he may not all read
}

// VeilOf works out what a reader of a report is not shown: what is counted of a
// secret kind, or follows from it, unless he answers for the report, as those do
// who may read its figures as they are stored. Records of a secret kind are read
// by their parties alone, so that nobody could sign the table otherwise.
func VeilOf(d *Definition, kinds *kind.Set, people *actor.Directory, c actor.Caller) Veil {
	v := Veil{d: d, hidden: map[string]bool{}}
	own := kinds.Get(Kind)
	if people.May(c, kind.Read, own).Readable(own.Field("figures")) {
		return v
	}
	for _, col := range d.Columns {
		k := kinds.Get(col.Kind)
		switch {
		case k != nil && k.Access.Secret:
			v.hidden[col.Name] = true
		case col.Calc != nil && slices.ContainsFunc(col.Calc.Fields(), func(n string) bool { return v.hidden[n] }):
			v.hidden[col.Name] = true
		case col.Share != "" && (v.hidden[col.Share] || slices.ContainsFunc(col.In.Fields(), func(n string) bool { return v.hidden[n] })):
			v.hidden[col.Name] = true
		}
	}
	return v
}

// Hides reports whether a cell is not shown: a breakdown at all, a total where it
// is small, a share always, since it tells a small number by its parts.
func (v Veil) Hides(l *Line, c *Column) bool {
	if !v.hidden[c.Name] {
		return false
	}
	n, ok := l.Cells[c.Name]
	return ok && (l.Row != v.d.Rows[0].Name || c.Unit == Percent || n > 0 && n < small)
}

// Any reports whether anything may be hidden from the reader: files with the whole
// table are not for him.
func (v Veil) Any() bool { return len(v.hidden) > 0 }

// Findings leaves out the words of what is hidden.
func (v Veil) Findings(found []Finding) []Finding {
	out := []Finding{}
	for _, x := range found {
		if slices.ContainsFunc(x.columns, func(n string) bool { return v.hidden[n] }) {
			x.Text = "涉及您无权查看的记录，不显示数字"
		}
		out = append(out, x)
	}
	return out
}

// Differences leaves out the cells that are hidden.
func (v Veil) Differences(list []Difference) []Difference {
	return slices.DeleteFunc(list, func(x Difference) bool { return v.hidden[x.Column] })
}
