package portal

import (
	_ "embed" // for progress.yaml
	"fmt"
	"slices"

	"github.com/goccy/go-yaml"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
)

//go:embed progress.yaml
var progressWords []byte

// plain are the words of one kind's progress.
type plain struct {
	Secret bool `yaml:"secret"` // days and limits are not told
	Steps  map[string]struct {
		Title string `yaml:"title"`
		Say   string `yaml:"say"`
		Told  string `yaml:"told"` // the act he must have been told of before the step is shown
	} `yaml:"steps"`
	Clocks map[string]struct {
		Title string   `yaml:"title"`
		Note  string   `yaml:"note"`
		After string   `yaml:"after"` // 分送后: said before the limit while it has not begun
		In    []string `yaml:"in"`    // steps in which it is still to come
	} `yaml:"clocks"`
	Shows []string            `yaml:"shows"` // fields he reads as soon as they are there
	After map[string][]string `yaml:"after"` // and those he reads once he was told of an act
	Whom  string              `yaml:"whom"`  // the field that names him in tellings
}

// Progress reads the progress of records to those they belong to.
type Progress struct {
	Engine *record.Engine
	Book   *procedure.Book
	words  map[string]plain
}

// NewProgress reads the words.
func NewProgress(e *record.Engine, b *procedure.Book) (*Progress, error) {
	p := &Progress{Engine: e, Book: b}
	if err := yaml.UnmarshalWithOptions(progressWords, &p.words, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("words of the progress: %w", err)
	}
	return p, nil
}

// Reader is who reads the progress of a kind, as documents are served on him
// (complainant); "" where he is given none there: of a tip-off he learns no more than
// that it was received.
func (p *Progress) Reader(kindName string) string {
	if w := p.words[kindName]; !w.Secret {
		return w.Whom
	}
	return ""
}

// Mark is one line of what was and what comes.
type Mark struct {
	Title       string
	At          calendar.Instant // of the registration; 0 where the day alone is told
	On          calendar.Date    // the day it came about
	By          calendar.Date    // the last day; zero where it has not begun
	Within      string           // 受理后 60 日内: where it has not begun
	Note        string
	State       string // done, now, next
	Late        bool
	Provisional bool
}

// Told is one telling he was given.
type Told struct {
	What string
	Mode string
	On   string
}

// Standing (办到哪一步) is where a record stands in plain words.
type Standing struct {
	Record *record.Record
	Step   string
	Title  string
	Say    string
	Ended  bool
	Marks  []Mark
	Told   []Told
	Shows  []string     // fields he may read
	Acts   []record.May // what he may do now
}

// Of is where a record stands, for the caller who holds it.
func (p *Progress) Of(c db.Conn, caller actor.Caller, r *record.Record) (*Standing, error) {
	w, ok := p.words[r.Kind.Name]
	if !ok {
		return nil, NotFound()
	}
	course, err := p.Book.Course(c, r, p.Engine.DB().Now())
	if err != nil {
		return nil, err
	}
	out := &Standing{Record: r, Step: course.Step, Shows: slices.Clone(w.Shows)}
	if s := course.Version.Step(course.Step); s != nil {
		out.Ended = s.End
	}
	done := map[string]bool{}
	pasts, err := p.Engine.Pasts(c, r.Kind.Name, r.Ref())
	if err != nil {
		return nil, err
	}
	for _, past := range pasts {
		if past.Name != record.Inform {
			done[past.Name] = true
			continue
		}
		m := past.Said(record.Inform)
		text := func(key string) string { s, _ := m[key].(string); return s }
		if text("whom") != w.Whom {
			continue
		}
		t := Told{What: text("act"), On: text("told_on")}
		if a := r.Kind.Act(t.What); a != nil {
			t.What = a.Title
		}
		for _, o := range slices.Concat(procedure.Tellings, procedure.Services) { // with a document it is told as that is served
			if o.Value == text("mode") {
				t.Mode = o.Title
			}
		}
		out.Told = append(out.Told, t)
	}
	told := func(act string) bool { return done[act] && !slices.Contains(course.Untold(act), w.Whom) }
	for act, fields := range w.After {
		if told(act) {
			out.Shows = append(out.Shows, fields...)
		}
	}
	slices.Sort(out.Shows)
	p.stays(out, w, course, told)
	if !w.Secret && !out.Ended {
		p.limits(out, w, course)
	}
	out.Acts, err = p.acts(c, caller, r)
	return out, err
}

// stays are the steps gone through, in plain words.
func (p *Progress) stays(out *Standing, w plain, course *procedure.Course, told func(string) bool) {
	for i, s := range course.Stays() {
		m := Mark{Title: s.Step.Title, On: s.From, State: "done"}
		say := ""
		if x, ok := w.Steps[s.Step.Name]; ok {
			m.Title, say = x.Title, x.Say
			if x.Told != "" && !told(x.Told) {
				m.Title, say = "已作出决定，正在告知您", "以告知为准。"
			}
		}
		if i == 0 {
			m.At = calendar.Instant(out.Record.CreatedAt)
		} else if w.Secret {
			m.On = calendar.Date{}
		}
		out.Title, out.Say = m.Title, say
		if n := len(out.Marks); n > 0 && out.Marks[n-1].Title == m.Title {
			continue
		}
		out.Marks = append(out.Marks, m)
	}
	if n := len(out.Marks); n > 0 && !out.Ended {
		out.Marks[n-1].State = "now"
	}
}

// limits are the days that run, and the limits that are still to begin.
func (p *Progress) limits(out *Standing, w plain, course *procedure.Course) {
	for _, k := range course.Version.Clocks {
		x, ok := w.Clocks[k.Name]
		if !ok {
			continue
		}
		begun := false
		for _, r := range course.Runs {
			if r.Clock != k || r.Voided {
				continue
			}
			begun = true
			if !r.Stop.IsZero() || r.Stopped {
				continue
			}
			state := course.State(r)
			if state == procedure.Expired {
				continue
			}
			note := x.Note
			if res, err := course.Reckoned(r); err == nil {
				note = res.Limit.Chinese()
				if r.DueAt == 0 { // the day on which it began is not counted
					note += "，" + r.Start.AddDays(1).String()[5:] + " 起算"
				}
				if x.Note != "" {
					note += "；" + x.Note
				}
			}
			out.Marks = append(out.Marks, Mark{Title: x.Title, By: r.Due, Note: note, State: "next", Late: state == procedure.Overdue, Provisional: r.Provisional})
		}
		if !begun && slices.Contains(x.In, course.Step) && len(k.Limits) == 1 && k.Limits[0].Given == "" {
			out.Marks = append(out.Marks, Mark{Title: x.Title, Within: x.After + " " + k.Limits[0].Limit.Chinese() + "内", Note: x.Note, State: "next"})
		}
	}
	slices.SortStableFunc(out.Marks, func(a, b Mark) int {
		if a.State != "next" || b.State != "next" || a.By.IsZero() || b.By.IsZero() {
			return 0
		}
		return a.By.Compare(b.By)
	})
}

// acts are what the holder may do now.
func (p *Progress) acts(c db.Conn, caller actor.Caller, r *record.Record) ([]record.May, error) {
	all, err := p.Engine.Mays(c, caller, r)
	var out []record.May
	for _, m := range all {
		if m.Allowed && slices.Contains(r.Kind.Access.Roles[m.Name], kind.PublicRole) {
			out = append(out, m)
		}
	}
	return out, err
}
