package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
)

// The jobs of the outbox.
const (
	JobSend  = "notify.send"  // one message
	JobSweep = "notify.sweep" // asks gateways for receipts, gives up what is not heard of, finds what lost its job
)

var (
	// ErrGone is what Parts.Load returns where the message's content was erased, or need
	// not be told any more.
	ErrGone = errors.New("the content of the message is erased or out of date")
	// ErrStranger is the answer to a receipt from nobody known.
	ErrStranger = fault.New(fault.NotFound, "notify.stranger", "没有这个地址")
)

// Held is a message as the outbox holds it.
type Held struct {
	ID        string
	Channel   string
	Mode      Mode
	About     string // whose erasure ends it, e.g. a record
	Topic     string // what it tells, of what it is about
	Sender    string // who asked for it
	State     State
	Attempts  int64
	Doubt     bool // an attempt ended without an answer: it may have gone out more than once
	Settled   bool // nobody need look at how it ended
	Reference string
	Reason    string
	Queued    clock.Instant
	Sent      clock.Instant // 0: not yet
	Ended     clock.Instant // 0: not yet
}

// Parts are what an outbox is made of.
type Parts struct {
	DB       *db.DB
	Channels []Channel
	Clock    clock.Clock // nil: the wall clock
	// Load reads what a message says and to whom, or ErrGone.
	Load func(c db.Conn, h Held) (Message, error)
	// Heard is told how a message ended in the transaction that notes it; where it fails
	// nothing is noted and it is told again. That a message was sent it is told after
	// that was noted, again until it succeeds: it may be told twice, and the message is
	// not sent again for it.
	Heard func(tx *db.Tx, h Held, r Receipt) error
	// Attempts at one message; 0: 10. Backoff as of a job; 0: 30 s, at most an hour.
	Attempts            int64
	Backoff, MaxBackoff time.Duration
	// Patience is how long a receipt is waited for; 0: 72 h.
	Patience time.Duration
}

// Outbox (待发箱) holds messages until they have reached whom they are for.
type Outbox struct {
	p     Parts
	queue *job.Queue
}

// NewOutbox returns an outbox; Work follows where messages are sent.
func NewOutbox(p Parts) *Outbox {
	if p.Clock == nil {
		p.Clock = clock.Wall{}
	}
	if p.Attempts == 0 {
		p.Attempts = 10
	}
	if p.Backoff == 0 {
		p.Backoff = 30 * time.Second
	}
	if p.MaxBackoff == 0 {
		p.MaxBackoff = time.Hour
	}
	if p.Patience == 0 {
		p.Patience = 72 * time.Hour
	}
	return &Outbox{p: p}
}

// sweepEvery is how often receipts are asked for.
const sweepEvery = time.Minute

// Work lets a queue send; it is called once, before the queue works.
func (o *Outbox) Work(q *job.Queue) {
	o.queue = q
	// A job has more attempts than a message, so that the message says why it failed.
	q.Add(JobSend, job.Kind{Run: o.send, Concurrency: 2, Attempts: int(2 * o.p.Attempts), Backoff: o.p.Backoff, MaxBackoff: o.p.MaxBackoff})
	q.Add(JobSweep, job.Kind{Run: o.sweep})
	q.Every("notify", sweepEvery, job.Spec{Kind: JobSweep})
}

// Channels are the channels of the installation, in the order of its configuration.
func (o *Outbox) Channels() []Channel { return o.p.Channels }

// Channel is the channel of a name, nil where there is none.
func (o *Outbox) Channel(name string) Channel {
	for _, c := range o.p.Channels {
		if c.Name() == name {
			return c
		}
	}
	return nil
}

// NewID is an identifier for a message.
func NewID() string { return uuid.NewString() }

// Put queues a message in the transaction of the act that asks for it. Earlier ones
// of the same topic are settled: this one takes their place.
func (o *Outbox) Put(tx *db.Tx, h Held) error {
	c := o.Channel(h.Channel)
	if c == nil {
		return fault.New(fault.Invalid, "notify.channel", "没有这个发送通道")
	}
	if err := Settle(tx, h.About, h.Topic); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO notify_message (id, channel, mode, about, topic, sender, state, attempts, doubt, settled, reference, reason, queued_at, sent_at, ended_at, asked_at)
		VALUES ($1, $2, $3, $4, $5, $6, 'queued', 0, $7, $7, '', '', $8, 0, 0, 0)`, h.ID, c.Name(), string(c.Mode()), h.About, h.Topic, h.Sender, false, int64(o.p.Clock.Now()))
	if err != nil {
		return fmt.Errorf("queueing a message: %w", err)
	}
	if c.Mode() == Letter {
		return nil // it waits for a hand
	}
	return o.enqueue(tx, h.ID, h.About)
}

// enqueue asks for a message to be sent; where no server runs, its sweep does.
func (o *Outbox) enqueue(tx *db.Tx, id, about string) error {
	if o.queue == nil {
		return nil
	}
	_, err := o.queue.Enqueue(tx, job.Spec{Kind: JobSend, Key: id, Payload: payload{id}, About: []string{about}})
	return err
}

type payload struct {
	ID string `json:"id"`
}

// Settle says that nobody need look at the messages of a topic any more: what they
// should have told has been told otherwise.
func Settle(tx *db.Tx, about, topic string) error {
	_, err := tx.Exec(`UPDATE notify_message SET settled = $3 WHERE about = $1 AND topic = $2`, about, topic, true)
	return err
}

// Erase ends what is under way about something and destroys what is known of it.
func Erase(tx *db.Tx, about string) error { return forget(tx, "about", about) }

func forget(tx *db.Tx, column, value string) error {
	_, err := tx.Exec(`UPDATE notify_message SET state = CASE WHEN state IN ('queued', 'sending', 'sent') THEN 'erased' ELSE state END, reference = '', reason = '', sender = '', settled = $2 WHERE `+column+` = $1`, value, true)
	return err
}

const selectHeld = `SELECT id, channel, mode, about, topic, sender, state, attempts, doubt, settled, reference, reason, queued_at, sent_at, ended_at FROM notify_message`

func scan(row interface{ Scan(...any) error }) (h Held, err error) {
	err = row.Scan(&h.ID, &h.Channel, &h.Mode, &h.About, &h.Topic, &h.Sender, &h.State, &h.Attempts, &h.Doubt, &h.Settled, &h.Reference, &h.Reason, &h.Queued, &h.Sent, &h.Ended)
	return h, err
}

func list(rows *sql.Rows, err error) (out []Held, _ error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		h, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, rows.Err()
}

// Of lists the messages about something, the newest first.
func Of(c db.Conn, about string) ([]Held, error) {
	return list(c.Query(selectHeld+` WHERE about = $1 ORDER BY queued_at DESC, id LIMIT 200`, about))
}

// Open lists the messages of a sender that did not reach whom they were for and
// that nobody has settled.
func Open(c db.Conn, sender string, limit int) ([]Held, error) {
	return list(c.Query(selectHeld+` WHERE sender = $1 AND state IN ('failed', 'undeliverable') AND NOT settled ORDER BY ended_at LIMIT $2`, sender, int64(limit)))
}

// Get returns a message.
func Get(c db.Conn, id string) (Held, error) { return one(c, ` WHERE id = $1`, id) }

// lock is Get for who goes on to change the message.
func lock(tx *db.Tx, id string) (Held, error) { return one(tx, ` WHERE id = $1`+forUpdate(tx), id) }

func forUpdate(tx *db.Tx) string {
	if tx.Dialect() == db.Postgres {
		return ` FOR UPDATE`
	}
	return ""
}

func one(c db.Conn, where string, args ...any) (Held, error) {
	h, err := scan(c.QueryRow(selectHeld+where, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return h, fault.New(fault.NotFound, "notify.absent", "没有这条消息")
	}
	return h, err
}

// Health is how a channel fares.
type Health struct {
	Counts  map[State]int64
	Well    clock.Instant // when it last took a message or answered; 0: never
	Ill     clock.Instant // when it last failed; 0: never
	Reason  string        // why it did
	Unknown int64         // receipts of messages that are not ours
}

// Healths tells how the channels fare, by name.
func Healths(c db.Conn) (map[string]Health, error) {
	out := map[string]Health{}
	rows, err := c.Query(`SELECT channel, state, count(*) FROM notify_message GROUP BY channel, state`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var s State
		var n int64
		if err := rows.Scan(&name, &s, &n); err != nil {
			return nil, err
		}
		if out[name].Counts == nil {
			out[name] = Health{Counts: map[State]int64{}}
		}
		out[name].Counts[s] = n
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	more, err := c.Query(`SELECT channel, well_at, ill_at, reason, unknown FROM notify_health`)
	if err != nil {
		return nil, err
	}
	defer more.Close()
	for more.Next() {
		var name string
		var h Health
		if err := more.Scan(&name, &h.Well, &h.Ill, &h.Reason, &h.Unknown); err != nil {
			return nil, err
		}
		h.Counts = out[name].Counts
		out[name] = h
	}
	return out, more.Err()
}

// fares notes how a channel fared.
func (o *Outbox) fares(tx *db.Tx, name string, err error) error {
	now := int64(o.p.Clock.Now())
	well, ill, reason := now, int64(0), ""
	if err != nil {
		well, ill, reason = 0, now, Plain(err.Error())
	}
	_, werr := tx.Exec(`INSERT INTO notify_health (channel, well_at, ill_at, reason, unknown) VALUES ($1, $2, $3, $4, 0)
		ON CONFLICT (channel) DO UPDATE SET well_at = CASE WHEN $2 > 0 THEN $2 ELSE notify_health.well_at END,
			ill_at = CASE WHEN $3 > 0 THEN $3 ELSE notify_health.ill_at END, reason = CASE WHEN $3 > 0 THEN $4 ELSE notify_health.reason END`, name, well, ill, reason)
	return werr
}

func (o *Outbox) load(ctx context.Context, h Held) (m Message, err error) {
	err = o.p.DB.Read(ctx, func(c db.Conn) error {
		m, err = o.p.Load(c, h)
		return err
	})
	m.ID = h.ID
	return m, err
}

// Posted lists the letters that were posted under a number, the newest first.
func Posted(c db.Conn, number string) ([]Held, error) {
	return list(c.Query(selectHeld+` WHERE reference = $1 AND mode = 'letter' ORDER BY queued_at DESC LIMIT 50`, number))
}
