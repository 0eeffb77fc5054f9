package demo

import "github.com/hengjian/hengjian/kernel/calendar"

type m = map[string]any

// order121 is the day from which Order 121 governs what is received.
var order121 = calendar.New(2026, 4, 15)

// complaint plans the life of a complaint after its registration, under Order 121
// or, received before 2026-04-15, Order 20.
func (p *plan) complaint() {
	g := p.g
	if !p.m.On.Before(order121) && p.chance(75) {
		p.do(p.in(0), "receiver", "contact", nil)
	}
	if p.chance(6) {
		p.do(p.in(0), "receiver", "redirect", m{"other_way": pick(g, []string{"consult", "disclosure", "review", "other_agency"})})
		p.do(p.in(0), "receiver", "redirect", nil).Told = "complainant"
		return
	}
	p.do(p.in(0), "receiver", "dispatch", nil)
	if p.chance(4) {
		p.do(p.in(p.days(1, 3, 1, 0)), "", "return", m{"return_reason": "被投诉人实际经营地不在本辖区"})
		p.handler++
		p.do(p.in(0), "receiver", "dispatch", nil)
	}
	if p.chance(2) {
		return // forgotten
	}
	if p.chance(14) {
		p.do(p.in(p.days(1, 6, 4, 3)), "", "refuse", pick(g, refusals))
		p.tell(p.in(g.r.IntN(2)), "refuse", "complainant")
		p.end()
		return
	}
	p.do(p.in(p.days(0, 6, 5, 4)), "", "accept", nil)
	p.tell(p.in(g.r.IntN(2)), "accept", "complainant")
	if p.chance(12) {
		p.terminate(p.in(p.days(2, 15, 1, 0)), m{"end_ground": "absent", "end_reason": "被投诉人明确拒绝调解"})
		return
	}
	p.do(p.in(p.days(1, 8, 1, 0)), "", "agree", m{"complainant_consent": true, "respondent_consent": true})
	if p.chance(3) {
		p.do(p.in(1), "", "lead", m{"lead_found": "经营场所内有未标明生产日期的商品，涉嫌违反食品标签规定。"})
	}
	switch {
	case p.chance(8):
		p.do(p.in(2), "", "test", m{"test_body": "产品质量监督检验所（演示）", "test_fee": "由被投诉人垫付，按结果承担"})
		p.do(p.in(5+g.r.IntN(15)), "", "result", m{"test_result": pick(g, []string{"检测项目不符合标识", "检测项目符合标识"})})
	case p.chance(2):
		p.do(p.in(2), "", "recuse", nil).Reason = "投诉人认为调解人员与被投诉人相识"
		p.do(p.in(2), "head", "recusal", nil).Reason = "经核实不属于应当回避的情形，继续调解"
	}
	switch x := g.r.IntN(100); {
	case x < 60:
		p.do(p.in(p.days(1, 14, 8, 10)), "", "settle", m{"agreement": "被投诉人退还货款，投诉人退回商品，双方再无争议。", "agreed_amount": p.agreed()})
	case x < 78:
		p.do(p.in(p.days(1, 14, 8, 10)), "", "settle_plain", m{"agreement": "被投诉人当场退款。", "no_book": "performed", "agreed_amount": p.agreed()})
	case x < 90:
		p.terminate(p.in(p.days(1, 18, 1, 0)), m{"end_ground": "no_agreement", "end_reason": "双方对赔偿数额分歧较大，明确表示无法达成协议"})
		return
	case x < 96:
		p.terminate(p.in(p.days(1, 12, 1, 0)), m{"end_ground": "withdrawn", "end_reason": "投诉人与被投诉人自行和解"})
		return
	case x < 98:
		// after 60 days under Order 121, 45 working days under Order 20, what was tested and a festival on top
		day := g.holidays.AddWorkdays(p.day, 62)
		p.terminate(day, m{"end_ground": "time_up", "end_reason": "期限内未能达成调解协议"})
		return
	default:
		return // still mediated when its time is up
	}
	p.publish()
	p.end()
}

// agreed is what a mediation agrees on, in fen; it takes nothing from the chance of
// the year.
func (p *plan) agreed() int64 { return int64(1+p.handler%60) * 1790 }

// terminate ends the mediation and tells both.
func (p *plan) terminate(day calendar.Date, values m) {
	p.do(day, "", "terminate", values)
	p.tell(p.in(p.days(0, 5, 4, 4)), "terminate", "complainant")
	p.tell(p.in(0), "terminate", "respondent_as_written")
	p.publish()
	p.end()
}

// publish shows what became of a complaint, or holds it back; Order 20 knows no such
// act.
func (p *plan) publish() {
	switch {
	case p.m.On.Before(order121) || p.chance(6):
	case p.chance(8):
		p.do(p.in(1+p.g.r.IntN(5)), "head", "hold_back", nil).Reason = "被投诉人名称与自然人姓名相同，不宜公示"
	default:
		p.do(p.in(p.days(1, 8, 6, 4)), "", "publish", nil)
	}
}

// end files a complaint away, now and then after a call.
func (p *plan) end() {
	if p.chance(5) {
		d := p.do(p.in(3+p.g.r.IntN(5)), "", "visit", nil)
		if p.m.On.Before(order121) {
			d.Reason = "电话回访，投诉人表示满意"
		} else {
			d.Values = m{"visit_result": pick(p.g, []string{"satisfied", "satisfied", "fair", "unsatisfied"})}
		}
	}
	p.do(p.in(2+p.g.r.IntN(12)), "", "archive", nil)
}

// tipoff plans the life of a tip-off after its registration.
func (p *plan) tipoff() {
	g := p.g
	if p.chance(5) {
		p.do(p.in(0), "receiver", "send_away", m{"proper_bureau": "被举报行为发生地县级市场监督管理局"})
		p.do(p.in(p.days(0, 3, 2, 2)), "receiver", "send_away", nil).Told = "informant"
		return
	}
	p.do(p.in(0), "receiver", "dispatch", nil)
	if p.chance(3) {
		return // forgotten
	}
	worked := 1 + g.r.IntN(3)
	if p.chance(12) {
		p.do(p.in(worked), "", "test", m{"test_what": "抽样检验"})
		p.do(p.in(6+g.r.IntN(14)), "", "result", nil)
		worked++
	}
	extended := p.chance(12)
	left := p.days(1, 11-worked, 6, 5)
	if extended { // which is granted before the fifteen days are over, or not at all
		left = min(left, 11-worked)
	}
	p.do(p.in(left), "", "report_up", m{"findings": pick(g, findings)})
	if extended {
		p.do(p.in(0), "leader", "extend", nil).Reason = "案情复杂，涉及多家供货商"
		p.do(p.in(4+g.r.IntN(8)), "", "report_up", m{"findings": pick(g, findings)})
	}
	act, values := "not_file", m{"findings": "现场检查未发现所反映的情形。", "not_filed_ground": pick(g, []string{"not_established", "slight", "first"})}
	if p.chance(45) {
		act, values = "file_case", m{"findings": "现场检查属实，当事人承认。"}
	}
	p.do(p.in(g.r.IntN(2)), "leader", act, values)
	switch { // Order 121 has no general duty to tell the result: where a law has one it is told
	case !p.m.On.Before(order121):
		p.do(p.in(0), "", "tell_result", nil)
		p.tell(p.in(p.days(0, 3, 4, 5)), "tell_result", "informant")
	case p.chance(80):
		p.tell(p.in(p.days(0, 3, 4, 5)), act, "informant")
	}
	p.do(p.in(3+g.r.IntN(9)), "", "archive", nil)
}

var refusals = []m{
	{"refuse_ground": "not_consumer", "refuse_reason": "一次购买同一商品八十件，与生活消费的通常习惯明显不符，不能证明为生活消费需要购买。"},
	{"refuse_ground": "handled", "refuse_reason": "消费者协会已经受理同一消费者权益争议。"},
	{"refuse_ground": "material", "refuse_reason": "经两次告知仍未提供消费者权益争议的事实依据。"},
	{"refuse_ground": "no_authority", "refuse_reason": "被投诉人的实际经营地和住所地均不在本辖区。"},
	{"refuse_ground": "material", "refuse_reason": "提供的购物凭据不是被投诉人开具，属于虚假材料。"},
}

var findings = []string{"现场检查属实，当事人承认。", "现场检查未发现所反映的情形。", "部分属实，当事人已经改正。"}

// order plans the life of an order to correct after it was issued.
func (p *plan) order() {
	g := p.g
	g.Today = p.m.On
	p.m.Values = g.Order("", 0)
	days := 1
	if n, ok := p.m.Values["limit_days"].(int64); ok {
		days = int(n)
	}
	p.do(p.in(p.days(0, 4, 5, 3)), "", "", nil).Served = "correction_order"
	end := p.day.AddDays(days)
	if p.chance(5) {
		p.do(p.in(0), "head", "revoke", nil).Reason = "复核认为事实不清"
		p.do(p.in(2), "", "archive", nil)
		return
	}
	if days > 5 && p.chance(12) {
		p.do(p.in(1), "head", "extend", m{"more_days": int64(10)}).Reason = "设备更换需要时间"
		end = end.AddDays(10)
	}
	recheck := m{"recheck_found": "现场复查，已按要求改正。"}
	switch x := g.r.IntN(100); {
	case x < 60 && days > 1: // they say so in time
		day := g.day(p.day.AddDays(1), maxDate(p.day.AddDays(1), end.AddDays(-1)))
		p.do(g.holidays.LastWorkday(day), "", "hear_corrected", m{"heard": "当事人电话告知已改正，发来照片。"})
		p.do(p.in(p.days(1, 9, 5, 6)), "", "pass", recheck)
	case x < 78:
		p.do(g.holidays.AddWorkdays(end.AddDays(9), 1), "", "pass", recheck)
	case x < 94:
		p.do(g.holidays.AddWorkdays(end.AddDays(9), 1+g.r.IntN(3)), "", "fail", m{"recheck_found": "期限届满后复查，仍未改正，移交办案机构。"})
	default:
		return // nobody looked again
	}
	p.do(p.in(2+g.r.IntN(6)), "", "archive", nil)
}

// Lead plans what becomes of a lead that was heard: taken over and handed to the
// case procedure where it has been decided already, else verified.
func (g *Generator) Lead(now calendar.Instant, handler int, decided bool) []Deed {
	mm := &Matter{Kind: "lead"}
	p := &plan{g: g, m: mm, day: calendar.DateOf(now), last: now, handler: handler}
	if decided {
		p.do(p.in(1+g.r.IntN(2)), "", "adopt", nil)
		if p.chance(85) {
			p.do(p.in(1+g.r.IntN(4)), "", "hand_over", m{"case_no": "演示案号" + p.day.String()})
		}
		return mm.Deeds
	}
	p.do(p.in(p.days(3, 10, 6, 5)), "", "report_up", m{"findings": pick(g, findings)})
	if p.chance(40) {
		p.do(p.in(1), "leader", "file", m{"findings": "现场检查属实，当事人承认。"})
		p.do(p.in(1+g.r.IntN(4)), "", "hand_over", m{"case_no": "演示案号" + p.day.String()})
		return mm.Deeds
	}
	p.do(p.in(1), "leader", "not_file", m{"findings": "当事人已经改正，没有危害后果。", "not_filed_ground": "slight"})
	p.do(p.in(3), "", "archive", nil)
	return mm.Deeds
}
