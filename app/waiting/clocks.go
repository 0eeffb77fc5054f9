package waiting

import (
	"context"
	"fmt"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// clocks are the records with a running limit of which the person is the handler
// or the approver: one line a record, with the limit that ends first.
func clocks(e *record.Engine, b *procedure.Book) Source {
	return func(ctx context.Context, c actor.Caller) ([]Item, error) {
		if c.Person == "" {
			return nil, nil
		}
		var out []Item
		err := e.DB().Read(ctx, func(conn db.Conn) error {
			out = nil
			list, err := b.Mine(conn, c.Area, c.Person, perSource)
			if err != nil {
				return err
			}
			seen := map[ref.Ref]bool{}
			for _, d := range list {
				if seen[d.Record] {
					continue
				}
				r, err := e.GetIn(conn, c, d.Kind, d.Record, record.AsOf{})
				if fault.Is(err, fault.NotFound) {
					continue
				}
				if err != nil {
					return err
				}
				k := b.Clock(r, d.Clock)
				if k == nil || k.Wait {
					continue
				}
				seen[d.Record] = true
				l := &Reader{e, conn}
				it := Item{Sort: d.Kind, What: k.Title, Number: r.Number, Title: r.Title(), Subject: l.Title(r, r.Kind.About),
					From: b.StepTitle(r), Link: fmt.Sprintf("/r/%s/%s/%s/%s", r.Kind.Matter, r.Kind.Name, r.Area, r.ID), At: r.CreatedAt.String()}
				if d.Paused {
					it.Word, it.Tone = "停止计算", "paused"
				} else {
					it.Due = d.Due.String()
				}
				out = append(out, it)
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("clocks of %s: %w", c.Person, err)
		}
		return out, nil
	}
}

// unsent are the records a person registered that nobody has yet been given.
func unsent(e *record.Engine) []Source {
	var out []Source
	for _, k := range e.Kinds().All() {
		l := procedure.Of(k)
		if l == nil || k.Of != "" {
			continue
		}
		out = append(out, Records{Engine: e, Kind: k.Name, Filter: fmt.Sprintf("step == %q", l.Versions[len(l.Versions)-1].Start().Name),
			Mine: func(c actor.Caller, r *record.Record) bool { return r.Owner == c.Person },
			Item: func(l *Reader, r *record.Record) Item {
				return Item{What: "分送" + r.Kind.Title, Word: "待分送", Tone: "soon", Subject: l.Title(r, r.Kind.About)}
			}}.Source())
	}
	return out
}
