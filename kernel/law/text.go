package law

import (
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
)

// Text prints the result in Chinese as the command and the screens show it:
// what is due when, by what rule, and each step of the arithmetic.
func (d DueResult) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s：《%s》%s", d.Title, d.LawTitle, articleText(d.Article))
	if d.Number != "" {
		fmt.Fprintf(&b, "（%s）", d.Number)
	}
	fmt.Fprintf(&b, "　[%s %s]\n", d.Certainty, d.Certainty.Text())
	fmt.Fprintf(&b, "起算 %s　期限 %s\n", d.Start, d.LimitText)
	word := "届满"
	if d.Wait {
		word = "届满（此后方可办理）"
	}
	fmt.Fprintf(&b, "%s %s（%s）", word, d.Due, d.DueWeekday)
	if d.Provisional {
		b.WriteString("　暂定")
	}
	b.WriteString("\n")
	if d.Power && d.LastSafe != "" {
		fmt.Fprintf(&b, "最后稳妥的工作日 %s\n", d.LastSafe)
	}
	if d.ExpireText != "" {
		fmt.Fprintf(&b, "%s\n", d.ExpireText)
	}
	b.WriteString("计算过程：\n")
	for i, s := range d.Arithmetic {
		fmt.Fprintf(&b, "  %d. %s\n", i+1, s)
	}
	for _, s := range d.Notes {
		fmt.Fprintf(&b, "※ %s\n", s)
	}
	b.WriteString("逐日：\n")
	for _, day := range d.Days {
		fmt.Fprintf(&b, "  %s\n", dayLine(day))
	}
	return b.String()
}

func dayLine(d calendar.CountedDay) string {
	what := map[calendar.DayKind]string{calendar.DayStart: "起", calendar.DayHoliday: "放假", calendar.DayWeekend: "周末",
		calendar.DayPause: "扣除", calendar.DayRolled: "顺延"}[d.Kind]
	if d.Kind == calendar.DayCounted {
		what = fmt.Sprint(d.N)
	}
	s := d.Date.Text() + "　" + what
	if d.Note != "" {
		s += "　" + d.Note
	}
	return s
}
