package kind

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// The limits of one file. They also keep the parser's recursion shallow.
const (
	maxFile  = 256 << 10 // bytes
	maxLine  = 4000      // bytes of one line
	maxDepth = 32        // nesting
)

// syntaxText says the parser's commonest complaints in Chinese.
func syntaxText(msg string) string {
	for _, m := range [][2]string{
		{"cannot start any token", "此处不能用制表符或该字符开头，缩进请用空格"},
		{"flow mapping end token", "花括号没有配对的“}”"},
		{"sequence end token", "方括号没有配对的“]”"},
		{"end character of double-quoted", "双引号没有配对"},
		{"end character of single-quoted", "单引号没有配对"},
		{"could not find end character of", "引号没有配对"},
		{"non-map value is specified", "缩进不一致，或“键: 值”写得不完整"},
		{"value is not allowed in this context", "此处不能写值；检查缩进，冒号后要有空格"},
		{"mapping value is not allowed", "此处不能再写“键: 值”；含冒号的文本须加引号"},
		{"unexpected key name", "键写得不完整；冒号后要有空格"},
		{"required ',' or", "流式写法的各项之间缺少逗号"},
	} {
		if strings.Contains(msg, m[0]) {
			return m[1]
		}
	}
	return clip(msg)
}

// hostile finds what could make the parser recurse or run for long.
func (f *file) hostile() (line int, why string) {
	if len(f.src) > maxFile {
		return 1, fmt.Sprintf("文件超过 %d KB", maxFile>>10)
	}
	if !utf8.Valid(f.src) {
		return 1, "文件不是 UTF-8"
	}
	brackets := 0
	for i, l := range strings.Split(string(f.src), "\n") {
		if len(l) > maxLine {
			return i + 1, fmt.Sprintf("一行超过 %d 字节", maxLine)
		}
		dashes := 0
		for _, r := range l {
			switch {
			case r == '[' || r == '{':
				brackets++
			case (r == ']' || r == '}') && brackets > 0:
				brackets--
			case r == '-' || r == '?' || r == ':' || r == '!' || r == '&':
				dashes++
			case r == 0 || r < ' ' && r != '\t' && r != '\r' || r == 0x7f || r == 0xFEFF && i > 0:
				return i + 1, "含有控制字符"
			}
			if brackets > 4*maxDepth || dashes > 400 {
				return i + 1, "嵌套过深"
			}
		}
	}
	return 0, ""
}
