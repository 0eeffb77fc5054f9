// Package task is what waits for a person or a post (待办): everything on a record
// with a procedure that has a limit running, or stands where it cannot stay, seen
// from who must act; and the acts of supervision by which people pass, watch and
// hurry each other's tasks (转办、委托、督办、催办、抄送).
//
// A task is never entered. It follows from the course of its record
// (procedure.Course): each limit that runs falls to somebody, and of those that
// fall to the same one the first to end is his task. To whom (who.go): whom the
// record names for the act that would stop the limit; else its handler (承办人),
// where that act is for somebody who works at cases; else the post, a role in the
// unit that handles the record (处理机构). Who holds a post is looked up when it is
// asked (actor.Directory.Seats), so that a change of the organisation moves no row.
//
// The table is brought up in the transaction of every act (procedure.Follower),
// with totals beside it (total.go) from which boards are read, and `ledger verify
// --records` works it out anew (book.go). An act of supervision is an act like any
// other: in the ledger, in the timeline; kernel/record keeps who was asked what
// (record.Order), this package says who may ask it (order.go).
package task

import (
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
)

// Never stands for the day of a task that has none: its limit is paused, or no
// limit runs. It comes after every day.
const Never = "9999-12-31"

// Tables lists the package's tables with their class.
func Tables() map[string]record.Class {
	return map[string]record.Class{"task": record.Book, "task_total": record.Machine}
}

// Steps are the package's schema changes.
func Steps() []db.Step {
	return []db.Step{{Name: "task.001_task", Statements: []string{
		`CREATE TABLE task (
			area {text} NOT NULL, record {text} NOT NULL, person {text} NOT NULL, unit {text} NOT NULL, role {text} NOT NULL,
			kind {text} NOT NULL, clock {text} NOT NULL, state {text} NOT NULL, due_on {text} NOT NULL, due_at BIGINT NOT NULL, warn_on {text} NOT NULL, as_of BIGINT NOT NULL,
			PRIMARY KEY (area, record, person, unit, role))`,
		`CREATE INDEX task_person ON task (area, person, due_on, record) WHERE person <> ''`,
		`CREATE INDEX task_post ON task (area, unit, role, due_on, record) WHERE role <> ''`,
		`CREATE INDEX task_unit ON task (area, kind, unit, due_on, record)`,
		`CREATE INDEX task_due ON task (area, kind, due_on, record)`,
		`CREATE TABLE task_total (area {text} NOT NULL, kind {text} NOT NULL, unit {text} NOT NULL, person {text} NOT NULL, role {text} NOT NULL, due_on {text} NOT NULL, id {text} NOT NULL, n BIGINT NOT NULL,
			PRIMARY KEY (area, kind, unit, person, role, due_on, id))`,
	}}, {Name: "task.002_total", Statements: []string{
		`CREATE INDEX task_total_board ON task_total (area, kind, unit, person, role, due_on, n)`, // read without the rows
		`CREATE INDEX task_total_person ON task_total (area, person, due_on, unit, role, n)`,
	}}}
}
