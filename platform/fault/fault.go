// Package fault is the one error type of the product. An Error says what kind
// of thing went wrong, a stable code `<matter>.<reason>`, a sentence in Chinese
// for the person at the screen, and keeps the cause for the log.
//
// It lives in platform because the database and the REST edge need it and
// imports point down only (ADR 0002).
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind is the class of a fault; each has one HTTP status.
type Kind string

// The kinds of faults.
const (
	Invalid     Kind = "invalid"     // 422: input is wrong
	Denied      Kind = "denied"      // 403 (401 when nobody is signed in)
	Unknown     Kind = "unauthentic" // 401: not signed in
	NotFound    Kind = "notfound"    // 404
	Conflict    Kind = "conflict"    // 409: a race of states was lost
	Stale       Kind = "stale"       // 412: If-Match names an old revision
	Missing     Kind = "missing"     // 428: If-Match is required
	TooEarly    Kind = "tooearly"    // 409: the law says not yet
	TooLate     Kind = "toolate"     // 409: the law says no longer
	TooLarge    Kind = "toolarge"    // 413
	TooMany     Kind = "toomany"     // 429
	Unavailable Kind = "unavailable" // 503: try again later
	Internal    Kind = "internal"    // 500
)

// Field is one bad input field.
type Field struct {
	Name string `json:"name"` // name or path of the field as the caller sent it
	Code string `json:"code"` // stable reason, e.g. "required"
	Text string `json:"text"` // Chinese, names the field's title and the reason
}

// Error is a fault.
type Error struct {
	Kind   Kind
	Code   string  // `<matter>.<reason>`
	Text   string  // Chinese, for the user
	Fields []Field // for Invalid: every bad field at once
	Cause  error   // for the log, never shown
}

// New returns a fault with a user's sentence.
func New(kind Kind, code, text string) *Error { return &Error{Kind: kind, Code: code, Text: text} }

// Newf is New with a formatted sentence.
func Newf(kind Kind, code, format string, args ...any) *Error {
	return New(kind, code, fmt.Sprintf(format, args...))
}

// Bad returns an Invalid fault that names every bad field.
func Bad(code, text string, fields ...Field) *Error {
	return &Error{Kind: Invalid, Code: code, Text: text, Fields: fields}
}

// With returns a copy of e that keeps cause for the log.
func (e *Error) With(cause error) *Error {
	c := *e
	c.Cause = cause
	return &c
}

// Error prints code, text, fields and cause, for the log.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code + ": " + e.Text)
	for _, f := range e.Fields {
		b.WriteString("; " + f.Name + ": " + f.Text)
	}
	if e.Cause != nil {
		b.WriteString(": " + e.Cause.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is reports whether err is, or wraps, a fault of the kind.
func Is(err error, kind Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == kind
}

// As returns the fault in err; an error that is none becomes Internal with err
// as its cause. It returns nil for nil.
func As(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return New(Internal, "platform.internal", "系统内部错误，已记录，请稍后再试").With(err)
}
