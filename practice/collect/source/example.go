package source

import (
	"strings"
	"unicode/utf8"

	"github.com/hengjian/hengjian/kernel/code"
)

// example begins the count of a kind of problem with its first row.
func (p *Profiler) example(row Row, x Problem) *ProblemCount {
	n := &ProblemCount{Code: x.Code, Field: x.Field, Line: row.Line, Treatment: x.Level, Title: titles[x.Code], Example: "第 " + itoa(row.Line) + " 行"}
	if n.Title == "" {
		n.Title = x.Text
	}
	if x.Column < 1 || x.Column > len(p.out.Columns) {
		return n
	}
	c := p.out.Columns[x.Column-1]
	if x.Field != "" {
		n.Code = x.Field + "." + x.Code
		if titles[x.Code] != "" && !strings.HasPrefix(x.Code, "duplicate_") {
			n.Title = c.Title + titles[x.Code]
		}
	} else {
		n.Title = "列“" + c.Column + "”" + n.Title
	}
	switch x.Code {
	case "duplicate_changed", "duplicate_same":
		n.Example = x.Text
	case "empty", "required":
		n.Example = "—"
	default:
		n.Example, n.Mark = p.around(x.Column-1, row.Cell(x.Column-1), x.From, x.To)
	}
	return n
}

// around cuts a cell to what is near the mark; an invisible character inside
// the mark is shown as a box.
func (p *Profiler) around(column int, cell string, from, to int) (string, [2]int) {
	const keep = 24
	r := []rune(cut(cell, 64<<10))
	from, to = min(from, len(r)), min(to, len(r))
	if to-from > 2*keep {
		to = from + 2*keep
	}
	lo, hi := max(0, from-keep), min(len(r), max(to, from)+keep)
	out := make([]rune, 0, hi-lo+2)
	if lo > 0 {
		out = append(out, '…')
	}
	shift := len(out) - lo
	for _, c := range r[lo:hi] {
		if c != ' ' && c != 0x3000 && code.Blank(c) {
			c = '▯'
		}
		out = append(out, c)
	}
	if hi < len(r) {
		out = append(out, '…')
	}
	mark := [2]int{}
	if to > from {
		mark = [2]int{from + shift, to + shift}
	}
	return p.shown(column, string(out)), mark
}

// preview keeps a row for the quarantine preview.
func (p *Profiler) preview(row Row, problems []Problem) {
	cells := make([]string, len(p.out.Columns))
	for i := range cells {
		cells[i] = p.shown(i, clip(DisplayText(row.Cell(i)), 200))
	}
	p.out.Preview = append(p.out.Preview, PreviewRow{Line: row.Line, Cells: cells, Problems: append([]Problem(nil), problems...)})
}

// shown masks what is personal.
func (p *Profiler) shown(column int, text string) string {
	if !p.out.Columns[column].Personal {
		return text
	}
	return masked(text)
}

// masked hides the middle of a text, keeping its length.
func masked(text string) string {
	r := []rune(text)
	n := len(r)
	if n < 2 {
		return strings.Repeat("*", n)
	}
	head, tail := min((n+2)/4, 4), min(n/4, 4)
	if utf8.RuneLen(r[0]) > 1 && n <= 4 {
		head, tail = 1, 0
	}
	for i := head; i < n-tail; i++ {
		r[i] = '*'
	}
	return string(r)
}
