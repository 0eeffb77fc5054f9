package law

import (
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/platform/fault"
)

// Query asks when a clock runs out, in the words of the command line:
// hengjian due LAW CLOCK START [--pause FROM..TO]… [--extend N].
type Query struct {
	Law    string
	Clock  string
	Start  string   // YYYY-MM-DD, or a date-time where hours count
	Pauses []string // FROM..TO
	Extend int      // units of the limit, 0 for none
	Begins string   // the day that pins the text, if not Start
}

// DueResult is the end of a clock with its arithmetic, ready for JSON.
type DueResult struct {
	Law         string                `json:"law"`
	LawTitle    string                `json:"law_title"`
	Number      string                `json:"number,omitempty"`
	Clock       string                `json:"clock"`
	Title       string                `json:"title"`
	Article     string                `json:"article"`
	Certainty   Mark                  `json:"certainty"`
	Unsure      bool                  `json:"unsure"`
	Limit       string                `json:"limit"`               // as the text writes it: "7 workdays"
	LimitText   string                `json:"limit_text"`          // 7个工作日, extension included
	Extended    int                   `json:"extended,omitempty"`  // units added
	Start       string                `json:"start"`               // as asked, normalised
	Due         string                `json:"due"`                 // YYYY-MM-DD, or a moment for hours
	DueWeekday  string                `json:"due_weekday"`         // 周四
	Provisional bool                  `json:"provisional"`         //
	Pauses      []PauseUsed           `json:"pauses"`              //
	Days        []calendar.CountedDay `json:"days"`                // every day from start to due
	Arithmetic  []string              `json:"arithmetic"`          // in Chinese
	LastSafe    string                `json:"last_safe,omitempty"` // last working day not after the last counted day
	Power       bool                  `json:"power"`               // the clock limits a power: heed LastSafe
	Wait        bool                  `json:"wait"`                // not before: the act is open after Due
	Expire      Expiry                `json:"expire"`              //
	ExpireText  string                `json:"expire_text"`         //
	Notes       []string              `json:"notes,omitempty"`     // what the reader must know
}

// PauseUsed is a pause as asked.
type PauseUsed struct {
	From calendar.Date `json:"from"`
	To   calendar.Date `json:"to"`
	Days int           `json:"days"` // calendar days in (from, to]
}

// Due computes the end of a clock. Faults name the argument that is wrong and,
// for an unknown law or clock, list the known ones.
func Due(lib *Library, table *calendar.Table, q Query) (DueResult, error) {
	start, at, timed, err := parseStart(q.Start)
	if err != nil {
		return DueResult{}, argument("START", err)
	}
	begins := start
	if q.Begins != "" {
		if begins, err = calendar.Parse(q.Begins); err != nil {
			return DueResult{}, argument("--begins", err)
		}
	}
	l, c, err := lib.Clock(q.Law, q.Clock, begins)
	if err != nil {
		return DueResult{}, argument(q.blamed(fault.As(err).Code), err)
	}
	if c.Limit.Unit == calendar.Hour && !timed {
		return DueResult{}, argument("START", fault.Newf(fault.Invalid, "law.time_needed",
			"“%s”以小时计，起算应写到时分，例如 %sT09:30", c.Title, start))
	}
	period, ok := l.PeriodAt(begins)
	if !ok {
		return DueResult{}, fault.Newf(fault.Invalid, "law.no_period", "《%s》在 %s 的期间规定没有收录", l.Title, begins)
	}
	in := calendar.Input{Regime: &period.Regime, Limit: c.Limit, Start: start, At: at}
	for _, s := range q.Pauses {
		p, err := calendar.ParsePause(s)
		if err != nil {
			return DueResult{}, argument("--pause", err)
		}
		in.Pauses = append(in.Pauses, p)
	}
	step, err := extend(lib, l, c, q.Extend, &in)
	if err != nil {
		return DueResult{}, argument("--extend", err)
	}
	r, err := table.Compute(in)
	if err != nil {
		return DueResult{}, err
	}
	return result(q, l, c, period, begins, in, r, step), nil
}

// parseStart reads a day or a moment.
func parseStart(s string) (day calendar.Date, at calendar.Instant, timed bool, err error) {
	if len(s) > 10 {
		if at, err = calendar.ParseInstant(s); err != nil {
			return day, 0, false, err
		}
		return calendar.DateOf(at), at, true, nil
	}
	day, err = calendar.Parse(s)
	return day, 0, false, err
}

// blamed is the argument because of which no clock was found.
func (q Query) blamed(code string) string {
	switch {
	case code == "law.unknown_law":
		return "LAW"
	case code == "law.unknown_clock":
		return "CLOCK"
	case q.Begins != "":
		return "--begins"
	}
	return "START"
}

// argument says which argument of the command a fault is about.
func argument(name string, err error) error {
	f := fault.As(err)
	return &fault.Error{Kind: f.Kind, Code: f.Code, Text: "参数 " + name + "：" + f.Text,
		Fields: []fault.Field{{Name: name, Code: f.Code, Text: f.Text}}, Cause: f.Cause}
}

// extend adds n units to the limit, if the text allows so much, and says by
// what right. An extension is a power somebody must have; a limit without one
// cannot be lengthened.
func extend(lib *Library, l *Law, c *Clock, n int, in *calendar.Input) (string, error) {
	if n == 0 {
		return "", nil
	}
	if n < 0 {
		return "", fault.New(fault.Invalid, "law.bad_extension", "延长的数量应为正整数")
	}
	if len(c.Extends) == 0 {
		return "", fault.Newf(fault.Invalid, "law.no_extension", "《%s》%s的“%s”没有规定可以延长", l.Title, articleText(c.Article), c.Title)
	}
	add := calendar.Limit{N: n, Unit: c.Limit.Unit}
	if !add.Valid() {
		return "", fault.New(fault.Invalid, "law.bad_extension", "延长的数量过大")
	}
	in.Extensions = []calendar.Limit{add}
	left := n
	var parts []string
	for _, e := range c.Extends {
		if e.Special() || left == 0 {
			continue
		}
		take := left
		if !e.Given() {
			take = min(left, e.Add.N*e.Times)
		}
		parts = append(parts, fmt.Sprintf("%s，经%s批准延长%s", articleText(e.Article), e.By, calendar.Limit{N: take, Unit: add.Unit}.Chinese()))
		left -= take
	}
	if left == 0 {
		return "延长：" + strings.Join(parts, "；"), nil
	}
	for _, e := range c.Extends {
		if e.Special() && (e.Given() || n <= e.Add.N*e.Times) {
			return fmt.Sprintf("延长：依%s，经%s批准延长%s，只适用于%s", extensionSource(lib, l, e), e.By, add.Chinese(), e.If), nil
		}
	}
	return "", fault.Newf(fault.Invalid, "law.extension_too_long", "“%s”最多延长%s", c.Title, longest(c).Chinese())
}

func extensionSource(lib *Library, l *Law, e Extension) string {
	if other, ok := lib.Law(e.Law); ok {
		l = other
	}
	return "《" + l.Title + "》" + articleText(e.Article)
}

// longest is the most that any one way of extending allows.
func longest(c *Clock) calendar.Limit {
	ordinary, special := 0, 0
	for _, e := range c.Extends {
		if e.Special() {
			special = max(special, e.Add.N*e.Times)
		} else {
			ordinary += e.Add.N * e.Times
		}
	}
	return calendar.Limit{N: max(ordinary, special), Unit: c.Limit.Unit}
}

func result(q Query, l *Law, c *Clock, period Period, begins calendar.Date, in calendar.Input, r calendar.Result, step string) DueResult {
	d := DueResult{
		Law: l.ID, LawTitle: strings.Trim(l.TitleAt(begins), "《》"), Number: l.NumberAt(begins), Clock: c.Name, Title: c.Title,
		Article: c.Article, Certainty: c.Mark, Unsure: c.Mark.Unsure(),
		Limit: c.Limit.String(), LimitText: r.Limit.Chinese(), Extended: q.Extend,
		Start: in.Start.String(), Due: r.Due.String(), DueWeekday: r.Due.WeekdayText(), Provisional: r.Provisional,
		Pauses: []PauseUsed{}, Days: r.Days, LastSafe: r.LastSafe.String(), Power: c.Power, Wait: c.Wait,
		Expire: c.Expire, ExpireText: c.Expire.Text(),
	}
	if c.Effect != "" {
		d.ExpireText += "：" + c.Effect
	}
	if c.Limit.Unit == calendar.Hour {
		d.Start, d.Due = in.At.Time().Format(momentForm), r.DueAt.Time().Format(momentForm)
	}
	for _, p := range in.Pauses {
		d.Pauses = append(d.Pauses, PauseUsed{From: p.From, To: p.To, Days: p.To.Sub(p.From)})
	}
	d.Arithmetic = append(d.Arithmetic, fmt.Sprintf("依据：%s%s，自%s起算", l.TitleAt(begins), articleText(c.Article), c.Starts))
	if step != "" {
		d.Arithmetic = append(d.Arithmetic, step)
	}
	if len(in.Pauses) > 0 && len(c.Pauses) > 0 {
		d.Arithmetic = append(d.Arithmetic, "不计入期限的时间："+pauseGrounds(c))
	}
	d.Arithmetic = append(d.Arithmetic, r.Steps...)
	d.Notes = notes(c, period, in, q.Extend > 0)
	return d
}

const momentForm = "2006-01-02T15:04:05+08:00"

func pauseGrounds(c *Clock) string {
	var out []string
	for _, p := range c.Pauses {
		s := p.For
		if p.Article != "" {
			s += "（" + articleText(p.Article) + "）"
		}
		out = append(out, s)
	}
	return strings.Join(out, "、")
}

// notes says what the reader must know beside the arithmetic.
func notes(c *Clock, period Period, in calendar.Input, extended bool) []string {
	var out []string
	if c.Mark.Unsure() {
		out = append(out, "本期限"+c.Mark.Text()+"，使用前请与法制机构核对原文")
	}
	if period.Mark.Unsure() {
		out = append(out, "期间计算的规定"+period.Mark.Text())
	}
	if len(in.Pauses) > 0 && len(c.Pauses) == 0 {
		out = append(out, "注意：本法没有为该期限规定不计入的时间，扣除须另有法律依据")
	}
	for _, p := range c.Pauses {
		if p.Written && len(in.Pauses) > 0 {
			out = append(out, p.For+"的期间应当明确并书面告知当事人")
		}
	}
	for _, e := range c.Extends {
		if extended && e.Written {
			out = append(out, "延长的决定应当书面告知当事人并说明理由")
			break
		}
	}
	for _, s := range []string{period.Note, c.Note} {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}
