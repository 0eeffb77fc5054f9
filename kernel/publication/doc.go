// Package publication answers what the public sees of a record (公示): which
// fields, from which day, until which day, masked how. The answer is a predicate
// over the record as it is now and a day; nothing is stored, so that a record
// that is annulled, withdrawn, erased or transferred is gone from public view
// in the same moment.
//
// There are two forms of the answer, and a property test holds them together on
// both databases: Notice.Shown for one record, evaluated here with calendar
// arithmetic, and Notice.Filter for many, an expression for the lists of
// kernel/record. Whatever the public can reach goes through one of them.
package publication
