package demo

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/hengjian/hengjian/city"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/practice/registration"
)

// Default is how many businesses a demo city has.
const Default = 2000

// Subject is one business with what is known of it, as values of the kinds
// business, permit, received_penalty and tag. The references between them
// (subject, parent) are left to whoever writes them.
type Subject struct {
	Values                   map[string]any
	Permits, Penalties, Tags []map[string]any
	Parent                   int // place among the generated of the business it is a branch of; -1: of none
}

// Generator makes businesses one after the other. It is not safe for use by
// several goroutines.
type Generator struct {
	// Today is the last day on which anything has happened; it may be set before
	// the first business is made.
	Today calendar.Date

	p         *city.Profile
	w         *words
	r         *rand.Rand
	seed      uint64
	province  province
	base      string // city without 市: 威海
	places    []place
	taken     map[string]bool // names no road may have
	placeSum  []int
	trades    [3][]trade
	tradeSums [3][]int
	flags     *registration.Flags
	holidays  *calendar.Table
	count     int
	names     map[string]bool
	documents map[string]bool
	heads     []head // companies that may have branches
	regNos    int
}

// The sorts of business as they index weights; their values in business.sort.
const (
	company = iota
	individual
	coop
)

var sorts = [...]string{"company", "individual", "coop"}

// New returns the generator of a city. The same profile, seed and Today give the
// same businesses in the same order.
func New(profile *city.Profile, seed uint64) *Generator {
	g := &Generator{Today: calendar.New(2026, 11, 20), p: profile, w: shipped(), r: rand.New(rand.NewPCG(seed, 0x68656e676a69616e)), seed: seed,
		flags: registration.StandardFlags(), holidays: calendar.MustShipped(), names: map[string]bool{}, documents: map[string]bool{}}
	g.base = code.ShortName(profile.Areas.Title)
	i := slices.IndexFunc(g.w.provinces, func(p province) bool { return p.name == profile.Province })
	g.province = g.w.provinces[max(i, 0)] // a new province borrows the words of another
	g.places, g.placeSum = placesOf(profile, g.base)
	g.taken = takenNames(profile.Areas)
	for sort := range sorts {
		sum := 0
		for _, t := range g.w.trades {
			if t.weight[sort] == 0 || len(t.in) > 0 && !slices.Contains(t.in, profile.Name) {
				continue
			}
			sum += t.weight[sort]
			g.trades[sort], g.tradeSums[sort] = append(g.trades[sort], t), append(g.tradeSums[sort], sum)
		}
	}
	return g
}

// Subjects makes the next n businesses.
func (g *Generator) Subjects(n int) []Subject {
	out := make([]Subject, n)
	for i := range out {
		out[i] = g.Next()
	}
	return out
}

// Next makes one more business.
func (g *Generator) Next() Subject {
	b := g.begin()
	v := map[string]any{"name": b.name, "uscc": b.uscc, "status": b.status, "type": b.typ, "sort": sorts[b.sort], "branch": b.parent >= 0,
		"representative": map[string]any{"name": b.person, "id": ""}, "established_on": b.born.String(), "approved_on": b.approved.String(),
		"term_from": b.born.String(), "organ": b.place.bureau, "address": b.address, "county": b.place.county, "county_evidence": "住所：" + b.place.full,
		"industry": b.trade.industry, "scope": b.scope, "phone": g.phone()}
	g.flag(v, b)
	if b.capital > 0 {
		v["capital"], v["capital_currency"] = b.capital, "CNY"
	}
	if b.regNo != "" {
		v["reg_no"] = b.regNo
	}
	if !b.until.IsZero() {
		v["term_until"] = b.until.String()
	}
	if b.former != "" {
		v["former_names"] = []any{b.former}
	}
	if g.chance(70) {
		v["staff"] = int64(b.staff)
	}
	if b.parent >= 0 {
		v["parent_name"] = g.heads[b.head].name
	}
	if b.sort != company && g.chance(8) {
		v["premises"] = g.address(b.place, b.town, b.rural)
	}
	s := Subject{Values: v, Parent: b.parent}
	s.Permits = g.permits(b)
	s.Penalties = g.penalties(b)
	s.Tags = g.tags(b)
	g.count++
	return s
}

// flag adds what the register's own rules find in name and scope.
func (g *Generator) flag(v map[string]any, b *business) {
	var flags []any
	words := ""
	for _, f := range g.flags.Find(b.name, b.scope) {
		flags = append(flags, f.Flag)
		if words != "" {
			words += "\n"
		}
		words += f.Title + "：" + f.Words
	}
	if flags != nil {
		v["flags"], v["flag_evidence"] = flags, words
	}
	if e, ok := code.GBT4754().Find(b.trade.industry); ok {
		v["industry_evidence"] = "主营：" + e.Name
	}
}

// chance is true in so many of a hundred cases.
func (g *Generator) chance(percent int) bool { return g.r.IntN(100) < percent }

// pick takes one of a list.
func pick[T any](g *Generator, list []T) T { return list[g.r.IntN(len(list))] }

// weighed takes an index by running sums of weights.
func (g *Generator) weighed(sums []int) int {
	i, _ := slices.BinarySearch(sums, g.r.IntN(sums[len(sums)-1])+1)
	return i
}

// between takes a number of [from, to], small ones much more often.
func (g *Generator) between(r [2]int) int {
	if r[0] >= r[1] {
		return r[0]
	}
	lo, hi := math.Log(float64(r[0])), math.Log(float64(r[1]))
	return int(math.Round(math.Exp(lo + (hi-lo)*g.r.Float64()*g.r.Float64())))
}

// day takes a working day of [from, to].
func (g *Generator) day(from, to calendar.Date) calendar.Date {
	n := to.Sub(from)
	if n <= 0 {
		return to
	}
	d := g.holidays.LastWorkday(from.AddDays(g.r.IntN(n + 1)))
	if d.Before(from) {
		return from
	}
	return d
}

// Phone is a number in a range that no operator has been given, the same for the
// same text.
func Phone(of string) string {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(of)) // a hash never fails
	return fmt.Sprintf("154%08d", sum.Sum32()%100_000_000)
}

// phone is a number in a range that no operator has been given.
func (g *Generator) phone() string {
	b := []byte("15400000000")
	for i := 3; i < len(b); i++ {
		b[i] = byte('0' + g.r.IntN(10))
	}
	return string(b)
}
