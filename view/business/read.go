package business

import (
	"cmp"
	"slices"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/complaint"
	"github.com/hengjian/hengjian/practice/liaison"
)

// Holding is one register and what it says about the business.
type Holding struct {
	Kind    *kind.Kind
	Records []*record.Record // newest first
	From    []string         // whose data it is
	Updated clock.Instant
}

// Desk is the first page of a business.
type Desk struct {
	Subject    *record.Record
	Holdings   []Holding
	Notices    []*record.Record
	Objections []*record.Record
	Contacts   []*record.Record
	Guidance   []*record.Record // orders to correct, talks, reminders, advice: newest first
	Talks      []*record.Record // of consumers with it, online: newest first
	Due        []Due
}

// Read builds the first page for a business at its desk.
func Read(conn db.Conn, e *record.Engine, c actor.Caller, rules *Rules, days *calendar.Table) (*Desk, error) {
	d := &Desk{}
	head, err := subject.Get(conn, c.Subject)
	if err != nil {
		return nil, err
	}
	if d.Subject, err = e.GetIn(conn, c, head.Kind, c.Subject, record.AsOf{}); err != nil {
		return nil, err
	}
	if d.Holdings, err = Holdings(conn, e, c); err != nil {
		return nil, err
	}
	for name, into := range map[string]*[]*record.Record{liaison.Notice: &d.Notices, liaison.Objection: &d.Objections, liaison.Contact: &d.Contacts} {
		if *into, err = Records(conn, e, c, e.Kinds().Get(name)); err != nil {
			return nil, err
		}
	}
	for _, k := range Guiding(e) {
		list, err := Records(conn, e, c, k)
		if err != nil {
			return nil, err
		}
		d.Guidance = append(d.Guidance, list...)
	}
	slices.SortStableFunc(d.Guidance, func(a, b *record.Record) int { return cmp.Compare(b.CreatedAt, a.CreatedAt) })
	if d.Talks, err = Records(conn, e, c, e.Kinds().Get(complaint.ODR)); err != nil {
		return nil, err
	}
	d.Due, err = d.due(rules, days, c)
	return d, err
}

// guidanceMatter is the matter of orders to correct and what goes with them.
const guidanceMatter = "guidance"

// Guiding are the kinds by which the bureau orders, admonishes and advises the
// business; it answers them at its desk.
func Guiding(e *record.Engine) []*kind.Kind {
	var out []*kind.Kind
	for _, k := range e.Kinds().All() {
		if k.Matter == guidanceMatter && slices.Contains(k.Access.Roles[kind.Read], kind.SubjectRole) {
			out = append(out, k)
		}
	}
	return out
}

// Records are the records of a kind about the business, newest first.
func Records(conn db.Conn, e *record.Engine, c actor.Caller, k *kind.Kind) ([]*record.Record, error) {
	if k == nil {
		return nil, nil
	}
	if k.About != "" {
		return e.About(conn, c, k.Name, c.Self())
	}
	var out []*record.Record
	for _, r := range c.Self() {
		rec, err := e.GetIn(conn, c, k.Name, r, record.AsOf{})
		if fault.Is(err, fault.NotFound) {
			continue // a subject of another sort
		}
		if err != nil {
			return nil, err
		}
		out = append(out, rec)
	}
	return out, nil
}

// Readable are the kinds of which a business sees its own records, those of its
// dealings with the bureau aside.
func Readable(e *record.Engine) []*kind.Kind {
	var out []*kind.Kind
	for _, k := range e.Kinds().All() {
		if k.Matter != liaison.Matter && k.Matter != guidanceMatter && slices.Contains(k.Access.Roles[kind.Read], kind.SubjectRole) {
			out = append(out, k)
		}
	}
	slices.SortStableFunc(out, func(a, b *kind.Kind) int { // the register of businesses first
		if a.Subject == b.Subject {
			return 0
		}
		if a.Subject {
			return -1
		}
		return 1
	})
	return out
}

// Holdings lists what each register says about the business, from whom and how
// fresh it is.
func Holdings(conn db.Conn, e *record.Engine, c actor.Caller) ([]Holding, error) {
	var out []Holding
	for _, k := range Readable(e) {
		records, err := Records(conn, e, c, k)
		if err != nil {
			return nil, err
		}
		if len(records) == 0 {
			continue
		}
		origins, err := e.Origins(conn, records)
		if err != nil {
			return nil, err
		}
		h := Holding{Kind: k, Records: records}
		for _, r := range records {
			h.Updated = max(h.Updated, r.UpdatedAt)
			if from := From(r, origins[r.Act]); !slices.Contains(h.From, from) {
				h.From = append(h.From, from)
			}
		}
		out = append(out, h)
	}
	return out, nil
}

// From says whose data a record is: of the office that issued it, where the
// record names one, else of the source it came from.
func From(r *record.Record, s record.Source) string {
	if organ := r.Text("organ"); organ != "" && !r.Kind.Subject {
		return organ
	}
	switch {
	case s.Owner != "":
		return record.OwnerTitle(s.Owner)
	case s.Name != "":
		return s.Name
	}
	return record.OwnerTitle("bureau")
}

// due reads the days that matter out of the records.
func (d *Desk) due(rules *Rules, days *calendar.Table, c actor.Caller) ([]Due, error) {
	today, err := calendar.Parse(c.Day)
	if err != nil {
		return nil, err
	}
	s := Subject{Established: date(d.Subject, "established_on"), Status: d.Subject.Text("status"), TermUntil: date(d.Subject, "term_until"), Ref: d.Subject.Ref()}
	var permits []Permit
	for _, h := range d.Holdings {
		if h.Kind.Name != "permit" {
			continue
		}
		for _, p := range h.Records {
			if st := p.Text("permit_state"); st == "" || st == "valid" {
				permits = append(permits, Permit{Ref: p.Ref(), Name: p.Text("document_name"), No: p.Text("document_no"), Until: date(p, "valid_until")})
			}
		}
	}
	var letters []Letter
	for _, n := range d.Notices {
		if by := date(n, "sign_by"); !by.IsZero() && n.Text("receipt") != "signed" {
			letters = append(letters, Letter{Ref: n.Ref(), Title: n.Title(), No: n.Number, SignBy: by})
		}
	}
	if c.Ended {
		permits = nil // nobody asks for the next one
	}
	return rules.FallsDue(days, today, s, permits, letters), nil
}

// date is the value of a date field, no day where there is none.
func date(r *record.Record, field string) calendar.Date {
	d, err := calendar.Parse(r.Text(field))
	if err != nil {
		return calendar.Date{}
	}
	return d
}
