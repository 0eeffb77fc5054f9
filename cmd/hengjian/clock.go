package main

import (
	"context"
	"time"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/local"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/fault"
)

type clockCmd struct {
	store
	To   string `help:"day or moment to move the legal clock of a demo city to, as 2027-03-01 or 2027-03-01T09:00" placeholder:"DAY"`
	JSON bool   `name:"json" help:"print JSON"`
}

// Run prints the legal time, and moves it first where a moment is given.
func (x clockCmd) Run(ctx context.Context, c *console) error {
	to := clock.Instant(0)
	if x.To != "" {
		var err error
		if to, err = moment(x.To); err != nil {
			return err
		}
	}
	if err := x.there(); err != nil {
		return err
	}
	return x.ask(ctx, app.Config{}, func(it local.Commands) error {
		now, err := it.MoveClock(ctx, to)
		if err != nil {
			return err
		}
		if x.JSON {
			return c.json(map[string]any{"now": now.String(), "day": now.Day()})
		}
		c.say("办理时间 %s", now.Time().Format("2006-01-02 15:04:05"))
		return nil
	})
}

// moment reads a day, which begins in the morning of an office, or a moment, in +08:00.
func moment(text string) (clock.Instant, error) {
	for layout, plus := range map[string]time.Duration{"2006-01-02": 8 * time.Hour, "2006-01-02T15:04": 0, "2006-01-02T15:04:05": 0} {
		if t, err := time.ParseInLocation(layout, text, clock.Shanghai); err == nil {
			return clock.At(t.Add(plus)), nil
		}
	}
	return 0, fault.Bad("clock.to", "时间写法不正确", fault.Field{Name: "--to", Code: "format", Text: "应为 2027-03-01 或 2027-03-01T09:00"})
}
