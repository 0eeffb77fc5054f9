package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/hengjian/hengjian/platform/fault"
)

// misread says in Chinese what is wrong with a call that cannot be read, and where
// the call is described.
func misread(err error) string {
	var p *kong.ParseError
	if !errors.As(err, &p) || p.Context == nil {
		return err.Error()
	}
	path, node := "hengjian", p.Context.Model.Node
	if n := p.Context.Selected(); n != nil {
		path, node = "hengjian "+n.Path(), n
	} else if c := p.Context.Command(); c != "" {
		path += " " + c
		for _, name := range strings.Fields(c) {
			for _, child := range node.Children {
				if child.Name == name {
					node = child
				}
			}
		}
	}
	return fmt.Sprintf("%s\n  用法见 %s --help", inChinese(err.Error(), node), path)
}

// words translates the sentences of the flag parser; $1 and $2 are quoted from it.
var words = []struct {
	of *regexp.Regexp
	to string
}{
	{regexp.MustCompile(`^missing flags: (.*)$`), "缺少选项 $1"},
	{regexp.MustCompile(`^missing positional arguments (.*)$`), "缺少参数 $1"},
	{regexp.MustCompile(`^unknown flag ([^,]*)(?:, did you mean (?:one of )?(.*)\?)?$`), "没有选项 $1；是否想写 $2"},
	{regexp.MustCompile(`^(.*): expected a valid \d+ bit (?:int|uint) but got "(.*)"$`), "$1：应为整数，而不是“$2”"},
	{regexp.MustCompile(`^(.*): expected (?:a float|an int) but got "(.*)" \(.*\)$`), "$1：应为数，而不是“$2”"},
	{regexp.MustCompile(`^(.*): expected .* value but got "(.*)" \((?:short|long) flag\); perhaps try .*$`), "$1：后面应有值；以 - 开头的值写作 $1=$2"},
	{regexp.MustCompile(`^(.*): (?:expected .* value but got "EOL".*|missing value.*)$`), "$1：后面应有值"},
	{regexp.MustCompile(`^(.*) must be one of (.*?)(?:,"")? but got "(.*)"$`), "$1：应为 $2 之一，而不是“$3”"},
	{regexp.MustCompile(`^(.*): (?:stat|open|lstat) (.*): no such file or directory$`), "$1：没有 $2 这个文件或目录"},
	{regexp.MustCompile(`^(.*): (?:stat|open|lstat) (.*): permission denied$`), "$1：没有权限读 $2"},
	{regexp.MustCompile(`^(.*): "(.*)" exists but is a directory$`), "$1：$2 是目录，应为文件"},
	{regexp.MustCompile(`^(.*): (?:"(.*)" exists but is not a directory|stat (.*): not a directory)$`), "$1：$2$3 不是目录"},
}

var extra = regexp.MustCompile(`^unexpected argument ([^,]*)`)

func inChinese(text string, node *kong.Node) string {
	var names []string
	for _, c := range node.Children {
		if !c.Hidden {
			names = append(names, c.Name)
		}
	}
	switch m := extra.FindStringSubmatch(text); {
	case m != nil && len(names) > 0:
		return fmt.Sprintf("没有命令 %s；可用：%s", m[1], strings.Join(names, "、"))
	case m != nil:
		return "多余的参数 " + m[1]
	case strings.HasPrefix(text, "expected ") && len(names) > 0:
		return "缺少命令；可用：" + strings.Join(names, "、")
	case strings.HasPrefix(text, `expected "`):
		return "缺少参数 " + strings.Trim(strings.TrimPrefix(text, "expected "), `"`)
	}
	for _, w := range words {
		if w.of.MatchString(text) {
			text = w.of.ReplaceAllString(text, w.to)
			text = strings.TrimSuffix(text, "；是否想写 ") // nothing is like it
			return strings.ReplaceAll(strings.ReplaceAll(text, `","`, "、"), `"`, "")
		}
	}
	return "命令的写法不正确：" + text
}

// about is the argument that a fault is about which does not say so itself.
var about = map[string]string{"collect.kind": "kind", "auth.absent": "account", "account.no_codes": "account"}

// complain prints an error for the person at the terminal, each bad value under the
// name it has in the call.
func complain(k *kong.Context, out func(format string, args ...any), err error) int {
	f := fault.As(err)
	said := f.Text
	if name, ok := about[f.Code]; ok && len(f.Fields) == 0 {
		said = inCall(k, name) + "：" + said
	}
	for _, x := range f.Fields {
		if name := inCall(k, x.Name); !strings.Contains(f.Text, x.Name+"：") {
			said += "\n  " + name + "：" + x.Text
		}
	}
	if f.Cause != nil && !strings.Contains(said, f.Cause.Error()) {
		said += fmt.Sprintf("\n  （%v）", f.Cause)
	}
	out("hengjian: %s\n", said)
	switch f.Kind {
	case fault.Invalid, fault.NotFound: // what a command names and does not find stands in its call
		return exitUsage
	case fault.Unavailable:
		return exitUnfitting
	}
	return exitFailed
}

// inCall is how a field of a fault is written in the call: --to for to, <kind> for kind.
func inCall(k *kong.Context, name string) string {
	if k == nil || k.Selected() == nil {
		return name
	}
	for _, p := range k.Selected().Positional {
		if p.Name == name {
			return "<" + name + ">"
		}
	}
	for _, flag := range k.Flags() {
		if flag.Name == name {
			return "--" + name
		}
	}
	return name
}
