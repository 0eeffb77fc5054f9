package calendar

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"
	"time"
)

//go:embed data/holidays-2007-2026.csv data/notices.csv
var shipped embed.FS

// Kind is what the table says of a day.
type Kind uint8

// The kinds of days.
const (
	Ordinary Kind = iota // 普通工作日
	Weekend              // 周六、周日
	Holiday              // 放假日: every rest day the notice names
	Makeup               // 调休上班日: worked by the notice, as a rule a weekend day
)

// The span the table answers for: wide enough for birth dates of old firms and
// for limits counted in decades. Outside it only weekdays are known.
var (
	tableFirst = New(1900, time.January, 1)
	tableLast  = New(2199, time.December, 31)
)

// Table is the working-day calendar (工作日历) made from the holiday notices.
// It is immutable and safe for concurrent use. Questions about days are
// answered from ordinals, in constant time.
type Table struct {
	kind    []Kind         // by day
	before  []int32        // working days up to and including the day
	at      []Date         // the k-th working day, from 1; at[0] is unused
	name    map[int32]name // what the notice calls the day
	notices map[int][]string
	first   Date // first day of the years with a notice
	last    Date // last day of the years with a notice
	digest  string
}

type name struct {
	festival string
	year     int
}

// Shipped returns the table that comes with the product, 2007–2026.
func Shipped() (*Table, error) {
	days, err := shipped.Open("data/holidays-2007-2026.csv")
	if err != nil {
		return nil, err
	}
	defer func() { _ = days.Close() }()
	notices, err := shipped.Open("data/notices.csv")
	if err != nil {
		return nil, err
	}
	defer func() { _ = notices.Close() }()
	return Read(days, notices)
}

// MustShipped is Shipped for wiring and tests.
func MustShipped() *Table {
	t, err := Shipped()
	if err != nil {
		panic(err)
	}
	return t
}

// Read builds a table from holidays (date,kind,name,year_of_notice) and
// notices (year,notice), both CSV with a header and without quoting. Every year
// between the first and the last must have a notice, and every row a notice's
// year.
func Read(holidays, notices io.Reader) (*Table, error) {
	t := &Table{name: map[int32]name{}, notices: map[int][]string{}}
	err := lines(notices, "year,notice", 2, func(f []string) error {
		year, err := strconv.Atoi(f[0])
		if err != nil || year < tableFirst.Year() || year > tableLast.Year() {
			return fmt.Errorf("bad year %q", f[0])
		}
		t.notices[year] = append(t.notices[year], f[1])
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading holiday notices: %w", err)
	}
	if err := t.setRange(); err != nil {
		return nil, fmt.Errorf("reading holiday notices: %w", err)
	}
	n := tableLast.Sub(tableFirst) + 1
	t.kind = make([]Kind, n)
	for i := range t.kind {
		if wd := tableFirst.AddDays(i).Weekday(); wd == time.Saturday || wd == time.Sunday {
			t.kind[i] = Weekend
		}
	}
	if err := lines(holidays, "date,kind,name,year_of_notice", 4, t.addRow); err != nil {
		return nil, fmt.Errorf("reading holidays: %w", err)
	}
	t.index()
	return t, nil
}

func (t *Table) setRange() error {
	years := make([]int, 0, len(t.notices))
	for y := range t.notices {
		years = append(years, y)
	}
	if len(years) == 0 {
		return fmt.Errorf("no notice at all")
	}
	sort.Ints(years)
	if want := years[0] + len(years) - 1; years[len(years)-1] != want {
		return fmt.Errorf("a year between %d and %d has no notice", years[0], years[len(years)-1])
	}
	t.first = New(years[0], time.January, 1)
	t.last = New(years[len(years)-1], time.December, 31)
	return nil
}

func (t *Table) addRow(f []string) error {
	d, err := Parse(f[0])
	if err != nil {
		return err
	}
	year, err := strconv.Atoi(f[3])
	if err != nil || t.notices[year] == nil {
		return fmt.Errorf("%s: year %q has no notice", d, f[3])
	}
	// A notice arranges its own year and, around New Year, days of the two
	// years beside it.
	if diff := d.Year() - year; diff < -1 || diff > 1 {
		return fmt.Errorf("%s cannot be in the notice of %d", d, year)
	}
	if _, twice := t.name[d.n]; twice {
		return fmt.Errorf("%s is named twice", d)
	}
	i := d.Sub(tableFirst)
	if i < 0 || i >= len(t.kind) {
		return fmt.Errorf("%s is outside the table", d)
	}
	switch f[1] {
	case "holiday":
		t.kind[i] = Holiday
	case "makeup_workday":
		// Usually a weekend day; an amended notice may also say of a weekday that
		// it is worked (2020-02-03, the end of the prolonged holiday).
		t.kind[i] = Makeup
	default:
		return fmt.Errorf("%s: unknown kind %q", d, f[1])
	}
	t.name[d.n] = name{f[2], year}
	return nil
}

func (t *Table) index() {
	t.before = make([]int32, len(t.kind))
	t.at = make([]Date, 1, len(t.kind)*5/7+200)
	for i, k := range t.kind {
		if k == Ordinary || k == Makeup {
			t.at = append(t.at, tableFirst.AddDays(i))
		}
		t.before[i] = int32(len(t.at) - 1)
	}
	h := sha256.New()
	fmt.Fprintln(h, t.first, t.last)
	for _, k := range t.kind {
		h.Write([]byte{byte(k)})
	}
	t.digest = hex.EncodeToString(h.Sum(nil)[:6])
}

// Digest is a short name of what the table says of every day: two tables that
// count alike have the same.
func (t *Table) Digest() string { return t.digest }

// lines reads simple CSV: a header, then rows of want fields without quotes.
func lines(r io.Reader, header string, want int, each func([]string) error) error {
	sc := bufio.NewScanner(r)
	for no := 1; sc.Scan(); no++ {
		line := strings.TrimSuffix(sc.Text(), "\r")
		if no == 1 {
			line = strings.TrimPrefix(line, "\ufeff")
			if line != header {
				return fmt.Errorf("line 1: header is %q, want %q", line, header)
			}
			continue
		}
		if line == "" {
			continue
		}
		f := strings.Split(line, ",")
		if len(f) != want {
			return fmt.Errorf("line %d: %d fields, want %d", no, len(f), want)
		}
		if err := each(f); err != nil {
			return fmt.Errorf("line %d: %w", no, err)
		}
	}
	return sc.Err()
}

// Known returns the first and last day for which a notice has been published.
// The notice of the next year may still take a few days at the very end of
// the last year; in twenty years it did so five times, always after 28 December.
func (t *Table) Known() (first, last Date) { return t.first, t.last }

// Provisional reports whether no published notice covers the day, so that only
// its weekday is known.
func (t *Table) Provisional(d Date) bool { return d.Before(t.first) || d.After(t.last) }

// Notices returns the addresses of the notices of a year; more than one if it
// was amended.
func (t *Table) Notices(year int) []string {
	return append([]string(nil), t.notices[year]...)
}

// Kind returns what the table says of the day.
func (t *Table) Kind(d Date) Kind {
	if i := d.Sub(tableFirst); i >= 0 && i < len(t.kind) {
		return t.kind[i]
	}
	if wd := d.Weekday(); wd == time.Saturday || wd == time.Sunday {
		return Weekend
	}
	return Ordinary
}

// Name returns the festival for which the notice arranges the day and the year
// of that notice, or "" and 0.
func (t *Table) Name(d Date) (festival string, notice int) {
	n := t.name[d.n]
	return n.festival, n.year
}

// IsWorkday reports whether the day is a working day (工作日).
func (t *Table) IsWorkday(d Date) bool {
	k := t.Kind(d)
	return k == Ordinary || k == Makeup
}

// IsStatutoryHoliday reports whether the day is a 法定节假日 in the sense of the
// rules that move a period's last day: a day the notice gives as 放假, adjusted
// rest days (调休) included, because the notice makes them one holiday and no
// office is open on any of them. A plain weekend is not one. For limits that
// bind the bureau the last safe working day is shown beside the moved day.
func (t *Table) IsStatutoryHoliday(d Date) bool { return t.Kind(d) == Holiday }
