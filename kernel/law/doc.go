// Package law keeps the legal texts as data: name, number, when in force, what
// replaced them, which articles the product cites, how each counts its periods,
// and the clocks (法定期限) they set. A text is one YAML file under texts/;
// it carries short titles in our own words, never the words of the statute.
//
// Every rule says how sure we are of it: V read in the text, V2 read in a
// secondary source, M from memory, M? from memory and doubtful. M and M? are
// unsure, and whatever is made from them says so on screen.
//
// The keys of a file (any other is refused):
//
//	law, title, number, issuer    its id (the file's name), name, 文号, who issued it
//	kind                          law regulation rule judicial document standard
//	from, until, replaced_by      first and last day in force, what took its place
//	mark, note                    how sure number and dates are
//	history                       number, from, mark, title and note of each version
//	period                        how it counts from a day on: from, article, mark,
//	                              roll_holiday roll_weekend next_hour all_workdays (true),
//	                              workday_max: 10, workday_days: [2, 3, 5, 7], note
//	articles                      "15": {title: in our own words, mark: V}
//	clocks                        clock, title, article, mark, starts, stops,
//	                              limit: 7 workdays, pause, extend, expire, effect,
//	                              wait and power (true), from, until, note
//	  pause                       for, article, written (must be told in writing)
//	  extend                      add: 30 days or given, by, times, article, written;
//	                              law and if where another text allows more
//	  expire                      lapses must_release opens deemed late
//
// Article numbers are quoted text. A clock read in the text names its article.
// Two rows of one clock with from and until are its versions in time.
//
// Library.Resolve answers every citation a declaration makes; Due computes the
// end of a clock with its whole arithmetic.
package law
