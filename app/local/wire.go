package local

import (
	"encoding/json"
	"errors"

	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/collect"
)

// The socket's name in the data folder, and the beginning of every path: another
// number is another protocol, of a binary older or newer than the server.
const (
	socketName = "socket"
	prefix     = "/1/"
)

// Headers by which a command says which installation it means.
const (
	headerCity = "Hengjian-City"
	headerDB   = "Hengjian-Database"
)

// event is one line of an answer: any number of steps, then done or fault.
type event struct {
	Batch string            `json:"batch,omitempty"` // the import has one now
	Step  *collect.Progress `json:"step,omitempty"`
	Done  json.RawMessage   `json:"done,omitempty"`
	Fault *wireFault        `json:"fault,omitempty"`
}

// wireFault is a fault as it crosses the socket, whole: who sits at the other
// end may read the log too.
type wireFault struct {
	Kind   fault.Kind    `json:"kind"`
	Code   string        `json:"code"`
	Text   string        `json:"text"`
	Fields []fault.Field `json:"fields,omitempty"`
	Cause  string        `json:"cause,omitempty"`
}

func encodeFault(err error) *wireFault {
	f := fault.As(err)
	w := &wireFault{Kind: f.Kind, Code: f.Code, Text: f.Text, Fields: f.Fields}
	if f.Cause != nil {
		w.Cause = f.Cause.Error()
	}
	return w
}

func (w *wireFault) err() error {
	f := &fault.Error{Kind: w.Kind, Code: w.Code, Text: w.Text, Fields: w.Fields}
	if w.Cause != "" {
		f.Cause = errors.New(w.Cause)
	}
	return f
}
