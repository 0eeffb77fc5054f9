package procedure_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/law"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
)

// tale is the life of one record told line by line:
//
//	2026-09-30 dispatch                      an act, at nine in the morning
//	2026-09-30 16:30 dispatch by wang        at an hour, by somebody
//	2026-05-06 accept received_on=2026-05-01 with what it writes
//	2026-05-08 told accept complainant       somebody is told of an act
//	2026-05-08 served penalty_notice direct 2026-05-08
//	2026-05-08 served penalty_notice announcement 2026-05-08 2026-06-07
//	2026-05-08 part hearing .. 2026-05-20    a part and when it ended, or nothing
//	2026-10-16 now
type tale struct {
	t    testing.TB
	kind string
	set  *kind.Set
}

func (x tale) tell(lines string) *procedure.Course {
	x.t.Helper()
	table, err := calendar.Shipped()
	if err != nil {
		x.t.Fatal(err)
	}
	lib, err := law.Load()
	if err != nil {
		x.t.Fatal(err)
	}
	k := x.set.Get(x.kind)
	past := procedure.Past{Table: table, Titles: map[string]string{"hearing": "听证", "officers": "办案人员"}}
	values := expr.Values{}
	for _, f := range k.Fields {
		values[f.Name] = nil
	}
	begun := calendar.Date{}
	for i, line := range strings.Split(strings.TrimSpace(lines), "\n") {
		w := strings.Fields(line)
		at := moment(x.t, w[0]+"T09:00")
		day := date(x.t, w[0])
		rest := w[1:]
		if strings.Contains(rest[0], ":") {
			at, rest = moment(x.t, w[0]+"T"+rest[0]), rest[1:]
		}
		at += clock.Instant(i) // lines of one hour keep their order
		d := procedure.Done{ID: ref.ID(strconv.Itoa(i)), Act: rest[0], At: at, Day: day, By: "li"}
		switch rest[0] {
		case "now":
			past.Now = at
			continue
		case "part":
			p := procedure.PartPast{Kind: rest[1], Opened: at, Record: expr.Values{}}
			if len(rest) > 3 {
				p.Ended = moment(x.t, rest[3]+"T17:00")
			}
			past.Parts = append(past.Parts, p)
			continue
		case "told":
			d.Act, d.Telling = "inform", &procedure.Telling{Act: rest[1], Whom: rest[2]}
		case "served":
			s := &procedure.Service{Document: rest[1], Mode: rest[2], Served: date(x.t, rest[len(rest)-1])}
			if s.Mode == "announcement" {
				s.Published = date(x.t, rest[3])
			}
			d.Act, d.Service = "serve", s
		default:
			for j := 1; j < len(rest); j++ {
				switch rest[j] {
				case "by":
					d.By = ref.ID(rest[j+1])
					j++
					continue
				case "entered": // on a later day than it was done
					d.At = moment(x.t, rest[j+1]+"T09:00") + clock.Instant(i)
					j++
					continue
				}
				name, v, _ := strings.Cut(rest[j], "=")
				values[name] = value(x.t, k.Field(name), v)
			}
		}
		if begun.IsZero() {
			begun = day
		}
		now := expr.Values{}
		for n, v := range values {
			now[n] = v
		}
		d.Record = now
		past.Acts = append(past.Acts, d)
	}
	if b := values[k.Begins]; b != nil {
		begun = date(x.t, b.(string))
	}
	past.Regime = func(id string) *calendar.Regime {
		l, _ := lib.Law(id)
		p, _ := l.PeriodAt(begun)
		return &p.Regime
	}
	c, err := procedure.Of(k).At(begun).Follow(past)
	if err != nil {
		x.t.Fatal(err)
	}
	return c
}

func value(t testing.TB, f *kind.Field, s string) any {
	t.Helper()
	if f == nil {
		t.Fatalf("no field for %q", s)
	}
	switch f.Type {
	case kind.Bool:
		return s == "true"
	case kind.Number:
		n, _ := strconv.ParseInt(s, 10, 64)
		return n
	case kind.Person:
		return map[string]any{"id": s, "name": s}
	case kind.List:
		var people []any
		for _, x := range strings.Split(s, ",") {
			people = append(people, map[string]any{"id": x, "name": x})
		}
		return people
	}
	return s
}

func date(t testing.TB, s string) calendar.Date {
	t.Helper()
	d, err := calendar.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func moment(t testing.TB, s string) clock.Instant {
	t.Helper()
	layout := "2006-01-02T15:04:05"
	at, err := time.ParseInLocation(layout[:len(s)], s, time.FixedZone("", 8*3600))
	if err != nil {
		t.Fatal(err)
	}
	return clock.Instant(at.UnixMilli())
}

// runs prints the clocks of a course: name, begin, due, state, one a line.
func runs(c *procedure.Course) string {
	var out []string
	for _, r := range c.Runs {
		due := r.Due.String()
		if r.Stopped {
			due = "-"
		}
		if r.DueAt != 0 {
			due = r.DueAt.Time().Format("2006-01-02T15:04")
		}
		out = append(out, fmt.Sprintf("%s %s..%s %s", r.Clock.Name, r.Start, due, c.State(r)))
	}
	return strings.Join(out, "\n")
}

// bars prints why an act is not open.
func bars(c *procedure.Course, act, by string) string {
	var out []string
	for _, b := range c.Bars(c.Version.Act(act), ref.ID(by)) {
		out = append(out, b.Text)
	}
	return strings.Join(out, "；")
}

// accepted is a complaint that was accepted and the complainant told on the day it
// came; metFirst are the limits that ended with that.
const (
	accepted = `
		2026-05-06 create received_on=2026-05-06
		2026-05-06 contact
		2026-05-06 dispatch
		2026-05-06 accept
		2026-05-06 told accept complainant`
	filed = `
		2026-03-02 file filed_on=2026-03-02 officers=li,zhao`
	metFirst = "first_reply 2026-05-06..2026-05-07T09:00 met\naccept 2026-05-06..2026-05-14 met\n"
)

// TestCourse holds the clocks to lives worked out by hand from the texts and the
// notices of 2026: 1 to 5 May and 1 to 7 October off, Saturday 9 May and 10 October
// worked.
func TestCourse(t *testing.T) {
	set := good(t)
	for _, x := range []struct{ name, kind, tale, step, runs string }{
		{"the office decides within seven working days over the National Day week (令121 art. 15)", "complaint", `
			2026-09-29 create received_on=2026-09-29
			2026-09-30 dispatch
			2026-10-15 now`, "pending", "first_reply 2026-09-29..2026-09-30T09:00 overdue\naccept 2026-09-30..2026-10-15 warned"},
		{"and is late the day after", "complaint", `
			2026-09-29 create received_on=2026-09-29
			2026-09-29 contact
			2026-09-30 dispatch
			2026-10-16 now`, "pending", "first_reply 2026-09-29..2026-09-30T09:00 met\naccept 2026-09-30..2026-10-15 overdue"},
		{"a decision alone does not stop the limit, telling does (art. 15)", "complaint", `
			2026-05-06 create received_on=2026-05-06
			2026-05-06 contact
			2026-05-06 dispatch
			2026-05-08 accept
			2026-05-18 now`, "consent", "first_reply 2026-05-06..2026-05-07T09:00 met\naccept 2026-05-06..2026-05-14 overdue\nmediate 2026-05-08..2026-07-07 running"},
		{"told in time", "complaint", `
			2026-05-06 create received_on=2026-05-06
			2026-05-06 contact
			2026-05-06 dispatch
			2026-05-08 accept
			2026-05-11 told accept complainant
			2026-05-18 now`, "consent", metFirst + "mediate 2026-05-08..2026-07-07 running"},
		{"a returned complaint begins anew with the bureau that has authority (art. 41)", "complaint", `
			2026-05-06 create received_on=2026-05-06
			2026-05-06 contact
			2026-05-06 dispatch
			2026-05-13 return return_reason=x
			2026-05-14 dispatch
			2026-05-14 now`, "pending", "first_reply 2026-05-06..2026-05-07T09:00 met\naccept 2026-05-06..2026-05-14 void\naccept 2026-05-14..2026-05-25 running"},
		{"tests do not count, recusal does (art. 21, 22)", "complaint", accepted + `
			2026-05-07 agree complainant_consent=true respondent_consent=true
			2026-05-10 recuse
			2026-05-20 recusal by zhang
			2026-06-01 test test_body=x test_fee=y
			2026-06-11 result
			2026-06-12 now`, "mediating", metFirst + "mediate 2026-05-06..2026-07-15 running"},
		{"while the test lasts there is no end", "complaint", accepted + `
			2026-05-07 agree complainant_consent=true respondent_consent=true
			2026-06-01 test test_body=x test_fee=y
			2026-06-12 now`, "testing", metFirst + "mediate 2026-05-06..- paused"},
		{"both must be told that it ended (art. 23)", "complaint", accepted + `
			2026-05-07 terminate end_ground=withdrawn
			2026-05-08 told terminate complainant
			2026-05-19 told terminate respondent_as_written
			2026-05-20 now`, "terminated", metFirst + "mediate 2026-05-06..2026-07-05 met\ntell 2026-05-07..2026-05-15 missed"},
		{"what began under Order 20 keeps its forty-five working days", "complaint", `
			2026-04-14 create received_on=2026-04-14
			2026-04-14 dispatch
			2026-04-15 accept
			2026-04-15 told accept complainant
			2026-04-20 now`, "consent", "accept 2026-04-14..2026-04-23 met\nmediate 2026-04-15..2026-06-22 running"},
		{"ninety days from filing, suspension left out (程序规定 art. 64)", "penalty_case", filed + `
			2026-04-01 suspend suspend_ground=missing
			2026-04-11 resume
			2026-05-01 now`, "investigating", "decide 2026-03-02..2026-06-10 running"},
		{"hearing, test and announcement left out once, though they overlap", "penalty_case", filed + `
			2026-03-10 part test .. 2026-03-20
			2026-03-15 part hearing .. 2026-03-25
			2026-04-01 served penalty_notice announcement 2026-04-01 2026-05-01
			2026-05-20 now`, "investigating", "decide 2026-03-02..2026-07-15 running\ndefence 2026-05-01..2026-05-11 expired"},
		{"thirty days more by the head, then as long as the meeting fixed", "penalty_case", filed + `
			2026-05-20 extend
			2026-06-10 extend_more more_days=20 by a
			2026-06-10 extend_more more_days=20 by b
			2026-06-10 extend_more more_days=20 by c
			2026-06-11 now`, "investigating", "decide 2026-03-02..2026-07-20 running"},
		{"an extension after the end is none", "penalty_case", filed + `
			2026-06-01 extend
			2026-06-02 now`, "investigating", "decide 2026-03-02..2026-05-31 overdue"},
		{"the day of filing corrected moves the limit", "penalty_case", filed + `
			2026-03-05 amend filed_on=2026-03-01
			2026-03-06 now`, "investigating", "decide 2026-03-01..2026-05-30 running"},
		{"registered evidence lapses by itself after seven working days (art. 35)", "evidence_registration", `
			2026-03-02 create taken_on=2026-03-02
			2026-03-12 now`, "lapsed", "keep 2026-03-02..2026-03-11 expired"},
		{"and is kept on the last of them", "evidence_registration", `
			2026-03-02 create taken_on=2026-03-02
			2026-03-11 now`, "kept", "keep 2026-03-02..2026-03-11 warned"},
		{"food: forty-five days more (实施条例 art. 61), tests left out, and it does not release by itself", "seizure", `
			2026-03-02 create started_on=2026-03-02 sort=food
			2026-03-10 send test_until=2026-03-25
			2026-03-25 back
			2026-04-10 extend
			2026-06-10 now`, "held", "seizure 2026-03-02..2026-05-31 overdue"},
		{"otherwise thirty; the last day is a holiday and moves (art. 80)", "seizure", `
			2026-03-02 create started_on=2026-03-02 sort=general
			2026-03-20 extend
			2026-04-10 now`, "held", "seizure 2026-03-02..2026-05-06 running"},
		{"who is not told in five working days what is missing has been accepted since he applied (许可法 art. 32, 42)", "permit_application", `
			2026-03-02 create received_on=2026-03-02
			2026-03-10 now`, "accepted", "supplement 2026-03-02..2026-03-09 expired\ndecide 2026-03-02..2026-03-30 running"},
		{"what was done in time and entered late has not lapsed", "evidence_registration", `
			2026-03-02 create taken_on=2026-03-02
			2026-03-11 handle measure=tested entered 2026-03-20
			2026-03-21 now`, "handled", "keep 2026-03-02..2026-03-11 met"},
		{"what was done a day late has", "evidence_registration", `
			2026-03-02 create taken_on=2026-03-02
			2026-03-12 handle measure=tested entered 2026-03-20
			2026-03-21 now`, "handled", "keep 2026-03-02..2026-03-11 missed"},
		{"who was told in time, and it was entered late, has not been accepted by silence", "permit_application", `
			2026-03-02 create received_on=2026-03-02
			2026-03-06 supplement missing=x entered 2026-03-20
			2026-03-21 now`, "supplementing", "supplement 2026-03-02..2026-03-09 met"},
		{"unless something has been done since that rests on it", "permit_application", `
			2026-03-02 create received_on=2026-03-02
			2026-03-12 extend
			2026-03-06 supplement missing=x entered 2026-03-20
			2026-03-21 now`, "supplementing", "supplement 2026-03-02..2026-03-09 met\ndecide 2026-03-02..2026-04-14 running"}, // 4 to 6 April off
		{"who urges builds nothing on where it stands", "permit_application", `
			2026-03-02 create received_on=2026-03-02
			2026-03-12 urge
			2026-03-13 amend permit=x
			2026-03-06 supplement missing=x entered 2026-03-20
			2026-03-21 now`, "supplementing", "supplement 2026-03-02..2026-03-09 met"},
		{"told in time it waits for what is missing", "permit_application", `
			2026-03-02 create received_on=2026-03-02
			2026-03-06 supplement missing=x
			2026-03-20 complete
			2026-03-23 accept
			2026-03-24 now`, "accepted", "supplement 2026-03-02..2026-03-09 met\nsupplement 2026-03-20..2026-03-27 met\ndecide 2026-03-23..2026-04-21 running"},
	} {
		t.Run(x.name, func(t *testing.T) {
			c := tale{t, x.kind, set}.tell(x.tale)
			if c.Step != x.step {
				t.Errorf("stands in %q, want %q", c.Step, x.step)
			}
			if got := runs(c); got != x.runs {
				t.Errorf("clocks:\n%s\nwant:\n%s", got, x.runs)
			}
		})
	}
}

// TestBars says for each act what must be said when it is not open.
func TestBars(t *testing.T) {
	set := good(t)
	mediating := `
		2026-05-06 create received_on=2026-05-06
		2026-05-06 dispatch
		2026-05-06 accept
		2026-05-07 agree complainant_consent=true respondent_consent=true`
	noticed := filed + `
		2026-09-01 submit
		2026-09-02 review review_opinion=x by sun
		2026-09-03 notice by qian`
	served := noticed + `
		2026-09-28 served penalty_notice direct 2026-09-28`
	for _, x := range []struct{ name, kind, tale, act, by, want string }{
		{"open", "complaint", mediating + "\n2026-05-08 now", "settle", "li", ""},
		{"another step", "complaint", mediating + "\n2026-05-08 now", "accept", "li", "现在处于“调解中”，“受理”在“待受理”办理"},
		{"condition", "penalty_case", served + "\n2026-10-12 now", "discuss", "a", "记录现在的内容不符合“集体讨论”的条件：“属于应当集体讨论的案件”为是"},
		{"the wait has not begun before service", "penalty_case", noticed + "\n2026-09-20 now", "decide", "qian", "“陈述申辩和要求听证的期限”还没有起算"},
		{"the wait goes on through its last day", "penalty_case", served + "\n2026-10-10 now", "decide", "qian", "要等“陈述申辩和要求听证的期限”于 2026-10-10 届满"},
		{"and is over on the next", "penalty_case", served + "\n2026-10-11 now", "decide", "qian", ""},
		{"a hearing must have ended", "penalty_case", served + "\n2026-09-29 ask_hearing\n2026-09-29 part hearing\n2026-10-20 now", "decide", "qian", "“听证”还没有结束"},
		{"a hearing is asked for in time", "penalty_case", served + "\n2026-10-12 now", "ask_hearing", "li", "“陈述申辩和要求听证的期限”已经届满或者终止"},
		{"officers of the case do not review it", "penalty_case", filed + `
			2026-09-01 submit
			2026-09-02 now`, "review", "li", "您是本记录的办案人员，应当回避"},
		{"extended once", "penalty_case", filed + `
			2026-05-20 extend
			2026-06-10 now`, "extend", "qian", "“办案期限”按条文不能再延长"},
		{"not after the end", "penalty_case", filed + `
			2026-06-10 now`, "extend", "qian", "“办案期限”已于 2026-05-31 届满，不能再延长"},
		{"a signature is given once", "penalty_case", filed + `
			2026-05-20 extend_more more_days=20 by a
			2026-05-20 now`, "extend_more", "a", "您已经签署"},
		{"nothing leaves an end", "evidence_registration", `
			2026-03-02 create taken_on=2026-03-02
			2026-03-12 now`, "handle", "li", "现在处于“自动解除”，“采取处理措施”在“保存中”办理"},
	} {
		t.Run(x.name, func(t *testing.T) {
			if got := bars(tale{t, x.kind, set}.tell(x.tale), x.act, x.by); got != x.want {
				t.Errorf("bars %q, want %q", got, x.want)
			}
		})
	}
}

// TestClosed holds the fifth ground of art. 23 closed until sixty days are over.
func TestClosed(t *testing.T) {
	set := good(t)
	lines := `
		2026-05-06 create received_on=2026-05-06
		2026-05-06 dispatch
		2026-05-06 accept
		2026-05-07 agree complainant_consent=true respondent_consent=true
		`
	for now, want := range map[string]string{"2026-07-05": "“调解期限”到 2026-07-05 才届满", "2026-07-06": ""} {
		c := tale{t, "complaint", set}.tell(lines + now + " now")
		if got := c.Closed(c.Version.Act("terminate"))["end_ground"]["time_up"]; got != want {
			t.Errorf("on %s the ground is closed for %q, want %q", now, got, want)
		}
	}
}
