package main

import (
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/law"
)

type dueCmd struct {
	Law    string   `arg:"" help:"law, e.g. samr-order-121"`
	Clock  string   `arg:"" help:"clock of the law, e.g. accept, mediate, decide"`
	Start  string   `arg:"" help:"day or moment from which it runs, e.g. 2026-09-30"`
	Pause  []string `help:"pause FROM..TO, leaving out the days after FROM up to and including TO; may be repeated" sep:"none" placeholder:"FROM..TO"`
	Extend int      `help:"days or working days, the unit of the limit, by which it was extended" placeholder:"N"`
	Begins string   `help:"day that pins the text, for a matter begun under an older one" placeholder:"DAY"`
	JSON   bool     `name:"json" help:"print JSON"`
}

// Run prints the due day of a clock and how it was counted.
func (d dueCmd) Run(c *console) error {
	lib, err := law.Load()
	if err != nil {
		return err
	}
	days, err := calendar.Shipped()
	if err != nil {
		return err
	}
	r, err := law.Due(lib, days, law.Query{Law: d.Law, Clock: d.Clock, Start: d.Start, Pauses: d.Pause, Extend: d.Extend, Begins: d.Begins})
	if err != nil {
		return err
	}
	if d.JSON {
		return c.json(r)
	}
	c.say("%s", r.Text())
	return nil
}
