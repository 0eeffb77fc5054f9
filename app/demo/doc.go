// Package demo makes a fictional city: businesses with their permits, the
// penalties other departments gave them, the labels an office put on them, and
// the people of the bureau. Everything is invented and made from a seed, so that
// the same seed always makes the same city.
//
// What must be recognisable as invented is: every 统一社会信用代码 has a 主体标识
// from the range MADEM… (its check characters are right), every telephone number
// begins with 154, which no operator has been given.
package demo
