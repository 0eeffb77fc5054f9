// Package story tells the life of records as text (*.story): what is done on which
// day by whom, in the trade's words, and what must be so then. hengjian story run
// plays stories on fresh cities with a clock they move; docs/stories.md is the
// language.
//
// Every act of a story goes through the one act runner of the product with the
// rights its person has, and at the end of each story the city's books are
// verified. Reading (word.go, read*.go) → binding names to the declarations
// (bind.go) → playing (city.go, play.go, act.go) → what must hold (check*.go).
package story
