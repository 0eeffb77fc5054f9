// Package bench measures the product at the size of a large city. Nothing here
// runs in `make test`: each measurement names the variable that starts it.
package bench

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
)

// TestScale measures searches and lists of the register of businesses in a data
// folder: HENGJIAN_BENCH_DATA, with HENGJIAN_DB for PostgreSQL. It prints rows
// for docs/performance.md.
func TestScale(t *testing.T) {
	data := os.Getenv("HENGJIAN_BENCH_DATA")
	if data == "" {
		t.Skip("set HENGJIAN_BENCH_DATA to a data folder with an imported register to measure it")
	}
	ctx := context.Background()
	begin := time.Now()
	a, err := app.Open(ctx, app.Config{Data: data, DB: os.Getenv("HENGJIAN_DB"), ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	s := scale{t: t, a: a, rounds: 5, caller: actor.Caller{Machine: "bench", Area: a.Area()}}
	if n, err := strconv.Atoi(os.Getenv("HENGJIAN_BENCH_ROUNDS")); err == nil {
		s.rounds = n
	}
	s.line("opening", []time.Duration{time.Since(begin)})
	for _, part := range []struct {
		name string
		run  func(context.Context)
	}{{"search", s.searches}, {"list", s.lists}} {
		if only := os.Getenv("HENGJIAN_BENCH_ONLY"); only == "" || only == part.name {
			part.run(ctx)
		}
	}
}

// scale measures one database.
type scale struct {
	t      *testing.T
	a      *app.App
	caller actor.Caller
	rounds int
}

// line prints the figures of one measurement in milliseconds.
func (s *scale) line(name string, took []time.Duration) {
	slices.Sort(took)
	at := func(share float64) float64 {
		return float64(took[min(int(share*float64(len(took))), len(took)-1)].Microseconds()) / 1000
	}
	fmt.Printf("| %s | %s | %d | %.2f | %.2f | %.2f |\n", s.a.DB.Dialect(), name, len(took), at(0.5), at(0.99), at(1))
}

// measure times a query again and again.
func (s *scale) measure(name string, queries []record.Query) {
	var took []time.Duration
	for range s.rounds {
		for _, q := range queries {
			q.Kind, q.Caller = "business", s.caller
			if q.Area == "" {
				q.Area = s.a.Area()
			}
			begin := time.Now()
			if _, err := s.a.Engine.List(context.Background(), q); err != nil {
				s.t.Fatalf("%s: %v", name, err)
			}
			took = append(took, time.Since(begin))
			if d := time.Since(begin); d > 50*time.Millisecond && testing.Verbose() {
				s.t.Logf("slow: %s %q %s", name, q.Search, d)
			}
		}
	}
	s.line(name, took)
}

// searches measures words of 2, 3 and 4 characters by how frequent they are.
func (s *scale) searches(ctx context.Context) {
	words := s.words(ctx)
	for _, class := range []string{"rare", "middle", "frequent"} {
		for length := 2; length <= 4; length++ {
			var queries []record.Query
			for _, w := range words[class][length] {
				queries = append(queries, record.Query{Search: w})
			}
			if len(queries) > 0 {
				s.measure(fmt.Sprintf("search, %s, %d characters", class, length), queries)
			}
		}
	}
	var fixed []record.Query
	for _, w := range []string{"公司", "有限", "有限公", "限公司", "有限公司", "威海", "贸有限公司"} {
		fixed = append(fixed, record.Query{Search: w})
	}
	s.measure("search, 公司 有限 有限公司 …", fixed)
	s.measure("search, in no name", []record.Query{{Search: "司公"}, {Search: "限有公"}, {Search: "海威"}, {Search: "公司商贸"}, {Search: "店铺超市"}})
	s.measure("search, initials", []record.Query{{Search: "whhj"}, {Search: "hsyg"}, {Search: "yxgs"}, {Search: "smyx"}, {Search: "xdx"}})
	var took []time.Duration
	for range s.rounds {
		for class := range words {
			for _, list := range words[class] {
				for _, w := range list[:min(len(list), 5)] {
					begin := time.Now()
					err := s.a.DB.Read(ctx, func(c db.Conn) error {
						_, err := s.a.Engine.Find(c, s.caller, s.a.Area(), w, 20)
						return err
					})
					if err != nil {
						s.t.Fatal(err)
					}
					took = append(took, time.Since(begin))
				}
			}
		}
	}
	s.line("global search, any word", took)
}

// words counts the words of every tenth name and takes thirty of each class
// and length: rare ones in at most 100 names of a million, middle ones in 0.1 to
// 1 of a hundred, frequent ones in more.
func (s *scale) words(ctx context.Context) map[string]map[int][]string {
	counts, names := map[string]int{}, 0
	err := s.a.DB.Read(ctx, func(c db.Conn) error {
		rows, err := c.Query(`SELECT name FROM registration_business WHERE rid % 10 = 3`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				return err
			}
			names++
			r := []rune(name)
			for length := 2; length <= 4; length++ {
				for i := 0; i+length <= len(r); i++ {
					counts[string(r[i:i+length])]++
				}
			}
		}
		return rows.Err()
	})
	if err != nil {
		s.t.Fatal(err)
	}
	out := map[string]map[int][]string{"rare": {}, "middle": {}, "frequent": {}}
	for _, w := range slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Compare(scatter(a), scatter(b)) }) {
		class := ""
		switch share := float64(counts[w]) / float64(names); {
		case share > 0.01:
			class = "frequent"
		case share > 0.001:
			class = "middle"
		case counts[w]*10 <= names/1000:
			class = "rare"
		}
		length := len([]rune(w))
		if list := out[class]; list != nil && len(list[length]) < 30 && !strings.ContainsAny(w, "0123456789") {
			list[length] = append(list[length], w)
		}
	}
	return out
}

// scatter orders words in no order that means anything, always the same.
func scatter(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// lists measures pages, deep pages, counts and facets.
func (s *scale) lists(ctx context.Context) {
	for _, c := range []struct{ name, filter, sort string }{
		{"list, newest first", "", ""},
		{"list, one county", `county == "371082"`, ""},
		{"list, one sort of business", `sort == "coop"`, ""},
		{"list, county and sort", `county == "371083" && sort == "company"`, ""},
		{"list, empty result", `county == "371083" && sort == "other"`, ""},
		{"list, empty result by day of establishment", `county == "371083" && sort == "other"`, "-established_on"},
		{"list, two frequent values", `county == "371083" && type == "个体工商户"`, ""},
		{"list, one county by name", `county == "371083"`, "name"},
		{"list, two frequent values by name", `county == "371083" && type == "个体工商户"`, "name"},
		{"list, two frequent values that never meet", `branch && type == "个体工商户"`, ""},
		{"list, two frequent values that never meet, by name", `branch && type == "个体工商户"`, "name"},
		{"list, by name", "", "name"},
		{"list, by name, backwards", "", "-name"},
		{"list, by day of establishment", "", "established_on"},
		{"list, by day of establishment, backwards", "", "-established_on"},
		{"list, one county by day of establishment", `county == "371082"`, "-established_on"},
		{"list, established since a day", `established_on >= date("2024-06-01")`, ""},
		{"list, established since a day nobody was", `established_on >= date("2025-06-01")`, ""},
		{"list, one county since a day", `county == "371083" && established_on >= date("2024-06-01")`, ""},
	} {
		s.measure(c.name, []record.Query{{Filter: c.filter, Sort: c.sort}})
		s.deep(c.name, record.Query{Filter: c.filter, Sort: c.sort})
		s.count(c.name, record.Query{Filter: c.filter, Sort: c.sort})
	}
	var took []time.Duration
	for range s.rounds {
		for _, field := range []string{"", "county", "sort", "industry", "status"} {
			begin := time.Now()
			err := s.a.DB.Read(ctx, func(c db.Conn) error {
				_, err := record.Facets(c, s.a.Area(), "business", field)
				return err
			})
			if err != nil {
				s.t.Fatal(err)
			}
			took = append(took, time.Since(begin))
		}
	}
	s.line("facets", took)
}

// deep measures the page after 40,000 rows, as far as there are so many.
func (s *scale) deep(name string, q record.Query) {
	q.Kind, q.Caller, q.Area, q.Limit = "business", s.caller, s.a.Area(), record.MaxPage
	for range 20 {
		p, err := s.a.Engine.List(context.Background(), q)
		if err != nil {
			s.t.Fatalf("%s: %v", name, err)
		}
		if p.Next == nil {
			return
		}
		q.Cursor = p.Next
	}
	q.Limit = 50
	s.measure(name+", page after 40,000 rows", []record.Query{q})
}

// count measures the total of a list.
func (s *scale) count(name string, q record.Query) {
	q.Kind, q.Caller, q.Area = "business", s.caller, s.a.Area()
	var took []time.Duration
	for range s.rounds {
		begin := time.Now()
		if _, err := s.a.Engine.Count(context.Background(), q, false); err != nil {
			s.t.Fatalf("%s: %v", name, err)
		}
		took = append(took, time.Since(begin))
	}
	s.line(name+", total to 10,000", took)
}
