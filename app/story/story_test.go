package story_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/story"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

// folders are where the stories of the repository stand.
var folders = []string{"../../practice", "../../kernel/procedure/testdata/story"}

func readAll(t *testing.T, paths ...string) []*story.Script {
	t.Helper()
	files, err := story.Find(paths...)
	if err != nil {
		t.Fatal(err)
	}
	list, problems, err := story.ReadFiles(files)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	return list
}

// stage is closed when the test ends.
func newStage(t *testing.T, o story.Options) *story.Stage {
	t.Helper()
	stage, err := story.NewStage(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stage.Close(); err != nil {
			t.Error(err)
		}
	})
	return stage
}

func play(t *testing.T, stage *story.Stage, list []*story.Script) []*story.Outcome {
	t.Helper()
	out, err := stage.Play(context.Background(), list)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// untold are the kinds whose ways are not told yet, and why.
var untold = map[string]string{
	"odr":              "the public and the trader act, whom stories cannot yet name",
	"correction_order": "lives in practice/guidance/guidance_test.go",
	"talk":             "lives in practice/guidance/guidance_test.go",
	"reminder":         "lives in practice/guidance/guidance_test.go",
	"advice":           "lives in practice/guidance/guidance_test.go",
}

// TestStories plays every story of the repository. Some story goes through every act,
// every step and every outcome of a clock of every procedure the product ships; and a
// limit that is changed shows in the stories that tell of it.
func TestStories(t *testing.T) {
	stage := newStage(t, story.Options{})
	all := play(t, stage, readAll(t, folders...))
	told := map[string]bool{}
	for _, o := range all {
		if !o.Passed() {
			t.Error(o.Text())
		}
		for w := range o.Visited {
			told[w] = true
		}
	}
	if t.Failed() {
		return
	}
	kinds := declared(t)
	t.Run("every way is told", func(t *testing.T) {
		var missing []string
		for _, k := range kinds.All() {
			for _, w := range story.Ways(k) {
				if !told[w] && untold[k.Name] == "" {
					missing = append(missing, w)
				}
			}
		}
		if len(missing) > 0 {
			t.Errorf("no story tells of\n%s", strings.Join(missing, "\n"))
		}
	})
	for _, k := range kinds.All() {
		if l := procedure.Of(k); l != nil && untold[k.Name] == "" {
			for _, v := range l.Versions {
				for _, c := range v.Clocks {
					if c.Limits[0].Given != "" {
						continue // the number is each record's own
					}
					t.Run("another limit of "+k.Name+" "+v.Law+" "+c.Name, func(t *testing.T) { otherLimit(t, stage, all, k, v, c) })
				}
			}
		}
	}
}

// otherLimit changes the limit of a clock in a copy of the declaration. Exactly the
// stories that say a day of that clock under that text must fail. For the limit of
// mediation every story of the matter is played; for the rest three that must fail,
// and all there are with HENGJIAN_SOAK.
func otherLimit(t *testing.T, stage *story.Stage, all []*story.Outcome, k *kind.Kind, v *procedure.Version, c *procedure.Clock) {
	n := c.Limits[0].Limit.N + 3
	if n == 63 {
		n = 50 // sixty days made fifty
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, k.Name+".yaml"), []byte(relimit(t, string(k.Source), v.Law, c.Name, n)), 0o600); err != nil {
		t.Fatal(err)
	}
	var list []*story.Script
	tells := map[string]bool{}
	whole := os.Getenv("HENGJIAN_SOAK") != ""
	for _, o := range all {
		s := *o.Script
		s.Kinds = append(slices.Clone(s.Kinds), dir)
		at := k.Name + " " + v.Law + " clock " + c.Name + " "
		visits := slices.ContainsFunc(slices.Collect(maps.Keys(o.Visited)), func(w string) bool { return strings.HasPrefix(w, at) })
		dated := s.Dated()
		it := visits && (slices.Contains(dated, c.Title) || slices.Contains(dated, c.Name))
		tells[s.Name()] = it
		if mediation := c.Name == "mediate" && v.Law == "samr-order-121"; whole || mediation && strings.Contains(s.File, k.Matter) || !mediation && it && len(list) < 3 {
			list = append(list, &s)
		}
	}
	broken := 0
	for _, o := range play(t, stage, list) {
		switch name := o.Script.Name(); {
		case len(o.Problems) > 0:
			t.Fatalf("%s: %s", name, o.Problems)
		case o.Passed() && tells[name]:
			t.Errorf("%s says a day of %s and does not notice %d %s", name, c.Title, n, c.Limits[0].Limit.Unit)
		case !o.Passed() && !tells[name]:
			t.Errorf("%s says no day of %s and fails with %d %s:\n%s", name, c.Title, n, c.Limits[0].Limit.Unit, o.Text())
		case !o.Passed():
			broken++
		}
	}
	if broken == 0 {
		t.Errorf("no story notices that %s has become %d %s", c.Title, n, c.Limits[0].Limit.Unit)
	}
}

// relimit writes another number into the limit of a clock of a version.
func relimit(t *testing.T, src, law, clock string, n int) string {
	t.Helper()
	in, lines := false, strings.Split(src, "\n")
	for i, line := range lines {
		if x, ok := strings.CutPrefix(line, "  - law: "); ok {
			in = strings.TrimSpace(x) == law
		}
		if in && strings.HasPrefix(line, "      "+clock+": {") && limitText.MatchString(line) {
			lines[i] = limitText.ReplaceAllString(line, fmt.Sprintf("${1}%d ${2}s", n))
			return strings.Join(lines, "\n")
		}
	}
	t.Fatalf("%s has no limit %s on one line", law, clock)
	return ""
}

var limitText = regexp.MustCompile(`(limit: )\d+ (hour|day|workday|month|year)s?`)

// TestOnPostgreSQL plays the first story of every file on PostgreSQL too.
func TestOnPostgreSQL(t *testing.T) {
	if os.Getenv("HENGJIAN_TEST_PG") == "" {
		t.Skip("HENGJIAN_TEST_PG is not set: `make test` starts a PostgreSQL and sets it")
	}
	var list []*story.Script
	for _, s := range readAll(t, folders...) {
		if n := len(list); n == 0 || list[n-1].File != s.File {
			list = append(list, s)
		}
	}
	var mu sync.Mutex
	founded := map[string]*dbtest.Database{}
	stage := newStage(t, story.Options{
		Empty: func() (string, error) {
			mu.Lock()
			defer mu.Unlock()
			d, err := dbtest.NewDatabase()
			if err != nil {
				return "", err
			}
			founded[d.URL] = d
			t.Cleanup(func() {
				if err := d.Drop(); err != nil {
					t.Error(err)
				}
			})
			return d.URL, nil
		},
		Copy: func(address string) (string, error) {
			mu.Lock()
			defer mu.Unlock()
			return founded[address].Copy(t), nil
		},
	})
	for _, o := range play(t, stage, list) {
		if !o.Passed() {
			t.Error(o.Text())
		}
	}
}

// declared are the kinds the product ships.
func declared(t *testing.T) *kind.Set {
	t.Helper()
	a, err := app.Open(context.Background(), app.Config{Data: t.TempDir(), Fleeting: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return a.Kinds
}
