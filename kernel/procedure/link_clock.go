package procedure

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/law"
)

func (l *linker) clock(c *Clock) {
	m := c.src
	l.events(c, c.Starts)
	l.events(c, c.Stops)
	l.events(c, c.Restarts)
	l.events(c, c.Voids)
	if m.Has("if") {
		c.Guard = l.condition(m.Get("if"))
	}
	for i := range c.Limits {
		if c.Limits[i].If != "" {
			c.Limits[i].Guard = l.condition(c.Limits[i].ifAt)
		}
		l.given(c.Limits[i])
	}
	for i := range c.Pauses {
		l.pause(c, &c.Pauses[i])
	}
	for i := range c.Extends {
		l.extension(c, &c.Extends[i])
	}
	l.expiry(c)
	l.cites(m.Get("article"), c.Cites)
	for _, x := range c.Cites {
		c.Unsure = c.Unsure || x.Unsure
	}
}

// longestGiven bounds a limit that a person gives: ten years of days.
const longestGiven = 3660

// given holds the field of a limit that is given to what can be counted.
func (l *linker) given(x LimitCase) {
	if x.Given == "" {
		return
	}
	l.field(x.givenAt, x.Given, func(f *kind.Field) string {
		switch {
		case f.Type != kind.Number || f.Scale != 0:
			return "应为整数"
		case f.Min < 1 || f.MaxNumber < 1 || f.MaxNumber > longestGiven:
			return "须写明至少 1（min）、至多 3660（max）"
		}
		return ""
	})
}

// events finds out what the bare names of events are.
func (l *linker) events(c *Clock, list []Event) {
	for i := range list {
		e := &list[i]
		if e.Day != "" {
			l.field(e.at, e.Day, dated)
		}
		switch e.Sort {
		case "":
			l.bare(e)
		case ByAct:
		case ByPart:
			part := l.part(e.Name)
			if part == nil {
				e.at.Failf("“%s”不在 parts 里", e.Name)
				continue
			}
			if f := part.Field(e.Of); f == nil || f.Type != kind.Date {
				e.at.Failf("“%s”没有名为“%s”的日期字段", e.Name, e.Of)
			}
		case Opened, Ended:
			if l.part(e.Name) == nil {
				e.at.Failf("“%s”不在 parts 里", e.Name)
			}
		case Informed:
			l.tellable(e.at, e.Name)
		case Served:
			if !l.issues(e.Name) {
				e.at.Failf("没有哪个动作制作文书“%s”", e.Name)
			}
		case ClockEnded:
			if l.v.Clock(e.Name) == nil || e.Name == c.Name {
				e.at.Failf("没有名为“%s”的另一个期限", e.Name)
			}
		}
	}
}

// bare settles an event that is written as one word.
func (l *linker) bare(e *Event) {
	switch {
	case e.Name == Create || l.v.Act(e.Name) != nil:
		e.Sort = ByAct
	case l.v.Step(e.Name) != nil:
		e.Sort = ByStep
	case l.k.Field(e.Name) != nil:
		e.Sort = ByField
		l.field(e.at, e.Name, dated)
	default:
		e.at.Failf("没有名为“%s”的动作、环节或者日期字段", e.Name)
	}
}

func (l *linker) issues(document string) bool {
	for _, a := range l.v.Acts {
		for _, d := range a.Documents {
			if d == document {
				return true
			}
		}
	}
	return false
}

func (l *linker) pause(c *Clock, p *Pause) {
	if p.Part == "" && l.v.Step(p.Step) == nil && l.part(p.Step) != nil {
		p.Step, p.Part = "", p.Step
	}
	for _, x := range c.Limits {
		if x.Limit.Unit == calendar.Hour {
			p.at.Failf("以小时计的期限没有可扣除的时间")
			break
		}
	}
	if p.at.IsMap() {
		l.cites(p.at.Map().Get("article"), p.Cites)
	}
	if p.Serving != "" {
		if p.For == "" {
			p.at.Failf("须写明扣除的是什么时间（for）")
		}
		return
	}
	if p.Part == "" {
		l.step(p.at, p.Step)
		if s := l.v.Step(p.Step); s != nil {
			if s.End {
				p.at.Failf("终了环节“%s”不能扣除", s.Name)
			}
			if p.For == "" {
				p.For = s.Title
			}
		}
		l.told(p)
		return
	}
	part := l.part(p.Part)
	if part == nil {
		p.at.Failf("“%s”不在 parts 里", p.Part)
		return
	}
	if p.For == "" {
		p.For = part.Title
	}
	for _, name := range []string{p.From, p.Until} {
		if f := part.Field(name); name != "" && (f == nil || f.Type != kind.Date) {
			p.at.Failf("“%s”没有名为“%s”的日期字段", p.Part, name)
		}
	}
	if p.If != "" {
		p.Guard = p.at.Map().Get("if").Compile(l.set, part, expr.Condition())
	}
}

// told holds a pause that must be told in writing to acts that do so: every way
// into the step issues a document or informs somebody.
func (l *linker) told(p *Pause) {
	if !p.Written {
		return
	}
	for _, a := range l.v.Acts {
		if a.To == p.Step && len(a.Documents) == 0 && len(a.Inform) == 0 {
			p.at.Failf("扣除须书面告知，但动作“%s”既不制作文书也不告知", a.Title)
		}
	}
}

func (l *linker) extension(c *Clock, e *Extension) {
	m := e.at.Map()
	a := l.v.Act(e.By)
	switch {
	case a == nil:
		m.Get("by").Failf("没有名为“%s”的动作", e.By)
	case e.Given != "" && !slices.Contains(a.Needs, e.Given):
		m.Get("given").Failf("动作“%s”没有要求填写“%s”（needs）", e.By, e.Given)
	}
	if e.Given != "" {
		l.field(m.Get("given"), e.Given, func(f *kind.Field) string {
			if f.Type != kind.Number || f.Scale != 0 {
				return "应为整数"
			}
			return ""
		})
	}
	for _, x := range c.Limits {
		if add, limit := e.Add, x.Limit; e.Given == "" && add.Unit != limit.Unit && (add.Unit == calendar.Hour || limit.Unit == calendar.Hour || add.Unit == calendar.Workday || limit.Unit == calendar.Workday) {
			m.Get("add").Failf("期限以“%s”计，不能以“%s”延长", limit.Chinese(), add.Chinese())
			break
		}
	}
	if m.Has("if") {
		e.Guard = l.condition(m.Get("if"))
	}
	l.cites(m.Get("article"), e.Cites)
}

func (l *linker) expiry(c *Clock) {
	at := c.src.Get("expire")
	l.step(at, c.To)
	if c.Opens != "" {
		a := l.v.Act(c.Opens)
		if a == nil {
			at.Failf("没有名为“%s”的动作", c.Opens)
		}
		for name, v := range c.OpensWith {
			f := l.field(at, name, nil)
			switch {
			case f == nil || a == nil:
			case !slices.Contains(a.Needs, name):
				at.Failf("动作“%s”没有要求填写“%s”（needs）", c.Opens, name)
			case f.Type == kind.Enum && !hasOption(f, v):
				at.Failf("字段“%s”没有选项“%s”", name, v)
			}
		}
	}
	if c.Wait && c.Expire != law.Deemed {
		at.Failf("等待的期限（wait: true）届满只能是 deemed")
	}
	if c.Wait && c.City {
		at.Failf("本市承诺不能使办理等待")
	}
}

func hasOption(f *kind.Field, value string) bool {
	for _, o := range f.Options {
		if o.Value == value {
			return true
		}
	}
	return false
}
