package report

import (
	"fmt"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// View is one report as its reader may see it.
type View struct {
	Record     *record.Record
	Definition *Definition
	Period     Span
	Figures    *Figures // nil: nothing was counted yet
	Last       *Figures // of the period before
	Findings   []Finding
	Changed    []Difference // what would be counted now, beside what is stored
	Restated   []Difference // beside the version it restates
	Veil       Veil
}

// View reads a report; now: also count it anew, to show what has changed since.
func (d *Desk) View(c db.Conn, caller actor.Caller, r ref.Ref, now bool) (*View, error) {
	if _, err := d.engine.GetIn(c, caller, Kind, r, record.AsOf{}); err != nil { // may he read it at all
		return nil, err
	}
	rec, err := d.engine.GetIn(c, actor.Caller{Machine: machine, Area: r.Area}, Kind, r, record.AsOf{})
	if err != nil {
		return nil, err
	}
	v := &View{Record: rec, Findings: []Finding{}, Changed: []Difference{}, Restated: []Difference{}}
	if v.Definition, err = d.definition(rec); err != nil {
		return nil, err
	}
	v.Period, _ = v.Definition.Span(rec.Text("period"))
	v.Veil = VeilOf(v.Definition, d.kinds, d.people, caller)
	if v.Figures, err = ParseFigures(rec.Text("figures")); err != nil || v.Figures == nil {
		return v, err
	}
	if _, v.Last, err = d.before(c, v.Definition, rec); err != nil {
		return nil, err
	}
	found, err := d.Findings(c, rec)
	if err != nil {
		return nil, err
	}
	v.Findings = v.Veil.Findings(found)
	if of := record.RefOf(rec.Values["restates"]); !of.Zero() {
		former, err := d.engine.GetIn(c, actor.Caller{Machine: machine, Area: r.Area}, Kind, of, record.AsOf{})
		if err != nil {
			return nil, err
		}
		f, err := ParseFigures(former.Text("figures"))
		if err != nil {
			return nil, err
		}
		v.Restated = v.Veil.Differences(v.Definition.Differ(f, v.Figures))
	}
	if !now {
		return v, nil
	}
	hand, err := handOf(rec.Text("hand"))
	if err != nil {
		return nil, err
	}
	f, err := d.count(c, v.Definition, rec, hand)
	if err != nil {
		return nil, err
	}
	v.Changed = v.Veil.Differences(v.Definition.Differ(v.Figures, f))
	return v, nil
}

// Behind are the records that make a cell.
type Behind struct {
	Items  []*record.Record
	Next   *record.Cursor
	Total  int64 // of all, as they would be counted now
	Unseen int64 // of them, those the reader may not read
}

// Behind lists the records behind a cell, as they stand now and as far as the
// reader may read them. A cell he is not shown has nothing behind it for him.
func (d *Desk) Behind(c db.Conn, caller actor.Caller, v *View, line, column string, limit int, at *record.Cursor) (*Behind, error) {
	col := v.Definition.Column(column)
	var l *Line
	if v.Figures != nil {
		l = v.Figures.Line(line)
	}
	if col == nil || l == nil || !col.Counted() || v.Definition.Row(l.Row).Sum != "" {
		return nil, fault.New(fault.NotFound, "report.cell", "这一格不是由记录直接计算的")
	}
	if _, ok := l.Cells[column]; !ok {
		return nil, fault.New(fault.NotFound, "report.cell", "这一格不适用")
	}
	x := counter{d.engine, d.people, c, v.Definition, v.Record.Area, v.Period}
	q := x.query(col, v.Definition.Row(l.Row), l.Value)
	all, err := d.engine.Measure(c, q, "", "")
	if err != nil {
		return nil, err
	}
	out := &Behind{}
	for _, m := range all {
		out.Total += m.Count
	}
	mine := q
	mine.Caller, mine.Sort, mine.Limit, mine.Cursor = caller, "-id", limit, at
	page, err := d.engine.ListIn(c, mine)
	if fault.Is(err, fault.Denied) {
		page, err = record.Page{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("listing behind %s of %s: %w", column, line, err)
	}
	seen, err := d.engine.Measure(c, mine, "", "")
	if err != nil && !fault.Is(err, fault.Denied) {
		return nil, err
	}
	out.Unseen = out.Total
	for _, m := range seen {
		out.Unseen -= m.Count
	}
	out.Items, out.Next = page.Items, page.Next
	if v.Veil.hidden[column] { // how many there are besides would tell the number
		out.Total, out.Unseen = out.Total-out.Unseen, 0
	}
	return out, nil
}
