package actor

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/hengjian/hengjian/kernel/code/sheet"
	"github.com/hengjian/hengjian/kernel/kind"
)

// Kinds are the declarations of the organisation's kinds.
//
//go:embed *.yaml
var Kinds embed.FS

//go:embed roles/roles.yaml
var roleFile []byte

// Matter is the matter of the organisation's own kinds.
const Matter = "actor"

// Duty is which of the separated duties a role belongs to.
type Duty string

// The duties. The last three are the separated administrators.
const (
	Business Duty = "business"
	System   Duty = "system"
	Security Duty = "security"
	Audit    Duty = "audit"
)

// Role is what a person may be granted.
type Role struct {
	Name    string
	Title   string
	Duty    Duty
	May     map[string][]string // verb → "*", "<matter>.*" or a kind
	Base    string              // of a bureau's own role: the product's role it is cut down from
	Matters []string            // of a bureau's own role: nothing outside these
}

// Roles returns the roles of the product in order.
func Roles() []Role { return slices.Clone(product()) }

// FindRole returns a role of the product.
func FindRole(name string) (Role, bool) {
	for _, r := range product() {
		if r.Name == name {
			return r, true
		}
	}
	return Role{}, false
}

var product = sync.OnceValue(func() []Role {
	roles, err := parseRoles("roles.yaml", roleFile)
	if err != nil {
		panic("kernel/actor: shipped roles: " + err.Error())
	}
	return roles
})

// parseRoles reads a file of roles.
func parseRoles(name string, src []byte) ([]Role, error) {
	s, root := sheet.Parse(name, src)
	var out []Role
	for _, n := range root.Fields("roles")["roles"].List() {
		f := n.Fields("name", "title", "duty", "may")
		r := Role{Name: f["name"].Text(), Title: f["title"].Text(), Duty: Duty(f["duty"].Text()), May: map[string][]string{}}
		switch r.Duty {
		case "":
			r.Duty = Business
		case System, Security, Audit:
		default:
			f["duty"].Failf("duty 应为 system、security 或 audit")
		}
		for _, p := range f["may"].Pairs(append(kind.Verbs(), kind.Supervision()...)...) {
			for _, e := range p.Value.List() {
				what := e.Text()
				if r.Duty != Business && what != Matter+".*" {
					e.Failf("管理员角色只能用于机构人员")
				}
				r.May[p.Key] = append(r.May[p.Key], what)
			}
		}
		if r.Name == "" || r.Title == "" || slices.ContainsFunc(out, func(o Role) bool { return o.Name == r.Name }) {
			n.Failf("角色应有不重复的 name 和 title")
		}
		out = append(out, r)
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("reading roles: %w", err)
	}
	return out, nil
}

// known is the name under which kinds know the role.
func (r Role) known() string {
	if r.Base != "" {
		return r.Base
	}
	return r.Name
}

// allows reports whether the role gives the verb on the kind, rows aside.
func (r Role) allows(verb string, k *kind.Kind) bool {
	if r.Duty != Business && k.Matter != Matter {
		return false // an administrator sees no business data
	}
	if len(r.Matters) > 0 && !slices.Contains(r.Matters, k.Matter) {
		return false
	}
	if roles, ok := k.Access.Roles[verb]; ok {
		return slices.Contains(roles, r.known()) || slices.Contains(roles, r.Name)
	}
	for _, what := range r.May[verb] {
		switch m, all := strings.CutSuffix(what, ".*"); {
		case what == "*" && k.Matter != Matter, all && m == k.Matter, what == k.Name:
			return true
		}
	}
	return false
}
