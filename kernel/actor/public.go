package actor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
)

// publicLabel begins the label of somebody of the public.
const publicLabel = "public:"

// OfPublic reports whether the label of an act is that of somebody of the public,
// who acted at the portal without an account.
func OfPublic(label string) bool { return strings.HasPrefix(label, publicLabel) }

// asPublic is what somebody of the public may do: only verbs that the kind gives
// to the role `public` by name; to make records of the area, and anything else on
// the records alone whose receipt he has shown.
func asPublic(c Caller, verb string, k *kind.Kind) Scope {
	given := func(v string) bool { return slices.Contains(k.Access.Roles[v], kind.PublicRole) }
	if !given(verb) {
		return Scope{None: true}
	}
	sc := Scope{public: true, personal: given(kind.SeePerson)}
	if verb == kind.Create {
		sc.Area = c.Area
		return sc
	}
	sc.Holds = c.Holds
	return sc
}

// isHeld reports whether the scope of somebody of the public takes in a row: one
// he holds, or one that is to be made in his area.
func (s Scope) isHeld(row RowHead) bool {
	if s.Area != "" {
		return row.Record.Zero() && row.Area == s.Area
	}
	return slices.Contains(s.Holds, row.Record)
}

// whereHeld is isHeld as a predicate; nothing that is to be made is in a table.
func (s Scope) whereHeld(alias string, param func(any) string) string {
	if len(s.Holds) == 0 {
		return "1 = 0"
	}
	or := make([]string, len(s.Holds))
	for i, r := range s.Holds {
		or[i] = fmt.Sprintf("(%s.area = %s AND %s.id = %s)", alias, param(string(r.Area)), alias, param(string(r.ID)))
	}
	return "(" + strings.Join(or, " OR ") + ")"
}
