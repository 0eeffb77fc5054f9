package main

import (
	"context"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/doctor"
	"github.com/hengjian/hengjian/platform/fault"
)

// errUnhealthy makes the exit code 1; the findings say what it is.
var errUnhealthy = fault.New(fault.Internal, "doctor.bad", "有须处理的问题")

type doctorCmd struct {
	store
	Quick bool `help:"leave out the integrity check of the database"`
	JSON  bool `name:"json" help:"print JSON"`
}

// Run checks the installation. It fails when something must be mended.
func (d doctorCmd) Run(ctx context.Context, c *console) error {
	if _, err := d.config(app.Config{}); err != nil {
		return err
	}
	r := doctor.Examine(ctx, doctor.Options{Data: d.Data, DB: d.DB, Version: version, Quick: d.Quick})
	if d.JSON {
		if err := c.json(r); err != nil {
			return err
		}
	} else {
		for _, f := range r.Findings {
			c.say("%s %s：%s", f.Mark(), f.Title, f.Text)
			if f.Todo != "" {
				c.say("    → %s", f.Todo)
			}
		}
		c.say("● 正常 %d　▲ 注意 %d　■ 须处理 %d", r.Count(doctor.Good), r.Count(doctor.Warn), r.Count(doctor.Bad))
	}
	if !r.OK {
		return errUnhealthy
	}
	return nil
}
