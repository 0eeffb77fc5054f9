package kind

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// file is one declaration file with the mistakes found in it.
type file struct {
	name     string
	src      []byte
	problems []Problem
}

func (f *file) fail(line, col int, format string, args ...any) {
	if len(f.problems) <= 10*maxProblems {
		f.problems = append(f.problems, Problem{f.name, line, col, fmt.Sprintf(format, args...)})
	}
}

// ParseFile reads a YAML file that is no declaration but keeps their notation, as
// templates of documents do; what is found wrong with it, also by Failf on its
// nodes, is listed by problems.
func ParseFile(name string, src []byte) (root Node, problems func() Problems) {
	f := &file{name: name, src: src}
	root = f.parse()
	return root, func() Problems { return order(f.problems) }
}

// Reopen lists what is found wrong from now on with a file that was read before.
func Reopen(root Node) (Node, func() Problems) {
	if root.f == nil {
		return root, func() Problems { return nil }
	}
	root.f.problems = nil
	return root, func() Problems { return order(root.f.problems) }
}

// Node is a place in a declaration. Values are taken from the text of the
// tokens: a number where a text is wanted is refused, never converted. The
// zero Node is an absent value: it reads as empty without a problem.
type Node struct {
	f *file
	n ast.Node
}

// parse returns the one document a file consists of.
func (f *file) parse() Node {
	if line, why := f.hostile(); why != "" {
		f.fail(line, 1, "%s", why)
		return Node{}
	}
	tree, err := safeParse(f.src)
	if err != nil {
		line, col, msg := 1, 1, err.Error()
		var syntax *yaml.SyntaxError
		if errors.As(err, &syntax) {
			msg = syntax.Message
			if syntax.Token != nil && syntax.Token.Position != nil {
				line, col = syntax.Token.Position.Line, syntax.Token.Position.Column
			}
		}
		f.fail(line, col, "YAML 语法错误：%s", syntaxText(msg))
		return Node{}
	}
	var body []ast.Node
	for _, d := range tree.Docs {
		if d.Body != nil {
			body = append(body, d.Body)
		}
	}
	if len(body) != 1 {
		f.fail(1, 1, "文件应恰好含一个 YAML 文档，实有 %d 个", len(body))
		return Node{}
	}
	f.forbid(body[0], 0)
	return Node{f, body[0]}
}

// safeParse turns a panic of the parser on hostile text into an error.
func safeParse(src []byte) (tree *ast.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.New("不是可读的 YAML")
		}
	}()
	return parser.ParseBytes(src, 0, parser.AllowDuplicateMapKey())
}

// forbid refuses what a declaration may not use: anchors, aliases, merge keys,
// tags, keys that stand twice or are no text.
func (f *file) forbid(n ast.Node, depth int) {
	at := Node{f, n}
	if depth > maxDepth {
		at.Failf("嵌套超过 %d 层", maxDepth)
		return
	}
	switch v := n.(type) {
	case *ast.AnchorNode:
		at.Failf("不允许锚点（&）")
		f.forbid(v.Value, depth+1)
	case *ast.AliasNode:
		at.Failf("不允许别名（*）")
	case *ast.TagNode:
		at.Failf("不允许标签（!）")
		f.forbid(v.Value, depth+1)
	case *ast.SequenceNode:
		for _, e := range v.Values {
			f.forbid(e, depth+1)
		}
	case *ast.MappingNode, *ast.MappingValueNode:
		seen := map[string]bool{}
		for _, p := range pairs(n) {
			f.forbidKey(p, seen)
			f.forbid(p.Value, depth+1)
		}
	}
}

func (f *file) forbidKey(p *ast.MappingValueNode, seen map[string]bool) {
	at := Node{f, p.Key}
	switch key := p.Key.(type) {
	case *ast.StringNode:
		if seen[key.Value] {
			at.Failf("键“%s”重复", clip(key.Value))
		}
		seen[key.Value] = true
	case *ast.MergeKeyNode:
		at.Failf("不允许合并键（<<）")
	default:
		at.Failf("键应为文本；数字等须加引号，例如 \"15\"")
	}
}

// pairs returns the entries of a mapping.
func pairs(n ast.Node) []*ast.MappingValueNode {
	switch m := n.(type) {
	case *ast.MappingNode:
		return m.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{m}
	}
	return nil
}

// plain looks through the anchors and tags that forbid has already refused.
func (n Node) plain() ast.Node {
	at := n.n
	for {
		switch v := at.(type) {
		case *ast.AnchorNode:
			at = v.Value
		case *ast.TagNode:
			at = v.Value
		default:
			return at
		}
	}
}

// token is where the value begins; a block mapping begins at its first key.
func (n Node) token() *token.Token {
	at := n.n
	for {
		switch v := at.(type) {
		case *ast.MappingNode:
			if v.IsFlowStyle || len(v.Values) == 0 {
				return v.GetToken()
			}
			at = v.Values[0].Key
		case *ast.MappingValueNode:
			at = v.Key
		case nil:
			return nil
		default:
			return at.GetToken()
		}
	}
}

// Present reports whether there is a value at all, be it an empty one.
func (n Node) Present() bool { return n.n != nil }

// Pos is where the value begins.
func (n Node) Pos() (line, col int) {
	if t := n.token(); t != nil && t.Position != nil {
		return max(t.Position.Line, 1), max(t.Position.Column, 1)
	}
	return 1, 1
}

// Line is the line where the value begins.
func (n Node) Line() int { line, _ := n.Pos(); return line }

// Failf reports a mistake at the node.
func (n Node) Failf(format string, args ...any) {
	if n.f != nil {
		line, col := n.Pos()
		n.f.fail(line, col, format, args...)
	}
}

func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
