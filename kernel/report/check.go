package report

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/expr"
)

// Finding is what the logical check found of one line (审核问题).
type Finding struct {
	Key     string `json:"key"` // check and line, by which it is explained
	Say     string `json:"say"`
	Line    string `json:"line"`
	Title   string `json:"title"` // of the line
	Text    string `json:"text"`  // the figures in words
	Warn    bool   `json:"warn"`
	Explain string `json:"explain"`
	columns []string
}

// Explanations are what was written to warnings, by key of the finding.
type Explanations map[string]string

// parseJSON reads what people sent as a JSON text.
func parseJSON[T any](text string) (T, error) {
	var out T
	if text == "" {
		return out, nil
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	err := d.Decode(&out)
	if err == nil && d.More() {
		err = fmt.Errorf("more than one value")
	}
	return out, err
}

// Check runs the logical checks. last are the figures of the period before, nil
// where there are none.
func (d *Definition) Check(f, last *Figures, said Explanations) []Finding {
	var out []Finding
	add := func(c *Check, l *Line, text string, columns ...string) {
		key := c.Name + "@" + l.Key()
		out = append(out, Finding{Key: key, Say: c.Say, Line: l.Key(), Title: l.Title, Text: text, Warn: c.Warn, Explain: said[key], columns: columns})
	}
	for _, c := range d.Checks {
		for _, l := range f.Lines {
			switch {
			case len(c.Rows) > 0 && !slices.Contains(c.Rows, l.Row):
			case c.If != nil:
				if wrong, _ := c.If.Test(l, expr.Env{}); wrong { // what cannot be worked out is not wrong
					add(c, l, d.words(l, c.If.Fields()), c.If.Fields()...)
				}
			case c.Total == l.Row:
				d.adds(c, f, l, add)
			case c.Jump > 0 && last != nil:
				d.jumps(c, l, last.Line(l.Key()), add)
			}
		}
	}
	return append(out, d.unwritten(f)...)
}

// adds compares a total with the sum of the lines it is of.
func (d *Definition) adds(c *Check, f *Figures, total *Line, add func(*Check, *Line, string, ...string)) {
	for _, name := range c.Adds {
		want, has := total.Cells[name]
		var sum int64
		for _, l := range f.Lines {
			if v, ok := l.Cells[name]; ok && l.Row == c.Of {
				sum += v
			}
		}
		if col := d.Column(name); has && sum != want {
			add(c, total, fmt.Sprintf("%s %s，分项之和 %s", col.Title, Show(col, want), Show(col, sum)), name)
		}
	}
}

// jumps compares a line with that of the period before.
func (d *Definition) jumps(c *Check, l, last *Line, add func(*Check, *Line, string, ...string)) {
	if last == nil {
		return
	}
	for _, name := range c.Cols {
		now, ok := l.Cells[name]
		before, had := last.Cells[name]
		if !ok || !had || max(now, before) < c.Least {
			continue
		}
		if diff := max(now-before, before-now); diff*100 > before*int64(c.Jump) {
			col := d.Column(name)
			add(c, l, fmt.Sprintf("%s本期 %s，上期 %s", col.Title, Show(col, now), Show(col, before)), name)
		}
	}
}

// unwritten finds columns that must be written by hand and have not been, in the
// first line: the one the others part.
func (d *Definition) unwritten(f *Figures) []Finding {
	var out []Finding
	for _, c := range d.Columns {
		if l := f.Lines[0]; c.Hand {
			if _, ok := l.Cells[c.Name]; !ok {
				out = append(out, Finding{Key: "unwritten@" + c.Name, Say: "手工填报的指标没有填写", Line: l.Key(), Title: l.Title, Text: c.Title, columns: []string{c.Name}})
			}
		}
	}
	return out
}

// Open are the findings that keep a report from passing: errors, and warnings that
// nobody has explained.
func Open(found []Finding) []Finding {
	var out []Finding
	for _, x := range found {
		if !x.Warn || x.Explain == "" {
			out = append(out, x)
		}
	}
	return out
}

// words are figures of a line with their titles.
func (d *Definition) words(l *Line, columns []string) string {
	var out []string
	for _, name := range columns {
		c := d.Column(name)
		text := "无"
		if v, ok := l.Cells[name]; ok {
			text = Show(c, v)
		}
		out = append(out, c.Title+" "+text)
	}
	return strings.Join(out, "，")
}

// Show is a figure in the unit of its column, as it is printed.
func Show(c *Column, v int64) string {
	if c.Unit == Pieces {
		return fmt.Sprint(v)
	}
	sign := ""
	if v < 0 {
		sign, v = "-", -v
	}
	return fmt.Sprintf("%s%d.%02d", sign, v/100, v%100)
}

// Difference is a cell that differs between two counts.
type Difference struct {
	Line   string `json:"line"`
	Title  string `json:"title"`
	Column string `json:"column"`
	Name   string `json:"name"`
	Before string `json:"before"` // "" where there was none
	Now    string `json:"now"`
}

// Differ lists the cells in which two counts of one report differ.
func (d *Definition) Differ(before, now *Figures) []Difference {
	out := []Difference{}
	if before == nil || now == nil {
		return out
	}
	lines := slices.Clone(before.Lines)
	for _, l := range now.Lines {
		if before.Line(l.Key()) == nil {
			lines = append(lines, l)
		}
	}
	for _, l := range lines {
		a, b := before.Line(l.Key()), now.Line(l.Key())
		for _, c := range d.Columns {
			x, y := text(c, a), text(c, b)
			if x != y {
				out = append(out, Difference{Line: l.Key(), Title: l.Title, Column: c.Name, Name: c.Title, Before: x, Now: y})
			}
		}
	}
	return out
}

func text(c *Column, l *Line) string {
	if l != nil {
		if v, ok := l.Cells[c.Name]; ok {
			return Show(c, v)
		}
	}
	return ""
}
