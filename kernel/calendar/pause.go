package calendar

import (
	"slices"
	"strings"

	"github.com/hengjian/hengjian/platform/fault"
)

// Pause is time the law leaves out of a period (不计入期限), e.g. a test. The
// days after From up to and including To are left out. A zero To is a pause
// that still lasts.
type Pause struct {
	From Date   `json:"from"`
	To   Date   `json:"to"`
	Why  string `json:"why,omitempty"` // Chinese, shown in the arithmetic
}

// ParsePause reads FROM..TO, e.g. 2026-05-06..2026-05-20.
func ParsePause(s string) (Pause, error) {
	from, to, ok := strings.Cut(s, "..")
	if !ok {
		return Pause{}, fault.Newf(fault.Invalid, "calendar.bad_pause",
			"扣除时间“%s”应写作 起日..止日，例如 2026-05-06..2026-05-20", clip(s))
	}
	p := Pause{}
	var err error
	if p.From, err = Parse(from); err != nil {
		return Pause{}, err
	}
	if p.To, err = Parse(to); err != nil {
		return Pause{}, err
	}
	return p, p.check()
}

func (p Pause) check() error {
	if p.From.IsZero() {
		return fault.New(fault.Invalid, "calendar.bad_pause", "扣除时间没有起日")
	}
	if !p.To.IsZero() && p.To.Before(p.From) {
		return fault.Newf(fault.Invalid, "calendar.bad_pause", "扣除时间 %s 的止日早于起日", p)
	}
	return nil
}

// String prints the pause as ParsePause reads it.
func (p Pause) String() string { return p.From.String() + ".." + p.To.String() }

// span is a left-out stretch (from, to] of day numbers.
type span struct{ from, to int32 }

// forever ends a pause that still lasts.
const forever = int32(maxDate + 1)

// union returns the pauses after start as ascending stretches that do not touch
// (重叠的时间只扣除一次). buf is reused.
func union(start Date, pauses []Pause, buf []span) ([]span, error) {
	buf = buf[:0]
	for _, p := range pauses {
		if err := p.check(); err != nil {
			return nil, err
		}
		s := span{max(p.From.n, start.n), p.To.n}
		if p.To.IsZero() {
			s.to = forever
		}
		if s.to > s.from {
			buf = append(buf, s)
		}
	}
	if len(buf) < 2 {
		return buf, nil
	}
	slices.SortFunc(buf, func(a, b span) int { return int(a.from - b.from) })
	last := 0
	for _, s := range buf[1:] {
		if s.from <= buf[last].to {
			buf[last].to = max(buf[last].to, s.to)
			continue
		}
		last++
		buf[last] = s
	}
	return buf[:last+1], nil
}

// within returns the stretch that leaves d out.
func within(spans []span, d Date) (span, bool) {
	for _, s := range spans {
		if d.n > s.from && d.n <= s.to {
			return s, true
		}
	}
	return span{}, false
}
