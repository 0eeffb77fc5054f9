// Package rest is the edge to HTTP: one server over the standard library's
// ServeMux and huma, one renderer of errors (RFC 9457), and the small tools
// every handler needs: paging, cursors, preconditions, strict JSON, streams.
//
// It knows no business. app/ makes a Server, the matters add operations to its
// API with Register (a Go struct describes the body) or Handle (the schema was
// built from a declaration at run time, kernel.md §14).
package rest
