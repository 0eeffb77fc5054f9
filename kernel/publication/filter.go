package publication

import (
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
)

// Filter is the expression that is true exactly for the active records shown
// on the day; "" where all are.
func (n *Notice) Filter(day calendar.Date) string {
	return strings.Join(append(n.always(), n.holds(day)...), " && ")
}

// always are the conditions that do not depend on the day.
func (n *Notice) always() []string {
	if n.Decl.If == "" {
		return nil
	}
	return []string{"(" + n.Decl.If + ")"}
}

func (n *Notice) holds(day calendar.Date) []string {
	var out []string
	if n.Decl.From != "" {
		out = append(out, n.begins("<=", day))
	}
	for _, l := range n.limits {
		out = append(out, n.begins(">=", n.first(l, day)))
	}
	for _, e := range n.ends {
		out = append(out, fmt.Sprintf("((%s) == null || %s)", e.text, e.compare(">=", day)))
	}
	return out
}

func (n *Notice) begins(op string, day calendar.Date) string {
	return fmt.Sprintf("(%s) %s date(%q)", n.Decl.From, op, day)
}

func (e end) compare(op string, day calendar.Date) string {
	return fmt.Sprintf("(%s) %s date(%q)", e.text, op, day)
}

// Turned is the expression for the active records that the passing of days may
// have brought into view or out of it: begun after the day `since` and up to
// today, or ended from then until yesterday. ok is false where days change
// nothing. What it finds is to be looked at with Shown and Period.
func (n *Notice) Turned(since, today calendar.Date) (filter string, ok bool) {
	var turns []string
	if n.Decl.From != "" {
		turns = append(turns, "("+n.begins(">", since)+" && "+n.begins("<=", today)+")")
	}
	for _, l := range n.limits {
		turns = append(turns, "("+n.begins(">=", n.first(l, since))+" && "+n.begins("<", n.first(l, today))+")")
	}
	for _, e := range n.ends {
		turns = append(turns, "(("+e.text+") != null && "+e.compare(">=", since)+" && "+e.compare("<", today)+")")
	}
	if len(turns) == 0 {
		return "", false
	}
	return strings.Join(append(n.always(), "("+strings.Join(turns, " || ")+")"), " && "), true
}
