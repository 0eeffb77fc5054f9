// Package subject keeps the common head of everything that is supervised
// (监管对象): a business, its premises, a device, a product. Each sort is a kind
// of its own with a `subject:` mapping; its record and its head share area and
// id. The head is what references, searches across sorts and dossiers need.
//
// Two records found to be one subject are joined by an alias, which is a
// record of the kind subject_merge: references are never rewritten, and
// annulling the record parts the two again.
package subject

import "github.com/hengjian/hengjian/platform/db"

// Steps are the package's schema changes.
func Steps() []db.Step {
	return []db.Step{{Name: "subject.001_head", Statements: []string{
		`CREATE TABLE subject (area {text} NOT NULL, id {text} NOT NULL, kind {text} NOT NULL, name {text} NOT NULL,
			code {text} NOT NULL, county {text} NOT NULL, status {text} NOT NULL, address {text} NOT NULL, state {text} NOT NULL,
			PRIMARY KEY (area, id))`,
		`CREATE INDEX subject_code ON subject (code) `,
		`CREATE TABLE subject_alias (area {text} NOT NULL, id {text} NOT NULL, to_area {text} NOT NULL, to_id {text} NOT NULL,
			merge_area {text} NOT NULL, merge_id {text} NOT NULL, PRIMARY KEY (area, id))`,
		`CREATE INDEX subject_alias_to ON subject_alias (to_area, to_id)`,
	}}, {Name: "subject.002_like", Statements: []string{
		`ALTER TABLE subject ADD COLUMN address_key BIGINT`,
		`ALTER TABLE subject ADD COLUMN person_key BIGINT`,
		`ALTER TABLE subject ADD COLUMN keyed BIGINT NOT NULL DEFAULT 0`,
		`CREATE INDEX subject_address ON subject (area, address_key, id) WHERE address_key IS NOT NULL`,
		`CREATE INDEX subject_person ON subject (area, person_key, id) WHERE person_key IS NOT NULL`,
		`CREATE INDEX subject_unkeyed ON subject (kind) WHERE keyed = 0`,
	}}}
}

// Tables lists the package's tables and their class.
func Tables() map[string]string {
	return map[string]string{"subject": "directory", "subject_alias": "directory"}
}
