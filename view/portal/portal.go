// Package portal is the public face (门户): finding a business, its page, what is
// published of it and until when, the proof of each published record, and the
// data sets anybody may take along. It reads only, without a caller: all it
// reaches passes a notice of kernel/publication.
package portal

import (
	"context"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/ledger"
	"github.com/hengjian/hengjian/kernel/publication"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Portal answers the public of one bureau.
type Portal struct {
	Engine  *record.Engine
	Notices *publication.Set
	Ledger  *ledger.Ledger
	Area    ref.Area
	Ended   func(*record.Record) bool // whether a subject exists no more (注销); nil: nothing is known of it
}

// Entry is a record as a notice shows it.
type Entry struct {
	Notice *publication.Notice
	Record *record.Record // published values only
	Masked []string
	Period publication.Period
	About  ref.Ref // the subject it is about, where that is published too

	full *record.Record
}

// Page is what the public sees of one subject.
type Page struct {
	Subject  Entry
	Supplied Supply
	Entries  []Entry // newest notice first
}

// Supply is who gave the values of a record, and when.
type Supply struct {
	Source record.Source
	At     calendar.Instant
}

// NotFound is the answer for what is not published and for what there is not:
// nobody learns which of the two it is.
func NotFound() error {
	return fault.New(fault.NotFound, "portal.notfound", "没有查到这条公示信息；可能不存在、未公示或公示期已满")
}

// entry returns the record as the notice shows it on the day; ok is false where
// it does not.
func (p *Portal) entry(n *publication.Notice, r *record.Record, day calendar.Date) (e Entry, ok bool) {
	if !n.Shown(r, day) {
		return e, false
	}
	e = Entry{Notice: n, full: r}
	e.Period, _ = n.Period(r)
	e.Record, e.Masked = n.Show(r)
	return e, true
}

// Get returns one published record.
func (p *Portal) Get(c db.Conn, n *publication.Notice, r ref.Ref, day calendar.Date) (Entry, error) {
	rec, err := p.Engine.GetIn(c, publication.Reader(p.Area), n.Kind.Name, r, record.AsOf{})
	if fault.Is(err, fault.NotFound) || err == nil && r.Area != p.Area {
		return Entry{}, NotFound()
	}
	if err != nil {
		return Entry{}, err
	}
	e, ok := p.entry(n, rec, day)
	if !ok {
		return Entry{}, NotFound()
	}
	e.About = p.about(c, rec, day)
	return e, nil
}

// about is the subject of a record, zero where that is not published.
func (p *Portal) about(c db.Conn, r *record.Record, day calendar.Date) ref.Ref {
	to := record.RefOf(r.Values[r.Kind.About])
	if r.Kind.About == "" || to.Zero() {
		return ref.Ref{}
	}
	if e, err := p.subject(c, to, day); err == nil {
		return e.Record.Ref()
	}
	return ref.Ref{}
}

// subject returns a published subject, of an alias the one that is kept.
func (p *Portal) subject(c db.Conn, r ref.Ref, day calendar.Date) (Entry, error) {
	kept, err := subject.Resolve(c, r)
	if err != nil {
		return Entry{}, err
	}
	head, err := subject.Get(c, kept)
	if fault.Is(err, fault.NotFound) {
		return Entry{}, NotFound()
	}
	if err != nil {
		return Entry{}, err
	}
	for _, n := range p.Notices.Subjects() {
		if n.Kind.Name == head.Kind {
			return p.Get(c, n, kept, day)
		}
	}
	return Entry{}, NotFound()
}

// Page returns what is published of a subject.
func (p *Portal) Page(ctx context.Context, r ref.Ref, day calendar.Date) (*Page, error) {
	var out *Page
	err := p.Engine.DB().Read(ctx, func(c db.Conn) error {
		s, err := p.subject(c, r, day)
		if err != nil {
			return err
		}
		out = &Page{Subject: s}
		if out.Supplied, err = p.supplied(c, s); err != nil {
			return err
		}
		same, err := subject.Merged(c, s.Record.Ref())
		if err != nil {
			return err
		}
		for _, n := range p.Notices.About() {
			all, err := p.Engine.About(c, publication.Reader(p.Area), n.Kind.Name, same)
			if err != nil {
				return err
			}
			for _, rec := range all {
				if e, ok := p.entry(n, rec, day); ok {
					e.About = s.Record.Ref()
					out.Entries = append(out.Entries, e)
				}
			}
		}
		return nil
	})
	return out, err
}

// supplied tells the source of the last act that wrote what is published.
func (p *Portal) supplied(c db.Conn, e Entry) (Supply, error) {
	pasts, err := p.Engine.Pasts(c, e.Notice.Kind.Name, e.Record.Ref())
	if err != nil {
		return Supply{}, err
	}
	var out Supply
	for _, past := range pasts {
		for name := range past.Changes {
			if _, shown := e.Record.Values[p.Engine.CurrentName(e.Notice.Kind.Name, name)]; shown {
				out = Supply{past.Source, past.At}
				break
			}
		}
	}
	return out, nil
}
