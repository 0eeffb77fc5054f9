package story

import (
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/procedure"
)

// clock holds one run of a clock to what must be so of it.
func (sc *scene) clock(course *procedure.Course, c *cast, it *item) error {
	w := it.clock
	name := clockName(c.kind, course.Version, it.name.text)
	var runs []*procedure.Run
	for _, r := range course.Runs {
		if r.Clock.Name == name {
			runs = append(runs, r)
		}
	}
	title := it.name.text
	if w.none {
		if len(runs) > 0 {
			sc.fail(it.Place, "“"+title+"”没有起算", run(course, runs[len(runs)-1]), sc.reckon(course, runs[len(runs)-1])...)
		}
		return nil
	}
	n := w.run
	if n == 0 {
		n = len(runs)
	}
	if n == 0 || n > len(runs) {
		sc.fail(it.Place, "“"+title+"”已起算"+times(w.run), fmt.Sprintf("起算过 %d 次", len(runs)))
		return nil
	}
	r := runs[n-1]
	sc.note(course, c, r)
	wrong := func(at word, want, got string) {
		at.Place = where(at, word{Place: it.Place})
		sc.fail(at.Place, "“"+title+"”"+want, got, sc.reckon(course, r)...)
	}
	day := func(at word, what, got string) {
		if at.text != "" && at.text != got {
			wrong(at, what+" "+at.text, what+" "+or(got, "（无）"))
		}
	}
	due := ""
	if !r.Stopped {
		due = r.Due.String()
		if r.DueAt != 0 && strings.Contains(w.due.text, " ") {
			due = r.DueAt.Time().Format("2006-01-02 15:04")
		}
	}
	day(w.due, "届满日", due)
	day(w.start, "起算", r.Start.String())
	day(w.stop, "停止", r.Stop.String())
	day(w.safe, "最后安全工作日", r.LastSafe.String())
	day(w.warn, "提醒日", course.Warns(r).String())
	if w.limit.text != "" {
		if want, _ := calendar.ParseLimit(w.limit.text); r.Input.Limit != want {
			wrong(w.limit, "期限 "+want.Chinese(), r.Input.Limit.Chinese())
		}
	}
	if w.left != nil {
		if got, ok := sc.left(course, r); !ok || got != *w.left {
			wrong(word{}, fmt.Sprintf("还剩 %d", *w.left), fmt.Sprintf("还剩 %d", got))
		}
	}
	if w.provisional != nil && r.Provisional != *w.provisional {
		is := map[bool]string{true: "暂定", false: "确定"}
		wrong(word{}, is[*w.provisional], is[r.Provisional])
	}
	if w.state.text != "" {
		if want, got := stateOf(w.state.text), course.State(r); want != got {
			wrong(w.state, w.state.text, run(course, r))
		}
	}
	return nil
}

func times(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("第 %d 次", n)
}

// run is how a run of a clock stands, in one line.
func run(course *procedure.Course, r *procedure.Run) string {
	due := "停止计算"
	if !r.Stopped {
		due = "届满 " + r.Due.String()
	}
	stop := ""
	if !r.Stop.IsZero() {
		stop = "，停止 " + r.Stop.String()
	}
	return fmt.Sprintf("%s（起算 %s，%s%s）", stateWord(course.State(r)), r.Start, due, stop)
}

// left is how many units of its limit are left of a run: days or working days after
// today up to its last; below nothing it is so much too late.
func (sc *scene) left(course *procedure.Course, r *procedure.Run) (int, bool) {
	if r.Stopped || !r.Stop.IsZero() {
		return 0, false
	}
	today := course.Today()
	if r.Input.Limit.Unit != calendar.Workday {
		return r.Due.Sub(today), true
	}
	if r.Due.Before(today) {
		return -sc.app.Days.WorkdaysIn(r.Due, today), true
	}
	return sc.app.Days.WorkdaysIn(today, r.Due), true
}

// reckon is the arithmetic of a run.
func (sc *scene) reckon(course *procedure.Course, r *procedure.Run) []string {
	res, err := course.Reckoned(r)
	if err != nil {
		return nil
	}
	return res.Steps
}

// clocks says how the clocks of a record stand, for the report of an act that went
// otherwise than told.
func (sc *scene) clocks(name string) []string {
	c := sc.records[name]
	if c == nil {
		return nil
	}
	course, err := sc.course(c)
	if err != nil || course == nil {
		return nil
	}
	out := []string{"环节：" + titleOf(course.Version, course.Step)}
	for _, r := range course.Runs {
		out = append(out, r.Clock.Title+"："+run(course, r))
	}
	return out
}
