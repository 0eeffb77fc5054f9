package procedure

import "github.com/hengjian/hengjian/kernel/ref"

// Ran selects the records of which a limit began, or ended, within a span of days:
// what was accepted, decided or overrun in a month. A run that was made void did
// neither.
type Ran struct {
	Area        ref.Area
	Kind, Clock string
	Ended       bool  // that stopped within the days; else that started
	InTime      *bool // of those that stopped: by their last day, or after it
	From, Until string
}

// Among is the selection for record.Query.
func (x Ran) Among(param func(any) string) string {
	day, ended := "c.start_on", ""
	if x.Ended {
		day, ended = "c.stop_on", " AND c.stop_on <> ''" // in the words of the index procedure_clock_stop, which holds no others
	}
	text := "SELECT c.record FROM procedure_clock c WHERE c.area = " + param(string(x.Area)) + " AND c.kind = " + param(x.Kind) + " AND c.clock = " + param(x.Clock) +
		" AND " + day + " >= " + param(x.From) + " AND " + day + " <= " + param(x.Until) + ended + " AND c.state <> " + param(rowVoid)
	if x.InTime == nil {
		return text
	}
	if *x.InTime { // one that was paused when it stopped has no last day: it was not over
		return text + " AND (c.due_on = '' OR c.stop_on <= c.due_on)"
	}
	return text + " AND c.due_on <> '' AND c.stop_on > c.due_on"
}
