package calendar

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var (
	plain    = &Regime{RollHoliday: true, Source: "某法第一条"}
	weekends = &Regime{RollHoliday: true, RollWeekend: true}
	fixed    = &Regime{}
)

func pauses(texts ...string) []Pause {
	var out []Pause
	for _, s := range texts {
		p, err := ParsePause(s)
		if err != nil {
			panic(err)
		}
		out = append(out, p)
	}
	return out
}

// The due days below were counted by hand on the published notices.
func TestHandWorked(t *testing.T) {
	table := MustShipped()
	for _, c := range []struct {
		name    string
		regime  *Regime
		limit   Limit
		start   string
		pauses  []Pause
		extend  []Limit
		due     string
		safe    string
		provis  bool
		stopped bool
	}{
		{name: "7 workdays over National Day 2026 with the Saturday worked", regime: plain, limit: Workdays(7), start: "2026-09-30", due: "2026-10-15", safe: "2026-10-15"},
		{name: "7 workdays over Spring Festival 2026, both make-up Saturdays", regime: plain, limit: Workdays(7), start: "2026-02-12", due: "2026-02-28", safe: "2026-02-28"},
		{name: "started on a plain Sunday", regime: plain, limit: Workdays(1), start: "2026-11-15", due: "2026-11-16", safe: "2026-11-16"},
		{name: "started inside a holiday", regime: plain, limit: Workdays(2), start: "2026-10-03", due: "2026-10-09", safe: "2026-10-09"},
		{name: "workdays over the turn of the year", regime: plain, limit: Workdays(7), start: "2025-12-29", due: "2026-01-08", safe: "2026-01-08"},
		{name: "last calendar day in a holiday moves to the day after it", regime: plain, limit: Days(30), start: "2026-09-03", due: "2026-10-08", safe: "2026-09-30"},
		{name: "last calendar day on a plain Saturday stays", regime: plain, limit: Days(60), start: "2026-05-06", due: "2026-07-05", safe: "2026-07-03"},
		{name: "the same where the law moves weekends", regime: weekends, limit: Days(60), start: "2026-05-06", due: "2026-07-06", safe: "2026-07-03"},
		{name: "a make-up Saturday is no rest day", regime: weekends, limit: Days(10), start: "2026-09-30", due: "2026-10-10", safe: "2026-10-10"},
		{name: "a law that moves nothing", regime: fixed, limit: Days(3), start: "2026-09-30", due: "2026-10-03", safe: "2026-09-30"},
		{name: "the day after the holiday is taken even on a Sunday", regime: plain, limit: Days(1), start: "2014-04-04", due: "2014-04-06", safe: "2014-04-04"},
		{name: "60 days with a test of 14 days", regime: plain, limit: Days(60), start: "2026-04-15", pauses: pauses("2026-05-06..2026-05-20"), due: "2026-06-28", safe: "2026-06-26"},
		{name: "overlapping pauses count once", regime: plain, limit: Days(60), start: "2026-04-15", pauses: pauses("2026-05-10..2026-05-20", "2026-05-06..2026-05-12"), due: "2026-06-28", safe: "2026-06-26"},
		{name: "a pause that begins on the last day changes nothing", regime: plain, limit: Days(10), start: "2026-11-02", pauses: pauses("2026-11-12..2026-11-30"), due: "2026-11-12", safe: "2026-11-12"},
		{name: "a pause of no days", regime: plain, limit: Days(10), start: "2026-11-02", pauses: pauses("2026-11-05..2026-11-05"), due: "2026-11-12", safe: "2026-11-12"},
		{name: "a pause from before the start", regime: plain, limit: Days(10), start: "2026-11-02", pauses: pauses("2026-10-20..2026-11-05"), due: "2026-11-15", safe: "2026-11-13"},
		{name: "workday pause over National Day leaves out only its workdays", regime: plain, limit: Workdays(15), start: "2026-09-21", pauses: pauses("2026-09-28..2026-10-12"), due: "2026-10-27", safe: "2026-10-27"},
		{name: "a moved last day falls into a pause", regime: plain, limit: Days(30), start: "2026-09-03", pauses: pauses("2026-10-05..2026-10-20"), due: "2026-10-21", safe: "2026-09-30"},
		{name: "extension of workdays", regime: plain, limit: Workdays(15), start: "2026-09-01", extend: []Limit{Workdays(15)}, due: "2026-10-19", safe: "2026-10-19"},
		{name: "three months end on the last day of a short month", regime: plain, limit: Months(3), start: "2025-11-30", due: "2026-02-28", safe: "2026-02-28"},
		{name: "a month that ends in a holiday", regime: plain, limit: Months(1), start: "2026-09-01", due: "2026-10-08", safe: "2026-09-30"},
		{name: "months with a pause", regime: plain, limit: Months(1), start: "2026-10-20", pauses: pauses("2026-11-01..2026-11-04"), due: "2026-11-23", safe: "2026-11-23"},
		{name: "months are extended before the month end is taken", regime: plain, limit: Months(3), start: "2025-11-30", extend: []Limit{Months(3)}, due: "2026-05-30", safe: "2026-05-29"},
		{name: "a year from a leap day", regime: fixed, limit: Years(1), start: "2024-02-29", due: "2025-02-28", safe: "2025-02-28"},
		{name: "beyond the published table", regime: plain, limit: Workdays(7), start: "2026-12-28", due: "2027-01-06", safe: "2027-01-06", provis: true},
		{name: "nothing moves it, so nothing is provisional", regime: fixed, limit: Years(1), start: "2026-12-28", due: "2027-12-28", safe: "2027-12-28"},
		{name: "a calendar limit that a holiday could move", regime: plain, limit: Days(60), start: "2026-12-20", due: "2027-02-18", safe: "2027-02-18", provis: true},
		{name: "a calendar limit that ends within the table", regime: plain, limit: Days(60), start: "2026-11-01", due: "2026-12-31", safe: "2026-12-31"},
		{name: "an open pause", regime: plain, limit: Days(60), start: "2026-04-15", pauses: []Pause{{From: MustParse("2026-05-06")}}, stopped: true},
		{name: "an open pause after the end", regime: plain, limit: Days(5), start: "2026-11-02", pauses: []Pause{{From: MustParse("2026-11-09")}}, due: "2026-11-07", safe: "2026-11-06"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := table.Compute(Input{Regime: c.regime, Limit: c.limit, Start: MustParse(c.start), Pauses: c.pauses, Extensions: c.extend})
			if err != nil {
				t.Fatal(err)
			}
			if r.Due.String() != c.due || r.LastSafe.String() != c.safe || r.Provisional != c.provis || r.Stopped != c.stopped {
				t.Errorf("due %s safe %s provisional %v stopped %v\n%s", r.Due, r.LastSafe, r.Provisional, r.Stopped, strings.Join(r.Steps, "\n"))
			}
		})
	}
}

func TestRegimesOfDay(t *testing.T) {
	penalty := &Regime{WorkdayDays: []int{2, 3, 5, 7}}
	compulsion := &Regime{WorkdayMax: 10}
	licence := &Regime{AllWorkdays: true}
	for _, c := range []struct {
		regime   *Regime
		in, want Limit
	}{
		{penalty, Days(7), Workdays(7)}, {penalty, Days(6), Days(6)}, {penalty, Days(15), Days(15)},
		{compulsion, Days(10), Workdays(10)}, {compulsion, Days(11), Days(11)}, {compulsion, Months(3), Months(3)},
		{licence, Days(45), Workdays(45)}, {fixed, Days(3), Days(3)},
	} {
		if got := c.regime.Of(c.in); got != c.want {
			t.Errorf("%v is %v, want %v", c.in, got, c.want)
		}
	}
}

func TestHours(t *testing.T) {
	table := MustShipped()
	at, err := ParseInstant("2026-09-30T10:20")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		regime *Regime
		want   string
	}{{fixed, "2026-10-01 10:20"}, {&Regime{NextHour: true, RollHoliday: true}, "2026-10-01 11:00"}} {
		r, err := table.Compute(Input{Regime: c.regime, Limit: Hours(24), At: at})
		if err != nil || moment(r.DueAt) != c.want || r.Due.String() != "2026-10-01" || len(r.Days) != 2 {
			t.Errorf("got %s %v, want %s (%v)", moment(r.DueAt), r.Days, c.want, err)
		}
	}
}

func TestArithmeticIsShown(t *testing.T) {
	r, err := MustShipped().Compute(Input{Regime: plain, Limit: Workdays(7), Start: MustParse("2026-09-30")})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"期限：7个工作日，依某法第一条计算",
		"起算：开始的当日 2026-09-30（周三） 不计入，自下一工作日 2026-10-08（周四） 起算",
		"其间：周末1日不计入，放假7日（国庆节）不计入，调休上班日 2026-10-10 计入",
		"第7个工作日：2026-10-15（周四）",
	}
	if diff := cmp.Diff(want, r.Steps); diff != "" {
		t.Error(diff)
	}
}

func TestComputeRefuses(t *testing.T) {
	table := MustShipped()
	start := MustParse("2026-11-02")
	for name, in := range map[string]Input{
		"no limit":            {Regime: plain, Start: start},
		"no start":            {Regime: plain, Limit: Days(3)},
		"negative limit":      {Regime: plain, Limit: Days(-3), Start: start},
		"backward pause":      {Regime: plain, Limit: Days(3), Start: start, Pauses: []Pause{{From: start, To: start.AddDays(-1)}}},
		"pause without start": {Regime: plain, Limit: Days(3), Start: start, Pauses: []Pause{{To: start}}},
		"mixed extension":     {Regime: plain, Limit: Workdays(3), Start: start, Extensions: []Limit{Days(3)}},
		"paused hours":        {Regime: plain, Limit: Hours(3), Pauses: pauses("2026-11-02..2026-11-03")},
		"too far":             {Regime: plain, Limit: Years(300), Start: start},
		"too far in workdays": {Regime: plain, Limit: Workdays(9000), Start: MustParse("2190-01-01")},
		"before the table":    {Regime: plain, Limit: Days(3), Start: MustParse("1850-01-01")},
		"pause to the end":    {Regime: plain, Limit: Workdays(3), Start: start, Pauses: pauses("2026-11-02..9999-12-31")},
	} {
		if r, err := table.Compute(in); err == nil {
			t.Errorf("%s: due %s", name, r.Due)
		}
	}
}

// oracle walks day by day and knows nothing of ordinals.
func oracle(table *Table, in Input) (due, nominal Date) {
	left := func(d Date) bool {
		for _, p := range in.Pauses {
			if d.After(p.From) && !d.After(p.To) {
				return true
			}
		}
		return false
	}
	limit := in.Limit
	for _, e := range in.Extensions {
		limit.N += e.N
	}
	n := limit.N
	switch limit.Unit {
	case Month:
		n = in.Start.AddMonths(limit.N).Sub(in.Start)
	case Year:
		n = in.Start.AddYears(limit.N).Sub(in.Start)
	}
	d := in.Start
	for n > 0 {
		d = d.AddDays(1)
		if !left(d) && (limit.Unit != Workday || table.IsWorkday(d)) {
			n--
		}
	}
	nominal = d
	for d != nominal && left(d) ||
		in.Regime.RollHoliday && table.IsStatutoryHoliday(d) ||
		in.Regime.RollWeekend && table.Kind(d) == Weekend {
		d = d.AddDays(1)
	}
	return d, nominal
}

func TestAgreesWithTheDayByDayOracle(t *testing.T) {
	table := MustShipped()
	first := MustParse("2006-12-01")
	rapid.Check(t, func(t *rapid.T) {
		day := func(label string, from Date, span int) Date {
			return from.AddDays(rapid.IntRange(0, span).Draw(t, label))
		}
		unit := rapid.SampledFrom([]Unit{Day, Workday, Month, Year}).Draw(t, "unit")
		top := map[Unit]int{Day: 120, Workday: 60, Month: 12, Year: 3}[unit]
		in := Input{
			Regime: rapid.SampledFrom([]*Regime{plain, weekends, fixed}).Draw(t, "regime"),
			Limit:  Limit{rapid.IntRange(1, top).Draw(t, "limit"), unit},
			Start:  day("start", first, 7500),
		}
		for range rapid.IntRange(0, 6).Draw(t, "pauses") {
			from := day("from", in.Start.AddDays(-30), 200)
			in.Pauses = append(in.Pauses, Pause{From: from, To: day("to", from, 40)})
		}
		if rapid.Bool().Draw(t, "extended") {
			in.Extensions = []Limit{{rapid.IntRange(1, top).Draw(t, "extension"), unit}}
		}
		wantDue, wantNominal := oracle(table, in)
		r, err := table.Compute(in)
		if err != nil {
			t.Fatal(err)
		}
		if r.Due != wantDue || r.Nominal != wantNominal {
			t.Fatalf("due %s (nominal %s), the oracle says %s (%s)", r.Due, r.Nominal, wantDue, wantNominal)
		}
		checkDays(t, table, in, r)
	})
}

// checkDays holds the listed days against the result: every day once, numbers
// without gaps, the last counted day the nominal one.
func checkDays(t *rapid.T, table *Table, in Input, r Result) {
	n := 0
	for i, d := range r.Days {
		if d.Date != in.Start.AddDays(i) {
			t.Fatalf("day %d is %s", i, d.Date)
		}
		if d.Kind != DayCounted {
			continue
		}
		n++
		if d.N != n || r.Limit.Unit == Workday && !table.IsWorkday(d.Date) {
			t.Fatalf("%s is counted as %d", d.Date, d.N)
		}
	}
	last := slices.IndexFunc(r.Days, func(d CountedDay) bool { return d.Date == r.Nominal })
	if r.Days[len(r.Days)-1].Date != r.Due || r.Days[last].N != n || r.Limit.Unit == Workday && n != r.Limit.N {
		t.Fatalf("%d days counted to %s", n, r.Nominal)
	}
}

func BenchmarkProject(b *testing.B) {
	table := MustShipped()
	start := MustParse("2026-01-01")
	in := Input{Regime: plain, Limit: Workdays(15), Pauses: pauses("2026-05-06..2026-05-20")}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		in.Start = start.AddDays(i % 300)
		if _, err := table.Project(&in); err != nil {
			b.Fatal(err)
		}
	}
}
