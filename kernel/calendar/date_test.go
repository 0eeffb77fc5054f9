package calendar

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseIsStrict(t *testing.T) {
	for _, bad := range []string{"", "2026-4-15", "2026/04/15", "2026-02-29", "2026-13-01", "2026-00-10", "0000-01-01",
		"2026-04-31", " 2026-04-15", "2026-04-15 ", "２０２６-04-15", "20260415", "2026-04-15T00:00", "+026-04-15"} {
		if d, err := Parse(bad); err == nil {
			t.Errorf("Parse(%q) = %s, want an error", bad, d)
		}
	}
	for _, good := range []string{"0001-01-01", "1970-01-01", "2024-02-29", "2026-04-15", "9999-12-31"} {
		if d, err := Parse(good); err != nil || d.String() != good {
			t.Errorf("Parse(%q) = %s, %v", good, d, err)
		}
	}
}

func TestDateAgreesWithTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Date{rapid.Int32Range(1, maxDate).Draw(t, "day")}
		y, m, day := d.Civil()
		std := time.Date(y, m, day, 0, 0, 0, 0, time.UTC)
		if New(y, m, day) != d || std.Weekday() != d.Weekday() || std.Format("2006-01-02") != d.String() {
			t.Fatalf("%v is not %v", d, std)
		}
		b, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var back Date
		if err := json.Unmarshal(b, &back); err != nil || back != d {
			t.Fatalf("%s came back as %s: %v", d, back, err)
		}
		if DateOf(d.Start()) != d || DateOf(d.Start()-1) == d {
			t.Fatalf("%s does not start at %s", d, d.Start())
		}
	})
}

func TestMonthEnds(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2026-08-31", 3, "2026-11-30"},
		{"2026-11-30", 3, "2027-02-28"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2024-02-29", 48, "2028-02-29"},
		{"2026-12-15", 1, "2027-01-15"},
		{"9999-12-01", 1, ""},
		{"0001-01-01", -1, ""},
	} {
		if got := MustParse(c.from).AddMonths(c.months).String(); got != c.want {
			t.Errorf("%s + %d months = %s, want %s", c.from, c.months, got, c.want)
		}
	}
}

func TestDateForms(t *testing.T) {
	d := MustParse("2026-10-09")
	if d.Text() != "2026-10-09（周五）" || d.Chinese() != "2026年10月9日" {
		t.Errorf("got %s, %s", d.Text(), d.Chinese())
	}
	b, err := json.Marshal(struct {
		A Date
		B Date `json:",omitzero"`
	}{})
	if err != nil || string(b) != `{"A":null}` {
		t.Errorf("zero dates print as %s, %v", b, err)
	}
	var s Date
	for _, src := range []any{"2026-10-09", []byte("2026-10-09"), time.Date(2026, 10, 9, 5, 0, 0, 0, time.UTC)} {
		if err := s.Scan(src); err != nil || s != d {
			t.Errorf("Scan(%v) = %s, %v", src, s, err)
		}
	}
	if v, err := d.Value(); err != nil || v != "2026-10-09" {
		t.Errorf("Value() = %v, %v", v, err)
	}
}

func TestParseInstant(t *testing.T) {
	for _, s := range []string{"2026-09-30T09:00", "2026-09-30 09:00", "2026-09-30T09:00:00+08:00", "2026-09-30T01:00:00Z"} {
		i, err := ParseInstant(s)
		if err != nil || i.String() != "2026-09-30T09:00:00.000+08:00" {
			t.Errorf("ParseInstant(%q) = %s, %v", s, i, err)
		}
	}
	// Half past eleven at night in London is already tomorrow in Beijing.
	if i, err := ParseInstant("2026-09-30T23:30:00Z"); err != nil || DateOf(i).String() != "2026-10-01" {
		t.Errorf("got %s, %v", DateOf(i), err)
	}
}

func TestLimits(t *testing.T) {
	for text, want := range map[string]Limit{"7 workdays": Workdays(7), "60 days": Days(60), "24 hours": Hours(24),
		"3 months": Months(3), "3 years": Years(3), "1 day": Days(1), "1 year": Years(1)} {
		got, err := ParseLimit(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("ParseLimit(%q) = %v, %v", text, got, err)
		}
	}
	for _, bad := range []string{"", "7", "workdays", "7workdays", "07 workdays", "0 days", "-1 days", "7  days", "7 day", "7 weeks", "99999 days"} {
		if got, err := ParseLimit(bad); err == nil {
			t.Errorf("ParseLimit(%q) = %v", bad, got)
		}
	}
	for l, want := range map[Limit]string{Workdays(7): "7个工作日", Days(60): "60日", Hours(24): "24小时", Months(3): "3个月", Years(3): "3年"} {
		if l.Chinese() != want {
			t.Errorf("%v in Chinese is %s, want %s", l, l.Chinese(), want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("2026-04-15")
	f.Add("2026-02-30")
	f.Add("....-..-..")
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := Parse(s); err == nil && d.String() != s {
			t.Fatalf("%q was read as %s", s, d)
		}
		_, _ = ParseInstant(s)
	})
}

func FuzzParseLimit(f *testing.F) {
	f.Add("7 workdays")
	f.Add("1 year")
	f.Fuzz(func(t *testing.T, s string) {
		l, err := ParseLimit(s)
		if err != nil {
			return
		}
		if back, err := ParseLimit(l.String()); err != nil || back != l || !l.Valid() {
			t.Fatalf("%q was read as %v and again as %v, %v", s, l, back, err)
		}
	})
}

func FuzzParsePause(f *testing.F) {
	f.Add("2026-05-06..2026-05-20")
	f.Add("2026-05-06....")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePause(s)
		if err != nil {
			return
		}
		if p.String() != s || p.To.Before(p.From) {
			t.Fatalf("%q was read as %s", s, p)
		}
	})
}
