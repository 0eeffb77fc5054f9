package notify

import (
	"context"
	"errors"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
)

// Post notes that a letter was posted under a number.
func (o *Outbox) Post(tx *db.Tx, id, number string) error {
	h, err := lock(tx, id)
	if err != nil {
		return err
	}
	if h.Mode != Letter || h.State != Queued && h.State != Sent {
		return fault.New(fault.Conflict, "notify.state", "这封信函已有结果，不能再登记运单号")
	}
	if h, err = o.noteSent(tx, h, number); err != nil {
		return err
	}
	return o.heardSent(tx, h)
}

// Note takes a receipt and reports whether it says something new. A message that
// has reached whom it is for stays so, whatever comes later; one that was given up
// has come after all when its receipt says so.
func (o *Outbox) Note(tx *db.Tx, channel string, r Receipt) (bool, error) {
	h, err := o.find(tx, channel, r)
	if err != nil {
		return false, err
	}
	if h.State == r.State || h.State == Delivered || h.State == Erased || h.State.Ended() && r.State != Delivered {
		return false, nil
	}
	return true, o.end(tx, h, r)
}

// find is the message of a receipt, for change.
func (o *Outbox) find(tx *db.Tx, channel string, r Receipt) (h Held, err error) {
	err = fault.New(fault.NotFound, "notify.absent", "没有这条消息")
	if r.ID != "" {
		h, err = one(tx, ` WHERE id = $1 AND channel = $2`+forUpdate(tx), r.ID, channel)
	}
	if fault.Is(err, fault.NotFound) && r.Reference != "" {
		h, err = one(tx, ` WHERE channel = $1 AND reference = $2`+forUpdate(tx), channel, cut(r.Reference))
	}
	return h, err
}

// Take notes what a gateway brought, each receipt in a transaction of its own, and
// returns how many said something new.
func (o *Outbox) Take(ctx context.Context, channel string, receipts []Receipt) (fresh int, err error) {
	for _, r := range receipts {
		changed := false
		err := o.p.DB.Write(ctx, func(tx *db.Tx) (err error) {
			changed, err = o.Note(tx, channel, r)
			if fault.Is(err, fault.NotFound) {
				_, err = tx.Exec(`INSERT INTO notify_health (channel, well_at, ill_at, reason, unknown) VALUES ($1, 0, 0, '', 1)
					ON CONFLICT (channel) DO UPDATE SET unknown = notify_health.unknown + 1`, channel)
			}
			return err
		})
		if err != nil {
			return fresh, err
		}
		if changed {
			fresh++
		}
	}
	return fresh, nil
}

// sweepStep is how many messages one round asks about.
const sweepStep = 200

// sweep asks for receipts, gives up messages of which nothing is heard, and lets
// those be sent whose job got lost: queued while no server ran. What one message
// meets holds up no other.
func (o *Outbox) sweep(ctx context.Context, _ *job.Run) error {
	var waiting []Held
	err := o.p.DB.Read(ctx, func(c db.Conn) (err error) {
		waiting, err = list(c.Query(selectHeld+` WHERE state IN ('queued', 'sending') AND mode <> 'letter' ORDER BY queued_at LIMIT $1`, int64(sweepStep)))
		return err
	})
	if err != nil {
		return err
	}
	var errs []error
	for _, h := range waiting {
		err := o.p.DB.Write(ctx, func(tx *db.Tx) error { return o.enqueue(tx, h.ID, h.About) })
		if err != nil && !fault.Is(err, fault.Conflict) { // its job has just ended: the next round looks again
			errs = append(errs, err)
		}
	}
	answers := map[string]bool{}
	for _, c := range o.p.Channels {
		if p, ok := c.(Poller); ok && p.Polls() {
			well, err := o.poll(ctx, c.Name(), p)
			answers[c.Name()] = well
			errs = append(errs, err)
		}
	}
	return errors.Join(append(errs, o.giveUp(ctx, answers))...)
}

// poll asks a channel about its messages, the longest unasked first. One that does
// not answer is left for this round; well is whether it did to the end.
func (o *Outbox) poll(ctx context.Context, channel string, p Poller) (well bool, _ error) {
	var out []Held
	err := o.p.DB.Read(ctx, func(c db.Conn) (err error) {
		out, err = list(c.Query(selectHeld+` WHERE state = 'sent' AND channel = $1 ORDER BY asked_at, sent_at LIMIT $2`, channel, int64(sweepStep)))
		return err
	})
	if err != nil {
		return true, err
	}
	var errs []error
	for _, h := range out {
		receipt, asking := p.Poll(ctx, h.ID, h.Reference)
		if ctx.Err() != nil {
			return true, context.Cause(ctx)
		}
		if err := o.asked(ctx, h, receipt, asking); err != nil {
			errs = append(errs, err)
		}
		if asking != nil {
			return false, errors.Join(errs...)
		}
	}
	return true, errors.Join(errs...)
}

// asked notes what a channel answered about a message, or that it did not.
func (o *Outbox) asked(ctx context.Context, h Held, r Receipt, asking error) error {
	now := o.p.Clock.Now()
	return o.p.DB.Write(ctx, func(tx *db.Tx) error {
		if err := o.fares(tx, h.Channel, asking); err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE notify_message SET asked_at = $2 WHERE id = $1`, h.ID, int64(now)); err != nil {
			return err
		}
		switch {
		case r.State != "":
			r.ID = h.ID
		case h.Mode == SMS && h.Sent < o.tooLong(now):
			r = silent(h)
		default:
			return nil
		}
		_, err := o.Note(tx, h.Channel, r)
		return err
	})
}

// giveUp ends the short messages of which nothing was heard for too long and whose
// channel says nothing: it cannot be asked, does not answer, or is not in the
// configuration any more. Those of a channel that answers end when it was asked.
func (o *Outbox) giveUp(ctx context.Context, answers map[string]bool) error {
	var old []Held
	err := o.p.DB.Read(ctx, func(c db.Conn) (err error) {
		old, err = list(c.Query(selectHeld+` WHERE state = 'sent' AND mode = 'sms' AND sent_at < $1 ORDER BY sent_at LIMIT $2`, int64(o.tooLong(o.p.Clock.Now())), int64(sweepStep)))
		return err
	})
	errs := []error{err}
	for _, h := range old {
		if answers[h.Channel] {
			continue
		}
		errs = append(errs, o.p.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := o.Note(tx, h.Channel, silent(h))
			return err
		}))
	}
	return errors.Join(errs...)
}

// tooLong is before when a message was sent whose receipt nobody waits for any more.
func (o *Outbox) tooLong(now clock.Instant) clock.Instant {
	return now - clock.Instant(o.p.Patience.Milliseconds())
}

func silent(h Held) Receipt {
	return Receipt{ID: h.ID, State: Undeliverable, Reason: "很久没有收到送达回执"}
}
