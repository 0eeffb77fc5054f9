package actor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
)

// subjectLabel begins the label of somebody who acts for a supervised subject.
const subjectLabel = "subject:"

// OfSubject returns the account behind the label of an act, where a subject did
// it at its own desk.
func OfSubject(label string) (account ref.ID, ok bool) {
	if len(label) <= len(subjectLabel) || label[:len(subjectLabel)] != subjectLabel {
		return "", false
	}
	return ref.ID(label[len(subjectLabel):]), true
}

// OfMachine reports whether the label of an act is that of the installation itself.
func OfMachine(label string) bool { return strings.HasPrefix(label, machineLabel) }

// Self are the records that are the subject itself: the one the account is
// bound to, or the one it was merged into, and all that were merged.
func (c Caller) Self() []ref.Ref {
	if c.Subject.Zero() {
		return nil
	}
	return append([]ref.Ref{c.Subject}, c.Merged...)
}

// reserved are role names that nobody is granted.
func reserved(name string) bool {
	return name == kind.SubjectRole || name == kind.MachineRole || name == kind.PublicRole
}

// asSubject is what a subject may do: only verbs that the kind gives to the role
// `subject` by name, only on records about itself. A subject that exists no more
// reads what is held about it, and acts no longer.
func asSubject(c Caller, verb string, k *kind.Kind) Scope {
	sc := Scope{None: true}
	given := func(v string) bool { return slices.Contains(k.Access.Roles[v], kind.SubjectRole) }
	if k.About == "" && !k.Subject || !given(verb) || c.Ended && verb != kind.Read {
		return sc
	}
	sc.None, sc.Self = false, c.Self()
	sc.personal, sc.secret = given(kind.SeePerson), given(kind.SeeSecret)
	if k.About != "" {
		sc.about = k.Field(k.About).Column()
	}
	sc.sort = k.Subject
	return sc
}

// isSelf reports whether a row is about the subject.
func (s Scope) isSelf(row RowHead) bool {
	return slices.ContainsFunc(row.About, func(r ref.Ref) bool { return slices.Contains(s.Self, r) })
}

// whereSelf keeps the rows about the subject.
func (s Scope) whereSelf(alias string, param func(any) string) string {
	or := ""
	add := func(area, id string, r ref.Ref) {
		if or != "" {
			or += " OR "
		}
		or += fmt.Sprintf("(%s.%s = %s AND %s.%s = %s)", alias, area, param(string(r.Area)), alias, id, param(string(r.ID)))
	}
	for _, r := range s.Self {
		if s.sort {
			add("area", "id", r)
		}
		if s.about != "" {
			add(s.about+"_area", s.about, r)
		}
	}
	return "(" + or + ")"
}

// whySubject explains the rights of a subject.
func whySubject(c Caller, verb string, k *kind.Kind, what string) []string {
	out := []string{"经营主体本身，在企业端办理"}
	switch {
	case c.Ended && verb != kind.Read:
		out = append(out, "该主体已注销，只能查看")
	case asSubject(c, verb, k).None:
		out = append(out, fmt.Sprintf("“%s”没有把“%s”交给监管对象本身", k.Title, verbTitle(verb, k)))
	default:
		return append(out, "结论：可以"+what+"，限于关于本主体的")
	}
	return append(out, "结论：不能"+what)
}
