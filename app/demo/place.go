package demo

import (
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/city"
	"github.com/hengjian/hengjian/kernel/code"
)

// place is a county or functional area as names, addresses and documents write it.
type place struct {
	county     string // code
	division   string // six digits of GB/T 2260
	full       string // 威海市环翠区, 荣成市, 威海市经济技术开发区: begins an address
	gov        string // before the name of an office: 威海市环翠区, 荣成市
	short      string // 环翠, 高区
	functional bool
	bureau     string
	series     string // 威环
	towns      []string
}

// placesOf lists the places of a profile with running sums of their weights: a
// street counts for more than a township.
func placesOf(p *city.Profile, base string) (places []place, sums []int) {
	sum := 0
	for _, c := range p.Counties {
		b, _ := p.BureauOf(c.Code)
		pl := place{county: c.Code, division: c.Statutory(), short: c.Short, functional: c.Functional, bureau: b.Organ,
			series: strings.TrimSuffix(b.Series, "市监"), towns: c.Towns}
		pl.gov, pl.full = c.Title, c.Title
		switch {
		case c.Functional && strings.HasSuffix(c.Title, "开发区"):
			rest := strings.TrimPrefix(c.Title, base)
			pl.gov, pl.full = base+rest, p.Areas.Title+rest
		case strings.HasSuffix(c.Title, "区"):
			pl.gov = p.Areas.Title + c.Title
			pl.full = pl.gov
		}
		weight := 6
		for _, t := range c.Towns {
			if strings.HasSuffix(t, "街道") {
				weight += 6
			} else {
				weight += 2
			}
		}
		sum += min(weight, 48)
		places, sums = append(places, pl), append(sums, sum)
	}
	return places, sums
}

// road is an invented road, never called like a county or township of the city.
func (g *Generator) road() string {
	for {
		a, b := pick(g, g.w.roadA), pick(g, g.w.roadB)
		if a != b && !g.taken[a+b] {
			return a + b
		}
	}
}

// takenNames are the short names of the counties and townships of a prefecture.
func takenNames(a *code.Areas) map[string]bool {
	out := map[string]bool{}
	for _, c := range a.Counties {
		out[c.Short] = true
		for _, t := range c.Towns {
			out[townShort(t)] = true
		}
	}
	return out
}

// township takes one of a place, or "" where it has none.
func (g *Generator) township(p place, rural bool) string {
	if len(p.towns) == 0 {
		return ""
	}
	town := pick(g, p.towns)
	if rural && strings.HasSuffix(town, "街道") { // villages lie in townships where there are any
		town = pick(g, p.towns)
	}
	return town
}

// address is an invented address in a township; rural ones stand in a village.
func (g *Generator) address(p place, town string, rural bool) string {
	var b strings.Builder
	switch full := p.full; {
	case strings.HasPrefix(full, g.p.Areas.Title):
		if g.chance(35) {
			b.WriteString(g.p.Province)
		}
		b.WriteString(full)
	case g.chance(35):
		b.WriteString(g.p.Province + g.p.Areas.Title + full)
	case g.chance(50):
		b.WriteString(g.p.Areas.Title + full)
	default:
		b.WriteString(full)
	}
	urban := town == "" || strings.HasSuffix(town, "街道") || !rural && g.chance(60)
	if !urban || g.chance(75) {
		b.WriteString(town)
	}
	if urban {
		b.WriteString(g.inTown())
	} else {
		b.WriteString(g.inVillage())
	}
	return b.String()
}

func (g *Generator) inTown() string {
	road := g.road() + pick(g, g.w.roadKinds)
	number := 1 + g.r.IntN(60)*g.r.IntN(7) + g.r.IntN(9)
	switch g.r.IntN(10) {
	case 0, 1, 2:
		return fmt.Sprintf("%s%d号", road, number)
	case 3, 4:
		return fmt.Sprintf("%s%d号-%d", road, number, 1+g.r.IntN(12))
	case 5:
		return fmt.Sprintf("%s%s%d号楼%d单元%d%02d室", road, g.road()+pick(g, g.w.estates), 1+g.r.IntN(28), 1+g.r.IntN(4), 1+g.r.IntN(17), 1+g.r.IntN(4))
	case 6:
		return fmt.Sprintf("%s%d号楼%s", g.road()+pick(g, g.w.estates), 1+g.r.IntN(28), pick(g, []string{"一层商铺", "底商", "3号门市", "5号门市", "东1户", "西2户"}))
	case 7:
		return fmt.Sprintf("%s%d号%s%d层%d%02d室", road, number, g.road()+pick(g, g.w.blocks[:3]), 1+g.r.IntN(20), 1+g.r.IntN(9), 1+g.r.IntN(20))
	case 8:
		return fmt.Sprintf("%s%s%s区%d号", road, g.road()+pick(g, g.w.blocks[3:]), pick(g, []string{"A", "B", "C", "东", "西"}), 1+g.r.IntN(120))
	default:
		return fmt.Sprintf("%s与%s交叉口%s", road, g.road()+pick(g, g.w.roadKinds), pick(g, []string{"东北侧", "西侧50米", "南100米", "东20米"}))
	}
}

func (g *Generator) inVillage() string {
	village := pick(g, g.province.head) + pick(g, g.province.villages)
	switch g.r.IntN(6) {
	case 0, 1:
		return fmt.Sprintf("%s%d号", village, 1+g.r.IntN(300))
	case 2:
		if g.province.group == "" {
			return fmt.Sprintf("%s%d号", village, 1+g.r.IntN(300))
		}
		return fmt.Sprintf("%s%d%s%d号", village, 1+g.r.IntN(8), g.province.group, 1+g.r.IntN(90))
	case 3:
		return village + "村委会" + pick(g, []string{"东50米", "北100米", "西侧", "旁", "南300米"})
	case 4:
		return village + pick(g, []string{"村北", "村东", "村西", "村南", "村口"})
	default:
		return village
	}
}

// head of a township's name: 张村 of 张村镇.
func townShort(town string) string {
	for _, end := range []string{"街道", "镇", "乡"} {
		if s, ok := strings.CutSuffix(town, end); ok {
			return code.ShortName(s)
		}
	}
	return town
}
