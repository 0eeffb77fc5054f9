package calendar

// DayKind says what part a day has in a period.
type DayKind string

// The kinds of days in a computed period.
const (
	DayStart   DayKind = "start"   // 开始的当日，不计入
	DayCounted DayKind = "counted" // 计入
	DayHoliday DayKind = "holiday" // 放假日，工作日期限不计入
	DayWeekend DayKind = "weekend" // 周末，工作日期限不计入
	DayPause   DayKind = "pause"   // 依法扣除
	DayRolled  DayKind = "rolled"  // 末日顺延所经之日，最后一个即届满日
)

// CountedDay is one day of the arithmetic. N is its ordinal among the counted
// days; for limits in hours the hours gone by its end.
type CountedDay struct {
	Date Date    `json:"date"`
	N    int     `json:"n"`
	Kind DayKind `json:"kind"`
	Note string  `json:"note,omitempty"`
}

// Result is a projection with the whole arithmetic.
type Result struct {
	Projection
	Limit Limit        // as counted, extensions included
	Days  []CountedDay // from Start to Due, every day
	Steps []string     // the arithmetic in Chinese, a sentence each
}

// Compute returns the end of the period with every day on the way. It agrees
// with Project, which does the same without the days. For a period that is
// stopped there is no end; the days run to the beginning of the pause.
func (t *Table) Compute(in Input) (Result, error) {
	p, err := t.Project(&in)
	if err != nil {
		return Result{}, err
	}
	r := Result{Projection: p, Limit: shown(&in)}
	if r.Limit.Unit == Hour {
		r.Days, r.Steps = hours(&in, p, r.Limit.N)
		return r, nil
	}
	spans, err := union(in.Start, in.Pauses, nil)
	if err != nil {
		return Result{}, err
	}
	r.Days = t.walk(&in, p, r.Limit.Unit == Workday, spans)
	r.Steps = t.steps(&in, &r, spans)
	return r, nil
}

// shown is the limit with its extensions as people read it; calendar units that
// cannot be added stay the limit's own.
func shown(in *Input) Limit {
	l := in.Regime.Of(in.Limit)
	for _, e := range in.Extensions {
		if e.Unit == in.Limit.Unit {
			l.N += e.N
		}
	}
	return l
}

// walk lists the days one by one.
func (t *Table) walk(in *Input, p Projection, workdays bool, spans []span) []CountedDay {
	end := p.Due
	if p.Stopped {
		end = Date{spans[len(spans)-1].from}
	}
	days := make([]CountedDay, 0, end.Sub(in.Start)+1)
	days = append(days, CountedDay{Date: in.Start, Kind: DayStart, Note: "开始的当日，不计入"})
	n := 0
	for d := in.Start.AddDays(1); !d.After(end); d = d.AddDays(1) {
		c := CountedDay{Date: d, Note: t.note(d)}
		kind := t.Kind(d)
		_, paused := within(spans, d)
		switch {
		case paused:
			c.Kind = DayPause
			c.Note = why(in.Pauses, d)
		case !p.Nominal.IsZero() && d.After(p.Nominal):
			c.Kind = DayRolled
		case workdays && kind == Holiday:
			c.Kind = DayHoliday
		case workdays && kind == Weekend:
			c.Kind = DayWeekend
		default:
			n++
			c.Kind, c.N = DayCounted, n
		}
		days = append(days, c)
	}
	return days
}

// note says what is particular about a day.
func (t *Table) note(d Date) string {
	festival, _ := t.Name(d)
	switch t.Kind(d) {
	case Holiday:
		return festival + "放假"
	case Makeup:
		return festival + "调休上班"
	case Weekend:
		if t.Provisional(d) {
			return d.WeekdayText() + "，暂定"
		}
		return d.WeekdayText()
	}
	if t.Provisional(d) {
		return "暂定"
	}
	return ""
}

func why(pauses []Pause, d Date) string {
	for _, p := range pauses {
		if d.After(p.From) && (p.To.IsZero() || !d.After(p.To)) && p.Why != "" {
			return "扣除：" + p.Why
		}
	}
	return "依法扣除"
}

// hours is the arithmetic of a limit in hours.
func hours(in *Input, p Projection, n int) ([]CountedDay, []string) {
	from := hourStart(in)
	first := DateOf(in.At)
	var days []CountedDay
	for d := first; !d.After(p.Due); d = d.AddDays(1) {
		gone := n
		if end := d.AddDays(1).Start(); end < p.DueAt {
			gone = max(0, int((end-from)/hour))
		}
		c := CountedDay{Date: d, N: gone, Kind: DayCounted}
		if d == first {
			c.Kind = DayStart
		}
		days = append(days, c)
	}
	steps := []string{"期限：" + Hours(n).Chinese() + source(in)}
	if in.Regime.NextHour {
		steps = append(steps, "起算："+moment(in.At)+" 开始的时不计入，自 "+moment(from)+" 起算")
	} else {
		steps = append(steps, "起算："+moment(from))
	}
	steps = append(steps, "届满："+moment(p.DueAt)+"；以小时计算的期限不因节假日顺延")
	if strict := in.At + Instant(n)*hour; strict < p.DueAt {
		steps = append(steps, "从严掌握可按事件发生起满"+Hours(n).Chinese()+"：至 "+moment(strict))
	}
	return days, steps
}

func moment(i Instant) string { return i.Time().Format("2006-01-02 15:04") }
