package law

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/platform/fault"
)

// worked are ends counted on the published notices, apart from this code: day
// by day, by hand for the short ones, by a script in another language for all.
var worked = []struct {
	ask Query
	due string
	why string
}{
	{Query{Law: "samr-order-121", Clock: "accept", Start: "2026-09-30"}, "2026-10-15", "National Day with the Saturday worked"},
	{Query{Law: "samr-order-121", Clock: "accept", Start: "2026-04-28"}, "2026-05-11", "Labour Day, Saturday worked"},
	{Query{Law: "samr-order-121", Clock: "accept", Start: "2026-06-17"}, "2026-06-29", "Dragon Boat"},
	{Query{Law: "samr-order-121", Clock: "mediate", Start: "2026-04-15"}, "2026-06-14", "first day of the order"},
	{Query{Law: "samr-order-121", Clock: "mediate", Start: "2026-08-05"}, "2026-10-08", "ends in National Day"},
	{Query{Law: "samr-order-121", Clock: "mediate", Start: "2026-05-06"}, "2026-07-05", "ends on a plain Sunday, stays"},
	{Query{Law: "samr-order-121", Clock: "mediate", Start: "2026-04-20", Pauses: []string{"2026-05-06..2026-05-20"}}, "2026-07-03", "a test of 14 days"},
	{Query{Law: "samr-order-121", Clock: "mediate", Start: "2026-04-20", Pauses: []string{"2026-05-06..2026-05-20", "2026-05-15..2026-05-25"}}, "2026-07-08", "overlapping tests"},
	{Query{Law: "samr-order-121", Clock: "mediate", Start: "2026-11-02"}, "2027-01-01", "ends in 2027, provisional"},
	{Query{Law: "samr-order-121", Clock: "term_notice", Start: "2026-09-24"}, "2026-10-12", "Mid-Autumn and National Day"},
	{Query{Law: "samr-order-121", Clock: "lead", Start: "2026-09-18"}, "2026-10-15", "Sunday worked, two holidays, Saturday worked"},
	{Query{Law: "samr-order-121", Clock: "lead", Start: "2026-09-18", Extend: 15}, "2026-11-05", "extended"},
	{Query{Law: "samr-order-121", Clock: "lead", Start: "2026-09-18", Pauses: []string{"2026-09-22..2026-10-09"}}, "2026-10-26", "identification over the holidays"},
	{Query{Law: "samr-order-121", Clock: "dispute", Start: "2026-12-24"}, "2027-01-04", "turn of the year, provisional"},
	{Query{Law: "samr-order-20", Clock: "accept", Start: "2026-02-12"}, "2026-02-28", "Spring Festival with both Saturdays worked"},
	{Query{Law: "samr-order-20", Clock: "accept", Start: "2025-01-24"}, "2025-02-10", "Spring Festival 2025, Sunday worked"},
	{Query{Law: "samr-order-20", Clock: "mediate", Start: "2026-04-14"}, "2026-06-18", "last day of the old order"},
	{Query{Law: "samr-order-20", Clock: "mediate", Start: "2025-12-15"}, "2026-02-24", "New Year and Spring Festival"},
	{Query{Law: "samr-order-20", Clock: "mediate", Start: "2025-09-01", Pauses: []string{"2025-09-20..2025-10-15"}}, "2025-11-27", "a test over National Day"},
	{Query{Law: "samr-order-20", Clock: "term_notice", Start: "2025-12-31"}, "2026-01-12", "New Year, Sunday worked"},
	{Query{Law: "samr-order-20", Clock: "lead", Start: "2025-09-24"}, "2025-10-21", "National Day 2025, Saturday and Sunday worked"},
	{Query{Law: "samr-order-20", Clock: "lead", Start: "2025-09-24", Extend: 15}, "2025-11-11", "extended"},
	{Query{Law: "samr-order-20", Clock: "dispute", Start: "2024-09-12"}, "2024-09-24", "Mid-Autumn 2024, Saturday worked"},
	{Query{Law: "samr-order-20", Clock: "report_notice", Start: "2024-04-30"}, "2024-05-10", "Labour Day 2024"},
	{Query{Law: "penalty-procedure", Clock: "verify", Start: "2026-09-22"}, "2026-10-20", "two holidays"},
	{Query{Law: "penalty-procedure", Clock: "verify", Start: "2026-09-22", Extend: 15}, "2026-11-10", "extended"},
	{Query{Law: "penalty-procedure", Clock: "verify", Start: "2026-09-22", Pauses: []string{"2026-09-28..2026-10-12"}}, "2026-10-28", "a test over National Day"},
	{Query{Law: "penalty-procedure", Clock: "verify", Start: "2026-09-22", Pauses: []string{"2026-09-28..2026-10-12"}, Extend: 15}, "2026-11-18", "test and extension"},
	{Query{Law: "penalty-procedure", Clock: "dispute", Start: "2026-02-10"}, "2026-02-26", "Spring Festival"},
	{Query{Law: "penalty-procedure", Clock: "designate", Start: "2026-02-24"}, "2026-03-04", "Saturday worked after Spring Festival"},
	{Query{Law: "penalty-procedure", Clock: "evidence_registration", Start: "2026-09-29"}, "2026-10-14", "over National Day"},
	{Query{Law: "penalty-procedure", Clock: "evidence_registration", Start: "2026-02-13"}, "2026-03-02", "over Spring Festival"},
	{Query{Law: "penalty-procedure", Clock: "seizure", Start: "2026-09-03"}, "2026-10-08", "ends in National Day"},
	{Query{Law: "penalty-procedure", Clock: "seizure", Start: "2026-09-03", Extend: 30}, "2026-11-02", "general extension"},
	{Query{Law: "penalty-procedure", Clock: "seizure", Start: "2026-09-03", Extend: 45}, "2026-11-17", "food"},
	{Query{Law: "penalty-procedure", Clock: "seizure", Start: "2026-09-03", Extend: 15}, "2026-10-18", "pyramid selling"},
	{Query{Law: "penalty-procedure", Clock: "seizure", Start: "2026-01-18"}, "2026-02-24", "ends in Spring Festival"},
	{Query{Law: "penalty-procedure", Clock: "seizure", Start: "2026-07-01", Pauses: []string{"2026-07-10..2026-07-24"}}, "2026-08-14", "a test"},
	{Query{Law: "penalty-procedure", Clock: "assist", Start: "2026-09-30"}, "2026-10-27", ""},
	{Query{Law: "penalty-procedure", Clock: "review", Start: "2026-09-30"}, "2026-10-20", ""},
	{Query{Law: "penalty-procedure", Clock: "review", Start: "2026-09-30", Extend: 5}, "2026-10-27", "as long as the head says"},
	{Query{Law: "penalty-procedure", Clock: "defence", Start: "2026-09-28"}, "2026-10-10", "over National Day"},
	{Query{Law: "penalty-procedure", Clock: "decide", Start: "2026-07-03"}, "2026-10-08", "ends on 1 October"},
	{Query{Law: "penalty-procedure", Clock: "decide", Start: "2026-07-03", Extend: 30}, "2026-10-31", "extended by the head"},
	{Query{Law: "penalty-procedure", Clock: "decide", Start: "2026-07-03", Extend: 60}, "2026-11-30", "and by the leadership"},
	{Query{Law: "penalty-procedure", Clock: "decide", Start: "2026-03-02", Pauses: []string{"2026-03-10..2026-04-10", "2026-04-01..2026-04-20"}}, "2026-07-11", "suspension and test overlap"},
	{Query{Law: "penalty-procedure", Clock: "withdraw", Start: "2026-09-30"}, "2026-10-10", ""},
	{Query{Law: "penalty-procedure", Clock: "simple_archive", Start: "2026-09-30"}, "2026-10-15", ""},
	{Query{Law: "penalty-procedure", Clock: "pay", Start: "2026-09-21"}, "2026-10-08", "ends in National Day"},
	{Query{Law: "penalty-procedure", Clock: "pay", Start: "2026-11-06"}, "2026-11-21", "ends on a plain Saturday"},
	{Query{Law: "penalty-procedure", Clock: "cash_hand_in", Start: "2026-09-30"}, "2026-10-09", ""},
	{Query{Law: "penalty-procedure", Clock: "cash_bank", Start: "2026-10-08"}, "2026-10-10", "Saturday worked"},
	{Query{Law: "penalty-procedure", Clock: "urge", Start: "2026-09-25"}, "2026-10-15", "received in a holiday"},
	{Query{Law: "penalty-procedure", Clock: "enforce", Start: "2026-07-02"}, "2026-10-08", "ends in National Day"},
	{Query{Law: "penalty-procedure", Clock: "enforce", Start: "2025-11-30"}, "2026-02-28", "month end"},
	{Query{Law: "penalty-procedure", Clock: "close", Start: "2026-09-30"}, "2026-10-27", ""},
	{Query{Law: "penalty-procedure", Clock: "serve", Start: "2026-09-29"}, "2026-10-14", ""},
	{Query{Law: "penalty-procedure", Clock: "announcement", Start: "2026-09-03"}, "2026-10-08", "30, not 60, moved"},
	{Query{Law: "penalty-publication", Clock: "publish", Start: "2026-09-21"}, "2026-10-26", "two holidays"},
	{Query{Law: "penalty-publication", Clock: "publish", Start: "2025-12-20"}, "2026-01-19", "year end"},
	{Query{Law: "penalty-publication", Clock: "push", Start: "2026-09-30"}, "2026-10-20", ""},
	{Query{Law: "penalty-publication", Clock: "publish_received", Start: "2026-10-10"}, "2026-10-23", ""},
	{Query{Law: "penalty-publication", Clock: "withdraw", Start: "2026-09-30"}, "2026-10-10", ""},
	{Query{Law: "penalty-publication", Clock: "show_short", Start: "2025-11-30"}, "2026-02-28", ""},
	{Query{Law: "penalty-publication", Clock: "show", Start: "2023-02-28"}, "2026-02-28", ""},
	{Query{Law: "administrative-penalty-law", Clock: "evidence_registration", Start: "2026-09-29"}, "2026-10-14", "七日 are working days"},
	{Query{Law: "administrative-penalty-law", Clock: "hearing_request", Start: "2026-09-28"}, "2026-10-10", "五日 are working days"},
	{Query{Law: "administrative-penalty-law", Clock: "pay", Start: "2026-09-21"}, "2026-10-06", "十五日 are calendar days, text silent on holidays"},
	{Query{Law: "administrative-penalty-law", Clock: "withdraw", Start: "2026-09-30"}, "2026-10-10", ""},
	{Query{Law: "administrative-compulsion-law", Clock: "urge", Start: "2026-09-28"}, "2026-10-16", "十日 are working days"},
	{Query{Law: "administrative-compulsion-law", Clock: "freeze_serve", Start: "2026-09-30"}, "2026-10-10", ""},
	{Query{Law: "administrative-compulsion-law", Clock: "seizure", Start: "2026-09-03"}, "2026-10-03", "三十日 are calendar days"},
	{Query{Law: "administrative-licensing-law", Clock: "decide", Start: "2026-09-21"}, "2026-10-26", "all working days"},
	{Query{Law: "administrative-licensing-law", Clock: "decide", Start: "2026-09-21", Extend: 10}, "2026-11-09", "extended"},
	{Query{Law: "administrative-licensing-law", Clock: "joint", Start: "2026-07-01"}, "2026-09-02", ""},
	{Query{Law: "administrative-reconsideration-law", Clock: "apply", Start: "2026-08-05"}, "2026-10-08", "rest days move the end"},
	{Query{Law: "administrative-reconsideration-law", Clock: "apply", Start: "2026-05-06"}, "2026-07-06", "Sunday moves too"},
	{Query{Law: "administrative-reconsideration-law", Clock: "accept", Start: "2026-09-30"}, "2026-10-13", ""},
	{Query{Law: "crime-transfer", Clock: "decide", Start: "2026-09-30"}, "2026-10-03", "三日 stay calendar days"},
	{Query{Law: "crime-transfer", Clock: "hand_over", Start: "2026-11-13"}, "2026-11-16", ""},
	{Query{Law: "food-safety-regulation", Clock: "seizure", Start: "2026-05-06", Extend: 45}, "2026-07-20", ""},
	{Query{Law: "mlm-prohibition", Clock: "seizure", Start: "2026-05-06", Extend: 15}, "2026-06-20", ""},
	{Query{Law: "drug-administration-law", Clock: "seizure", Start: "2026-05-06"}, "2026-05-13", ""},
	{Query{Law: "drug-administration-law", Clock: "seizure_tested", Start: "2026-05-06"}, "2026-05-21", ""},
	{Query{Law: "food-safety-law", Clock: "retest", Start: "2026-09-30"}, "2026-10-15", ""},
	{Query{Law: "consumer-protection-law", Clock: "handle", Start: "2026-09-30"}, "2026-10-15", ""},
	{Query{Law: "advertising-law", Clock: "answer", Start: "2026-09-30"}, "2026-10-15", ""},
	{Query{Law: "enterprise-publicity", Clock: "report", Start: "2026-09-30"}, "2026-11-03", ""},
	{Query{Law: "crime-transfer", Clock: "police", Start: "2026-09-30"}, "2026-10-03", "the text says nothing of holidays: 1, 2, 3 October"},
	{Query{Law: "crime-transfer", Clock: "object", Start: "2026-12-28"}, "2026-12-31", "29, 30, 31 December"},
	{Query{Law: "crime-transfer", Clock: "answer", Start: "2026-05-06"}, "2026-05-09", ""},
	{Query{Law: "crime-transfer", Clock: "supervise", Start: "2026-05-06"}, "2026-05-09", ""},
	{Query{Law: "administrative-compulsion-law", Clock: "freeze", Start: "2026-05-06"}, "2026-06-05", "25 days of May, 5 of June"},
	{Query{Law: "administrative-compulsion-law", Clock: "freeze", Start: "2026-05-06", Extend: 30}, "2026-07-05", "and 25 of June, 5 of July"},
	{Query{Law: "administrative-compulsion-law", Clock: "enforce", Start: "2026-05-06"}, "2026-08-06", "the day of the month"},
	{Query{Law: "administrative-penalty-law", Clock: "decide", Start: "2026-05-06"}, "2026-08-04", "25 of May, 30 of June, 31 of July, 4 of August"},
	{Query{Law: "administrative-penalty-law", Clock: "serve", Start: "2026-09-30"}, "2026-10-15", "seven days are working days (art. 85)"},
	{Query{Law: "administrative-penalty-law", Clock: "cash_hand_in", Start: "2026-09-30"}, "2026-10-09", "two days are working days: 8, 9"},
	{Query{Law: "administrative-penalty-law", Clock: "limitation", Start: "2024-02-29"}, "2026-02-28", "no such day in 2026: the last of the month"},
	{Query{Law: "administrative-penalty-law", Clock: "limitation_safety", Start: "2021-07-20"}, "2026-07-20", ""},
	{Query{Law: "administrative-reconsideration-law", Clock: "decide", Start: "2026-05-06"}, "2026-07-06", "25 of May, 30 of June, 5 of July: a Sunday, moved (art. 88)"},
	{Query{Law: "administrative-reconsideration-law", Clock: "decide_simple", Start: "2026-05-06"}, "2026-06-05", ""},
	{Query{Law: "administrative-litigation-law", Clock: "after_review", Start: "2026-05-06"}, "2026-05-21", ""},
	{Query{Law: "administrative-litigation-law", Clock: "sue", Start: "2026-05-06"}, "2026-11-06", ""},
	{Query{Law: "consumer-protection-law", Clock: "return", Start: "2026-05-06"}, "2026-05-13", ""},
}

func TestWorkedCases(t *testing.T) {
	lib, table := MustLoad(), calendar.MustShipped()
	for _, c := range worked {
		t.Run(c.ask.Law+" "+c.ask.Clock+" "+c.why, func(t *testing.T) {
			d, err := Due(lib, table, c.ask)
			if err != nil {
				t.Fatal(err)
			}
			if d.Due != c.due {
				t.Errorf("from %s due %s, want %s\n%s", c.ask.Start, d.Due, c.due, d.Text())
			}
			if want := c.due > "2026-12-31"; d.Provisional != want {
				t.Errorf("provisional %v", d.Provisional)
			}
		})
	}
}

// Every clock of the texts of law/rules.md §1 and §2 that was read in the text has a
// worked case; those in hours are in TestHours.
func TestEveryVerifiedClockHasACase(t *testing.T) {
	lib := MustLoad()
	for _, id := range []string{"samr-order-121", "samr-order-20", "penalty-procedure", "penalty-publication", "crime-transfer", "administrative-penalty-law",
		"administrative-compulsion-law", "administrative-reconsideration-law", "administrative-litigation-law", "food-safety-regulation", "mlm-prohibition"} {
		l, _ := lib.Law(id)
		for _, c := range l.Clocks {
			if c.Mark != Read || c.Limit.Unit == calendar.Hour {
				continue
			}
			if !slices.ContainsFunc(worked, func(w struct {
				ask Query
				due string
				why string
			}) bool {
				return w.ask.Law == id && w.ask.Clock == c.Name
			}) {
				t.Errorf("%s %s has no worked case", id, c.Name)
			}
		}
	}
}

// The errors easiest to make (law/rules.md §17).
func TestWhatEverybodyGetsWrong(t *testing.T) {
	lib, table := MustLoad(), calendar.MustShipped()
	due := func(law, clock, start string, extend int) DueResult {
		t.Helper()
		d, err := Due(lib, table, Query{Law: law, Clock: clock, Start: start, Extend: extend})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	refused := func(code, law, clock, start string, extend int, names string) {
		t.Helper()
		_, err := Due(lib, table, Query{Law: law, Clock: clock, Start: start, Extend: extend})
		if f := fault.As(err); err == nil || f.Code != code || !strings.Contains(f.Text, names) {
			t.Errorf("%s %s from %s: %v, want %s naming %s", law, clock, start, err, code, names)
		}
	}
	// 1: the two orders.
	if d := due("samr-order-20", "mediate", "2026-04-14", 0); d.Limit != "45 workdays" {
		t.Errorf("1: %s", d.Limit)
	}
	if d := due("samr-order-121", "mediate", "2026-04-15", 0); d.Limit != "60 days" || d.Expire != Opens {
		t.Errorf("1: %s %s", d.Limit, d.Expire)
	}
	refused("law.not_in_force", "samr-order-121", "mediate", "2026-04-14", 0, "samr-order-20")
	refused("law.not_in_force", "samr-order-20", "mediate", "2026-04-15", 0, "samr-order-121")
	refused("law.not_in_force", "samr-order-20", "mediate", "2019-12-31", 0, "没有收录")
	// 2: no general notice to the reporter any more.
	due("samr-order-20", "report_notice", "2026-04-14", 0)
	refused("law.unknown_clock", "samr-order-121", "report_notice", "2026-04-15", 0, "accept")
	// 3: verification leaves tests out, and is extended once by the head.
	l, c, err := lib.Clock("penalty-procedure", "verify", calendar.MustParse("2026-01-05"))
	if err != nil || len(c.Pauses) == 0 || len(c.Extends) != 1 || !strings.Contains(c.Extends[0].By, "负责人") {
		t.Errorf("3: %+v of %s, %v", c, l.ID, err)
	}
	refused("law.extension_too_long", "penalty-procedure", "verify", "2026-01-05", 16, "15个工作日")
	// 4: evidence registration lapses by itself.
	if d := due("penalty-procedure", "evidence_registration", "2026-01-05", 0); d.Expire != Lapses || !d.Power {
		t.Errorf("4: %s", d.Expire)
	}
	// 5: seizure, general, food, pyramid selling, drugs.
	for n, want := range map[int]string{30: "负责人", 45: "食品", 46: ""} {
		if want == "" {
			refused("law.extension_too_long", "penalty-procedure", "seizure", "2026-01-05", n, "45日")
		} else if d := due("penalty-procedure", "seizure", "2026-01-05", n); !strings.Contains(d.Arithmetic[1], want) {
			t.Errorf("5: %v", d.Arithmetic)
		}
	}
	refused("law.extension_too_long", "mlm-prohibition", "seizure", "2026-01-05", 16, "15日")
	refused("law.no_extension", "drug-administration-law", "seizure", "2026-01-05", 1, "没有规定可以延长")
	// 7: announcement in 30 days.
	if d := due("penalty-procedure", "announcement", "2026-01-05", 0); d.Limit != "30 days" || d.Expire != Deemed || !d.Wait {
		t.Errorf("7: %s", d.Limit)
	}
	// 9: four meanings of 日.
	for law, want := range map[string]string{"administrative-penalty-law evidence_registration": "7个工作日",
		"administrative-compulsion-law urge": "10个工作日", "administrative-compulsion-law seizure": "30日",
		"administrative-licensing-law joint": "45个工作日", "crime-transfer decide": "3日"} {
		id, clock, _ := strings.Cut(law, " ")
		if d := due(id, clock, "2026-01-05", 0); d.LimitText != want {
			t.Errorf("9: %s is %s, want %s", law, d.LimitText, want)
		}
	}
	// 10: three months or three years on show.
	if a, b := due("penalty-publication", "show_short", "2026-01-05", 0), due("penalty-publication", "show", "2026-01-05", 0); a.Due != "2026-04-05" || b.Due != "2029-01-05" {
		t.Errorf("10: %s, %s", a.Due, b.Due)
	}
}

func TestPinnedText(t *testing.T) {
	d, err := Due(MustLoad(), calendar.MustShipped(), Query{Law: "samr-order-20", Clock: "mediate", Start: "2026-04-17", Begins: "2026-04-10"})
	if err != nil || d.Due != "2026-06-24" {
		t.Errorf("a complaint under the old order mediated after its repeal: %s, %v", d.Due, err)
	}
}

func TestEarlierVersionIsUnsure(t *testing.T) {
	d, err := Due(MustLoad(), calendar.MustShipped(), Query{Law: "penalty-procedure", Clock: "decide", Start: "2021-07-14"})
	if err != nil || !d.Unsure || d.LawTitle != "市场监督管理行政处罚程序暂行规定" || !strings.Contains(d.Text(), "待核实") {
		t.Errorf("got %+v, %v", d, err)
	}
	_, err = Due(MustLoad(), calendar.MustShipped(), Query{Law: "penalty-procedure", Clock: "pay", Start: "2021-07-14"})
	if fault.As(err).Code != "law.no_version" {
		t.Errorf("got %v", err)
	}
}

func TestHours(t *testing.T) {
	lib, table := MustLoad(), calendar.MustShipped()
	d, err := Due(lib, table, Query{Law: "penalty-procedure", Clock: "seizure_report", Start: "2026-09-30 10:20"})
	if err != nil || d.Due != "2026-10-01T11:00:00+08:00" || d.Start != "2026-09-30T10:20:00+08:00" {
		t.Errorf("got %s, %v", d.Due, err)
	}
	d, err = Due(lib, table, Query{Law: "crime-transfer", Clock: "move", Start: "2026-09-30T10:20:00+08:00"})
	if err != nil || d.Due != "2026-10-01T10:20:00+08:00" {
		t.Errorf("got %s, %v", d.Due, err)
	}
	// The penalty procedure counts from the next full hour (art. 80), the others from the moment.
	for _, x := range []struct{ law, clock, due string }{
		{"penalty-procedure", "evidence_report", "2026-10-01T11:00:00+08:00"},
		{"crime-transfer", "forward", "2026-10-01T10:20:00+08:00"},
		{"administrative-compulsion-law", "report", "2026-10-01T10:20:00+08:00"},
		{"food-safety-law", "retest_fast", "2026-09-30T14:20:00+08:00"},
	} {
		if d, err := Due(lib, table, Query{Law: x.law, Clock: x.clock, Start: "2026-09-30 10:20"}); err != nil || d.Due != x.due {
			t.Errorf("%s %s: got %s, %v", x.law, x.clock, d.Due, err)
		}
	}
}

// A fault says which argument is wrong.
func TestBadArguments(t *testing.T) {
	lib, table := MustLoad(), calendar.MustShipped()
	ok := Query{Law: "penalty-procedure", Clock: "verify", Start: "2026-01-05"}
	for name, c := range map[string]struct {
		change func(*Query)
		code   string
		names  string
	}{
		"law":           {func(q *Query) { q.Law = "order-121" }, "law.unknown_law", "LAW：没有名为“order-121”"},
		"clock":         {func(q *Query) { q.Clock = "verfy" }, "law.unknown_clock", "CLOCK：《"},
		"no clocks":     {func(q *Query) { q.Law = "civil-code" }, "law.unknown_clock", "penalty-procedure"},
		"start":         {func(q *Query) { q.Start = "5.1.2026" }, "calendar.bad_date", "START"},
		"no such day":   {func(q *Query) { q.Start = "2026-02-30" }, "calendar.no_such_day", "START"},
		"moment":        {func(q *Query) { q.Start = "2026-01-05T25:00" }, "calendar.bad_instant", "START"},
		"hours":         {func(q *Query) { q.Clock = "seizure_report" }, "law.time_needed", "START"},
		"pause":         {func(q *Query) { q.Pauses = []string{"2026-01-06"} }, "calendar.bad_pause", "--pause"},
		"pause back":    {func(q *Query) { q.Pauses = []string{"2026-01-08..2026-01-06"} }, "calendar.bad_pause", "--pause"},
		"extension":     {func(q *Query) { q.Extend = -1 }, "law.bad_extension", "--extend"},
		"no extension":  {func(q *Query) { q.Clock, q.Extend = "serve", 1 }, "law.no_extension", "--extend"},
		"begins":        {func(q *Query) { q.Begins = "x" }, "calendar.bad_date", "--begins"},
		"older text":    {func(q *Query) { q.Law, q.Clock, q.Begins = "samr-order-121", "accept", "2026-04-14" }, "law.not_in_force", "--begins"},
		"too early":     {func(q *Query) { q.Law, q.Clock, q.Start = "samr-order-121", "accept", "2026-04-14" }, "law.not_in_force", "START"},
		"huge":          {func(q *Query) { q.Clock, q.Extend = "review", 99999 }, "law.bad_extension", "--extend"},
		"out of range":  {func(q *Query) { q.Start = "2199-12-30" }, "calendar.out_of_range", "1900"},
		"paused beyond": {func(q *Query) { q.Pauses = []string{"2026-01-06..9999-01-01"} }, "calendar.out_of_range", "2199"},
	} {
		q := ok
		c.change(&q)
		_, err := Due(lib, table, q)
		if err == nil {
			t.Errorf("%s: accepted", name)
			continue
		}
		if f := fault.As(err); f.Code != c.code || !strings.Contains(f.Text, c.names) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestJSON(t *testing.T) {
	d, err := Due(MustLoad(), calendar.MustShipped(), Query{Law: "samr-order-121", Clock: "term_notice", Start: "2026-09-24"})
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"law", "clock", "title", "article", "certainty", "unsure", "limit", "start", "due", "provisional", "pauses", "days", "arithmetic", "last_safe"} {
		if _, ok := m[key]; !ok {
			t.Errorf("no %q", key)
		}
	}
	first := m["days"].([]any)[0]
	if diff := cmp.Diff(map[string]any{"date": "2026-09-24", "n": 0.0, "kind": "start", "note": "开始的当日，不计入"}, first); diff != "" {
		t.Error(diff)
	}
}

func TestPauseWithoutGroundIsPointedOut(t *testing.T) {
	d, err := Due(MustLoad(), calendar.MustShipped(), Query{Law: "penalty-procedure", Clock: "serve", Start: "2026-01-05", Pauses: []string{"2026-01-06..2026-01-08"}})
	if err != nil || len(d.Notes) == 0 || !strings.Contains(d.Notes[0], "扣除须另有法律依据") {
		t.Errorf("got %v, %v", d.Notes, err)
	}
}

// Every clock, on any day it is in force, agrees with counting day by day.
func TestEveryClockAgreesWithTheOracle(t *testing.T) {
	lib, table := MustLoad(), calendar.MustShipped()
	rapid.Check(t, func(t *rapid.T) {
		l := rapid.SampledFrom(lib.Laws()).Draw(t, "law")
		if len(l.Clocks) == 0 {
			return
		}
		c := rapid.SampledFrom(l.Clocks).Draw(t, "clock")
		first := calendar.MustParse("2020-01-01")
		start := first.AddDays(rapid.IntRange(0, 2556).Draw(t, "start"))
		if c.Limit.Unit == calendar.Hour || !l.InForce(start) || !c.applies(start) {
			return
		}
		q := Query{Law: l.ID, Clock: c.Name, Start: start.String()}
		var pauses []calendar.Pause
		for range rapid.IntRange(0, 3).Draw(t, "pauses") {
			from := start.AddDays(rapid.IntRange(-10, 60).Draw(t, "from"))
			p := calendar.Pause{From: from, To: from.AddDays(rapid.IntRange(0, 30).Draw(t, "length"))}
			pauses = append(pauses, p)
			q.Pauses = append(q.Pauses, p.String())
		}
		limit := c.Limit
		if longest := longest(&c).N; longest > 0 {
			q.Extend = rapid.IntRange(0, longest).Draw(t, "extend")
			limit.N += q.Extend
		}
		d, err := Due(lib, table, q)
		if err != nil {
			t.Fatal(err)
		}
		period, _ := l.PeriodAt(start)
		if want := countByDay(table, period.Regime, c.Limit, limit.N, start, pauses); d.Due != want.String() {
			t.Fatalf("%+v: due %s, counted %s", q, d.Due, want)
		}
		if d.Days[len(d.Days)-1].Date.String() != d.Due || d.Text() == "" {
			t.Fatal("the arithmetic does not end on the due day")
		}
	})
}

// countByDay counts n units of a limit day by day; n is more than the limit where it was
// extended, which changes nothing in what its days are.
func countByDay(table *calendar.Table, r calendar.Regime, limit calendar.Limit, n int, start calendar.Date, pauses []calendar.Pause) calendar.Date {
	out := func(d calendar.Date) bool {
		return slices.ContainsFunc(pauses, func(p calendar.Pause) bool { return d.After(p.From) && !d.After(p.To) })
	}
	workdays := limit.Unit == calendar.Workday ||
		limit.Unit == calendar.Day && (r.AllWorkdays || limit.N <= r.WorkdayMax || slices.Contains(r.WorkdayDays, limit.N))
	switch limit.Unit {
	case calendar.Month:
		n = start.AddMonths(n).Sub(start)
	case calendar.Year:
		n = start.AddYears(n).Sub(start)
	}
	d := start
	for n > 0 {
		d = d.AddDays(1)
		if !out(d) && (!workdays || table.IsWorkday(d)) {
			n--
		}
	}
	for last := d; d != last && out(d) || r.RollHoliday && table.IsStatutoryHoliday(d) || r.RollWeekend && !table.IsWorkday(d); {
		d = d.AddDays(1)
	}
	return d
}

func FuzzDue(f *testing.F) {
	lib, table := MustLoad(), calendar.MustShipped()
	f.Add("2026-09-30", "2026-10-01..2026-10-09", 15)
	f.Add("2026-09-30T09:00", "", 0)
	f.Fuzz(func(t *testing.T, start, pause string, extend int) {
		for _, clock := range []string{"verify", "seizure_report", "enforce"} {
			q := Query{Law: "penalty-procedure", Clock: clock, Start: start, Extend: extend}
			if pause != "" {
				q.Pauses = []string{pause}
			}
			d, err := Due(lib, table, q)
			if err == nil && d.Due == "" || err != nil && fault.As(err).Kind == fault.Internal {
				t.Fatalf("%+v: due %q, %v", q, d.Due, err)
			}
		}
	})
}
