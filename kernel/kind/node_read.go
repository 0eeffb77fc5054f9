package kind

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Map is a mapping in the order of the file.
type Map struct {
	at   Node
	keys []string
	key  map[string]Node
	val  map[string]Node
}

// Map reads a mapping. With known keys given any other is a problem.
func (n Node) Map(known ...string) Map {
	m := Map{at: n, key: map[string]Node{}, val: map[string]Node{}}
	if !n.Present() {
		return m
	}
	at := n.plain()
	switch at.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
	case *ast.AliasNode: // refused already
		return Map{}
	default:
		n.Failf("此处应为“键: 值”的映射")
		return Map{}
	}
	for _, p := range pairs(at) {
		s, ok := p.Key.(*ast.StringNode)
		if !ok || m.val[s.Value].Present() {
			continue // refused already
		}
		key := Node{n.f, p.Key}
		if len(known) > 0 && !slices.Contains(known, s.Value) {
			key.Failf("不认识的键“%s”%s；可用的键：%s", clip(s.Value), didYouMean(s.Value, known), strings.Join(known, "、"))
			continue
		}
		m.keys = append(m.keys, s.Value)
		m.key[s.Value], m.val[s.Value] = key, Node{n.f, p.Value}
	}
	return m
}

// Keys returns the keys in the order of the file.
func (m Map) Keys() []string { return m.keys }

// Get returns the value of a key, the zero Node where there is none.
func (m Map) Get(key string) Node { return m.val[key] }

// Key returns the node of a key itself.
func (m Map) Key(key string) Node { return m.key[key] }

// Has reports whether the key is there.
func (m Map) Has(key string) bool { return m.val[key].Present() }

// Must is Get for a key that may not be missing.
func (m Map) Must(key string) Node {
	v := m.val[key]
	if !v.Present() && m.at.Present() {
		m.at.Failf("缺少“%s”", key)
	}
	return v
}

// List reads the elements of a sequence.
func (n Node) List() []Node {
	if !n.Present() {
		return nil
	}
	switch s := n.plain().(type) {
	case *ast.SequenceNode:
		out := make([]Node, len(s.Values))
		for i, v := range s.Values {
			out[i] = Node{n.f, v}
		}
		return out
	case *ast.AliasNode:
	default:
		n.Failf("此处应为列表")
	}
	return nil
}

// IsList reports whether the value is a sequence.
func (n Node) IsList() bool { _, ok := n.plain().(*ast.SequenceNode); return ok }

// IsText reports whether the value is a text.
func (n Node) IsText() bool {
	switch n.plain().(type) {
	case *ast.StringNode, *ast.LiteralNode:
		return true
	}
	return false
}

// IsMap reports whether the value is a mapping.
func (n Node) IsMap() bool { return n.Present() && pairs(n.plain()) != nil }
