package procedure

import (
	"fmt"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// Effect is what a new version, or another way of carrying over, would make of one
// record that is under way (模拟).
type Effect struct {
	Step   string   // where it stands
	Stuck  string   // why it could not go on: its step has no counterpart
	NoAct  bool     // it stands in a step in which nothing may be done
	Late   []string // limits that would be overdue at once and are not now
	Moved  []string // open limits whose due day would be another
	Gone   []string // open limits that would run no more
	New    []string // limits that would begin to run
	Begins string   // text it lives under now
}

// Nothing reports whether the record would not notice.
func (e Effect) Nothing() bool {
	return e.Stuck == "" && !e.NoAct && len(e.Late)+len(e.Moved)+len(e.Gone)+len(e.New) == 0
}

// Trial is a version that is tried over the records of a kind before it is
// published: the version of a life, as if it were in force and records were carried
// over in a certain way.
type Trial struct {
	life *Life
	day  calendar.Date
	Version
}

// Try prepares a trial of a law on a kind's procedure as another book declares it;
// hand is how records are carried over, "" for what the declaration says. nil where
// the kind has no version of that law, or none before it to carry over from.
func (b *Book) Try(kindName, law string, hand Hand, today calendar.Date) (*Trial, error) {
	k := b.kinds.Get(kindName)
	if k == nil || Of(k) == nil {
		return nil, nil
	}
	l := Life{}
	at := -1
	for i, v := range Of(k).Versions {
		c := *v
		if v.Law == law {
			at = i
			if hand != "" {
				if v.Carry == nil {
					return nil, nil // the first version: nothing is carried over to it
				}
				carry := *v.Carry
				if carry.Records != hand {
					carry.Records, carry.Clocks = hand, nil // what went the other way was said against the other choice
				}
				c.Carry = &carry
			}
		}
		l.Versions = append(l.Versions, &c)
	}
	if at < 0 {
		return nil, nil
	}
	v := l.Versions[at]
	if today.Before(v.From) {
		today = v.From
	}
	return &Trial{life: &l, day: today, Version: *v}, nil
}

// Effect works out what the trial would make of a record, beside what holds now.
// ok is false for a record that has come to its end.
func (b *Book) Effect(c db.Conn, r *record.Record, t *Trial, now clock.Instant) (e Effect, ok bool, err error) {
	is, err := b.Course(c, r, now)
	if err != nil {
		return e, false, err
	}
	if s := is.Version.Step(is.Step); s != nil && s.End && !is.running() {
		return e, false, nil
	}
	e.Step, e.Begins = is.title(is.Step), is.Version.Law
	v := t.life.For(begun(r), t.day)
	past := *is.past
	would, err := v.Follow(past)
	if err != nil {
		return e, true, fmt.Errorf("%s under %s: %w", r.Ref(), v.Law, err)
	}
	step := is.Step
	if is.Version.Law != v.Law && v.Carry != nil {
		if to := v.Carry.Steps[step]; to != "" {
			step = to
		}
	}
	switch s := v.Step(step); {
	case s == nil:
		e.Stuck = fmt.Sprintf("环节“%s”在新办法中没有对应的环节", is.title(is.Step))
	case !s.End && !v.goesOn(step):
		e.NoAct = true
	}
	e.compare(is, would)
	return e, true, nil
}

// running reports whether a limit of the record has not ended.
func (c *Course) running() bool {
	for _, r := range c.Runs {
		if r.going() {
			return true
		}
	}
	return false
}

// goesOn reports whether anything may be done in a step.
func (v *Version) goesOn(step string) bool {
	for _, a := range v.Acts {
		if !a.Creates() && v.OpenIn(a, step) {
			return true
		}
	}
	return false
}

// compare tells the open limits of two courses of one record apart.
func (e *Effect) compare(is, would *Course) {
	open := func(c *Course) map[string]*Run {
		out := map[string]*Run{}
		for _, r := range c.Runs {
			if r.going() {
				out[r.Clock.Name] = r
			}
		}
		return out
	}
	had, get := open(is), open(would)
	for _, k := range is.Version.Clocks {
		if had[k.Name] != nil && get[k.Name] == nil {
			e.Gone = append(e.Gone, fmt.Sprintf("“%s”（%s 届满）不再计算", k.Title, ends(had[k.Name])))
		}
	}
	for _, k := range would.Version.Clocks {
		r, old := get[k.Name], had[k.Name]
		switch {
		case r == nil:
			continue
		case old == nil:
			e.New = append(e.New, fmt.Sprintf("“%s”开始计算，%s 届满", k.Title, ends(r)))
		case ends(r) != ends(old):
			e.Moved = append(e.Moved, fmt.Sprintf("“%s”由 %s 改为 %s", k.Title, ends(old), ends(r)))
		}
		if would.State(r) == Overdue && (old == nil || is.State(old) != Overdue) {
			e.Late = append(e.Late, fmt.Sprintf("“%s”将于 %s 届满，当即逾期", k.Title, ends(r)))
		}
	}
}

// ends is the end of a run in words.
func ends(r *Run) string {
	switch {
	case r.Stopped:
		return "（停止计算）"
	case r.DueAt != 0:
		return r.DueAt.Time().Format("2006-01-02 15:04")
	}
	return r.Due.String() + provisional(r)
}
