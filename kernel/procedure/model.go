package procedure

import (
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/law"
)

// The model checker explores every way a record can go: the step it stands in,
// the step it came from, and for each clock that decides what may be done,
// whether it has not begun, runs, or is over. Conditions over values, days in
// fields and what happens to parts may go either way, so what is reported can
// really not happen, whatever the record says.

// maxStates bounds the exploration; the largest procedure of the product has a
// few hundred.
const maxStates = 200_000

// The states of a clock in the model.
const (
	idle = iota
	running
	over
)

// spot is one state of the model; clocks holds two bits for each that is followed.
type spot struct {
	step, back int8
	clocks     uint64
}

func (s spot) clock(i int) uint64 { return s.clocks >> (2 * i) & 3 }

func (s spot) with(i int, state uint64) spot {
	s.clocks = s.clocks&^(3<<(2*i)) | state<<(2*i)
	return s
}

// move is a way from one spot to another: by a person's act, by a clock running
// out, or by something outside the procedure (both nil).
type move struct {
	to  int
	act *Act
	out *Clock
}

type model struct {
	v       *Version
	clocks  []*Clock // those that are followed
	spots   []spot
	index   map[spot]int
	moves   [][]move
	enabled map[*Act]bool
	lost    map[*Act]bool // acts that would go back where there is nothing to go back to
	tooMany bool
}

// model checks a version whose names are sound.
func (l *linker) model(v *Version) {
	if v.Start() == nil || len(v.Steps) > 120 || len(v.Clocks) > 31 {
		return
	}
	var base []*Clock
	for _, c := range v.Clocks {
		if c.To != "" || waited(v, c) {
			base = append(base, c)
		}
	}
	m := explore(v, base)
	if m.tooMany {
		v.at.Failf("程序的状态超过 %d 种，无法逐一检查；请减少相互等待的期限", maxStates)
		return
	}
	m.places()
	m.deadEnds()
	m.circles()
	for _, c := range v.Clocks {
		one := m
		if !slices.Contains(base, c) {
			if one = explore(v, append(slices.Clone(base), c)); one.tooMany {
				continue
			}
		}
		one.stops(c)
	}
}

// waited reports whether an act or another clock waits for the clock.
func waited(v *Version, c *Clock) bool {
	return slices.ContainsFunc(v.Acts, func(a *Act) bool { return slices.Contains(a.After, c.Name) || slices.Contains(a.Until, c.Name) }) ||
		slices.ContainsFunc(v.Clocks, func(o *Clock) bool {
			return slices.ContainsFunc(o.Starts, func(e Event) bool { return e.Sort == ClockEnded && e.Name == c.Name })
		})
}

func explore(v *Version, clocks []*Clock) *model {
	m := &model{v: v, clocks: clocks, index: map[spot]int{}, enabled: map[*Act]bool{}, lost: map[*Act]bool{}}
	start := spot{step: int8(m.stepNo(v.Start().Name)), back: -1}
	begin := []string{Create}
	for _, a := range v.Acts {
		if a.Creates() {
			m.enabled[a] = true
			begin = append(begin, a.Name)
		}
	}
	if len(begin) > 1 {
		begin = begin[1:]
	}
	for _, act := range begin {
		m.hear(start, event{act: act, step: v.Start().Name}, func(s spot) {
			m.at(s)
			for n, c := range m.clocks { // the day may stand in its field from the beginning
				if dayed(c.Starts) {
					m.at(s.with(n, running))
				}
			}
		})
	}
	for i := 0; i < len(m.spots) && !m.tooMany; i++ {
		m.from(i)
	}
	return m
}

func (m *model) stepNo(name string) int {
	return slices.IndexFunc(m.v.Steps, func(s *Step) bool { return s.Name == name })
}

// at returns the number of a spot, new or known.
func (m *model) at(s spot) int {
	if i, ok := m.index[s]; ok {
		return i
	}
	m.index[s] = len(m.spots)
	m.spots = append(m.spots, s)
	m.moves = append(m.moves, nil)
	m.tooMany = len(m.spots) > maxStates
	return len(m.spots) - 1
}

func (m *model) link(from int, to spot, by move) {
	if by.to = m.at(to); by.to != from || by.act != nil || by.out != nil && by.out.To != "" {
		m.moves[from] = append(m.moves[from], by)
	}
}

// from finds every move out of a spot.
func (m *model) from(i int) {
	s := m.spots[i]
	here := m.v.Steps[s.step]
	for _, a := range m.v.Acts {
		if !m.v.OpenIn(a, here.Name) || !m.ready(s, a) {
			continue
		}
		to := s
		switch {
		case a.Back && s.back < 0:
			m.lost[a] = true
			continue
		case a.Back:
			to.step, to.back = s.back, s.step
		case a.To != "":
			if n := int8(m.stepNo(a.To)); n >= 0 {
				to.step, to.back = n, s.step
			}
		}
		m.enabled[a] = true
		h := event{act: a.Name}
		if a.Back || a.To != "" {
			h.step = m.v.Steps[to.step].Name
		}
		m.hear(to, h, func(t spot) { m.link(i, t, move{act: a}) })
	}
	for n, c := range m.clocks {
		state := s.clock(n)
		if state == running {
			t, h := s.with(n, over), event{out: c.Name}
			if to := m.stepNo(c.To); c.To != "" && to >= 0 && !here.End {
				t.step, t.back, h.step = int8(to), s.step, c.To
			}
			m.hear(t, h, func(u spot) { m.link(i, u, move{out: c}) })
		}
		// What happens outside: a day entered, somebody told, a part that ends.
		if state == running && outside(c.Stops) {
			m.link(i, s.with(n, over), move{})
		}
		if state == running && outside(c.Voids) {
			m.link(i, s.with(n, idle), move{})
		}
		if state == idle && outside(c.Starts) || state == over && outside(c.Starts) && !dayed(c.Starts) {
			m.link(i, s.with(n, running), move{})
		}
	}
}

// ready reports whether the clocks let an act be done.
func (m *model) ready(s spot, a *Act) bool {
	for n, c := range m.clocks {
		if slices.Contains(a.After, c.Name) && s.clock(n) != over || slices.Contains(a.Until, c.Name) && s.clock(n) == over {
			return false
		}
	}
	return true
}

// event is what the clocks of the model hear at once: an act, a step that is entered, a clock
// that has run out.
type event struct{ act, step, out string }

func (h event) any(list []Event) bool {
	return slices.ContainsFunc(list, func(e Event) bool {
		return e.Sort == ByAct && e.Name == h.act || e.Sort == ByStep && e.Name == h.step || e.Sort == ClockEnded && e.Name == h.out
	})
}

// hear lets the clocks hear what happens; a clock with a condition may begin or
// not. A clock that begins on a day in a field counts what came before the day
// was entered, so that what stops it stops it for good.
func (m *model) hear(s spot, h event, each func(spot)) {
	all := []spot{s}
	for n, c := range m.clocks {
		var next []spot
		for _, t := range all {
			if h.any(c.Voids) {
				t = t.with(n, idle)
			}
			if h.any(c.Stops) && (t.clock(n) == running || dayed(c.Starts)) {
				t = t.with(n, over)
			}
			if h.any(c.Starts) && t.clock(n) != running {
				if c.If != "" {
					next = append(next, t)
				}
				t = t.with(n, running)
			}
			next = append(next, t)
		}
		all = next
	}
	for _, t := range all {
		each(t)
	}
}

// outside reports whether an event comes from without the procedure's acts.
func outside(list []Event) bool {
	return slices.ContainsFunc(list, func(e Event) bool { return e.Sort != ByAct && e.Sort != ByStep && e.Sort != ClockEnded })
}

// dayed reports whether an event is a day that stands in a field of the record.
func dayed(list []Event) bool {
	return slices.ContainsFunc(list, func(e Event) bool { return e.Sort == ByField })
}

// places reports steps and acts that are never reached.
func (m *model) places() {
	for n, s := range m.v.Steps {
		if !slices.ContainsFunc(m.spots, func(p spot) bool { return int(p.step) == n }) {
			s.key.Failf("环节“%s”无法到达", s.Title)
		}
	}
	for _, a := range m.v.Acts {
		switch {
		case m.lost[a]:
			a.key.Failf("动作“%s”退回先前的环节（to: back），但可能没有先前的环节", a.Title)
		case !m.enabled[a] && len(a.After) > 0:
			a.key.Failf("动作“%s”永远等不到它所等的（%s）", a.Title, strings.Join(a.After, "、"))
		case !m.enabled[a]:
			a.key.Failf("动作“%s”永远不能办理", a.Title)
		}
	}
}

// deadEnds reports steps from which no end can be reached.
func (m *model) deadEnds() {
	good := m.backwards(func(i int) bool { return m.v.Steps[m.spots[i].step].End }, nil)
	told := map[int8]bool{}
	for i, s := range m.spots {
		if !good[i] && !told[s.step] {
			told[s.step] = true
			m.v.Steps[s.step].key.Failf("环节“%s”可能走不到终了", m.v.Steps[s.step].Title)
		}
	}
}

// backwards returns the spots from which one that is wanted can be reached,
// without the moves that skip leaves out.
func (m *model) backwards(wanted func(int) bool, skip func(move) bool) []bool {
	into := make([][]int, len(m.spots))
	for i, list := range m.moves {
		for _, x := range list {
			if skip == nil || !skip(x) {
				into[x.to] = append(into[x.to], i)
			}
		}
	}
	good := make([]bool, len(m.spots))
	var queue []int
	for i := range m.spots {
		if wanted(i) {
			good[i] = true
			queue = append(queue, i)
		}
	}
	for len(queue) > 0 {
		i := queue[0]
		queue = queue[1:]
		for _, j := range into[i] {
			if !good[j] {
				good[j] = true
				queue = append(queue, j)
			}
		}
	}
	return good
}

// circles reports clocks whose running out leads round without any person.
func (m *model) circles() {
	const fresh, open, done = 0, 1, 2
	state := make([]int, len(m.spots))
	var walk func(int) *Clock
	walk = func(i int) *Clock {
		state[i] = open
		for _, x := range m.moves[i] {
			if x.act != nil || x.out == nil || x.out.To == "" {
				continue
			}
			if state[x.to] == open {
				return x.out
			}
			if state[x.to] == fresh {
				if c := walk(x.to); c != nil {
					return c
				}
			}
		}
		state[i] = done
		return nil
	}
	for i := range m.spots {
		if state[i] == fresh {
			if c := walk(i); c != nil {
				c.key.Failf("期限“%s”届满后又回到原处，其间没有人办理", c.Title)
				return
			}
		}
	}
}

// stops reports a clock that never begins, or that can go on for ever.
func (m *model) stops(c *Clock) {
	n := slices.Index(m.clocks, c)
	runs := func(i int) bool { return m.spots[i].clock(n) == running }
	if !slices.ContainsFunc(m.spots, func(s spot) bool { return s.clock(n) == running }) {
		c.key.Failf("期限“%s”永远不会起算", c.Title)
		return
	}
	if c.Expire != law.Late && c.Expire != law.MustRelease {
		return // it ends by running out
	}
	if len(c.Stops)+len(c.Voids) == 0 {
		c.key.Failf("期限“%s”既不会停止，届满也不会使它结束", c.Title)
		return
	}
	ended := m.backwards(func(i int) bool { return !runs(i) }, func(x move) bool { return x.out == c })
	if outside(c.Starts) && !dayed(c.Starts) { // it may begin when told, later than here: enough that it can be stopped somewhere
		for i := range m.spots {
			if runs(i) && ended[i] {
				return
			}
		}
	}
	for i, s := range m.spots {
		if runs(i) && !ended[i] {
			c.key.Failf("期限“%s”在环节“%s”还在计算，此后再没有办法停止", c.Title, m.v.Steps[s.step].Title)
			return
		}
	}
}
