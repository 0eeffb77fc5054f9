package arch

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hengjian/hengjian"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
)

// examples are the pages whose YAML a reader copies.
var examples = []string{"CONTRIBUTING.md", "README.md", "README.zh-CN.md"}

var (
	yamlBlock = regexp.MustCompile("(?s)```yaml\n(.*?)\n *```")
	indent    = regexp.MustCompile(`(?m)^   `)
	kindName  = regexp.MustCompile(`(?m)^kind: (\w+)$`)
	hasMatter = regexp.MustCompile(`(?m)^matter: `)
)

// TestExamples holds that every declaration shown in these pages loads beside
// the product's, both in the tree and in a bureau's own folder.
func TestExamples(t *testing.T) {
	dir := root(t)
	for _, page := range examples {
		found := 0
		text, err := os.ReadFile(filepath.Join(dir, page))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range yamlBlock.FindAllStringSubmatch(string(text), -1) {
			shown := m[1] + "\n"
			if strings.HasPrefix(shown, "   ") { // within a list
				shown = indent.ReplaceAllString(shown, "")
			}
			name := kindName.FindStringSubmatch(shown)
			if name == nil {
				continue
			}
			found++
			file := name[1] + ".yaml"
			own := shown
			if !hasMatter.MatchString(own) {
				own += "matter: registration\n"
				loads(t, page, kind.Source{FS: fstest.MapFS{file: {Data: []byte(shown)}}, Dir: "practice/registration", Files: []string{file}})
			}
			loads(t, page, kind.Source{FS: fstest.MapFS{file: {Data: []byte(own)}}, Dir: "kinds", City: "weihai"})
		}
		if found == 0 {
			t.Errorf("%s shows no declaration", page)
		}
	}
}

func loads(t *testing.T, page string, example kind.Source) {
	t.Helper()
	env := kind.Env{
		Formats: func(name string) bool { _, ok := code.FindFormat(name); return ok },
		Roles:   func(name string) bool { _, ok := actor.FindRole(name); return ok },
	}
	env.Sections = append(procedure.Sections(procedure.Env{Roles: env.Roles}), record.HearSection(procedure.Tellers))
	sources := []kind.Source{example}
	for _, pattern := range []string{"kernel/*/*.yaml", "practice/*/*.yaml"} {
		files, err := fs.Glob(hengjian.Declarations, pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			sub, err := fs.Sub(hengjian.Declarations, path.Dir(f))
			if err != nil {
				t.Fatal(err)
			}
			sources = append(sources, kind.Source{FS: sub, Dir: path.Dir(f), Files: []string{path.Base(f)}})
		}
	}
	if _, problems := kind.Load(env, sources...); len(problems) > 0 {
		t.Errorf("%s: the example in %s does not load: %s", page, example.Dir, strings.TrimSpace(problems.Error()))
	}
}
