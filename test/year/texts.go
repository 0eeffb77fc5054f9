package year

import "strconv"

// act is one act of a record, as its history has it.
type act struct {
	name   string
	on     day
	told   string            // of inform: which act
	whom   string            // and whom
	values map[string]string // the record after it
}

// run is one running of a limit: "" is none. Two that a text names alike are told
// apart by their beginning.
type run struct {
	clock            string
	start, due, stop day
	void, paused     bool
}

// life works the runs of one record out by the texts.
type life struct {
	n     notices
	today day
	acts  []act
	runs  []run
}

// first is the index of the first act after i that is one of these, -1 where none.
func (l *life) first(i int, names ...string) int {
	for j := i + 1; j < len(l.acts); j++ {
		for _, n := range names {
			if l.acts[j].name == n {
				return j
			}
		}
	}
	return -1
}

// told is the day on which the last of the people was told of the act done at i, ""
// while somebody is not.
func (l *life) told(i int, whom ...string) day {
	var last day
	for _, w := range whom {
		found := day("")
		for _, a := range l.acts[i+1:] {
			if a.name == l.acts[i].name {
				break
			}
			if a.name == "inform" && a.told == l.acts[i].name && a.whom == w {
				found = a.on
				break
			}
		}
		if found == "" {
			return ""
		}
		last = max(last, found)
	}
	return last
}

// earliest of days that are there.
func earliest(days ...day) day {
	var e day
	for _, d := range days {
		if d != "" && (e == "" || d < e) {
			e = d
		}
	}
	return e
}

func (l *life) on(i int) day {
	if i < 0 {
		return ""
	}
	return l.acts[i].on
}

// tests are the times a test took, from its sending to its result; open is whether
// one still goes on.
func (l *life) tests(upto day) (outs []out, open bool) {
	for i, a := range l.acts {
		if a.name != "test" {
			continue
		}
		end := l.first(i, "result", "terminate")
		switch {
		case end >= 0 && (upto == "" || l.acts[end].on <= upto):
			outs = append(outs, out{a.on, l.acts[end].on})
		case end < 0 && upto == "":
			open = true
		}
	}
	return outs, open
}

// complaint works out the limits of a complaint: Order 121 art. 15 and 23, Order 20
// art. 14 and 21, and what this city promises: send within a working day, answer first
// within 24 hours, settle within ten working days what is published.
func (l *life) complaint() {
	received := day(l.acts[0].values["received_on"])
	order121 := received >= "2026-04-15"
	sent := []string{"dispatch", "redirect", "withdraw", "resort"}
	if order121 {
		for i, a := range l.acts {
			if a.name == "create" || a.name == "return" {
				l.runs = append(l.runs, run{clock: "send", start: a.on, due: l.n.workdays(a.on, 1), stop: l.on(l.first(i, sent...))})
			}
		}
		l.runs = append(l.runs, run{clock: "first_reply", start: l.acts[0].on, due: l.acts[0].on.next(), stop: earliest(l.on(l.first(0, "contact", "withdraw")), l.decided())})
	}
	for i, a := range l.acts {
		switch a.name {
		case "dispatch":
			start := day(a.values["authority_on"])
			r := run{clock: "accept", start: start, due: l.n.workdays(start, 7)}
			if back := l.first(i, "return"); back >= 0 {
				r.void = true
			} else {
				r.stop = earliest(l.decided(), l.on(l.first(i, "withdraw")))
			}
			l.runs = append(l.runs, r)
		case "redirect", "resort": // art. 44 knows no day; the city promises two working days
			if order121 {
				l.runs = append(l.runs, run{clock: "tell_way", start: a.on, due: l.n.workdays(a.on, 2), stop: l.told(i, "complainant")})
			}
		case "dispute": // art. 33; the limit of art. 15 runs on
			l.runs = append(l.runs, run{clock: "dispute", start: a.on, due: l.n.workdays(a.on, 7), stop: l.on(l.first(i, "resolved", "ask_superior", "withdraw"))})
		case "accept":
			r := run{clock: "mediate", start: a.on, stop: l.on(l.first(i, "settle", "settle_plain", "terminate"))}
			outs, open := l.tests(r.stop)
			r.paused = open
			if r.due = l.n.days(a.on, 60, outs...); !order121 {
				r.due = l.n.workdays(a.on, 45, outs...)
			}
			l.runs = append(l.runs, r)
		case "settle", "settle_plain", "terminate":
			if order121 {
				l.runs = append(l.runs, run{clock: "publish", start: a.on, due: l.n.workdays(a.on, 10), stop: l.on(l.first(i, "publish", "hold_back"))})
			}
			if a.name != "terminate" {
				break
			}
			l.runs = append(l.runs, run{clock: "tell", start: a.on, due: l.n.workdays(a.on, 7), stop: l.told(i, "complainant", "respondent_as_written")})
		}
	}
}

// decided is the day on which the complainant was told what becomes of his complaint: a
// decision, or that it is none (art. 15, 44).
func (l *life) decided() day {
	return earliest(l.anyTold("accept"), l.anyTold("refuse"), l.anyTold("redirect"), l.anyTold("resort"))
}

// anyTold is the day on which the complainant was told of an act, "" where he was
// not.
func (l *life) anyTold(name string) day {
	for i, a := range l.acts {
		if a.name == name {
			return l.told(i, "complainant")
		}
	}
	return ""
}

// noDay are the laws that want the result told and say no day (食品安全法 115, 反不正当
// 竞争法 20, 标准化法 35, 无证无照办法 9); the city promises five working days.
var noDay = map[string]bool{"food": true, "competition": true, "standard": true, "unlicensed": true}

// tipoff works out those of a tip-off: 程序规定 art. 18, Order 20 art. 31, 消法 art. 46
// and 广告法 art. 53.
func (l *life) tipoff() {
	order121 := day(l.acts[0].values["received_on"]) >= "2026-04-15"
	ends := []string{"file_case", "not_file", "send_away", "repeat", "resort"}
	for i, a := range l.acts {
		switch a.name {
		case "dispatch":
			start := day(a.values["authority_on"])
			l.runs = append(l.runs, l.verify(start, l.on(l.first(i, ends...))))
			if duty := a.values["tell_duty"]; order121 && a.values["informant"] != "" && (duty == "consumer" || duty == "advertising") {
				stop := l.on(l.first(i, "send_away", "repeat", "resort"))
				for j := range l.acts {
					if l.acts[j].name == "tell_result" {
						stop = earliest(stop, l.told(j, "informant"))
					}
				}
				l.runs = append(l.runs, run{clock: "handle", start: start, due: l.n.workdays(start, 7), stop: stop})
			}
		case "dispute": // Order 121 art. 33
			if order121 {
				l.runs = append(l.runs, run{clock: "dispute", start: a.on, due: l.n.workdays(a.on, 7), stop: l.on(l.first(i, "agree_ours", "ask_superior", "send_away"))})
			}
		case "send_away": // art. 34 knows no day; the city promises five working days
			if order121 && a.values["informant"] != "" {
				l.runs = append(l.runs, run{clock: "tell_away", start: a.on, due: l.n.workdays(a.on, 5), stop: l.told(i, "informant")})
			}
		case "file_case", "not_file":
			if order121 && a.values["informant"] != "" && noDay[a.values["tell_duty"]] {
				stop := day("")
				if j := l.first(i, "tell_result"); j >= 0 {
					stop = l.told(j, "informant")
				}
				l.runs = append(l.runs, run{clock: "told", start: a.on, due: l.n.workdays(a.on, 5), stop: stop})
			}
			if !order121 && a.values["informant"] != "" {
				l.runs = append(l.runs, run{clock: "tell", start: a.on, due: l.n.workdays(a.on, 5), stop: l.told(i, "informant")})
			}
		}
	}
}

// lead works out that of a lead: 程序规定 art. 18, for what was not decided before.
func (l *life) lead() {
	if l.acts[0].values["decided_on"] != "" {
		return
	}
	l.runs = append(l.runs, l.verify(day(l.acts[0].values["found_on"]), l.on(l.first(0, "file", "not_file", "send_away", "adopt"))))
}

// verify is the limit for verifying: fifteen working days, tests left out, and
// fifteen more where they were granted before the fifteen were over.
func (l *life) verify(start, stop day) run {
	r := run{clock: "verify", start: start, stop: stop}
	outs, open := l.tests(stop)
	r.paused = open
	r.due = l.n.workdays(start, 15, outs...)
	for _, a := range l.acts {
		if a.name == "extend" && (stop == "" || a.on <= stop) {
			var before []out
			for _, o := range outs {
				if o.to <= a.on {
					before = append(before, o)
				}
			}
			if a.on <= l.n.workdays(start, 15, before...) {
				r.due = l.n.workdays(start, 30, outs...)
			}
		}
	}
	return r
}

// order works out those of an order to correct: what the order itself gives, longer
// where that was granted in time, after service (程序规定 art. 80, 81), and the city's
// ten working days for looking again.
func (l *life) order() {
	said := []string{"report_corrected", "hear_corrected", "pass", "revoke"}
	served := -1
	for i, a := range l.acts {
		if a.name == "serve" && served < 0 {
			served = i
		}
	}
	l.runs = append(l.runs, run{clock: "serve", start: l.acts[0].on, due: l.n.workdays(l.acts[0].on, 7), stop: earliest(l.on(served), l.on(l.first(0, said...)))})
	var due day
	if served >= 0 {
		start, limit := l.acts[served].on, 1
		if l.acts[0].values["manner"] == "within" {
			limit = atoi(l.acts[0].values["limit_days"])
		}
		due = l.n.days(start, limit)
		for _, a := range l.acts {
			if a.name == "extend" && a.on <= due {
				limit += atoi(a.values["more_days"])
				due = l.n.days(start, limit)
			}
		}
		l.runs = append(l.runs, run{clock: "correct", start: start, due: due, stop: l.on(l.first(served, said...))})
	}
	heard := l.first(0, "report_corrected", "hear_corrected")
	over := due != "" && l.today > due // the limit ran out before anything was said
	for _, a := range l.acts {
		if a.on <= due && (a.name == "pass" || a.name == "revoke" || a.name == "hear_corrected" || a.name == "report_corrected") {
			over = false
		}
	}
	if looked := l.on(l.first(0, "pass", "fail", "revoke")); over || heard >= 0 {
		start := due
		if !over {
			start = l.acts[heard].on
		}
		l.runs = append(l.runs, run{clock: "recheck", start: start, due: l.n.workdays(start, 10), stop: looked})
	}
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}
