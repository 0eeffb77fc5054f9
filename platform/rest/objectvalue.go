package rest

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

func (d *decoder) object() (any, error) {
	m := map[string]any{}
	at := len(d.path)
	d.space()
	if d.i < len(d.b) && d.b[d.i] == '}' {
		d.i++
		return m, nil
	}
	for {
		d.space()
		if d.i >= len(d.b) || d.b[d.i] != '"' {
			return nil, d.syntax("应为加引号的字段名")
		}
		if err := d.count(); err != nil {
			return nil, err
		}
		key, ok, err := d.text()
		if err != nil {
			return nil, err
		}
		d.path = d.path[:at]
		if at > 0 {
			d.path = append(d.path, '.')
		}
		d.path = append(d.path, clip(strings.ToValidUTF8(strings.ReplaceAll(key, "\x00", "�"), "�"))...)
		if !ok {
			d.refuse("text", "字段名含有无效字符（NUL 或不是 UTF-8）")
		}
		if _, twice := m[key]; twice {
			d.refuse("duplicate", "重复出现")
		}
		d.space()
		if d.i >= len(d.b) || d.b[d.i] != ':' {
			return nil, d.syntax("字段名后应为冒号")
		}
		d.i++
		v, err := d.value()
		if err != nil {
			return nil, err
		}
		m[key] = v
		d.path = d.path[:at]
		more, err := d.more('}')
		if err != nil || !more {
			return m, err
		}
	}
}

func (d *decoder) array() (any, error) {
	list := []any{}
	at := len(d.path)
	d.space()
	if d.i < len(d.b) && d.b[d.i] == ']' {
		d.i++
		return list, nil
	}
	for {
		if err := d.count(); err != nil {
			return nil, err
		}
		d.path = append(d.path[:at], '[')
		d.path = strconv.AppendInt(d.path, int64(len(list)), 10)
		d.path = append(d.path, ']')
		v, err := d.value()
		if err != nil {
			return nil, err
		}
		list = append(list, v)
		d.path = d.path[:at]
		more, err := d.more(']')
		if err != nil || !more {
			return list, err
		}
	}
}

// more reads the comma, or the end of an object or list.
func (d *decoder) more(end byte) (bool, error) {
	d.space()
	if d.i >= len(d.b) {
		return false, d.syntax("内容不完整")
	}
	c := d.b[d.i]
	if c != ',' && c != end {
		return false, d.syntax("应为逗号或结束符")
	}
	d.i++
	return c == ',', nil
}

// number reads RFC 8259 §6. A whole number within int64 is an int64; any other
// is refused, or kept as json.Number where a struct will judge it.
func (d *decoder) number() (any, error) {
	from := d.i
	if d.b[d.i] == '-' {
		d.i++
	}
	switch n := d.digits(); {
	case n == 0:
		return nil, d.syntax("数字不完整")
	case n > 1 && d.b[d.i-n] == '0':
		return nil, d.syntax("数字不能以 0 开头")
	}
	whole := true
	if d.i < len(d.b) && d.b[d.i] == '.' {
		whole = false
		d.i++
		if d.digits() == 0 {
			return nil, d.syntax("小数点后应有数字")
		}
	}
	if d.i < len(d.b) && (d.b[d.i] == 'e' || d.b[d.i] == 'E') {
		whole = false
		d.i++
		if d.i < len(d.b) && (d.b[d.i] == '+' || d.b[d.i] == '-') {
			d.i++
		}
		if d.digits() == 0 {
			return nil, d.syntax("指数应有数字")
		}
	}
	text := string(d.b[from:d.i])
	if whole {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return n, nil
		}
	}
	switch {
	case !d.whole && len(text) <= maxNumber:
		return json.Number(text), nil
	case !d.whole || whole:
		d.refuse("range", "数字超出范围")
	default:
		d.refuse("integer", "应为整数，不带小数点和指数")
	}
	return int64(0), nil
}

func (d *decoder) digits() (n int) {
	for d.i < len(d.b) && d.b[d.i] >= '0' && d.b[d.i] <= '9' {
		d.i++
		n++
	}
	return n
}

// text reads a string (RFC 8259 §7). ok is false where it holds NUL, a lone
// surrogate or bytes that are not UTF-8.
func (d *decoder) text() (s string, ok bool, err error) {
	d.i++
	from := d.i
	for d.i < len(d.b) && d.b[d.i] != '"' && d.b[d.i] != '\\' && d.b[d.i] >= 0x20 {
		d.i++
	}
	if d.i < len(d.b) && d.b[d.i] == '"' { // no escape: the common case
		s = string(d.b[from:d.i])
		d.i++
		return s, utf8.ValidString(s), nil
	}
	out := append([]byte{}, d.b[from:d.i]...)
	ok = true
	for d.i < len(d.b) {
		switch c := d.b[d.i]; {
		case c == '"':
			d.i++
			return string(out), ok && utf8.Valid(out), nil
		case c < 0x20:
			return "", false, d.syntax("文本中有未转义的控制字符")
		case c == '\\':
			r, fine, err := d.escape()
			if err != nil {
				return "", false, err
			}
			ok = ok && fine
			out = utf8.AppendRune(out, r)
		default:
			out = append(out, c)
			d.i++
		}
	}
	return "", false, d.syntax("文本没有结束")
}

func (d *decoder) escape() (r rune, ok bool, err error) {
	if d.i+1 >= len(d.b) {
		return 0, false, d.syntax("转义不完整")
	}
	c := d.b[d.i+1]
	if at := strings.IndexByte(`"\/bfnrt`, c); at >= 0 {
		d.i += 2
		return rune("\"\\/\b\f\n\r\t"[at]), true, nil
	}
	if c != 'u' {
		return 0, false, d.syntax("无效的转义")
	}
	r, err = d.hex()
	if err != nil {
		return 0, false, err
	}
	if !utf16.IsSurrogate(r) {
		return r, r != 0, nil
	}
	if d.i+1 < len(d.b) && d.b[d.i] == '\\' && d.b[d.i+1] == 'u' {
		back := d.i
		low, err := d.hex()
		if err != nil {
			return 0, false, err
		}
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			return pair, true, nil
		}
		d.i = back
	}
	return utf8.RuneError, false, nil
}

// hex reads \uXXXX.
func (d *decoder) hex() (rune, error) {
	if d.i+6 > len(d.b) {
		return 0, d.syntax("转义不完整")
	}
	n, err := strconv.ParseUint(string(d.b[d.i+2:d.i+6]), 16, 16)
	if err != nil {
		return 0, d.syntax("无效的转义")
	}
	d.i += 6
	return rune(n), nil
}
