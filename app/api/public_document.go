package api

import (
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/document"
	"github.com/hengjian/hengjian/kernel/ledger"
	"github.com/hengjian/hengjian/kernel/publication"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

// document answers the check of a copy by the code on it: what it is, whose, under
// which number, since when, whether it stands, the digest of the file that was
// signed, the signatures by certificates and whether they are right, who signed it by hand (the surname) and when, and the proof that all this
// stands in the ledger. It says no more of whom it is about, and nothing of the
// record, or of its text.
func (p *public) document(q *rest.Request) error {
	if err := p.allow(p.asks, q); err != nil {
		return err
	}
	none := fault.New(fault.NotFound, "document.code", "没有这个核验码；请核对文书上的码，或者向签发机关核实")
	code := strings.ToLower(strings.TrimSpace(q.Param("code"))) // who types it from paper may type capitals
	if len(code) != 16 {
		return none
	}
	type disclosed struct {
		Act    ref.ID       `json:"act"`
		Fields []string     `json:"fields"`
		Proof  ledger.Proof `json:"proof"`
	}
	type hand struct {
		Of     string `json:"of"` // 林*
		At     string `json:"at"`
		Digest string `json:"digest"` // of the file that was signed
	}
	out := struct {
		Title      string             `json:"title"`
		Organ      string             `json:"organ"`
		Number     string             `json:"number"`
		IssuedOn   string             `json:"issued_on"`
		Valid      bool               `json:"valid"`
		State      string             `json:"state"`
		VoidedOn   string             `json:"voided_on,omitempty"`
		Digest     string             `json:"digest"`
		SignedBy   string             `json:"signed_by"`
		Demo       bool               `json:"demo"`
		Signatures []document.Checked `json:"signatures"` // checked here and now against the file
		Record     ref.Ref            `json:"record"`
		Kind       string             `json:"kind"`
		Suite      string             `json:"ledger_algorithm"`
		LedgerKey  string             `json:"ledger_key"`
		Hands      []hand             `json:"hands"`
		Proofs     []disclosed        `json:"proofs"`
		Values     map[string]any     `json:"values"` // of the fields the proofs open
	}{Values: map[string]any{}, Kind: document.Kind, Suite: p.ledger.Suite().String(), LedgerKey: p.app.Key.Public(), Hands: []hand{}, Proofs: []disclosed{}}
	open := map[string][]string{"issue": {"title", "organ", "document_no", "issued_on"}, "seal": {"pdf", "signed_by"}, "attest": {"hands"}}
	var found []disclosed
	var of *record.Record
	var entries []int64
	err := p.engine.DB().Read(q.Context(), func(c db.Conn) error {
		r, err := p.engine.ByUnique(c, document.Kind, "code", code)
		if err != nil || r.Zero() {
			return none.With(err)
		}
		doc, err := p.engine.GetIn(c, actor.Caller{Machine: "portal", Area: p.area}, document.Kind, r, record.AsOf{})
		if err != nil {
			return none.With(err)
		}
		if doc.State != record.Active || doc.Text("signature") == "" {
			return none
		}
		out.Record, out.Title, out.Organ, out.Number, out.IssuedOn = r, doc.Text("title"), doc.Text("organ"), doc.Text("document_no"), doc.Text("issued_on")
		out.Valid = doc.Text("standing") != document.Void
		out.State = map[bool]string{true: "有效", false: "已作废"}[out.Valid]
		if sig, ok := document.Signed(doc); ok {
			out.Digest, out.SignedBy, out.Demo = sig.Digest, sig.Words, sig.Demo
		}
		of = doc
		past, err := p.engine.Pasts(c, document.Kind, r)
		if err != nil {
			return err
		}
		found, entries, out.Hands = nil, nil, []hand{}
		hands, err := p.app.Office.Hands(c, doc)
		if err != nil {
			return err
		}
		for _, h := range hands {
			if h.Corrected == "" {
				out.Hands = append(out.Hands, hand{publication.Mask("surname", h.Of), h.At.String(), h.Digest})
			}
		}
		last := lastSequenced(past, "attest") // each names all that were before it
		for i, a := range past {
			if a.Name == "void" {
				out.VoidedOn = a.At.Day()
			}
			if fields := open[a.Name]; fields != nil && a.Seq != nil && (a.Name != "attest" || i == last) {
				_, n, err := p.engine.Entry(c, actor.Caller{Machine: "portal", Area: p.area}, r, a.Act)
				if err != nil {
					return err
				}
				x := disclosed{Act: a.Act, Fields: []string{}}
				for _, f := range fields { // what this act wrote
					if v, wrote := a.Changes[f]; wrote {
						x.Fields = append(x.Fields, f)
						out.Values[f] = v
					}
				}
				found, entries = append(found, x), append(entries, n)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if out.Signatures, err = p.app.Office.Signatures(q.Context(), of); err != nil {
		return err
	}
	for i := range found {
		x := &found[i]
		if x.Proof, err = p.ledger.Inclusion(q.Context(), p.area, x.Act, entries[i]); err != nil {
			return err
		}
		err = p.engine.DB().Read(q.Context(), func(c db.Conn) error {
			return p.engine.DiscloseOnly(c, document.Kind, out.Record, x.Act, &x.Proof, func(field string) bool {
				for _, f := range x.Fields {
					if f == field {
						return true
					}
				}
				return false
			})
		})
		if err != nil {
			return err
		}
	}
	out.Proofs = found
	if out.Proofs == nil {
		out.Proofs = []disclosed{}
	}
	return p.answer(q, out)
}

// lastSequenced is the place of the last act of a name that has its number in the
// ledger, -1 where none has.
func lastSequenced(past []record.Past, name string) int {
	for i := len(past) - 1; i >= 0; i-- {
		if past[i].Name == name && past[i].Seq != nil {
			return i
		}
	}
	return -1
}
