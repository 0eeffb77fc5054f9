package notify

import (
	"context"
	"errors"
	"fmt"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
)

// send is one attempt at a message. That the gateway is about to be asked is
// committed first: who finds it so knows that the last attempt ended without an
// answer.
func (o *Outbox) send(ctx context.Context, r *job.Run) error {
	var p payload
	if err := r.Decode(&p); err != nil {
		return err
	}
	h, due, err := o.begin(ctx, r, p.ID)
	if err == nil && h.State == Sent { // noted, and the attempt ended before it was heard
		return o.hear(ctx, r, h.ID)
	}
	if err != nil || !due {
		return err
	}
	c := o.Channel(h.Channel)
	if c == nil {
		return o.conclude(ctx, r, h, "", Refused{"发送通道 " + h.Channel + " 已不在配置中"})
	}
	m, err := o.load(ctx, h)
	if errors.Is(err, ErrGone) {
		return o.p.DB.Write(ctx, func(tx *db.Tx) error {
			if err := forget(tx, "id", h.ID); err != nil { // this one alone: others about the same stand
				return err
			}
			return r.Finish(tx, "")
		})
	}
	if err != nil {
		return err
	}
	reference, err := c.Send(ctx, m)
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx) // lost or stopping: the next attempt finds it being sent
	}
	return o.conclude(ctx, r, h, reference, err)
}

// begin takes a message in hand; due is false where there is nothing to send.
func (o *Outbox) begin(ctx context.Context, r *job.Run, id string) (h Held, due bool, err error) {
	err = o.p.DB.Write(ctx, func(tx *db.Tx) error {
		due = false
		if err := r.Guard(tx); err != nil {
			return err
		}
		var err error
		if h, err = lock(tx, id); err != nil {
			return err
		}
		switch h.State {
		case Queued, Sending:
		case Sent:
			return nil
		default:
			return r.Finish(tx, "")
		}
		h.Doubt = h.Doubt || h.State == Sending
		if h.Attempts >= o.p.Attempts {
			if err := o.end(tx, h, Receipt{State: Failed, Reason: "试了多次没有发出"}); err != nil {
				return err
			}
			return r.Finish(tx, "")
		}
		h.Attempts++
		due = true
		_, err = tx.Exec(`UPDATE notify_message SET state = 'sending', attempts = $2, doubt = $3 WHERE id = $1`, id, h.Attempts, h.Doubt)
		return err
	})
	return h, due, err
}

// conclude notes how an attempt ended. That a message is out is noted by itself:
// whatever fails after it must not have the message sent again.
func (o *Outbox) conclude(ctx context.Context, r *job.Run, h Held, reference string, sending error) error {
	var final Refused
	over := errors.As(sending, &final) || h.Attempts >= o.p.Attempts
	err := o.p.DB.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		if err := r.Guard(tx); err != nil {
			return err
		}
		now, err := lock(tx, h.ID)
		if err != nil {
			return err
		}
		if err := o.fares(tx, h.Channel, outage(sending)); err != nil {
			return err
		}
		if now.State != Sending { // erased meanwhile, or its receipt was faster
			return r.Finish(tx, "")
		}
		switch {
		case sending == nil:
			_, err := o.noteSent(tx, now, reference)
			return err
		case over:
			if err := o.end(tx, now, Receipt{State: Failed, Reason: sending.Error()}); err != nil {
				return err
			}
			return r.Finish(tx, "")
		}
		_, err = tx.Exec(`UPDATE notify_message SET state = 'queued', doubt = $2, reason = $3 WHERE id = $1`, h.ID, now.Doubt || mayHaveGone(sending), Plain(sending.Error()))
		return err
	})
	if err != nil {
		return err
	}
	if sending == nil {
		return o.hear(ctx, r, h.ID)
	}
	if over {
		return nil
	}
	return fault.New(fault.Unavailable, "notify.later", "没有发出，将再试").With(fmt.Errorf("channel %s: %s", h.Channel, Plain(sending.Error())))
}

// hear tells the matter that a message went out and ends its job. Where that fails
// the job stays, and its next attempt tells it again without sending.
func (o *Outbox) hear(ctx context.Context, r *job.Run, id string) error {
	ctx = context.WithoutCancel(ctx)
	err := o.p.DB.Write(ctx, func(tx *db.Tx) error {
		if err := r.Guard(tx); err != nil {
			return err
		}
		h, err := lock(tx, id)
		if err != nil {
			return err
		}
		if h.State == Sent { // else its receipt was faster, and was heard
			if err := o.heardSent(tx, h); err != nil {
				return err
			}
		}
		return r.Finish(tx, "")
	})
	if err != nil {
		return err
	}
	o.askSoon(ctx)
	return nil
}

// soon is after how long a message that went out is first asked about.
const soon = clock.Instant(3000)

// askSoon looks for receipts once before the next round; asked for already, it waits
// with that one. Where it cannot be asked for, the next round looks.
func (o *Outbox) askSoon(ctx context.Context) {
	_ = o.p.DB.Write(ctx, func(tx *db.Tx) error { // the message is out and noted, whatever comes of this
		_, err := o.queue.Enqueue(tx, job.Spec{Kind: JobSweep, Key: "soon", At: clock.Wall{}.Now() + soon})
		return err
	})
}

// outage is an error that the channel is to blame for, not the message.
func outage(err error) error {
	var r Refused
	if errors.As(err, &r) {
		return nil
	}
	return err
}

// noteSent notes that a message is in the hands of the channel.
func (o *Outbox) noteSent(tx *db.Tx, h Held, reference string) (Held, error) {
	h.State, h.Reference, h.Reason, h.Sent = Sent, cut(reference), "", o.p.Clock.Now()
	_, err := tx.Exec(`UPDATE notify_message SET state = 'sent', reference = $2, reason = '', sent_at = $3 WHERE id = $1`, h.ID, h.Reference, int64(h.Sent))
	return h, err
}

func (o *Outbox) heardSent(tx *db.Tx, h Held) error {
	return o.p.Heard(tx, h, Receipt{ID: h.ID, Reference: h.Reference, State: Sent, At: h.Sent})
}

// cut bounds what a channel calls a message.
func cut(s string) string {
	s = legible(s)
	if r := []rune(s); len(r) > 100 {
		return string(r[:100])
	}
	return s
}

// end notes the end of a message and lets it be heard.
func (o *Outbox) end(tx *db.Tx, h Held, r Receipt) error {
	now := o.p.Clock.Now()
	r.ID, r.Reason = h.ID, Plain(r.Reason)
	if r.At == 0 || r.At > now+slack || r.At < h.Queued-slack { // a clock that cannot be right is not believed
		r.At = now
	}
	if _, err := tx.Exec(`UPDATE notify_message SET state = $2, reason = $3, ended_at = $4 WHERE id = $1`, h.ID, string(r.State), r.Reason, int64(r.At)); err != nil {
		return err
	}
	h.State, h.Reason, h.Ended, r.Reference = r.State, r.Reason, r.At, h.Reference
	return o.p.Heard(tx, h, r)
}

// slack is how far the clock of a gateway may be off.
const slack = clock.Instant(5 * 60 * 1000)
