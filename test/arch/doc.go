// Package arch holds the architecture as tests: which package may import which,
// who owns which table and may write it, and the few rules of style a program
// can check. The policy is policy_test.go, a table to be read; the other files
// only apply it to the syntax of the source.
//
// A rule that stands in the way of simple, honest code is changed there, with
// its reason, in the commit that needs the change (design: style, "where a rule
// and the simplest honest code disagree").
package arch
