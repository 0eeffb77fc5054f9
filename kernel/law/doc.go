// Package law keeps the legal texts as data: name, number, when in force, what
// replaced them, which articles the product cites, how each counts its periods,
// and the clocks (法定期限) they set. A text is one YAML file under texts/;
// it carries short titles in our own words, never the words of the statute.
//
// Every rule says how sure we are of it: V read in the text, V2 read in a
// secondary source, M from memory, M? from memory and doubtful. M and M? are
// unsure, and whatever is made from them says so on screen.
//
// Library.Resolve answers every citation a declaration makes; Due computes the
// end of a clock with its whole arithmetic.
package law
