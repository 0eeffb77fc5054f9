// Package collect brings the registers of other offices in (数据归集): a batch is
// one file for one kind, examined before anything is written (预检), written in
// chunks of at most 2,000 rows that are one act and one transaction each, resumed
// after a crash where the last chunk was committed, and taken back chunk by
// chunk. Rows that cannot go in stay in quarantine until a person has fixed or
// dropped them.
//
// The file of a batch is kept until some days after the batch has ended, and not
// so long where a record of its kind is erased (file.go).
//
// In every chunk and in every batch the rows read are the rows accepted, merged,
// unchanged and quarantined; the counts stand in the chunk's own transaction.
//
// What a row means is told by a Preparer of its kind; this package knows none.
package collect

import (
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
)

// Tables lists the package's tables and their class.
func Tables() map[string]record.Class {
	return map[string]record.Class{
		"collect_batch":      record.Machine,
		"collect_chunk":      record.Machine,
		"collect_quarantine": record.Machine,
		"collect_source":     record.Machine,
		"collect_review":     record.Machine,
		"collect_likeness":   record.Machine,
	}
}

// Steps are the package's schema changes.
func Steps() []db.Step {
	return []db.Step{{Name: "collect.001_tables", Statements: []string{
		`CREATE TABLE collect_batch (area {text} NOT NULL, id {text} NOT NULL, kind {text} NOT NULL, source {text} NOT NULL,
			source_title {text} NOT NULL, source_owner {text} NOT NULL, file {text} NOT NULL, name {text} NOT NULL,
			columns {text} NOT NULL, mapping {text} NOT NULL, state {text} NOT NULL, actor {text} NOT NULL, at BIGINT NOT NULL,
			started_at BIGINT, ended_at BIGINT, position BIGINT NOT NULL, chunks BIGINT NOT NULL,
			rows_read BIGINT NOT NULL, accepted BIGINT NOT NULL, merged BIGINT NOT NULL, unchanged BIGINT NOT NULL, quarantined BIGINT NOT NULL,
			file_size BIGINT NOT NULL, rows_total BIGINT NOT NULL, checked {text}, conflicts {text}, error {text}, PRIMARY KEY (area, id))`,
		`CREATE TABLE collect_chunk (area {text} NOT NULL, batch {text} NOT NULL, n BIGINT NOT NULL, sort {text} NOT NULL,
			first_line BIGINT NOT NULL, last_line BIGINT NOT NULL, rows_read BIGINT NOT NULL, accepted BIGINT NOT NULL,
			merged BIGINT NOT NULL, unchanged BIGINT NOT NULL, quarantined BIGINT NOT NULL, act {text} NOT NULL, at BIGINT NOT NULL,
			undone_at BIGINT, undo_act {text}, withdrawn BIGINT, reverted BIGINT, left_alone {text}, PRIMARY KEY (area, batch, n))`,
		`CREATE TABLE collect_quarantine (area {text} NOT NULL, batch {text} NOT NULL, line BIGINT NOT NULL, chunk BIGINT NOT NULL,
			cells {text} NOT NULL, problems {text} NOT NULL, state {text} NOT NULL, at BIGINT NOT NULL,
			ended_at BIGINT, ended_by {text}, record {text} NOT NULL, PRIMARY KEY (area, batch, line))`,
		`CREATE INDEX collect_quarantine_record ON collect_quarantine (area, record)`,
		`CREATE INDEX collect_quarantine_state ON collect_quarantine (state, at)`,
		`CREATE TABLE collect_source (area {text} NOT NULL, name {text} NOT NULL, kind {text} NOT NULL, title {text} NOT NULL, owner {text} NOT NULL,
			mapping {text} NOT NULL, saved_by {text} NOT NULL, saved_at BIGINT NOT NULL, PRIMARY KEY (area, name, kind))`,
		`CREATE TABLE collect_review (area {text} NOT NULL, id {text} NOT NULL, kind {text} NOT NULL, left_area {text} NOT NULL, left_id {text} NOT NULL,
			right_area {text} NOT NULL, right_id {text} NOT NULL, reason {text} NOT NULL, batch {text} NOT NULL, line BIGINT NOT NULL, state {text} NOT NULL,
			at BIGINT NOT NULL, decided_at BIGINT, decided_by {text}, merge_id {text}, PRIMARY KEY (area, id), UNIQUE (area, left_id, right_id))`,
		`CREATE INDEX collect_review_state ON collect_review (area, state, id)`,
		`CREATE INDEX collect_review_right ON collect_review (area, right_id)`,
		`CREATE INDEX collect_review_merge ON collect_review (area, merge_id)`,
		`CREATE TABLE collect_likeness (area {text} NOT NULL, hash BIGINT NOT NULL, id {text} NOT NULL, kind {text} NOT NULL, PRIMARY KEY (area, hash, id))`,
	}}, {Name: "collect.002_file", Statements: []string{
		`ALTER TABLE collect_batch ADD COLUMN file_gone_at BIGINT`,
		`ALTER TABLE collect_batch ADD COLUMN file_why {text}`,
		`ALTER TABLE collect_batch ADD COLUMN file_due {text}`,
	}, Then: adoptFiles}, {Name: "collect.003_why", Statements: []string{
		`ALTER TABLE collect_quarantine ADD COLUMN why {text}`,
		`ALTER TABLE collect_batch ADD COLUMN ended_by {text}`,
	}}}
}
