package demo

import (
	"fmt"

	"github.com/hengjian/hengjian/city"
)

// Person is one account of the demo bureau.
type Person struct {
	Account     string
	Name        string
	Unit        string // code of a unit of the profile
	Post        string // 职务
	Role        string // actor.Role
	Over        string // code of the unit whose subtree the role covers
	Certificate string // 执法证号, empty for those who do not enforce
}

// People returns the accounts of a profile: one of each role and a few more.
func People(p *city.Profile) ([]Person, error) {
	s, root, err := open("people/" + p.Name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("people of %s: %w", p.Name, err)
	}
	var out []Person
	accounts := map[string]bool{}
	for _, n := range root.Fields("people")["people"].List() {
		f := n.Fields("account", "name", "unit", "post", "role", "over", "certificate")
		one := Person{Account: f["account"].Text(), Name: f["name"].Text(), Unit: f["unit"].Code(), Post: f["post"].Text(), Role: f["role"].Text(),
			Over: f["over"].Code(), Certificate: f["certificate"].Text()}
		if one.Account == "" || one.Name == "" || accounts[one.Account] {
			n.Failf("account or name is missing or stands twice")
		}
		accounts[one.Account] = true
		for _, u := range []string{one.Unit, one.Over} {
			if _, ok := p.Unit(u); !ok {
				n.Failf("%s has no unit %q", p.Name, u)
			}
		}
		out = append(out, one)
	}
	return out, s.Err()
}
