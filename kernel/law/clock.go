package law

import (
	"github.com/hengjian/hengjian/kernel/calendar"
)

// Expiry says what it means that a clock has run out.
type Expiry string

// The meanings of expiry (kernel §6).
const (
	Lapses      Expiry = "lapses"       // the measure ends by itself (先行登记保存)
	MustRelease Expiry = "must_release" // a person must release at once (查封扣押)
	Opens       Expiry = "opens"        // a ground arises (终止调解)
	Deemed      Expiry = "deemed"       // something counts as done (视为放弃、视为送达)
	Late        Expiry = "late"         // the act is late
)

// Text says in Chinese what the expiry means.
func (e Expiry) Text() string {
	switch e {
	case Lapses:
		return "届满自动失效"
	case MustRelease:
		return "届满必须立即解除"
	case Opens:
		return "届满产生相应事由"
	case Deemed:
		return "届满产生法定的视同后果"
	case Late:
		return "届满未办为逾期"
	}
	return ""
}

// Clock is one statutory limit (法定期限) with everything its text says of it.
type Clock struct {
	Name    string // "accept"
	Title   string // 受理期限
	Article string
	Mark    Mark
	Starts  string // the event, in our own words
	Stops   string
	Limit   calendar.Limit // as the text writes it; the regime may turn 日 into working days
	Pauses  []PauseGround
	Extends []Extension
	Expire  Expiry
	Effect  string        // what expiry means here, in our own words
	Wait    bool          // "not before": the act is open only once it has run out
	Power   bool          // limits a power over people or goods: show the last safe day
	From    calendar.Date // first begin day; zero: as long as the text
	Until   calendar.Date // last begin day; zero: open
	Note    string
}

// PauseGround is time the text leaves out of the clock (不计入期限).
type PauseGround struct {
	For     string // 检测、检验
	Article string
	Written bool // the time must be told to the party in writing
}

// Extension is a lengthening the text allows.
type Extension struct {
	Add     calendar.Limit // zero: as long as the deciding body fixes (given)
	By      string         // who approves, in Chinese
	Times   int            // how often, at least 1
	Article string
	Law     string // another text that allows it instead; "" is the clock's own
	If      string // the cases it is for, where it replaces the ordinary one
	Written bool   // it must be told to the party in writing
}

// Given reports whether the text leaves the length to the deciding body.
func (e Extension) Given() bool { return e.Add.IsZero() }

// Special reports whether the extension stands instead of the ordinary one.
func (e Extension) Special() bool { return e.If != "" }

// applies reports whether the clock is the one for a begin on the day.
func (c *Clock) applies(d calendar.Date) bool {
	return (c.From.IsZero() || !d.Before(c.From)) && (c.Until.IsZero() || !d.After(c.Until))
}
