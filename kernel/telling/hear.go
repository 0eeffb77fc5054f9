package telling

import (
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/notify"
)

// of is where a message belongs: the kind and the record it is of, what it tells whom.
func of(h notify.Held) (kindName string, r ref.Ref, act, whom string) {
	parts := strings.SplitN(h.Topic, ".", 3)
	if len(parts) != 3 {
		return "", ref.Ref{}, "", ""
	}
	return parts[0], record.OfHolder(h.About), parts[1], parts[2]
}

// load reads what a message says from the act that sent it off. What need not be told
// any more is gone: the act was annulled or done anew, or it has been told otherwise.
func (d *Desk) load(c db.Conn, h notify.Held) (notify.Message, error) {
	kindName, r, act, whom := of(h)
	on, err := d.engine.GetIn(c, actor.Caller{Machine: Machine, Area: r.Area}, kindName, r, record.AsOf{})
	if fault.Is(err, fault.NotFound) || err == nil && on.State != record.Active {
		return notify.Message{}, notify.ErrGone
	}
	if err != nil {
		return notify.Message{}, err
	}
	course, err := d.Book.Course(c, on, d.engine.DB().Now())
	if err != nil {
		return notify.Message{}, err
	}
	said, err := d.said(c, kindName, r)
	if err != nil {
		return notify.Message{}, err
	}
	s, ok := said[h.ID]
	if !ok || s.outdone || !slices.Contains(course.Untold(act), whom) {
		return notify.Message{}, notify.ErrGone
	}
	return s.Message, nil
}

// heard notes on the record what became of a message: that somebody was told, once
// it counts, or that he could not be reached.
func (d *Desk) heard(tx *db.Tx, h notify.Held, x notify.Receipt) error {
	kindName, r, act, whom := of(h)
	on, err := d.engine.GetForAct(tx, kindName, r)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil || on.State != record.Active {
		return err
	}
	course, err := d.Book.Course(tx, on, tx.Now())
	if err != nil {
		return err
	}
	said, err := d.said(tx, kindName, r)
	if err != nil {
		return err
	}
	owed := slices.Contains(course.Untold(act), whom) && !said[h.ID].outdone
	switch {
	case x.State == notify.Failed || x.State == notify.Undeliverable:
		if h.Mode != notify.SMS && x.State == notify.Undeliverable {
			return nil // a person entered it
		}
		return d.pass(tx, on, record.Receipt, map[string]any{"message": h.ID, "result": string(x.State), "proof": x.Reason})
	case owed && (x.State == d.Texts.counts[h.Mode].State || x.State == notify.Delivered):
		day := dayOf(min(x.At+d.ahead(tx), tx.Now()))
		if from := course.DayOf(act); day.Before(from) {
			day = from
		}
		return d.pass(tx, on, record.Inform, map[string]any{"act": act, "whom": whom, "mode": string(h.Mode), "told_on": day.String(), "proof": d.proof(h, x)})
	}
	return nil
}

// pass does an act of the machine on a record. What the record no longer takes is
// left: the telling stays owed and its page shows that the message has come.
func (d *Desk) pass(tx *db.Tx, on *record.Record, act string, values map[string]any) error {
	_, err := d.engine.ActIn(tx, record.Request{Kind: on.Kind.Name, Act: act, Record: on.Ref(), Area: on.Area, Rev: &on.Rev, Values: values, Caller: actor.Caller{Machine: Machine, Area: on.Area}})
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return nil
	}
	return err
}

// proof says by what a telling is proven.
func (d *Desk) proof(h notify.Held, x notify.Receipt) string {
	c := d.box.Channel(h.Channel)
	var out []string
	title := h.Channel
	if c != nil {
		title = c.Title()
	}
	out = append(out, title)
	if h.Reference != "" {
		word := "消息编号 "
		if h.Mode == notify.Letter {
			word = "运单号 "
		}
		out = append(out, word+h.Reference)
	}
	word := "送达回执 "
	if x.State == notify.Sent {
		word = "发出 "
	}
	if h.Mode == notify.SMS {
		out = append(out, word+x.At.Time().Format("2006-01-02 15:04:05"))
	}
	if x.Reason != "" {
		out = append(out, x.Reason)
	}
	if by := d.People.PersonName(ref.ID(h.Sender)); by != "" {
		out = append(out, by+"核对后发送")
	}
	return strings.Join(out, "；")
}

// ahead is how far the legal clock runs before the machine's: nothing in a bureau,
// something in a demo city. Channels know the machine's time, acts the legal one.
func (d *Desk) ahead(tx *db.Tx) clock.Instant { return tx.Now() - clock.Wall{}.Now() }

// endOf is the last moment of a legal day, as the machine's clock has it.
func (d *Desk) endOf(tx *db.Tx, day string) clock.Instant {
	x, err := calendar.Parse(day)
	if err != nil {
		return clock.Wall{}.Now()
	}
	return min(clock.Instant(x.AddDays(1).Start())-1-d.ahead(tx), clock.Wall{}.Now())
}

func dayOf(at clock.Instant) calendar.Date { return calendar.DateOf(calendar.Instant(at)) }
