// Command peer measures Hengjian beside PocketBase with the same rows on the
// same machine, in turns, and prints the ratios:
//
//	cd bench/peer && go run . -rows 100000 -hengjian ../../bin/hengjian
//
// It has a module of its own, so that the product does not depend on its peer.
//
// Both sides hold the same fictional register (bench/register) in SQLite with
// the same columns and indexes, both are asked over HTTP on loopback by the
// same clients with a token, and both answer JSON. What is not the same:
//
//   - Hengjian keeps synchronous=FULL: what it acknowledges survives a power
//     cut. PocketBase ships synchronous=NORMAL, under which the last writes may
//     be lost; -sync full makes it keep the same promise. Both are measured.
//   - A create in Hengjian is a whole act: rights, checks, uniqueness in the
//     directory, name index, history, totals, a ledger line. In PocketBase it
//     is rules, validation, a row and its indexes.
//   - A list in PocketBase counts its total to the end, in Hengjian to 10,000.
package main
