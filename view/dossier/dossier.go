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
	"github.com/hengjian/hengjian/platform/fault"
)

// perRegister is how many rows of a register the first page shows.
const perRegister = 5

// timelineRows bounds the timeline of one page.
const timelineRows = 200

// Dossier is the page.
type Dossier struct {
	Subject   *record.Record
	Name      string  // what it is called today, on whatever day it is seen
	Asked     ref.Ref // where the reference was an alias, what was asked for
	Registers []Register
	Related   []Relation
	Timeline  []Entry        // newest first, bounded
	Acts      map[string]int // by kind, how many acts there are in all
	Changes   []string       // days on which something changed, ascending
	Undated   []string       // in the view "in fact": fields nobody dated
}

// Register is one kind with its records about the subject.
type Register struct {
	Kind  *kind.Kind
	Count int
	Items []*record.Record
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
	d := &Dossier{Asked: asked, Name: head.Name}
	d.Subject, err = e.GetIn(conn, c, head.Kind, r, as)
	if fault.Is(err, fault.NotFound) {
		err = subject.NotFound() // not even its kind is told
	}
	if err != nil {
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
	d.finish(as)
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

// finish orders the timeline, lists the days of change, keeps what had happened
// by the day asked for, and counts it by register: the counts add up to the
// whole timeline, of which one page shows the newest.
func (d *Dossier) finish(as record.AsOf) {
	sort.SliceStable(d.Timeline, func(i, j int) bool { return d.Timeline[i].At > d.Timeline[j].At })
	seen := map[string]bool{}
	d.Acts = map[string]int{}
	kept := d.Timeline[:0]
	for _, ev := range d.Timeline {
		if day := ev.At.Day(); !seen[day] {
			seen[day] = true
			d.Changes = append(d.Changes, day)
		}
		if ev.by(as) {
			kept = append(kept, ev)
			d.Acts[ev.Kind.Name]++
		}
	}
	sort.Strings(d.Changes)
	d.Timeline = kept[:min(len(kept), timelineRows)]
}

// by reports whether an act had been written, or in the view "in fact" had
// taken effect, by the day asked for.
func (e Entry) by(as record.AsOf) bool {
	switch {
	case as.InFact != "" && e.Effective != "":
		return e.Effective <= as.InFact
	case as.InFact != "":
		return e.At.Day() <= as.InFact
	}
	return as.At == 0 || e.At <= as.At
}
