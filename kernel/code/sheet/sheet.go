// Package sheet reads small YAML tables of reference data (code lists, areas,
// word lists) from the syntax tree of goccy/go-yaml: order is that of the file,
// codes keep the text they were written with (0123 stays "0123", 1_0 stays
// "1_0"), anchors, aliases and tags are refused, and every mistake is told with
// file, line and column. All mistakes of a file are collected and returned at
// once by Err.
package sheet

import (
	"errors"
	"fmt"
	"slices"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// maxBytes bounds a table; the shipped ones stay far below.
const maxBytes = 4 << 20

// Sheet is one parsed file with the mistakes found in it so far.
type Sheet struct {
	file string
	errs []error
}

// Node is a place in a sheet. The zero Node is an absent value: it reads as
// empty and has no entries.
type Node struct {
	s *Sheet
	n ast.Node
}

// Pair is a key with its value.
type Pair struct {
	Key   string
	Value Node
	at    Node
}

// Parse reads one YAML document; file is its name in messages.
func Parse(file string, src []byte) (*Sheet, Node) {
	s := &Sheet{file: file}
	if len(src) > maxBytes {
		s.errs = append(s.errs, fmt.Errorf("%s: 文件过大（超过 %d 字节）", file, maxBytes))
		return s, Node{}
	}
	f, err := safeParse(src)
	if err != nil {
		s.errs = append(s.errs, fmt.Errorf("%s: %w", file, err))
		return s, Node{}
	}
	var body []ast.Node
	for _, d := range f.Docs {
		if d.Body != nil {
			body = append(body, d.Body)
		}
	}
	if len(body) != 1 {
		s.errs = append(s.errs, fmt.Errorf("%s: 应有且仅有一个 YAML 文档，实有 %d 个", file, len(body)))
		return s, Node{}
	}
	return s, Node{s, body[0]}
}

// safeParse turns a panic of the parser on hostile text into an error.
func safeParse(src []byte) (f *ast.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("YAML 语法错误：%v", p)
		}
	}()
	return parser.ParseBytes(src, 0)
}

// Err returns every mistake found, or nil.
func (s *Sheet) Err() error { return errors.Join(s.errs...) }

// Failf records a mistake at the node.
func (n Node) Failf(format string, args ...any) {
	if n.s == nil {
		return
	}
	pos := n.s.file
	if t := n.token(); t != nil && t.Position != nil {
		pos = fmt.Sprintf("%s:%d:%d", n.s.file, t.Position.Line, t.Position.Column)
	}
	n.s.errs = append(n.s.errs, fmt.Errorf("%s: %s", pos, fmt.Sprintf(format, args...)))
}

func (n Node) token() *token.Token {
	if n.n == nil {
		return nil
	}
	return n.n.GetToken()
}

// Present reports whether there is a value.
func (n Node) Present() bool {
	if n.n == nil {
		return false
	}
	_, null := n.n.(*ast.NullNode)
	return !null
}

// Pairs returns the entries of a mapping in the order of the file; a key that
// stands twice, or is not among allowed (where any are given), is a mistake.
func (n Node) Pairs(allowed ...string) []Pair {
	if !n.Present() {
		return nil
	}
	var values []*ast.MappingValueNode
	switch m := n.n.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		n.Failf("应为键值表")
		return nil
	}
	var out []Pair
	for _, v := range values {
		at := Node{n.s, v.Key}
		key := at.Code()
		switch {
		case slices.ContainsFunc(out, func(p Pair) bool { return p.Key == key }):
			at.Failf("键 %s 重复", key)
			continue
		case len(allowed) > 0 && !slices.Contains(allowed, key):
			at.Failf("不认识的键 %s", key)
			continue
		}
		out = append(out, Pair{key, Node{n.s, v.Value}, at})
	}
	return out
}

// Fields returns the entries of a mapping by key; see Pairs.
func (n Node) Fields(allowed ...string) map[string]Node {
	out := map[string]Node{}
	for _, p := range n.Pairs(allowed...) {
		out[p.Key] = p.Value
	}
	return out
}

// List returns the entries of a sequence.
func (n Node) List() []Node {
	if !n.Present() {
		return nil
	}
	seq, ok := n.n.(*ast.SequenceNode)
	if !ok {
		n.Failf("应为列表")
		return nil
	}
	out := make([]Node, len(seq.Values))
	for i, v := range seq.Values {
		out[i] = Node{n.s, v}
	}
	return out
}

// Code reads a scalar as the text it was written with, whatever it looks like:
// for codes, areas, articles and days.
func (n Node) Code() string {
	if !n.Present() {
		return ""
	}
	switch v := n.n.(type) {
	case *ast.StringNode:
		return v.Value
	case *ast.MappingKeyNode:
		return Node{n.s, v.Value}.Code()
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return v.GetToken().Value
	}
	n.Failf("应为单个值")
	return ""
}

// Text reads a scalar that must be a text; a bare number is refused.
func (n Node) Text() string {
	if !n.Present() {
		return ""
	}
	switch v := n.n.(type) {
	case *ast.StringNode:
		return v.Value
	case *ast.LiteralNode:
		return v.Value.Value
	}
	n.Failf("应为文字（数字请加引号）")
	return ""
}

// Bool reads true or false; absent is false.
func (n Node) Bool() bool {
	if !n.Present() {
		return false
	}
	if b, ok := n.n.(*ast.BoolNode); ok {
		return b.Value
	}
	n.Failf("应为 true 或 false")
	return false
}

// Texts reads a list of texts.
func (n Node) Texts() []string {
	var out []string
	for _, e := range n.List() {
		out = append(out, e.Text())
	}
	return out
}

// Codes reads a list of scalars as written.
func (n Node) Codes() []string {
	var out []string
	for _, e := range n.List() {
		out = append(out, e.Code())
	}
	return out
}
