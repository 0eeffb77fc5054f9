package procedure

import (
	"github.com/hengjian/hengjian/kernel/calendar"
)

// For is the procedure that governs, on a day, a record begun on another: the
// version of the day it began, or a later one to which what was under way was
// moved (transition). Clocks that go the other way keep the text they had.
func (l *Life) For(begun, today calendar.Date) *Version {
	at := -1
	for i, v := range l.Versions {
		if !begun.Before(v.From) {
			at = i
		}
	}
	if at < 0 {
		return l.Versions[0] // begun before the first text we know: it is the nearest
	}
	out := l.Versions[at]
	for _, next := range l.Versions[at+1:] {
		if today.Before(next.From) {
			break
		}
		if next.Carry == nil {
			continue
		}
		if next.Carry.Records == Switch {
			out = next.carried(out)
		} else if hasSwitch(next.Carry) {
			out = out.lent(next)
		}
	}
	return out
}

func hasSwitch(t *Transition) bool {
	for _, h := range t.Clocks {
		if h == Switch {
			return true
		}
	}
	return false
}

// carried is the version for records that came from the one before: the clocks
// pinned to the old text are the old ones, and what was done under it still moved
// the record.
func (v *Version) carried(before *Version) *Version {
	c := *v
	c.former = before
	c.Clocks = nil
	for _, k := range v.Clocks {
		if old := before.Clock(k.Name); v.Carry.Clocks[k.Name] == Pin && old != nil {
			k = old
		}
		c.Clocks = append(c.Clocks, k)
	}
	return &c
}

// lent is a version that keeps its text but for the clocks that moved to the next.
func (v *Version) lent(next *Version) *Version {
	c := *v
	c.Clocks = nil
	for _, k := range v.Clocks {
		if n := next.Clock(k.Name); next.Carry.Clocks[k.Name] == Switch && n != nil {
			k = n
		}
		c.Clocks = append(c.Clocks, k)
	}
	return &c
}

// doneAs is an act of the past as the version takes it: its own, or one done
// while a former version governed, whose steps have the names of this one.
func (v *Version) doneAs(act string) *Act {
	if a := v.Act(act); a != nil || v.former == nil {
		return a
	}
	a := v.former.doneAs(act)
	if a == nil || a.To == "" {
		return a
	}
	c := *a
	if to := v.Carry.Steps[a.To]; to != "" {
		c.To = to
	}
	return &c
}

// first is the step in which a record began that the version governs.
func (v *Version) first() string {
	if v.former == nil {
		return v.Start().Name
	}
	name := v.former.first()
	if to := v.Carry.Steps[name]; to != "" {
		return to
	}
	return name
}
