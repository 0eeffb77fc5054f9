package document

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/paper"
)

// Kind is the name of the kind of documents.
const Kind = "document"

// The standings of a document.
const (
	Draft  = "draft"
	Issued = "issued"
	Served = "served"
	Void   = "void"
)

// Labels puts values into words, with the titles that a connection finds.
type Labels func(db.Conn) func(f *kind.Field, v any, values map[string]any) string

// Parts are what an office is made of.
type Parts struct {
	Forms  *Set
	Book   *procedure.Book
	People *actor.Directory
	Labels Labels
	Files  *blob.Keeper
	Read   blob.Store
	Font   func() (*paper.Font, error) // read when it is first needed
	Signer Signer
	Trust  Trust // by whom signatures are believed
}

// Office makes, numbers, prints and serves documents (文书工作).
type Office struct {
	Parts
	engine *record.Engine
}

// NewOffice returns the office of an installation; On follows before its first use.
func NewOffice(p Parts) *Office { return &Office{Parts: p} }

// On says which engine runs the acts.
func (o *Office) On(e *record.Engine) { o.engine = e }

// On is the record a document belongs to.
func On(doc *record.Record) (kindName string, r ref.Ref) {
	return doc.Text("on_kind"), ref.Ref{Area: doc.Area, ID: ref.ID(doc.Text("on_id"))}
}

// form is the form a document is written on: for a draft the one in force, for an
// issued one the name alone is needed.
func (o *Office) form(doc, on *record.Record, day calendar.Date) (*Template, error) {
	t := o.Forms.Find(on.Kind.Name, doc.Text("template"), o.Book.Law(on), on.Area, day)
	if t == nil {
		return nil, fault.Newf(fault.Conflict, "document.form", "%s没有适用于这条记录的“%s”式样", on.Kind.Title, doc.Text("template"))
	}
	return t, nil
}

// charge is the unit that handles a record: the one its kind makes a party of it
// (处理机构), else the one that registered it.
func charge(on *record.Record) ref.ID {
	for _, name := range on.Kind.Parties {
		if f := on.Kind.Field(name); f != nil && f.Of == "unit" {
			if id := record.RefOf(on.Values[name]).ID; id != "" {
				return id
			}
		}
	}
	return on.Unit
}

// letterhead is in whose name a unit writes, and its letters in numbers.
func (o *Office) letterhead(area ref.Area, unit ref.ID) (organ, mark, code string) {
	organ, mark = o.People.Letterhead(unit)
	return organ, mark, o.People.OrganCode(area, unit)
}

// matter is what a document is filled from, as the caller may see it.
func (o *Office) matter(c db.Conn, caller actor.Caller, t *Template, on *record.Record, slots map[string]string) (Matter, error) {
	now := o.engine.DB().Now()
	m := Matter{Record: on, Label: o.Labels(c), Slots: slots, Signer: caller.Name, Day: calendar.DateOf(calendar.Instant(now))}
	m.Organ, m.Mark, _ = o.letterhead(on.Area, charge(on))
	m.Unit = o.People.UnitName(charge(on))
	if !t.dated() || !o.Book.Governs(on.Kind) {
		return m, nil
	}
	course, err := o.Book.Course(c, on, now)
	if err != nil {
		return m, err
	}
	m.Due = course.Due
	return m, nil
}

// dated reports whether the form prints the day a clock ends.
func (t *Template) dated() bool {
	has := func(p pattern) bool {
		return slices.ContainsFunc(p.names(), func(n string) bool { return strings.HasPrefix(n, duePrefix) })
	}
	for _, p := range t.Body {
		if has(p.Text) {
			return true
		}
		for _, r := range p.Rows {
			if slices.ContainsFunc(r.Cells, has) {
				return true
			}
		}
	}
	return slices.ContainsFunc(t.Slots, func(s Slot) bool { return has(s.Default) })
}

// readable refuses who may not read every field the form prints.
func (o *Office) readable(caller actor.Caller, t *Template, k *kind.Kind) error {
	var names []string
	for _, name := range t.Fields() {
		if k.Field(name) != nil {
			names = append(names, name)
		}
	}
	return o.engine.CheckReadable(caller, k, names)
}

// slotsOf reads the slots of a document.
func slotsOf(doc *record.Record) map[string]string {
	out := map[string]string{}
	if err := json.Unmarshal([]byte(doc.Text("slots")), &out); err != nil {
		return map[string]string{}
	}
	return out
}

// writeSlots is how a record holds slots.
func writeSlots(slots map[string]string) (string, error) {
	b, err := json.Marshal(slots)
	if err != nil {
		return "", fmt.Errorf("writing slots: %w", err)
	}
	return string(b), nil
}

// Drafts makes the documents that an act names, in its transaction.
func (o *Office) Drafts(tx *db.Tx, q record.Request, on *record.Record, names []string) error {
	for _, name := range names {
		draft := record.Request{Kind: Kind, Act: record.Create, Area: on.Area, Unit: on.Unit, Reason: q.Reason, Caller: q.Caller,
			Values: map[string]any{"template": name, "on_kind": on.Kind.Name, "on_id": string(on.ID)}}
		_, err := o.engine.ActIn(tx, draft)
		if fault.Is(err, fault.Denied) { // who may do the act but writes no documents: it lies ready for who does
			draft.Caller = actor.Caller{Machine: "document", Area: on.Area}
			_, err = o.engine.ActIn(tx, draft)
		}
		if err != nil {
			return fmt.Errorf("drafting %s: %w", name, err)
		}
	}
	return nil
}

// Of lists the documents of a record that the caller may see, the oldest first.
func (o *Office) Of(c db.Conn, caller actor.Caller, kindName string, r ref.Ref) ([]*record.Record, error) {
	page, err := o.engine.ListIn(c, record.Query{Kind: Kind, Area: r.Area, Filter: fmt.Sprintf("on_id == %q && on_kind == %q", string(r.ID), kindName), Sort: "id", Limit: 200, Caller: caller})
	return page.Items, err
}
