package procedure

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/kind"
)

// addActs gives the kind the acts of all versions, so that rights, forms and
// the API know them; which of them a record has, and what each needs, its own
// version says (Book.Open, Book.Do).
func addActs(k *kind.Kind, l *Life) {
	for _, v := range slices.Backward(l.Versions) { // titles as the law now in force has them
		for _, a := range v.Acts {
			if a.Name == "" || slices.ContainsFunc(k.Acts, func(x kind.Act) bool { return x.Name == a.Name }) {
				continue
			}
			k.Acts = append(k.Acts, merged(l, a))
			if k.Access.Roles == nil {
				k.Access.Roles = map[string][]string{}
			}
			roles := rolesOf(k, l, a.Name)
			k.Access.Roles[a.Name] = roles
			if a.Creates() {
				k.Access.Roles[kind.Create] = roles
			}
		}
		for _, a := range v.Acts {
			for name := range a.Sets {
				if f := k.Field(name); f != nil {
					f.ByActs = true
				}
			}
		}
	}
}

// merged is an act as all versions together have it: it needs what every one
// needs, and takes what any takes.
func merged(l *Life, a *Act) kind.Act {
	out := kind.Act{Name: a.Name, Title: a.Title, Needs: slices.Clone(a.Needs), Reason: a.Reason}
	for _, v := range l.Versions {
		x := v.Act(a.Name)
		if x == nil {
			continue
		}
		out.Reason = out.Reason && x.Reason
		out.Needs = slices.DeleteFunc(out.Needs, func(n string) bool { return !slices.Contains(x.Needs, n) })
	}
	for _, v := range l.Versions {
		if x := v.Act(a.Name); x != nil {
			for _, n := range append(slices.Clone(x.Needs), x.Takes...) {
				if !slices.Contains(out.Needs, n) && !slices.Contains(out.Takes, n) {
					out.Takes = append(out.Takes, n)
				}
			}
		}
	}
	return out
}

// rolesOf are the roles that may do an act under any version; whom the record
// itself names is judged with the record.
func rolesOf(k *kind.Kind, l *Life, act string) []string {
	out := []string{}
	for _, v := range l.Versions {
		a := v.Act(act)
		if a == nil {
			continue
		}
		names := a.By.Roles
		if a.Sign != nil {
			names = append(slices.Clone(names), a.Sign.Of)
		}
		for _, name := range names {
			if f := k.Field(name); name != ownerWord && (f == nil || !person(f)) && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// ownerWord stands under by: for who is in charge of the record.
const ownerWord = "owner"
