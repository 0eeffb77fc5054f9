package expr

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	kref "github.com/hengjian/hengjian/kernel/ref"
)

// TestPredicates prints T and F of every row of the table in
// docs/expressions.md and compares the printout.
func TestPredicates(t *testing.T) {
	var b strings.Builder
	env := Env{Today: testToday, Now: testNow, Vars: map[string]any{"my_state": "open", "me": kref.Ref{Area: "3710", ID: "p1"}, "my_states": []string{"a", "b"}}}
	for _, src := range []string{
		`title == "x"`, `title != "x"`, `title == null`, `title == goods`, `title < "x"`, `amount < paid`,
		`amount + paid == yuan(5)`, `amount + paid == amount`, `count / people == 3`, `rate > 1.5`, `rate < ratio`, `trunc(rate * 0.5) > 0`,
		`urgent`, `urgent == true`, `urgent == public`, `urgent == (count > 3)`,
		`!urgent && (count > 3 || title == "x")`, `urgent ? count > 3 : title == "x"`, `(urgent ? count : people) == 3`,
		`title in ["a", "b"]`, `title in []`, `count + 1 in [2]`, `state in my_states`, `state == my_state`,
		`title.startsWith("老王")`, `title.startsWith(goods)`, `title.endsWith("店")`, `title.contains("%")`, `title.contains("")`, `size(title) > 3`, `title + goods == "ab"`,
		`filed_on >= "2026-04-15"`, `filed_on < today - days(30)`, `filed_on < today - months(1)`, `seen_at >= start_of(today)`,
		`"a" in tags`, `title in tags`, `tags.exists(v, v != "a")`, `size(tags) == 0`,
		`respondent == null`, `has(respondent)`, `respondent.county == "371002"`, `respondent.county == null`, `has(respondent.county)`,
		`respondent.name == agent.name`, `"a" in respondent.flags`, `respondent == agent`, `respondent == me`,
		`late`, `open_sum > yuan(1)`, `respondent.rich`, `where == "371002"`,
	} {
		p, err := Compile(src, complaints(), Condition())
		if err != nil {
			t.Fatalf("%s: %v", src, err)
		}
		fmt.Fprintf(&b, "%s\n", src)
		for _, d := range []Dialect{SQLite, PostgreSQL} {
			args, not := NewArgs(1), NewArgs(1)
			yes, err := p.Where(d, "t", args, env)
			if err != nil {
				t.Fatal(err)
			}
			no, err := p.WhereNot(d, "t", not, env)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "  %s T  %s  %#v\n  %s F  %s  %#v\n", []string{"sqlite  ", "postgres"}[d], yes, args.Values, []string{"sqlite  ", "postgres"}[d], no, not.Values)
		}
	}
	const golden = "testdata/predicates.golden"
	if os.Getenv("HENGJIAN_UPDATE") != "" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("predicates differ from %s (HENGJIAN_UPDATE=1 writes it):\n%s", golden, b.String())
	}
}

// TestTruth fixes what the frozen semantics say about null, errors and
// references, one line each.
func TestTruth(t *testing.T) {
	far := Values{"name": "老王超市", "county": nil}
	for _, c := range []struct {
		name, src string
		rec       Values
		want      Truth
		why       string
	}{
		{"null is not a value", `title == "x"`, Values{}, False, ""},
		{"null differs from a value", `title != "x"`, Values{}, True, ""},
		{"null equals null", `title == goods`, Values{}, True, ""},
		{"null has no order", `title < "x"`, Values{}, Undecided, "title为空"},
		{"null is in no list", `title in ["x"]`, Values{}, False, ""},
		{"null has no length", `size(title) == 0`, Values{}, Undecided, "title为空"},
		{"null does not add", `amount + paid == yuan(1)`, Values{"amount": int64(100)}, Undecided, "paid为空"},
		{"a null condition", `urgent`, Values{}, Undecided, "urgent为空"},
		{"not null", `!urgent`, Values{}, Undecided, "urgent为空"},
		{"false absorbs an error", `title < "x" && count == 1`, Values{"count": int64(2)}, False, ""},
		{"true absorbs an error", `title < "x" || count == 1`, Values{"count": int64(1)}, True, ""},
		{"an error chooses nothing", `urgent ? true : true`, Values{}, Undecided, "urgent为空"},
		{"division by zero", `count / people == 1`, Values{"count": int64(1), "people": int64(0)}, Undecided, "除数为零"},
		{"division truncates", `count / people == -3`, Values{"count": int64(-7), "people": int64(2)}, True, ""},
		{"remainder has the sign of the dividend", `count % people == -1`, Values{"count": int64(-7), "people": int64(2)}, True, ""},
		{"no reference", `respondent == null`, Values{}, True, ""},
		{"field over no reference", `respondent.name == "x"`, Values{}, Undecided, "respondent.name为空"},
		{"null over no reference", `respondent.name == null`, Values{}, Undecided, "为空"},
		{"has over no reference", `has(respondent.name)`, Values{}, False, ""},
		{"null field over a reference", `respondent.county == null`, Values{"respondent": Reference{"3710", "a", far}}, True, ""},
		{"has null field over a reference", `has(respondent.county)`, Values{"respondent": Reference{"3710", "a", far}}, False, ""},
		{"dangling reference is there", `respondent != null`, Values{"respondent": Reference{"3710", "a", nil}}, True, ""},
		{"dangling reference has no fields", `respondent.county == null`, Values{"respondent": Reference{"3710", "a", nil}}, Undecided, ""},
		{"a reference by its pair", `respondent == agent`, Values{"respondent": Reference{"3710", "a", nil}, "agent": kref.Ref{Area: "3710", ID: "a"}}, True, ""},
		{"another area is another record", `respondent == agent`, Values{"respondent": Reference{"3710", "a", nil}, "agent": Reference{"6204", "a", nil}}, False, ""},
		{"a record alone", `respondent.name.startsWith("老王")`, Values{"respondent": far}, True, ""},
		{"no list is an empty list", `size(tags) == 0 && !("a" in tags) && !tags.exists(v, v == "a")`, Values{}, True, ""},
		{"characters, not bytes", `size(title) == 3`, Values{"title": "𠮷野家"}, True, ""},
		{"code points, not UTF-16", `title > "\uffff"`, Values{"title": "𠮷"}, True, ""},
		{"a computed field that errs is null", `open_sum == null`, Values{"amount": int64(1)}, True, ""},
		{"a value of a wrong Go type", `title == "x"`, Values{"title": 5.5}, Undecided, ""},
		{"named kinds", `title == "x"`, Values{"title": kref.ID("x")}, True, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := Compile(c.src, complaints(), Condition())
			if err != nil {
				t.Fatal(err)
			}
			got, err := p.Truth(c.rec, Env{Today: testToday})
			if got != c.want {
				t.Errorf("%s = %v (%v), want %v", c.src, got, err, c.want)
			}
			var u *Unknown
			if c.want == Undecided && (!errors.As(err, &u) || !strings.Contains(u.Text, c.why)) {
				t.Errorf("reason %v, want %q", err, c.why)
			}
			if ok, _ := p.Test(c.rec, Env{Today: testToday}); ok != (c.want == True) {
				t.Errorf("Test = %v", ok)
			}
		})
	}
}

func TestNotStored(t *testing.T) {
	p, err := Compile(`derived == "x"`, complaints(), Condition())
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := p.Test(Values{"derived": "x"}, Env{}); !ok {
		t.Error(err)
	}
	if _, err := p.Where(SQLite, "t", NewArgs(1), Env{}); !errors.Is(err, ErrNotStored) {
		t.Errorf("Where = %v, want ErrNotStored", err)
	}
}

func TestValue(t *testing.T) {
	for _, c := range []struct {
		src  string
		want Want
		rec  Values
		out  any
	}{
		{`amount - paid`, Want{Type: Money}, Values{"amount": int64(500), "paid": int64(200)}, int64(300)},
		{`trunc(yuan(10.01) * rate)`, Want{Type: Money}, Values{"rate": int64(150)}, int64(1501)},
		{`count`, Want{Type: Int, Scale: 2}, Values{"count": int64(3)}, int64(300)},
		{`title + "（" + state + "）"`, Want{Type: Text}, Values{"title": "甲", "state": "乙"}, "甲（乙）"},
		{`urgent ? "急" : "缓"`, Want{Type: Text}, Values{"urgent": true}, "急"},
		{`has(title) ? title : goods`, Want{Type: Text}, Values{"goods": "货"}, "货"},
		{`urgent ? title : null`, Want{Type: Text}, Values{"urgent": false}, nil},
		{`urgent ? "2026-01-02" : filed_on`, Want{Type: Date}, Values{"urgent": true}, "2026-01-02"},
		{`today + months(1)`, Want{Type: Date}, Values{}, "2026-04-30"},
		{`count > 3`, Condition(), Values{"count": int64(4)}, true},
	} {
		p, err := Compile(c.src, complaints(), c.want)
		if err != nil {
			t.Errorf("%s: %v", c.src, err)
			continue
		}
		if got, err := p.Value(c.rec, Env{Today: testToday}); got != c.out || err != nil {
			t.Errorf("%s = %v, %v, want %v", c.src, got, err, c.out)
		}
	}
	for src, want := range map[string]Want{`rate`: {Type: Int}, `amount * rate`: {Type: Money}, `title`: {Type: Int}, `tags`: {Type: List}, `respondent`: {Type: Text}, `null`: {Type: Text}} {
		if _, err := Compile(src, complaints(), want); err == nil {
			t.Errorf("%s accepted as %v", src, want)
		}
	}
}

func TestBounds(t *testing.T) {
	for _, c := range []struct {
		src    string
		lo, hi int64
	}{
		{`count`, -1000, 1000}, {`-people`, -100000, 0}, {`count + people`, -1000, 101000}, {`count - people`, -101000, 1000},
		{`count * people`, -100_000_000, 100_000_000}, {`count / people`, -1000, 1000}, {`people % 7`, 0, 6}, {`count % 7`, -6, 6},
		{`count / 10`, -100, 100}, {`people / -3`, -33333, 0}, {`size(title)`, 0, 1 << 31}, {`urgent ? 3 : people + 5`, 3, 100005},
	} {
		p, err := Compile(c.src, complaints(), Want{Type: Int})
		if err != nil {
			t.Errorf("%s: %v", c.src, err)
			continue
		}
		if lo, hi, ok := p.Bounds(); lo != c.lo || hi != c.hi || !ok {
			t.Errorf("%s in %d … %d, want %d … %d", c.src, lo, hi, c.lo, c.hi)
		}
	}
}

func TestShiftDay(t *testing.T) {
	for _, c := range []struct {
		day, unit string
		n         int64
		want      string
	}{
		{"2026-03-31", "months", -1, "2026-02-28"}, {"2024-03-31", "months", -1, "2024-02-29"}, {"2026-01-31", "months", 1, "2026-02-28"},
		{"2026-01-31", "months", 3, "2026-04-30"}, {"2024-02-29", "years", 1, "2025-02-28"}, {"2024-02-29", "years", 4, "2028-02-29"},
		{"2026-12-31", "days", 1, "2027-01-01"}, {"2026-05-15", "months", -17, "2024-12-15"}, {"9999-12-31", "days", 1, ""},
		{"0001-01-01", "days", -1, ""}, {"0001-01-15", "months", -1, ""}, {"2026-01-01", "days", maxShift, ""}, {"2026-01-01", "years", -maxShift, ""},
	} {
		got, err := shiftDay(c.day, c.unit, c.n)
		if got != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%s %+d %s = %q, %v, want %q", c.day, c.n, c.unit, got, err, c.want)
		}
	}
}

func TestSuccessor(t *testing.T) {
	for p, want := range map[string]string{"a": "b", "a\U0010ffff": "b", "\ud7ff": "\ue000", "老王": "老玌", "\uffff": "\U00010000", "\U0010ffff": ""} {
		if got, ok := successor(p); got != want || ok != (want != "") {
			t.Errorf("successor(%q) = %q, %v", p, got, ok)
		}
	}
}

// TestBudget grows expressions until they are refused: what Compile accepts has
// its whole SQL, as predicate and as value, on both databases.
func TestBudget(t *testing.T) {
	for _, step := range []string{`(%s) == (count > 3)`, `urgent ? (%s) : (count > 3)`, `(%s) && count > 3`, `(urgent ? count : people) > (%s ? 1 : 2)`} {
		src, accepted, refused := "public", 0, false
		for len(src) < MaxSource/2 && !refused {
			p, err := Compile(src, complaints(), Condition())
			if err != nil {
				refused = true
				break
			}
			accepted++
			for _, d := range []Dialect{SQLite, PostgreSQL} {
				for _, f := range []func(Dialect, string, *Args, Env) (string, error){p.Where, p.WhereNot, p.Select} {
					if text, err := f(d, "t", NewArgs(1), Env{Today: testToday}); err != nil || text == "" {
						t.Fatalf("%s: %v", src, err)
					}
				}
			}
			src = fmt.Sprintf(step, src)
		}
		if !refused || accepted < 3 {
			t.Errorf("%s: %d accepted, refused %v", step, accepted, refused)
		}
	}
}

// TestDocument compiles the examples at the head of docs/expressions.md.
func TestDocument(t *testing.T) {
	page, err := os.ReadFile("../../docs/expressions.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```\n")
	block, _, _ := strings.Cut(rest, "```")
	lines := strings.Split(strings.TrimSpace(block), "\n")
	if len(lines) < 5 {
		t.Fatalf("examples: %q", lines)
	}
	for _, src := range lines {
		if _, err := Compile(src, complaints(), Condition()); err != nil {
			t.Errorf("%s: %v", src, err)
		}
	}
}

// TestConcurrent compiles and evaluates from many goroutines, for -race.
func TestConcurrent(t *testing.T) {
	s := complaints()
	shared, err := Compile(`amount > yuan(5) && tags.exists(v, v == "a") && filed_on < today`, s, Condition())
	if err != nil {
		t.Fatal(err)
	}
	rec := Values{"amount": int64(1000), "tags": []any{"a"}, "filed_on": "2026-01-01"}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 20 {
				p, err := Compile(fmt.Sprintf(`count == %d && sums.exists(v, v > %d)`, i, j), s, Condition())
				if err != nil {
					t.Error(err)
					return
				}
				if ok, err := p.Test(Values{"count": int64(i), "sums": []any{int64(j + 1)}}, Env{}); !ok {
					t.Error(err)
				}
				if ok, err := shared.Test(rec, Env{Today: testToday}); !ok {
					t.Error(err)
				}
				if _, err := shared.Where(SQLite, "t", NewArgs(1), Env{Today: testToday}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

func TestTodayMissing(t *testing.T) {
	p, err := Compile(`filed_on < today`, complaints(), Condition())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Where(SQLite, "t", NewArgs(1), Env{}); err == nil {
		t.Error("Where without today gave no error")
	}
}
