package main

import (
	"context"
	"strings"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/platform/fault"
)

type procedureCmd struct {
	Simulate simulateCmd `cmd:"" help:"模拟新版程序 · try a version of a procedure over the live records before it is published; exit code 3 when a record would be late, stuck or without an act"`
}

type simulateCmd struct {
	store
	Law        string `help:"law whose version is tried, e.g. samr-order-121" required:"" placeholder:"LAW"`
	Transition string `help:"how records under way are carried over: pin (they end under the old text) or switch (they move over); without it as the declaration says" placeholder:"pin|switch"`
	Kinds      string `help:"folder with declarations that are to take the place of the present ones of the same kind" type:"existingdir" placeholder:"DIR"`
	JSON       bool   `name:"json" help:"print JSON"`
}

// Run prints which live records would notice. It reads only, also beside a running server.
func (x simulateCmd) Run(ctx context.Context, c *console) error {
	hand, err := app.Transition(x.Transition)
	if err != nil {
		return fault.Bad("procedure.transition", "参数不正确", fault.Field{Name: "--transition", Code: "unknown", Text: err.Error()})
	}
	a, err := x.open(ctx, app.Config{ReadOnly: true})
	if err != nil {
		return err
	}
	defer a.Close()
	s, err := a.Simulate(ctx, x.Law, hand, x.Kinds)
	if err != nil {
		return err
	}
	bad := 0
	for _, r := range s.Records {
		if r.Stuck != "" || r.NoAct || len(r.Late) > 0 {
			bad++
		}
	}
	if x.JSON {
		if err := c.json(s); err != nil {
			return err
		}
	} else {
		x.print(c, s, bad)
	}
	if bad > 0 {
		return findings(bad)
	}
	return nil
}

func (x simulateCmd) print(c *console, s *app.Simulation, bad int) {
	for _, r := range s.Records {
		mark, notes := "○", append(append(append(append([]string{}, r.Late...), r.Moved...), r.New...), r.Gone...)
		if r.NoAct {
			notes = append([]string{"没有可以办理的动作"}, notes...)
		}
		if r.Stuck != "" {
			notes = append([]string{r.Stuck}, notes...)
		}
		if r.Stuck != "" || r.NoAct || len(r.Late) > 0 {
			mark = "■"
		}
		number := r.Number
		if number == "" {
			number = string(r.Record.ID)
		}
		c.say("%s %s %s　%s　%s", mark, r.Title, number, r.Step, strings.Join(notes, "；"))
	}
	how := map[string]string{"": "按声明的过渡", "pin": "此前开始的按原办法办完", "switch": "此前开始的改按新办法"}[s.Transition]
	c.say("《%s》，%s：在办 %d 条；当即逾期 %d 条，环节无对应 %d 条，无可办动作 %d 条，届满日变动 %d 条", s.Title, how, s.Seen, s.Late, s.Stuck, s.NoAct, s.Moved)
	if bad == 0 {
		c.say("● 没有记录会逾期或停滞")
	}
}
