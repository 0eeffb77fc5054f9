// Package clock gives the two times the product knows: the legal time that
// dates acts (movable in a demo city and in stories) and the wall time that
// serves sessions, leases and limits. No other package outside cmd reads the
// machine's clock.
package clock

import (
	"sync/atomic"
	"time"
)

// Instant is a moment in UTC milliseconds since 1970, the form in which every
// moment is stored.
type Instant int64

// Shanghai is the fixed +08:00 of every statutory day; China has had no
// daylight saving since 1991 and the law counts in Beijing time.
var Shanghai = time.FixedZone("+08:00", 8*60*60)

// At returns the instant of t, cut to the millisecond.
func At(t time.Time) Instant { return Instant(t.UnixMilli()) }

// Time returns the instant as a time in +08:00.
func (i Instant) Time() time.Time { return time.UnixMilli(int64(i)).In(Shanghai) }

// String prints the instant as RFC 3339 with milliseconds in +08:00.
func (i Instant) String() string { return i.Time().Format("2006-01-02T15:04:05.000Z07:00") }

// Day returns the calendar day of the instant in +08:00 as YYYY-MM-DD.
func (i Instant) Day() string { return i.Time().Format("2006-01-02") }

// Clock tells a time.
type Clock interface{ Now() Instant }

// Wall is the machine's clock.
type Wall struct{}

// Now returns the machine's time.
func (Wall) Now() Instant { return At(time.Now()) }

// Legal is the clock that dates acts: the wall clock shifted by an offset
// that only a demo city or a story moves.
type Legal struct {
	base   Clock
	offset atomic.Int64
	fixed  atomic.Int64 // when not zero, time stands still at this instant
}

// NewLegal returns a legal clock that follows base.
func NewLegal(base Clock) *Legal { return &Legal{base: base} }

// Now returns the legal time.
func (l *Legal) Now() Instant {
	if f := l.fixed.Load(); f != 0 {
		return Instant(f)
	}
	return l.base.Now() + Instant(l.offset.Load())
}

// Set moves the clock so that now is to; it goes on running from there.
func (l *Legal) Set(to Instant) {
	l.fixed.Store(0)
	l.offset.Store(int64(to - l.base.Now()))
}

// Freeze makes time stand still at to, for stories and tests.
func (l *Legal) Freeze(to Instant) { l.fixed.Store(int64(to)) }
