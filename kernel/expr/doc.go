// Package expr is the one expression language of the product: conditions,
// checks, guards, list filters, computed fields. It is a subset of CEL (the
// Common Expression Language) with one meaning in two places: an expression is
// evaluated by cel-go on one record and translated to SQL for many.
//
// A nullable field is a CEL wrapper. A filter keeps a row if and only if the
// expression is true; an error or null is not true. The translation therefore
// has two predicates, T(e) "e is true" and F(e) "e is false"; a row for which
// e is an error or null satisfies neither. docs/expressions.md freezes types,
// functions, the T/F table and the limits; the property test of this package
// holds cel-go, SQLite and PostgreSQL to it.
//
// The path of an expression: parse.go (limits, cel-go's parser, no macros) →
// check*.go (types, bounds, names; a tree of node) → lower.go (CEL over
// numbered slots, compiled by cel-go for one record) and lift.go, sql*.go
// (predicates and values for many).
package expr
