package business

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/law"
	"github.com/hengjian/hengjian/kernel/ref"
)

func day(s string) calendar.Date {
	if s == "" {
		return calendar.Date{}
	}
	return calendar.MustParse(s)
}

// TestFallsDue holds single days against a calendar on paper.
func TestFallsDue(t *testing.T) {
	table, rules := calendar.MustShipped(), StandardRules()
	for _, c := range []struct {
		name, today, established, status, until, permit string
		want                                            []string // rule on days provisional unsure
	}{
		{"in the window", "2026-03-02", "2020-05-01", "1", "", "", []string{"annual 2026-06-30 报送 2025 年度报告"}},
		{"last day", "2026-06-30", "2020-05-01", "1", "", "", []string{"annual 2026-06-30 报送 2025 年度报告"}},
		{"after it: next year's, and nothing overdue", "2026-07-01", "2020-05-01", "1", "", "", []string{"annual 2027-06-30 报送 2026 年度报告"}},
		{"new this year: first due the next", "2026-03-02", "2026-02-01", "1", "", "", []string{"annual 2027-06-30 报送 2026 年度报告"}},
		{"歇业 still reports", "2026-03-02", "2020-05-01", "2", "", "", []string{"annual 2026-06-30 报送 2025 年度报告"}},
		{"注销 does not", "2026-03-02", "2020-05-01", "9", "", "", nil},
		{"thirty days before", "2026-07-01", "2020-05-01", "9", "2026-12-31", "烟草专卖零售许可证", []string{"renewal 2026-12-01 申请延续烟草专卖零售许可证"}},
		{"on the last day to ask", "2026-12-01", "2020-05-01", "9", "2026-12-31", "烟草专卖零售许可证", []string{"renewal 2026-12-01 申请延续烟草专卖零售许可证"}},
		{"too late to ask", "2026-12-02", "2020-05-01", "9", "2026-12-31", "烟草专卖零售许可证", []string{"expiry 2026-12-31 烟草专卖零售许可证有效期届满"}},
		{"run out", "2027-01-05", "2020-05-01", "9", "2026-12-31", "烟草专卖零售许可证", []string{"expiry 2026-12-31 烟草专卖零售许可证有效期届满"}},
		{"long past", "2028-05-05", "2020-05-01", "9", "2026-12-31", "烟草专卖零售许可证", nil},
		// 17 August to 24 September: 29 weekdays and the Sunday worked for National Day.
		{"working days", "2026-07-01", "2020-05-01", "9", "2026-09-24", "食品生产许可证", []string{"renewal 2026-08-14 申请延续食品生产许可证 待核实"}},
		{"working days beyond the notice", "2026-07-01", "2020-05-01", "9", "2027-01-15", "食品生产许可证", []string{"renewal 2026-12-04 申请延续食品生产许可证 待核实 暂定"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var permits []Permit
			if c.permit != "" {
				permits = []Permit{{Ref: ref.Ref{Area: "3710", ID: "p"}, Name: c.permit, No: "X1", Until: day(c.until)}}
			}
			got := rules.FallsDue(table, day(c.today), Subject{Established: day(c.established), Status: c.status}, permits, nil)
			var lines []string
			for _, d := range got {
				s := d.Rule + " " + d.On.String() + " " + d.Title
				if d.Unsure {
					s += " 待核实"
				}
				if d.Provisional {
					s += " 暂定"
				}
				lines = append(lines, s)
			}
			if strings.Join(lines, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got %q, want %q", lines, c.want)
			}
		})
	}
	followed := []Permit{{Ref: ref.Ref{ID: "old"}, Name: "健康证", Until: day("2026-01-31")}, {Ref: ref.Ref{ID: "new"}, Name: "健康证", Until: day("2031-01-31")}}
	if got := rules.FallsDue(table, day("2026-03-01"), Subject{}, followed, nil); len(got) != 1 || got[0].Record.ID != "new" {
		t.Errorf("a permit that was followed by another is still due: %+v", got)
	}
}

// TestDueProperties: whatever the days, an item says how it was counted, its
// days are those to its date, a renewal leaves at least the limit before the end
// and one day more would not, a report is due at the end of a window that has
// not passed and never in the year of registration.
func TestDueProperties(t *testing.T) {
	table, rules, lib := calendar.MustShipped(), StandardRules(), law.MustLoad()
	rapid.Check(t, func(rt *rapid.T) {
		today := day("2015-01-01").AddDays(rapid.IntRange(0, 6000).Draw(rt, "today"))
		s := Subject{Established: today.AddDays(-rapid.IntRange(0, 9000).Draw(rt, "age")), Status: rapid.SampledFrom([]string{"1", "2", "3", "9"}).Draw(rt, "status")}
		p := Permit{Ref: ref.Ref{ID: "p"}, Name: rapid.SampledFrom([]string{"食品生产许可证", "食品经营许可证", "公共场所卫生许可证"}).Draw(rt, "name"), Until: today.AddDays(rapid.IntRange(-500, 2000).Draw(rt, "until"))}
		items := rules.FallsDue(table, today, s, []Permit{p}, []Letter{{Title: "通知", SignBy: today.AddDays(3)}})
		for i, d := range items {
			if d.On.Sub(today) != d.Days || len(d.How) == 0 || d.Short == "" || d.Title == "" || i > 0 && d.On.Before(items[i-1].On) {
				rt.Fatalf("%+v", d)
			}
			if d.Law != "" {
				if _, err := lib.Resolve(d.Law, d.Article); err != nil {
					rt.Fatal(err)
				}
			}
			switch d.Rule {
			case "annual":
				if d.On.Before(today) || d.On.Year() <= s.Established.Year() || d.On.Sub(today) > 366+181 || d.From.After(d.On) {
					rt.Fatalf("today %s, established %s: %+v", today, s.Established, d)
				}
			case "renewal":
				l := rules.renewal(p.Name).before
				count := func(from calendar.Date) int {
					if l.Unit == calendar.Workday {
						return table.WorkdaysIn(from, p.Until)
					}
					return p.Until.Sub(from)
				}
				next := d.On.AddDays(1)
				if l.Unit == calendar.Workday {
					next = table.AddWorkdays(d.On, 1)
				}
				if today.After(d.On) || count(d.On) < l.N || count(next) >= l.N || d.Provisional != (l.Unit == calendar.Workday && table.Provisional(p.Until)) {
					rt.Fatalf("until %s, %s before: %+v", p.Until, l, d)
				}
			case "expiry":
				if d.On != p.Until || !today.After(before(table, p.Until, rules.renewal(p.Name).before)) {
					rt.Fatalf("%+v", d)
				}
			}
		}
		if n := len(items); n > 0 && s.Status == "9" && items[0].Rule == "annual" {
			rt.Fatal("a business that exists no more is to report")
		}
	})
}
