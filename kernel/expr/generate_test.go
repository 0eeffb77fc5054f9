package expr

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// The generator writes every expression twice: in this language, and in plain
// CEL without any of its additions (yuan, days, scaled literals, has of a
// field) for cel-go as an independent oracle.

type pair struct{ src, cel string }

func same(s string) pair { return pair{s, s} }

const testToday = "2026-03-31"

// testNow is 2026-03-31 10:00 at +08:00.
const testNow = int64(1774922400000)

var (
	poolText = []string{"", "a", "A", "ab", "abc", "b", "老王", "老王超市", "王", "超市", "𠮷野家", "𠮷", "\ue000", "\uffff", "é", "e\u0301", "%", "_", "a%", "50%", `\`, `"`, "'", "a'b", "\n", "\U0010ffff", "a\U0010ffff", "\U0010ffffa", "371002", "37"}
	poolCode = []string{"open", "closed", "371002", "371082", "3710", "中止"}
	poolDay  = []string{"2026-03-31", "2026-03-01", "2026-02-28", "2024-02-29", "2025-12-31", "2026-04-15", "1999-01-01", "2026-04-30"}
	poolFen  = []int64{0, 1, -1, 50000, 50001, 100, 99, -50000, 10000, DefaultBound, -DefaultBound}
	poolInt  = []int64{0, 1, -1, 2, 3, -3, 7, -7, 10, 100, 1000, -1000}
	poolRate = []int64{0, 1, 150, -150, 100, 99, 12345, -7}
	poolTime = []int64{testNow, testNow - 1, testNow - 86400000, 1774886400000, 0, -1}
)

type generator struct{ *rand.Rand }

func pick[T any](g generator, pool []T) T { return pool[g.IntN(len(pool))] }

// maybe returns null now and then.
func maybe[T any](g generator, pool []T) any {
	if g.IntN(4) == 0 {
		return nil
	}
	return pick(g, pool)
}

func list[T any](g generator, pool []T) []any {
	out := []any{}
	for range g.IntN(4) {
		out = append(out, pick(g, pool))
	}
	return out
}

func (g generator) subject() Values {
	return Values{"name": maybe(g, poolText), "county": maybe(g, poolCode), "capital": maybe(g, poolFen),
		"founded": maybe(g, poolDay), "listed": maybe(g, []bool{true, false}), "flags": list(g, poolCode)}
}

func (g generator) complaint(subjects []Values) Values {
	ref := func() any {
		switch g.IntN(5) {
		case 0:
			return nil
		case 1:
			return Reference{Area: "3710", ID: "gone"} // dangling
		}
		i := g.IntN(len(subjects))
		return Reference{Area: "3710", ID: "s" + strconv.Itoa(i), Target: subjects[i]}
	}
	return Values{"title": maybe(g, poolText), "goods": maybe(g, poolText), "state": maybe(g, poolCode),
		"amount": maybe(g, poolFen), "paid": maybe(g, poolFen), "count": maybe(g, poolInt),
		"people": maybe(g, []int64{0, 1, 2, 5, 100, 100000}), "rate": maybe(g, poolRate), "ratio": maybe(g, append([]int64{1500, 10}, poolRate...)),
		"filed_on": maybe(g, poolDay), "closed_on": maybe(g, poolDay), "seen_at": maybe(g, poolTime),
		"urgent": maybe(g, []bool{true, false}), "public": maybe(g, []bool{true, false}),
		"tags": list(g, poolCode), "sums": list(g, poolInt), "respondent": ref(), "agent": ref()}
}

// condition writes a condition of at most depth levels.
func (g generator) condition(depth int) pair {
	if depth <= 0 {
		return g.atom()
	}
	two := func(op string) pair {
		a, b := g.condition(depth-1), g.condition(depth-1)
		return pair{"(" + a.src + " " + op + " " + b.src + ")", "(" + a.cel + " " + op + " " + b.cel + ")"}
	}
	switch g.IntN(9) {
	case 0, 1:
		return two("&&")
	case 2, 3:
		return two("||")
	case 4:
		a := g.condition(depth - 1)
		return pair{"!(" + a.src + ")", "!(" + a.cel + ")"}
	case 5:
		return g.choice(g.condition(depth-1), g.condition(depth-1), g.condition(depth-1))
	case 6:
		return two(pick(g, []string{"==", "!="}))
	}
	return g.atom()
}

func (g generator) choice(c, a, b pair) pair {
	return pair{"(" + c.src + " ? " + a.src + " : " + b.src + ")", "(" + c.cel + " ? " + a.cel + " : " + b.cel + ")"}
}

func (g generator) atom() pair {
	p := g.bare()
	return pair{"(" + p.src + ")", "(" + p.cel + ")"}
}

func (g generator) bare() pair {
	cmp := func(ops []string, f func() pair) pair {
		a, op, b := f(), pick(g, ops), f()
		return pair{a.src + " " + op + " " + b.src, a.cel + " " + op + " " + b.cel}
	}
	equal := []string{"==", "!="}
	all := []string{"==", "!=", "<", "<=", ">", ">="}
	switch g.IntN(17) {
	case 0, 1:
		return cmp(all, func() pair { return g.text(1) })
	case 2, 3:
		return cmp(all, func() pair { return g.number(2) })
	case 4:
		return cmp(all, func() pair { return g.money(1) })
	case 5:
		return cmp(all, g.day)
	case 6:
		return cmp(all, g.instant)
	case 7:
		return g.flag()
	case 8:
		return cmp(equal, g.flag)
	case 9:
		a, b, f := g.text(1), g.text(0), pick(g, []string{"contains", "startsWith", "endsWith"})
		return pair{a.src + "." + f + "(" + b.src + ")", a.cel + "." + f + "(" + b.cel + ")"}
	case 10:
		return g.in()
	case 11:
		return g.exists()
	case 12:
		return g.presence()
	case 13:
		a, b := g.rate(), g.rate()
		op := pick(g, all)
		return pair{a.src + " " + op + " " + b.src, a.cel + " " + op + " " + b.cel}
	case 14:
		// decimals of two scales meet at the larger
		op := pick(g, all)
		return pair{"rate " + op + " ratio", "rate * 10 " + op + " ratio"}
	case 15:
		op := pick(g, equal)
		a, b := pick(g, []string{"respondent", "agent", "me"}), pick(g, []string{"respondent", "agent"})
		return pair{a + " " + op + " " + b, a + "_key " + op + " " + b + "_key"}
	}
	return cmp(all, func() pair { return pick(g, []pair{g.text(0), {"my_state", "my_state"}}) })
}

func quoteBoth(s string) pair { return same(quoteCEL(s)) }

func (g generator) text(depth int) pair {
	if depth > 0 {
		switch g.IntN(8) {
		case 0:
			a, b := g.text(depth-1), g.text(depth-1)
			return pair{"(" + a.src + " + " + b.src + ")", "(" + a.cel + " + " + b.cel + ")"}
		case 1:
			return g.choice(g.flag(), g.text(depth-1), g.text(depth-1))
		}
	}
	switch g.IntN(8) {
	case 0, 1, 2:
		return quoteBoth(pick(g, poolText))
	case 3:
		return quoteBoth(pick(g, poolCode))
	case 4:
		return same(pick(g, []string{"respondent.name", "respondent.county", "agent.name", "agent.county"}))
	case 5:
		return same(pick(g, []string{"where", "state"}))
	}
	return same(pick(g, []string{"title", "goods", "state"}))
}

func (g generator) number(depth int) pair {
	if depth > 0 {
		switch g.IntN(7) {
		case 0, 1, 2:
			a, b, op := g.number(depth-1), g.number(depth-1), pick(g, []string{"+", "-", "*", "/", "%"})
			return pair{"(" + a.src + " " + op + " " + b.src + ")", "(" + a.cel + " " + op + " " + b.cel + ")"}
		case 3:
			return g.choice(g.flag(), g.number(depth-1), g.number(depth-1))
		case 4:
			a := g.number(0)
			return pair{"-(" + a.src + ")", "-(" + a.cel + ")"}
		}
	}
	switch g.IntN(8) {
	case 0, 1:
		v := pick(g, poolInt)
		return same("(" + strconv.FormatInt(v, 10) + ")")
	case 2:
		return same("size(" + pick(g, []string{"tags", "sums", "title", "respondent.name", "respondent.flags"}) + ")")
	case 3:
		a := g.text(0)
		return pair{"(" + a.src + ").size()", "(" + a.cel + ").size()"}
	}
	return same(pick(g, []string{"count", "people"}))
}

func (g generator) money(depth int) pair {
	if depth > 0 && g.IntN(3) == 0 {
		a, b, op := g.money(0), g.money(0), pick(g, []string{"+", "-"})
		if g.IntN(3) == 0 {
			k := same(strconv.Itoa(1 + g.IntN(5)))
			return pair{"(" + a.src + " * " + k.src + " / 3)", "(" + a.cel + " * " + k.cel + " / 3)"}
		}
		return pair{"(" + a.src + " " + op + " " + b.src + ")", "(" + a.cel + " " + op + " " + b.cel + ")"}
	}
	switch g.IntN(7) {
	case 0:
		v := pick(g, poolFen)
		return pair{fmt.Sprintf("fen(%d)", v), fmt.Sprintf("(%d)", v)}
	case 1:
		return pick(g, []pair{{"yuan(500)", "50000"}, {"yuan(500.01)", "50001"}, {"yuan(-500)", "(-50000)"}, {"yuan(0.99)", "99"}, {"yuan(1.0)", "100"}, {"0", "0"}})
	case 2:
		return same("respondent.capital")
	case 3:
		return same("open_sum")
	}
	return same(pick(g, []string{"amount", "paid"}))
}

// rate writes a decimal of two places.
func (g generator) rate() pair {
	return pick(g, []pair{same("rate"), same("rate"), {"1.5", "150"}, {"-1.5", "(-150)"}, {"1", "100"}, {"0.99", "99"}, {"123.45", "12345"},
		{"(rate + 0.5)", "(rate + 50)"}, {"(count * 0.01 + rate)", "(count + rate)"}, {"(rate - count)", "(rate - count * 100)"}, {"trunc(rate * 0.5)", "(rate * 5 / 1000 * 100)"}})
}

func (g generator) day() pair {
	switch g.IntN(6) {
	case 0:
		return quoteBoth(pick(g, poolDay))
	case 1:
		d := pick(g, poolDay)
		return pair{`date("` + d + `")`, `"` + d + `"`}
	case 2:
		unit, n := pick(g, []string{"days", "months", "years"}), g.IntN(40)
		base, day := "today", testToday
		if g.IntN(3) == 0 {
			day = pick(g, poolDay)
			base = `"` + day + `"`
		}
		sign, k := "+", n
		if g.IntN(2) == 0 {
			sign, k = "-", -n
		}
		return pair{fmt.Sprintf("%s %s %s(%d)", base, sign, unit, n), `"` + moveDay(day, unit, k) + `"`}
	case 3:
		return pair{"today", `"` + testToday + `"`}
	case 4:
		return same(pick(g, []string{"respondent.founded", "closed_on"}))
	}
	return same("filed_on")
}

// moveDay is the test's own calendar: days by seconds, months by counting.
func moveDay(day, unit string, n int) string {
	y, _ := strconv.Atoi(day[:4])
	m, _ := strconv.Atoi(day[5:7])
	d, _ := strconv.Atoi(day[8:])
	if unit == "days" {
		return time.Unix(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Unix()+int64(n)*86400, 0).UTC().Format("2006-01-02")
	}
	if unit == "years" {
		n *= 12
	}
	for ; n > 0; n-- {
		if m++; m > 12 {
			y, m = y+1, 1
		}
	}
	for ; n < 0; n++ {
		if m--; m < 1 {
			y, m = y-1, 12
		}
	}
	long := []int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[m-1]
	if m == 2 && (y%4 == 0 && y%100 != 0 || y%400 == 0) {
		long = 29
	}
	return fmt.Sprintf("%04d-%02d-%02d", y, m, min(d, long))
}

func (g generator) instant() pair {
	return pick(g, []pair{same("seen_at"), same("seen_at"), {"now", strconv.FormatInt(testNow, 10)}, {"now - hours(24)", strconv.FormatInt(testNow-86400000, 10)},
		{"start_of(today)", "1774886400000"}, {`start_of("2026-03-31")`, "1774886400000"}, {"start_of(today + days(1)) - minutes(1)", strconv.FormatInt(1774886400000+86400000-60000, 10)}})
}

func (g generator) flag() pair {
	return same(pick(g, []string{"urgent", "public", "urgent", "public", "true", "false", "respondent.listed", "respondent.rich", "late"}))
}

func (g generator) in() pair {
	join := func(f func() pair) pair {
		var s, c []string
		for range g.IntN(4) {
			p := f()
			s, c = append(s, p.src), append(c, p.cel)
		}
		return pair{"[" + strings.Join(s, ", ") + "]", "[" + strings.Join(c, ", ") + "]"}
	}
	var x, l pair
	switch g.IntN(7) {
	case 0, 1:
		x, l = g.text(1), join(func() pair { return quoteBoth(pick(g, append(poolText, poolCode...))) })
	case 2:
		x, l = g.number(1), join(func() pair { return same(strconv.FormatInt(pick(g, poolInt), 10)) })
	case 3:
		x, l = g.text(1), same(pick(g, []string{"tags", "respondent.flags", "agent.flags"}))
	case 4:
		x, l = g.number(1), same("sums")
	case 5:
		x, l = g.text(0), same("my_states")
	case 6:
		x = same(pick(g, []string{"filed_on", "respondent.founded"}))
		l = join(func() pair { return quoteBoth(pick(g, poolDay)) })
	}
	return pair{x.src + " in " + l.src, x.cel + " in " + l.cel}
}

func (g generator) exists() pair {
	switch g.IntN(4) {
	case 0:
		return same(fmt.Sprintf("sums.exists(v, v %s %d)", pick(g, []string{"==", "!=", "<", ">="}), pick(g, poolInt)))
	case 1:
		return same("tags.exists(v, v in " + `["open", "中止"])`)
	case 2:
		return same(fmt.Sprintf("%s.exists(v, v.%s(%s))", pick(g, []string{"tags", "respondent.flags"}), pick(g, []string{"contains", "startsWith", "endsWith"}), quoteCEL(pick(g, poolText))))
	}
	return same(fmt.Sprintf("%s.exists(v, %s %s v)", pick(g, []string{"tags", "respondent.flags"}), pick(g, []string{quoteCEL(pick(g, poolCode)), "my_state"}), pick(g, []string{"==", "!=", "<", ">="})))
}

func (g generator) presence() pair {
	own := pick(g, []string{"title", "amount", "filed_on", "urgent", "respondent", "agent", "open_sum", "late", "rate"})
	far := pick(g, []string{"name", "capital", "founded", "listed"})
	ref := pick(g, []string{"respondent", "agent"})
	switch g.IntN(5) {
	case 0:
		return pair{"has(" + own + ")", own + " != null"}
	case 1:
		return same(own + " == null")
	case 2:
		return same("null != " + own)
	case 3:
		return pair{"has(" + ref + "." + far + ")", fmt.Sprintf("(%s != null && has(%s.%s) && %s.%s != null)", ref, ref, far, ref, far)}
	}
	return same(ref + "." + far + pick(g, []string{" == null", " != null"}))
}
