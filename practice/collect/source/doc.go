// Package source reads the files that other offices hand over (数据归集): CSV,
// CSV.gz, XLSX and JSON Lines, in UTF-8, GB 18030 or UTF-16, with any column
// order. It is the pure part of practice/collect: no database, no acts.
//
// A file goes through four stages, each usable alone:
//
//	Open      sniffs format, encoding, delimiter, sheet and header; File
//	Rows      yields the rows one by one, with what is wrong with each
//	Recognise proposes which column feeds which field, with its evidence; Mapping
//	Profile   converts every mapped cell and counts, in one pass (预检)
//
// Two rules hold throughout. A file that cannot be read is a fault naming the
// row; a row that cannot be taken is a Row with Problems, and reading goes on.
// And memory is bounded by Limits, never by the file: a cell, a row, a header
// and an archive each have a largest size, and what is larger is a problem of
// that row or a fault, never an allocation.
//
// XLSX is read by the small scanner here and not by excelize's row iterator:
// that one ends silently where a sheet is broken (rows would be lost without a
// word), holds a cell of any size in memory, and prints dates by the pattern of
// somebody's locale. Tests compare both on well-formed files.
package source
