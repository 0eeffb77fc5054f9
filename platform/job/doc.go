// Package job runs long work that survives the process: imports, exports,
// projections, cleaning. A job is a row in the same database as everything else,
// so it is enqueued in the transaction of the act that asks for it.
//
// A worker holds a job under a lease with a token of its own. Every write a job
// makes goes through a transaction that names the token (Run.Progress or
// Run.Guard): when the lease was lost, to a slow disk or to another server, the
// transaction is refused and the job's context ends. Work done and position are
// saved in one transaction, so that after kill -9 the next worker goes on
// exactly where the last commit left off.
//
// The tables are machine tables (kernel.md §2). Payloads and checkpoints carry
// references, not personal data; a job that must hold values of a record says of
// whom (Spec.About), and Erase destroys them when the record is erased.
package job

import "github.com/hengjian/hengjian/platform/db"

// Tables are the machine tables only this package writes.
func Tables() []string { return []string{"job_queue", "job_period", "job_about"} }

// Steps make the tables.
func Steps() []db.Step {
	return []db.Step{{Name: "job.001_queue", Statements: []string{
		`CREATE TABLE job_queue (
			id {text} PRIMARY KEY,
			kind {text} NOT NULL,
			key {text} NOT NULL,
			payload {blob},
			state {text} NOT NULL,
			priority BIGINT NOT NULL,
			run_at BIGINT NOT NULL,
			attempt BIGINT NOT NULL,
			attempts BIGINT NOT NULL,
			token {text} NOT NULL,
			lease_until BIGINT NOT NULL,
			cancel {bool} NOT NULL,
			done BIGINT NOT NULL,
			total BIGINT NOT NULL,
			rate BIGINT NOT NULL,
			note {text} NOT NULL,
			checkpoint {blob},
			code {text} NOT NULL,
			error {text} NOT NULL,
			created_at BIGINT NOT NULL,
			started_at BIGINT,
			ended_at BIGINT)`,
		`CREATE UNIQUE INDEX job_queue_key ON job_queue (kind, key) WHERE key <> '' AND state IN ('waiting', 'running')`,
		`CREATE INDEX job_queue_due ON job_queue (state, run_at)`,
		`CREATE INDEX job_queue_ended ON job_queue (ended_at) WHERE ended_at IS NOT NULL`,
		`CREATE TABLE job_period (name {text} PRIMARY KEY, next_at BIGINT NOT NULL)`,
	}}, {Name: "job.002_about", Statements: []string{
		`CREATE TABLE job_about (about {text} NOT NULL, job {text} NOT NULL, PRIMARY KEY (about, job))`,
		`CREATE INDEX job_about_job ON job_about (job)`,
	}}}
}
