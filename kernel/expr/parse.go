package expr

import (
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/parser"
)

// celParser parses without macros, so that has(f) and list.exists(…) stay
// calls for the checker to see.
var celParser = sync.OnceValues(func() (*parser.Parser, error) {
	return parser.NewParser(
		parser.MaxRecursionDepth(4*MaxDepth),
		parser.ExpressionSizeCodePointLimit(MaxSource),
		parser.MaxExpressionNodeCount(2*MaxNodes),
		parser.ErrorRecoveryLimit(1),
		parser.ErrorRecoveryLookaheadTokenLimit(8),
		parser.ErrorReportingLimit(1),
		parser.EnableIdentEscapeSyntax(false),
	)
})

// parse reads src within the limits.
func parse(src string) (*ast.AST, error) {
	if p := prescan(src); p != nil {
		return nil, p
	}
	cp, err := celParser()
	if err != nil {
		return nil, fmt.Errorf("building the expression parser: %w", err)
	}
	tree, errs := cp.Parse(common.NewStringSource(src, "expr"))
	if errs == nil || len(errs.GetErrors()) == 0 {
		return tree, nil
	}
	first := errs.GetErrors()[0]
	return nil, syntaxProblem(src, first.Location.Line(), first.Location.Column(), first.Message)
}

// prescan refuses what no parser should see: too long, too deep, not text.
func prescan(src string) *Problem {
	if len(src) > MaxSource {
		return &Problem{Line: 1, Col: 1, Text: fmt.Sprintf("表达式过长：%d 字节，最多 %d 字节", len(src), MaxSource)}
	}
	if strings.TrimSpace(src) == "" {
		return &Problem{Line: 1, Col: 1, Text: "表达式为空"}
	}
	if !utf8.ValidString(src) {
		return &Problem{Line: 1, Col: 1, Text: "表达式不是合法的 UTF-8 文本"}
	}
	if i := strings.IndexByte(src, 0); i >= 0 {
		return problemAtByte(src, i, "表达式含有 NUL 字符")
	}
	// Brackets inside strings count too: this is a cheap bound, not a parser,
	// and prefix operators and conditions nest as brackets do.
	depth, prefix, colons := 0, 0, 0
	for i := 0; i < len(src); i++ {
		switch src[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case '!', '-':
			prefix++
			if prefix > MaxDepth {
				return problemAtByte(src, i, "连续的 ! 或 - 过多")
			}
			continue
		case '?':
			colons++
		case ' ', '\t', '\n', '\r':
			continue
		}
		prefix = 0
		if depth > MaxDepth || colons > 2*MaxDepth {
			return problemAtByte(src, i, fmt.Sprintf("表达式嵌套过深，最多 %d 层", MaxDepth))
		}
	}
	return nil
}

// fullWidth are the marks a Chinese keyboard puts where CEL wants ASCII.
const fullWidth = "，。（）【】“”‘’：；！？＝＞＜＆｜＋－＊／％"

func syntaxProblem(src string, line, col int, message string) *Problem {
	off := 0
	for l := 1; l < line; l++ {
		i := strings.IndexByte(src[off:], '\n')
		if i < 0 {
			break
		}
		off += i + 1
	}
	for i := 0; i < col && off < len(src); i++ {
		_, n := utf8.DecodeRuneInString(src[off:])
		off += n
	}
	rest := []rune(src[min(off, len(src)):])
	text := "语法错误：表达式没有写完"
	if len(rest) > 0 {
		near := string(rest[:min(12, len(rest))])
		text = "语法错误，在“" + near + "”处"
		switch {
		case strings.ContainsRune(fullWidth, rest[0]):
			text = "语法错误：“" + string(rest[0]) + "”是全角符号，请改用半角"
		case rest[0] == '=' || strings.Contains(message, "'='"):
			text = "语法错误：相等请写 =="
		case strings.Contains(message, "reserved"):
			text = "语法错误：“" + near + "”处使用了保留字"
		}
	}
	if strings.Contains(message, "recursion") || strings.Contains(message, "exceeds limit") {
		text = "表达式过于复杂"
	}
	return problemAtByte(src, off, text)
}
