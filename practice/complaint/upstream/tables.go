package upstream

import (
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
)

// Tables lists the package's tables and their class.
func Tables() map[string]record.Class {
	return map[string]record.Class{"upstream_batch": record.Machine, "upstream_row": record.Machine, "upstream_sent": record.Machine, "upstream_mismatch": record.Machine}
}

// Steps are the package's schema changes. Rows keep numbers of orders, titles of fields
// and reasons; a value of a person stands only in fixed_text, which is destroyed like
// the file (Expire, Traces.Erase).
func Steps() []db.Step {
	return []db.Step{{Name: "upstream.001_tables", Statements: []string{
		`CREATE TABLE upstream_batch (area {text} NOT NULL, id {text} NOT NULL, platform {text} NOT NULL, purpose {text} NOT NULL, file {text} NOT NULL, name {text} NOT NULL,
			state {text} NOT NULL, actor {text} NOT NULL, at BIGINT NOT NULL, ended_at BIGINT, position BIGINT NOT NULL, rows_total BIGINT NOT NULL, rows_read BIGINT NOT NULL,
			created BIGINT NOT NULL, changed BIGINT NOT NULL, unchanged BIGINT NOT NULL, quarantined BIGINT NOT NULL, unsorted BIGINT NOT NULL,
			checked {text} NOT NULL, error {text} NOT NULL, file_gone_at BIGINT, PRIMARY KEY (area, id))`,
		`CREATE INDEX upstream_batch_last ON upstream_batch (area, platform, purpose, state, id)`,
		`CREATE TABLE upstream_row (area {text} NOT NULL, batch {text} NOT NULL, line BIGINT NOT NULL, order_no {text} NOT NULL, fate {text} NOT NULL, problems {text} NOT NULL,
			said {text} NOT NULL, record {text} NOT NULL, their_state {text} NOT NULL, their_due {text} NOT NULL, state {text} NOT NULL, ended_at BIGINT, ended_by {text}, why {text},
			PRIMARY KEY (area, batch, line))`,
		`CREATE INDEX upstream_row_open ON upstream_row (area, state, order_no)`,
		`CREATE INDEX upstream_row_record ON upstream_row (area, record)`,
		`CREATE TABLE upstream_sent (area {text} NOT NULL, record {text} NOT NULL, platform {text} NOT NULL, digest {text} NOT NULL, batch {text} NOT NULL, at BIGINT NOT NULL,
			receipt {text} NOT NULL, receipt_at BIGINT, PRIMARY KEY (area, record))`,
		`CREATE TABLE upstream_mismatch (area {text} NOT NULL, platform {text} NOT NULL, order_no {text} NOT NULL, reason {text} NOT NULL, ours {text} NOT NULL, theirs {text} NOT NULL,
			record {text} NOT NULL, batch {text} NOT NULL, found_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, state {text} NOT NULL, how {text} NOT NULL, note {text} NOT NULL,
			ended_by {text} NOT NULL, ended_at BIGINT, PRIMARY KEY (area, platform, order_no, reason))`,
		`CREATE INDEX upstream_mismatch_state ON upstream_mismatch (area, state, platform)`,
		`CREATE INDEX upstream_mismatch_record ON upstream_mismatch (area, record)`,
	}}, {Name: "upstream.002_undo", Statements: []string{
		// acts: which acts a row became; settled_by: the batch that brought a kept-back row in;
		// fixed, fixed_text: who put it right, and what it said before and after.
		`ALTER TABLE upstream_row ADD COLUMN acts {text} NOT NULL DEFAULT '[]'`,
		`ALTER TABLE upstream_row ADD COLUMN settled_by {text} NOT NULL DEFAULT ''`,
		`ALTER TABLE upstream_row ADD COLUMN fixed {text} NOT NULL DEFAULT ''`,
		`ALTER TABLE upstream_row ADD COLUMN fixed_text {text} NOT NULL DEFAULT ''`,
		`ALTER TABLE upstream_row ADD COLUMN undone {text} NOT NULL DEFAULT ''`,
		`ALTER TABLE upstream_row ADD COLUMN undone_why {text} NOT NULL DEFAULT ''`,
		`ALTER TABLE upstream_batch ADD COLUMN undo_by {text} NOT NULL DEFAULT ''`,
		`ALTER TABLE upstream_batch ADD COLUMN undo_why {text} NOT NULL DEFAULT ''`,
		`ALTER TABLE upstream_batch ADD COLUMN answers {text} NOT NULL DEFAULT ''`,
	}}}
}
