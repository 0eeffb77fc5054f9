package demo

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
)

// penalties are decisions of other departments that reached the bureau: for
// about six businesses of a hundred, a second one for a few of these.
func (g *Generator) penalties(b *business) []map[string]any {
	percent := 4
	if b.sort == company {
		percent = 9
	}
	var out []map[string]any
	for len(out) < 4 && g.chance(percent) {
		p := g.penalty(b)
		if p == nil {
			break
		}
		out = append(out, p)
		percent = 22
	}
	return out
}

func (g *Generator) penalty(b *business) map[string]any {
	var fit []penalty
	for _, p := range g.w.penalties {
		if (p.trade == "" || p.trade == b.trade.key) && slices.ContainsFunc(p.cause, func(c string) bool { return slices.Contains(b.trade.cause, c) }) {
			fit = append(fit, p)
		}
	}
	end := g.Today.AddDays(-7)
	if !b.closed.IsZero() {
		end = b.closed
	}
	first := maxDate(b.born.AddDays(120), calendar.New(2021, 7, 15)) // 行政处罚法 as amended
	if len(fit) == 0 || !first.Before(end) {
		return nil
	}
	p, on := pick(g, fit), g.day(first, end)
	fine, taken := g.fine(b, p.fine), int64(0)
	if p.confiscated[1] > 0 {
		taken = g.fine(b, p.confiscated)
	}
	series := b.place.series
	if strings.HasPrefix(p.organ, "{city}") {
		series = g.citySeries()
	}
	no := g.document(func() string {
		return fmt.Sprintf("%s%s〔%d〕%d号", series, p.word, on.Year(), 1+g.r.IntN(620))
	})
	if no == "" {
		return nil
	}
	published := minDate(g.holidays.AddWorkdays(on, 1+g.r.IntN(7)), g.Today) // 公示 within seven working days
	until := published.AddYears(3)
	if fine < 5_000_00 {
		until = published.AddYears(1)
	}
	var sorts []any
	var content []string
	for _, s := range p.sorts {
		sorts = append(sorts, s)
		switch s {
		case "1":
			content = append(content, "警告")
		case "3":
			content = append(content, "罚款人民币"+yuan(fine)+"元")
		case "4":
			content = append(content, "没收违法所得人民币"+yuan(taken)+"元")
		}
	}
	out := map[string]any{"party_name": b.name, "party_uscc": b.uscc, "document_no": no, "case_name": b.name + p.violation + "案", "violation": p.violation,
		"facts": g.fill(p.facts, b, on, on) + "。", "sorts": sorts, "legal_basis": p.basis, "content": strings.Join(content, "；"), "fine": fine,
		"organ": g.fill(p.organ, b, on, on), "decided_on": on.String(), "published_on": published.String(), "publish_until": until.String()}
	if taken > 0 {
		out["confiscated"] = taken
	}
	return out
}

// fine is an amount in fen of [from, to] yuan, rounded as decisions round.
func (g *Generator) fine(b *business, r [2]int) int64 {
	y := g.between(r)
	if b.sort == individual {
		y = max(r[0], y/3)
	}
	switch {
	case y >= 10_000:
		y -= y % 1000
	case y >= 1000:
		y -= y % 100
	case y >= 100:
		y -= y % 50
	}
	return int64(max(y, r[0])) * 100
}

// yuan writes whole yuan with groups of three: 12,000.
func yuan(fen int64) string {
	s := fmt.Sprint(fen / 100)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// tags are the labels an office has put on the business.
func (g *Generator) tags(b *business) []map[string]any {
	if b.status != active && b.status != dormant {
		return nil
	}
	var out []map[string]any
	for _, t := range g.w.tags {
		if len(t.trades) > 0 && !slices.Contains(t.trades, b.trade.key) || g.r.IntN(1000) >= t.rate {
			continue
		}
		since := g.day(maxDate(b.born, g.Today.AddDays(-330)), g.Today)
		out = append(out, map[string]any{"subject_uscc": b.uscc, "label": t.label, "colour": t.colour, "since": since.String(), "why": g.fill(t.why, b, since, since)})
	}
	return out
}
