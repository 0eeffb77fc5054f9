// Package export writes the records of a list as a file: CSV for any table
// program, XLSX for Excel and WPS, JSON Lines for programs. Rows are read in
// short keyset chunks and written as they come, so that a register of millions
// needs no more memory than a small one and never holds a long snapshot.
//
// CSV follows RFC 4180 in UTF-8 with a byte order mark, by which Excel knows
// the encoding. A text that a table program would take for a formula, because
// it begins with = + - @ (also full-width), a tab or a line end, gets a leading
// apostrophe; numbers, also numbers held as text, stay as they are. Table
// programs turn long digits of a CSV into rounded numbers: XLSX keeps every
// text cell as text.
//
// XLSX is written by this package and not by excelize, whose streaming writer
// spools every sheet to disk and then holds the whole packed file in memory
// (measured: bench_test.go). Sheets go straight to the reader here.
package export
