package arch

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// reach are the names by which a package opens a connection or runs a program.
var reach = map[string][]string{
	"http": {"Get", "Post", "PostForm", "Head", "Client", "DefaultClient", "Transport", "DefaultTransport", "NewRequest", "NewRequestWithContext", "ReadResponse"},
	"net":  {"Dial", "DialTimeout", "DialTCP", "DialUDP", "DialUnix", "DialIP", "Dialer", "LookupHost", "LookupIP", "LookupAddr", "LookupTXT", "DefaultResolver", "Resolver"},
	"tls":  {"Dial", "DialWithDialer", "Dialer", "Client"},
}

// reachers are packages that open connections, or run programs, whatever one
// calls in them.
var reachers = []string{"net/smtp", "net/rpc", "net/http/httputil", "os/exec", "plugin", "golang.org/x/oauth2", "golang.org/x/net/websocket", "github.com/coreos/go-oidc"}

// TestNobodyDials holds that no package but the dialers opens a connection: there
// is no address in any field, file or header that the server would ask.
// (The database driver is platform/db's alone: TestDoors.)
func TestNobodyDials(t *testing.T) {
	s := read(t)
	used := map[string]bool{}
	for _, f := range s.files {
		if f.test || helper(f.pkg) || within(f.pkg, []string{"test", "bench"}) {
			continue
		}
		say := func(where, what string) {
			if _, may := dialers[f.pkg]; may {
				used[f.pkg] = true
				return
			}
			report(t, "dial", where, what, "only the dialers of the policy open connections: a new one says to whom, and how its address is bound")
		}
		for _, i := range f.imports {
			if slices.ContainsFunc(reachers, func(r string) bool { return i == r || strings.HasPrefix(i, r+"/") }) {
				say(f.path, i)
			}
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok && slices.Contains(reach[x.Name], sel.Sel.Name) && imports(f, x.Name) {
					say(f.at(s.set, n), x.Name+"."+sel.Sel.Name)
				}
			}
			return true
		})
	}
	for pkg := range dialers {
		if !used[pkg] {
			t.Errorf("%s opens no connection and is among the dialers", pkg)
		}
	}
}

// imports reports whether a name stands for the package of the standard library.
func imports(f *file, name string) bool {
	return slices.ContainsFunc(f.imports, func(i string) bool {
		return i == name || i == "net/"+name || i == "crypto/"+name
	})
}
