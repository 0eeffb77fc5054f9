package demo

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/city"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/practice/registration"
)

func load(t testing.TB, name string) *city.Profile {
	t.Helper()
	p, err := city.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func each(t *testing.T, f func(t *testing.T, p *city.Profile)) {
	for _, name := range city.Profiles() {
		t.Run(name, func(t *testing.T) { f(t, load(t, name)) })
	}
}

func TestCodes(t *testing.T) {
	lists := code.StandardLists()
	status, _ := lists.Find("subject_status")
	licence, _ := lists.Find("licence_kind")
	kinds, _ := lists.Find("penalty_kind")
	each(t, func(t *testing.T, p *city.Profile) {
		counties := registration.NewCounties(p.Areas, code.GB2260())
		seen := map[string]bool{}
		wrong := 0
		for _, s := range New(p, 7).Subjects(3000) {
			v := s.Values
			uscc := v["uscc"].(string)
			if c := code.USCC(uscc); !c.OK || uscc[8:13] != "MADEM" || seen[uscc] {
				t.Fatalf("%s: %+v, seen %v", uscc, c, seen[uscc])
			}
			seen[uscc] = true
			if no, ok := v["reg_no"].(string); ok {
				if c := code.RegNo(no); !c.OK || seen[no] {
					t.Fatalf("%s: %+v", no, c)
				}
				seen[no] = true
			}
			if c := code.GBT4754().Check(v["industry"].(string)); !c.OK {
				t.Fatal(c.Text)
			}
			if c := status.Check(code.Value(v["status"].(string)), v["approved_on"].(string)); !c.OK {
				t.Fatal(c.Text)
			}
			if found := counties.Find(v["address"].(string), ""); found.Code != v["county"] {
				if wrong++; wrong < 8 {
					t.Errorf("%s stands in %s, found %s (%s)", v["address"], v["county"], found.Code, found.Words)
				}
			}
			for _, m := range s.Permits {
				no := m["document_no"].(string)
				if seen[no] {
					t.Fatalf("permit %s twice", no)
				}
				seen[no] = true
				if c := licence.Check(code.Value(m["sort"].(string)), ""); !c.OK {
					t.Fatal(c.Text)
				}
				switch {
				case strings.HasPrefix(no, "JY"), strings.HasPrefix(no, "YB"):
					if c := code.JY(no); !c.OK {
						t.Fatalf("%s: %s", no, c.Text)
					}
				case strings.HasPrefix(no, "SC"):
					if c := code.SC(no); !c.OK {
						t.Fatalf("%s: %s", no, c.Text)
					}
				}
			}
			for _, m := range s.Penalties {
				if seen[m["document_no"].(string)] {
					t.Fatalf("decision %s twice", m["document_no"])
				}
				seen[m["document_no"].(string)] = true
				for _, k := range m["sorts"].([]any) {
					if c := kinds.Check(code.Value(k.(string)), m["decided_on"].(string)); !c.OK {
						t.Fatal(c.Text)
					}
				}
			}
		}
	})
}

// Every day is in order and nothing lies in the future; no template mark is
// left; names are given once; branches have their parent.
func TestPlausible(t *testing.T) {
	each(t, func(t *testing.T, p *city.Profile) {
		g := New(p, 3)
		today, holidays := g.Today.String(), calendar.MustShipped()
		all := g.Subjects(3000)
		names := map[string]bool{}
		for i, s := range all {
			v := s.Values
			key := v["name"].(string) + "/" + v["address"].(string)
			if names[key] {
				t.Fatalf("twice: %s", key)
			}
			names[key] = true
			days(t, v, "1995-01-01", "established_on", "approved_on")
			if d := calendar.MustParse(v["established_on"].(string)); !holidays.IsWorkday(d) {
				t.Errorf("established on %s", d.Text())
			}
			days(t, map[string]any{"a": v["approved_on"], "b": today}, "1995-01-01", "a", "b")
			if until, ok := v["term_until"].(string); ok && until < v["term_from"].(string) {
				t.Fatalf("%v", v)
			}
			if s.Parent >= 0 {
				if parent := all[s.Parent].Values; s.Parent >= i || parent["name"] != v["parent_name"] || v["branch"] != true || parent["established_on"].(string) > v["established_on"].(string) {
					t.Fatalf("%v is a branch of %v", v, parent)
				}
				if b := registration.FindBranch(v["name"].(string)); b.HeadName != registration.NormalName(v["parent_name"].(string)) {
					t.Errorf("%s: the name tells of %q, not of %q", v["name"], b.HeadName, v["parent_name"])
				}
			}
			for _, m := range s.Permits {
				days(t, m, v["established_on"].(string), "decided_on", "valid_from", "valid_until")
				days(t, map[string]any{"a": m["decided_on"], "b": today}, "", "a", "b")
			}
			for _, m := range s.Penalties {
				days(t, m, v["established_on"].(string), "decided_on", "published_on", "publish_until")
				days(t, map[string]any{"a": m["published_on"], "b": today}, "", "a", "b")
				if m["fine"].(int64) <= 0 {
					t.Fatalf("%v", m)
				}
			}
			for _, m := range s.Tags {
				days(t, map[string]any{"a": m["since"], "b": today}, v["established_on"].(string), "a", "b")
			}
			if text := fmt.Sprint(s.Values, s.Permits, s.Penalties, s.Tags); strings.ContainsAny(text, "{}%") || strings.Contains(text, "<nil>") {
				t.Fatal(text)
			}
		}
	})
}

// days demands that the days of m stand in this order, none before first.
func days(t *testing.T, m map[string]any, first string, names ...string) {
	t.Helper()
	for _, n := range names {
		d, ok := m[n].(string)
		if !ok {
			continue
		}
		if d < first {
			t.Fatalf("%s %s is before %s in %v", n, d, first, m)
		}
		first = d
	}
}

func TestSeed(t *testing.T) {
	p := load(t, "weihai")
	a, b, c := New(p, 1).Subjects(300), New(p, 1).Subjects(300), New(p, 2).Subjects(300)
	if diff := cmp.Diff(a, b); diff != "" {
		t.Fatal(diff)
	}
	if cmp.Equal(a, c) {
		t.Fatal("another seed made the same city")
	}
	if diff := cmp.Diff(a[:100], New(p, 1).Subjects(100)); diff != "" {
		t.Fatalf("a smaller city is not the beginning of a larger one: %s", diff)
	}
}

func TestDistribution(t *testing.T) {
	each(t, func(t *testing.T, p *city.Profile) {
		const n = 4000
		got := map[string]int{}
		for _, s := range New(p, 11).Subjects(n) {
			got[s.Values["sort"].(string)]++
			got["county "+s.Values["county"].(string)]++
			if s.Parent >= 0 {
				got["branch"]++
			}
			if s.Values["status"] == active {
				got["active"]++
			}
			if len(s.Permits) > 0 {
				got["permit"]++
			}
			if len(s.Penalties) > 0 {
				got["penalty"]++
			}
			if len(s.Tags) > 0 {
				got["tag"]++
			}
			if s.Values["flags"] != nil {
				got["flag"]++
			}
			if s.Values["established_on"].(string) >= "2016" {
				got["young"]++
			}
		}
		for what, r := range map[string][2]int{"company": {32, 38}, "individual": {57, 63}, "coop": {3, 7}, "branch": {2, 5}, "active": {80, 92},
			"permit": {25, 65}, "penalty": {3, 9}, "tag": {4, 20}, "flag": {40, 80}, "young": {50, 85}} {
			if pc := got[what] * 100 / n; pc < r[0] || pc > r[1] {
				t.Errorf("%s: %d %%, want %d to %d", what, pc, r[0], r[1])
			}
		}
		for _, c := range p.Counties {
			if got["county "+c.Code] < n/60 {
				t.Errorf("%s has %d of %d", c.Title, got["county "+c.Code], n)
			}
		}
	})
}

func TestMany(t *testing.T) {
	if testing.Short() {
		t.Skip("makes 20,000 businesses")
	}
	g := New(load(t, "weihai"), 5)
	began, used := time.Now(), processor(t)
	all := g.Subjects(20_000)
	took := time.Since(began)
	used = processor(t) - used
	keys := map[string]bool{}
	for _, s := range all {
		for _, k := range []string{s.Values["uscc"].(string), s.Values["name"].(string)} {
			if keys[k] {
				t.Fatalf("%s stands twice", k)
			}
			keys[k] = true
		}
	}
	t.Logf("20,000 businesses in %v, %v of processor", took, used)
	if used > 2*time.Second && !raceDetector { // processor time: a busy machine is no mistake
		t.Errorf("20,000 businesses took %v of processor, want at most 2 s", used)
	}
}

// processor is the time this process has used.
func processor(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkSubjects(b *testing.B) {
	p := load(b, "weihai")
	for b.Loop() {
		New(p, 5).Subjects(20_000)
	}
}

func TestPeople(t *testing.T) {
	each(t, func(t *testing.T, p *city.Profile) {
		people, err := People(p)
		if err != nil {
			t.Fatal(err)
		}
		roles, duty := map[string]int{}, map[string]actor.Duty{}
		for _, one := range people {
			r, ok := actor.FindRole(one.Role)
			if !ok {
				t.Errorf("%s: role %s", one.Account, one.Role)
			}
			if other, ok := duty[one.Name]; ok && other != r.Duty {
				t.Errorf("%s has the duties %s and %s", one.Name, other, r.Duty)
			}
			roles[one.Role]++
			duty[one.Name] = r.Duty
		}
		for _, r := range actor.Roles() {
			if roles[r.Name] == 0 {
				t.Errorf("nobody is %s", r.Title)
			}
		}
		if first := people[0]; first.Name != "王芳" || first.Role != "officer" {
			t.Errorf("%+v", first)
		} else if u, _ := p.Unit(first.Unit); u.Short != "信用科" {
			t.Errorf("王芳 sits in %s", u.Name)
		}
	})
}

// TestPrint prints a few businesses of a profile to be read by a person:
// HENGJIAN_DEMO_PRINT=weihai go test -run TestPrint -v ./app/demo
func TestPrint(t *testing.T) {
	name := os.Getenv("HENGJIAN_DEMO_PRINT")
	if name == "" {
		t.Skip("HENGJIAN_DEMO_PRINT names no profile")
	}
	for _, s := range New(load(t, name), 42).Subjects(30) {
		v := s.Values
		fmt.Printf("%s  %s %v\n   %s %s→%s [%s] %v %v\n   %s\n   %s\n", v["name"], v["uscc"], v["former_names"], v["type"], v["established_on"], v["approved_on"], v["status"], v["capital"], v["staff"], v["address"], v["scope"])
		fmt.Printf("   %v %s %v\n", v["representative"], v["industry"], v["flags"])
		for _, m := range append(append(s.Permits, s.Penalties...), s.Tags...) {
			fmt.Printf("   · %v\n", m)
		}
	}
}
