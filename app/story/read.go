package story

import (
	"path/filepath"
	"strings"
	"time"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/platform/clock"
)

// Read reads the stories of a file. A file without a line “story …” is one story,
// called after the file; else what stands before the first of them (city, kinds,
// person, given) holds for each. Everything that is wrong is listed.
func Read(file string, src []byte) ([]*Script, Problems) {
	r := &reader{file: file}
	head := &Script{Place: Place{file, 1, 1}, Title: strings.TrimSuffix(filepath.Base(file), ".story")}
	now := head
	var out []*Script
	for _, s := range sentences(file, src, r.say) {
		r.s, r.i = s, 0
		if w := r.next(); w.is("story") {
			if len(out) == 0 && len(head.Steps) > 0 {
				r.say(w.Place, "文件中有多个故事时，第一个“story”之前只能有 city、kinds、person、given")
			}
			c := *head
			c.Place, c.Steps = s.Place, nil
			c.People, c.Givens, c.Kinds = head.People[:len(head.People):len(head.People)], head.Givens[:len(head.Givens):len(head.Givens)], head.Kinds[:len(head.Kinds):len(head.Kinds)]
			c.Title = r.restOf("故事的名称")
			now, r.last = &c, 0
			out = append(out, now)
			continue
		}
		r.i = 0
		r.statement(now)
	}
	if len(out) == 0 {
		out = append(out, head)
		if len(head.Steps) == 0 && len(r.problems) == 0 {
			r.say(head.Place, "文件中没有故事")
		}
	}
	for _, s := range out {
		r.begins(s)
	}
	return out, r.problems
}

type reader struct {
	file     string
	s        sentence
	i        int
	last     clock.Instant
	problems Problems
}

func (r *reader) say(at Place, text string) { r.problems = append(r.problems, Problem{at, text}) }

// begins holds a story to saying the day first.
func (r *reader) begins(s *Script) {
	if len(s.Steps) > 0 && s.Steps[0].at == nil {
		r.say(s.Steps[0].Place, "故事的第一句应为“at 日期 [时刻]”")
	}
}

// end is the place after the last word of the sentence.
func (r *reader) end() Place {
	w := r.s.words[len(r.s.words)-1]
	w.Col += len([]rune(w.key)) + len([]rune(w.text)) + 1
	return w.Place
}

func (r *reader) more() bool { return r.i < len(r.s.words) }

func (r *reader) peek() word {
	if r.more() {
		return r.s.words[r.i]
	}
	return word{Place: r.end()}
}

func (r *reader) next() word {
	w := r.peek()
	r.i++
	return w
}

// want reads a word that must be there and is no key=value.
func (r *reader) want(what string) word {
	w := r.next()
	switch {
	case w.pair:
		r.say(w.Place, "这里应为"+what+"，而不是“"+w.key+"=…”")
		w.text = ""
	case w.text == "" && !w.quoted:
		r.say(w.Place, "缺少"+what)
	}
	return w
}

// keyword reads one of the keywords.
func (r *reader) keyword(names ...string) word {
	w := r.peek()
	if !w.is(names...) {
		r.say(w.Place, "这里应为“"+strings.Join(names, "”或“")+"”"+got(w))
		return w // it may be what comes next
	}
	return r.next()
}

func got(w word) string {
	switch {
	case w.pair:
		return "，而不是“" + w.key + "=" + w.text + "”"
	case w.text != "":
		return "，而不是“" + w.text + "”"
	}
	return ""
}

// done refuses what is left over.
func (r *reader) done() {
	if r.more() {
		w := r.peek()
		r.say(w.Place, "多余的内容"+strings.TrimPrefix(got(w), "，而不是"))
	}
}

// restOf is the rest of the line as one text.
func (r *reader) restOf(what string) string {
	if !r.more() {
		r.say(r.end(), "缺少"+what)
		return ""
	}
	var out []string
	for r.more() {
		w := r.next()
		if w.pair {
			w.text = w.key + "=" + w.text
		}
		out = append(out, w.text)
	}
	return strings.Join(out, " ")
}

func (r *reader) statement(s *Script) {
	st := step{sentence: r.s}
	w := r.next()
	switch {
	case w.is("city"):
		s.City = r.want("城市").text
		r.done()
		return
	case w.is("kinds"):
		dir := r.want("声明目录").text
		if dir != "" && !filepath.IsAbs(dir) {
			dir = filepath.Join(filepath.Dir(r.file), filepath.FromSlash(dir))
		}
		s.Kinds = append(s.Kinds, dir)
		r.done()
		return
	case w.is("person"):
		s.People = append(s.People, r.person(w))
		return
	case w.is("given"):
		g := given{Place: w.Place, kind: r.want("业务类型")}
		g.values = r.values()
		r.done()
		s.Givens = append(s.Givens, g)
		return
	case w.is("at"):
		st.at = r.moment()
		r.done()
	case w.is("as"):
		st.act = r.act()
	case w.is("expect"):
		st.expect = r.expect()
	case w.is("public"):
		st.public = r.public()
	default:
		r.say(w.Place, "语句应以 city、kinds、person、given、story、at、as、expect 或 public 开头"+got(w))
		return
	}
	s.Steps = append(s.Steps, st)
}

// person reads: person NAME ROLE at UNIT [over UNIT].
func (r *reader) person(w word) person {
	p := person{Place: w.Place, name: r.want("姓名"), role: r.want("角色")}
	r.keyword("at")
	p.unit = r.want("机构")
	p.over = p.unit
	if r.peek().is("over") {
		r.next()
		p.over = r.want("机构")
	}
	r.done()
	return p
}

// values reads key=value as long as there are any.
func (r *reader) values() []word {
	var out []word
	for r.more() && r.peek().pair {
		out = append(out, r.next())
	}
	return out
}

// moment reads: DAY [HH:MM]; nine in the morning where no hour is said.
func (r *reader) moment() *at {
	day := r.want("日期")
	d := r.day(day)
	hour := "09:00"
	at9 := day.Place
	if r.more() && !r.peek().pair {
		w := r.next()
		hour, at9 = w.text, w.Place
	}
	h, err := time.Parse("15:04", hour)
	if err != nil {
		r.say(at9, "时刻应为 HH:MM")
	}
	to := clock.Instant(d.Start()) + clock.Instant(h.Hour()*60+h.Minute())*60*1000
	if to < r.last && !d.IsZero() {
		r.say(day.Place, "时间不能倒退：前面已到 "+r.last.Time().Format("2006-01-02 15:04"))
	}
	r.last = max(r.last, to)
	if d.IsZero() {
		to = r.last
	}
	return &at{to}
}

// firstDay is the earliest day a story may be told of: before it no city exists.
var firstDay = calendar.New(2000, 1, 1)

// day checks that a word is a day.
func (r *reader) day(w word) calendar.Date {
	if w.text == "" {
		return calendar.Date{}
	}
	d, err := calendar.Parse(w.text)
	switch {
	case err != nil:
		r.say(w.Place, "“"+w.text+"”不是日期；日期应为 YYYY-MM-DD")
	case d.Before(firstDay):
		r.say(w.Place, "日期不能早于 "+firstDay.String())
		return calendar.Date{}
	}
	return d
}
