package calendar

import "slices"

// Regime says how one law counts its periods (期间). In every regime the day
// on which a period starts is not counted (e.g. 令121 art. 45, 程序规定 art. 80,
// 民法典 art. 201); the rest differs by law and is declared with it.
type Regime struct {
	// Source cites the provision, for the arithmetic shown to people.
	Source string

	// RollHoliday moves a last day that is a 法定节假日 to the first day after
	// it. That day is taken as it comes: a plain weekend does not move it on.
	RollHoliday bool

	// RollWeekend also moves a last day that is a plain weekend day, for laws
	// that speak of 法定休假日 (e.g. 民事诉讼法, which 行政复议法 art. 88 refers to).
	RollWeekend bool

	// NextHour counts hours from the next full hour, for laws that do not count
	// the hour of the start either (程序规定 art. 80).
	NextHour bool

	// WorkdayMax makes a limit of at most so many 日 a limit of working days
	// (行政强制法 art. 69: 10).
	WorkdayMax int

	// WorkdayDays makes limits of exactly these numbers of 日 limits of working
	// days (行政处罚法 art. 85: 2, 3, 5, 7).
	WorkdayDays []int

	// AllWorkdays makes every limit in 日 a limit of working days (行政许可法
	// art. 82).
	AllWorkdays bool
}

// Of returns the limit as this regime counts it: a number of 日 becomes working
// days where the law says so.
func (r *Regime) Of(l Limit) Limit {
	if l.Unit == Day && (r.AllWorkdays || l.N <= r.WorkdayMax || slices.Contains(r.WorkdayDays, l.N)) {
		l.Unit = Workday
	}
	return l
}

// moves reports whether a period whose last day is d ends later.
func (r *Regime) moves(t *Table, d Date) bool {
	switch t.Kind(d) {
	case Holiday:
		return r.RollHoliday || r.RollWeekend
	case Weekend:
		return r.RollWeekend
	}
	return false
}
