package expr

import (
	"testing"

	"cel.dev/cel-go/cel"
)

const benchRule = `amount > yuan(500) && amount < yuan(100000) && state == "open" && !(title == "b") && count >= 3 && (urgent || people > 2) && filed_on >= "2026-01-01" && title.startsWith("老王") && "a" in tags`

const benchPlain = `amount > 50000 && amount < 10000000 && state == "open" && !(title == "b") && count >= 3 && (urgent || people > 2) && filed_on >= "2026-01-01" && title.startsWith("老王") && "a" in tags`

func benchRecord() Values {
	return Values{"amount": int64(60000), "state": "open", "title": "老王超市", "count": int64(5), "urgent": false, "people": int64(3),
		"filed_on": "2026-02-03", "tags": []any{"b", "a"}}
}

// BenchmarkTest is one record against a rule of ten terms.
func BenchmarkTest(b *testing.B) {
	p, err := Compile(benchRule, complaints(), Condition())
	if err != nil {
		b.Fatal(err)
	}
	rec, env := benchRecord(), Env{Today: testToday}
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := p.Test(rec, env); !ok {
			b.Fatal(err)
		}
	}
}

// BenchmarkRawCEL is the same rule in plain cel-go over a map.
func BenchmarkRawCEL(b *testing.B) {
	env := oracle(b)
	ast, iss := env.Compile(benchPlain)
	if iss.Err() != nil {
		b.Fatal(iss.Err())
	}
	p, err := env.Program(ast, cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		b.Fatal(err)
	}
	vars := map[string]any(benchRecord())
	b.ReportAllocs()
	for b.Loop() {
		if v, _, err := p.Eval(vars); err != nil || v.Value() != true {
			b.Fatal(v, err)
		}
	}
}

// BenchmarkUndecided is a record whose null makes the rule undecided.
func BenchmarkUndecided(b *testing.B) {
	p, err := Compile(`amount > yuan(500) && state == "open"`, complaints(), Condition())
	if err != nil {
		b.Fatal(err)
	}
	rec := Values{"state": "open"}
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := p.Test(rec, Env{}); ok || err == nil {
			b.Fatal(ok, err)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	s := complaints()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compile(benchRule, s, Condition()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWhere(b *testing.B) {
	p, err := Compile(benchRule, complaints(), Condition())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Where(PostgreSQL, "t", NewArgs(1), Env{Today: testToday}); err != nil {
			b.Fatal(err)
		}
	}
}
