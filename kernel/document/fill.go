package document

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/money"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/paper"
)

// Matter is everything a document is filled from.
type Matter struct {
	Record *record.Record
	Label  func(f *kind.Field, v any, values map[string]any) string // a value in words
	Slots  map[string]string
	Organ  string
	Mark   string // 机关代字
	Unit   string
	Signer string
	Number string // "" before it is issued
	Day    calendar.Date
	Due    func(clock string) calendar.Date // zero where it does not run
	Reason string                           // of the act that drafted it
}

// Gap is something the document lacks to be issued: a value, or a character the
// font cannot print.
type Gap struct {
	Name string `json:"name"` // field or slot
	Text string `json:"text"` // Chinese
}

// What stands on paper before the document is issued, or where a value is missing.
const (
	unnumbered = "（签发时编号）"
	blankLeft  = "【"
	blankRight = "】"
)

// filler fills a template.
type filler struct {
	t    *Template
	m    Matter
	gaps []Gap
	seen map[string]bool
}

// Fill makes the sheet of a document, and lists what it lacks.
func (t *Template) Fill(m Matter) (paper.Sheet, []Gap) {
	f := &filler{t: t, m: m, seen: map[string]bool{}}
	s := paper.Sheet{Organ: m.Organ, Title: t.Title, Number: m.Number}
	if m.Organ == "" {
		f.gap("organ", "没有名义机关：请在机构中填写")
	}
	if t.Series != "" && m.Number == "" {
		s.Number = unnumbered
	}
	for _, slot := range t.Slots {
		v := m.Slots[slot.Name]
		if v == "" && !slot.Optional {
			f.gap(slot.Name, "“"+slot.Title+"”还没有填写")
		}
		if n := len([]rune(v)); n > slot.Max {
			f.gap(slot.Name, fmt.Sprintf("“%s”有 %d 字，最多 %d 字", slot.Title, n, slot.Max))
		}
	}
	for _, p := range t.Body {
		if f.off(p.If) {
			continue
		}
		b := paper.Block{Sort: p.Sort, Widths: p.Widths, Head: p.Head, Text: f.text(p.Text)}
		if p.Day {
			b.Day = cnDay(m.Day)
		}
		for _, r := range p.Rows {
			if f.off(r.If) {
				continue
			}
			cells := make([]string, len(r.Cells))
			for i, c := range r.Cells {
				cells[i] = f.text(c)
			}
			if len(cells) < 2 || strings.Join(cells[1:], "") != "" { // a row of which only the name is there says nothing
				b.Rows = append(b.Rows, cells)
			}
		}
		if b.Text == "" && len(b.Rows) == 0 && p.Sort != paper.Cut {
			continue // all that stood in it was optional and is not there
		}
		s.Blocks = append(s.Blocks, b)
	}
	return s, f.gaps
}

// Draft fills the slots of a new document with what the template proposes.
func (t *Template) Draft(m Matter) map[string]string {
	f := &filler{t: t, m: m, seen: map[string]bool{}}
	out := map[string]string{}
	for _, s := range t.Slots {
		if !s.Default.empty() {
			out[s.Name] = f.proposed(s.Default)
		}
	}
	return out
}

func (f *filler) gap(name, text string) {
	if !f.seen[name] {
		f.seen[name] = true
		f.gaps = append(f.gaps, Gap{name, text})
	}
}

// off reports whether a condition leaves a piece out: a condition that is not
// true, or cannot be told, does.
func (f *filler) off(p *expr.Program) bool {
	if p == nil {
		return false
	}
	yes, err := p.Test(f.m.Record.Expr(), expr.Env{Today: f.m.Day.String()})
	return err != nil || !yes
}

// text fills a pattern. A place with nothing to print that is not optional is a
// gap, and shows as one.
func (f *filler) text(p pattern) string {
	var b strings.Builder
	for _, x := range p.pieces {
		if x.name == "" {
			b.WriteString(x.literal)
			continue
		}
		v, title := f.value(x)
		if v == "" && !x.optional {
			f.gap(x.name, "缺少“"+title+"”")
			v = blankLeft + title + blankRight
		}
		b.WriteString(v)
	}
	return strings.TrimSpace(plain.Replace(b.String()))
}

// plain turns what a pasted text has between its words into what can be set.
var plain = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ")

// proposed fills the text a slot begins with; what is not there is left open.
func (f *filler) proposed(p pattern) string {
	var b strings.Builder
	for _, x := range p.pieces {
		if x.name == "" {
			b.WriteString(x.literal)
			continue
		}
		v, _ := f.value(x)
		b.WriteString(v)
	}
	return strings.TrimSpace(b.String())
}

// value is what is printed in a place, and what it is called.
func (f *filler) value(x piece) (text, title string) {
	if clock, ok := strings.CutPrefix(x.name, duePrefix); ok {
		if f.m.Due == nil {
			return "", "期限届满日"
		}
		return cnDay(f.m.Due(clock)), "期限届满日"
	}
	if s := f.t.slot(x.name); s != nil {
		return f.m.Slots[x.name], s.Title
	}
	if title := words[x.name]; title != "" {
		return f.word(x.name), title
	}
	fd := f.m.Record.Kind.Field(x.name)
	if fd == nil {
		return "", x.name
	}
	return f.field(fd, x.form), fd.Title
}

func (f *filler) word(name string) string {
	switch name {
	case "organ":
		return f.m.Organ
	case "unit":
		return f.m.Unit
	case "day":
		return cnDay(f.m.Day)
	case "document_no":
		if f.m.Number == "" && f.t.Series != "" {
			return unnumbered
		}
		return f.m.Number
	case "record_no":
		return f.m.Record.Number
	case "signer":
		if f.m.Signer == "" {
			return "（签发人）"
		}
		return f.m.Signer
	case "reason":
		return f.m.Reason
	}
	return ""
}

// field is a value as documents write it: days in words, money in yuan.
func (f *filler) field(fd *kind.Field, form string) string {
	v := f.m.Record.Values[fd.Name]
	if v == nil {
		return ""
	}
	s, isText := v.(string)
	n, isNumber := v.(int64)
	switch {
	case fd.Type == kind.Date && isText:
		d, err := calendar.Parse(s)
		if err != nil || form == "plain" {
			return s
		}
		return cnDay(d)
	case fd.Type == kind.Money && isNumber && !fd.Currency:
		return money.Fen(n).String() + "元"
	}
	out := f.m.Label(fd, v, f.m.Record.Values)
	ordinal, rest, ok := strings.Cut(out, "、")
	switch {
	case form == "bare" && ok && isOrdinal(ordinal):
		return rest
	case form == "item" && ok && isOrdinal(ordinal):
		return "第" + ordinal + "项"
	case form == "item":
		return "" // the option has no number: a gap, not a guess
	}
	return out
}

func isOrdinal(s string) bool {
	return s != "" && strings.Trim(s, "一二三四五六七八九十") == ""
}

// cnDay writes a day as documents do: 2026年11月29日.
func cnDay(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	t := d.String()
	month, day := strings.TrimLeft(t[5:7], "0"), strings.TrimLeft(t[8:10], "0")
	return t[:4] + "年" + month + "月" + day + "日"
}

// NumberOf writes a number: {mark}投受〔{year}〕{seq}号.
func (t *Template) NumberOf(mark string, year int, seq int64) string {
	var b strings.Builder
	for _, x := range t.Number.pieces {
		switch x.name {
		case "":
			b.WriteString(x.literal)
		case "mark":
			b.WriteString(mark)
		case "year":
			b.WriteString(strconv.Itoa(year))
		case "seq":
			b.WriteString(strconv.FormatInt(seq, 10))
		}
	}
	return b.String()
}
