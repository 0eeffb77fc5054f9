// Package notify carries messages out of the house: short messages through the
// gateway of a provider, mail through a server, letters through the post. Where
// they go is the installation's own configuration and nothing else (Channel); no
// address in a field, a file or an answer is ever asked.
//
// A message is queued in the transaction of the act that asks for it and sent by
// a job after the commit (Outbox). It has one identifier from then on, which the
// gateway is given as its idempotency key and a mail server as the Message-ID. The
// state is written before and after the gateway is asked: a process killed in
// between is seen by the next attempt, which says so and sends again under the same
// identifier. That is at least once; a gateway that keeps its keys makes it once.
//
// The tables are machine tables (kernel.md §2) and hold neither text nor address:
// both are read, when the message is sent, from where the act put them
// (Parts.Load), so that what an erasure destroys there is gone from here.
package notify

import "github.com/hengjian/hengjian/platform/db"

// Tables are the machine tables only this package writes.
func Tables() []string { return []string{"notify_message", "notify_health"} }

// Steps make the tables.
func Steps() []db.Step {
	return []db.Step{{Name: "notify.001_outbox", Statements: []string{
		`CREATE TABLE notify_message (
			id {text} PRIMARY KEY,
			channel {text} NOT NULL,
			mode {text} NOT NULL,
			about {text} NOT NULL,
			topic {text} NOT NULL,
			sender {text} NOT NULL,
			state {text} NOT NULL,
			attempts BIGINT NOT NULL,
			doubt {bool} NOT NULL,
			settled {bool} NOT NULL,
			reference {text} NOT NULL,
			reason {text} NOT NULL,
			queued_at BIGINT NOT NULL,
			sent_at BIGINT NOT NULL,
			ended_at BIGINT NOT NULL,
			asked_at BIGINT NOT NULL)`,
		`CREATE INDEX notify_message_about ON notify_message (about, topic)`,
		`CREATE INDEX notify_message_reference ON notify_message (channel, reference)`,
		`CREATE INDEX notify_message_state ON notify_message (state, sent_at)`,
		`CREATE INDEX notify_message_open ON notify_message (sender, state) WHERE NOT settled`,
		`CREATE TABLE notify_health (
			channel {text} PRIMARY KEY,
			well_at BIGINT NOT NULL,
			ill_at BIGINT NOT NULL,
			reason {text} NOT NULL,
			unknown BIGINT NOT NULL)`,
	}}, {Name: "notify.002_number", Statements: []string{
		`CREATE INDEX notify_message_number ON notify_message (reference) WHERE mode = 'letter'`,
	}}}
}
