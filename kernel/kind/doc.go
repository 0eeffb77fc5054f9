// Package kind is the declaration of one sort of record (业务类型): fields,
// checks, numbering, access, publication. It knows no database. A declaration
// is a YAML file beside the matter it belongs to; docs/declarations.md freezes
// its keys.
//
// Load reads all declarations at once and refuses what is wrong with file,
// line, column and reason, every mistake of every file in one go. Top-level
// keys beyond the ones read here belong to Sections that later packages hand
// in; an unknown key is an error. A city profile adds fields and options to
// kinds of the product with files that begin with `extend:`, and kinds of its
// own, without touching the product.
//
// The path of a declaration: node*.go (the syntax tree, values from the text
// of the tokens) → read*.go (keys into structs) → link.go (what one kind says
// of another, citations, code lists) → compile.go (every expression) →
// digest.go.
package kind
