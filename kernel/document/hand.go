package document

import (
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Hand is a signature that somebody wrote by hand under a document (手写签名): a
// picture of his hand beside the file, which it leaves as it is. What binds the two
// is the act: it says whose hand it is and which file was shown to him, and writes
// the digests of both into the field `hands`, a line for each signature. The list
// grows with every signature, so that the leaf of each commits to it: a value that
// stayed as it was would stand in no leaf but the first.
type Hand struct {
	Act       ref.ID
	Seq       *int64 // number in the ledger, nil while it waits
	Rev       int64
	At        clock.Instant
	Of        string // whose hand
	Before    string // the officer before whom it was written, as the ledger has him
	Digest    string // SHA-256 of the file that was signed; "" of acts that could not say it yet
	File      any    // the picture
	Corrected string // why a later one of the same hand stands in its place
}

// Hands are the signatures by hand under a document, the oldest first.
func (o *Office) Hands(c db.Conn, doc *record.Record) ([]Hand, error) {
	pasts, err := o.engine.Pasts(c, Kind, doc.Ref())
	var out []Hand
	for _, p := range pasts {
		if p.Name != "attest" || p.Record == nil {
			continue
		}
		h := Hand{Act: p.Act, Seq: p.Seq, Rev: p.Rev, At: p.At, Of: p.Record.Text("hand_of"), Before: p.Actor, Digest: p.Record.Text("hand_digest"), File: p.Record.Values["hand_file"]}
		for i := range out {
			if out[i].Of == h.Of && out[i].Corrected == "" {
				out[i].Corrected = p.Reason()
			}
		}
		out = append(out, h)
	}
	return out, err
}

// attest takes a signature by hand: under the very file that was shown, and of one
// hand once unless it says why again.
func (o *Office) attest(w *record.Doing) error {
	text := func(name string) string { s, _ := w.Values[name].(string); return strings.TrimSpace(s) }
	printed, picture := digestIn(w.Old.Values["pdf"]), digestIn(w.Values["hand_file"])
	if text("hand_digest") != "" && text("hand_digest") != printed {
		return fault.New(fault.Conflict, "document.other", "签名时所示的文书与现在的文件不同；请重新打开文书，核对后再签")
	}
	hands, err := o.Hands(w.Tx, w.Old)
	if err != nil {
		return err
	}
	for _, h := range hands {
		if h.Of == text("hand_of") && strings.TrimSpace(w.Reason) == "" {
			return wrong("hand_of", "signed", "已经有“"+h.Of+"”的手写签名；须重签的，写明理由")
		}
	}
	lines, _ := w.Old.Values["hands"].([]any)
	w.Values["hands"] = append(slices.Clone(lines), printed+" "+picture)
	return nil
}

// digestIn is the digest of a file that a record holds.
func digestIn(file any) string {
	m, _ := file.(map[string]any)
	digest, _ := m["digest"].(string)
	return digest
}
