package procedure_test

import (
	"strings"
	"testing"

	"github.com/hengjian/hengjian/kernel/procedure"
)

// What is shown as the next thing to do: first (!) what leads on, then what a limit
// waits for, never what ends the record beside its way; and by when the law wants each
// step ahead.
func TestUsual(t *testing.T) {
	set := good(t)
	for _, x := range []struct{ name, tale, usual, ahead string }{
		{"to be decided on: the first reply is awaited too, a redirection is not", `
			2026-09-29 create received_on=2026-09-29
			2026-09-29 dispatch
			2026-09-29 now`, "accept! contact refuse", "consent 2026-10-14, mediating -, settled/terminated -, archived -"},
		{"accepted, but not told: the limit for accepting gives the steps ahead no day", `
			2026-05-06 create received_on=2026-05-06
			2026-05-06 dispatch
			2026-05-08 accept
			2026-05-09 now`, "agree! contact terminate", "mediating -, settled/terminated 2026-07-07, archived -"},
		{"mediating: what is put aside is passed by", `
			2026-05-06 create received_on=2026-05-06
			2026-05-06 dispatch
			2026-05-08 accept
			2026-05-08 agree complainant_consent=true respondent_consent=true
			2026-05-09 now`, "settle! settle_plain! terminate! contact", "settled/terminated 2026-07-07, archived -"},
		{"put aside or not, it is the way where there is no other", `
			2026-05-06 create received_on=2026-05-06
			2026-05-06 dispatch
			2026-05-08 accept
			2026-05-08 agree complainant_consent=true respondent_consent=true
			2026-05-09 recuse
			2026-05-09 now`, "recusal! terminate", "mediating -, settled/terminated 2026-07-07, archived -"},
		{"nothing but the end is ahead", `
			2026-05-06 create received_on=2026-05-06
			2026-05-06 contact
			2026-05-06 dispatch
			2026-05-08 accept
			2026-05-08 told accept complainant
			2026-05-08 agree complainant_consent=true respondent_consent=true
			2026-05-09 settle agreement=x
			2026-05-09 now`, "archive!", "archived -"},
	} {
		t.Run(x.name, func(t *testing.T) {
			c := tale{t, "complaint", set}.tell(x.tale)
			var usual, ahead []string
			for _, u := range c.Usual() {
				name := u.Name
				if u.Leads {
					name += "!"
				}
				usual = append(usual, name)
			}
			from := []*procedure.Step{c.Version.Step(c.Step)}
			for _, place := range c.Ahead() {
				var names []string
				for _, s := range place {
					names = append(names, s.Name)
				}
				due := c.NextDue(from, place).String()
				if due == "" {
					due = "-"
				}
				ahead = append(ahead, strings.Join(names, "/")+" "+due)
				from = place
			}
			if got := strings.Join(usual, " "); got != x.usual {
				t.Errorf("usual\n%s\nwant\n%s", got, x.usual)
			}
			if got := strings.Join(ahead, ", "); got != x.ahead {
				t.Errorf("ahead\n%s\nwant\n%s", got, x.ahead)
			}
		})
	}
}
