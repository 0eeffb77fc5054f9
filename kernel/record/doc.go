// Package record owns the tables of every declared kind, their history, their
// lists, and the one runner through which any act changes anything.
//
// A kind's table is a book: key (area, id), system columns, then a column or
// two per field. Every revision of a record is one row of record_history that
// holds what the act wrote; the row is the fold of its history, and
// `ledger verify --records` checks that it is. Values that must be unique
// across areas stand in record_directory, written in the same act.
package record

import (
	"github.com/hengjian/hengjian/platform/db"
)

// States of a record, beside those a procedure gives it.
const (
	Active      = "active"
	Annulled    = "annulled"    // its creating act was annulled
	Withdrawn   = "withdrawn"   // its import was undone
	Transferred = "transferred" // it goes on in another area
	Erased      = "erased"      // values and key destroyed
)

// Class says how a table may be written (kernel.md §2).
type Class string

// The classes of tables.
const (
	Book      Class = "book"
	Directory Class = "directory"
	Shared    Class = "shared"
	Machine   Class = "machine"
)

// Tables lists the package's own tables and their class; the tables of kinds
// are all books.
func Tables() map[string]Class {
	return map[string]Class{
		"record_history":     Book,
		"record_party":       Book,
		"record_order":       Book,
		"record_directory":   Directory,
		"record_number":      Shared,
		"record_total":       Machine,
		"record_declaration": Machine,
		"record_column":      Machine,
		"record_idempotency": Machine,
		"record_stop":        Machine,
		"record_residue":     Machine,
	}
}

// Steps are the package's schema changes; those of platform/blob come before.
func Steps() []db.Step {
	return []db.Step{{Name: "record.001_tables", Statements: []string{
		`CREATE TABLE record_history (
			area {text} NOT NULL, record {text} NOT NULL, rev BIGINT NOT NULL,
			kind {text} NOT NULL, act {text} NOT NULL, entry BIGINT NOT NULL,
			at BIGINT NOT NULL, effective {text} NOT NULL, line BIGINT NOT NULL,
			previous {text} NOT NULL, changes {text},
			PRIMARY KEY (area, record, rev))`,
		`CREATE INDEX record_history_act ON record_history (area, act, entry)`,
		`CREATE TABLE record_party (area {text} NOT NULL, kind {text} NOT NULL, record {text} NOT NULL,
			person {text} NOT NULL, unit {text} NOT NULL, PRIMARY KEY (area, kind, record, person, unit))`,
		`CREATE INDEX record_party_person ON record_party (area, person, kind)`,
		`CREATE INDEX record_party_unit ON record_party (area, unit, kind)`,
		`CREATE TABLE record_directory (kind {text} NOT NULL, field {text} NOT NULL, value {text} NOT NULL,
			area {text} NOT NULL, id {text} NOT NULL, PRIMARY KEY (kind, field, value))`,
		`CREATE TABLE record_number (area {text} NOT NULL, organ {text} NOT NULL, kind {text} NOT NULL,
			year BIGINT NOT NULL, last BIGINT NOT NULL, PRIMARY KEY (area, organ, kind, year))`,
		`CREATE TABLE record_total (area {text} NOT NULL, kind {text} NOT NULL, facet {text} NOT NULL,
			value {text} NOT NULL, id {text} NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (area, kind, facet, value, id))`,
		`CREATE TABLE record_declaration (digest {text} PRIMARY KEY, kind {text} NOT NULL, file {text} NOT NULL,
			source {text} NOT NULL, first_at BIGINT NOT NULL)`,
		`CREATE TABLE record_column (kind {text} NOT NULL, field {text} NOT NULL, type {text} NOT NULL, PRIMARY KEY (kind, field))`,
		`CREATE TABLE record_idempotency (actor {text} NOT NULL, key {text} NOT NULL, digest {text} NOT NULL,
			area {text} NOT NULL, record {text} NOT NULL, rev BIGINT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (actor, key))`,
		`CREATE TABLE record_stop (kind {text} NOT NULL, gram {text} NOT NULL, PRIMARY KEY (kind, gram))`,
	}}, {Name: "record.002_erasure", Statements: []string{
		`CREATE INDEX record_idempotency_record ON record_idempotency (area, record)`,
		`CREATE TABLE record_residue (kind {text} PRIMARY KEY, act {text} NOT NULL)`,
	}, Then: adoptFiles}, {Name: "record.003_share", Statements: []string{
		`ALTER TABLE record_stop ADD COLUMN share BIGINT NOT NULL DEFAULT 10000`,
	}}, {Name: "record.004_order", Statements: []string{
		`ALTER TABLE record_party ADD COLUMN only_reads {bool} NOT NULL DEFAULT FALSE`,
		`CREATE TABLE record_order (
			area {text} NOT NULL, record {text} NOT NULL, act {text} NOT NULL, kind {text} NOT NULL, sort {text} NOT NULL, state {text} NOT NULL,
			by_person {text} NOT NULL, by_unit {text} NOT NULL, to_person {text} NOT NULL, to_unit {text} NOT NULL, until_on {text} NOT NULL, at BIGINT NOT NULL,
			reason {text} NOT NULL, reply {text} NOT NULL, reply_by {text} NOT NULL, replied_at BIGINT NOT NULL, ended_at BIGINT NOT NULL,
			PRIMARY KEY (area, record, act))`,
		`CREATE INDEX record_order_person ON record_order (area, to_person, state)`,
		`CREATE INDEX record_order_unit ON record_order (area, to_unit, state)`,
		`CREATE INDEX record_order_state ON record_order (area, state, until_on, act)`,
	}}, {Name: "record.005_signer", Statements: []string{
		`ALTER TABLE record_order ADD COLUMN awaited {text} NOT NULL DEFAULT ''`,
	}}}
}
