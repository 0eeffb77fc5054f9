package arch

import (
	"go/ast"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	creates = regexp.MustCompile(`(?i)CREATE (?:VIRTUAL )?TABLE (?:IF NOT EXISTS )?([a-z_]+)`)
	writes  = regexp.MustCompile(`(?:INSERT INTO|DELETE FROM|\bUPDATE) ([A-Za-z_]+)`)
	word    = regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
)

// notTables follow UPDATE without being a table: ON CONFLICT … DO UPDATE SET,
// FOR UPDATE SKIP LOCKED.
var notTables = []string{"set", "skip"}

// TestTables holds that every table of the schema stands in the policy with
// its class and owner, that its owner says so in Tables (or Shared), and that
// nobody else writes it.
func TestTables(t *testing.T) {
	s := read(t)
	policy := map[string]table{}
	for _, x := range tables {
		if _, twice := policy[x.name]; twice {
			t.Errorf("table %s stands twice in the policy", x.name)
		}
		policy[x.name] = x
	}
	made := map[string]bool{}
	named := map[string][]string{} // package → what its Tables and Shared name
	for _, f := range s.files {
		if f.test || helper(f.pkg) || part(f.pkg) == "test" {
			continue
		}
		for _, lit := range literals(f.syntax) {
			for _, m := range creates.FindAllStringSubmatch(lit.text, -1) {
				x, ok := policy[m[1]]
				switch {
				case m[1] == "IF": // IF NOT EXISTS and a name that is put in
					continue
				case !ok:
					report(t, "table", f.at(s.set, lit.node), m[1], "every table stands in the policy with its class and owner")
				case x.owner != f.pkg:
					report(t, "table", f.at(s.set, lit.node), m[1], "it belongs to "+x.owner)
				}
				made[m[1]] = true
			}
			for _, m := range writes.FindAllStringSubmatch(lit.text, -1) {
				name := strings.ToLower(m[1])
				if slices.Contains(notTables, name) {
					continue
				}
				if x, ok := policy[name]; !ok {
					report(t, "write", f.at(s.set, lit.node), name, "the table is not in the policy; the tables of kinds are written by kernel/record alone")
				} else if x.owner != f.pkg {
					report(t, "write", f.at(s.set, lit.node), name, "only "+x.owner+" writes it")
				}
			}
		}
		for _, d := range f.syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && (fn.Name.Name == "Tables" || fn.Name.Name == "Shared") {
				for _, lit := range literals(fn) {
					if word.MatchString(lit.text) && !isClass(lit.text) {
						named[f.pkg] = append(named[f.pkg], lit.text)
					}
				}
			}
		}
	}
	for _, x := range tables {
		if !made[x.name] {
			t.Errorf("table %s of the policy is made nowhere", x.name)
		}
		if !slices.Contains(named[x.owner], x.name) {
			report(t, "tables", x.owner, x.name, "the package's Tables (or Shared) names every table it makes")
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(named)) {
		for _, name := range named[pkg] {
			if policy[name].owner != pkg {
				report(t, "tables", pkg, name, "the policy does not know it as this package's")
			}
		}
	}
}

func isClass(s string) bool { return slices.Contains([]string{book, directory, shared, machine}, s) }

// TestClasses holds the classes to the words of kernel.md §2.
func TestClasses(t *testing.T) {
	for _, x := range tables {
		if !isClass(x.class) {
			t.Errorf("table %s has the class %q", x.name, x.class)
		}
		if x.why == "" {
			t.Errorf("table %s says no reason", x.name)
		}
	}
}

type literal struct {
	node ast.Node
	text string
}

// literals returns the text constants below a node.
func literals(n ast.Node) []literal {
	var out []literal
	ast.Inspect(n, func(n ast.Node) bool {
		if b, ok := n.(*ast.BasicLit); ok && b.Kind == token.STRING {
			if text, err := strconv.Unquote(b.Value); err == nil {
				out = append(out, literal{b, text})
			}
		}
		return true
	})
	return out
}
