package arch

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestImports holds the direction of imports.
func TestImports(t *testing.T) {
	s := read(t)
	for _, f := range s.files {
		for _, i := range f.imports {
			to, ok := own(i)
			if !ok {
				continue
			}
			if helper(to) && !f.test && !helper(f.pkg) {
				report(t, "helper", f.path, to, "a package whose name ends in test serves tests only")
			}
			if f.test || helper(f.pkg) {
				continue // a test may build the world it needs
			}
			if why := forbidden(f.pkg, to); why != "" {
				report(t, "import", f.path, to, why)
			}
		}
	}
}

// forbidden returns why from must not import to; "" if it may.
func forbidden(from, to string) string {
	if folder(from) == folder(to) && part(from) != "." {
		return ""
	}
	i := slices.IndexFunc(layers, func(l layer) bool { return l.part == part(from) })
	if i < 0 {
		return fmt.Sprintf("%s is in no layer of the policy", part(from))
	}
	if part(from) != part(to) {
		if within(to, layers[i].may) || part(to) == "." && slices.Contains(layers[i].may, ".") {
			return ""
		}
		return fmt.Sprintf("%s may import %s: %s", part(from), strings.Join(layers[i].may, " "), layers[i].why)
	}
	if slices.Contains(matters, part(from)) {
		return "two folders of " + part(from) + " never import each other; they meet through facts, ports and declarations"
	}
	if part(from) == "kernel" {
		a, b := rank(from), rank(to)
		if a < 0 || b < 0 {
			return fmt.Sprintf("%s or %s has no place in the order of the kernel", folder(from), folder(to))
		}
		if b > a {
			return "the kernel imports from left to right: " + strings.Join(kernelOrder, " ")
		}
	}
	return ""
}

func rank(pkg string) int {
	return slices.Index(kernelOrder, strings.TrimPrefix(folder(pkg), "kernel/"))
}

// TestForbidden checks the rule itself on imports that must and must not be.
func TestForbidden(t *testing.T) {
	for _, c := range []struct {
		from, to string
		may      bool
	}{
		{"platform/db", "platform/fault", true},
		{"platform/db", "kernel/ref", false},
		{"kernel/record", "kernel/ledger", true},
		{"kernel/ledger", "kernel/record", false},
		{"kernel/code/pinyin", "kernel/code", true},
		{"kernel/ref", "kernel/code/sheet", false},
		{"kernel/kind", "practice/collect", false},
		{"practice/collect", "practice/registration", false},
		{"practice/collect", "practice/collect/source", true},
		{"practice/collect", "sector/food", false},
		{"sector/food", "practice/collect", true},
		{"sector/food", "sector/drug", false},
		{"view/dossier", "kernel/subject", true},
		{"view/dossier", "view/portal", false},
		{"practice/collect", "view/dossier", false},
		{"city", "kernel/code/sheet", true},
		{"city", "kernel/record", false},
		{"app", ".", true},
		{"kernel/kind", ".", false},
		{"app/server", "app/api", true},
		{"cmd/hengjian", "web", false},
		{"somewhere", "kernel/ref", false},
	} {
		if got := forbidden(c.from, c.to) == ""; got != c.may {
			t.Errorf("%s → %s: may = %v, want %v", c.from, c.to, got, c.may)
		}
	}
}

// TestDoors holds that a package from outside comes in where it belongs.
func TestDoors(t *testing.T) {
	s := read(t)
	for _, f := range s.files {
		if f.test || helper(f.pkg) {
			continue
		}
		for _, i := range f.imports {
			for _, d := range doors {
				if (i == d.module || strings.HasPrefix(i, d.module+"/")) && !within(f.pkg, d.by) {
					report(t, "door", f.path, i, fmt.Sprintf("only %s may import it: %s", strings.Join(d.by, ", "), d.why))
				}
			}
		}
	}
}
