// Package actor knows who may do what: the organisation with its organs
// (名义机关) and units (承办机构), people, roles, grants and delegations. All of
// them are records of the kinds declared in this folder; a Directory is their
// snapshot in memory, made anew when an act changes one of them.
//
// Entitlement is decided only in kernel/record, which asks the Directory.
package actor

import (
	"embed"

	"github.com/hengjian/hengjian/platform/db"
)

// Kinds are the declarations of the organisation.
//
//go:embed *.yaml
var Kinds embed.FS

// Steps are the package's schema changes.
func Steps() []db.Step {
	return []db.Step{{Name: "actor.001_closure", Statements: []string{
		`CREATE TABLE unit_closure (area {text} NOT NULL, ancestor {text} NOT NULL, unit {text} NOT NULL, PRIMARY KEY (area, ancestor, unit))`,
	}}}
}

// Tables lists the package's own tables and their class.
func Tables() map[string]string { return map[string]string{"unit_closure": "directory"} }
