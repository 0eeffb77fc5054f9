package waiting

import (
	"context"
	"fmt"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/telling"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/notify"
)

// Unreached are tellings that the person sent off and that did not arrive: no clock
// has stopped on them, and he must tell otherwise.
func Unreached(e *record.Engine, d *telling.Desk) Source {
	return func(ctx context.Context, c actor.Caller) ([]Item, error) {
		if c.Person == "" {
			return nil, nil
		}
		var out []Item
		err := e.DB().Read(ctx, func(conn db.Conn) error {
			out = nil
			list, err := d.Open(conn, c, perSource)
			if err != nil {
				return err
			}
			for _, x := range list {
				word := "没有发出"
				if x.State == notify.Undeliverable {
					word = "没有送达"
				}
				out = append(out, Item{Sort: "telling", What: "另行告知" + x.Who, Word: word, Tone: "soon", Number: x.Record.Number, Title: x.Record.Title(), Subject: x.Title + "：" + x.Reason, Link: link(x.Record), At: x.Ended.String()})
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("tellings of %s that did not arrive: %w", c.Person, err)
		}
		return out, nil
	}
}
