package procedure

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
)

// basis names what a stored run was worked out under: the last year with a
// holiday notice, the table, the text of the version, and everything the version
// and the texts it cites say of steps and limits. Runs stored under another basis
// are reckoned anew (reckon.go).
func (b *Book) basis(v *Version) string {
	_, last := b.table.Known()
	return fmt.Sprintf("%d %s %s %s", last.Year(), b.table.Digest(), v.Law, b.rule(v))
}

// sameText reports whether two bases differ in the holiday table at most.
func sameText(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	return len(x) == 4 && len(y) == 4 && x[2] == y[2] && x[3] == y[3]
}

// changed says in Chinese what came between two bases.
func (b *Book) changed(v *Version, had, now string) string {
	x, y := strings.Fields(had), strings.Fields(now)
	if len(x) != 4 {
		return "期限重新推算"
	}
	var why []string
	switch {
	case x[0] != y[0]:
		why = append(why, y[0]+"年节假日安排公布")
	case x[1] != y[1]:
		why = append(why, "节假日安排修订")
	}
	switch {
	case x[2] != y[2]:
		why = append(why, "改按《"+b.lawTitle(v.Law)+"》办理")
	case x[3] != y[3]:
		why = append(why, "《"+b.lawTitle(v.Law)+"》的期限规定有变动")
	}
	return strings.Join(why, "，")
}

// rule is a short name of what a version says, and the texts it counts by.
func (b *Book) rule(v *Version) string {
	h := sha256.New()
	v.tell(h)
	laws := map[string]bool{v.Law: true}
	for _, k := range v.Clocks {
		if len(k.Cites) > 0 {
			laws[k.Cites[0].Law] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(laws)) {
		if l, ok := b.laws.Law(id); ok {
			for _, p := range l.Periods {
				r := p.Regime
				r.Source = ""
				fmt.Fprintln(h, id, p.From, r)
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// tell writes what of a version decides where a record stands and which limits
// run: no titles, nobody's rights.
func (v *Version) tell(w io.Writer) {
	fmt.Fprintln(w, v.Law)
	for _, s := range v.Steps {
		fmt.Fprintln(w, "step", s.Name, s.Start, s.End)
	}
	for _, a := range v.Acts {
		fmt.Fprintln(w, "act", a.Name, a.From, a.Anywhere, a.Always, a.To, a.Back, a.Inform, a.Documents)
		if s := a.Sign; s != nil {
			fmt.Fprintln(w, "sign", *s)
		}
	}
	events := func(name string, list []Event) {
		for _, e := range list {
			fmt.Fprintln(w, name, e.Sort, e.Name, e.Of, e.Day)
		}
	}
	for _, k := range v.Clocks {
		fmt.Fprintf(w, "clock %s %q %v %s %q %v %v\n", k.Name, k.If, k.Warn, k.Expire, k.To, k.Wait, lawOf(v, k))
		events("starts", k.Starts)
		events("stops", k.Stops)
		events("restarts", k.Restarts)
		events("voids", k.Voids)
		for _, l := range k.Limits {
			fmt.Fprintf(w, "limit %q %v\n", l.If, l.Limit)
		}
		for _, p := range k.Pauses {
			fmt.Fprintf(w, "pause %s %s %s %s %s %q\n", p.Step, p.Serving, p.Part, p.From, p.Until, p.If)
		}
		for _, x := range k.Extends {
			fmt.Fprintf(w, "extend %s %v %s %d %q\n", x.By, x.Add, x.Given, x.Times, x.If)
		}
	}
	if v.former != nil {
		fmt.Fprintln(w, "former", v.Carry.Steps)
		v.former.tell(w)
	}
}

// lawOf is the text by which a clock is counted.
func lawOf(v *Version, k *Clock) string {
	if len(k.Cites) > 0 {
		return k.Cites[0].Law
	}
	return v.Law
}

// bases are those under which the runs of a life stand today.
func (b *Book) bases(l *Life, today calendar.Date) []string {
	var out []string
	for _, v := range l.Versions {
		if x := b.basis(l.For(v.From, today)); !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// Basis names what all limits are worked out under on a day: while it is the same,
// nothing that was stored can have become stale.
func (b *Book) Basis(today calendar.Date) string {
	h := sha256.New()
	for _, k := range b.kinds.All() {
		if l := Of(k); l != nil {
			fmt.Fprintln(h, k.Name, b.bases(l, today))
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}
