package record

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"sort"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// find reads one record without asking who may see it.
func (e *Engine) find(c db.Conn, spec *tableSpec, r ref.Ref) (*Record, error) {
	rec, err := spec.scan(c.QueryRow("SELECT "+spec.selects+" FROM "+spec.kind.Table+" WHERE area = $1 AND id = $2", string(r.Area), string(r.ID)))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound(spec.kind)
	}
	return rec, err
}

// AsOf asks for a record as it was.
type AsOf struct {
	At     clock.Instant // as recorded then; zero means now
	InFact string        // as it was in fact on that day, "" for as recorded
}

// Get returns a record as the caller may see it; one he may not read is not
// found.
func (e *Engine) Get(ctx context.Context, c actor.Caller, kindName string, r ref.Ref, as AsOf) (*Record, error) {
	var out *Record
	err := e.db.Read(ctx, func(conn db.Conn) error {
		var err error
		out, err = e.GetIn(conn, c, kindName, r, as)
		return err
	})
	return out, err
}

// Done returns what the caller may see of the record that Act has just given back, as
// Get does. One that was created and that nothing has followed is not read again: a
// reader that sees a commit for the first time has to fetch its pages anew.
func (e *Engine) Done(conn db.Conn, c actor.Caller, rec *Record) (*Record, error) {
	if !rec.settled {
		return e.GetIn(conn, c, rec.Kind.Name, rec.Ref(), AsOf{})
	}
	seen := *rec
	seen.Values = maps.Clone(rec.Values)
	if err := e.mayRead(conn, c, &seen); err != nil {
		return nil, err
	}
	e.show(conn, c, &seen)
	return &seen, nil
}

// show completes a record with what is computed when it is read, and takes from it what
// the caller may not see.
func (e *Engine) show(conn db.Conn, c actor.Caller, rec *Record) {
	e.rules[rec.Kind.Name].expand(rec, e.targets(conn), e.db.Now())
	e.mask(c, rec)
}

// GetIn is Get on an open snapshot.
func (e *Engine) GetIn(conn db.Conn, c actor.Caller, kindName string, r ref.Ref, as AsOf) (*Record, error) {
	k, spec, err := e.kind(kindName)
	if err != nil {
		return nil, err
	}
	rec, err := e.find(conn, spec, r)
	if err != nil {
		return nil, err
	}
	if err := e.mayRead(conn, c, rec); err != nil {
		return nil, err
	}
	if as.At != 0 || as.InFact != "" {
		history, err := revisions(conn, r)
		if err != nil {
			return nil, err
		}
		if as.InFact != "" {
			rec, _ = asInFact(k, r, history, as.InFact)
		} else if history = asRecorded(history, as.At); len(history) == 0 {
			return nil, notFound(k)
		} else {
			rec = fold(k, r, history)
		}
	}
	e.show(conn, c, rec)
	return rec, nil
}

// Undated lists the fields of which no source says since when they are so.
func (e *Engine) Undated(conn db.Conn, kindName string, r ref.Ref, day string) ([]string, error) {
	k, _, err := e.kind(kindName)
	if err != nil {
		return nil, err
	}
	history, err := revisions(conn, r)
	if err != nil {
		return nil, err
	}
	_, undated := asInFact(k, r, history, day)
	sort.Strings(undated)
	return undated, nil
}

// Event is one act on a record as its timeline shows it.
type Event struct {
	Revision
	Name     string // of the act
	Actor    string
	OnBehalf string
	Organ    string
	Unit     ref.ID
	Source   Source
	Seq      *int64 // number in the ledger, nil while it waits
	Changed  []FieldChange
}

// FieldChange is one field before and after.
type FieldChange struct {
	Field    string
	Old, New any
}

// Timeline returns the acts on a record, newest first, with what each changed. By what
// a telling or a service is proven, only who reads all of the kind is told.
func (e *Engine) Timeline(conn db.Conn, c actor.Caller, kindName string, r ref.Ref) ([]Event, error) {
	k, spec, err := e.kind(kindName)
	if err != nil {
		return nil, err
	}
	rec, err := e.find(conn, spec, r)
	if err != nil {
		return nil, err
	}
	if err := e.mayRead(conn, c, rec); err != nil {
		return nil, err
	}
	history, err := revisions(conn, r)
	if err != nil {
		return nil, err
	}
	events := make([]Event, len(history))
	at := map[ref.ID]int{}
	state := map[string]any{}
	hidden := e.hidden(c, k)
	for i, v := range history {
		events[i].Revision = v
		at[v.Act] = i
		if len(hidden) > 0 {
			v.unproven()
		}
		for name, x := range v.Changes {
			if name[0] == '@' {
				continue
			}
			name = currentName(k, name)
			if !hidden[name] {
				events[i].Changed = append(events[i].Changed, FieldChange{name, state[name], x})
			}
			state[name] = x
		}
		sort.Slice(events[i].Changed, func(a, b int) bool {
			return position(k, events[i].Changed[a].Field) < position(k, events[i].Changed[b].Field)
		})
	}
	if err := headers(conn, r.Area, events, at); err != nil {
		return nil, err
	}
	events = sinceAbout(c, k, events)
	for i, j := 0, len(events)-1; i < j; i, j = i+1, j-1 {
		events[i], events[j] = events[j], events[i]
	}
	return events, nil
}

// sinceAbout keeps from a subject what a record said while it was about another:
// its history begins with the act that made it about this one.
func sinceAbout(c actor.Caller, k *kind.Kind, events []Event) []Event {
	if c.Subject.Zero() || k.About == "" {
		return events
	}
	for i := len(events) - 1; i > 0; i-- {
		for _, ch := range events[i].Changed {
			if ch.Field == k.About && ch.Old != nil && !slices.Contains(c.Self(), RefOf(ch.Old)) {
				events[i].Changed = nil
				return forgetBefore(events[i:])
			}
		}
	}
	return events
}

// forgetBefore takes from the first change of each field what stood there
// before these events.
func forgetBefore(events []Event) []Event {
	seen := map[string]bool{}
	for _, ev := range events {
		for j := range ev.Changed {
			if name := ev.Changed[j].Field; !seen[name] {
				seen[name], ev.Changed[j].Old = true, nil
			}
		}
	}
	return events
}

// headers fills the events with what the ledger says of their acts.
func headers(conn db.Conn, area ref.Area, events []Event, at map[ref.ID]int) error {
	var ids []any
	for id := range at {
		ids = append(ids, string(id))
	}
	for len(ids) > 0 {
		n := min(len(ids), 500)
		rows, err := conn.Query(`SELECT id, name, actor, on_behalf, organ, unit, source, seq FROM ledger_act WHERE area = $1 AND id IN (`+places(2, n)+`)`,
			append([]any{string(area)}, ids[:n]...)...)
		if err != nil {
			return err
		}
		for rows.Next() {
			var id ref.ID
			var source string
			var h Event
			if err := rows.Scan(&id, &h.Name, &h.Actor, &h.OnBehalf, &h.Organ, &h.Unit, &source, &h.Seq); err != nil {
				rows.Close()
				return err
			}
			ev := &events[at[id]]
			ev.Name, ev.Actor, ev.OnBehalf, ev.Organ, ev.Unit, ev.Seq = h.Name, h.Actor, h.OnBehalf, h.Organ, h.Unit, h.Seq
			ev.Source = parseSource(source)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

// Reason returns why the act was done.
func (v Revision) Reason() string { s, _ := v.Changes[keyReason].(string); return s }

// Annuls returns the act this one annuls, "" for none.
func (v Revision) Annuls() ref.ID { s, _ := v.Changes[keyAnnuls].(string); return ref.ID(s) }

// TitleOf returns the title of a record a reference points at. A reference
// shows number and title even where its target may not be read.
func (e *Engine) TitleOf(c db.Conn, kindName string, r ref.Ref) (string, error) {
	_, spec, err := e.kind(kindName)
	if err != nil {
		return "", err
	}
	rec, err := e.find(c, spec, r)
	if err != nil {
		return "", err
	}
	return rec.Title(), nil
}

// Origins returns the source of the latest act on each record, by act; an act
// of the bureau's own hand has none.
func (e *Engine) Origins(conn db.Conn, records []*Record) (map[ref.ID]Source, error) {
	out := map[ref.ID]Source{}
	byArea := map[ref.Area][]any{}
	for _, r := range records {
		byArea[r.Area] = append(byArea[r.Area], string(r.Act))
	}
	for area, ids := range byArea {
		for len(ids) > 0 {
			n := min(len(ids), 500)
			rows, err := conn.Query(`SELECT id, source FROM ledger_act WHERE area = $1 AND id IN (`+places(2, n)+`)`, append([]any{string(area)}, ids[:n]...)...)
			if err != nil {
				return nil, err
			}
			for rows.Next() {
				var id ref.ID
				var source string
				if err := rows.Scan(&id, &source); err != nil {
					rows.Close()
					return nil, err
				}
				out[id] = parseSource(source)
			}
			if err := rows.Err(); err != nil {
				return nil, err
			}
			ids = ids[n:]
		}
	}
	return out, nil
}
