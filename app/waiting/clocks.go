package waiting

import (
	"context"
	"fmt"
	"slices"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/task"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Tasks are the records with a procedure on which the person must act: his own,
// and of those who left theirs to him while they are away.
func Tasks(e *record.Engine, people *actor.Directory, b *procedure.Book, t *task.Book) Source {
	return func(ctx context.Context, c actor.Caller) ([]Item, error) {
		if c.Person == "" {
			return nil, nil
		}
		var out []Item
		err := e.DB().Read(ctx, func(conn db.Conn) error {
			out = nil
			for _, as := range Hats(people, c) {
				list, err := t.Mine(conn, as, task.Query{Area: c.Area, Limit: perSource})
				if err != nil {
					return err
				}
				for _, x := range list {
					if x.State == task.Filing { // it stands among one's tasks, and hurries nobody
						continue
					}
					it, ok, err := TaskItem(&Reader{e, conn}, b, as, x)
					if err != nil {
						return err
					}
					if ok {
						it.For = whose(people, as)
						out = append(out, it)
					}
				}
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("tasks of %s: %w", c.Person, err)
		}
		return out, nil
	}
}

// Hats are the caller as himself and as each of those he stands in for today.
func Hats(people *actor.Directory, c actor.Caller) []actor.Caller {
	out := []actor.Caller{c}
	if c.OnBehalf != "" {
		return out
	}
	for _, g := range people.Givers(c) {
		if as, err := people.Act(c, g.ID); err == nil { // else the delegation ended meanwhile
			out = append(out, as)
		}
	}
	return out
}

func whose(people *actor.Directory, as actor.Caller) *Who {
	if as.OnBehalf == "" {
		return nil
	}
	return &Who{string(as.OnBehalf), people.PersonName(as.OnBehalf)}
}

// TaskItem shows a task; ok is false where its record is not the caller's to see.
func TaskItem(l *Reader, b *procedure.Book, c actor.Caller, x task.Task) (it Item, ok bool, err error) {
	r, err := l.Engine.GetIn(l.Conn, c, x.Kind, x.Record, record.AsOf{})
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Denied) {
		return it, false, nil
	}
	if err != nil {
		return it, false, err
	}
	it = Item{Sort: x.Kind, What: b.StepTitle(r), Number: r.Number, Title: r.Title(), Subject: l.Title(r, r.Kind.About), From: b.StepTitle(r), Link: link(r), At: r.CreatedAt.String()}
	if k := b.Clock(r, x.Clock); k != nil {
		it.What = k.Title
	}
	if x.Role == "receiver" && !b.Ended(r) { // of one that has ended somebody is still to be told
		it.What = "分送" + r.Kind.Title
	}
	switch {
	case x.State == task.Paused:
		it.Word, it.Tone = "停止计算", "paused"
	case x.DueOn == task.Never:
		it.Word, it.Tone = "待办理", "ok"
	default:
		it.Due = x.DueOn
	}
	return it, true, nil
}

func link(r *record.Record) string {
	return fmt.Sprintf("/r/%s/%s/%s/%s", r.Kind.Matter, r.Kind.Name, r.Area, r.ID)
}

// Orders are what others ask of the person on records (督办、催办、委托、抄送), and
// what was answered to what he asked.
func Orders(e *record.Engine, people *actor.Directory, b *procedure.Book) Source {
	return func(ctx context.Context, c actor.Caller) ([]Item, error) {
		if c.Person == "" {
			return nil, nil
		}
		var out []Item
		err := e.DB().Read(ctx, func(conn db.Conn) error {
			out = nil
			for _, as := range Hats(people, c) {
				list, err := e.Orders(conn, record.OrderQuery{Area: c.Area, States: []string{record.OrderOpen}, To: as.For(), ToUnit: as.Unit, Limit: perSource})
				if err != nil {
					return err
				}
				for _, o := range list {
					r, err := e.GetIn(conn, as, o.Kind, o.Record, record.AsOf{})
					if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Denied) {
						continue
					}
					if err != nil {
						return err
					}
					if b.Ended(r) && slices.Contains([]string{record.Urge, record.Supervise}, o.Sort) {
						continue // what was hurried is done
					}
					it := Item{Sort: "order", What: asked[o.Sort], Word: record.Titles[o.Sort], Tone: "soon", Due: o.Until, Number: r.Number, Title: r.Title(),
						Subject: o.Reason, From: people.PersonName(o.By), Link: link(r), At: o.At.String(), For: whose(people, as)}
					out = append(out, it)
				}
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("orders to %s: %w", c.Person, err)
		}
		return out, nil
	}
}

// asked is what an order asks for.
var asked = map[string]string{record.Supervise: "回复督办", record.Urge: "回复催办", record.Depute: "办理委托", record.Copy: "阅知", record.AddSigner: "会签"}
