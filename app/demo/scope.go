package demo

import (
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
)

// The standing words of scopes since the standard items of 2019 and before.
const (
	afterPermit  = "（依法须经批准的项目，经相关部门批准后方可开展经营活动，具体经营项目以审批结果为准）"
	afterGeneral = "（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）"
	afterOld     = "（依法须经批准的项目，经相关部门批准后方可开展经营活动）"
)

// scope is the scope of business (经营范围) in the wording of its time.
func (g *Generator) scope(b *business) string {
	t := b.trade
	if b.approved.Before(calendar.New(2019, 6, 1)) {
		s := strings.Join(g.some(t.old, 1, len(t.old)), "；")
		if b.approved.After(calendar.New(2014, 6, 1)) || g.chance(30) {
			s += "。" + afterOld
		} else {
			s += "。"
		}
		return s
	}
	var out []string
	if len(t.permit) > 0 && (len(t.permits) > 0 || g.chance(50)) {
		out = append(out, "许可项目："+strings.Join(g.some(t.permit, 1, 3), "；")+"。"+afterPermit)
	}
	most := 5
	if b.sort == individual {
		most = 3
	}
	if len(t.general) > 0 {
		out = append(out, "一般项目："+strings.Join(g.some(t.general, 1, most), "；")+"。"+afterGeneral)
	}
	return strings.Join(out, "\n")
}

// some takes the first of a list and up to most-1 of the others, in order.
func (g *Generator) some(list []string, least, most int) []string {
	if len(list) == 0 {
		return nil
	}
	n := least
	if most > least {
		n += g.r.IntN(most - least + 1)
	}
	out := []string{list[0]}
	for i := 1; i < len(list) && len(out) < n; i++ {
		if len(list)-i <= n-len(out) || g.chance(60) {
			out = append(out, list[i])
		}
	}
	return out
}
