package record

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/platform/fault"
)

// Bounds of values. Money and numbers stay well inside int64, so that sums do.
const (
	maxText      = 4000
	maxMultiline = 20000
	maxFen       = 1_000_000_000_000_000
	maxList      = 1000
)

// Codes tells the code lists and areas that values are checked against.
type Codes interface {
	// Code returns the title of a value of a list and whether it may be chosen on day.
	Code(list, value, day string) (title string, known, valid bool)
	// Area returns the name of a county or functional area.
	Area(code string) (name string, known bool)
	// Options lists the values of a code list.
	Options(list string) []kind.Option
}

// bad says what is wrong with one field.
func bad(f *kind.Field, reason, format string, args ...any) *fault.Field {
	return &fault.Field{Name: f.Name, Code: reason, Text: f.Title + fmt.Sprintf(format, args...)}
}

// normal checks a value as it came from outside and returns it in the form in
// which records hold it (package kind says which per type). day is the day on
// which code values must be valid. An empty text is no value.
func (e *Engine) normal(f *kind.Field, v any, day string) (any, *fault.Field) {
	if v == nil {
		return nil, nil
	}
	switch f.Type {
	case kind.Text, kind.Code, kind.Enum, kind.Area:
		return e.normalText(f, v, day)
	case kind.Number:
		return normalNumber(f, v)
	case kind.Money:
		n, ok := integer(v)
		if !ok {
			return nil, bad(f, "type", "应为以分为单位的整数")
		}
		return within(f, n, 2)
	case kind.Date:
		s, ok := v.(string)
		if !ok {
			return nil, bad(f, "type", "应为日期 YYYY-MM-DD")
		}
		if s == "" {
			return nil, nil
		}
		d, err := calendar.Parse(s)
		if err != nil {
			return nil, bad(f, "date", "“%s”不是有效日期", clip(s))
		}
		return d.String(), nil
	case kind.Time:
		return normalTime(f, v)
	case kind.Bool:
		b, ok := v.(bool)
		if !ok {
			return nil, bad(f, "type", "应为是或否")
		}
		return b, nil
	case kind.Subject, kind.Reference:
		return normalRef(f, v)
	case kind.Person:
		return normalPerson(f, v)
	case kind.File:
		return normalFile(f, v)
	case kind.List:
		return e.normalList(f, v, day)
	}
	return nil, bad(f, "type", "的类型 %s 未知", f.Type)
}

func clip(s string) string {
	r := []rune(s)
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

func (e *Engine) normalText(f *kind.Field, v any, day string) (any, *fault.Field) {
	s, ok := v.(string)
	if !ok {
		return nil, bad(f, "type", "应为文字")
	}
	if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
		return nil, bad(f, "encoding", "含有无效字符")
	}
	s = strings.TrimSpace(s)
	if s == "" {
		return nil, nil
	}
	for _, r := range s {
		if unicode.IsControl(r) && !(f.Multiline && (r == '\n' || r == '\t' || r == '\r')) {
			return nil, bad(f, "control", "含有不可见的控制字符")
		}
	}
	limit := maxText
	if f.Multiline {
		limit = maxMultiline
	}
	if f.Max > 0 {
		limit = f.Max
	}
	if n := utf8.RuneCountInString(s); n > limit {
		return nil, bad(f, "max", "不能超过 %d 字（现 %d 字）", limit, n)
	}
	switch f.Type {
	case kind.Code:
		if _, known, valid := e.codes.Code(f.Of, s, day); !known {
			return nil, bad(f, "code", "的值“%s”不在代码表中", clip(s))
		} else if !valid {
			return nil, bad(f, "code", "的值“%s”已停用或尚未启用", clip(s))
		}
	case kind.Enum:
		return normalEnum(f, s, day)
	case kind.Area:
		if _, known := e.codes.Area(s); !known {
			return nil, bad(f, "area", "的值“%s”不是已知的行政区划或功能区", clip(s))
		}
	}
	if f.Format != "" {
		if format, ok := code.FindFormat(f.Format); ok {
			if c := format.Check(s); c.Blocks() {
				return nil, bad(f, f.Format, "：%s", c.Text)
			}
		}
	}
	return s, nil
}

func normalEnum(f *kind.Field, s, day string) (any, *fault.Field) {
	for _, o := range f.Options {
		if o.Value == s {
			if o.From != "" && day < o.From || o.Until != "" && day >= o.Until {
				return nil, bad(f, "enum", "的值“%s”已停用或尚未启用", o.Title)
			}
			return s, nil
		}
	}
	return nil, bad(f, "enum", "的值“%s”不在可选范围内", clip(s))
}

// integer reads a whole number from what JSON or a caller gave.
func integer(v any) (int64, bool) {
	switch n := v.(type) {
	case int64:
		return n, true
	case int:
		return int64(n), true
	case json.Number:
		i, err := strconv.ParseInt(string(n), 10, 64)
		return i, err == nil
	case float64:
		if n == math.Trunc(n) && math.Abs(n) < 1<<53 {
			return int64(n), true
		}
	}
	return 0, false
}

func normalNumber(f *kind.Field, v any) (any, *fault.Field) {
	n, ok := integer(v)
	if s, isText := v.(string); isText {
		if s == "" {
			return nil, nil
		}
		n, ok = scaled(s, f.Scale)
	} else if ok && f.Scale > 0 { // a whole JSON number means itself, not its scaled form
		p := int64(math.Pow10(f.Scale))
		if n > math.MaxInt64/p || n < math.MinInt64/p {
			return nil, bad(f, "range", "超出范围")
		}
		n *= p
	}
	if !ok {
		if f.Scale > 0 {
			return nil, bad(f, "type", "应为至多 %d 位小数的数字", f.Scale)
		}
		return nil, bad(f, "type", "应为整数")
	}
	return within(f, n, f.Scale)
}

// within refuses a number or an amount beyond its declared bounds, and says
// which of them.
func within(f *kind.Field, n int64, scale int) (any, *fault.Field) {
	lo, hi := f.Min, f.MaxNumber
	if lo == 0 && hi == 0 {
		lo, hi = -maxFen, maxFen
	}
	switch {
	case n >= lo && n <= hi:
		return n, nil
	case lo == -maxFen && hi == maxFen:
		return nil, bad(f, "range", "超出范围")
	case hi == maxFen:
		return nil, bad(f, "range", "不能小于 %s", Decimal(lo, scale))
	case lo == -maxFen:
		return nil, bad(f, "range", "不能大于 %s", Decimal(hi, scale))
	}
	return nil, bad(f, "range", "应在 %s 与 %s 之间", Decimal(lo, scale), Decimal(hi, scale))
}

// scaled reads a decimal text as an integer of 10^-scale.
func scaled(s string, scale int) (int64, bool) {
	whole, frac, dot := strings.Cut(s, ".")
	if dot && (frac == "" || len(frac) > scale) || len(s) > 24 {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+frac+strings.Repeat("0", scale-len(frac)), 10, 64)
	return n, err == nil
}

// Decimal prints a scaled integer.
func Decimal(n int64, scale int) string {
	if scale == 0 {
		return strconv.FormatInt(n, 10)
	}
	s := strconv.FormatInt(n, 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	for len(s) <= scale {
		s = "0" + s
	}
	return sign + s[:len(s)-scale] + "." + s[len(s)-scale:]
}

func normalTime(f *kind.Field, v any) (any, *fault.Field) {
	if n, ok := integer(v); ok {
		return n, nil
	}
	s, ok := v.(string)
	if !ok {
		return nil, bad(f, "type", "应为时间")
	}
	if s == "" {
		return nil, nil
	}
	at, err := calendar.ParseInstant(s)
	if err != nil {
		return nil, bad(f, "time", "“%s”不是有效时间", clip(s))
	}
	return int64(at), nil
}
