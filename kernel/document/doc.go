// Package document is what the bureau issues (文书): templates beside the matter,
// filled from the record, numbered, signed, printed, served, and proven unchanged.
//
// A template is a YAML file in practice/<matter>/documents (docs/documents.md is
// its grammar). It prints what the record holds and what an officer wrote into
// its slots, and nothing else: a paragraph whose field is empty is either left
// out, where the template says so, or keeps the document from being issued.
// Reading (read.go) → linking (link.go) → filling (fill.go) makes a paper.Sheet.
//
// The life of a document is the kind `document` of this folder: drafted by the act
// that names its template or by hand, edited, issued (number and content fixed in
// one transaction), sealed (the printed file and its signature are stored),
// served, voided. Its rights are those to the record it belongs to.
package document
