// Package dossier shows everything about a subject on one page (一企一档): its
// identity, the registers that speak of it, one timeline of all acts, where
// each value came from, and what it is related to. It reads only.
package dossier

import (
	"context"
	"sort"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/platform/db"
)

// perRegister is how many rows of a register the first page shows.
const perRegister = 5

// timelineRows bounds the timeline of one page.
const timelineRows = 200

// Dossier is the page.
type Dossier struct {
	Subject   *record.Record
	Asked     ref.Ref // where the reference was an alias, what was asked for
	Registers []Register
	Related   []Relation
	Timeline  []Entry
	Changes   []string // days on which something changed, ascending
	Undated   []string // in the view "in fact": fields nobody dated
}

// Register is one kind with its records about the subject.
type Register struct {
	Kind  *kind.Kind
	Count int
	Items []*record.Record
}

// Relation is another subject and how it is related.
type Relation struct {
	Relation string // Chinese
	Head     subject.Head
}

// Entry is an act on the subject or on a record about it.
type Entry struct {
	record.Event
	Kind   *kind.Kind
	Record *record.Record
}

// Read builds the dossier of a subject as the caller may see it.
func Read(ctx context.Context, e *record.Engine, c actor.Caller, r ref.Ref, as record.AsOf) (*Dossier, error) {
	var d *Dossier
	err := e.DB().Read(ctx, func(conn db.Conn) error {
		var err error
		d, err = read(conn, e, c, r, as)
		return err
	})
	return d, err
}

func read(conn db.Conn, e *record.Engine, c actor.Caller, asked ref.Ref, as record.AsOf) (*Dossier, error) {
	r, err := subject.Resolve(conn, asked)
	if err != nil {
		return nil, err
	}
	head, err := subject.Get(conn, r)
	if err != nil {
		return nil, err
	}
	d := &Dossier{Asked: asked}
	if d.Subject, err = e.GetIn(conn, c, head.Kind, r, as); err != nil {
		return nil, err
	}
	if as.InFact != "" {
		if d.Undated, err = e.Undated(conn, head.Kind, r, as.InFact); err != nil {
			return nil, err
		}
	}
	if err := d.events(conn, e, c, head.Kind, d.Subject); err != nil {
		return nil, err
	}
	aliases, err := subject.Merged(conn, r)
	if err != nil {
		return nil, err
	}
	for _, k := range e.Kinds().All() {
		if k.About == "" || k.Name == head.Kind {
			continue
		}
		if err := d.register(conn, e, c, k, aliases, as); err != nil {
			return nil, err
		}
	}
	if d.Related, err = related(conn, e, c, d.Subject, aliases); err != nil {
		return nil, err
	}
	d.finish()
	return d, nil
}

// register adds a kind's records about the subject.
func (d *Dossier) register(conn db.Conn, e *record.Engine, c actor.Caller, k *kind.Kind, aliases []ref.Ref, as record.AsOf) error {
	records, err := e.About(conn, c, k.Name, aliases)
	if err != nil || len(records) == 0 && len(k.List) == 0 {
		return err
	}
	reg := Register{Kind: k}
	for _, rec := range records {
		if as.At != 0 && rec.CreatedAt > as.At {
			continue
		}
		reg.Count++
		if len(reg.Items) < perRegister {
			reg.Items = append(reg.Items, rec)
		}
		if reg.Count <= timelineRows {
			if err := d.events(conn, e, c, k.Name, rec); err != nil {
				return err
			}
		}
	}
	d.Registers = append(d.Registers, reg)
	return nil
}

func (d *Dossier) events(conn db.Conn, e *record.Engine, c actor.Caller, kindName string, rec *record.Record) error {
	events, err := e.Timeline(conn, c, kindName, rec.Ref())
	if err != nil {
		return err
	}
	for _, ev := range events {
		d.Timeline = append(d.Timeline, Entry{ev, rec.Kind, rec})
	}
	return nil
}

// finish orders the timeline and lists the days of change.
func (d *Dossier) finish() {
	sort.SliceStable(d.Timeline, func(i, j int) bool { return d.Timeline[i].At > d.Timeline[j].At })
	if len(d.Timeline) > timelineRows {
		d.Timeline = d.Timeline[:timelineRows]
	}
	seen := map[string]bool{}
	for _, ev := range d.Timeline {
		day := ev.At.Day()
		if !seen[day] {
			seen[day] = true
			d.Changes = append(d.Changes, day)
		}
	}
	sort.Strings(d.Changes)
}
