package kind

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"

	"github.com/hengjian/hengjian/kernel/calendar"
)

// Text reads a text of one line.
func (n Node) Text() string {
	s := n.Prose()
	if strings.ContainsAny(s, "\n\t") {
		n.Failf("应为一行文本")
		return ""
	}
	return s
}

// maxProse bounds a help text.
const maxProse = 2000

// Prose reads a text that may have several lines.
func (n Node) Prose() string {
	if !n.Present() {
		return ""
	}
	var s string
	switch v := n.plain().(type) {
	case *ast.StringNode:
		s = v.Value
		if strings.TrimSpace(s) != s {
			n.Failf("首尾不能有空格")
		}
	case *ast.LiteralNode:
		s = strings.TrimSpace(v.Value.Value)
	case *ast.AliasNode:
		return ""
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode, *ast.BoolNode:
		n.Failf("应为文本；数字和是否须加引号：\"%s\"", clip(v.GetToken().Value))
		return ""
	case *ast.NullNode:
		n.Failf("不能为空")
		return ""
	default:
		n.Failf("应为文本")
		return ""
	}
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		n.Failf("不能为空")
	case utf8.RuneCountInString(s) > maxProse:
		n.Failf("超过 %d 字", maxProse)
		return ""
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }):
		n.Failf("含有控制字符")
		return ""
	}
	return s
}

// Texts reads one text or a list of them, none twice.
func (n Node) Texts() []string {
	var out []string
	for _, e := range n.Items() {
		s := e.Text()
		if s == "" {
			continue
		}
		if slices.Contains(out, s) {
			e.Failf("“%s”重复", clip(s))
			continue
		}
		out = append(out, s)
	}
	return out
}

// Items reads one value or a list of them.
func (n Node) Items() []Node {
	switch {
	case !n.Present():
		return nil
	case n.IsList():
		return n.List()
	}
	return []Node{n}
}

// OneOf reads a text out of a closed list.
func (n Node) OneOf(choices ...string) string {
	s := n.Text()
	if s == "" || slices.Contains(choices, s) {
		return s
	}
	n.Failf("“%s”不在可选范围内%s；可用：%s", clip(s), didYouMean(s, choices), strings.Join(choices, "、"))
	return ""
}

// Flag reads true or false.
func (n Node) Flag() bool {
	if !n.Present() {
		return false
	}
	if b, ok := n.plain().(*ast.BoolNode); ok {
		return b.Value
	}
	n.Failf("应为 true 或 false")
	return false
}

// Day reads a day YYYY-MM-DD.
func (n Node) Day() string {
	s := n.Text()
	if s == "" {
		return ""
	}
	d, err := calendar.Parse(s)
	if err != nil || d.String() != s {
		n.Failf("“%s”应为日期 YYYY-MM-DD", clip(s))
		return ""
	}
	return s
}

// Int reads a whole number from lo to hi.
func (n Node) Int(lo, hi int64) int64 {
	if !n.Present() {
		return 0
	}
	v, ok := n.decimal(0)
	if !ok || v < lo || v > hi {
		n.Failf("应为 %d 到 %d 的整数", lo, hi)
		return 0
	}
	return v
}

// decimal reads a number as an integer of 10^-scale, from its token's text.
func (n Node) decimal(scale int) (int64, bool) {
	var text string
	switch v := n.plain().(type) {
	case *ast.IntegerNode:
		text = v.GetToken().Value
	case *ast.FloatNode:
		text = v.GetToken().Value
	default:
		return 0, false
	}
	digits, negative := strings.CutPrefix(text, "-")
	whole, frac, dot := strings.Cut(digits, ".")
	if whole == "" || len(whole) > 1 && whole[0] == '0' || dot && frac == "" || len(frac) > scale || len(whole)+scale > 18 {
		return 0, false
	}
	var out int64
	for _, c := range whole + frac + strings.Repeat("0", scale-len(frac)) {
		if c < '0' || c > '9' {
			return 0, false
		}
		out = out*10 + int64(c-'0')
	}
	if negative {
		out = -out
	}
	return out, true
}
