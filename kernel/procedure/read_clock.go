package procedure

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/law"
)

var clockKeys = []string{"title", "starts", "stops", "restarts", "voids", "if", "limit", "warn", "pause", "extend", "expire", "wait", "power",
	"article", "basis"}

// The words of basis: where a limit does not come from the article it names.
const (
	basisCity   = "city"     // the city promised it
	basisAbove  = "superior" // a superior has set it: a platform for its order, who asks for a report
	basisUnsure = "unsure"   // it has not been confirmed
)

func readClock(v *Version, name string, key, n kind.Node) *Clock {
	m := n.Map(clockKeys...)
	c := &Clock{Name: name, Title: m.Must("title").Text(), If: m.Get("if").Prose(), Warn: limit(m.Get("warn")), Wait: m.Get("wait").Flag(),
		Power: m.Get("power").Flag(), Cites: cites(v, m.Get("article")), key: key, src: m}
	c.Starts, c.Stops = events(m.Must("starts")), events(m.Get("stops"))
	c.Restarts, c.Voids = events(m.Get("restarts")), events(m.Get("voids"))
	c.Limits = limits(m.Must("limit"))
	for _, e := range m.Get("pause").Items() {
		c.Pauses = append(c.Pauses, readPause(v, e))
	}
	for _, e := range m.Get("extend").Items() {
		c.Extends = append(c.Extends, readExtension(v, e))
	}
	readExpiry(c, m.Must("expire"))
	switch basis := m.Get("basis"); basis.OneOf(basisCity, basisAbove, basisUnsure) {
	case basisCity:
		c.City = true
	case basisAbove:
		c.Superior = true
	case basisUnsure:
		c.Unsure = true
	}
	if len(c.Cites) == 0 && !c.City && !c.Superior && m.Has("title") {
		n.Failf("期限须写明条款（article），本市承诺的写 basis: city，上级规定的写 basis: superior")
	}
	return c
}

// limits reads one limit, or a list of {if, is}. Each is a limit, or {given, unit}.
func limits(n kind.Node) []LimitCase {
	if !n.IsList() {
		return []LimitCase{limitCase(n)}
	}
	var out []LimitCase
	list := n.List()
	for i, e := range list {
		m := e.Map("if", "is")
		c := limitCase(m.Must("is"))
		c.If, c.ifAt = m.Get("if").Prose(), m.Get("if")
		out = append(out, c)
		if last := i == len(list)-1; last == m.Has("if") {
			e.Failf("期限分情形的，最后一项不写条件，其余各项都写")
		}
	}
	return out
}

// units are the units a given limit may be counted in.
var units = map[string]calendar.Unit{"hours": calendar.Hour, "days": calendar.Day, "workdays": calendar.Workday, "months": calendar.Month}

func limitCase(n kind.Node) LimitCase {
	if !n.IsMap() {
		return LimitCase{Limit: limit(n)}
	}
	m := n.Map("given", "unit")
	unit := m.Must("unit").OneOf(slices.Sorted(maps.Keys(units))...)
	return LimitCase{Given: m.Must("given").Text(), Limit: calendar.Limit{N: 1, Unit: units[unit]}, givenAt: m.Get("given")}
}

var call = regexp.MustCompile(`^([a-z_]+)\(([a-z0-9_]+)\)$`)

// events reads one event or a list: an act, a step, a date field, part.field,
// informed(act), served(document), opened(part), ended(part), expired(clock); or
// a mapping {at: event, day: field}.
func events(n kind.Node) []Event {
	var out []Event
	for _, e := range n.Items() {
		at, day := e, ""
		if e.IsMap() {
			m := e.Map("at", "day")
			at, day = m.Must("at"), m.Must("day").Text()
		}
		text := at.Text()
		if text == "" {
			continue
		}
		ev := Event{Name: text, Day: day, at: at}
		if x := call.FindStringSubmatch(text); x != nil {
			ev.Sort, ev.Name = Sort(x[1]), x[2]
			switch ev.Sort {
			case Informed, Served, Opened, Ended, ClockEnded:
			default:
				at.Failf("不认识的事件“%s”；可用：informed(动作)、served(文书)、opened(部分)、ended(部分)、expired(期限)", text)
				continue
			}
		} else if part, field, ok := strings.Cut(text, "."); ok {
			ev.Sort, ev.Name, ev.Of = ByPart, part, field
		} // else the linker finds out whether it is an act, a step or a field
		out = append(out, ev)
	}
	return out
}

func readPause(v *Version, n kind.Node) Pause {
	if !n.IsMap() {
		return Pause{Step: n.Text(), at: n} // or a part, says the linker
	}
	m := n.Map("step", "serving", "part", "from", "until", "if", "for", "written", "article")
	p := Pause{Step: m.Get("step").Text(), Serving: m.Get("serving").OneOf(values(Services)...), Part: m.Get("part").Text(), From: m.Get("from").Text(), Until: m.Get("until").Text(), If: m.Get("if").Prose(),
		For: m.Get("for").Text(), Written: m.Get("written").Flag(), Cites: cites(v, m.Get("article")), at: n}
	said := 0
	for _, s := range []string{p.Step, p.Serving, p.Part} {
		if s != "" {
			said++
		}
	}
	switch {
	case said != 1:
		n.Failf("扣除应写明环节（step）、送达方式（serving）、组成部分（part）之一")
	case p.Part == "" && (p.From != "" || p.Until != "" || p.If != ""):
		n.Failf("from、until、if 只用于组成部分（part）")
	case (p.From == "") != (p.Until == ""):
		n.Failf("from 和 until 应一并写明")
	}
	return p
}

func readExtension(v *Version, n kind.Node) Extension {
	m := n.Map("by", "add", "given", "times", "if", "article")
	e := Extension{By: m.Must("by").Text(), Add: limit(m.Get("add")), Given: m.Get("given").Text(), Times: 1, If: m.Get("if").Prose(),
		Cites: cites(v, m.Get("article")), at: n}
	if m.Has("times") {
		e.Times = int(m.Get("times").Int(1, 20))
	}
	if (e.Add == calendar.Limit{}) == (e.Given == "") {
		n.Failf("延长应写明多久（add），或者由动作填写的字段（given）之一")
	}
	return e
}

var expiry = regexp.MustCompile(`^([a-z_]+)(?:\(([a-z0-9_]+)(?:, *([a-z0-9_]+) *= *([^ ()]+))?\))?$`)

// readExpiry reads what it means that the clock has run out: late, must_release,
// lapses(step), deemed, deemed(step), opens(act), opens(act, field=value).
func readExpiry(c *Clock, n kind.Node) {
	text := n.Text()
	if text == "" {
		return
	}
	x := expiry.FindStringSubmatch(text)
	if x == nil {
		n.Failf("“%s”应写作 late、must_release、lapses(环节)、deemed、deemed(环节) 或者 opens(动作, 字段=值)", text)
		return
	}
	c.Expire = law.Expiry(x[1])
	switch c.Expire {
	case law.Late, law.MustRelease:
		if x[2] != "" {
			n.Failf("“%s”不带括号", x[1])
		}
	case law.Lapses, law.Deemed:
		c.To = x[2]
		if x[3] != "" || c.Expire == law.Lapses && c.To == "" {
			n.Failf("“%s”的括号里写届满即进入的环节", x[1])
		}
	case law.Opens:
		c.Opens = x[2]
		if x[3] != "" {
			c.OpensWith = map[string]string{x[3]: x[4]}
		}
		if c.Opens == "" {
			n.Failf("opens 的括号里写届满才可办理的动作")
		}
	default:
		n.Failf("不认识的届满后果“%s”；可用：late、must_release、lapses、deemed、opens", x[1])
	}
}

func values(list []kind.Option) []string {
	var out []string
	for _, o := range list {
		out = append(out, o.Value)
	}
	return out
}
