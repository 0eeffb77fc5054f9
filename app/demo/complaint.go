package demo

import "strconv"

// Complaint is what an invented consumer writes of a business, received so many
// days before today.
func (g *Generator) Complaint(respondent, address string, ago int) map[string]any {
	d := pick(g, g.w.disputes)
	name, _ := g.person()
	on := g.Today.AddDays(-ago)
	return map[string]any{
		"received_on": on.String(), "channel": pick(g, []string{"platform", "platform", "portal", "hotline", "order", "window", "letter"}),
		"matter_in_brief": d.brief, "complainant": map[string]any{"name": name}, "complainant_phone": g.phone(), "complainant_address": g.p.Areas.Title + g.road() + "路" + strconv.Itoa(1+g.r.IntN(200)) + "号",
		"respondent_as_written": respondent, "respondent_address": address, "goods": d.goods, "bought_on": on.AddDays(-1 - g.r.IntN(40)).String(),
		"facts": d.facts, "claim": d.claim, "amount": int64(g.between(d.amount))*100 + int64(g.r.IntN(10))*10, // fen
	}
}

// Tipoff is what somebody reports of a business; every fourth gives no name.
func (g *Generator) Tipoff(reported, place string, ago int) map[string]any {
	r := pick(g, g.w.reports)
	v := map[string]any{
		"received_on": g.Today.AddDays(-ago).String(), "channel": pick(g, []string{"platform", "portal", "hotline", "order", "letter"}),
		"matter_in_brief": r.brief, "reported_as_written": reported, "place": place, "clues": r.clues, "tell_duty": r.law,
	}
	if !g.chance(25) {
		name, _ := g.person()
		v["informant"], v["informant_phone"] = map[string]any{"name": name}, g.phone()
	}
	return v
}

// Bargain is what an invented consumer writes to a trader before he complains.
func (g *Generator) Bargain(trader, address string, ago int) map[string]any {
	v := g.Complaint(trader, address, ago)
	out := map[string]any{"filed_on": v["received_on"], "trader_as_written": trader, "trader_address": address}
	for _, name := range []string{"matter_in_brief", "complainant", "complainant_phone", "complainant_address", "goods", "bought_on", "facts", "claim", "amount"} {
		out[name] = v[name]
	}
	return out
}
