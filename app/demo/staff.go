package demo

import (
	"math/rand/v2"
	"strconv"

	"github.com/hengjian/hengjian/city"
)

// Staff are the officers of the stations of a city, two stations of each county
// bureau: they act in the year behind a demo city and have no account. The same
// seed makes the same people.
func Staff(p *city.Profile, seed uint64) []Person {
	g := New(p, seed)
	g.r = rand.New(rand.NewPCG(seed, 0x7374616666))
	var out []Person
	had := map[string]int{}
	for _, u := range p.Units {
		if u.Sort != city.Station || had[u.County] == 2 {
			continue
		}
		had[u.County]++
		name, _ := g.person()
		n := strconv.Itoa(len(out) + 1)
		out = append(out, Person{Account: "suo" + n, Name: name, Unit: u.Code, Post: "一级科员", Role: "officer", Over: u.Code, Certificate: p.Root + "1" + n})
	}
	return out
}
