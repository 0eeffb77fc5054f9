package document

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// delivered tells the procedure of the record: who was told of the act that named
// the document, and, when all have it, that it has been served. The clocks of the
// law stop on these, so that what the record was told once stands: a service that
// corrects an earlier one on the same recipient first takes back, with its reason,
// what that one said, by the act that takes back any other (撤销办理).
func (o *Office) delivered(tx *db.Tx, e *record.Engine, q record.Request, doc *record.Record) error {
	name, r := On(doc)
	on, err := e.GetForAct(tx, name, r)
	if err != nil || !o.Book.Governs(on.Kind) || on.State != record.Active {
		return err
	}
	s, err := o.servicesOf(tx, doc)
	if err != nil {
		return err
	}
	if s.corrects {
		if on, err = o.takeBack(tx, e, q, on, doc, s); err != nil {
			return err
		}
	}
	template, proof := doc.Text("template"), doc.Text("proof")
	act, untold, served, err := o.Book.Owing(tx, on, template)
	if err != nil || act == "" {
		return err
	}
	if doc.Text("mode") != procedure.Announcement && slices.Contains(untold, doc.Text("recipient")) {
		on, err = o.pass(tx, e, q, on, record.Inform, map[string]any{"act": act, "whom": doc.Text("recipient"), "mode": doc.Text("mode"), "told_on": doc.Text("served_on"), "proof": proof})
		if err != nil {
			return err
		}
	}
	if doc.Text("standing") != Served || served { // one made anew for one that was voided: the first day stands
		return nil
	}
	last := s.last()
	say := map[string]any{"document": template, "mode": last.Text("mode"), "proof": last.Text("proof")}
	if last.Text("mode") == procedure.Announcement {
		say["published_on"] = last.Text("published_on")
	} else {
		say["served_on"] = last.Text("served_on")
	}
	_, err = o.pass(tx, e, q, on, record.Serve, say)
	return err
}

// services are how a document was served up to now.
type services struct {
	by       map[string]*record.Record // the document as it stood after the latest service on each recipient
	at       map[clock.Instant]string  // when each was registered, and on whom
	corrects bool                      // the latest is not the first on its recipient
}

func (o *Office) servicesOf(c db.Conn, doc *record.Record) (services, error) {
	s := services{map[string]*record.Record{}, map[clock.Instant]string{}, false}
	pasts, err := o.engine.Pasts(c, Kind, doc.Ref())
	for _, p := range pasts {
		if p.Name == "deliver" && p.Record != nil {
			whom := p.Record.Text("recipient")
			s.corrects = s.by[whom] != nil
			s.by[whom], s.at[p.At] = p.Record, whom
		}
	}
	return s, err
}

// last is the service by which everybody had the document.
func (s services) last() (last *record.Record) {
	for _, r := range s.by {
		if last == nil || r.Text("served_on") > last.Text("served_on") || r.Text("served_on") == last.Text("served_on") && r.Rev > last.Rev {
			last = r
		}
	}
	return last
}

// takeBack annuls what the earlier services of a document told its record: of the
// recipient, and that all had it. They are in the transactions of the services.
func (o *Office) takeBack(tx *db.Tx, e *record.Engine, q record.Request, on, doc *record.Record, s services) (*record.Record, error) {
	pasts, err := e.Pasts(tx, on.Kind.Name, on.Ref())
	if err != nil {
		return nil, err
	}
	gone := map[string]bool{}
	for _, p := range pasts {
		gone[string(p.Annuls())] = true
	}
	for _, p := range pasts {
		whom, ours := s.at[p.At]
		told, served := p.Said(record.Inform), p.Said(record.Serve)
		if !ours || gone[string(p.Act)] || !(told != nil && told["whom"] == doc.Text("recipient") && whom == doc.Text("recipient") || served != nil && served["document"] == doc.Text("template")) {
			continue
		}
		on, err = e.ActIn(tx, record.Request{Kind: on.Kind.Name, Act: record.Annul, Record: on.Ref(), Area: on.Area, Rev: &on.Rev, Annuls: p.Act, Reason: q.Reason, Caller: q.Caller})
		if fault.Is(err, fault.Denied) {
			return nil, fault.New(fault.Denied, "document.correct", "这次送达已经计入期限，更正须由有权撤销办理的人登记")
		}
		if err != nil {
			return nil, err
		}
	}
	return on, nil
}

// pass does an act on the record in the name of who served. Whoever may serve but
// not tell leaves the telling open, where the page of the record shows it.
func (o *Office) pass(tx *db.Tx, e *record.Engine, q record.Request, on *record.Record, act string, values map[string]any) (*record.Record, error) {
	out, err := e.ActIn(tx, record.Request{Kind: on.Kind.Name, Act: act, Record: on.Ref(), Area: on.Area, Rev: &on.Rev, Values: values, Caller: q.Caller})
	if fault.Is(err, fault.Denied) {
		return on, nil
	}
	return out, err
}
