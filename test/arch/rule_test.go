package arch

import (
	"bufio"
	"go/ast"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestClock holds that nobody outside platform and cmd reads the machine's
// clock: what is dated is dated by the act (tx.Now) or by the caller.
func TestClock(t *testing.T) {
	s := read(t)
	for _, f := range s.files {
		if f.test || helper(f.pkg) || within(f.pkg, timeReaders) {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains([]string{"Now", "Since", "Until"}, sel.Sel.Name) {
				report(t, "clock", f.at(s.set, n), "time."+sel.Sel.Name, "the time comes from platform/clock or tx.Now()")
			}
			return true
		})
	}
}

// TestNoInit holds that nothing registers itself: app wires what there is.
func TestNoInit(t *testing.T) {
	s := read(t)
	for _, f := range s.files {
		for _, d := range f.syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				report(t, "init", f.at(s.set, fn), "init", "nothing registers itself; app/ wires what there is")
			}
		}
	}
}

// TestActWriters holds that a line of the ledger is written in one place. Do
// takes a transaction and an act: a call with two arguments in a package that
// knows the ledger (sync.Once and http.Client take one).
func TestActWriters(t *testing.T) {
	s := read(t)
	found := 0
	for _, f := range s.files {
		if f.test || helper(f.pkg) || !slices.Contains(f.imports, module+"/kernel/ledger") {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 2 {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "Do" {
				return true
			}
			if within(f.pkg, actWriters) {
				found++
				return true
			}
			report(t, "act", f.at(s.set, n), "Do", "only "+strings.Join(actWriters, ", ")+" writes the ledger")
			return true
		})
	}
	if found == 0 {
		t.Error("no call of ledger.Do found: the test looks for the wrong thing")
	}
}

// TestPackageComments holds that every package says what it is, once.
func TestPackageComments(t *testing.T) {
	s := read(t)
	said := map[string][]string{}
	all := map[string]bool{}
	for _, f := range s.files {
		if f.test {
			continue
		}
		all[f.pkg] = true
		if f.syntax.Doc == nil {
			continue
		}
		text := f.syntax.Doc.Text()
		want := "Package " + f.syntax.Name.Name + " "
		if f.syntax.Name.Name == "main" {
			want = "Command "
		}
		if !strings.HasPrefix(text, want) {
			report(t, "comment", f.path, "start", "a package comment begins with "+want)
		}
		said[f.pkg] = append(said[f.pkg], f.path)
	}
	for pkg := range all {
		switch n := len(said[pkg]); {
		case n == 0:
			report(t, "comment", pkg, "missing", "every package has a comment")
		case n > 1:
			report(t, "comment", pkg, "twice", "one package comment: "+strings.Join(said[pkg], ", "))
		}
	}
}

// TestFileSize holds that a file can be read in one sitting; Go, TypeScript and
// styles alike.
func TestFileSize(t *testing.T) {
	s := read(t)
	for _, f := range s.files {
		if f.lines > maxLines && !ast.IsGenerated(f.syntax) {
			report(t, "size", f.path, "lines", "split it by topic")
		}
	}
	err := filepath.WalkDir(filepath.Join(s.root, "web", "src"), func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		n, err := lines(p)
		if err != nil {
			return err
		}
		if rel, _ := filepath.Rel(s.root, p); n > maxLines {
			report(t, "size", filepath.ToSlash(rel), "lines", "split it by topic")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// lines counts the lines of a source file; 0 for what is generated or not text.
func lines(name string) (int, error) {
	if !slices.Contains([]string{".ts", ".tsx", ".css"}, filepath.Ext(name)) {
		return 0, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	n := 0
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		if n == 0 && strings.Contains(sc.Text(), "generated") {
			return 0, nil
		}
		n++
	}
	return n, sc.Err()
}

// TestExceptions holds that an exception names a reason and a place that is
// still there.
func TestExceptions(t *testing.T) {
	dir := root(t)
	for key, why := range exceptions {
		if why == "" {
			t.Errorf("exception %q has no reason", key)
		}
		place, _, _ := strings.Cut(strings.SplitN(key, " ", 3)[1], ":")
		if _, err := os.Stat(filepath.Join(dir, place)); err != nil {
			t.Errorf("exception %q: %s is gone", key, place)
		}
	}
}
