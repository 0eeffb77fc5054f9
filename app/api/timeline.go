package api

import (
	"net/http"

	"github.com/hengjian/hengjian/app/present"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/rest"
)

// event is one act on a record as screens show it.
type event struct {
	Act       ref.ID        `json:"act"`
	Rev       int64         `json:"rev"`
	Name      string        `json:"name"`
	Title     string        `json:"title"`
	At        string        `json:"at"`
	Effective string        `json:"effective"`
	Actor     eventActor    `json:"actor"`
	Organ     string        `json:"organ"`
	Reason    string        `json:"reason"`
	Note      string        `json:"note,omitempty"`  // what the act says beside fields: whom it told, what it served
	Proof     any           `json:"proof,omitempty"` // of a service: the file
	Annuls    ref.ID        `json:"annuls,omitempty"`
	Source    *eventSource  `json:"source"`
	Changes   []eventChange `json:"changes"`
	Seq       *int64        `json:"seq"`
	Erased    bool          `json:"erased,omitempty"`
}

type eventActor struct {
	Name     string `json:"name"`
	Unit     string `json:"unit"`
	OnBehalf string `json:"on_behalf,omitempty"`
}

type eventSource struct {
	Source string `json:"source"`
	Owner  string `json:"owner"`
	Batch  string `json:"batch"`
	File   string `json:"file"`
	Line   int64  `json:"line"`
}

type eventChange struct {
	Field    string `json:"field"`
	Title    string `json:"title"`
	Old      any    `json:"old"`
	New      any    `json:"new"`
	OldLabel string `json:"old_label"`
	NewLabel string `json:"new_label"`
}

// event presents an act.
func (a *API) event(l *labels, k *kind.Kind, ev record.Event) event {
	out := event{Act: ev.Act, Rev: ev.Rev, Name: ev.Name, Title: actTitle(k, ev.Name), At: ev.At.String(), Effective: ev.Effective,
		Actor: a.actorOf(l, ev), Organ: ev.Organ, Reason: ev.Reason(), Annuls: ev.Annuls(), Changes: []eventChange{}, Seq: ev.Seq, Erased: ev.Revision.Changes == nil}
	if out.Note = procedure.Note(k, ev.Revision); out.Note == "" {
		out.Note = a.orderNote(k, ev.Revision)
	}
	if ev.Source.Name != "" {
		out.Source = a.source(l.conn, ev.Source, ev.Line)
	}
	for _, c := range ev.Changed {
		x := eventChange{Field: c.Field, Title: c.Field, Old: c.Old, New: c.New}
		if f := k.Field(c.Field); f != nil {
			x.Title = f.Title
			x.Old, x.New = present.Raw(f, c.Old), present.Raw(f, c.New)
			x.OldLabel, x.NewLabel = l.Label(f, c.Old, nil), l.Label(f, c.New, nil)
		}
		out.Changes = append(out.Changes, x)
	}
	return out
}

func (a *API) source(conn db.Conn, s record.Source, line int64) *eventSource {
	out := &eventSource{Source: s.Name, Owner: record.OwnerTitle(s.Owner), Batch: s.Batch, Line: line}
	if a.batches != nil {
		if title, file, err := a.batches.Describe(conn, s.Batch, s.Name); err == nil { // else its plain name serves
			out.Source, out.File = title, file
		}
	}
	return out
}

func actTitle(k *kind.Kind, name string) string {
	if x := k.Act(name); x != nil {
		return x.Title
	}
	if t := record.Titles[name]; t != "" {
		return t
	}
	return name
}

func (a *API) actorOf(l *labels, ev record.Event) eventActor {
	if id, ok := actor.OfSubject(ev.Actor); ok {
		return a.visitor(l.conn, ref.Ref{Area: a.area, ID: id})
	}
	if actor.OfPublic(ev.Actor) {
		return eventActor{Name: "投诉举报人本人", Unit: "门户网站"}
	}
	out := eventActor{Name: a.people.PersonName(ref.ID(ev.Actor)), Unit: a.people.UnitName(ev.Unit), OnBehalf: a.people.PersonName(ref.ID(ev.OnBehalf))}
	if out.Name == "" {
		out.Name = "系统"
	}
	return out
}

func (a *API) timeline(q *rest.Request, k *kind.Kind) error {
	c, r, err := a.asked(q)
	if err != nil {
		return err
	}
	out := []event{}
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		events, err := a.engine.Timeline(conn, c, k.Name, r)
		if err != nil {
			return err
		}
		l := a.labels(conn)
		var proofs map[clock.Instant]any
		for _, ev := range events {
			x := a.event(l, k, ev)
			if ev.Name == record.Inform || ev.Name == record.Serve {
				if proofs == nil {
					if proofs, err = a.served(conn, c, &record.Record{Kind: k, Area: r.Area, ID: r.ID}); err != nil {
						return err
					}
				}
				x.Proof = proofs[ev.At]
			}
			out = append(out, x)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out})
}

// origin says where the present value of a field comes from.
type origin struct {
	Act        ref.ID       `json:"act"`
	At         string       `json:"at"`
	Effective  string       `json:"effective"`
	Actor      eventActor   `json:"actor"`
	Title      string       `json:"title"`
	Source     *eventSource `json:"source"`
	Former     *former      `json:"former"`
	Annotation *annotation  `json:"annotation"`
	Owner      string       `json:"owner"`
	Seq        *int64       `json:"seq"`
}

type former struct {
	Value any    `json:"value"`
	Label string `json:"label"`
	Until string `json:"until"`
}

// annotation is what the bureau found a value of another owner to be.
type annotation struct {
	Area     ref.Area `json:"area"`
	ID       ref.ID   `json:"id"`
	Value    string   `json:"value"`
	FoundOn  string   `json:"found_on"`
	By       string   `json:"by"`
	Objected string   `json:"objected_on"`
	Answer   string   `json:"answer"`
	Evidence any      `json:"evidence"`
}

func (a *API) provenance(q *rest.Request, k *kind.Kind) error {
	c, r, err := a.asked(q)
	if err != nil {
		return err
	}
	fields := map[string]*origin{}
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		events, err := a.engine.Timeline(conn, c, k.Name, r)
		if err != nil {
			return err
		}
		l := a.labels(conn)
		for i := range events { // newest first: the first change of a field is its origin
			for _, ch := range events[i].Changed {
				f := k.Field(ch.Field)
				if f == nil {
					continue
				}
				a.origin(l, f, events[i], ch, fields)
			}
		}
		return a.annotations(conn, q, r, fields)
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"fields": fields})
}

func (a *API) origin(l *labels, f *kind.Field, ev record.Event, ch record.FieldChange, fields map[string]*origin) {
	if fields[f.Name] != nil {
		return
	}
	o := &origin{Act: ev.Act, At: ev.At.String(), Effective: ev.Effective, Actor: a.actorOf(l, ev), Seq: ev.Seq}
	if ev.Source.Name != "" {
		o.Source = a.source(l.conn, ev.Source, ev.Line)
	}
	o.Owner = record.OwnerTitle("bureau") // worked out here, whatever file it was worked out from
	if f.Owner != "" {
		o.Owner = record.OwnerTitle(f.Owner)
	}
	if o.Source != nil {
		o.Source.Owner = o.Owner
	}
	if ch.Old != nil {
		o.Former = &former{present.Raw(f, ch.Old), l.Label(f, ch.Old, nil), ev.At.Day()}
	}
	fields[f.Name] = o
}

// annotationKind is the register of local corrections and objections.
const annotationKind = "annotation"

// annotations adds what the bureau noted about the fields of a subject.
func (a *API) annotations(conn db.Conn, q *rest.Request, r ref.Ref, fields map[string]*origin) error {
	if a.engine.Kinds().Get(annotationKind) == nil {
		return nil
	}
	c, err := a.caller(q)
	if err != nil {
		return err
	}
	notes, err := a.engine.About(conn, c, annotationKind, []ref.Ref{r})
	if err != nil {
		return err
	}
	l := a.labels(conn)
	for _, n := range notes {
		o := fields[n.Text("field")]
		if o == nil || o.Annotation != nil {
			continue
		}
		o.Annotation = &annotation{Area: n.Area, ID: n.ID, Value: n.Text("value"), FoundOn: n.Text("found_on"), By: a.people.PersonName(n.Owner),
			Objected: n.Text("objected_on"), Answer: l.Label(n.Kind.Field("answer"), n.Values["answer"], nil), Evidence: located(n.Kind, n.Ref(), n.Kind.Field("evidence"), n.Values["evidence"])}
	}
	return nil
}
