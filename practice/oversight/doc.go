// Package oversight is 督办交办: a leader or head writes on any record what is to
// be done about it, by whom and by when; the receiver answers; the giver closes
// it, sends it back or withdraws it, and may remind meanwhile.
//
// The life of a directive (领导交办):
//
//	open ──answer──▶ replied ──close──▶ closed
//	  ▲                 │
//	  └────return───────┘        open, replied ──withdraw──▶ withdrawn
//
// It is a secret kind: its parties see it, and those who sit in a unit that is a
// party. It has no clock and no procedure of its own yet; when the kernel has
// them, directive.yaml gets steps and this package shrinks to the check of the
// record it is about.
package oversight
