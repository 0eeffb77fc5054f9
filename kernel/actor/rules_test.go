package actor

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/kind"
)

// allowed reads the rules from the raw rows, the long way round.
func (w *world) allowed(c Caller, verb string, k *kind.Kind, r row) bool {
	holder := string(c.Person)
	if c.OnBehalf != "" {
		holder = string(c.OnBehalf)
	}
	for _, g := range w.held(holder) {
		m := g.text("matters")
		if m != "" && m != `["`+k.Matter+`"]` || !roleGives(g.text("role"), verb, k) {
			continue
		}
		if c.OnBehalf != "" && !w.delegates(string(c.Person), holder, g, k) {
			continue
		}
		if w.within(g, holder, verb, k, r) {
			return true
		}
	}
	return false
}

// held are the grants of a person in force, none where they clash.
func (w *world) held(person string) []row {
	p := find(w.people, person)
	if p == nil || p.text("left_on") != "" && p.text("left_on") <= day {
		return nil
	}
	var out []row
	admin, business := false, false
	for _, g := range w.grants {
		by, second := g.owner, g.text("confirmed_by")
		confirmed := g.text("confirmed") == "yes" && (by == "" || second != "" && second != by && second != person)
		over := g.text("over")
		if over == "" {
			over = p.text("unit_of")
		}
		u := find(w.units, over)
		if g.text("person") != person || !confirmed || g.text("since") > day || g.text("until_on") != "" && g.text("until_on") <= day || u == nil || u.state != "active" {
			continue
		}
		admin = admin || g.text("role") == "system_admin"
		business = business || g.text("role") != "system_admin"
		out = append(out, g)
	}
	if admin && business {
		return nil
	}
	return out
}

func roleGives(role, verb string, k *kind.Kind) bool {
	switch {
	case role == "system_admin":
		return false
	case verb == "settle":
		return k.Name == "thing" && role == "head"
	}
	gives := map[string][]string{"read": {"officer", "head", "leader", "viewer"}, "amend": {"officer", "head"}, "personal": {"officer", "head", "leader"}}
	return slices.Contains(gives[verb], role)
}

// delegates reports whether taker may use giver's grant g on the kind.
func (w *world) delegates(taker, giver string, g row, k *kind.Kind) bool {
	t := find(w.people, taker)
	if t.text("left_on") == day {
		return false
	}
	for _, p := range []string{taker, giver} {
		held := w.held(p)
		if w.clashes(p) || len(held) > 0 && held[0].text("role") == "system_admin" {
			return false
		}
	}
	for _, x := range w.given {
		m := x.text("matters")
		if x.text("giver") == giver && x.text("taker") == taker && taker != giver && x.text("since") <= day && x.text("until_on") > day &&
			(x.text("role") == "" || x.text("role") == g.text("role")) && (m == "" || m == `["`+k.Matter+`"]`) {
			return true
		}
	}
	return false
}

// clashes reports whether a person holds roles that may not be held together,
// or is no longer here.
func (w *world) clashes(person string) bool {
	p := *find(w.people, person)
	if p.text("left_on") == day {
		return true
	}
	alone := *w
	alone.grants = nil
	var found []string
	for _, g := range w.grants {
		alone.grants = []row{g}
		if len(alone.held(person)) == 1 {
			found = append(found, g.text("role"))
		}
	}
	return slices.Contains(found, "system_admin") && slices.ContainsFunc(found, func(r string) bool { return r != "system_admin" })
}

// within is own ∪ party ∪ unit in the subtree of the grant's unit.
func (w *world) within(g row, holder, verb string, k *kind.Kind, r row) bool {
	if r.owner == holder {
		return true
	}
	over := g.text("over")
	if over == "" {
		over = find(w.people, holder).text("unit_of")
	}
	wide := g.text("reach") != "own" && !k.Access.Secret
	seat := find(w.people, holder).text("unit_of")
	for _, p := range r.parties {
		if p.Reads && verb != kind.Read { // it was only copied to him
			continue
		}
		if k.Access.Secret && seat != "" && string(p.Unit) == seat {
			return true
		}
		if string(p.Person) == holder || wide && w.under(string(p.Unit), over) {
			return true
		}
	}
	if !wide {
		return false
	}
	top, roots := find(w.units, over), 0
	for _, u := range w.units {
		if u.state == "active" && u.text("parent") == "" && u.area == top.area {
			roots++
		}
	}
	if top.text("parent") == "" && roots == 1 && top.area == find(w.people, holder).area && r.area == top.area {
		return true // the whole book of the bureau
	}
	u := find(w.units, r.unit)
	return u != nil && u.area == r.area && w.under(r.unit, over)
}

// under climbs from unit to top; a unit no longer in force ends the way.
func (w *world) under(unit, top string) bool {
	for range 40 {
		u := find(w.units, unit)
		if u == nil || u.state != "active" {
			return false
		}
		if unit == top {
			return true
		}
		unit = u.text("parent")
	}
	return false
}

func find(rows []row, id string) *row {
	for i := range rows {
		if rows[i].id == id {
			return &rows[i]
		}
	}
	return nil
}
