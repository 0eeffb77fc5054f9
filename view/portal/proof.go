package portal

import (
	"context"
	"slices"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/ledger"
	"github.com/hengjian/hengjian/kernel/publication"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// Proof shows that one act wrote published values, and discloses those alone.
type Proof struct {
	Fields []string // whose present value this act wrote
	Act    ref.ID
	At     calendar.Instant
	Proof  ledger.Proof
	entry  int64
}

// Proofs returns the proofs of a published record: for each act that wrote a
// value the public now reads, that it stands in the ledger, with the salts of
// those values. What is not published, masked, or since written over stays
// undisclosed, whatever else the act wrote.
func (p *Portal) Proofs(ctx context.Context, n *publication.Notice, r ref.Ref, day calendar.Date) ([]Proof, error) {
	var out []Proof
	err := p.Engine.DB().Read(ctx, func(c db.Conn) error {
		e, err := p.Get(c, n, r, day)
		if err != nil {
			return err
		}
		out, err = p.writers(c, e)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range out {
		if out[i].Proof, err = p.Ledger.Inclusion(ctx, r.Area, out[i].Act, out[i].entry); err != nil {
			return nil, err
		}
		out[i].Proof.Header = nil // says again what the leaf says
		err = p.Engine.DB().Read(ctx, func(c db.Conn) error {
			return p.Engine.DiscloseOnly(c, n.Kind.Name, r, out[i].Act, &out[i].Proof, func(f string) bool { return slices.Contains(out[i].Fields, f) })
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// writers groups the open fields of an entry by the act that wrote them last,
// the newest act first.
func (p *Portal) writers(c db.Conn, e Entry) ([]Proof, error) {
	kindName := e.Notice.Kind.Name
	pasts, err := p.Engine.Pasts(c, kindName, e.Record.Ref())
	if err != nil {
		return nil, err
	}
	var out []Proof
	done := map[string]bool{}
	for i := len(pasts) - 1; i >= 0; i-- {
		w := Proof{Act: pasts[i].Act, At: pasts[i].At, entry: pasts[i].Entry}
		for name := range pasts[i].Changes {
			field := p.Engine.CurrentName(kindName, name)
			if done[field] || !e.Notice.Open(field) {
				continue
			}
			done[field] = true
			if e.Record.Values[field] != nil {
				w.Fields = append(w.Fields, field)
			}
		}
		if len(w.Fields) > 0 {
			slices.Sort(w.Fields)
			out = append(out, w)
		}
	}
	return out, nil
}
