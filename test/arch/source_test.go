package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/hengjian/hengjian"

// file is one Go file of the tree.
type file struct {
	path    string // from the root, with slashes
	pkg     string // its folder; "." is the root
	test    bool
	lines   int
	syntax  *ast.File
	imports []string
}

// at returns the place of a node as path:line.
func (f *file) at(set *token.FileSet, n ast.Node) string {
	return f.path + ":" + strconv.Itoa(set.Position(n.Pos()).Line)
}

// source is the whole tree.
type source struct {
	root  string
	set   *token.FileSet
	files []*file
}

// skipped are folders without Go of ours.
var skipped = []string{"node_modules", "testdata", "bin", "data", "tmp", "dist"}

// read parses every Go file of the module; data folders of packages hold no Go.
func read(t *testing.T) *source {
	t.Helper()
	s := &source{root: root(t), set: token.NewFileSet()}
	err := filepath.WalkDir(s.root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if p == s.root {
				return nil
			}
			if slices.Contains(skipped, d.Name()) && d.Name() != "data" || d.Name()[0] == '.' || d.Name() == "data" && filepath.Dir(p) == s.root {
				return filepath.SkipDir
			}
			if _, err := os.Stat(filepath.Join(p, "go.mod")); err == nil {
				return filepath.SkipDir // a module of its own (bench)
			}
			return nil
		}
		if filepath.Ext(p) != ".go" {
			return nil
		}
		return s.add(p)
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.files) < 50 {
		t.Fatalf("only %d Go files found under %s", len(s.files), s.root)
	}
	return s
}

func (s *source) add(name string) error {
	src, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	syntax, err := parser.ParseFile(s.set, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	rel, err := filepath.Rel(s.root, name)
	if err != nil {
		return err
	}
	rel = filepath.ToSlash(rel)
	f := &file{path: rel, pkg: path.Dir(rel), test: strings.HasSuffix(rel, "_test.go"), syntax: syntax}
	f.lines = strings.Count(string(src), "\n")
	for _, i := range syntax.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return err
		}
		f.imports = append(f.imports, p)
	}
	s.files = append(s.files, f)
	return nil
}

// root walks up to go.mod.
func root(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// own returns the path of an imported package from the root, if it is ours.
func own(imported string) (pkg string, ok bool) {
	if imported == module {
		return ".", true
	}
	return strings.CutPrefix(imported, module+"/")
}

// part is the first element of a package's path: "." for the root.
func part(pkg string) string {
	first, _, _ := strings.Cut(pkg, "/")
	return first
}

// folder is the first two elements: kernel/code for kernel/code/sheet.
func folder(pkg string) string {
	e := strings.SplitN(pkg, "/", 3)
	return strings.Join(e[:min(len(e), 2)], "/")
}

// within reports whether pkg is one of the packages or below one.
func within(pkg string, list []string) bool {
	return slices.ContainsFunc(list, func(p string) bool { return pkg == p || strings.HasPrefix(pkg, p+"/") })
}

// helper reports whether a package exists for tests only (dbtest, recordtest).
func helper(pkg string) bool { return strings.HasSuffix(pkg, "test") && pkg != "test" }

// report fails with a broken rule unless an exception with a reason stands.
func report(t *testing.T, rule, place, what, why string) {
	t.Helper()
	key := rule + " " + place + " " + what
	if reason := exceptions[key]; reason != "" {
		t.Logf("excepted: %s (%s)", key, reason)
		return
	}
	t.Errorf("%s\n\t%s", key, why)
}
