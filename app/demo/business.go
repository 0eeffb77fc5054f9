package demo

import (
	"fmt"
	"math"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
)

// business is one business in the making.
type business struct {
	sort            int
	trade           trade
	place           place
	town            string // may be empty
	rural, woman    bool
	word, form, typ string
	name, former    string
	person          string
	address         string
	uscc, regNo     string
	status          string
	scope           string
	born, approved  calendar.Date
	until, closed   calendar.Date
	capital         int64 // fen
	staff           int
	parent, head    int // place among the generated, among heads; -1
}

// head is a company that may have branches.
type head struct {
	index  int
	name   string
	trade  trade
	born   calendar.Date
	person string
	many   int // branches so far
}

// values of code list subject_status.
const (
	active, dormant, revoked, cancelled, annulled, moved = "1", "2", "3", "9", "5", "8"
)

// begin decides everything about the next business but what others say of it.
func (g *Generator) begin() *business {
	b := &business{parent: -1, head: -1}
	switch n := g.r.IntN(100); {
	case n < 35:
		b.sort = company
	case n < 95:
		b.sort = individual
	default:
		b.sort = coop
	}
	b.place = g.places[g.weighed(g.placeSum)]
	b.person, b.woman = g.person()
	branch := b.sort == company && len(g.heads) > 8 && g.chance(9)
	if branch {
		b.head = g.r.IntN(len(g.heads))
		branch = g.heads[b.head].born.AddDays(200).Before(g.Today)
	}
	if branch {
		b.trade = g.heads[b.head].trade
	} else {
		b.trade = g.trades[b.sort][g.weighed(g.tradeSums[b.sort])]
	}
	b.rural = b.sort == coop || strings.HasPrefix(b.trade.industry, "0") || b.sort == individual && g.chance(25) || g.chance(8)
	b.town = g.township(b.place, b.rural)
	b.address = g.address(b.place, b.town, b.rural)
	if branch {
		g.branch(b)
	} else {
		b.born = g.birth(b.sort, b.trade.since)
		g.form(b)
		b.name = g.nameOf(b)
		if b.sort == company && g.chance(5) || b.sort == individual && g.chance(1) {
			b.former = g.nameOf(b)
		}
		g.money(b)
	}
	b.staff = g.between(b.trade.staff)
	if b.sort == individual {
		b.staff = min(b.staff, 1+g.r.IntN(8))
	}
	g.life(b)
	b.scope = g.scope(b)
	g.number(b)
	shops := len(b.trade.permits) > 0 && (b.trade.industry > "44" || b.trade.key == "bakery") // factories stay in one place
	if b.parent < 0 && b.status == active && shops && strings.HasSuffix(b.form, "公司") {
		g.heads = append(g.heads, head{index: g.count, name: b.name, trade: b.trade, born: b.born, person: b.person})
	}
	return b
}

// birth is a day of establishment: most businesses are young, traders younger,
// and cooperatives exist since 2007-07-01 (农民专业合作社法).
func (g *Generator) birth(sort int, since string) calendar.Date {
	first, steep := calendar.New(1995, 3, 1), 1.9
	switch sort {
	case individual:
		first, steep = calendar.New(1998, 1, 5), 2.6
	case coop:
		first, steep = calendar.New(2007, 7, 2), 0.8
	}
	if since != "" {
		first = maxDate(first, calendar.MustParse(since))
	}
	// The number founded grows by e^steep over the whole time.
	back := -math.Log(1-g.r.Float64()*(1-math.Exp(-steep))) / steep
	return g.holidays.LastWorkday(g.Today.AddDays(-int(back*float64(g.Today.Sub(first)-20)) - 4))
}

// form is the legal form, as the register writes it and as the name ends.
func (g *Generator) form(b *business) {
	b.word = pick(g, b.trade.names[b.sort])
	switch b.sort {
	case individual:
		b.typ = "个体工商户"
		return
	case coop:
		b.typ = "农民专业合作社"
		b.form = pick(g, []string{"专业合作社", "专业合作社", "农民专业合作社"})
		return
	}
	b.form = pick(g, []string{"有限公司", "有限公司", "有限公司", "有限公司", "有限公司", "有限公司", "有限公司", "有限公司", "有限责任公司"})
	switch n := g.r.IntN(1000); {
	case n < 500:
		b.typ = "有限责任公司(自然人投资或控股)"
	case n < 850:
		b.typ = "有限责任公司(自然人独资)"
	case n < 910:
		b.typ = "有限责任公司(自然人投资或控股的法人独资)"
	case n < 940:
		b.typ = "有限责任公司(非自然人投资或控股的法人独资)"
	case n < 955:
		b.typ, b.form = "股份有限公司(非上市、自然人投资或控股)", "股份有限公司"
	case n < 965:
		b.typ = "有限责任公司(国有独资)"
	case n < 970:
		b.typ = "有限责任公司(台港澳与境内合资)"
	case n >= 975 && b.trade.weight[individual] > 0 && len(b.trade.permits) < 2 && b.trade.key != "canteen": // named like a shop: 威海凯达汽修厂
		b.typ, b.form, b.word = "个人独资企业", "", pick(g, b.trade.names[individual])
	default:
		b.typ = "有限责任公司(自然人投资或控股)"
	}
	if b.trade.key == "consulting" && b.born.Year() >= 2008 && g.chance(12) { // 有限合伙 since 2007-06-01
		b.typ, b.form, b.word = "有限合伙企业", "合伙企业（有限合伙）", pick(g, b.trade.names[company])
	}
}

// branch makes a branch of an earlier company.
func (g *Generator) branch(b *business) {
	h := &g.heads[b.head]
	b.parent = h.index
	b.typ = "有限责任公司分公司(自然人投资或控股)"
	b.born = g.day(g.holidays.AddWorkdays(h.born.AddDays(60), 1), g.Today.AddDays(-8))
	if g.chance(60) {
		b.person = h.person
	}
	for {
		h.many++
		spot := townShort(b.town)
		if spot == "" {
			spot = b.place.short
		}
		end := pick(g, []string{"分公司", "分公司", fmt.Sprintf("第%s分公司", chinese(h.many))})
		if strings.Contains("supermarket restaurant pharmacy optics bakery cosmetics canteen", h.trade.key) {
			end = pick(g, []string{"店", "店", "分店", fmt.Sprintf("第%s分店", chinese(h.many))})
		}
		if strings.HasPrefix(end, "第") {
			spot = ""
		}
		if b.name = h.name + spot + end; !g.names[b.name] {
			g.names[b.name] = true
			return
		}
	}
}

// chinese writes 1 to 99 in characters.
func chinese(n int) string {
	d := []rune("零一二三四五六七八九")
	switch {
	case n < 10:
		return string(d[n])
	case n < 20:
		return "十" + strings.TrimPrefix(string(d[n%10]), "零")
	case n < 100:
		return string(d[n/10]) + "十" + strings.TrimPrefix(string(d[n%10]), "零")
	}
	return fmt.Sprint(n)
}
