package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// Figures are the figures of one report. A cell that is not there is one that does
// not apply, or that nobody has written.
type Figures struct {
	Lines []*Line `json:"lines"`
}

// Line is one line of the table: a row, or one value of an each row.
type Line struct {
	Row   string           `json:"row"`
	Value string           `json:"value,omitempty"` // of an each row
	Title string           `json:"title"`
	Code  string           `json:"code"`
	Cells map[string]int64 `json:"cells"` // by column, as stored: fen, hundredths of a percent
}

// Key names the line among the others.
func (l *Line) Key() string {
	if l.Value == "" {
		return l.Row
	}
	return l.Row + ":" + l.Value
}

// Get shows the line to the arithmetic of its row.
func (l *Line) Get(column string) (any, bool) {
	v, ok := l.Cells[column]
	return v, ok
}

// Line returns a line by key, nil where there is none.
func (f *Figures) Line(key string) *Line {
	for _, l := range f.Lines {
		if l.Key() == key {
			return l
		}
	}
	return nil
}

// Text is how figures are stored; the same figures give the same text.
func (f *Figures) Text() string {
	b, err := json.Marshal(f)
	if err != nil {
		panic(err) // texts and numbers
	}
	return string(b)
}

// ParseFigures reads what Text wrote; nil where there is nothing.
func ParseFigures(text string) (*Figures, error) {
	if text == "" {
		return nil, nil
	}
	f := &Figures{}
	if err := json.Unmarshal([]byte(text), f); err != nil {
		return nil, fmt.Errorf("figures of a report: %w", err)
	}
	return f, nil
}

// Hand are the figures written by hand, by line and column.
type Hand map[string]map[string]int64

// counter counts one report of one area.
type counter struct {
	engine *record.Engine
	people *actor.Directory
	conn   db.Conn
	d      *Definition
	area   ref.Area
	span   Span
}

// caller counts everything, as the bureau answers for the whole of its figures.
func (x counter) caller() actor.Caller { return actor.Caller{Machine: "统计报表", Area: x.area} }

// query is what a column looks at, of a line of a row.
func (x counter) query(c *Column, r *Row, value string) record.Query {
	q := record.Query{Kind: c.Kind, Area: x.area, Caller: x.caller(), Sort: "id"}
	var and []string
	if c.If != nil {
		and = append(and, "("+c.If.Source()+")")
	}
	if p := r.progs[c.Kind]; p != nil {
		and = append(and, "("+p.Source()+")")
	}
	if c.On != "" {
		and = append(and, fmt.Sprintf("%s >= %q && %s <= %q", c.On, x.span.From, c.On, x.span.Until))
	} else {
		q.Among = procedure.Ran{Area: x.area, Kind: c.Kind, Clock: c.Clock, Ended: c.Edge == "stops", InTime: c.InTime, From: x.span.From.String(), Until: x.span.Until.String()}.Among
	}
	if r.Each != "" && value != "" {
		k := x.engine.Kinds().Get(c.Kind)
		switch f := k.Field(r.Each); {
		case value == none:
			and = append(and, r.Each+" == null")
		case f.Type == kind.Reference:
			q.Among = both(q.Among, x.area, k.Table, f.Column(), value)
		default:
			and = append(and, fmt.Sprintf("%s == %q", r.Each, value))
		}
	}
	q.Filter = strings.Join(and, " && ")
	return q
}

// both narrows a selection to the records of an area whose reference is to one record,
// in the words of the index of the reference, which begins with the area.
func both(among func(func(any) string) string, area ref.Area, table, column, id string) func(func(any) string) string {
	return func(param func(any) string) string {
		text := "SELECT x.id FROM " + table + " x WHERE x.area = " + param(string(area)) + " AND x." + column + " = " + param(id)
		if among != nil {
			text += " AND x.id IN (" + among(param) + ")"
		}
		return text
	}
}

// none is the value of the line of those that have none.
const none = "-"

// count works out every figure of a report in one snapshot.
func (x counter) count(hand Hand) (*Figures, error) {
	out := &Figures{}
	for _, r := range x.d.Rows {
		lines, err := x.row(r)
		if err != nil {
			return nil, err
		}
		out.Lines = append(out.Lines, lines...)
	}
	return out, x.d.write(out, hand)
}

// write puts what is written by hand into figures that were counted, and works out
// anew what follows.
func (d *Definition) write(f *Figures, hand Hand) error {
	for _, l := range f.Lines {
		for _, c := range d.Columns {
			if !c.Counted() {
				delete(l.Cells, c.Name)
			}
			if v, ok := hand[l.Key()][c.Name]; ok && c.Hand {
				l.Cells[c.Name] = v
			}
		}
	}
	for _, r := range d.Rows {
		if r.Sum != "" {
			d.sum(f, r)
		}
	}
	for _, l := range f.Lines {
		if err := d.reckon(l); err != nil {
			return err
		}
	}
	return nil
}

// row counts the lines of a row.
func (x counter) row(r *Row) ([]*Line, error) {
	lines := map[string]*Line{}
	var order []string
	at := func(value string) *Line {
		if lines[value] == nil {
			lines[value] = &Line{Row: r.Name, Value: value, Title: r.Title, Code: r.Code, Cells: map[string]int64{}}
			order = append(order, value)
		}
		return lines[value]
	}
	values, named := x.values(r)
	for _, v := range values {
		at(v)
	}
	for _, c := range x.d.Columns {
		k := x.engine.Kinds().Get(c.Kind)
		if !c.Counted() || r.Sum != "" || !r.applies(k) {
			continue
		}
		found, err := x.engine.Measure(x.conn, x.query(c, r, ""), c.Field, r.Each)
		if err != nil {
			return nil, fmt.Errorf("counting %s of %s: %w", c.Name, r.Name, err)
		}
		if len(found) == 0 && r.Each == "" {
			found = []record.Measured{{}}
		}
		for _, m := range found {
			if m.Value == "" && r.Each != "" {
				m.Value = none
			}
			if v, ok := c.figure(m); ok {
				at(m.Value).Cells[c.Name] = v
			}
		}
	}
	if r.Each != "" {
		// Where a column applies, a line of which nothing was found is nought.
		for _, c := range x.d.Columns {
			for _, l := range lines {
				if _, ok := l.Cells[c.Name]; !ok && c.Counted() && c.How != "avg" && r.applies(x.engine.Kinds().Get(c.Kind)) {
					l.Cells[c.Name] = 0
				}
			}
		}
		slices.SortStableFunc(order[len(values):], func(a, b string) int { // those of no value last
			switch none {
			case a:
				return 1
			case b:
				return -1
			}
			return strings.Compare(named(a)+a, named(b)+b)
		})
	}
	var out []*Line
	for i, v := range order {
		l := lines[v]
		if r.Each != "" {
			l.Title, l.Code = named(v), fmt.Sprintf("%s.%d", r.Code, i+1)
		}
		out = append(out, l)
	}
	return out, nil
}

// figure is what was measured as the column shows it.
func (c *Column) figure(m record.Measured) (int64, bool) {
	switch c.How {
	case "sum":
		return m.Sum, true
	case "avg":
		if m.Have == 0 {
			return 0, false
		}
		return roundDiv(m.Sum, m.Have), true
	}
	return m.Count, true
}

// roundDiv divides, halves away from nought.
func roundDiv(a, b int64) int64 {
	if a < 0 {
		return -roundDiv(-a, b)
	}
	return a/b + (a%b*2)/b
}

// values are the lines an each row has whether or not anything is found, in their
// order, and how a value is called.
func (x counter) values(r *Row) ([]string, func(string) string) {
	if r.Each == "" {
		return []string{""}, func(string) string { return r.Title }
	}
	title := map[string]string{none: "未填写"}
	var out []string
	var field *kind.Field
	for _, c := range x.d.Columns {
		k := x.engine.Kinds().Get(c.Kind)
		if k == nil || k.Field(r.Each) == nil {
			continue
		}
		field = k.Field(r.Each)
		for _, o := range field.Options {
			if title[o.Value] == "" {
				title[o.Value] = o.Title
				out = append(out, o.Value)
			}
		}
	}
	return out, func(v string) string {
		if t := title[v]; t != "" {
			return t
		}
		switch field.Type {
		case kind.Reference:
			if n := x.people.UnitName(ref.ID(v)); n != "" {
				return n
			}
		case kind.Area:
			if n, ok := x.engine.Codes().Area(v); ok {
				return n
			}
		case kind.Code:
			if n, ok, _ := x.engine.Codes().Code(field.List, v, ""); ok {
				return n
			}
		}
		return v
	}
}

// sum adds up the lines of an each row.
func (d *Definition) sum(f *Figures, r *Row) {
	to := f.Line(r.Name)
	to.Cells = map[string]int64{}
	for _, l := range f.Lines {
		if l.Row != r.Sum {
			continue
		}
		for _, c := range d.Columns {
			if v, ok := l.Cells[c.Name]; ok && (c.How == "count" || c.How == "sum" || c.Hand && c.Unit != Percent) {
				to.Cells[c.Name] += v
			}
		}
	}
}

// reckon works out what follows from the other columns of a line. What has no
// result, as a share of nothing, is not there.
func (d *Definition) reckon(l *Line) error {
	value := func(p *expr.Program) (int64, bool, error) {
		v, err := p.Value(l, expr.Env{})
		var unknown *expr.Unknown
		if errors.As(err, &unknown) {
			return 0, false, nil
		}
		n, ok := v.(int64)
		return n, ok, err
	}
	for _, c := range d.Columns {
		switch {
		case c.Calc != nil:
			v, ok, err := value(c.Calc)
			if err != nil {
				return err
			}
			if ok {
				l.Cells[c.Name] = v
			}
		case c.Share != "":
			whole, ok, err := value(c.In)
			if err != nil {
				return err
			}
			if of, has := l.Cells[c.Share]; ok && has && whole > 0 {
				l.Cells[c.Name] = roundDiv(of*10000, whole)
			}
		}
	}
	return nil
}
