// Package year checks the year a demo city has lived: every day of every limit of
// its complaints, tip-offs and leads is worked out a second time, day by day, from
// the acts alone and from the words of the texts, by code that shares nothing with
// kernel/procedure and kernel/calendar but the file of the holiday notices.
package year
