package demo

import "github.com/hengjian/hengjian/kernel/calendar"

// money is the capital: round sums, a tenth for a trader.
func (g *Generator) money(b *business) {
	steps := []int{1, 2, 3, 5, 6, 8, 10, 15, 20, 30, 50, 60, 80, 100, 150, 200, 300, 500, 600, 800, 1000, 1200, 1500, 2000, 3000, 5000, 6000, 8000, 10000}
	want := g.between(b.trade.capital)
	if b.sort == individual {
		want = max(1, want/10+g.r.IntN(5))
	}
	got := steps[0]
	for _, s := range steps {
		if s <= want {
			got = s
		}
	}
	b.capital = int64(got) * 10_000 * 100
	if g.chance(2) { // 88万, 51.23万
		b.capital += int64(g.r.IntN(90)) * 1000 * 100
	}
}

// life is the status with its days.
func (g *Generator) life(b *business) {
	age := g.Today.Sub(b.born)
	b.status, b.approved = active, b.born
	n := g.r.IntN(1000)
	switch {
	case age < 200 || n < 835:
		if g.chance(40) {
			b.approved = g.day(b.born, g.Today)
		}
		if n < 6 && age > 200 {
			b.status, b.approved = dormant, g.day(maxDate(b.born, g.Today.AddDays(-700)), g.Today) // 歇业 at most three years, since 2022-03-01
		}
	case n < 940:
		b.status = cancelled
	case n < 985 && age > 4*365:
		b.status = revoked
	case n < 988:
		b.status = annulled
	case n < 995:
		b.status = moved
	}
	if b.status != active && b.status != dormant {
		b.closed = g.day(b.born.AddDays(min(180, age)), g.Today)
		b.approved = b.closed
		if b.status == revoked {
			b.approved = g.day(b.born, b.closed)
		}
	}
	if b.sort == company && b.parent < 0 && b.born.Before(calendar.New(2016, 1, 1)) && g.chance(60) {
		b.until = b.born.AddYears(pick(g, []int{10, 20, 20, 30, 30, 50})).AddDays(-1)
		for b.status == active && b.until.Before(g.Today) {
			b.until = b.until.AddYears(10)
		}
	}
}

func maxDate(a, b calendar.Date) calendar.Date {
	if a.After(b) {
		return a
	}
	return b
}
