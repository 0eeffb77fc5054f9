package api

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/document"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

// paperOut is a document that was served on the holder of a receipt.
type paperOut struct {
	ref.Ref
	Title    string `json:"title"`
	Number   string `json:"number"`
	IssuedOn string `json:"issued_on"`
	Void     bool   `json:"void"`
	Check    string `json:"check"` // the code of the public check
}

// served are the documents of a record that were served on who holds its receipt: what
// he has been handed he may read again, and nothing before that.
func (f *filings) served(c db.Conn, kindName string, r ref.Ref) ([]*record.Record, error) {
	whom := f.progress.Reader(kindName)
	if whom == "" {
		return nil, nil
	}
	all, err := f.app.Office.Of(c, actor.Caller{Machine: "portal", Area: f.area}, kindName, r)
	return slices.DeleteFunc(all, func(doc *record.Record) bool {
		to, _ := doc.Values["served_to"].([]any)
		return doc.State != record.Active || doc.Text("signature") == "" || !slices.Contains(to, any(whom))
	}), err
}

func papersOf(docs []*record.Record) []paperOut {
	out := []paperOut{}
	for _, d := range docs {
		out = append(out, paperOut{Ref: d.Ref(), Title: d.Text("title"), Number: d.Text("document_no"), IssuedOn: d.Text("issued_on"), Void: d.Text("standing") == document.Void, Check: d.Text("code")})
	}
	return out
}

// paper answers with the file of a document that was served on who shows the receipt.
func (f *filings) paper(q *rest.Request) error {
	var in struct {
		Code string   `json:"code"`
		Tail string   `json:"tail"`
		Area ref.Area `json:"area"`
		ID   ref.ID   `json:"id"`
	}
	if err := read(q, &in); err != nil {
		return err
	}
	var doc *record.Record
	err := f.opened(q, in.Code, in.Tail, func() error {
		return f.engine.DB().Read(q.Context(), func(c db.Conn) error {
			doc = nil
			v, err := f.app.Portal.Open(c, in.Code, in.Tail)
			if err != nil {
				return err
			}
			for _, r := range v.Records {
				docs, err := f.served(c, r.Kind.Name, r.Ref())
				if err != nil {
					return err
				}
				if i := slices.IndexFunc(docs, func(d *record.Record) bool { return d.Ref() == (ref.Ref{Area: in.Area, ID: in.ID}) }); i >= 0 {
					doc = docs[i]
				}
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	if doc == nil {
		return fault.New(fault.NotFound, "document.code", "没有送达给您的这份文书")
	}
	pdf, err := f.app.Office.PDF(q.Context(), doc)
	if err != nil {
		return err
	}
	q.SetHeader("Cache-Control", "no-store")
	return sendBytes(q, pdf, "application/pdf", doc.Text("title")+".pdf")
}
