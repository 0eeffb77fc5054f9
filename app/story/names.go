package story

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/demo"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
)

// names looks up what the words of a story stand for: a declared name or the
// Chinese title of a kind, a field, an act, a step, a clock; an account, a name or a
// role of a person; a code or a name of a unit.
type names struct {
	app    *app.App
	people []demo.Person
}

func (n *names) kind(text string) *kind.Kind {
	if k := n.app.Kinds.Get(text); k != nil {
		return k
	}
	for _, k := range n.app.Kinds.All() {
		if k.Title == text {
			return k
		}
	}
	return nil
}

func field(k *kind.Kind, text string) *kind.Field {
	if f := k.Field(text); f != nil {
		return f
	}
	for _, f := range k.Fields {
		if f.Title == text {
			return f
		}
	}
	return nil
}

// versions are the procedures of a kind, the one that governs first.
func versions(k *kind.Kind, governs *procedure.Version) []*procedure.Version {
	var out []*procedure.Version
	if governs != nil {
		out = append(out, governs)
	}
	if l := procedure.Of(k); l != nil {
		for _, v := range slices.Backward(l.Versions) {
			if v != governs {
				out = append(out, v)
			}
		}
	}
	return out
}

// actName is the name of an act of a kind, "" where there is none. Built-in acts
// have verbs of their own.
func actName(k *kind.Kind, governs *procedure.Version, text string) string {
	for _, v := range versions(k, governs) {
		if a := v.Act(text); a != nil {
			return a.Name
		}
		for _, a := range v.Acts {
			if a.Title == text {
				return a.Name
			}
		}
	}
	for _, a := range k.Acts {
		if a.Name == text || a.Title == text {
			return a.Name
		}
	}
	return ""
}

// annulled is the name of an act of any sort, as annuls and expect act say it.
func anyAct(k *kind.Kind, governs *procedure.Version, text string) string {
	if name := actName(k, governs, text); name != "" {
		return name
	}
	for name, title := range record.Titles {
		if text == name || text == title {
			return name
		}
	}
	return ""
}

func stepName(k *kind.Kind, governs *procedure.Version, text string) string {
	for _, v := range versions(k, governs) {
		for _, s := range v.Steps {
			if text == s.Name || text == s.Title {
				return s.Name
			}
		}
	}
	return ""
}

func clockName(k *kind.Kind, governs *procedure.Version, text string) string {
	for _, v := range versions(k, governs) {
		for _, c := range v.Clocks {
			if text == c.Name || text == c.Title {
				return c.Name
			}
		}
	}
	return ""
}

// hasDocument reports whether some act of the kind issues the document.
func hasDocument(k *kind.Kind, text string) bool {
	for _, v := range versions(k, nil) {
		for _, a := range v.Acts {
			if slices.Contains(a.Documents, text) {
				return true
			}
		}
	}
	return false
}

// person finds who is meant: an account, a name, else the first who has the role.
func (n *names) person(text string) (demo.Person, bool) {
	for _, p := range n.people {
		if p.Account == text || p.Name == text {
			return p, true
		}
	}
	for _, p := range n.people {
		if p.Role == text {
			return p, true
		}
		if r, ok := actor.FindRole(p.Role); ok && r.Title == text {
			return p, true
		}
	}
	return demo.Person{}, false
}

// unit finds the code of a unit by its code, short name or name. Several units of
// a city may have one short name: then it is none.
func (n *names) unit(text string) (code string, ok bool) {
	found := ""
	for _, u := range n.app.Profile.Units {
		if u.Code == text || u.Name == text {
			return u.Code, true
		}
		if u.Short == text {
			if found != "" {
				return "", false
			}
			found = u.Code
		}
	}
	return found, found != ""
}

// role finds the name of a role.
func role(text string) (string, bool) {
	if _, ok := actor.FindRole(text); ok {
		return text, true
	}
	for _, r := range actor.Roles() {
		if r.Title == text {
			return r.Name, true
		}
	}
	return "", false
}

// near is the word of a list that is most like a text, for “did you mean”.
func near(text string, list []string) string {
	best, least := "", 1+len([]rune(text))/3
	for _, s := range list {
		if d := distance([]rune(text), []rune(s)); d <= least && (best == "" || d < least) {
			best, least = s, d
		}
	}
	if best == "" {
		for _, s := range list {
			if len([]rune(text)) >= 2 && strings.Contains(s, text) {
				return s
			}
		}
	}
	return best
}

// distance is how many characters must be put in, taken out or changed.
func distance(a, b []rune) int {
	if len(a) > 60 || len(b) > 60 {
		return 60
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		last := row[0]
		row[0] = i + 1
		for j, y := range b {
			d := last
			if x != y {
				d = min(last, row[j], row[j+1]) + 1
			}
			last, row[j+1] = row[j+1], d
		}
	}
	return row[len(b)]
}

func titlesOf[T any](list []T, of func(T) (name, title string)) []string {
	var out []string
	for _, x := range list {
		name, title := of(x)
		out = append(out, name, title)
	}
	slices.SortFunc(out, cmp.Compare[string])
	return out
}
