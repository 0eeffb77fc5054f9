package business

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/ref"
)

// Subject is what the days of a business depend on.
type Subject struct {
	Established calendar.Date
	Status      string // of the code list subject_status
	TermUntil   calendar.Date
	Ref         ref.Ref
}

// Permit is a permit as the bureau holds it; only one in force falls due.
type Permit struct {
	Ref      ref.Ref
	Name, No string
	Until    calendar.Date // zero: without end
}

// Letter is a notice that asks to be signed for by a day.
type Letter struct {
	Ref       ref.Ref
	Title, No string
	SignBy    calendar.Date
}

// Due is one thing that falls due (到期事项), with how its day was counted.
type Due struct {
	Rule        string        // annual, renewal, expiry, term, sign
	Title       string        // what is to be done
	Of          string        // number or name of what it concerns
	From        calendar.Date // before that day it cannot be done; zero: at any time
	On          calendar.Date // the last day
	Days        int           // from today to that day; negative: past
	Short       string        // how it was counted, in a word
	How         []string      // the arithmetic, a sentence each
	Provisional bool          // counted over days for which no holiday notice is out (暂定)
	Law         string        // of the library, with its article; else Text names the text
	Article     string
	Text        string
	Unsure      bool
	Kind        string // the record it comes from
	Record      ref.Ref
}

// pastShown is how long after its end a permit is still shown as run out.
const pastShown = 366

// FallsDue lists what falls due for a business, the nearest first. It knows only
// what the bureau holds: whether an annual report was filed stands in the
// national system, so a window that has closed is not called overdue here.
func (r *Rules) FallsDue(t *calendar.Table, today calendar.Date, s Subject, permits []Permit, letters []Letter) []Due {
	var out []Due
	add := func(d Due) {
		d.Days = d.On.Sub(today)
		out = append(out, d)
	}
	if d, ok := r.report(today, s); ok {
		add(d)
	}
	if slices.Contains(r.annual.states, s.Status) && !s.TermUntil.IsZero() && s.TermUntil.Sub(today) >= -pastShown {
		add(Due{Rule: "term", Title: "营业期限届满", Of: "营业执照", On: s.TermUntil, Short: "营业执照所载", How: []string{"营业期限至 " + s.TermUntil.Text() + "，据登记信息"}, Kind: "business", Record: s.Ref})
	}
	for _, p := range permits {
		if d, ok := r.permit(t, today, p, permits); ok {
			add(d)
		}
	}
	for _, l := range letters {
		add(Due{Rule: "sign", Title: "签收：" + l.Title, Of: l.No, On: l.SignBy, Short: "通知所定", How: []string{"通知要求于 " + l.SignBy.Text() + " 前签收"}, Kind: "notice", Record: l.Ref})
	}
	slices.SortStableFunc(out, func(a, b Due) int { return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.Of, b.Of)) })
	return out
}

// report is the annual report that comes next: the one whose window is open, or
// that of next year.
func (r *Rules) report(today calendar.Date, s Subject) (Due, bool) {
	if !slices.Contains(r.annual.states, s.Status) || s.Established.IsZero() {
		return Due{}, false
	}
	in := func(year int, day string) calendar.Date { return calendar.MustParse(fmt.Sprintf("%04d-%s", year, day)) }
	year := today.Year()
	if today.After(in(year, r.annual.until)) {
		year++
	}
	year = max(year, s.Established.Year()+1)
	d := Due{Rule: "annual", Title: fmt.Sprintf("报送 %d 年度报告", year-1), Of: "年报", From: in(year, r.annual.from), On: in(year, r.annual.until), Kind: "business", Record: s.Ref}
	d.Short = fmt.Sprintf("%s至%s", monthDay(d.From), monthDay(d.On))
	d.How = []string{"每年" + d.Short + "报送上一年度的年度报告",
		fmt.Sprintf("成立于 %d 年，自次年起报送", s.Established.Year()), "是否已经报送，以国家企业信用信息公示系统为准，本局不重复记录"}
	r.annual.basis.onto(&d)
	return d, true
}

func monthDay(d calendar.Date) string {
	_, m, day := d.Civil()
	return fmt.Sprintf("%d月%d日", int(m), day)
}

// permit is the day by which to ask for the next one; once that is past, the day
// on which the permit ends. One that a later permit of the name follows is done.
func (r *Rules) permit(t *calendar.Table, today calendar.Date, p Permit, all []Permit) (Due, bool) {
	if p.Until.IsZero() || p.Until.Sub(today) < -pastShown {
		return Due{}, false
	}
	for _, o := range all {
		if o.Name == p.Name && o.Ref != p.Ref && (o.Until.IsZero() || p.Until.Before(o.Until)) && p.Until.Before(today) {
			return Due{}, false
		}
	}
	rule := r.renewal(p.Name)
	ask := before(t, p.Until, rule.before)
	d := Due{Of: p.No, Kind: "permit", Record: p.Ref}
	if today.After(ask) {
		d.Rule, d.Title, d.On, d.Short = "expiry", p.Name+"有效期届满", p.Until, "许可证所载"
		d.How = []string{"有效期至 " + p.Until.Text()}
		if !today.After(p.Until) {
			d.How = append(d.How, "申请延续的时限（"+ask.Text()+"）已过；届满后仍要经营的，请即联系许可机关")
		}
		return d, true
	}
	d.Rule, d.Title, d.On = "renewal", "申请延续"+p.Name, ask
	d.Short = "期满前" + rule.before.Chinese()
	d.How = []string{"有效期至 " + p.Until.Text(), "应在届满" + rule.before.Chinese() + "前提出延续申请，即不晚于 " + ask.Text()}
	if !rule.earliest.IsZero() {
		d.From = before(t, p.Until, rule.earliest)
		d.How = append(d.How, "最早可在届满"+rule.earliest.Chinese()+"前提出，即自 "+d.From.Text()+" 起")
	}
	if rule.before.Unit == calendar.Workday && t.Provisional(p.Until) {
		_, last := t.Known()
		d.Provisional = true
		d.How = append(d.How, fmt.Sprintf("暂定：%d年以后的节假日安排尚未公布，其后只按周末推算，公布后重新计算", last.Year()))
	}
	rule.basis.onto(&d)
	return d, true
}

// before is the last day with so many days, or working days, between it and the
// end: the end counts, the day itself does not.
func before(t *calendar.Table, end calendar.Date, l calendar.Limit) calendar.Date {
	if l.Unit == calendar.Day {
		return end.AddDays(-l.N)
	}
	d := end.AddDays(-l.N)
	for t.WorkdaysIn(d, end) < l.N {
		d = d.AddDays(-1)
	}
	return t.LastWorkday(d) // an office is open on it
}

func (b basis) onto(d *Due) {
	d.Law, d.Article, d.Text, d.Unsure = b.law, b.article, b.text, b.mark.Unsure()
}
