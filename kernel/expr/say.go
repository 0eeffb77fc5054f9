package expr

import (
	"strconv"
	"strings"
)

// Words are what the names and values of an expression are called.
type Words struct {
	Field func(path string) string
	Value func(path, value string) string // of a text or code beside the field
}

// Say puts a condition into Chinese for somebody who does not read expressions:
// `asked == "waiting"` is “延期申请为待答复”. It is "" where a part of it has no such
// words: then the source must be shown.
func (p *Program) Say(w Words) string {
	s := sayer{w, true}
	text := s.say(p.root, nLit)
	if !s.whole {
		return ""
	}
	return text
}

type sayer struct {
	Words
	whole bool
}

var compared = map[string]string{"==": "为", "!=": "不为", "<": "小于", "<=": "不大于", ">": "大于", ">=": "不小于"}

var comparedDays = map[string]string{"==": "为", "!=": "不为", "<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于"}

// say says a node that stands below one of the kind over.
func (s *sayer) say(n *node, over kind) string {
	switch n.kind {
	case nAnd:
		return s.joined(n, over, "，并且")
	case nOr:
		if text := s.among(n); text != "" {
			return text
		}
		return s.joined(n, over, "，或者")
	case nNot:
		return s.not(n.args[0])
	case nField:
		return s.Field(n.use.path()) + "为是"
	case nMissing:
		return "没有" + s.Field(n.use.path())
	case nHas:
		return "已有" + s.Field(n.use.path())
	case nCmp:
		return s.comparison(n)
	case nIn:
		if n.args[0].kind == nField {
			return s.oneOf(n.args[0], n.args[1:])
		}
	}
	s.whole = false
	return ""
}

func (s *sayer) joined(n *node, over kind, by string) string {
	var parts []string
	for _, a := range n.args {
		parts = append(parts, s.say(a, n.kind))
	}
	text := strings.Join(parts, by)
	if n.kind == nOr && over == nAnd && strings.Contains(text, by) || n.kind == nAnd && over == nOr {
		return "（" + text + "）"
	}
	return text
}

func (s *sayer) not(n *node) string {
	switch n.kind {
	case nField:
		return s.Field(n.use.path()) + "为否"
	case nMissing:
		return "已有" + s.Field(n.use.path())
	case nHas:
		return "没有" + s.Field(n.use.path())
	}
	s.whole = false
	return ""
}

// among says that a field has one of several values, "" where it is not that.
func (s *sayer) among(n *node) string {
	var field *node
	var values []*node
	var gather func(*node) bool
	gather = func(n *node) bool {
		if n.kind == nOr {
			for _, a := range n.args {
				if !gather(a) {
					return false
				}
			}
			return true
		}
		if n.kind != nCmp || n.op != "==" || n.args[0].kind != nField || n.args[1].kind != nLit || field != nil && field.use.path() != n.args[0].use.path() {
			return false
		}
		field, values = n.args[0], append(values, n.args[1])
		return true
	}
	if !gather(n) {
		return ""
	}
	return s.oneOf(field, values)
}

func (s *sayer) oneOf(field *node, values []*node) string {
	var list []string
	for _, v := range values {
		list = append(list, s.value(field, v))
	}
	return s.Field(field.use.path()) + "为" + strings.Join(list, "、") + "之一"
}

func (s *sayer) comparison(n *node) string {
	a, b := n.args[0], n.args[1]
	if a.kind != nField {
		s.whole = false
		return ""
	}
	by := compared
	if a.typ == Date || a.typ == Instant {
		by = comparedDays
	}
	return s.Field(a.use.path()) + by[n.op] + s.value(a, b)
}

// value says what stands beside a field.
func (s *sayer) value(field, n *node) string {
	switch n.kind {
	case nField:
		return s.Field(n.use.path())
	case nEnv:
		if n.name == "today" {
			return "今天"
		}
	case nLit:
		switch v := n.val.(type) {
		case string:
			return s.Value(field.use.path(), v)
		case bool:
			return map[bool]string{true: "是", false: "否"}[v]
		case int64:
			if n.scale == 0 {
				return strconv.FormatInt(v, 10)
			}
		}
	}
	s.whole = false
	return ""
}
