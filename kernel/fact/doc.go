// Package fact is the sideways seam between matters (业务事件). An act tells a
// fact in its own transaction; another matter hears it later, in a transaction
// of its own, and makes of it a record, a proposal or a signal. A hearer never
// takes a statutory decision.
//
// What is promised:
//   - a fact is told if and only if its act is kept;
//   - every hearer registered when the fact was told hears it at least once,
//     and its effect is kept exactly once: the delivery, keyed by (fact,
//     hearer), is closed in the hearer's own transaction;
//   - one hearer hears the facts of one record in the order in which they were
//     told; a fact it cannot hear holds back that record for that hearer and
//     nothing else;
//   - a failing hearer is tried again with growing pauses, and after so many
//     tries the delivery is undeliverable (投递失败): it waits, with its reason,
//     for a person to try again or to pass over it.
//
// A fact carries references and non-personal values only, because it outlives
// an erasure (kernel.md §1); the act runner that tells it keeps to that.
package fact

import "github.com/hengjian/hengjian/platform/db"

// Table is a table of this package with its class (kernel.md §2).
type Table struct {
	Name  string
	Class string // book or machine
}

// Tables lists the tables of this package.
func Tables() []Table {
	return []Table{{"fact", "book"}, {"fact_delivery", "machine"}}
}

// Steps returns the schema. A delivery is open while done_at is null: waiting
// or dead.
func Steps() []db.Step {
	return []db.Step{{Name: "fact.001_begin", Statements: []string{
		`CREATE TABLE fact (area {text} NOT NULL, id {text} NOT NULL, name {text} NOT NULL, kind {text} NOT NULL, record {text} NOT NULL,
			seq BIGINT NOT NULL, act {text} NOT NULL, at BIGINT NOT NULL, refs {text} NOT NULL, content {text} NOT NULL, PRIMARY KEY (area, id))`,
		`CREATE UNIQUE INDEX fact_record ON fact (area, record, seq)`,
		`CREATE TABLE fact_delivery (area {text} NOT NULL, fact {text} NOT NULL, hearer {text} NOT NULL, record {text} NOT NULL, seq BIGINT NOT NULL,
			state {text} NOT NULL, tries BIGINT NOT NULL, next_at BIGINT NOT NULL, failed_at BIGINT, reason {text} NOT NULL, done_at BIGINT,
			PRIMARY KEY (area, fact, hearer))`,
		`CREATE INDEX fact_delivery_lane ON fact_delivery (area, record, hearer, seq) WHERE done_at IS NULL`,
		`CREATE INDEX fact_delivery_due ON fact_delivery (hearer, next_at) WHERE state = 'waiting'`,
		`CREATE INDEX fact_delivery_dead ON fact_delivery (area, failed_at) WHERE state = 'dead'`,
	}}}
}
