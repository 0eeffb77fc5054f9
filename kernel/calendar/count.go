package calendar

// covers reports whether the ordinals answer for the day.
func (t *Table) covers(d Date) bool {
	return !d.Before(tableFirst) && !d.After(tableLast)
}

// WorkdaysIn returns the number of working days in (from, to]: after from, up
// to and including to. It is 0 if to is not after from.
func (t *Table) WorkdaysIn(from, to Date) int {
	if from.IsZero() || to.IsZero() || !from.Before(to) {
		return 0
	}
	if t.covers(from) && t.covers(to) {
		return int(t.before[to.Sub(tableFirst)] - t.before[from.Sub(tableFirst)])
	}
	n := 0
	for d := from.AddDays(1); !d.IsZero() && !d.After(to); d = d.AddDays(1) {
		if t.IsWorkday(d) {
			n++
		}
	}
	return n
}

// AddWorkdays returns the n-th working day after d; n ≥ 1. It returns no day
// outside the table (1900–2199).
func (t *Table) AddWorkdays(d Date, n int) Date {
	if n < 1 || d.IsZero() || !t.covers(d) {
		return Date{}
	}
	k := int(t.before[d.Sub(tableFirst)]) + n
	if k >= len(t.at) {
		return Date{}
	}
	return t.at[k]
}

// LastWorkday returns the last working day on or before d, or no day outside
// the table.
func (t *Table) LastWorkday(d Date) Date {
	if d.IsZero() || !t.covers(d) {
		return Date{}
	}
	k := t.before[d.Sub(tableFirst)]
	if k == 0 {
		return Date{}
	}
	return t.at[k]
}
