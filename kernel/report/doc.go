// Package report is what the bureau reports upward (统计报表): declared tables whose
// figures are counted over records, with checks, a life and a workbook in the
// superior's layout.
//
// A report is a YAML file in practice/<matter>/reports (docs/reports.md is its
// grammar): rows × columns, where a column counts, sums or averages the records of
// a kind within the period, is worked out from other columns, or is written by
// hand. Reading (read.go) → linking (link.go) → counting (count.go) → checking
// (check.go). Conditions and arithmetic are kernel/expr and nothing else.
//
// The life of one report is the kind `report` of this folder: opened, filled,
// checked, locked by a second person, sent, restated with its reason (life.go).
// Figures are stored with the moment at which they were counted and with the whole
// text of the declaration they were counted by, so that they stay what they were
// when the declaration or the records change; what would be counted today is only
// ever shown beside them.
//
// Records of secret kinds are counted; who may not read them sees of them no
// breakdown and no small number (mask.go).
package report
