package expr

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
)

// oracle is plain cel-go over variables named as the fields are.
func oracle(t testing.TB) *cel.Env {
	t.Helper()
	s, i, b := cel.NullableType(cel.StringType), cel.NullableType(cel.IntType), cel.NullableType(cel.BoolType)
	var opts []cel.EnvOption
	add := func(typ *cel.Type, names ...string) {
		for _, n := range names {
			opts = append(opts, cel.Variable(n, typ))
		}
	}
	add(s, "title", "goods", "state", "filed_on", "closed_on", "where", "my_state", "me_key", "respondent_key", "agent_key")
	add(i, "amount", "paid", "count", "people", "rate", "ratio", "seen_at", "open_sum")
	add(b, "urgent", "public", "late")
	add(cel.ListType(cel.StringType), "tags", "my_states")
	add(cel.ListType(cel.IntType), "sums")
	add(cel.DynType, "respondent", "agent")
	env, err := cel.NewEnv(opts...)
	if err != nil {
		t.Fatal(err)
	}
	return env
}

// plainVars is a record as plain CEL sees it, computed fields computed here.
func plainVars(rec Values, env Env) map[string]any {
	out := map[string]any{}
	for k, v := range rec {
		out[k] = v
	}
	for _, name := range []string{"respondent", "agent", "me"} {
		v := rec[name]
		if name == "me" {
			v = env.Vars["me"]
		}
		out[name+"_key"], out[name] = nil, nil
		if r, ok := v.(Reference); ok {
			out[name+"_key"] = r.Area + r.ID
			m := map[string]any{} // dangling: every field is missing
			if target, ok := r.Target.(Values); ok {
				for k, x := range target {
					m[k] = x
				}
				m["rich"] = nil
				if c, ok := target["capital"].(int64); ok {
					m["rich"] = c > 10000
				}
			}
			out[name] = m
		}
	}
	out["open_sum"], out["late"], out["where"] = nil, nil, nil
	if a, ok := rec["amount"].(int64); ok {
		if p, ok := rec["paid"].(int64); ok {
			out["open_sum"] = a - p
		}
	}
	if d, ok := rec["filed_on"].(string); ok {
		out["late"] = d < moveDay(testToday, "days", -30)
	}
	if m, ok := out["respondent"].(map[string]any); ok {
		out["where"] = m["county"]
	}
	out["my_state"], out["my_states"] = env.Vars["my_state"], env.Vars["my_states"]
	return out
}

func plainTruth(p cel.Program, vars map[string]any) Truth {
	v, _, err := p.Eval(vars)
	switch {
	case err != nil:
		return Undecided
	case v == types.True:
		return True
	case v == types.False:
		return False
	}
	return Undecided
}

// world is a set of records in Go and in every database.
type world struct {
	stores  []*store
	schema  *Schema
	records []Values
	plain   []map[string]any
	ids     []string
	env     Env
}

func newWorld(t testing.TB, g generator, dbs []*store, fresh bool, n int) *world {
	w := &world{stores: dbs, schema: complaints()}
	target := subjects()
	var subs []Values
	for range n / 4 {
		subs = append(subs, g.subject())
	}
	vars := map[string]any{"my_states": list(g, poolCode)}
	if g.IntN(3) > 0 {
		vars["my_state"] = pick(g, poolCode)
		vars["me"] = Reference{Area: "3710", ID: "s1", Target: subs[1]}
	}
	w.env = Env{Today: testToday, Now: testNow, Vars: vars}
	if vars["my_state"] == nil {
		vars["my_state"] = nil
	}
	for i := range n {
		rec := g.complaint(subs)
		w.records = append(w.records, rec)
		w.plain = append(w.plain, plainVars(rec, w.env))
		w.ids = append(w.ids, fmt.Sprintf("c%04d", i))
	}
	for _, s := range dbs {
		if fresh {
			s.create(t, target)
			s.create(t, w.schema)
		}
		s.write(t, func(exec func(string, ...any) error) error {
			for _, table := range []string{"subject", "subject_flags", "complaint", "complaint_tags", "complaint_sums"} {
				if err := exec("DELETE FROM " + table); err != nil {
					return err
				}
			}
			for i, x := range subs {
				if err := s.insert(exec, target, "3710", "s"+strconv.Itoa(i), x); err != nil {
					return err
				}
			}
			for i, x := range w.records {
				if err := s.insert(exec, w.schema, "3710", w.ids[i], x); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return w
}

// ask returns the truth of p for every record, as one database has it.
func (w *world) ask(t testing.TB, s *store, p *Program) []Truth {
	at := map[string]int{}
	for i, id := range w.ids {
		at[id] = i
	}
	var queries []query
	for _, where := range []func(Dialect, string, *Args, Env) (string, error){p.Where, p.WhereNot} {
		args := NewArgs(1)
		text, err := where(s.dialect, "t", args, w.env)
		if err != nil {
			t.Fatalf("%s: %v", p.Source(), err)
		}
		queries = append(queries, query{"SELECT id FROM complaint t WHERE " + text, args.Values})
	}
	out := make([]Truth, len(w.ids))
	for i, ids := range s.read(t, queries...) {
		for _, id := range ids {
			if out[at[id]] != Undecided {
				t.Errorf("%s: %s is both true and false for %v", s.name, p.Source(), w.records[at[id]])
			}
			out[at[id]] = []Truth{True, False}[i]
		}
	}
	return out
}

// seed returns the seed of a run: HENGJIAN_SEED, else a fixed one.
func seed(t testing.TB) uint64 {
	if s, err := strconv.ParseUint(os.Getenv("HENGJIAN_SEED"), 10, 64); err == nil {
		return s
	}
	if os.Getenv("HENGJIAN_SOAK") == "" {
		return 20260415
	}
	s := rand.Uint64()
	t.Logf("HENGJIAN_SEED=%d", s)
	return s
}

// size returns how many expressions to try.
func size(t testing.TB, usual int) int {
	switch {
	case testing.Short():
		return usual / 10
	case os.Getenv("HENGJIAN_SOAK") != "":
		return 100_000
	}
	return usual
}

// TestAgree is the property of this package: cel-go on the plain expression,
// this package on one record, SQLite and PostgreSQL agree on true, false and
// undecided.
func TestAgree(t *testing.T) {
	g := generator{rand.New(rand.NewPCG(seed(t), 1))}
	env, dbs := oracle(t), stores(t)
	var w *world
	total, refused, seen := size(t, 2000), 0, map[Truth]int{}
	for i := range total {
		if i%500 == 0 {
			w = newWorld(t, g, dbs, i == 0, 60)
		}
		e := g.condition(g.IntN(4))
		p, err := Compile(e.src, w.schema, Condition())
		if err != nil {
			var problem *Problem
			if !errors.As(err, &problem) {
				t.Fatal(err)
			}
			if !allowedRefusal(problem.Text) {
				t.Fatalf("%s: %v", e.src, err)
			}
			refused++
			continue
		}
		ast, iss := env.Compile(e.cel)
		if iss.Err() != nil {
			t.Fatalf("oracle refuses %s: %v", e.cel, iss.Err())
		}
		plain, err := env.Program(ast)
		if err != nil {
			t.Fatal(err)
		}
		want := make([]Truth, len(w.records))
		for j, rec := range w.records {
			want[j] = plainTruth(plain, w.plain[j])
			seen[want[j]]++
			if got, err := p.Truth(rec, w.env); got != want[j] || (got == Undecided) != (err != nil) {
				t.Fatalf("%s\n%v\nGo says %v (%v), CEL %v", e.src, rec, got, err, want[j])
			}
		}
		for _, s := range dbs {
			for j, got := range w.ask(t, s, p) {
				if got != want[j] {
					args := NewArgs(1)
					yes, _ := p.Where(s.dialect, "t", args, w.env)
					no, _ := p.WhereNot(s.dialect, "t", args, w.env)
					t.Fatalf("%s (expression %d)\n%v\n%s says %v, CEL %v\nT: %s\nF: %s\n%q", e.src, i, w.records[j], s.name, got, want[j], yes, no, args.Values)
				}
			}
		}
	}
	t.Logf("%d expressions, %d refused; on records %d true, %d false, %d undecided", total-refused, refused, seen[True], seen[False], seen[Undecided])
	if refused > total/4 {
		t.Errorf("%d of %d expressions refused", refused, total)
	}
}

// allowedRefusal lists what the generator may write and Compile refuse.
func allowedRefusal(text string) bool {
	for _, part := range []string{"64 位整数", "除数为零", "除数总是零", "过于复杂", "null 没有大小"} {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// TestAgreeValues is the same property for computed fields.
func TestAgreeValues(t *testing.T) {
	g := generator{rand.New(rand.NewPCG(seed(t), 2))}
	dbs := stores(t)
	var w *world
	begin, compared := time.Now(), 0
	for i := range size(t, 1000) {
		if i%500 == 0 {
			w = newWorld(t, g, dbs, i == 0, 40)
		}
		want, e := Want{Type: Int}, g.number(3)
		switch g.IntN(4) {
		case 0:
			want, e = Want{Type: Text}, g.text(2)
		case 1:
			want, e = Want{Type: Money}, g.money(2)
		case 2:
			want, e = Condition(), g.condition(2)
		}
		if g.IntN(4) == 0 {
			e = g.choice(g.condition(1), e, same("null"))
		}
		p, err := Compile(e.src, w.schema, want)
		if err != nil {
			continue
		}
		compared++
		for _, s := range dbs {
			args := NewArgs(1)
			text, err := p.Select(s.dialect, "t", args, w.env)
			if err != nil {
				t.Fatal(err)
			}
			got := s.read(t, query{"SELECT coalesce(CAST((" + text + ") AS TEXT), 'NULL') FROM complaint t ORDER BY id", args.Values})[0]
			for j, rec := range w.records {
				v, err := p.Value(rec, w.env)
				var unknown *Unknown
				if err != nil && !errors.As(err, &unknown) {
					t.Fatal(err)
				}
				if got[j] != sqlText(v, s.dialect) {
					t.Fatalf("%s\n%v\n%s says %q, Go %v (%v)\n%s %q", e.src, rec, s.name, got[j], v, err, text, args.Values)
				}
			}
		}
	}
	t.Logf("%d expressions in %v", compared, time.Since(begin).Round(time.Millisecond))
}

func sqlText(v any, d Dialect) string {
	switch x := v.(type) {
	case nil:
		return "NULL"
	case bool:
		if d == SQLite {
			return map[bool]string{true: "1", false: "0"}[x]
		}
	}
	return fmt.Sprint(v)
}
