package source

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/kind"
)

// Conversion turns rows of a file into values of fields. It is safe for use by
// several goroutines.
type Conversion struct {
	columns []target // by column; field nil is not imported
	fields  []FieldInfo
}

// target is a mapped column.
type target struct {
	field   *FieldInfo
	convert Converter
}

// NewConversion prepares the converters of a mapping.
func NewConversion(m Mapping, fields []FieldInfo) *Conversion {
	c := &Conversion{columns: make([]target, len(m)), fields: fields}
	for i, x := range m {
		for j := range fields {
			if f := &fields[j]; f.Name == x.Field && x.Field != "" {
				c.columns[i] = target{f, converter(f, x.Shift)}
			}
		}
	}
	return c
}

// Missing returns the required fields that no column feeds.
func (c *Conversion) Missing() []FieldInfo {
	var out []FieldInfo
	for _, f := range c.fields {
		fed := false
		for _, t := range c.columns {
			fed = fed || t.field != nil && t.field.Name == f.Name
		}
		if f.Required && !fed {
			out = append(out, f)
		}
	}
	return out
}

// Row converts a row: the values of the mapped fields, nil where the cell is
// empty, and every problem of the row, the reader's included. What is wrong in
// a column that is not imported is a note.
func (c *Conversion) Row(row Row) (map[string]any, []Problem) {
	values := make(map[string]any, len(c.columns))
	return values, c.convert(row, values)
}

func (c *Conversion) convert(row Row, values map[string]any) []Problem {
	var problems []Problem
	broken := false
	for _, p := range row.Problems {
		if p.Column > 0 && p.Column <= len(c.columns) {
			if t := c.columns[p.Column-1]; t.field != nil {
				p.Field = t.field.Name
			} else {
				p.Level = Note
			}
		}
		broken = broken || p.Column == 0 && p.Level == Quarantine
		problems = append(problems, p)
	}
	for i, t := range c.columns {
		if t.field == nil {
			continue
		}
		value, found := t.convert(row.Cell(i))
		for _, p := range found {
			p.Field, p.Column = t.field.Name, i+1
			problems = append(problems, p)
		}
		if value == nil && (t.field.Required || t.field.Expected) && !broken && !Blocks(found) {
			p := note("empty", "%s为空", t.field.Title).in(i + 1)
			if p.Field = t.field.Name; t.field.Required {
				p.Code, p.Level = "required", Quarantine
			}
			problems = append(problems, p)
		}
		values[t.field.Name] = value
	}
	return problems
}

// converter returns the converter of a field: its own, or the one of its type.
// The field's own sees absent cells too.
func converter(f *FieldInfo, shift int) Converter {
	if f.Convert != nil {
		return f.Convert
	}
	byType := typed(f, shift)
	return func(cell string) (any, []Problem) {
		if cell == "" || absent(cell) && f.Type != kind.Bool {
			return nil, nil
		}
		return byType(cell)
	}
}

func typed(f *FieldInfo, shift int) Converter {
	switch f.Type {
	case kind.Date:
		return toDate
	case kind.Time:
		return toTime
	case kind.Number:
		return func(cell string) (any, []Problem) { return toNumber(cell, f.Scale) }
	case kind.Money:
		return func(cell string) (any, []Problem) { return toMoney(cell, shift) }
	case kind.Bool:
		return toBool
	case kind.Code, kind.Enum:
		if len(f.Options) > 0 {
			return newOptions(f.Options).convert
		}
	case kind.Area:
		return newArea(f.Options).convert
	case kind.Person:
		return toPerson
	case kind.List:
		return listOf(f)
	case kind.File:
		return func(string) (any, []Problem) {
			return nil, []Problem{bad("unsupported", "%s不能从表格导入", f.Title)}
		}
	}
	if format, ok := code.FindFormat(f.Format); ok {
		return func(cell string) (any, []Problem) { return toCode(cell, format) }
	}
	return func(cell string) (any, []Problem) { return toText(cell, f) }
}

// nothing are the ways to write that there is no value.
var nothing = map[string]bool{
	"": true, "N/A": true, "NA": true, "#N/A": true, "-": true, "--": true, "---": true, "—": true, "——": true,
	"/": true, "//": true, "\\": true, "\\N": true, "无": true, "暂无": true, "NULL": true, "(NULL)": true, "<NULL>": true,
	"NONE": true, "NIL": true, "NAN": true, "空": true, "*": true, ".": true,
}

// absent reports whether a cell says that there is no value.
func absent(cell string) bool {
	if len(cell) > 24 {
		return strings.TrimSpace(cell) == ""
	}
	return nothing[strings.ToUpper(strings.TrimSpace(narrow(cell)))]
}

// toText tidies a text and checks its length.
func toText(cell string, f *FieldInfo) (any, []Problem) {
	text, problems := tidy(cell, f.Multiline)
	if text == "" {
		return nil, problems
	}
	if f.Max > 0 && len(text) > f.Max {
		if n := utf8.RuneCountInString(text); n > f.Max {
			problems = append(problems, bad("too_long", "共 %d 字，最多 %d 字", n, f.Max).mark(f.Max, n))
		}
	}
	return text, problems
}

// tidy removes what cannot be seen, and line ends where they do not belong, and
// says so; widths of letters, digits and brackets stay as they are.
func tidy(cell string, multiline bool) (string, []Problem) {
	pos, hidden, lines := 0, -1, false
	clean := true
	for _, r := range cell {
		if r < ' ' || r >= 0x7F && (r == 0xA0 || code.Blank(r) && r != 0x3000 && r != utf8.RuneError) {
			clean = false
			switch {
			case r == '\n' || r == '\t' || r == '\r':
				lines = lines || !multiline && r != '\t'
			case r != 0xA0 && hidden < 0:
				hidden = pos
			}
		}
		pos++
	}
	if clean {
		return strings.Trim(cell, " 　"), nil
	}
	text := strings.Map(func(r rune) rune {
		switch {
		case r == '\n' && multiline:
			return r
		case r == '\n', r == '\t', r == '\r', r == 0xA0:
			return ' '
		case r != ' ' && r != 0x3000 && r != utf8.RuneError && code.Blank(r):
			return -1
		}
		return r
	}, cell)
	var problems []Problem
	if hidden >= 0 {
		problems = append(problems, note("invisible", "第 %d 个字符不可见，已去除", hidden+1).mark(hidden, hidden+1))
	}
	text = strings.Trim(text, " 　\n")
	if lines && strings.Trim(cell, "\r\n \t") != strings.NewReplacer("\n", "", "\r", "").Replace(strings.Trim(cell, "\r\n \t")) {
		problems = append(problems, note("text_line", "含换行，已改为空格"))
	}
	return text, problems
}

// toCode brings a code into its written form and checks it.
func toCode(cell string, format code.Format) (any, []Problem) {
	s := code.Normal(cell)
	if s == "" {
		return nil, nil
	}
	c := format.Check(s)
	if c.Level == code.OK {
		return s, nil
	}
	from, to := 0, utf8.RuneCountInString(cell)
	if c.Pos > 0 {
		from = place(cell, c.Pos)
		to = from + 1
	}
	if !c.Blocks() {
		return s, []Problem{note("format_warn", "%s", c.Text).mark(from, to)}
	}
	kind := "format_char"
	switch {
	case c.Pos == 0:
		kind = "format_length"
	case c.Want != "":
		kind = "format_check"
	}
	return nil, []Problem{bad(kind, "%s", c.Text).mark(from, to)}
}

// place is the index in the cell of the character that became number pos
// (1-based) of the written form.
func place(cell string, pos int) int {
	i := 0
	for _, r := range cell {
		if code.Normal(string(r)) != "" {
			if pos--; pos == 0 {
				return i
			}
		}
		i++
	}
	return max(0, i-1)
}

// toDate reads a day as YYYY-MM-DD; a moment with a zone is the day in Beijing.
func toDate(cell string) (any, []Problem) {
	m, problems := readDate(cell)
	switch {
	case m.day.IsZero() || Blocks(problems):
		return nil, problems
	case m.zoned:
		return calendar.DateOf(calendar.Instant(m.instant())).String(), problems
	}
	return m.day.String(), problems
}

// toTime reads a moment as UTC milliseconds; without a zone it is Beijing time.
func toTime(cell string) (any, []Problem) {
	m, problems := readDate(cell)
	if m.day.IsZero() || Blocks(problems) {
		return nil, problems
	}
	return m.instant(), problems
}

// toBool reads yes and no.
func toBool(cell string) (any, []Problem) {
	switch strings.ToLower(strings.TrimSpace(narrow(cell))) {
	case "是", "1", "true", "t", "y", "yes", "有", "√", "对", "真", "已":
		return true, nil
	case "否", "0", "false", "f", "n", "no", "无", "×", "x", "错", "假", "未":
		return false, nil
	}
	if absent(cell) {
		return nil, nil
	}
	return nil, []Problem{bad("bool_format", "“%s”应写作“是”或“否”", clip(DisplayText(cell), 20)).mark(0, utf8.RuneCountInString(cell))}
}

// toPerson reads a name, or a person as JSON Lines hold one: {"name": …, "id": …}.
func toPerson(cell string) (any, []Problem) {
	var p struct {
		Name string `json:"name"`
		ID   string `json:"id"`
	}
	if !strings.HasPrefix(cell, "{") || json.Unmarshal([]byte(cell), &p) != nil {
		p.Name = cell
	}
	text, problems := tidy(p.Name, false)
	if text == "" {
		return nil, problems
	}
	return map[string]any{"name": text, "id": p.ID}, problems
}

// splitList are the marks between the items of a list.
const splitList = ";；,，、|\n"

// parts are the items of a list; a mark within brackets parts nothing: 农资（农药、肥料）
// is one. Where brackets do not match, every mark parts.
func parts(cell string) []string {
	var list []string
	if strings.HasPrefix(cell, "[") && json.Unmarshal([]byte(cell), &list) == nil {
		return list // as JSON Lines hold it
	}
	open := func(r rune) bool { return strings.ContainsRune("(（[【〔", r) }
	closed := func(r rune) bool { return strings.ContainsRune(")）]】〕", r) }
	depth, matched := 0, true
	for _, r := range cell {
		if open(r) {
			depth++
		} else if closed(r) {
			depth--
			matched = matched && depth >= 0
		}
	}
	matched = matched && depth == 0
	depth = 0
	return strings.FieldsFunc(cell, func(r rune) bool {
		if open(r) {
			depth++
		} else if closed(r) {
			depth--
		}
		return strings.ContainsRune(splitList, r) && (depth == 0 || !matched)
	})
}

// listOf converts the items of a list.
func listOf(f *FieldInfo) Converter {
	item := *f
	item.Type = f.Elem
	if item.Type == "" || item.Type == kind.List {
		item.Type = kind.Text
	}
	convert := converter(&item, 0)
	return func(cell string) (any, []Problem) {
		var list []any
		var problems []Problem
		at := 0
		for _, part := range parts(cell) {
			from := at + max(0, strings.Index(cell[at:], part)) // of JSON with escapes the place is about right
			at = min(from+len(part), len(cell))
			value, found := convert(part)
			for _, p := range found {
				if p.To > p.From {
					n := utf8.RuneCountInString(cell[:from])
					p = p.mark(p.From+n, p.To+n)
				}
				problems = append(problems, p)
			}
			if value != nil {
				list = append(list, value)
			}
		}
		if len(list) == 0 {
			return nil, problems
		}
		return list, problems
	}
}
