// Package calendar counts the law's time: statutory days (期日), limits (期限),
// the working days of the State Council's yearly holiday notice, and the
// arithmetic of a clock with its pauses and extensions (期间的计算).
//
// Everything here is a pure function of its arguments. How a period is counted
// belongs to each law and comes in as a Regime; the law package reads it from
// the declared texts. A day is a Date, never a time.Time; a moment is an
// Instant; both are read in the fixed +08:00 of Beijing time.
package calendar
