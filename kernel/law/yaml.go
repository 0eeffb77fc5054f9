package law

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/hengjian/hengjian/kernel/calendar"
)

// A reader walks the syntax tree of one file and collects every mistake with
// its place. Values are taken from the text of the tokens: a number where a
// text is wanted is refused, never converted (0123 would become 83).
type reader struct {
	file string
	errs []error
}

// maxFile bounds a text; the largest of ours has a few hundred lines.
const maxFile = 1 << 20

// parseFile returns the one mapping a file consists of.
func (r *reader) parseFile(src []byte) (root ast.Node) {
	defer func() {
		if p := recover(); p != nil {
			r.errs = append(r.errs, fmt.Errorf("%s:1:1: 不是可读的 YAML", r.file))
			root = nil
		}
	}()
	if len(src) > maxFile {
		r.errs = append(r.errs, fmt.Errorf("%s:1:1: 文件超过 1 MB", r.file))
		return nil
	}
	f, err := parser.ParseBytes(src, 0)
	if err != nil {
		line, col, msg := 1, 1, err.Error()
		var syntax *yaml.SyntaxError
		if errors.As(err, &syntax) {
			msg = syntax.Message
			if syntax.Token != nil && syntax.Token.Position != nil {
				line, col = syntax.Token.Position.Line, syntax.Token.Position.Column
			}
		}
		r.errs = append(r.errs, fmt.Errorf("%s:%d:%d: YAML 语法错误：%s", r.file, line, col, msg))
		return nil
	}
	if len(f.Docs) != 1 || f.Docs[0].Body == nil {
		r.errs = append(r.errs, fmt.Errorf("%s:1:1: 文件应恰好含一个文档", r.file))
		return nil
	}
	return f.Docs[0].Body
}

func (r *reader) fail(n ast.Node, format string, args ...any) {
	line, col := 1, 1
	if n != nil && n.GetToken() != nil && n.GetToken().Position != nil {
		p := n.GetToken().Position
		line, col = p.Line, p.Column
	}
	r.errs = append(r.errs, fmt.Errorf("%s:%d:%d: %s", r.file, line, col, fmt.Sprintf(format, args...)))
}

// table is a mapping: its values by key, and where it stands.
type table struct {
	node ast.Node
	keys []string
	key  map[string]ast.Node
	val  map[string]ast.Node
}

// table reads a mapping. With known keys given, any other key is refused.
func (r *reader) table(n ast.Node, known ...string) *table {
	t := &table{node: n, key: map[string]ast.Node{}, val: map[string]ast.Node{}}
	var values []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		r.fail(n, "此处应为“键: 值”的映射")
		return t
	}
	if len(values) > 0 {
		t.node = values[0].Key
	}
	for _, v := range values {
		s, ok := v.Key.(*ast.StringNode)
		if !ok {
			r.fail(v.Key, "键应为文本；条号等数字须加引号，例如 \"15\"")
			continue
		}
		key := s.Value
		if len(known) > 0 && !contains(known, key) {
			r.fail(v.Key, "不认识的键“%s”，可用：%s", clip(key), strings.Join(known, "、"))
			continue
		}
		if t.key[key] != nil {
			r.fail(v.Key, "键“%s”重复", clip(key))
			continue
		}
		t.keys = append(t.keys, key)
		t.key[key], t.val[key] = v.Key, v.Value
	}
	return t
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// rows reads the rows of a sequence; a missing key has none.
func (r *reader) rows(t *table, key string) []ast.Node {
	n := t.val[key]
	if n == nil {
		return nil
	}
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		r.fail(n, "“%s”应为列表", key)
		return nil
	}
	return s.Values
}

// text reads a text value; "" if the key is missing.
func (r *reader) text(t *table, key string) string {
	n := t.val[key]
	if n == nil {
		return ""
	}
	switch s := n.(type) {
	case *ast.StringNode:
		if s.Value == "" || strings.TrimSpace(s.Value) != s.Value {
			r.fail(n, "“%s”不能为空，首尾不能有空格", key)
		}
		return s.Value
	case *ast.LiteralNode:
		return strings.TrimSpace(s.Value.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		r.fail(n, "“%s”应为文本，数字须加引号：\"%s\"", key, n.GetToken().Value)
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		r.fail(n, "“%s”：不允许锚点、别名和标签", key)
	default:
		r.fail(n, "“%s”应为文本", key)
	}
	return ""
}

// must is text for a key that may not be missing.
func (r *reader) must(t *table, key string) string {
	if t.val[key] == nil {
		r.fail(t.node, "缺少“%s”", key)
		return ""
	}
	return r.text(t, key)
}

// oneOf reads a text out of a closed list.
func oneOf[T ~string](r *reader, t *table, key string, choices ...T) T {
	s := T(r.text(t, key))
	if s == "" {
		return ""
	}
	names := make([]string, len(choices))
	for i, c := range choices {
		if s == c {
			return s
		}
		names[i] = string(c)
	}
	r.fail(t.val[key], "“%s”应为其中之一：%s", key, strings.Join(names, "、"))
	return ""
}

func (r *reader) date(t *table, key string) calendar.Date {
	s := r.text(t, key)
	if s == "" {
		return calendar.Date{}
	}
	d, err := calendar.Parse(s)
	if err != nil {
		r.fail(t.val[key], "“%s”应为日期 YYYY-MM-DD", key)
	}
	return d
}

func (r *reader) limit(t *table, key string) calendar.Limit {
	s := r.text(t, key)
	if s == "" {
		return calendar.Limit{}
	}
	l, err := calendar.ParseLimit(s)
	if err != nil {
		r.fail(t.val[key], "“%s”应为期限，例如 7 workdays", key)
	}
	return l
}

func (r *reader) flag(t *table, key string) bool {
	n := t.val[key]
	if n == nil {
		return false
	}
	b, ok := n.(*ast.BoolNode)
	if !ok {
		r.fail(n, "“%s”应为 true 或 false", key)
		return false
	}
	return b.Value
}

func (r *reader) count(n ast.Node, key string, top int64) int {
	i, ok := n.(*ast.IntegerNode)
	if ok {
		v := 0
		for _, c := range i.GetToken().Value {
			if c < '0' || c > '9' || v > int(top) {
				v = -1
				break
			}
			v = v*10 + int(c-'0')
		}
		if v >= 1 && v <= int(top) && i.GetToken().Value[0] != '0' {
			return v
		}
	}
	r.fail(n, "“%s”应为 1 到 %d 的整数", key, top)
	return 1
}
