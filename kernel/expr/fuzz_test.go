package expr

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"
)

// FuzzCompile gives Compile anything. What it accepts must run: cel-go and
// SQLite agree on it for a handful of records.
func FuzzCompile(f *testing.F) {
	for _, s := range []string{
		`amount > yuan(500)`, `filed_on < today - days(30)`, `title.startsWith("老王") && !urgent`, `"a" in tags || tags.exists(v, v == "b")`,
		`respondent.county == "371002"`, `has(respondent) ? respondent.name == title : goods == null`, `count / people % 3 == -1`,
		`(urgent ? count : people) in [1, 2, 3]`, `rate >= 1.25`, `seen_at > start_of(today) - hours(3)`, `respondent == me`, `state in my_states`,
		`size(title) > 3 == (urgent != public)`, `trunc(rate * 1.5) > 2`, `title == "\u4e2d\x41\"'"`, `late == rich`, `((((((1))))))`, `[[[[`, `"\ud800"`, "a\nb", `5u`, `1e9`, `b"x"`,
	} {
		f.Add(s)
	}
	lite := stores(f)[:1]
	w := newWorld(f, generator{rand.New(rand.NewPCG(7, 7))}, lite, true, 12)
	f.Fuzz(func(t *testing.T, src string) {
		start := time.Now()
		p, err := Compile(src, w.schema, Condition())
		if took := time.Since(start); took > 5*time.Second {
			t.Fatalf("took %v", took)
		}
		if err != nil {
			var problem *Problem
			if !errors.As(err, &problem) || problem.Text == "" || problem.Offset > len(src) {
				t.Fatalf("error %#v", err)
			}
			return
		}
		for i, got := range w.ask(t, lite[0], p) {
			if want, _ := p.Truth(w.records[i], w.env); got != want {
				t.Errorf("%s\n%v\nsqlite %v, Go %v", src, w.records[i], got, want)
			}
		}
	})
}
