package kind

import (
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// inside places a byte offset of the text the node holds in its file.
func (n Node) inside(text string, offset int) (line, col int) {
	line, col = n.Pos()
	t := n.token()
	before := text[:min(max(offset, 0), len(text))]
	if l, ok := n.plain().(*ast.LiteralNode); ok { // a block: its lines stand verbatim below
		down := strings.Count(before, "\n")
		rest := before[strings.LastIndexByte(before, '\n')+1:]
		lines := strings.Split(string(n.f.src), "\n")
		for i := l.Start.Position.Line; i < len(lines); i++ { // lines below the mark
			if strings.TrimSpace(lines[i]) == "" {
				continue
			}
			if i += down; i >= len(lines) {
				break
			}
			indent := len(lines[i]) - len(strings.TrimLeft(lines[i], " "))
			return i + 1, indent + utf8.RuneCountInString(rest) + 1
		}
		return line, col
	}
	if t == nil || strings.ContainsAny(text, "\n") {
		return line, col
	}
	switch t.Type {
	case token.SingleQuoteType: // '' stands for one quote
		return line, col + 1 + utf8.RuneCountInString(before) + strings.Count(before, "'")
	case token.DoubleQuoteType:
		return line, col + 1 + utf8.RuneCountInString(before) + strings.Count(before, `"`) + strings.Count(before, `\`)
	}
	return line, col + utf8.RuneCountInString(before)
}
