package rest

import (
	"fmt"
	"unicode/utf8"

	"github.com/hengjian/hengjian/platform/fault"
)

// Bounds of a JSON body (RFC 8259 §9 lets a parser set them).
const (
	MaxDepth   = 32
	MaxMembers = 10_000
	maxNumber  = 400 // characters of a decimal kept as text
	maxBad     = 100 // fields reported at once
)

// DecodeObject reads one JSON object strictly: whole numbers become int64,
// text string, and nothing becomes float64. Refused, each with the path of its
// field and all at once: fractions and exponents, numbers beyond int64, the same
// key twice, NUL, invalid UTF-8 and lone surrogates. Refused at once: bad syntax,
// more than MaxDepth levels or MaxMembers members and items, anything after the object.
func DecodeObject(body []byte) (map[string]any, error) {
	v, err := decode(body, true)
	if err != nil {
		return nil, err
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, fault.Bad("rest.json", "提交的内容应为一个 JSON 对象", fault.Field{Name: "body", Code: "type", Text: "应为一个 JSON 对象"})
	}
	return m, nil
}

// CheckJSON applies the same bounds to a body that a Go struct will receive;
// numbers are left to the struct's own types.
func CheckJSON(body []byte) error {
	_, err := decode(body, false)
	return err
}

func decode(body []byte, whole bool) (any, error) {
	d := &decoder{b: body, whole: whole}
	v, err := d.document()
	if err != nil {
		return nil, err
	}
	if len(d.bad) > 0 {
		return nil, fault.Bad("rest.json_value", fmt.Sprintf("有 %d 项内容需要修改", len(d.bad)), d.bad...)
	}
	return v, nil
}

// decoder walks over the bytes once.
type decoder struct {
	b       []byte
	i       int
	whole   bool // only whole numbers, as int64
	depth   int
	members int
	path    []byte
	bad     []fault.Field
}

func (d *decoder) document() (any, error) {
	v, err := d.value()
	if err != nil {
		return nil, err
	}
	d.space()
	if d.i < len(d.b) {
		return nil, d.syntax("JSON 之后还有多余的内容")
	}
	return v, nil
}

func (d *decoder) syntax(why string) error {
	return fault.Bad("rest.json", "不是有效的 JSON",
		fault.Field{Name: "body", Code: "json", Text: fmt.Sprintf("第 %d 字节处：%s", d.i+1, why)})
}

func (d *decoder) refuse(code, text string) {
	if len(d.bad) < maxBad {
		name := string(d.path)
		d.bad = append(d.bad, fault.Field{Name: name, Code: code, Text: label(name) + text})
	}
}

func (d *decoder) space() {
	for d.i < len(d.b) {
		switch d.b[d.i] {
		case ' ', '\t', '\r', '\n':
			d.i++
		default:
			return
		}
	}
}

func (d *decoder) value() (any, error) {
	d.space()
	if d.i >= len(d.b) {
		return nil, d.syntax("内容不完整")
	}
	switch c := d.b[d.i]; {
	case c == '{':
		return d.nested(d.object)
	case c == '[':
		return d.nested(d.array)
	case c == '"':
		s, ok, err := d.text()
		if err == nil && !ok {
			d.refuse("text", "含有无效字符（NUL 或不是 UTF-8）")
		}
		return s, err
	case c == 't':
		return true, d.word("true")
	case c == 'f':
		return false, d.word("false")
	case c == 'n':
		return nil, d.word("null")
	case c == '-' || c >= '0' && c <= '9':
		return d.number()
	}
	return nil, d.syntax("意外的字符")
}

func (d *decoder) word(w string) error {
	if len(d.b)-d.i < len(w) || string(d.b[d.i:d.i+len(w)]) != w {
		return d.syntax("意外的字符")
	}
	d.i += len(w)
	return nil
}

func (d *decoder) nested(f func() (any, error)) (any, error) {
	d.depth++
	if d.depth > MaxDepth {
		return nil, fault.Bad("rest.json_depth", fmt.Sprintf("内容嵌套超过 %d 层", MaxDepth),
			fault.Field{Name: clip(string(d.path)), Code: "depth", Text: fmt.Sprintf("嵌套超过 %d 层", MaxDepth)})
	}
	at := len(d.path)
	d.i++
	v, err := f()
	d.path = d.path[:at]
	d.depth--
	return v, err
}

func (d *decoder) count() error {
	d.members++
	if d.members > MaxMembers {
		return fault.Bad("rest.json_size", fmt.Sprintf("内容超过 %d 项", MaxMembers),
			fault.Field{Name: clip(string(d.path)), Code: "size", Text: fmt.Sprintf("内容超过 %d 项", MaxMembers)})
	}
	return nil
}

// clip keeps a path quotable.
func clip(s string) string {
	const most = 200
	if len(s) <= most {
		return s
	}
	s = s[:most]
	for !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s + "…"
}
