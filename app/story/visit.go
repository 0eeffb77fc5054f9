package story

import (
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/law"
	"github.com/hengjian/hengjian/kernel/procedure"
)

// What a story went through is noted as “kind law act NAME”, “kind law step NAME”,
// “kind law clock NAME STATE”, so that a test can say what no story visits.

// observe notes where the records of the story have come to by now.
func (sc *scene) observe() {
	for _, name := range sc.order {
		c := sc.records[name]
		course, err := sc.course(c)
		if err != nil || course == nil {
			continue
		}
		at := c.kind.Name + " " + course.Version.Law + " "
		for _, s := range course.Stays() {
			sc.out.Visited[at+"step "+s.Step.Name] = true
		}
		for _, a := range course.Version.Acts {
			if course.Did(a.Name) {
				sc.out.Visited[at+"act "+a.Name] = true
			}
		}
		for _, r := range course.Runs {
			sc.note(course, c, r)
		}
	}
}

// note notes how a run of a clock stands.
func (sc *scene) note(course *procedure.Course, c *cast, r *procedure.Run) {
	clock := c.kind.Name + " " + course.Version.Law + " clock " + r.Clock.Name + " "
	sc.out.Visited[clock+stateWord(course.State(r))] = true
	if len(r.Extensions) > 0 {
		sc.out.Visited[clock+"extended"] = true
	}
}

// Ways lists all that the procedures of a kind can go through: every act, every step
// and every outcome of a clock, as Visited notes them.
func Ways(k *kind.Kind) []string {
	var out []string
	l := procedure.Of(k)
	if l == nil {
		return nil
	}
	for _, v := range l.Versions {
		at := k.Name + " " + v.Law + " "
		for _, a := range v.Acts {
			out = append(out, at+"act "+a.Name)
		}
		for _, s := range v.Steps {
			out = append(out, at+"step "+s.Name)
		}
		for _, c := range v.Clocks {
			for _, o := range outcomes(c) {
				out = append(out, at+"clock "+c.Name+" "+o)
			}
		}
	}
	return out
}

// outcomes are the states in which a clock can be found.
func outcomes(c *procedure.Clock) []string {
	out := []string{"running"}
	if len(c.Stops) > 0 {
		out = append(out, "met")
	}
	switch {
	case c.Expire == law.Lapses || c.Expire == law.Deemed:
		out = append(out, "expired")
	case len(c.Stops) > 0:
		out = append(out, "overdue", "late")
	default:
		out = append(out, "overdue")
	}
	if c.Warn.N > 0 {
		out = append(out, "near")
	}
	if len(c.Pauses) > 0 {
		out = append(out, "paused")
	}
	if len(c.Extends) > 0 {
		out = append(out, "extended")
	}
	if len(c.Voids) > 0 {
		out = append(out, "void")
	}
	return out
}
