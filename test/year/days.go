package year

import (
	"encoding/csv"
	"os"
	"time"
)

// day is a calendar day, as time.DateOnly writes it.
type day string

func (d day) next() day {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		panic(err)
	}
	return day(t.AddDate(0, 0, 1).Format(time.DateOnly))
}

// notices are the days the holiday notices speak of: true is a rest day, false a
// make-up working day.
type notices map[day]bool

func readNotices(path string) (notices, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	n := notices{}
	for _, r := range rows[1:] {
		n[day(r[0])] = r[1] == "holiday"
	}
	return n, nil
}

func (n notices) works(d day) bool {
	if rest, said := n[d]; said {
		return !rest
	}
	t, _ := time.Parse(time.DateOnly, string(d))
	return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday
}

// out is time that does not count: the days after from, up to and with to.
type out struct{ from, to day }

func in(outs []out, d day) bool {
	for _, o := range outs {
		if d > o.from && d <= o.to {
			return true
		}
	}
	return false
}

// workdays is the last of n working days after a day, without those left out.
func (n notices) workdays(from day, count int, outs ...out) day {
	d := from
	for count > 0 {
		if d = d.next(); n.works(d) && !in(outs, d) {
			count--
		}
	}
	return d
}

// days is the last of n days after a day, moved behind a festival (Order 121 art.
// 45, Order 20 art. 40, 程序规定 art. 80) and behind what is left out.
func (n notices) days(from day, count int, outs ...out) day {
	d := from
	for count > 0 {
		if d = d.next(); !in(outs, d) {
			count--
		}
	}
	for n[d] || in(outs, d) {
		d = d.next()
	}
	return d
}
