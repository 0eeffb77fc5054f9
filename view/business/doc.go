// Package business is what a business sees at its own desk (企业端): what the
// bureau holds about it and from whom, what falls due, its notices, objections
// and contacts. It reads only, and only what the declarations give to the role
// `subject`; acts go through kernel/record like everybody's.
//
// What falls due is worked out when asked, from data the bureau holds anyway
// (Rules.FallsDue, a pure function). It is small on purpose: duties with a life
// of their own (kernel/duty) take its place, and keep its arithmetic.
package business
