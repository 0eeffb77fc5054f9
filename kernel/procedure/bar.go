package procedure

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/law"
	"github.com/hengjian/hengjian/kernel/ref"
)

// Bar is a reason why an act may not be done now, in Chinese, for whoever asks.
type Bar struct {
	Code string // step, wait, told, until, part, guard, person, signer, extension
	Text string
}

// Bars lists why an act may not be done now by a person; none when it may.
// Whether the person has the role is judged elsewhere (kernel/actor).
func (c *Course) Bars(a *Act, by ref.ID) []Bar {
	var out []Bar
	say := func(code, format string, args ...any) { out = append(out, Bar{code, fmt.Sprintf(format, args...)}) }
	if a.Creates() {
		say("step", "“%s”用于登记新的记录", a.Title)
		return out
	}
	if !c.Version.OpenIn(a, c.Step) {
		when := "现在"
		if c.dated {
			when = "生效日当时"
		}
		say("step", "%s处于“%s”，“%s”在%s办理", when, c.title(c.Step), a.Title, c.where(a))
	}
	for _, name := range a.After {
		if k := c.Version.Clock(name); k != nil {
			c.waits(k, say)
			continue
		}
		if x := call.FindStringSubmatch(name); x != nil {
			c.owes(x[2], say)
			continue
		}
		if c.open(name) {
			say("part", "“%s”还没有结束", c.named(name))
		}
	}
	for _, name := range a.Until {
		if k := c.Version.Clock(name); k != nil {
			if r := c.latest(k); r != nil && !r.going() {
				say("until", "“%s”已经届满或者终止", k.Title)
			}
		}
	}
	if a.Guard != nil && !holds(a.Guard, c.Record) {
		say("guard", "记录现在的内容不符合“%s”的条件：%s", a.Title, a.Term)
	}
	for _, name := range a.Not {
		if slices.Contains(c.excluded(name), by) && by != "" {
			say("person", "您是本记录的%s，应当回避", c.called(name))
		}
	}
	if c.Signing == a.Name && slices.Contains(c.Signed, by) {
		say("person", "您已经签署")
	}
	if n := c.besides(a.Name); n > 0 {
		say("signer", "加签的 %d 人还没有答复；可以催办，或者减签", n)
	}
	c.lengthens(a, say)
	return out
}

// besides counts the signatures asked for besides that an act still waits for (加签).
func (c *Course) besides(act string) (n int) {
	for _, on := range c.asked {
		if on == act {
			n++
		}
	}
	return n
}

// owes says that an act was done of which somebody has not been told.
func (c *Course) owes(act string, say func(string, string, ...any)) {
	if len(c.Untold(act)) > 0 {
		say("told", "“%s”还没有告知完毕", c.Version.Act(act).Title)
	}
}

// waits says what is left of a wait.
func (c *Course) waits(k *Clock, say func(string, string, ...any)) {
	r := c.latest(k)
	switch {
	case r == nil:
		say("wait", "“%s”还没有起算", k.Title)
	case r.going() && r.Stopped:
		say("wait", "“%s”正在扣除期间", k.Title)
	case r.going():
		say("wait", "要等“%s”于 %s 届满%s", k.Title, r.Due, provisional(r))
	}
}

func provisional(r *Run) string {
	if r.Provisional {
		return "（暂定）"
	}
	return ""
}

// lengthens says why an extension is not open.
func (c *Course) lengthens(a *Act, say func(string, string, ...any)) {
	var why []string
	for _, k := range c.Version.Clocks {
		if !slices.ContainsFunc(k.Extends, func(e Extension) bool { return e.By == a.Name }) {
			continue
		}
		r := c.latest(k)
		switch {
		case !r.going():
			why = append(why, fmt.Sprintf("“%s”没有在计算", k.Title))
		case !r.Stopped && !r.Provisional && c.end(r, r.Projection) <= c.past.Now:
			why = append(why, fmt.Sprintf("“%s”已于 %s 届满，不能再延长", k.Title, r.Due))
		case !c.mayExtend(r, a):
			why = append(why, fmt.Sprintf("“%s”按条文不能再延长", k.Title))
		default:
			return // one of them may be
		}
	}
	if len(why) > 0 {
		say("extension", "%s", strings.Join(why, "；"))
	}
}

func (c *Course) mayExtend(r *Run, a *Act) bool {
	for i, e := range r.Clock.Extends {
		if e.By == a.Name && (len(r.used) == 0 || r.used[i] < e.Times) && holds(e.Guard, c.Record) {
			return true
		}
	}
	return false
}

// Closed lists values an act may not take yet, because the clock that opens
// them has not run out: field → value → why.
func (c *Course) Closed(a *Act) map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, k := range c.Version.Clocks {
		if k.Expire != law.Opens || k.Opens != a.Name {
			continue
		}
		r := c.latest(k)
		if r != nil && !r.Stopped && !r.Provisional && c.end(r, r.Projection) <= c.past.Now {
			continue
		}
		why := fmt.Sprintf("“%s”还没有起算", k.Title)
		if r != nil {
			why = fmt.Sprintf("“%s”到 %s 才届满%s", k.Title, r.Due, provisional(r))
		}
		for field, value := range k.OpensWith {
			if out[field] == nil {
				out[field] = map[string]string{}
			}
			out[field][value] = why
		}
	}
	return out
}

// excluded lists the people whom a name under not: stands for.
func (c *Course) excluded(name string) []ref.ID {
	if c.Version.Act(name) == nil {
		return people(c.Record, name)
	}
	var out []ref.ID
	for _, d := range c.acts {
		if d.Act == name {
			out = append(out, d.By)
		}
	}
	return out
}

func (c *Course) called(name string) string {
	if a := c.Version.Act(name); a != nil {
		return "“" + a.Title + "”的办理人"
	}
	return c.named(name)
}

// named is the title of a field or a part.
func (c *Course) named(name string) string {
	if t := c.past.Titles[name]; t != "" {
		return t
	}
	return name
}

// open reports whether a part of the kind goes on.
func (c *Course) open(kind string) bool {
	return slices.ContainsFunc(c.past.Parts, func(p PartPast) bool { return p.Kind == kind && p.Ended == 0 })
}

func (c *Course) title(step string) string {
	if s := c.Version.Step(step); s != nil {
		return s.Title
	}
	return step
}

// where names the steps in which an act is open.
func (c *Course) where(a *Act) string {
	if a.Anywhere {
		return "终了以前"
	}
	var names []string
	for _, f := range a.From {
		names = append(names, "“"+c.title(f)+"”")
	}
	return strings.Join(names, "、")
}

// Today is the day the course was worked out for.
func (c *Course) Today() calendar.Date { return calendar.DateOf(calendar.Instant(c.past.Now)) }
