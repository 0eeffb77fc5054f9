package app

import (
	"fmt"
	"sort"
	"strings"

	"github.com/hengjian/hengjian/kernel/document"
	"github.com/hengjian/hengjian/kernel/procedure"
)

// Seams prints every seam between matters, one a line: declarations (down),
// facts (sideways) and ports (questions). app/seams.golden holds it.
func (a *App) Seams() string {
	var lines []string
	for _, k := range a.Kinds.All() {
		line := fmt.Sprintf("declaration  %s → %s", k.File, k.Table)
		if k.About != "" {
			line += " (about " + k.About + ")"
		}
		lines = append(lines, line)
		for _, f := range append(procedure.Facts(k), k.Tells...) {
			lines = append(lines, fmt.Sprintf("fact         %s tells %s", k.Name, f))
		}
	}
	for _, x := range a.Facts.Arrows() {
		lines = append(lines, fmt.Sprintf("fact         %s → %s", x.Fact, x.Hearer))
	}
	for kindName := range a.preparers() {
		lines = append(lines, fmt.Sprintf("port         practice/collect asks Preparer of %s, answered by %s", kindName, a.Kinds.Get(kindName).Matter))
	}
	lines = append(lines, "port         practice/liaison asks whether a business exists no more, answered by registration")
	for act := range behaviours(nil, nil, document.NewOffice(document.Parts{Forms: a.Templates})) {
		kindName, _, _ := strings.Cut(act, ".")
		lines = append(lines, "behaviour    "+act+" → "+a.Kinds.Get(kindName).Group+"/"+a.Kinds.Get(kindName).Matter)
	}
	for _, p := range a.projections() {
		for _, k := range a.Kinds.All() {
			if p.Follows(k) {
				lines = append(lines, fmt.Sprintf("projection   %s → %s", k.Name, strings.TrimPrefix(fmt.Sprintf("%T", p), "*")))
			}
		}
	}
	sort.Strings(lines)
	return strings.Join(lines, "\n") + "\n"
}
